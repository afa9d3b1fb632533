// SPDX-License-Identifier: GPL-2.0
#include "cells.h"

#include <string.h>

/* Room for as many bytes, or for what fits of them. */
static char *take_room(struct gn_cells *cells, size_t *count)
{
	size_t room = sizeof(cells->text) - 1 - cells->used;
	char *at = cells->text + cells->used;

	if (*count > room)
		*count = room;
	cells->used += *count;
	cells->text[cells->used] = 0;
	return at;
}

void gn_cells_put_left(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	size_t count = length < width ? width : length;
	char *at = take_room(cells, &count);

	if (length > count)
		length = count;
	memcpy(at, text, length);
	memset(at + length, ' ', count - length);
}

void gn_cells_put_right(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	size_t count = length < width ? width : length;
	size_t lack = count - length;
	char *at = take_room(cells, &count);

	if (lack > count)
		lack = count;
	memset(at, ' ', lack);
	memcpy(at + lack, text, count - lack);
}

void gn_cells_number_left(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	char digits[GN_DECIMAL_MAX];

	gn_cells_put_left(cells, width, digits, gn_decimal_put(digits, value) - digits);
}

void gn_cells_number_right(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	char digits[GN_DECIMAL_MAX];

	gn_cells_put_right(cells, width, digits, gn_decimal_put(digits, value) - digits);
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
	do
		*--at = '0' + value % 10;
	while (value /= 10);
	return end;
}
