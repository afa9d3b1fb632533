// SPDX-License-Identifier: GPL-2.0
#include "ladder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "duration.h"

/* Shorter waits are part of the conversation, whatever the pace. */
#define IDLE_MIN 100000000LL

static int compare_ns(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* An idle gap is ten times the median of those before it. */
static int64_t find_idle(struct gn_ladder *ladder, int64_t gap)
{
	unsigned int known =
		ladder->gap_count < GN_LADDER_GAPS ? ladder->gap_count : GN_LADDER_GAPS;
	int64_t sorted[GN_LADDER_GAPS];
	bool idle = false;

	if (gap >= IDLE_MIN) {
		memcpy(sorted, ladder->gaps, known * sizeof(*sorted));
		qsort(sorted, known, sizeof(*sorted), compare_ns);
		idle = !known || gap / 10 > sorted[known / 2];
	}
	ladder->gaps[ladder->gap_count++ % GN_LADDER_GAPS] = gap;
	return idle ? gap : 0;
}

bool gn_ladder_tags(enum gn_verdict_id id)
{
	return gn_verdict_is_finding(id) || id == GN_DELAYED_ACK || id == GN_WINDOW_UPDATE;
}

static void add_tag(struct gn_ladder *ladder, struct gn_row *row, const struct gn_verdict *verdict)
{
	size_t used = strlen(row->tags);
	char tag[64];

	if (!gn_ladder_tags(verdict->id))
		return;
	ladder->marks[verdict->id]++;
	ladder->findings += gn_verdict_is_finding(verdict->id);
	snprintf(row->tags + used, sizeof(row->tags) - used, "%s%s", used ? ", " : "",
		 gn_verdict_tag(verdict, tag, sizeof(tag)));
}

static void note_options(struct gn_row *row, const struct gn_tcp_options *options)
{
	size_t size = sizeof(row->note), used = 0;

	if (options->has_mss)
		used += snprintf(row->note + used, size - used, "mss %u ", options->mss);
	if (options->has_wscale)
		used += snprintf(row->note + used, size - used, "wscale %u ", options->wscale);
	if (options->sack_permitted)
		used += snprintf(row->note + used, size - used, "sack ");
	if (options->has_timestamps)
		used += snprintf(row->note + used, size - used, "timestamps ");
	if (options->cut)
		used += snprintf(row->note + used, size - used, "... ");
	if (used)
		row->note[used - 1] = 0;
}

static void label_segment(struct gn_row *row, const struct gn_event *event)
{
	const struct gn_segment *segment = &event->segment;
	size_t size = sizeof(row->label), used;

	used = snprintf(row->label, size, "seq %" PRIu32, segment->seq);
	if (segment->flags & GN_TCP_ACK)
		used += snprintf(row->label + used, size - used, " ack %" PRIu32, segment->ack);
	if (segment->len)
		used += snprintf(row->label + used, size - used, " len %" PRIu32, segment->len);
	if (segment->flags & GN_TCP_RST)
		return;
	if (segment->window_size >= 0)
		snprintf(row->label + used, size - used, " win %" PRId64, segment->window_size);
	else
		snprintf(row->label + used, size - used, " win %u << ?", segment->window);
}

static void note_wait(struct gn_row *row, const struct gn_arp_wait *wait)
{
	char elapsed[GN_DURATION_SIZE];

	if (wait->request)
		snprintf(row->waited, sizeof(row->waited),
			 "waited %s for ARP #%" PRIu32 "-#%" PRIu32,
			 gn_duration_format(wait->elapsed_ns, elapsed), wait->request, wait->reply);
}

void gn_ladder_row(struct gn_ladder *ladder, const struct gn_event *event, struct gn_row *row)
{
	const struct gn_segment *segment = &event->segment;
	int64_t now = event->frame->packet->time_ns;

	memset(row, 0, sizeof(*row));
	if (!ladder->begun)
		ladder->start_ns = now;
	else
		row->idle_ns = find_idle(ladder, now - ladder->last_ns);
	ladder->begun = true;
	ladder->last_ns = now;
	ladder->rows++;
	row->frame = event->frame->packet->number;
	row->time_ns = now - ladder->start_ns;
	note_wait(row, &event->waited);
	if (event->flow) {
		row->has_stream = true;
		row->stream = event->flow->stream;
	}
	if (!event->is_segment) {
		row->kind = GN_ROW_OTHER;
		gn_frame_summary(event->frame, row->label, sizeof(row->label));
		if (event->flow)
			add_tag(ladder, row, &event->icmp);
		return;
	}
	ladder->segments++;
	row->kind = GN_ROW_SEGMENT;
	row->from = segment->from;
	if (segment->steps & GN_STEPS_OF_OPENING)
		gn_steps_format(segment->steps & GN_STEPS_OF_OPENING, row->name, sizeof(row->name));
	else
		gn_flags_format(segment->flags, row->name, sizeof(row->name));
	gn_steps_format(segment->steps & ~GN_STEPS_OF_OPENING, row->note, sizeof(row->note));
	if (segment->flags & GN_TCP_SYN)
		note_options(row, &event->frame->tcp_opt);
	label_segment(row, event);
	for (unsigned int i = 0; i < segment->verdicts; i++)
		add_tag(ladder, row, &segment->verdict[i]);
	for (int side = 0; side < GN_SIDES; side++) {
		row->state[side] = gn_tcp_state_name(segment->state[side]);
		row->changed[side] = segment->state[side] != segment->before[side];
	}
}

unsigned int gn_ladder_width(int fd)
{
	struct winsize size;

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) || size.ws_col < GN_LADDER_MIN_WIDTH)
		return GN_LADDER_MIN_WIDTH;
	return size.ws_col < 132 ? size.ws_col : 132;
}

