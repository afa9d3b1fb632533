/* SPDX-License-Identifier: GPL-2.0 */
/* Registers and rings, printed: the running NIC's and those of a coredump alike. */
#ifndef GN_INSIDE_H
#define GN_INSIDE_H

#include "out.h"
#include "register.h"
#include "slot.h"

/* An object of type "register"; in text a line, and none for an empty one of an array. */
void gn_show_register(struct gn_out *out, const struct gn_register *reg);

/* An object of type "ring", in text a line. */
void gn_show_ring(struct gn_out *out, const struct gn_ring *ring);

/* Slots that are alike, which text has on one line. */
struct gn_slots {
	struct gn_out *out;
	struct gn_slot first;
	uint32_t count;
	bool addresses; /* they differ in that */
};

/* The next slot: an object of type "slot". After the last one, gn_show_slots_end(). */
void gn_show_slot(struct gn_slots *slots, const struct gn_slot *slot);
void gn_show_slots_end(struct gn_slots *slots);

/* Objects "values" and "flags"; in text " name=1 FLAG". @except is not said in text. */
void gn_show_words(struct gn_out *out, const struct gn_words *words, const char *except);

#endif
