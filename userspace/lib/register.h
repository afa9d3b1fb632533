/* SPDX-License-Identifier: GPL-2.0 */
/* The device's registers by name, with their fields: driver/regs.h is the list. */
#ifndef GN_REGISTER_H
#define GN_REGISTER_H

#include "words.h"

/* Why there is no value */
enum gn_unread { GN_READ, GN_WRITE_ONLY, GN_READ_CLEARS };

/**
 * struct gn_register - a register and what it held
 * @name: "CTRL", "MTA[3]" for one of an array, its offset when it is unknown
 * @offset: in BAR0
 * @unread: why there is no @value
 * @value: what it held
 * @is_array: one of many, of which most hold nothing
 */
struct gn_register {
	char name[GN_WORD_NAME];
	uint32_t offset;
	enum gn_unread unread;
	uint32_t value;
	bool is_array;
};

/* The register at @offset, with that value. */
void gn_register_make(struct gn_register *reg, uint32_t offset, uint32_t value);

/* A line of the driver's debugfs file "regs"; false when it is none. */
bool gn_register_parse(struct gn_register *reg, const char *line);

/* Its fields: flags that are set, numbers that are not zero. */
void gn_register_fields(const struct gn_register *reg, struct gn_words *fields);

#endif
