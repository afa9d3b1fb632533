/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stands below IP: the header that the capture's link type says, VLAN tags,
 * and PPP over Ethernet. Private to decode.c, fields.c and text.c.
 */
#ifndef GN_LINK_H
#define GN_LINK_H

#include "bytes.h"
#include "frame.h"

/* https://www.tcpdump.org/linktypes.html; the others are told, not guessed. */
enum gn_linktype {
	GN_LINK_NULL = 0, /* BSD loopback: the address family in four bytes */
	GN_LINK_ETHERNET = 1,
	GN_LINK_RAW = 101,     /* IPv4 or IPv6, by its version */
	GN_LINK_SLL = 113,     /* Linux cooked, as of "any" */
	GN_LINK_MPACKET = 274, /* Ethernet from the preamble to the FCS */
	GN_LINK_SLL2 = 276,    /* Linux cooked, with the interface */
};

#define GN_ETHERTYPE_IPV4  0x0800
#define GN_ETHERTYPE_ARP   0x0806
#define GN_ETHERTYPE_VLAN  0x8100
#define GN_ETHERTYPE_IPV6  0x86dd
#define GN_ETHERTYPE_PPPOE 0x8864
#define GN_ETHERTYPE_QINQ  0x88a8
#define GN_ETHERTYPE_9100  0x9100 /* the outer tag's before 802.1ad */

#define GN_NULL_HLEN  4
#define GN_SLL_HLEN   16
#define GN_SLL2_HLEN  20
#define GN_PPPOE_HLEN 8 /* RFC 2516: 6, and the PPP protocol */

/* Of a VLAN tag. */
bool gn_is_tpid(uint16_t ethertype);

/* Of a frame with a PPPoE header: in the last two of its eight bytes (RFC 2516 section 4). */
uint16_t gn_ppp_protocol(const struct gn_frame *frame);

/* The EtherType that a PPP protocol corresponds to, 0 for one that we do not look into. */
uint16_t gn_ppp_ethertype(uint16_t protocol);

/**
 * gn_link_decode() - everything below IP
 * @b: from the first byte of the frame on; left at the first byte of what follows
 *
 * Sets the offsets, addresses, tags and the EtherType of what follows.
 * Return: NULL, or why decoding stopped; @b is then where it did.
 */
const char *gn_link_decode(struct gn_frame *frame, struct gn_bytes *b);

#endif
