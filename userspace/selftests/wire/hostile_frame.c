// SPDX-License-Identifier: GPL-2.0
/*
 * One hostile frame. All its octets are random at first; most frames then get headers, as far as their length
 * allows: VLAN tags upon each other, ARP, IPv4, IPv6, a length in the type's place; half of the lengths in the
 * headers and a part of the checksums are wrong. Addresses are those of lib.sh's server and its network.
 */
#include "hostile_frame.h"

#define SPAN_PRIME   65537 /* above every span, so that steps of it meet every length once */
#define TAGGED_LEAST 20	   /* a tag and the type behind it, which the stack needs to take it off */

#define IPV4_NET  0x0a000000 /* 10.0.0.0/24, .2 is the server */
#define IPV4_HOST (IPV4_NET | 2)

/* Where the next octet goes; what the frame has no room for is cut off. */
struct pen {
	struct chance chance;
	struct frame *frame;
	size_t at;
};

static void put(struct pen *pen, uint64_t value, unsigned int octets)
{
	while (octets--) {
		if (pen->at < pen->frame->len)
			pen->frame->data[pen->at] = (uint8_t)(value >> 8 * octets);
		pen->at++;
	}
}

static void put_octets(struct pen *pen, const uint8_t *octets, size_t count)
{
	while (count--)
		put(pen, *octets++, 1);
}

static uint64_t pick(struct pen *pen, uint64_t limit)
{
	return chance_below(&pen->chance, limit);
}

/* A length that should be @right, and half of the time is. */
static uint64_t perhaps(struct pen *pen, uint64_t right)
{
	const uint64_t wrong[] = {
		0, 1, right - 1, right + 1, right / 2, 2 * right, 0xffff, chance_word(&pen->chance)
	};
	uint64_t choice = pick(pen, 16);

	return choice < 8 ? wrong[choice] : right;
}

static uint64_t rest(const struct pen *pen)
{
	return pen->at < pen->frame->len ? pen->frame->len - pen->at : 0;
}

