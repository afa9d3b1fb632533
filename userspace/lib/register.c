// SPDX-License-Identifier: GPL-2.0
#include "register.h"

#include <stdio.h>
#include <string.h>

#include "../../driver/regs.h"

static const struct {
	const char *name;
	uint32_t offset, count;
} registers[] = {
#define ONE(name, offset, access, effect)	  { #name, offset, 1 },
#define MANY(name, offset, access, effect, count) { #name, offset, count },
	GNIC_REGS(ONE) GNIC_REG_ARRAYS(MANY)
};

static const struct {
	uint32_t offset;
	const char *name;
	uint32_t mask;
} fields_of[] = {
#define FIELD(reg, name) { GNIC_##reg, #name, GNIC_##reg##_##name },
#define CAUSE(reg, name) { GNIC_##reg, #name, GNIC_INT_##name },
	GNIC_REG_FIELDS(FIELD) GNIC_REG_CAUSES(CAUSE, ICR) GNIC_REG_CAUSES(CAUSE, IMS)
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void gn_register_make(struct gn_register *reg, uint32_t offset, uint32_t value)
{
	*reg = (struct gn_register){ .offset = offset, .value = value };
	for (size_t i = 0; i < COUNT(registers); i++) {
		uint32_t ahead = offset - registers[i].offset;

		if (offset < registers[i].offset || ahead >= 4 * registers[i].count || ahead % 4)
			continue;
		reg->is_array = registers[i].count > 1;
		snprintf(reg->name, sizeof(reg->name), reg->is_array ? "%s[%u]" : "%s",
			 registers[i].name, ahead / 4);
		return;
	}
	snprintf(reg->name, sizeof(reg->name), "%#x", offset);
}

bool gn_register_parse(struct gn_register *reg, const char *line)
{
	unsigned int offset, value;
	char name[GN_WORD_NAME];
	int used;

	if (sscanf(line, "%15s 0x%x %n", name, &offset, &used) != 2)
		return false;
	gn_register_make(reg, offset, 0);
	snprintf(reg->name, sizeof(reg->name), "%s", name);
	line += used;
	if (!strcmp(line, "write only"))
		reg->unread = GN_WRITE_ONLY;
	else if (!strcmp(line, "reading would clear it"))
		reg->unread = GN_READ_CLEARS;
	else if (sscanf(line, "0x%x", &value) == 1)
		reg->value = value;
	else
		return false;
	return true;
}

void gn_register_fields(const struct gn_register *reg, struct gn_words *fields)
{
	fields->count = 0;
	for (size_t i = 0; i < COUNT(fields_of); i++) {
		uint32_t mask = fields_of[i].mask, lowest = mask & -mask;

		if (fields_of[i].offset != reg->offset || !(reg->value & mask))
			continue;
		if (mask == lowest)
			gn_words_flag(fields, fields_of[i].name);
		else
			gn_words_number(fields, fields_of[i].name, (reg->value & mask) / lowest,
					true);
	}
}
