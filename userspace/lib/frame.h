/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A packet decoded: what is below IP (link.h), ARP, IPv4, IPv6, ICMP, ICMPv6, UDP, TCP.
 * A layer that is there has its offset set; a layer that is torn, too short
 * or contradicts itself is not there and @error says why. Decoding never
 * reads past caplen. Numbers are in host order; addresses in network order.
 */
#ifndef GN_FRAME_H
#define GN_FRAME_H

#include <string.h>

#include "packet.h"

#define GN_ETH_HLEN 14
#define GN_NO_LAYER (-1)

enum gn_tcp_flag {
	GN_TCP_FIN = 0x001,
	GN_TCP_SYN = 0x002,
	GN_TCP_RST = 0x004,
	GN_TCP_PSH = 0x008,
	GN_TCP_ACK = 0x010,
	GN_TCP_URG = 0x020,
	GN_TCP_ECE = 0x040,
	GN_TCP_CWR = 0x080,
	GN_TCP_AE = 0x100,
};

/* An IPv4 or IPv6 address; version 4 or 6, 0 is "none". Bytes that a version has not are zero. */
struct gn_addr {
	uint8_t version;
	uint8_t bytes[16];
};

struct gn_bytes;

/* The address of @version at the cursor; its bytes are zero when they are not there. */
void gn_addr_take(struct gn_addr *addr, unsigned int version, struct gn_bytes *b);

static inline bool gn_addr_equal(const struct gn_addr *a, const struct gn_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

struct gn_tcp_options {
	bool has_mss, has_wscale, sack_permitted, has_timestamps;
	uint16_t mss;
	uint8_t wscale; /* as sent, may exceed 14 */
	uint32_t tsval, tsecr;
	unsigned int sack_blocks; /* 0..4 */
	struct {
		uint32_t left, right;
	} sack[4];
	bool malformed; /* an option has a size that is not its kind's, or overran the header */
	bool cut;	/* the capture ends before they do: what is not here may have been sent */
	bool sack_cut;	/* ... within SACK's blocks */
};

struct gn_arp {
	uint16_t op; /* 1 request, 2 reply */
	uint8_t sender_mac[6], target_mac[6];
	struct gn_addr sender, target;
};

/**
 * struct gn_frame - what is in a packet
 * @packet: the packet this was decoded from
 * @error: NULL, or what stopped decoding, as a constant sentence
 * @error_at: offset into packet->data at which it stopped
 * @link: offset of what another link type than Ethernet has in front (0)
 * @eth: offset of the Ethernet header (0), GN_NO_LAYER when shorter than 14
 * @vlan: offset of the first 802.1Q tag's TPID; @vlan_tci of that tag,
 *	@vlan_inner_tci of the last one behind it
 * @pppoe: offset of the PPPoE header, with PPP's protocol
 * @arp,@ip,@icmp,@udp,@tcp: offsets of those headers, GN_NO_LAYER if absent;
 *	@icmp is ICMP or ICMPv6 by ip_version
 * @ethertype: the innermost, after VLAN tags; < 0x600 is an 802.3 length
 * @ip_len: length of the IP packet by its own header, padding excluded
 * @fragment: an IP fragment other than the first: no layer above IP
 * @more_fragments: others follow: what is above IP goes on in them
 * @fragment_data: with one of these, offset of the bytes that it carries;
 *	@fragment_offset where they belong in the packet, @fragment_id of that,
 *	@fragment_next the protocol of its first byte, as this one says
 * @l4_len: bytes of the layer above IP by IP's own lengths
 * @payload: offset of TCP or UDP payload, of none too; GN_NO_LAYER without TCP and UDP
 * @payload_len: its length by the IP header, may exceed what was captured
 */
struct gn_frame {
	const struct gn_packet *packet;
	const char *error;
	size_t error_at;

	int link, eth, vlan, pppoe, arp, ip, icmp, udp, tcp, payload;

	uint8_t dst[6], src[6];
	uint16_t ethertype;
	uint16_t vlan_tci, vlan_inner_tci;

	struct gn_arp arp_body;

	unsigned int ip_version; /* 4, 6, 0 none */
	struct gn_addr ip_src, ip_dst;
	uint8_t ip_proto, ip_ttl;
	uint16_t ip_id; /* IPv4 only */
	size_t ip_hlen, ip_len, l4_len;
	bool ip_df, fragment, more_fragments;
	int fragment_data;
	size_t fragment_offset;
	uint32_t fragment_id;
	uint8_t fragment_next;

	uint8_t icmp_type, icmp_code;
	uint16_t icmp_id, icmp_seq; /* echo only */

	uint16_t sport, dport; /* TCP and UDP */
	uint32_t seq, ack;
	uint16_t tcp_flags; /* enum gn_tcp_flag */
	uint16_t window;    /* as in the header, not scaled */
	uint16_t tcp_checksum, urgent;
	size_t tcp_hlen;
	struct gn_tcp_options tcp_opt;
	size_t payload_len;
};

/* A piece of an IP packet; an atomic fragment (RFC 6946) is none. */
static inline bool gn_is_piece(const struct gn_frame *frame)
{
	return frame->fragment || frame->more_fragments;
}

/* IEEE 802.1Q: the id is 12 bits of a tag; 0 without one. */
#define GN_VLAN_ID 0x0fff

static inline uint16_t gn_outer_vlan(const struct gn_frame *frame)
{
	return frame->vlan == GN_NO_LAYER ? 0 : frame->vlan_tci & GN_VLAN_ID;
}

static inline uint16_t gn_inner_vlan(const struct gn_frame *frame)
{
	return frame->vlan_inner_tci & GN_VLAN_ID;
}

/**
 * gn_frame_decode() - decode a packet
 * @frame: filled completely, whatever the packet holds
 * @packet: must outlive @frame
 */
void gn_frame_decode(struct gn_frame *frame, const struct gn_packet *packet);

/* "10.0.0.1", "fe80::1"; returns @buf. GN_ADDR_STRLEN is enough for both. */
#define GN_ADDR_STRLEN 46
const char *gn_addr_format(const struct gn_addr *addr, char buf[GN_ADDR_STRLEN]);
char *gn_addr_put(const struct gn_addr *addr, char buf[GN_ADDR_STRLEN]); /* returns its end */

#define GN_MAC_STRLEN 18
const char *gn_mac_format(const uint8_t mac[6], char buf[GN_MAC_STRLEN]);

/*
 * One-line summary without time and addresses of the layers below the one
 * named: "ARP who has 10.0.0.2? tell 10.0.0.1", "ICMP echo request id 7 seq 1",
 * "TCP 40000 > 80 [SYN] seq 0 win 64240". Returns @buf, always terminated.
 */
char *gn_frame_summary(const struct gn_frame *frame, char *buf, size_t size);

#endif
