/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TCP connections out of text, and what is expected of them. One segment a
 * line, tokens by blanks; what is left out follows from what went before:
 *
 *	C SYN @0 mss=1460 ws=7		| SYN_SENT SYN_RECEIVED
 *	S SYN-ACK @5			| ESTABLISHED SYN_RECEIVED
 *	C @10				| ESTABLISHED ESTABLISHED
 *	C 1 len=100 @31			: retransmission of 5 rto
 *
 * First the sender (C or S) and the flags (SYN, SYN-ACK, FIN, RST, RST-ACK,
 * PSH; none: ACK; noack: no flag at all), then
 *	N		relative sequence number; default: the sender's next
 *	ack=N		relative; default: all that its peer sent; an RST without
 *			ACK has it in a field that means nothing
 *	len=N win=N @MS	payload, raw window (64240), time in ms (as before)
 *	mss= ws= sack	options of a SYN; sack=1-101,201-301 blocks later
 *	ts=VAL,ECR id=N	time stamps, IP identification
 *	cookie=N	Fast Open, with a cookie of N bytes; 0: asks for one
 *	cut=N		captured only up to N bytes of the options
 *	other		bytes that are not those of their numbers
 * After "|" the states of client and server after it, "-" for unknown; after
 * ":" the findings and window updates, by commas: ID [of FRAME] [CAUSE] [#N],
 * N the number of a duplicate ACK. Without ":" there must be none. After "="
 * the frames it acknowledges and its round trip: "= 4,5 10ms".
 *
 * Lines that begin with "isn C=N S=N" set the initial numbers (1000, 5000).
 */
#ifndef STORY_H
#define STORY_H

#include "flow.h"

#define STORY_MAX 64

/**
 * struct story - a connection that was told
 * @flows: the table it went through
 * @segment: each segment's outcome, by frame number - 1; @count of them
 */
struct story {
	struct gn_flows *flows;
	struct gn_segment segment[STORY_MAX];
	unsigned int count;
};

/*
 * Take every line through a table of connections and compare what is expected.
 * A difference fails the running cmocka test and names the line. With
 * $GN_STORY_DIR set, the segments are also written there as @name.pcap.
 */
void story_tell(struct story *story, const char *name, const char *text);
void story_end(struct story *story);

/* The connection of stream @n. */
struct gn_flow *story_flow(const struct story *story, uint32_t n);

#endif
