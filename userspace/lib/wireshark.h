/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The profile wireshark-4.0: what tshark 4.0.17 says of a segment, value for
 * value, so that our own verdicts can be laid beside it. Written from a
 * description of its behaviour and by trying, not from its source; what it
 * says is not always right (test_tcp_verdicts.c tells where). It agrees on a
 * million segments of real stacks; what tshark makes of a repeated SYN that
 * carries data, or of segments no stack sends, is not all known.
 *
 * tshark -2 reads a file twice and prints in the second pass, so some values
 * are those of the end of the first: initial RTT, the bases of relative
 * numbers, window scales, completeness. So two of these are needed as well.
 */
#ifndef GN_WIRESHARK_H
#define GN_WIRESHARK_H

#include "flow.h"

/* tcp.analysis.*, in the order of their names. */
enum gn_wireshark_flag {
	GN_WS_ACK_LOST_SEGMENT,
	GN_WS_DUPLICATE_ACK,
	GN_WS_FAST_RETRANSMISSION,
	GN_WS_KEEP_ALIVE,
	GN_WS_KEEP_ALIVE_ACK,
	GN_WS_LOST_SEGMENT,
	GN_WS_OUT_OF_ORDER,
	GN_WS_RETRANSMISSION,
	GN_WS_REUSED_PORTS,
	GN_WS_SPURIOUS_RETRANSMISSION,
	GN_WS_WINDOW_FULL,
	GN_WS_WINDOW_UPDATE,
	GN_WS_ZERO_WINDOW,
	GN_WS_ZERO_WINDOW_PROBE,
	GN_WS_ZERO_WINDOW_PROBE_ACK,
	GN_WS_FLAGS,
};

/**
 * struct gn_wireshark_segment - tshark's fields of one segment
 * @analysis: bits of enum gn_wireshark_flag
 * @scale: window_size_scalefactor, 0 where it prints none
 * @given_up: tshark ends at its options, which were not captured whole or have a
 *	SACK without a block, before it prints what it found: @analysis and what
 *	is below are empty
 *
 * The last four are what it decides by when a segment seems to be repeated:
 * @since_highest and @reordering, times, 0 when it did not ask; @peer_duplicates,
 * ACKs that its peer repeated; @since_ack, time since the last of them.
 *
 * Times, frames and counts are 0 where tshark prints nothing. A time may be
 * negative where the capture's clock went back.
 */
struct gn_wireshark_segment {
	uint32_t seq, ack, nxtseq;
	uint32_t window_size;
	int32_t scale;
	bool given_up;
	uint32_t analysis;
	int64_t initial_rtt, ack_rtt, rto;
	uint32_t acks_frame, rto_frame;
	uint32_t bytes_in_flight, push_bytes_sent;
	uint32_t duplicate_ack_num, duplicate_ack_frame;
	int64_t since_highest, reordering, since_ack;
	int32_t peer_duplicates;
};

struct gn_wireshark;

/* A pass; @first is the finished first one, NULL for that itself. NULL without memory. */
struct gn_wireshark *gn_wireshark_new(const struct gn_wireshark *first);
void gn_wireshark_free(struct gn_wireshark *pass);

/**
 * gn_wireshark_take() - take one segment
 * @event: of a segment, just taken by a table of connections
 * @segment: filled completely; final in the second pass only
 *
 * Return: false without memory.
 */
bool gn_wireshark_take(struct gn_wireshark *pass, const struct gn_event *event,
		       struct gn_wireshark_segment *segment);

const char *gn_wireshark_flag_name(enum gn_wireshark_flag flag); /* "lost_segment" */

#endif
