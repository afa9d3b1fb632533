// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "frame.h"
#include "link.h"
#include "meaning.h"

/* Without options. */
#define IPV4_HLEN 20
#define TCP_HLEN  20

#define PROTO_HOPOPTS  0
#define PROTO_ICMP     1
#define PROTO_TCP      6
#define PROTO_UDP      17
#define PROTO_ROUTING  43
#define PROTO_FRAGMENT 44
#define PROTO_AUTH     51
#define PROTO_ICMPV6   58
#define PROTO_DSTOPTS  60

#define PPP_MPLS	   0x0281
#define PPP_MPLS_MULTICAST 0x0283

#define SLL_LLC	     0x0004 /* in the place of an EtherType, behind a Linux cooked header */
#define LLC_SAP_IP   0x06
#define LLC_SAP_SNAP 0xaa

#define TCP_OPT_END	       0
#define TCP_OPT_NOP	       1
#define TCP_OPT_MSS	       2
#define TCP_OPT_WSCALE	       3
#define TCP_OPT_SACK_PERMITTED 4
#define TCP_OPT_SACK	       5
#define TCP_OPT_TIMESTAMPS     8

/* Decoding stops at @offset; the layers found so far stay. */
static void stop(struct gn_frame *frame, size_t offset, const char *why)
{
	frame->error = why;
	frame->error_at = offset;
}

/* A cursor over what was captured of @size bytes at @offset, which may be less. */
static struct gn_bytes at(const struct gn_frame *frame, size_t offset, size_t size)
{
	const struct gn_packet *packet = frame->packet;
	size_t left = packet->caplen > offset ? packet->caplen - offset : 0;

	return gn_bytes(packet->data + offset, size < left ? size : left, false);
}

/* Bytes on the wire from @offset to the end of the frame, FCS excluded. */
static size_t wire_left(const struct gn_frame *frame, size_t offset)
{
	size_t end = frame->packet->len - frame->packet->fcs_len;

	return end > offset ? end - offset : 0;
}

void gn_addr_take(struct gn_addr *addr, unsigned int version, struct gn_bytes *b)
{
	memset(addr, 0, sizeof(*addr));
	addr->version = version;
	gn_copy(b, addr->bytes, version == 4 ? 4 : 16);
}

/* RFC 2018 section 3: one block to four of eight bytes. */
static bool is_no_sack(size_t length)
{
	return length == 0 || length % 8 || length > 32;
}

/* Of several such options the last one counts, for Linux and for tshark. */
static void take_sack_blocks(struct gn_tcp_options *opt, struct gn_bytes *value)
{
	opt->sack_blocks = 0;
	while (gn_left(value) >= 8 && opt->sack_blocks < 4) {
		opt->sack[opt->sack_blocks].left = gn_u32(value);
		opt->sack[opt->sack_blocks].right = gn_u32(value);
		opt->sack_blocks++;
	}
}

/* RFC 9293 section 3.2: kind, then length and value. False when its size is not that of its kind. */
static bool take_option(struct gn_tcp_options *opt, uint8_t kind, const uint8_t *data, size_t size)
{
	struct gn_bytes value = gn_bytes(data, size, false);

	switch (kind) {
	case TCP_OPT_MSS:
		if (size != 2)
			return false;
		opt->has_mss = true;
		opt->mss = gn_u16(&value);
		break;
	case TCP_OPT_WSCALE:
		if (size != 1)
			return false;
		opt->has_wscale = true;
		opt->wscale = gn_u8(&value);
		break;
	case TCP_OPT_SACK_PERMITTED:
		if (size != 0)
			return false;
		opt->sack_permitted = true;
		break;
	case TCP_OPT_SACK:
		if (is_no_sack(size))
			return false;
		take_sack_blocks(opt, &value);
		break;
	case TCP_OPT_TIMESTAMPS:
		if (size != 8)
			return false;
		opt->has_timestamps = true;
		opt->tsval = gn_u32(&value);
		opt->tsecr = gn_u32(&value);
		break;
	}
	return true;
}

