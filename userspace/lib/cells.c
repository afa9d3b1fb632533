// SPDX-License-Identifier: GPL-2.0
#include "cells.h"

#include <string.h>

static void put(struct gn_cells *cells, const char *text, size_t length)
{
	size_t room = sizeof(cells->text) - 1 - cells->used;

	if (length > room)
		length = room;
	memcpy(cells->text + cells->used, text, length);
	cells->used += length;
	cells->text[cells->used] = 0;
}

/* What @length lacks of @width. */
static void pad(struct gn_cells *cells, unsigned int width, size_t length)
{
	size_t room = sizeof(cells->text) - 1 - cells->used;
	size_t lack = length < width ? width - length : 0;

	if (lack > room)
		lack = room;
	memset(cells->text + cells->used, ' ', lack);
	cells->used += lack;
	cells->text[cells->used] = 0;
}

static void put_left(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	put(cells, text, length);
	pad(cells, width, length);
}

static void put_right(struct gn_cells *cells, unsigned int width, const char *text, size_t length)
{
	pad(cells, width, length);
	put(cells, text, length);
}

void gn_cells_left(struct gn_cells *cells, unsigned int width, const char *text)
{
	put_left(cells, width, text, strlen(text));
}

void gn_cells_right(struct gn_cells *cells, unsigned int width, const char *text)
{
	put_right(cells, width, text, strlen(text));
}

void gn_cells_number_left(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	char digits[GN_DECIMAL_MAX];

	put_left(cells, width, digits, gn_decimal_put(digits, value) - digits);
}

void gn_cells_number_right(struct gn_cells *cells, unsigned int width, uint64_t value)
{
	char digits[GN_DECIMAL_MAX];

	put_right(cells, width, digits, gn_decimal_put(digits, value) - digits);
}

char *gn_decimal_put(char *at, uint64_t value)
{
	char digits[GN_DECIMAL_MAX];
	size_t count = 0;

	do
		digits[count++] = '0' + value % 10;
	while (value /= 10);
	while (count)
		*at++ = digits[--count];
	return at;
}
