/* SPDX-License-Identifier: GPL-2.0 */
/* Every header of a frame taken apart: where each field is, how wide, and what it means. */
#ifndef GN_FIELDS_H
#define GN_FIELDS_H

#include "frame.h"

#define GN_LAYERS_MAX 32
#define GN_FIELDS_MAX 64 /* TCP: 18 fixed fields and 40 bytes of options */

/**
 * struct gn_layer - one header
 * @name: "ethernet", "preamble", "null", "sll", "sll2", "vlan", "pppoe",
 *	 "arp", "ipv4", "ipv6", "icmp", "icmpv6", "udp", "tcp"
 * @title: as in the text output, "TCP"
 * @offset,@length: bytes of the frame
 */
struct gn_layer {
	const char *name, *title;
	size_t offset, length;
};

/**
 * struct gn_field - one field of a header
 * @name: "source port"
 * @label: short form that fits above its bits, "S" for SYN
 * @offset: byte of the frame in which it begins
 * @bit: its first bit in that byte, 0 the most significant (as RFCs draw it)
 * @bits: width
 * @value: as people write it: "40000", "0x0800", "10.0.0.1"
 * @meaning: "" when the value says it all
 */
struct gn_field {
	const char *name, *label;
	size_t offset;
	unsigned int bit, bits;
	char value[128];
	char meaning[128];
};

/* The headers of @frame in order; returns their number. */
size_t gn_layers(const struct gn_frame *frame, struct gn_layer layers[GN_LAYERS_MAX]);

/* The fields of one of them in order, without gaps; returns their number. */
size_t gn_fields(const struct gn_frame *frame, const struct gn_layer *layer,
		 struct gn_field fields[GN_FIELDS_MAX]);

/* Bit @n of the frame, 0 the most significant bit of its first byte. */
bool gn_frame_bit(const struct gn_frame *frame, size_t n);

#endif
