// SPDX-License-Identifier: GPL-2.0
#include "cells.h"

#include <assert.h>

#define SPACES sizeof(uint64_t)

static char *find_end(struct gn_cells *cells)
{
	return cells->text + cells->used;
}

static size_t find_room(const struct gn_cells *cells)
{
	return GN_CELLS_SIZE - 1 - cells->used;
}

static size_t find_lack(unsigned int width, size_t length)
{
	assert(width <= GN_CELLS_WIDTH);
	return length < width ? width - length : 0;
}

/* Eight at a time: up to seven more than asked for, over which the next cell is written. */
static void put_spaces(char *at, size_t count)
{
	for (size_t i = 0; i < count; i += SPACES)
		memcpy(at + i, "        ", SPACES);
}

/* So much was written at the end: it stays as far as there is room. */
static void advance(struct gn_cells *cells, size_t count)
{
	size_t room = find_room(cells);

	cells->used += count < room ? count : room;
	cells->text[cells->used] = 0;
}

void gn_cells_put_left(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	size_t lack = find_lack(width, length);
	char *at = find_end(cells);

	if (length > find_room(cells))
		length = find_room(cells);
	memcpy(at, text, length);
	put_spaces(at + length, lack);
	advance(cells, length + lack);
}

void gn_cells_put_right(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	size_t lack = find_lack(width, length);
	char *at = find_end(cells);

	/* With spaces before it, it is not longer than a cell. */
	if (!lack && length > find_room(cells))
		length = find_room(cells);
	put_spaces(at, lack);
	memcpy(at + lack, text, length);
	advance(cells, lack + length);
}

static size_t count_digits(uint64_t value)
{
	uint64_t limit = 10;
	size_t count = 1;

	/* 10^20 is more than 64 bits hold. */
	for (; count < GN_DECIMAL_MAX && value >= limit; limit *= 10)
		count++;
	return count;
}

char *gn_decimal_put(char *at, uint64_t value)
{
	char *end = at + count_digits(value);

	at = end;
	/* Two at a time: half the divisions of 64 bits. */
	for (; value >= 100; value /= 100) {
		unsigned int pair = value % 100;

		*--at = '0' + pair % 10;
		*--at = '0' + pair / 10;
	}
	*--at = '0' + value % 10;
	if (value >= 10)
		*--at = '0' + value / 10;
	return end;
}

void gn_cells_number_left(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	char *at = find_end(cells);
	size_t length = gn_decimal_put(at, value) - at;
	size_t lack = find_lack(width, length);

	put_spaces(at + length, lack);
	advance(cells, length + lack);
}

void gn_cells_number_right(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	size_t length = count_digits(value);
	size_t lack = find_lack(width, length);
	char *at = find_end(cells);

	put_spaces(at, lack);
	gn_decimal_put(at + lack, value);
	advance(cells, lack + length);
}
