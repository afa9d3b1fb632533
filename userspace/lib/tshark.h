/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tshark 4.0 prints of a TCP segment with -T fields, cell by cell: a row
 * that it printed, or the one that the profile wireshark-4.0 says it would.
 * The two are equal when every cell is the same text.
 */
#ifndef GN_TSHARK_H
#define GN_TSHARK_H

#include "wireshark.h"

/* Columns in front of the flags of enum gn_wireshark_flag, one each. */
enum gn_tshark_column {
	GN_TSHARK_FRAME,
	GN_TSHARK_STREAM,
	GN_TSHARK_FLAGS,
	GN_TSHARK_SEQ,
	GN_TSHARK_ACK,
	GN_TSHARK_NXTSEQ,
	GN_TSHARK_LEN,
	GN_TSHARK_WINDOW,
	GN_TSHARK_WINDOW_SIZE,
	GN_TSHARK_SCALE,
	GN_TSHARK_COMPLETENESS,
	GN_TSHARK_INITIAL_RTT,
	GN_TSHARK_ACK_RTT,
	GN_TSHARK_RTO,
	GN_TSHARK_ACKS_FRAME,
	GN_TSHARK_RTO_FRAME,
	GN_TSHARK_BYTES_IN_FLIGHT,
	GN_TSHARK_PUSH_BYTES,
	GN_TSHARK_DUPLICATE_NUM,
	GN_TSHARK_DUPLICATE_FRAME,
	GN_TSHARK_ANALYSIS,

	GN_TSHARK_COLUMNS = GN_TSHARK_ANALYSIS + GN_WS_FLAGS,
};

/* The longest is a time: "-" and 10 digits before the point, 9 behind. */
#define GN_TSHARK_CELL 24

struct gn_tshark_row {
	char cell[GN_TSHARK_COLUMNS][GN_TSHARK_CELL];
};

/* "tcp.analysis.rto"; the string is good for ever. */
const char *gn_tshark_field(unsigned int column);

/* All of them in order, separated by tabs: the header of its rows. Returns @buf. */
#define GN_TSHARK_HEADER 1024
char *gn_tshark_header(char buf[GN_TSHARK_HEADER]);

/* The row of a segment, as the profile has it. */
void gn_tshark_describe(struct gn_tshark_row *row, const struct gn_event *event,
			const struct gn_wireshark_segment *segment, uint8_t completeness);

/* A line that tshark printed, with or without its newline. False when it is no such row. */
bool gn_tshark_parse(struct gn_tshark_row *row, const char *line);

#endif
