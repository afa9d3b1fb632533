/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a receiver has beyond the first hole, as its SACK options told (RFC 2018,
 * the scoreboard of RFC 6675 section 3): blocks of sequence numbers in order,
 * none touching another. What lies between two of them, or between SND.UNA and
 * the first, is a hole.
 */
#ifndef GN_SCOREBOARD_H
#define GN_SCOREBOARD_H

#include <stdbool.h>
#include <stdint.h>

/* More holes at once than any capture of ours had; beyond it the lowest block is forgotten. */
#define GN_SCOREBOARD_MAX 32u

/* Sequence numbers [left, right). */
struct gn_block_range {
	uint32_t left, right;
};

struct gn_scoreboard {
	uint32_t count;
	uint32_t forgotten; /* blocks, because there were more than GN_SCOREBOARD_MAX */
	struct gn_block_range block[GN_SCOREBOARD_MAX];
};

/* [left, right) has arrived. Returns how many of its numbers are news. */
uint32_t gn_scoreboard_add(struct gn_scoreboard *board, uint32_t left, uint32_t right);

/* Everything before @una is acknowledged. */
void gn_scoreboard_trim(struct gn_scoreboard *board, uint32_t una);

/* Is all of [left, right) there? */
bool gn_scoreboard_has(const struct gn_scoreboard *board, uint32_t left, uint32_t right);

/* The hole below block @index, which may be empty for the first one. */
struct gn_block_range gn_scoreboard_hole(const struct gn_scoreboard *board, uint32_t index,
					 uint32_t una);

#endif