/* Of @length bytes, of which @value are here: whole blocks of SACK, and of the others nothing. */
static bool take_cut_option(struct gn_tcp_options *opt, uint8_t kind, size_t length,
			    struct gn_bytes value)
{
	if (kind != TCP_OPT_SACK)
		return true;
	if (is_no_sack(length))
		return false;
	opt->sack_cut = true;
	take_sack_blocks(opt, &value);
	return true;
}

/*
 * @sent: bytes of options that the header has; what is not in @bytes was not
 * captured. One of a wrong size is passed over; where the next would begin
 * beyond the header, or in this one, nobody knows where the others are.
 */
static void decode_tcp_options(struct gn_tcp_options *opt, struct gn_bytes bytes, size_t sent)
{
	opt->cut = sent > bytes.size;
	while (gn_left(&bytes)) {
		uint8_t kind = gn_u8(&bytes), length;
		bool good;

		if (kind == TCP_OPT_END) {
			opt->cut = false; /* the rest is padding */
			return;
		}
		if (kind == TCP_OPT_NOP)
			continue;
		if (bytes.at == bytes.size && opt->cut)
			return;
		length = gn_u8(&bytes);
		if (length < 2 || sent - bytes.at < length - 2u) {
			opt->malformed = true;
			return;
		}
		good = gn_left(&bytes) < length - 2u ?
			       take_cut_option(opt, kind, length - 2, bytes) :
			       take_option(opt, kind, bytes.data + bytes.at, length - 2);
		opt->malformed |= !good;
		gn_take(&bytes, length - 2);
	}
}

static void decode_tcp(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, frame->l4_len);
	const uint8_t *header = gn_take(&b, TCP_HLEN);
	size_t captured;

	if (!header)
		return stop(frame, offset,
			    frame->l4_len < TCP_HLEN ?
				    "the IP packet is too short for a TCP header" :
				    "the TCP header was not captured whole");
	frame->sport = gn_be16(header);
	frame->dport = gn_be16(header + 2);
	frame->seq = gn_be32(header + 4);
	frame->ack = gn_be32(header + 8);
	frame->tcp_hlen = (header[12] >> 4) * 4;
	frame->tcp_flags = gn_be16(header + 12) & 0x1ff;
	frame->window = gn_be16(header + 14);
	frame->tcp_checksum = gn_be16(header + 16);
	frame->urgent = gn_be16(header + 18);
	if (frame->tcp_hlen < TCP_HLEN)
		return stop(frame, offset + 12, "the TCP data offset is less than 5");
	if (frame->tcp_hlen > frame->l4_len)
		return stop(frame, offset + 12, "the TCP data offset points beyond the IP packet");
	if (frame->tcp_hlen > b.size)
		stop(frame, offset + b.size, "the TCP options were not captured whole");
	captured = frame->tcp_hlen < b.size ? frame->tcp_hlen : b.size;
	decode_tcp_options(&frame->tcp_opt, gn_sub(&b, captured - TCP_HLEN),
			   frame->tcp_hlen - TCP_HLEN);
	frame->tcp = offset;
	frame->payload = offset + frame->tcp_hlen;
	frame->payload_len = frame->l4_len - frame->tcp_hlen;
}

/* IANA's numbers, of what goes to its receiver at one of them; whether it is one is not looked into. */
static bool is_tunnel_port(uint16_t port)
{
	switch (port) {
	case 2152: /* GTP-U */
	case 3544: /* Teredo */
	case 4789: /* VXLAN */
	case 6081: /* GENEVE */
		return true;
	}
	return false;
}

