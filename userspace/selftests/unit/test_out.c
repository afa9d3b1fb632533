// SPDX-License-Identifier: GPL-2.0
/* What the writer of text and JSON makes of hostile values. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bar.h"
#include "cells.h"
#include "out.h"
#include "tap.h"

/* What @emit writes, in @format. */
static char *written(enum gn_format format, bool ascii, void (*emit)(struct gn_out *out))
{
	struct gn_out out;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	gn_out_init(&out, file, format);
	out.ascii = ascii;
	emit(&out);
	assert_int_equal(gn_out_finish(&out), 0);
	fclose(file);
	return text;
}

static void expect(enum gn_format format, bool ascii, void (*emit)(struct gn_out *out),
		   const char *want)
{
	char *text = written(format, ascii, emit);

	assert_string_equal(text, want);
	free(text);
}

static void emit_object(struct gn_out *out)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "flow");
	gn_out_u64(out, "stream", "#%" PRIu64 " ", UINT64_MAX);
	gn_out_i64(out, "delta", "%" PRId64 " ", INT64_MIN);
	gn_out_bool(out, "up", "up ", true);
	gn_out_bool(out, "down", "down ", false);
	gn_out_null(out, "mss", "- ");
	gn_out_ns(out, "rtt_ns", "%s ns", 41000);
	gn_out_array(out, "fins");
	gn_out_u64(out, NULL, " %" PRIu64, 8);
	gn_out_u64(out, NULL, " %" PRIu64, 10);
	gn_out_object(out, NULL);
	gn_out_end(out);
	gn_out_end(out);
	gn_out_end(out);
	gn_out_text(out, "\n");
	gn_out_object(out, NULL);
	gn_out_end(out);
}

static void one_walk_gives_both(void **state)
{
	(void)state;
	expect(GN_TEXT, false, emit_object,
	       "#18446744073709551615 -9223372036854775808 up - 41000 ns 8 10\n");
	expect(GN_JSON, false, emit_object,
	       "{\"type\":\"flow\",\"stream\":18446744073709551615,\"delta\":-9223372036854775808,"
	       "\"up\":true,\"down\":false,\"mss\":null,\"rtt_ns\":\"41000\",\"fins\":[8,10,{}]}\n{}\n");
}

static void emit_hostile(struct gn_out *out)
{
	/* ESC, quote, backslash, DEL, C1 as UTF-8, a lone continuation byte, an
	 * overlong slash, a surrogate, beyond U+10FFFF, cut short; then good text */
	gn_out_object(out, NULL);
	gn_out_str(out, "name", "[%s]",
		   "\033[31m\"\\\177\302\233\200\300\257\355\240\200\364\220\200\200\342\202 \n한");
	gn_out_end(out);
}

static void hostile_values_are_escaped(void **state)
{
	(void)state;
	expect(GN_TEXT, false, emit_hostile,
	       "[\\x1b[31m\"\\\\x7f\\xc2\\x9b\\x80\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe2\\x82 \\x0a한]");
	expect(GN_TEXT, true, emit_hostile,
	       "[\\x1b[31m\"\\\\x7f\\xc2\\x9b\\x80\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe2\\x82 \\x0a\\xed\\x95\\x9c]");
	expect(GN_JSON, false, emit_hostile,
	       "{\"name\":\"\\u001b[31m\\\"\\\\\\u007f\\u009b\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd"
	       "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd \\u000a한\"}\n");
}

static char line[32];

static void emit_line(struct gn_out *out)
{
	gn_out_plain(out, line, strlen(line));
}

