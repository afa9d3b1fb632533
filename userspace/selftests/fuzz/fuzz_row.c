// SPDX-License-Identifier: GPL-2.0
/* A line that is or is not one of tshark's rows, and a row in the words of a line. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tshark.h"

/* What was read is what a row can hold, and reading it again gives the same. */
static void check_row(const struct gn_tshark_row *row)
{
	char line[GN_TSHARK_COLUMNS * GN_TSHARK_CELL], *at = line;
	struct gn_tshark_row again;

	for (unsigned int i = 0; i < GN_TSHARK_COLUMNS; i++) {
		size_t length = strnlen(row->cell[i], GN_TSHARK_CELL);

		require(length < GN_TSHARK_CELL && !strpbrk(row->cell[i], "\t\r\n"));
		require(i < GN_TSHARK_ANALYSIS || !length || !strcmp(row->cell[i], "1"));
		at = stpcpy(at, row->cell[i]);
		if (i + 1 < GN_TSHARK_COLUMNS)
			*at++ = '\t';
	}
	*at = 0;
	require(gn_tshark_parse(&again, line) && !memcmp(row, &again, sizeof(again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	struct gn_tshark_row row;

	require(line);
	memcpy(line, data, size);
	line[size] = 0;
	if (gn_tshark_parse(&row, line))
		check_row(&row);
	free(line);
	return 0;
}
