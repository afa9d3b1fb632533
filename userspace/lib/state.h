/* SPDX-License-Identifier: GPL-2.0 */
/* What the driver says of itself: its debugfs file "state". */
#ifndef GN_STATE_H
#define GN_STATE_H

#include <stdbool.h>
#include <stdint.h>

#define GN_FACTS_MAX 64

/**
 * struct gn_fact - a line
 * @name: "carrier"; those of the rings begin with "tx_" and "rx_"
 * @value: a number, of which 0 and 1 may be no and yes
 */
struct gn_fact {
	char name[32];
	uint64_t value;
};

struct gn_state {
	char netdev[32];
	unsigned int count;
	struct gn_fact fact[GN_FACTS_MAX];
};

/* One more line, without its newline; false when it is none. */
bool gn_state_take(struct gn_state *state, const char *line);

/* The fact called @name, or @otherwise when the driver does not tell it. */
uint64_t gn_state_value(const struct gn_state *state, const char *name, uint64_t otherwise);

#endif
