/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A line of a table, put together cell by cell: printf() took a third of the
 * time of a million lines. Widths are printf()'s: what is longer takes its room.
 */
#ifndef GN_CELLS_H
#define GN_CELLS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Longer than any line of ours; what does not fit is left out. */
#define GN_CELLS_SIZE 512

/* The widest cell that may be asked for: it, or a number, and what spaces are in excess, fit behind. */
#define GN_CELLS_WIDTH	32
#define GN_CELLS_EXCESS (GN_CELLS_WIDTH + 7)

struct gn_cells {
	size_t used;
	char text[GN_CELLS_SIZE + GN_CELLS_EXCESS]; /* terminated once something was put */
};

/* "%-*.*s" and "%*.*s" */
void gn_cells_put_left(struct gn_cells *cells, unsigned int width, const char *text, size_t length);
void gn_cells_put_right(struct gn_cells *cells, unsigned int width, const char *text,
			size_t length);

/* "%-*s" and "%*s"; the length of a constant is one. */
static inline void gn_cells_left(struct gn_cells *cells, unsigned int width, const char *text)
{
	gn_cells_put_left(cells, width, text, strlen(text));
}

static inline void gn_cells_right(struct gn_cells *cells, unsigned int width, const char *text)
{
	gn_cells_put_right(cells, width, text, strlen(text));
}

/* A space, where what stands before it may take all of its cell. */
static inline void gn_cells_gap(struct gn_cells *cells)
{
	if (cells->used == GN_CELLS_SIZE - 1)
		return;
	cells->text[cells->used++] = ' ';
	cells->text[cells->used] = 0;
}

/* "%-*u" and "%*u" */
void gn_cells_number_left(struct gn_cells *cells, unsigned int width, uint64_t value);
void gn_cells_number_right(struct gn_cells *cells, unsigned int width, uint64_t value);

/* "%u" at @at; returns behind the last digit, nothing is terminated. */
#define GN_DECIMAL_MAX 20
char *gn_decimal_put(char *at, uint64_t value);

#endif