/*
 * 80 columns: time 10, state 12, lane 42, state 12, and a space beside each state:
 *
 *	      #1               SYN 1/3  seq 0 win 64240 mss 1460
 *	0.000000 SYN_SENT     |----------------------------------->| SYN_RECEIVED
 */
#define GUTTER 10
#define MARGIN 12

struct glyphs {
	const char *line, *dash, *left, *right, *ellipsis;
};

static const struct glyphs unicode = { "│", "─", "◀", "▶", "…" };
static const struct glyphs ascii = { "|", "-", "<", ">", "~" };

static const struct glyphs *glyphs_of(const struct gn_out *out)
{
	return out->ascii ? &ascii : &unicode;
}

/* @glyph @count times, at once: a lane full of them is most of what is drawn. */
static void repeat(struct gn_out *out, const char *glyph, unsigned int count)
{
	size_t length = strlen(glyph), used = 0;
	char line[512];

	for (; count && used + length < sizeof(line); count--, used += length)
		memcpy(line + used, glyph, length);
	line[used] = 0;
	gn_out_text(out, "%s", line);
}

/* Where to cut @text so that no more than @most stay: at a blank, but not between a name and its number. */
static size_t find_cut(const char *text, size_t most)
{
	for (size_t cut = most; cut > 0; cut--)
		if (text[cut] == ' ' &&
		    !(isdigit((unsigned char)text[cut + 1]) &&
		      islower((unsigned char)text[cut - 1])))
			return cut;
	return most;
}

/* @text in exactly @width columns; words that do not fit are left out, and a mark says so. It is ASCII. */
static void put_fitted(struct gn_out *out, const char *text, unsigned int width)
{
	size_t length = strlen(text);

	if (length <= width) {
		gn_out_text(out, "%-*s", (int)width, text);
		return;
	}
	length = find_cut(text, width - 1);
	gn_out_text(out, "%.*s%s%*s", (int)length, text, glyphs_of(out)->ellipsis,
		    (int)(width - 1 - length), "");
}

/* Seconds in the gutter: of a capture longer than 999 s, with as many decimals as fit. */
static void draw_time(struct gn_out *out, const struct gn_row *row)
{
	char time[GN_DURATION_SIZE];
	size_t length;

	gn_seconds_format(row->time_ns, time);
	length = strcspn(time, ".");
	if (length < GUTTER - 1)
		length = GUTTER;
	gn_out_text(out, "%*.*s", GUTTER, (int)length, time);
}

static void draw_heading(struct gn_out *out, const struct gn_flow *flow, unsigned int width)
{
	char client[GN_ENDPOINT_STRLEN], server[GN_ENDPOINT_STRLEN], stream[32];
	unsigned int room = width - GUTTER - 1;

	gn_endpoint_format(&flow->addr[GN_CLIENT], flow->port[GN_CLIENT], client);
	gn_endpoint_format(&flow->addr[GN_SERVER], flow->port[GN_SERVER], server);
	snprintf(stream, sizeof(stream), "stream %" PRIu32, flow->stream);
	gn_out_text(out, "\n");
	gn_out_style(out, GN_BOLD);
	if (strlen(client) + strlen(server) < room) {
		gn_out_text(out, "%*s %s%*s", GUTTER, stream, client, (int)(room - strlen(client)),
			    server);
	} else {
		gn_out_text(out, "%*s %s\n%*s %s", GUTTER, stream, client, GUTTER, "", server);
	}
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "\n");
}

