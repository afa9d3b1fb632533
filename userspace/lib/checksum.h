/* SPDX-License-Identifier: GPL-2.0 */
/* The Internet checksums (RFC 1071) of IPv4, TCP, UDP, ICMP and ICMPv6, recomputed. */
#ifndef GN_CHECKSUM_H
#define GN_CHECKSUM_H

#include "frame.h"

enum gn_checksum_state {
	GN_SUM_GOOD,
	GN_SUM_BAD,
	GN_SUM_LEFT,	/* left to the device, which fills it in while sending */
	GN_SUM_UNUSED,	/* UDP: zero, the sender computed none */
	GN_SUM_UNKNOWN, /* not all of what it covers was captured */
};

/**
 * struct gn_checksum - one checksum of a frame
 * @layer: "ipv4", "tcp", "udp", "icmp", "icmpv6"
 * @offset: of its two bytes in the frame
 * @stored: as in the frame
 * @computed: what it should be, unless @state is GN_SUM_UNKNOWN
 * @evidence: for GN_SUM_LEFT: "flag" (the capture says so) or "pseudo_header"
 *	(the stored value is that of the pseudo header alone, which is what a
 *	stack leaves for a device); else NULL
 */
struct gn_checksum {
	const char *layer;
	size_t offset;
	uint16_t stored, computed;
	enum gn_checksum_state state;
	const char *evidence;
};

/* "good", "bad", "left_to_device", "unused", "unknown" */
const char *gn_checksum_name(enum gn_checksum_state state);

/* Each false when the frame has no such checksum. */
bool gn_checksum_ip(const struct gn_frame *frame, struct gn_checksum *sum);
bool gn_checksum_upper(const struct gn_frame *frame, struct gn_checksum *sum);

#endif
