// SPDX-License-Identifier: GPL-2.0
/* glassnic signal N: one frame as it is on the line. */
#include <stdlib.h>
#include <string.h>

#include "find.h"
#include "line.h"

static const struct gn_option options[] = {
	{ "speed", 's', "MBPS",
	  "speed of the line: 10, 100 or 1000 (default: the interface's, else 1000)" },
	{ 0 },
};

static const unsigned int speeds[] = { 1000, 100, 10 };

#define SPEEDS	     (sizeof(speeds) / sizeof(speeds[0]))
#define OCTETS_A_ROW 6

static bool is_speed(uint64_t speed)
{
	for (size_t i = 0; i < SPEEDS; i++)
		if (speeds[i] == speed)
			return true;
	return false;
}

/* Octets and their bits as they leave, the first one left. */
static void show_rows(struct gn_out *out, const struct gn_line *line,
		      const struct gn_line_part *part, unsigned int bit_ns)
{
	for (size_t row = 0; row < part->count; row += OCTETS_A_ROW) {
		size_t width = part->count - row < OCTETS_A_ROW ? part->count - row : OCTETS_A_ROW;
		size_t start = part->start + row;

		gn_out_text(out, "%10zu ns  ", start * 8 * bit_ns);
		for (size_t i = 0; i < OCTETS_A_ROW; i++) {
			if (i < width)
				gn_out_text(out, " %02x", line->octets[start + i]);
			else
				gn_out_text(out, "   ");
		}
		gn_out_text(out, " ");
		for (size_t bit = start * 8; bit < (start + width) * 8; bit++)
			gn_out_text(out, "%s%d", bit % 8 ? "" : " ", gn_line_bit(line, bit));
		gn_out_text(out, "\n");
	}
}

static void put_octets(struct gn_out *out, const struct gn_line *line,
		       const struct gn_line_part *part)
{
	char *hex = malloc(2 * part->count + 1), *bits = malloc(8 * part->count + 1);

	for (size_t i = 0; hex && i < part->count; i++)
		sprintf(hex + 2 * i, "%02x", line->octets[part->start + i]);
	for (size_t i = 0; bits && i < 8 * part->count; i++)
		sprintf(bits + i, "%d", gn_line_bit(line, 8 * part->start + i));
	if (hex && bits) {
		gn_out_str(out, "hex", NULL, hex);
		gn_out_str(out, "line_bits", NULL, bits);
	}
	free(hex);
	free(bits);
}

static void show_part(struct gn_out *out, const struct gn_line *line,
		      const struct gn_line_part *part, unsigned int bit_ns)
{
	bool silent = part->start >= line->count;

	gn_out_object(out, NULL);
	gn_out_style(out, GN_BOLD);
	gn_out_str(out, "part", "%s", part->name);
	gn_out_style(out, GN_PLAIN);
	gn_out_u64(out, "octets",
		   silent	    ? ", %" PRIu64 " octet times" :
		   part->count == 1 ? ", %" PRIu64 " octet" :
				      ", %" PRIu64 " octets",
		   part->count);
	gn_out_str(out, "origin", ", %s\n", part->captured ? "captured" : "computed");
	gn_out_ns(out, "start_ns", NULL, part->start * 8 * bit_ns);
	if (silent) {
		gn_out_null(out, "hex", NULL);
		gn_out_null(out, "line_bits", NULL);
		gn_out_text(out, "%10zu ns   silence\n", part->start * 8 * bit_ns);
	} else if (out->format == GN_JSON) {
		put_octets(out, line, part);
	} else {
		show_rows(out, line, part, bit_ns);
	}
	gn_out_end(out);
}

