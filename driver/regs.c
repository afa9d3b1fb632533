// SPDX-License-Identifier: GPL-2.0
/*
 * Registers by name: for the trace, for debugfs, ethtool -d and the dump of a
 * device in trouble.
 */
#include <linux/seq_file.h>

#include "glassnic.h"

enum gnic_reg_access { GNIC_RO, GNIC_RW, GNIC_WO };
enum gnic_reg_effect { GNIC_NONE, GNIC_CLEAR, GNIC_ACT };

static const struct gnic_reg_entry {
	const char *name;
	u32 offset;
	u32 count;
	enum gnic_reg_access access;
	enum gnic_reg_effect effect;
} gnic_regs[] = {
#define GNIC_ONE(name, offset, access, effect) \
	{ #name, offset, 1, GNIC_##access, GNIC_##effect },
#define GNIC_MANY(name, offset, access, effect, count) \
	{ #name, offset, count, GNIC_##access, GNIC_##effect },
	GNIC_REGS(GNIC_ONE)
	GNIC_REG_ARRAYS(GNIC_MANY)
};

static const struct gnic_reg_field {
	u32 reg;
	const char *name;
	u32 mask;
} gnic_reg_fields[] = {
#define GNIC_FIELD(reg, name)	{ GNIC_##reg, #name, GNIC_##reg##_##name },
#define GNIC_CAUSE(reg, name)	{ GNIC_##reg, #name, GNIC_INT_##name },
	GNIC_REG_FIELDS(GNIC_FIELD)
	GNIC_REG_CAUSES(GNIC_CAUSE, ICR)
	GNIC_REG_CAUSES(GNIC_CAUSE, IMS)
};

/**
 * gnic_reg_name() - how a register is called
 * @name: filled in: "CTRL", "MTA[3]" for one of an array, its offset if unknown
 * @reg: its offset
 */
void gnic_reg_name(char name[GNIC_REG_NAME_LEN], u32 reg)
{
	const struct gnic_reg_entry *entry;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gnic_regs); i++) {
		entry = &gnic_regs[i];
		if (reg < entry->offset ||
		    reg >= entry->offset + 4 * entry->count)
			continue;
		if (entry->count == 1)
			strscpy(name, entry->name, GNIC_REG_NAME_LEN);
		else
			snprintf(name, GNIC_REG_NAME_LEN, "%s[%u]", entry->name,
				 (u8)((reg - entry->offset) / 4));
		return;
	}
	snprintf(name, GNIC_REG_NAME_LEN, "%#x", reg);
}

/* Can it be looked at without changing it? */
static bool gnic_reg_readable(const struct gnic_reg_entry *entry)
{
	return entry->access != GNIC_WO &&
	       (entry->effect != GNIC_CLEAR || entry->offset == GNIC_ICR);
}

/* Reading ICR clears it; ICS reads the same without (device.md 2). */
static u32 gnic_reg_peek(const struct gnic *gnic, u32 reg)
{
	return gnic_rd32(gnic, reg == GNIC_ICR ? GNIC_ICS : reg);
}

/**
 * gnic_regs_dump() - every register that can be read without changing it
 * @gnic: the NIC
 * @values: filled in, unless it is NULL
 *
 * Return: how many there are.
 */
unsigned int gnic_regs_dump(const struct gnic *gnic,
			    struct gnic_reg_value *values)
{
	unsigned int done = 0;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(gnic_regs); i++) {
		const struct gnic_reg_entry *entry = &gnic_regs[i];

		if (!gnic_reg_readable(entry))
			continue;
		for (j = 0; values && j < entry->count; j++) {
			u32 reg = entry->offset + 4 * j;
			u32 value = gnic_reg_peek(gnic, reg);

			values[done + j].offset = cpu_to_le32(reg);
			values[done + j].value = cpu_to_le32(value);
		}
		done += entry->count;
	}
	return done;
}

static void gnic_reg_show(struct seq_file *file, u32 reg, u32 value)
{
	char name[GNIC_REG_NAME_LEN];
	unsigned int i;

	gnic_reg_name(name, reg);
	seq_printf(file, "%-10s %#06x %#010x", name, reg, value);
	for (i = 0; i < ARRAY_SIZE(gnic_reg_fields); i++) {
		const struct gnic_reg_field *field = &gnic_reg_fields[i];
		u32 bits = value & field->mask;

		if (field->reg != reg || !bits)
			continue;
		seq_printf(file, " %s", field->name);
		if (!is_power_of_2(field->mask))
			seq_printf(file, "=%#x", bits >> __ffs(field->mask));
	}
	seq_putc(file, '\n');
}

/**
 * gnic_regs_show() - the debugfs file regs
 * @file: its private data is the NIC
 * @data: not used
 *
 * Return: 0
 */
int gnic_regs_show(struct seq_file *file, void *data)
{
	struct gnic *gnic = file->private;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(gnic_regs); i++) {
		const struct gnic_reg_entry *entry = &gnic_regs[i];

		if (!gnic_reg_readable(entry)) {
			seq_printf(file, "%-10s %#06x %s\n", entry->name,
				   entry->offset,
				   entry->access == GNIC_WO ?
				   "write only" : "reading would clear it");
			continue;
		}
		for (j = 0; j < entry->count; j++) {
			u32 reg = entry->offset + 4 * j;
			u32 value = gnic_reg_peek(gnic, reg);

			/* Of tables, what is in them */
			if (value || entry->count == 1)
				gnic_reg_show(file, reg, value);
		}
	}
	return 0;
}