static void decode_udp(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, frame->l4_len);
	size_t length;

	frame->sport = gn_u16(&b);
	frame->dport = gn_u16(&b);
	length = gn_u16(&b);
	gn_u16(&b);
	if (b.torn)
		return stop(frame, offset,
			    frame->l4_len < 8 ? "the IP packet is too short for a UDP header" :
						"the UDP header was not captured whole");
	/* RFC 2675 section 4: zero in a jumbogram, else the length of header and data. */
	if (length == 0 && frame->ip_version == 6)
		length = frame->l4_len;
	if (length < 8)
		return stop(frame, offset + 4, "the UDP length is less than 8");
	if (length > frame->l4_len && !frame->more_fragments)
		return stop(frame, offset + 4, "the UDP length points beyond the IP packet");
	if (length > frame->l4_len)
		length = frame->l4_len;
	frame->udp = offset;
	frame->payload = offset + 8;
	frame->payload_len = length - 8;
	if (is_tunnel_port(frame->dport))
		stop(frame, offset + 8, "what is in a tunnel of this UDP port is not decoded here");
}

static void decode_icmp(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, frame->l4_len);

	frame->icmp_type = gn_u8(&b);
	frame->icmp_code = gn_u8(&b);
	gn_u16(&b);
	if (gn_is_echo(frame)) {
		frame->icmp_id = gn_u16(&b);
		frame->icmp_seq = gn_u16(&b);
	}
	if (b.torn)
		return stop(frame, offset, "the ICMP header is cut short");
	frame->icmp = offset;
}

/* IANA's numbers of what may have a packet or a frame inside. */
static bool is_tunnel(uint8_t proto)
{
	switch (proto) {
	case 4:	  /* IPv4 */
	case 41:  /* IPv6 */
	case 47:  /* GRE */
	case 50:  /* ESP */
	case 51:  /* AH, in IPv4; in IPv6 it is one of the extension headers */
	case 55:  /* minimal encapsulation, RFC 2004 */
	case 94:  /* IPIP */
	case 97:  /* EtherIP */
	case 108: /* IPComp */
	case 115: /* L2TPv3 */
	case 137: /* MPLS */
		return true;
	}
	return false;
}

static void decode_upper(struct gn_frame *frame)
{
	size_t offset = frame->ip + frame->ip_hlen;

	if (frame->fragment)
		return;
	switch (frame->ip_proto) {
	case PROTO_TCP:
		return decode_tcp(frame, offset);
	case PROTO_UDP:
		return decode_udp(frame, offset);
	case PROTO_ICMP:
		if (frame->ip_version == 4)
			decode_icmp(frame, offset);
		return;
	case PROTO_ICMPV6:
		if (frame->ip_version == 6)
			decode_icmp(frame, offset);
		return;
	}
	if (is_tunnel(frame->ip_proto))
		stop(frame, offset, "what is in a tunnel of this IP protocol is not decoded here");
}

static void decode_ipv4(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, wire_left(frame, offset));
	const uint8_t *header = gn_take(&b, IPV4_HLEN);
	size_t hlen, length;
	uint16_t fragment;

	if (!header)
		return stop(frame, offset, "the IPv4 header is cut short");
	hlen = (header[0] & 0xf) * 4;
	length = gn_be16(header + 2);
	frame->ip_id = gn_be16(header + 4);
	fragment = gn_be16(header + 6);
	frame->ip_ttl = header[8];
	frame->ip_proto = header[9];
	frame->ip_src.version = frame->ip_dst.version = 4;
	memcpy(frame->ip_src.bytes, header + 12, 4);
	memcpy(frame->ip_dst.bytes, header + 16, 4);
	if (header[0] >> 4 != 4)
		return stop(frame, offset, "the IP version is not 4, as the EtherType says");
	if (hlen < IPV4_HLEN)
		return stop(frame, offset, "the IPv4 header length is less than 5");
	if (hlen > b.size)
		return stop(frame, offset, "the IPv4 options are cut short");
	/* 0 is what Linux leaves in a super-frame of more than 64 KiB (BIG TCP). */
	if (length == 0)
		length = wire_left(frame, offset);
	if (length < hlen)
		return stop(frame, offset + 2, "the IPv4 total length is less than the header");
	if (length > wire_left(frame, offset))
		return stop(frame, offset + 2, "the IPv4 total length points beyond the frame");

	frame->ip = offset;
	frame->ip_version = 4;
	frame->ip_hlen = hlen;
	frame->ip_len = length;
	frame->l4_len = length - hlen;
	frame->ip_df = fragment & 0x4000;
	frame->more_fragments = fragment & 0x2000;
	frame->fragment_offset = (fragment & 0x1fff) * 8;
	frame->fragment = frame->fragment_offset;
	if (fragment & 0x3fff) { /* others follow, or went before */
		frame->fragment_data = offset + hlen;
		frame->fragment_id = frame->ip_id;
		frame->fragment_next = frame->ip_proto;
	}
	decode_upper(frame);
}

