// SPDX-License-Identifier: GPL-2.0
/* The ladder on a terminal, of conversations as in lib/segments.h. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "ladder.h"
#include "segments.h"

/* Columns of a line; every character that we draw takes up one. */
static size_t columns(const char *line, size_t size)
{
	size_t count = 0;

	for (size_t at = 0; at < size; at++)
		count += ((unsigned char)line[at] & 0xc0) != 0x80;
	return count;
}

/* Before that, seconds and their sign are wider than their column. */
#define YEARS_BACK (-999999999 * 1000000000LL)

/* Nothing is wider than the terminal but the list of marks. */
static void check_ladder(struct gn_ladder *ladder, const struct gn_event *event, bool ascii)
{
	struct gn_out out;
	struct gn_row row;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	gn_out_init(&out, file, GN_TEXT);
	out.ascii = ascii;
	gn_ladder_row(ladder, event, &row);
	gn_ladder_draw(ladder, &out, &row, event->flow, GN_LADDER_MIN_WIDTH);
	gn_ladder_legend(ladder, &out);
	fclose(file);
	fuzz_require_plain(text, size, ascii);
	for (char *line = text, *end; (end = memchr(line, '\n', text + size - line));
	     line = end + 1)
		require(columns(line, end - line) <= GN_LADDER_MIN_WIDTH ||
			!strncmp(line, "marks: ", 7) || row.time_ns < YEARS_BACK);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_flows *flows = gn_flows_new(GN_FLOWS_MAX, NULL, NULL);
	struct gn_ladder ladder = { 0 };
	struct segments segments;
	struct gn_frame frame;
	struct gn_event event;
	bool ascii = size % 2;

	segments_begin(&segments);
	for (; size >= SEGMENT_SIZE; data += SEGMENT_SIZE, size -= SEGMENT_SIZE) {
		gn_frame_decode(&frame, segments_next(&segments, data));
		require(gn_flows_take(flows, &frame, &event));
		check_ladder(&ladder, &event, ascii);
	}
	gn_flows_free(flows);
	return 0;
}
