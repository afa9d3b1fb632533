/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The packet that an ICMP error complains about: RFC 792 quotes its IP header
 * and 8 bytes after it, which for TCP are the ports and the sequence number.
 */
#ifndef GN_ICMP_QUOTE_H
#define GN_ICMP_QUOTE_H

#include "frame.h"
#include "verdict.h"

struct gn_icmp_quote {
	enum gn_verdict_id verdict;
	struct gn_addr src, dst;
	uint16_t sport, dport;
	uint32_t seq;
};

/* False when @frame is no ICMP error, or does not quote a TCP segment. */
bool gn_icmp_quote_parse(const struct gn_frame *frame, struct gn_icmp_quote *quote);

#endif
