// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints' bodies, and what register accesses cost when traced.
 */
#include "glassnic.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static const struct gnic_reg_entry {
	const char *name;
	u32 offset;
	u32 count;
} gnic_regs[] = {
#define GNIC_ONE(name, offset, ...)		{ #name, offset, 1 },
#define GNIC_MANY(name, offset, access, effect, count) \
	{ #name, offset, count },
	GNIC_REGS(GNIC_ONE)
	GNIC_REG_ARRAYS(GNIC_MANY)
};

/* A register's name, "MTA[3]" for one of an array, its offset if unknown */
static void gnic_reg_name(char *name, size_t size, u32 reg)
{
	const struct gnic_reg_entry *entry;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gnic_regs); i++) {
		entry = &gnic_regs[i];
		if (reg < entry->offset ||
		    reg >= entry->offset + 4 * entry->count)
			continue;
		if (entry->count == 1)
			strscpy(name, entry->name, size);
		else
			snprintf(name, size, "%s[%u]", entry->name,
				 (u8)((reg - entry->offset) / 4));
		return;
	}
	snprintf(name, size, "%#x", reg);
}

/* Out of line, so that an access costs one untaken branch when not traced */
void gnic_trace_read(const struct gnic *gnic, u32 reg, u32 value)
{
	char name[GNIC_REG_NAME_LEN];

	gnic_reg_name(name, sizeof(name), reg);
	trace_gnic_reg_read(gnic, reg, name, value);
}

void gnic_trace_write(const struct gnic *gnic, u32 reg, u32 value)
{
	char name[GNIC_REG_NAME_LEN];

	gnic_reg_name(name, sizeof(name), reg);
	trace_gnic_reg_write(gnic, reg, name, value);
}
