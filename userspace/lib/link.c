// SPDX-License-Identifier: GPL-2.0
#include "link.h"

#define PPP_IPV4 0x0021
#define PPP_IPV6 0x0057

/* Clause 3.2.1 and 3.2.2 of IEEE 802.3; a preamble may have lost octets on its way. */
#define PREAMBLE     0x55
#define SFD	     0xd5
#define PREAMBLE_MAX 7

uint16_t gn_ppp_protocol(const struct gn_frame *frame)
{
	return gn_be16(frame->packet->data + frame->pppoe + 6);
}

uint16_t gn_ppp_ethertype(uint16_t protocol)
{
	return protocol == PPP_IPV4 ? GN_ETHERTYPE_IPV4 :
	       protocol == PPP_IPV6 ? GN_ETHERTYPE_IPV6 :
				      0;
}

/* Where it began, with what is wrong. */
static const char *stop_at(struct gn_bytes *b, size_t at, const char *why)
{
	b->at = at < b->size ? at : b->size;
	return why;
}

bool gn_is_tpid(uint16_t ethertype)
{
	return ethertype == GN_ETHERTYPE_VLAN || ethertype == GN_ETHERTYPE_QINQ ||
	       ethertype == GN_ETHERTYPE_9100;
}

static const char *decode_tags(struct gn_frame *frame, struct gn_bytes *b)
{
	while (gn_is_tpid(frame->ethertype)) {
		size_t tag = b->at - 2;
		uint16_t tci = gn_u16(b);

		frame->ethertype = gn_u16(b);
		if (b->torn)
			return stop_at(b, tag, "the VLAN tag is cut short");
		if (frame->vlan == GN_NO_LAYER) {
			frame->vlan = tag;
			frame->vlan_tci = tci;
		} else {
			frame->vlan_inner_tci = tci;
		}
	}
	return NULL;
}

/* RFC 2516 section 4: version and type 1, code 0 in a session; then PPP's protocol (RFC 1661). */
static const char *decode_pppoe(struct gn_frame *frame, struct gn_bytes *b)
{
	size_t start = b->at;
	uint8_t first = gn_u8(b), code = gn_u8(b);
	uint16_t protocol;

	gn_take(b, 4);
	protocol = gn_u16(b);
	if (b->torn)
		return stop_at(b, start, "the PPPoE header is cut short");
	if (first != 0x11 || code)
		return stop_at(b, start, "this is no PPPoE session of version 1");
	frame->pppoe = start;
	frame->ethertype = gn_ppp_ethertype(protocol);
	return NULL;
}

/* What follows an EtherType, wherever that stood. */
static const char *decode_shims(struct gn_frame *frame, struct gn_bytes *b)
{
	const char *why = decode_tags(frame, b);

	if (!why && frame->ethertype == GN_ETHERTYPE_PPPOE)
		why = decode_pppoe(frame, b);
	return why;
}

static const char *decode_ethernet(struct gn_frame *frame, struct gn_bytes *b)
{
	size_t start = b->at;
	const uint8_t *header = gn_take(b, GN_ETH_HLEN);

	if (!header)
		return stop_at(b, start, "the Ethernet header is cut short");
	memcpy(frame->dst, header, 6);
	memcpy(frame->src, header + 6, 6);
	frame->ethertype = gn_be16(header + 12);
	frame->eth = start;
	return decode_shims(frame, b);
}

static const char *decode_mpacket(struct gn_frame *frame, struct gn_bytes *b)
{
	uint8_t octet = gn_u8(b);

	for (int i = 0; i < PREAMBLE_MAX && octet == PREAMBLE; i++)
		octet = gn_u8(b);
	if (octet != SFD)
		return stop_at(b, 0, "there is no start frame delimiter behind a preamble");
	frame->link = 0;
	return decode_ethernet(frame, b);
}

/* The family is a number of the machine that captured, in its byte order; these are all there are. */
static const char *decode_null(struct gn_frame *frame, struct gn_bytes *b)
{
	uint32_t family = gn_u32(b);

	if (b->torn)
		return stop_at(b, 0, "the loopback header is cut short");
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	frame->link = 0;
	switch (family) {
	case 2:
		frame->ethertype = GN_ETHERTYPE_IPV4;
		return NULL;
	case 10: /* Linux */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		frame->ethertype = GN_ETHERTYPE_IPV6;
		return NULL;
	}
	return stop_at(b, 0, "the address family is neither IPv4's nor IPv6's");
}

static const char *decode_raw(struct gn_frame *frame, struct gn_bytes *b)
{
	uint8_t version = gn_u8(b) >> 4;

	stop_at(b, 0, NULL);
	if (version != 4 && version != 6)
		return "the IP version is neither 4 nor 6";
	frame->ethertype = version == 4 ? GN_ETHERTYPE_IPV4 : GN_ETHERTYPE_IPV6;
	return NULL;
}

/* The end of a cooked header: an address is known when it has @length 6; there is no Ethernet header. */
static const char *finish_cooked(struct gn_frame *frame, struct gn_bytes *b, unsigned int length)
{
	if (b->torn)
		return stop_at(b, 0, "the Linux cooked header is cut short");
	if (length != 6)
		memset(frame->src, 0, 6);
	frame->link = 0;
	return decode_shims(frame, b);
}

static const char *decode_sll(struct gn_frame *frame, struct gn_bytes *b)
{
	uint16_t length;

	gn_take(b, 4);
	length = gn_u16(b);
	gn_copy(b, frame->src, 6);
	gn_take(b, 2);
	frame->ethertype = gn_u16(b);
	return finish_cooked(frame, b, length);
}

static const char *decode_sll2(struct gn_frame *frame, struct gn_bytes *b)
{
	uint8_t length;

	frame->ethertype = gn_u16(b);
	gn_take(b, 9);
	length = gn_u8(b);
	gn_copy(b, frame->src, 6);
	gn_take(b, 2);
	return finish_cooked(frame, b, length);
}

const char *gn_link_decode(struct gn_frame *frame, struct gn_bytes *b)
{
	const struct gn_interface *interface = frame->packet->interface;

	switch (interface ? interface->linktype : GN_LINK_ETHERNET) {
	case GN_LINK_ETHERNET:
		return decode_ethernet(frame, b);
	case GN_LINK_MPACKET:
		return decode_mpacket(frame, b);
	case GN_LINK_NULL:
		return decode_null(frame, b);
	case GN_LINK_RAW:
		return decode_raw(frame, b);
	case GN_LINK_SLL:
		return decode_sll(frame, b);
	case GN_LINK_SLL2:
		return decode_sll2(frame, b);
	default:
		return "the link type is not one that is decoded here";
	}
}