/* The Internet checksum of what lies in [from, to) of the frame, begun with @sum. */
static uint16_t checksum(const struct frame *frame, size_t from, size_t to, uint64_t sum)
{
	for (; from < to; from += 2)
		sum += (uint64_t)frame->data[from] << 8 |
		       (from + 1 < to ? frame->data[from + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put_target(struct pen *pen, const uint8_t *mac)
{
	uint64_t any = chance_word(&pen->chance);

	switch (pick(pen, 8)) {
	case 0:
		put(pen, 0xffffffffffff, WIRE_MAC_LEN);
		break;
	case 1:
		put(pen, 0x01005e000000 | (any & 0x7fffff), WIRE_MAC_LEN);
		break;
	case 2:
		put(pen, 0x333300000000 | (any & 0xffffffff), WIRE_MAC_LEN);
		break;
	case 3:
		put(pen, any, WIRE_MAC_LEN);
		break;
	case 4:
		put(pen, 0x333300000001, WIRE_MAC_LEN);
		break;
	default:
		put_octets(pen, mac, WIRE_MAC_LEN);
	}
}

/* A neighbour's, mostly; its own or a group's, sometimes. */
static void put_source(struct pen *pen, const uint8_t *mac)
{
	uint64_t any = chance_word(&pen->chance);

	switch (pick(pen, 16)) {
	case 0:
		put_octets(pen, mac, WIRE_MAC_LEN);
		break;
	case 1:
		put(pen, any, WIRE_MAC_LEN);
		break;
	case 2:
		put(pen, 0, WIRE_MAC_LEN);
		break;
	default:
		put(pen, 0x020000000000 | (any & 0x3f), WIRE_MAC_LEN);
	}
}

static void put_tags(struct pen *pen)
{
	static const uint16_t type[] = { 0x8100, 0x88a8, 0x8100, 0x9100 };
	uint64_t tags = 0, i;

	if (pen->frame->len < TAGGED_LEAST)
		return;
	if (chance_once_in(&pen->chance, 4))
		tags = 1 + pick(pen, 3);
	else if (chance_once_in(&pen->chance, 64))
		tags = rest(pen); /* nothing but tags */
	for (i = 0; i < tags; i++) {
		static const uint16_t vid[] = { 0, 1, 5, 100, 4094, 4095 };

		put(pen, type[pick(pen, 4)], 2);
		put(pen, pick(pen, 16) << 12 | vid[pick(pen, 6)], 2);
	}
}

static uint64_t neighbour(struct pen *pen)
{
	return IPV4_NET | 64 | pick(pen, 64);
}

static void put_arp(struct pen *pen, const uint8_t *mac)
{
	put(pen, 0x0806, 2);
	put(pen, 1, 2);
	put(pen, 0x0800, 2);
	put(pen, perhaps(pen, WIRE_MAC_LEN), 1);
	put(pen, perhaps(pen, 4), 1);
	put(pen, perhaps(pen, 1 + pick(pen, 2)), 2);
	put_source(pen, mac);
	put(pen, neighbour(pen), 4);
	put_octets(pen, mac, WIRE_MAC_LEN);
	put(pen, chance_once_in(&pen->chance, 2) ? IPV4_HOST : neighbour(pen), 4);
}

/* Headers of TCP, UDP, ICMP, with a checksum that may be right; @sum is the pseudo header's. */
static void put_transport(struct pen *pen, unsigned int protocol, uint64_t sum)
{
	size_t start = pen->at, len = rest(pen), sum_at = 0;

	switch (protocol) {
	case 6:
		put(pen, 1024 + pick(pen, 64), 2);
		put(pen, pick(pen, 2) ? 80 : pick(pen, 1024), 2);
		put(pen, chance_word(&pen->chance), 8);
		put(pen, perhaps(pen, 5 + pick(pen, 4)) << 12 | pick(pen, 512), 2);
		put(pen, chance_word(&pen->chance), 2);
		sum_at = start + 16;
		break;
	case 17:
		put(pen, pick(pen, 65536), 2);
		put(pen, pick(pen, 65536), 2);
		put(pen, perhaps(pen, len), 2);
		sum_at = start + 6;
		break;
	case 1:
	case 58:
		/* requests and errors, no redirects and no router's words: the guest would believe them */
		put(pen, protocol == 1 ? 8 - 5 * pick(pen, 2) : 128 - 127 * pick(pen, 2), 1);
		put(pen, pick(pen, 8), 1);
		sum_at = start + 2;
		sum = protocol == 1 ? 0 : sum;
		break;
	default:
		return;
	}
	if (start + 8 > pen->frame->len || sum_at + 2 > pen->frame->len || pick(pen, 2))
		return;
	pen->at = sum_at;
	put(pen, 0, 2);
	pen->at = sum_at;
	put(pen, checksum(pen->frame, start, pen->frame->len, sum), 2);
}

static unsigned int put_ipv4(struct pen *pen, uint64_t *sum)
{
	static const uint8_t protocol[] = { 6, 17, 1, 2, 6, 17, 1, 0 };
	size_t start, end, words = 5 + (pick(pen, 4) ? 0 : pick(pen, 11));
	uint64_t source = neighbour(pen), total;
	unsigned int next = protocol[pick(pen, 8)];

	put(pen, 0x0800, 2);
	start = pen->at;
	total = rest(pen);
	end = start + 4 * words;
	put(pen, (pick(pen, 16) ? 4 : pick(pen, 16)) << 4 | (pick(pen, 16) ? words : pick(pen, 16)),
	    1);
	put(pen, pick(pen, 256), 1);
	put(pen, perhaps(pen, total), 2);
	put(pen, pick(pen, 4), 2);
	/* every fourth is a fragment, of few datagrams, so that pieces overlap */
	put(pen, pick(pen, 4) ? 0 : pick(pen, 2) << 13 | pick(pen, 256), 2);
	put(pen, perhaps(pen, 64), 1);
	put(pen, next, 1);
	put(pen, 0, 2);
	put(pen, source, 4);
	put(pen, pick(pen, 8) ? IPV4_HOST : chance_word(&pen->chance), 4);
	/* options are what the frame held: random */
	if (pick(pen, 4) && end <= pen->frame->len) {
		pen->at = start + 10;
		put(pen, checksum(pen->frame, start, end, 0), 2);
	}
	pen->at = end;
	*sum = (source >> 16) + (source & 0xffff) + (IPV4_HOST >> 16) + (IPV4_HOST & 0xffff) +
	       next + rest(pen);
	return next;
}

static void put_ipv6_address(struct pen *pen, uint64_t host)
{
	put(pen, 0xfd00000000000000, 8);
	put(pen, host, 8);
}

static unsigned int put_ipv6(struct pen *pen, uint64_t *sum)
{
	/* hop-by-hop, routing, fragment, destination options, AH; TCP, UDP, ICMPv6 */
	static const uint8_t header[] = { 0, 43, 44, 60, 51 }, protocol[] = { 6, 17, 58 };
	unsigned int extensions = pick(pen, 2) ? 0 : (unsigned int)pick(pen, 6);
	unsigned int last = protocol[pick(pen, 3)];
	unsigned int next = extensions ? header[pick(pen, 5)] : last;
	uint64_t host = 0x100 | pick(pen, 64), total;

	put(pen, 0x86dd, 2);
	put(pen, 0x60000000 | pick(pen, 1 << 20), 4);
	total = rest(pen);
	put(pen, perhaps(pen, total > 36 ? total - 36 : 0), 2);
	put(pen, next, 1);
	put(pen, perhaps(pen, 64), 1);
	put_ipv6_address(pen, host);
	put_ipv6_address(pen, pick(pen, 8) ? 2 : chance_word(&pen->chance));
	while (extensions--) {
		unsigned int after = extensions ? header[pick(pen, 5)] : last;
		size_t start = pen->at, words = pick(pen, 4);

		put(pen, after, 1);
		put(pen, next == 44 ? 0 : perhaps(pen, words), 1);
		if (next == 44) {
			put(pen, pick(pen, 512), 2);
			put(pen, pick(pen, 4), 4);
			words = 0;
		}
		pen->at = start + 8 * (words + 1);
		next = after;
	}
	/* twice fd00:: and the two hosts */
	*sum = 2 * 0xfd00 + host + 2 + last + rest(pen);
	return last;
}

static void put_headers(struct pen *pen, const uint8_t *mac)
{
	unsigned int protocol;
	uint64_t sum;

	put_target(pen, mac);
	put_source(pen, mac);
	put_tags(pen);
	switch (pick(pen, 8)) {
	case 0:
		put_arp(pen, mac);
		return;
	case 1:
		/* 802.3: a length, and then LLC */
		put(pen, perhaps(pen, rest(pen) < 2 ? 0 : rest(pen) - 2), 2);
		put(pen, pick(pen, 2) ? 0xaaaa03 : chance_word(&pen->chance), 3);
		return;
	case 2:
		put(pen, chance_word(&pen->chance), 2);
		return;
	case 3:
	case 4:
		protocol = put_ipv6(pen, &sum);
		break;
	default:
		protocol = put_ipv4(pen, &sum);
	}
	put_transport(pen, protocol, sum);
}

/*
 * A quarter of the frames walks through all lengths, a quarter through those a device takes, half through those
 * of an ordinary Ethernet; each walk meets every length before one comes again.
 */
static size_t length_of(const struct hostile_frame *next)
{
	static const size_t longest[] = { 1600, 16400, 1600, WIRE_FRAME_MAX };
	size_t top = longest[next->index % 4], span;
	uint64_t step = next->index / 4;

	if (top > next->longest || top < next->shortest)
		top = next->longest;
	if (top == 1600)
		step = next->index / 2;
	span = top - next->shortest + 1;
	return next->shortest + step * SPAN_PRIME % span;
}

/* A VLAN's type without room for a tag, or the wire's own, becomes another. A type cut in half may be padded. */
static void mend_type(struct frame *frame)
{
	unsigned int low = frame->len > 13 ? frame->data[13] : 0;
	unsigned int type = (unsigned int)frame->data[12] << 8 | low;

	if (frame->len > 12 &&
	    (type == ETHERTYPE_WIRE ||
	     (frame->len < TAGGED_LEAST && (type == 0x8100 || type == 0x88a8))))
		frame->data[12] ^= 0x40;
}

/**
 * hostile_frame() - make the next frame
 * @next: which one; afterwards the one behind it
 * @frame: filled in
 */
void hostile_frame(struct hostile_frame *next, struct frame *frame)
{
	uint64_t seed = content_word(next->seed, next->index);
	struct pen pen = { .chance = { .seed = seed }, .frame = frame };

	frame->len = length_of(next);
	content_fill(frame->data, frame->len, ~seed, 0);
	/* every eighth stays as it is */
	if (pick(&pen, 8))
		put_headers(&pen, next->mac);
	mend_type(frame);
	next->index++;
}