/* RFC 8200 section 4.5. Of several headers the first that does not carry the whole packet counts. */
static void take_fragment_header(struct gn_frame *frame, struct gn_bytes *b, uint8_t next)
{
	uint16_t word = gn_u16(b);
	uint32_t id = gn_u32(b);

	if (b->torn || gn_is_piece(frame))
		return;
	frame->more_fragments = word & 1;
	frame->fragment_offset = word & 0xfff8;
	frame->fragment = frame->fragment_offset;
	if (gn_is_piece(frame)) {
		frame->fragment_data = frame->ip + b->at;
		frame->fragment_id = id;
		frame->fragment_next = next;
	}
}

/*
 * Walk the extension headers of RFC 8200 section 4 from @next on, which leaves
 * the upper protocol in ip_proto. False when they do not fit.
 */
static bool skip_extensions(struct gn_frame *frame, struct gn_bytes *b, uint8_t next)
{
	for (;;) {
		size_t words, start = b->at;
		uint8_t proto = next;

		frame->ip_proto = next;
		if (next != PROTO_HOPOPTS && next != PROTO_ROUTING && next != PROTO_FRAGMENT &&
		    next != PROTO_DSTOPTS && next != PROTO_AUTH)
			return true;
		next = gn_u8(b);
		words = gn_u8(b);
		if (proto == PROTO_FRAGMENT) {
			take_fragment_header(frame, b, next);
		} else if (proto == PROTO_AUTH) {
			gn_take(b, (words + 2) * 4 - 2); /* RFC 4302 section 2.2 */
		} else {
			gn_take(b, (words + 1) * 8 - 2);
		}
		if (b->torn) {
			b->at = start;
			return false;
		}
		if (frame->fragment) {
			frame->ip_proto = next;
			return true;
		}
	}
}

static void decode_ipv6(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, wire_left(frame, offset));
	uint32_t first;
	size_t length;
	uint8_t next;

	first = gn_u32(&b);
	length = gn_u16(&b);
	next = gn_u8(&b);
	frame->ip_ttl = gn_u8(&b);
	gn_addr_take(&frame->ip_src, 6, &b);
	gn_addr_take(&frame->ip_dst, 6, &b);
	if (b.torn)
		return stop(frame, offset, "the IPv6 header is cut short");
	if (first >> 28 != 6)
		return stop(frame, offset, "the IP version is not 6, as the EtherType says");
	/* RFC 2675: a jumbogram, and what Linux leaves in a super-frame (BIG TCP) */
	if (length == 0)
		length = wire_left(frame, offset) - 40;
	if (length > wire_left(frame, offset) - 40)
		return stop(frame, offset + 4, "the IPv6 payload length points beyond the frame");
	if (b.size > 40 + length)
		b.size = 40 + length;

	frame->ip = offset;
	frame->ip_version = 6;
	frame->ip_len = 40 + length;
	frame->ip_hlen = 40;
	frame->l4_len = length;
	if (!skip_extensions(frame, &b, next))
		return stop(frame, offset + b.at, "an IPv6 extension header is cut short");
	frame->ip_hlen = b.at;
	frame->l4_len = frame->ip_len - b.at;
	decode_upper(frame);
}

