/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ladder: two lifelines, time downwards, an arrow per segment, the states
 * of both ends in the margins. A row is made once from an event; the terminal
 * (here) and the report (HTML) draw the same rows.
 */
#ifndef GN_LADDER_H
#define GN_LADDER_H

#include "flow.h"
#include "out.h"

#define GN_LADDER_MIN_WIDTH 80
#define GN_LADDER_GAPS	    63

enum gn_row_kind {
	GN_ROW_SEGMENT, /* an arrow between the lifelines */
	GN_ROW_OTHER,	/* a frame beside them: ARP, ICMP, UDP, ... */
};

/**
 * struct gn_row - one frame of the ladder
 * @time_ns: since the first frame
 * @idle_ns: how long nothing happened before it, when that is worth a line; else 0
 * @stream: with @has_stream
 * @from: sender, for a segment: the arrow points away from it
 * @name: "SYN-ACK 2/3" for a step of opening, else its flags: "PSH,ACK"
 * @label: numbers, or the summary of another frame
 * @note: step of closing, "ACK of FIN 1 + FIN 2", or a SYN's options; "" without
 * @waited: the ARP exchange that held it up: "waited 41.0 us for ARP #1-#2"; "" without
 * @tags: findings with the frames they refer to, "" when there are none
 * @state: of both ends after it, NULL when unknown
 * @changed: which of them it changed
 */
struct gn_row {
	enum gn_row_kind kind;
	uint32_t frame;
	int64_t time_ns, idle_ns;
	bool has_stream;
	uint32_t stream;
	enum gn_side from;
	char name[64], label[256], note[64], waited[64], tags[160];
	const char *state[GN_SIDES];
	bool changed[GN_SIDES];
};

/* What the rows before this one leave behind. */
struct gn_ladder {
	bool begun;
	int64_t start_ns, last_ns;
	int64_t gaps[GN_LADDER_GAPS];
	unsigned int gap_count;
	uint32_t rows, segments, findings;
	uint32_t marks[GN_VERDICTS]; /* how often each verdict was tagged */
	bool has_stream;	     /* a heading was drawn, for this one */
	uint32_t stream;
};

/* Make the next row. */
void gn_ladder_row(struct gn_ladder *ladder, const struct gn_event *event, struct gn_row *row);

/* A verdict that the ladder tags: every finding, and what tells of waiting. */
bool gn_ladder_tags(enum gn_verdict_id id);

/* Columns of the terminal at @fd, at least GN_LADDER_MIN_WIDTH; that where it is none. */
unsigned int gn_ladder_width(int fd);

/* Draw a row as text, headings included, @width columns wide. */
void gn_ladder_draw(struct gn_ladder *ladder, struct gn_out *out, const struct gn_row *row,
		    const struct gn_flow *flow, unsigned int width);

/* "1 segment", "2 segments": @what in the plural when it is not one. Returns @buf. */
char *gn_count_format(uint64_t count, const char *what, char *buf, size_t size);

/* "R! retransmission, d duplicate_ack": the marks used so far; nothing when there are none. */
void gn_ladder_legend(const struct gn_ladder *ladder, struct gn_out *out);

#endif
