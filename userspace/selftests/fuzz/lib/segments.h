/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Conversations out of bytes: an input is read as records of SEGMENT_SIZE
 * bytes, each of which becomes one Ethernet frame, mostly a TCP segment. Its
 * numbers count from those that its sender and its peer used last, so that
 * what a mutation makes of a conversation still is one.
 *
 *	 0	bit 0 server sends; 1-2 which connection; 3 IPv6; 4 time stamps;
 *		5 SACK; 6 an ICMP error about it instead, 7 ARP instead
 *	 1	TCP flags
 *	 2	bits 0-1 what seq counts from: next, oldest unacknowledged, first
 *		number, 0; 2-3 the same for ack; 4-7 window scale of a SYN
 *	 3-4	seq, signed
 *	 5-6	ack, signed
 *	 7-8	payload
 *	 9	window / 256
 *	10	bits 0-5 time since the one before: 2^n ns; 6 backwards; 7 MSS
 *	11	IP identification, one more than the last when 0; start of the SACK block / 256
 */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "flow.h"

#define SEGMENT_SIZE 12
#define CONNECTIONS  4

/* What was said last on each connection. */
struct segments {
	struct gn_packet packet;
	uint8_t bytes[128];
	uint16_t ip_id;
	struct {
		uint32_t first, next, acked;
	} end[CONNECTIONS][GN_SIDES];
};

void segments_begin(struct segments *segments);

/* The frame of the next record; it is good until the next call. */
const struct gn_packet *segments_next(struct segments *segments,
				      const uint8_t record[SEGMENT_SIZE]);

#endif
