// SPDX-License-Identifier: GPL-2.0
#include "icmp_quote.h"

#include <netinet/in.h>

#include "bytes.h"

/* RFC 792 and RFC 4443: type, code, checksum and four bytes of rest. */
#define ICMP_HLEN 8

static bool find_verdict(const struct gn_frame *frame, enum gn_verdict_id *verdict)
{
	bool v6 = frame->ip_version == 6;

	switch (frame->icmp_type) {
	case 1: /* ICMPv6 destination unreachable */
		*verdict = GN_ICMP_UNREACHABLE;
		return v6;
	case 2: /* ICMPv6 packet too big */
		*verdict = GN_ICMP_FRAG_NEEDED;
		return v6;
	case 3: /* ICMPv6 time exceeded; ICMP unreachable, code 4: DF and too big */
		*verdict = v6			 ? GN_ICMP_TIME_EXCEEDED :
			   frame->icmp_code == 4 ? GN_ICMP_FRAG_NEEDED :
						   GN_ICMP_UNREACHABLE;
		return true;
	case 11:
		*verdict = GN_ICMP_TIME_EXCEEDED;
		return !v6;
	default:
		return false;
	}
}

/* The quoted IP header; false when it is not IP with TCP right behind it. */
static bool take_ip(struct gn_bytes *b, struct gn_icmp_quote *quote)
{
	uint8_t first = gn_u8(b), version = first >> 4;
	size_t start = b->at - 1;
	uint8_t protocol;

	if (version != 4 && version != 6)
		return false;
	gn_take(b, version == 4 ? 8 : 5);
	protocol = gn_u8(b);
	gn_take(b, version == 4 ? 2 : 1);
	gn_addr_take(&quote->src, version, b);
	gn_addr_take(&quote->dst, version, b);
	if (version == 4) {
		size_t length = 4 * (first & 15);

		if (length < 20)
			return false;
		gn_take(b, start + length - b->at);
	}
	return protocol == IPPROTO_TCP && !b->torn;
}

bool gn_icmp_quote_parse(const struct gn_frame *frame, struct gn_icmp_quote *quote)
{
	struct gn_bytes b = gn_bytes(frame->packet->data, frame->packet->caplen, false);

	memset(quote, 0, sizeof(*quote));
	if (frame->icmp == GN_NO_LAYER || !find_verdict(frame, &quote->verdict))
		return false;
	gn_take(&b, frame->icmp + ICMP_HLEN);
	if (!take_ip(&b, quote))
		return false;
	quote->sport = gn_u16(&b);
	quote->dport = gn_u16(&b);
	quote->seq = gn_u32(&b);
	return !b.torn;
}