static void decode_arp(struct gn_frame *frame, size_t offset)
{
	struct gn_bytes b = at(frame, offset, wire_left(frame, offset));
	struct gn_arp *arp = &frame->arp_body;
	uint16_t hardware, protocol;
	uint8_t hlen, plen;

	hardware = gn_u16(&b);
	protocol = gn_u16(&b);
	hlen = gn_u8(&b);
	plen = gn_u8(&b);
	arp->op = gn_u16(&b);
	gn_copy(&b, arp->sender_mac, 6);
	gn_addr_take(&arp->sender, 4, &b);
	gn_copy(&b, arp->target_mac, 6);
	gn_addr_take(&arp->target, 4, &b);
	if (b.torn)
		return stop(frame, offset, "the ARP message is cut short");
	if (hardware != 1 || protocol != GN_ETHERTYPE_IPV4 || hlen != 6 || plen != 4)
		return stop(frame, offset, "the ARP message is not about IPv4 over Ethernet");
	frame->arp = offset;
}

static const char behind_mpls[] = "what is behind MPLS labels is not decoded here";

/* EtherTypes with another one, or a whole frame, inside. */
static const char *find_shim(uint16_t ethertype)
{
	switch (ethertype) {
	case 0x8847: /* unicast */
	case 0x8848: /* multicast */
		return behind_mpls;
	case 0x22f3: /* TRILL */
	case 0x6558: /* transparent Ethernet bridging */
	case 0x88e5: /* 802.1AE, MACsec */
	case 0x88e7: /* 802.1ah */
	case 0x8909: /* Cisco's metadata */
	case 0x8926: /* VN-Tag */
	case 0x892f: /* HSR */
	case 0x894f: /* NSH */
	case 0x9200: /* tags, as 0x9100 */
	case 0x9300:
	case 0xf1c1: /* 802.1CB */
		return "what is behind a header of this EtherType is not decoded here";
	}
	return NULL;
}

static const char *find_in_ppp(const struct gn_frame *frame)
{
	uint16_t protocol = gn_ppp_protocol(frame);

	return protocol == PPP_MPLS || protocol == PPP_MPLS_MULTICAST ? behind_mpls : NULL;
}

static const char *find_in_llc(const struct gn_bytes *b)
{
	uint8_t sap = gn_left(b) ? b->data[b->at] : 0;

	if (sap != LLC_SAP_IP && sap != LLC_SAP_SNAP)
		return NULL;
	return "what is behind an LLC or SNAP header is not decoded here";
}

/* What is known to have packets inside and is not opened here is told; any other EtherType is a protocol. */
static void refuse(struct gn_frame *frame, const struct gn_bytes *b)
{
	bool llc = frame->eth != GN_NO_LAYER ? frame->ethertype < 0x600 :
					       frame->ethertype == SLL_LLC;
	const char *why = frame->pppoe != GN_NO_LAYER ? find_in_ppp(frame) :
			  llc			      ? find_in_llc(b) :
							find_shim(frame->ethertype);

	if (why)
		stop(frame, b->at, why);
}

static void decode(struct gn_frame *frame)
{
	struct gn_bytes b = at(frame, 0, wire_left(frame, 0));
	const char *why = gn_link_decode(frame, &b);

	if (why)
		return stop(frame, b.at, why);
	switch (frame->ethertype) {
	case GN_ETHERTYPE_IPV4:
		return decode_ipv4(frame, b.at);
	case GN_ETHERTYPE_IPV6:
		return decode_ipv6(frame, b.at);
	case GN_ETHERTYPE_ARP:
		return decode_arp(frame, b.at);
	default:
		return refuse(frame, &b);
	}
}

void gn_frame_decode(struct gn_frame *frame, const struct gn_packet *packet)
{
	memset(frame, 0, sizeof(*frame));
	frame->packet = packet;
	frame->link = frame->eth = frame->vlan = frame->pppoe = GN_NO_LAYER;
	frame->arp = frame->ip = frame->icmp = frame->udp = frame->tcp = GN_NO_LAYER;
	frame->payload = GN_NO_LAYER;
	decode(frame);
}