/* Each byte at each place of a line, whole words of which are looked at together. */
static void a_byte_is_escaped_wherever_it_stands(void **state)
{
	(void)state;
	for (unsigned int byte = 1; byte < 256; byte++) {
		bool plain = (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t';

		for (int at = 0; at < 19; at++) {
			char want[40];

			strcpy(line, " 0123456789abc~\"xyz");
			snprintf(want, sizeof(want), plain ? "%.*s%c%s" : "%.*s\\x%02x%s", at, line,
				 byte, line + at + 1);
			line[at] = byte;
			expect(GN_TEXT, false, emit_line, want);
			expect(GN_TEXT, true, emit_line, want);
		}
	}
}

static void emit_heading(struct gn_out *out)
{
	gn_out_text(out, "a → %s\t|\n", "\033]0;title\007");
	gn_out_object(out, NULL);
	gn_out_str(out, "key", "%s → ", "value");
	gn_out_end(out);
}

static void ascii_reaches_formats_too(void **state)
{
	(void)state;
	expect(GN_TEXT, false, emit_heading, "a → \\x1b]0;title\\x07\t|\nvalue → ");
	expect(GN_TEXT, true, emit_heading,
	       "a \\xe2\\x86\\x92 \\x1b]0;title\\x07\t|\nvalue \\xe2\\x86\\x92 ");
	expect(GN_JSON, true, emit_heading, "{\"key\":\"value\"}\n");
}

static void emit_style(struct gn_out *out)
{
	out->colour = true;
	gn_out_style(out, GN_BOLD);
	gn_out_text(out, "x");
	gn_out_style(out, GN_PLAIN);
	out->colour = false;
	gn_out_style(out, GN_BAD);
}

static void colour_only_when_wanted(void **state)
{
	(void)state;
	expect(GN_TEXT, false, emit_style, "\033[1mx\033[0m");
	expect(GN_JSON, false, emit_style, "");
}

static void a_full_disk_is_an_error(void **state)
{
	FILE *full = fopen("/dev/full", "we");
	struct gn_out out;

	(void)state;
	if (!full)
		skip();
	gn_out_init(&out, full, GN_JSON);
	for (int i = 0; i < 10000; i++)
		emit_object(&out);
	assert_int_equal(gn_out_finish(&out), -1);
	fclose(full);
}

static void a_closed_pipe_is_none(void **state)
{
	int ends[2];
	struct gn_out out;
	FILE *file;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	close(ends[0]);
	file = fdopen(ends[1], "w");
	gn_out_init(&out, file, GN_JSON);
	for (int i = 0; i < 10000; i++)
		emit_object(&out);
	assert_int_equal(gn_out_finish(&out), 0);
	fclose(file);
}

static void bars(void **state)
{
	char text[GN_BAR_SIZE];

	(void)state;
	assert_string_equal(gn_bar_format(0, 100, 5, text), "[....................]   0 %");
	assert_string_equal(gn_bar_format(50, 100, 3000000000, text),
			    "[##########..........]  50 %, 3 s to go");
	assert_string_equal(gn_bar_format(99, 100, 99000000000, text),
			    "[###################.]  99 %, 1 s to go");
	/* A file that grew meanwhile, and one of nothing. */
	assert_string_equal(gn_bar_format(300, 100, 1, text),
			    "[####################] 100 %, 0 s to go");
	assert_string_equal(gn_bar_format(0, 0, 1, text),
			    "[####################] 100 %, 0 s to go");
	assert_true(strlen(gn_bar_format(2, UINT64_MAX, INT64_MAX, text)) < sizeof(text));
	assert_true(strlen(gn_bar_format(UINT64_MAX / 50, UINT64_MAX, INT64_MAX, text)) <
		    sizeof(text));
}

/* Cells are what printf() makes of them. */
static void cells(void **state)
{
	static const uint64_t numbers[] = { 0, 9, 10, 12345678, 123456789, UINT64_MAX };
	static const char *const words[] = { "", "-", "SYN_SENT", "[fe80::1]:80" };
	struct gn_cells cells;
	char want[200];

	(void)state;
	for (unsigned int i = 0; i < 6; i++) {
		const char *word = words[i % 4];

		cells.used = 0;
		gn_cells_left(&cells, 8, word);
		gn_cells_right(&cells, 9, word);
		gn_cells_number_left(&cells, 8, numbers[i]);
		gn_cells_number_right(&cells, 9, numbers[i]);
		snprintf(want, sizeof(want), "%-8s%9s%-8" PRIu64 "%9" PRIu64, word, word,
			 numbers[i], numbers[i]);
		assert_string_equal(cells.text, want);
		assert_int_equal(cells.used, strlen(want));
	}
	/* What does not fit is left out. */
	for (int i = 0; i < 100; i++)
		gn_cells_right(&cells, 30, "much");
	assert_int_equal(cells.used, GN_CELLS_SIZE - 1);
	assert_int_equal(strlen(cells.text), GN_CELLS_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars),
		cmocka_unit_test(cells),
		cmocka_unit_test(one_walk_gives_both),
		cmocka_unit_test(hostile_values_are_escaped),
		cmocka_unit_test(a_byte_is_escaped_wherever_it_stands),
		cmocka_unit_test(ascii_reaches_formats_too),
		cmocka_unit_test(colour_only_when_wanted),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(a_closed_pipe_is_none),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