static void draw_state(struct gn_out *out, const struct gn_row *row, enum gn_side side)
{
	const char *state = row->changed[side] ? row->state[side] ? row->state[side] : "?" : "";

	gn_out_style(out, GN_GOOD);
	/* Nothing trails the last column. */
	if (side == GN_CLIENT)
		gn_out_text(out, " %-*s ", MARGIN, state);
	else if (*state)
		gn_out_text(out, " %s", state);
	gn_out_style(out, GN_PLAIN);
}

static void draw_lane_text(struct gn_out *out, const char *gutter, const char *text,
			   unsigned int lane, enum gn_style style)
{
	const struct glyphs *glyphs = glyphs_of(out);

	gn_out_style(out, GN_DIM);
	gn_out_text(out, "%*s", GUTTER, gutter);
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "%*s%s ", MARGIN + 2, "", glyphs->line);
	gn_out_style(out, style);
	put_fitted(out, text, lane - 1);
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "%s\n", glyphs->line);
}

static void draw_arrow(struct gn_out *out, const struct gn_row *row, unsigned int lane)
{
	const struct glyphs *glyphs = glyphs_of(out);
	bool right = row->from == GN_CLIENT;

	draw_time(out, row);
	draw_state(out, row, GN_CLIENT);
	gn_out_text(out, "%s", glyphs->line);
	if (*row->tags)
		gn_out_style(out, GN_WARN);
	if (!right)
		gn_out_text(out, "%s", glyphs->left);
	repeat(out, glyphs->dash, lane - 1);
	if (right)
		gn_out_text(out, "%s", glyphs->right);
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "%s", glyphs->line);
	draw_state(out, row, GN_SERVER);
	gn_out_text(out, "\n");
}

static void draw_segment(struct gn_out *out, const struct gn_row *row, unsigned int width)
{
	unsigned int lane = width - GUTTER - 2 * (MARGIN + 2) - 1;
	char frame[16], text[512];

	snprintf(frame, sizeof(frame), "#%" PRIu32, row->frame);
	snprintf(text, sizeof(text), "%s %s", row->name, row->label);
	draw_lane_text(out, frame, text, lane, GN_PLAIN);
	if (*row->note)
		draw_lane_text(out, "", row->note, lane, GN_BOLD);
	if (*row->waited)
		draw_lane_text(out, "", row->waited, lane, GN_DIM);
	if (*row->tags)
		draw_lane_text(out, "", row->tags, lane, GN_BAD);
	draw_arrow(out, row, lane);
}

static void draw_other(struct gn_out *out, const struct gn_row *row, unsigned int width)
{
	char text[512];

	snprintf(text, sizeof(text), "#%" PRIu32 "  %s%s%s%s%s", row->frame, row->label,
		 *row->waited ? ", " : "", row->waited, *row->tags ? "  " : "", row->tags);
	draw_time(out, row);
	gn_out_text(out, "  ");
	gn_out_style(out, *row->tags ? GN_BAD : GN_DIM);
	if (strlen(text) <= width - GUTTER - 2)
		gn_out_text(out, "%s", text);
	else
		put_fitted(out, text, width - GUTTER - 2);
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "\n");
}

void gn_ladder_draw(struct gn_ladder *ladder, struct gn_out *out, const struct gn_row *row,
		    const struct gn_flow *flow, unsigned int width)
{
	char idle[GN_DURATION_SIZE];

	if (row->idle_ns)
		gn_out_text(out, "%*s  ... %s ...\n", GUTTER, "",
			    gn_duration_format(row->idle_ns, idle));
	if (row->kind == GN_ROW_OTHER) {
		draw_other(out, row, width);
		return;
	}
	if (!ladder->has_stream || ladder->stream != row->stream)
		draw_heading(out, flow, width);
	ladder->has_stream = true;
	ladder->stream = row->stream;
	draw_segment(out, row, width);
}

char *gn_count_format(uint64_t count, const char *what, char *buf, size_t size)
{
	snprintf(buf, size, "%" PRIu64 " %s%s", count, what, count == 1 ? "" : "s");
	return buf;
}

void gn_ladder_legend(const struct gn_ladder *ladder, struct gn_out *out)
{
	const char *comma = "marks: ";

	for (int id = 0; id < GN_VERDICTS; id++) {
		if (!ladder->marks[id])
			continue;
		gn_out_text(out, "%s%s %s", comma, gn_verdict_mark(id), gn_verdict_name(id));
		comma = ", ";
	}
	if (*comma == ',')
		gn_out_text(out, "\n");
}