static void show_fcs(struct gn_out *out, const struct gn_line *line)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%08x", line->fcs);
	gn_out_object(out, "fcs");
	gn_out_str(out, "computed", "\nFCS computed over destination to padding: %s", text);
	gn_out_bool(out, "captured", ", and one was captured", line->fcs_captured);
	if (line->fcs_captured)
		gn_out_bool(out, "good", " that is right", line->fcs_good);
	else
		gn_out_null(out, "good", "; the emulated device makes none");
	if (line->fcs_captured && !line->fcs_good)
		gn_out_text(out, " that is WRONG: the frame was damaged");
	gn_out_end(out);
	gn_out_text(out, "\n");
	if (line->filled)
		gn_out_u64(out, "filled",
			   "The two octets at octet %" PRIu64
			   " of the line are the checksum that the device filled in (computed)\n",
			   line->filled);
	else
		gn_out_null(out, "filled", NULL);
}

static void show_times(struct gn_out *out, const struct gn_line *line)
{
	size_t bits = line->count * 8, gap = GN_LINE_GAP * 8;

	gn_out_text(
		out,
		"\n      speed        bit          frame            gap  such frames a second\n");
	gn_out_array(out, "times");
	for (size_t i = 0; i < SPEEDS; i++) {
		unsigned int bit_ns = gn_line_bit_ns(speeds[i]);

		gn_out_object(out, NULL);
		gn_out_u64(out, "speed", "  %4" PRIu64 " Mb/s", speeds[i]);
		gn_out_ns(out, "bit_ns", "  %6s ns", bit_ns);
		gn_out_ns(out, "frame_ns", "  %10s ns", bits * bit_ns);
		gn_out_ns(out, "gap_ns", "  %10s ns", gap * bit_ns);
		gn_out_u64(out, "frames_per_second", "  %20" PRIu64 "\n",
			   1000000000 / ((bits + gap) * bit_ns));
		gn_out_end(out);
	}
	gn_out_end(out);
}

static void show_signal(struct gn_out *out, const struct gn_packet *packet,
			const struct gn_line *line, unsigned int speed)
{
	unsigned int bit_ns = gn_line_bit_ns(speed);

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "signal");
	gn_out_u64(out, "frame", "Frame %" PRIu64, packet->number);
	gn_out_u64(out, "speed", " on a line of %" PRIu64 " Mb/s", speed);
	gn_out_u64(out, "octets", ": %" PRIu64 " octets", line->count);
	gn_out_text(out, ", %u ns a bit, the low bit of each octet first\n\n", bit_ns);
	gn_out_array(out, "parts");
	for (unsigned int i = 0; i < line->part_count; i++)
		show_part(out, line, &line->parts[i], bit_ns);
	gn_out_end(out);
	show_fcs(out, line);
	show_times(out, line);
	gn_out_end(out);
}

/* *@speed stays 0 when the user has no wish. */
static int read_speed(struct gn_context *context, uint64_t *speed)
{
	const char *text = gn_context_option(context, "speed");

	*speed = 0;
	if (!text)
		return GN_EXIT_OK;
	if (gn_parse_u64("--speed", text, 10, 1000, speed))
		return GN_EXIT_USAGE;
	if (!is_speed(*speed))
		return gn_fail(GN_EXIT_USAGE, "--speed is 10, 100 or 1000, not %s", text);
	return GN_EXIT_OK;
}

static int signal_frame(struct gn_out *out, const struct gn_packet *packet, uint64_t speed)
{
	struct gn_frame frame;
	struct gn_line line;
	const char *reason;

	if (!speed)
		speed = packet->interface->speed / 1000000;
	gn_frame_decode(&frame, packet);
	reason = gn_line_build(&line, &frame);
	if (reason)
		return gn_fail(GN_EXIT_FAILED, "frame %" PRIu64 ": %s", packet->number, reason);
	show_signal(out, packet, &line, is_speed(speed) ? speed : 1000);
	gn_line_free(&line);
	return GN_EXIT_OK;
}

static int run(struct gn_context *context)
{
	struct gn_source *source;
	struct gn_packet packet;
	uint64_t speed;
	int code;

	code = read_speed(context, &speed);
	if (code)
		return code;
	source = gn_find_frame(context, &packet, &code);
	if (!source)
		return code;
	code = signal_frame(&context->out, &packet, speed);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_signal = {
	.name = "signal",
	.args = "N",
	.summary = "one frame on the line: preamble to gap, bit by bit",
	.reads = true,
	.options = options,
	.run = run,
};
