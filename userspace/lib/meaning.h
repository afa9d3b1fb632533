/* SPDX-License-Identifier: GPL-2.0 */
/* What the values of header fields mean, for fields.c. */
#ifndef GN_MEANING_H
#define GN_MEANING_H

#include "fields.h"

/* Write field->meaning for @value, the field's bits as a number. */
typedef void gn_meaning_fn(const struct gn_frame *frame, struct gn_field *field, uint64_t value);

gn_meaning_fn gn_mean_mac, gn_mean_ethertype, gn_mean_arp_hardware, gn_mean_arp_op, gn_mean_words,
	gn_mean_ecn, gn_mean_ip_length, gn_mean_fragment, gn_mean_protocol, gn_mean_ip_checksum,
	gn_mean_upper_checksum, gn_mean_icmp_type, gn_mean_port, gn_mean_ack, gn_mean_flag,
	gn_mean_ppp;

/* Value and meaning of the option at field->offset. */
void gn_mean_tcp_option(const struct gn_frame *frame, struct gn_field *field);
const char *gn_tcp_option_name(uint8_t kind);

/* NULL for a type without a name here. */
const char *gn_icmp_name(unsigned int ip_version, uint8_t type);
/* ICMP or ICMPv6 echo request or reply. */
bool gn_is_echo(const struct gn_frame *frame);

#endif
