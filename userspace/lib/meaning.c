// SPDX-License-Identifier: GPL-2.0
#include "meaning.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "link.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct name {
	uint64_t value;
	const char *name;
};

/* IANA's registries; what is common on a small network. */
static const struct name ethertypes[] = {
	{ 0x0800, "IPv4" },   { 0x0806, "ARP" },	 { 0x8100, "VLAN tag follows" },
	{ 0x86dd, "IPv6" },   { 0x8808, "MAC control" }, { 0x88a8, "service VLAN tag follows" },
	{ 0x88cc, "LLDP" },   { 0x8847, "MPLS" },	 { 0x9100, "outer VLAN tag follows" },
	{ 0x88e5, "MACsec" },
};

static const struct name protocols[] = {
	{ 0, "hop-by-hop options" },
	{ 1, "ICMP" },
	{ 2, "IGMP" },
	{ 4, "IPv4" },
	{ 6, "TCP" },
	{ 17, "UDP" },
	{ 41, "IPv6" },
	{ 43, "routing" },
	{ 44, "fragment" },
	{ 47, "GRE" },
	{ 50, "ESP" },
	{ 51, "AH" },
	{ 58, "ICMPv6" },
	{ 59, "nothing" },
	{ 60, "destination options" },
	{ 132, "SCTP" },
};

static const struct name ports[] = {
	{ 20, "ftp-data" },	  { 21, "ftp" },       { 22, "ssh" },	   { 23, "telnet" },
	{ 25, "smtp" },		  { 53, "domain" },    { 67, "bootps" },   { 68, "bootpc" },
	{ 69, "tftp" },		  { 80, "http" },      { 110, "pop3" },	   { 123, "ntp" },
	{ 143, "imap" },	  { 161, "snmp" },     { 443, "https" },   { 546, "dhcpv6-client" },
	{ 547, "dhcpv6-server" }, { 853, "domain-s" }, { 5201, "iperf3" }, { 5353, "mdns" },
	{ 8080, "http-alt" },
};

static const struct name arp_ops[] = { { 1, "request" }, { 2, "reply" } };

static const struct name ecn_codes[] = {
	{ 1, "ECT(1)" },
	{ 2, "ECT(0)" },
	{ 3, "congestion experienced" },
};

static const struct name icmp_types[] = {
	{ 0, "echo reply" },   { 3, "destination unreachable" }, { 5, "redirect" },
	{ 8, "echo request" }, { 11, "time exceeded" },		 { 12, "parameter problem" },
};

static const struct name icmpv6_types[] = {
	{ 1, "destination unreachable" },
	{ 2, "packet too big" },
	{ 3, "time exceeded" },
	{ 4, "parameter problem" },
	{ 128, "echo request" },
	{ 129, "echo reply" },
	{ 130, "multicast listener query" },
	{ 131, "multicast listener report" },
	{ 133, "router solicitation" },
	{ 134, "router advertisement" },
	{ 135, "neighbour solicitation" },
	{ 136, "neighbour advertisement" },
	{ 143, "multicast listener report v2" },
};

static const struct name tcp_options[] = {
	{ 0, "option END" },
	{ 1, "option NOP" },
	{ 2, "option MSS" },
	{ 3, "option window scale" },
	{ 4, "option SACK permitted" },
	{ 5, "option SACK" },
	{ 8, "option timestamps" },
	{ 19, "option MD5 signature" },
	{ 29, "option TCP-AO" },
	{ 30, "option MPTCP" },
	{ 34, "option fast open" },
	{ 254, "option experiment" },
};

/* RFC 9293 section 3.1 and RFC 3168 section 6.1, of a bit that is set */
static const struct {
	const char *flag, *meaning;
} tcp_flags[] = {
	{ "AE", "accurate ECN" },
	{ "CWR", "congestion window reduced" },
	{ "ECE", "congestion was experienced on the way here" },
	{ "URG", "the urgent pointer is valid" },
	{ "ACK", "the acknowledgment number is valid" },
	{ "PSH", "hand the data up without waiting for more" },
	{ "RST", "the connection is reset" },
	{ "SYN", "the sequence number is the sender's first" },
	{ "FIN", "the sender has no more data" },
};

static const char *find_name(const struct name *names, size_t count, uint64_t value)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].value == value)
			return names[i].name;
	return NULL;
}

static void mean_name(struct gn_field *field, const struct name *names, size_t count,
		      uint64_t value)
{
	const char *name = find_name(names, count, value);

	if (name)
		snprintf(field->meaning, sizeof(field->meaning), "%s", name);
}

const char *gn_icmp_name(unsigned int ip_version, uint8_t type)
{
	return ip_version == 4 ? find_name(icmp_types, COUNT(icmp_types), type) :
				 find_name(icmpv6_types, COUNT(icmpv6_types), type);
}

bool gn_is_echo(const struct gn_frame *frame)
{
	return frame->ip_version == 4 ? frame->icmp_type == 8 || frame->icmp_type == 0 :
					frame->icmp_type == 128 || frame->icmp_type == 129;
}

/* IEEE 802 section 8.2: the first bit on the line is group, the second local. */
void gn_mean_mac(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	unsigned int first = value >> 40;

	(void)frame;
	if (value == 0xffffffffffff)
		snprintf(field->meaning, sizeof(field->meaning), "broadcast");
	else
		snprintf(field->meaning, sizeof(field->meaning), "%s, %s administered",
			 first & 1 ? "multicast" : "unicast",
			 first & 2 ? "locally" : "universally");
}

void gn_mean_ethertype(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	if (value < 0x600)
		snprintf(field->meaning, sizeof(field->meaning), "802.3: length of %u bytes",
			 (unsigned int)value);
	else
		mean_name(field, ethertypes, COUNT(ethertypes), value);
}

void gn_mean_ppp(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	if (gn_ppp_ethertype(value))
		gn_mean_ethertype(frame, field, gn_ppp_ethertype(value));
}

void gn_mean_arp_hardware(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	if (value == 1)
		snprintf(field->meaning, sizeof(field->meaning), "Ethernet");
}

void gn_mean_arp_op(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	mean_name(field, arp_ops, COUNT(arp_ops), value);
}

void gn_mean_words(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	snprintf(field->meaning, sizeof(field->meaning), "x 4 = header of %u bytes",
		 (unsigned int)value * 4);
}

void gn_mean_ecn(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	mean_name(field, ecn_codes, COUNT(ecn_codes), value);
}

void gn_mean_ip_length(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	if (value == 0)
		snprintf(field->meaning, sizeof(field->meaning),
			 "super-frame: the device sets it, %zu here", frame->ip_len);
	else
		snprintf(field->meaning, sizeof(field->meaning), "header %zu + data %zu",
			 frame->ip_hlen, frame->l4_len);
}

void gn_mean_fragment(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	if (value)
		snprintf(field->meaning, sizeof(field->meaning), "x 8 = byte %u of the packet",
			 (unsigned int)value * 8);
}

void gn_mean_protocol(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	mean_name(field, protocols, COUNT(protocols), value);
}

void gn_mean_port(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	mean_name(field, ports, COUNT(ports), value);
}

void gn_mean_ack(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)value;
	if (!(frame->tcp_flags & GN_TCP_ACK))
		snprintf(field->meaning, sizeof(field->meaning), "not valid without the ACK bit");
}

void gn_mean_flag(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	(void)frame;
	for (size_t i = 0; value && i < COUNT(tcp_flags); i++)
		if (!strcmp(tcp_flags[i].flag, field->name))
			snprintf(field->meaning, sizeof(field->meaning), "%s",
				 tcp_flags[i].meaning);
}

void gn_mean_icmp_type(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	const char *name = gn_icmp_name(frame->ip_version, value);

	if (name)
		snprintf(field->meaning, sizeof(field->meaning), "%s", name);
}

static void mean_checksum(struct gn_field *field, const struct gn_checksum *sum)
{
	char *to = field->meaning;
	size_t size = sizeof(field->meaning);

	switch (sum->state) {
	case GN_SUM_GOOD:
		snprintf(to, size, "right, recomputed");
		break;
	case GN_SUM_BAD:
		snprintf(to, size, "WRONG: computed 0x%04x", sum->computed);
		break;
	case GN_SUM_LEFT:
		snprintf(to, size, "left to the device, which sends 0x%04x; %s", sum->computed,
			 strcmp(sum->evidence, "flag") ? "this is the pseudo header's sum" :
							 "the capture says so");
		break;
	case GN_SUM_UNUSED:
		snprintf(to, size, "none was computed");
		break;
	case GN_SUM_UNKNOWN:
		snprintf(to, size, "not checked: not all it covers was captured");
		break;
	}
}

void gn_mean_ip_checksum(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	struct gn_checksum sum;

	(void)value;
	if (gn_checksum_ip(frame, &sum))
		mean_checksum(field, &sum);
}

void gn_mean_upper_checksum(const struct gn_frame *frame, struct gn_field *field, uint64_t value)
{
	struct gn_checksum sum;

	(void)value;
	if (gn_checksum_upper(frame, &sum))
		mean_checksum(field, &sum);
}

const char *gn_tcp_option_name(uint8_t kind)
{
	const char *name = find_name(tcp_options, COUNT(tcp_options), kind);

	return name ? name : "option unknown";
}

static void mean_sack(struct gn_field *field, struct gn_bytes value)
{
	size_t used = 0;

	field->value[0] = 0;
	while (gn_left(&value) >= 8 && used < sizeof(field->value)) {
		uint32_t left = gn_u32(&value);
		uint32_t right = gn_u32(&value);

		used += snprintf(field->value + used, sizeof(field->value) - used, "%s%u-%u",
				 used ? " " : "", left, right);
	}
	snprintf(field->meaning, sizeof(field->meaning),
		 "received beyond the acknowledgment number");
}

/* RFC 9293 section 3.2; RFC 7323 for window scale and timestamps; RFC 2018 for SACK. */
void gn_mean_tcp_option(const struct gn_frame *frame, struct gn_field *field)
{
	struct gn_bytes option = gn_bytes(frame->packet->data + field->offset, field->bits / 8,
					  false);
	size_t size = option.size;
	uint8_t kind = gn_u8(&option), length;

	if (kind < 2)
		return;
	length = gn_u8(&option);
	if (length != size) {
		size_t end = frame->tcp + frame->tcp_hlen;
		bool cut = field->offset + size == frame->packet->caplen &&
			   frame->packet->caplen < end &&
			   (size < 2 || (length > size && field->offset + length <= end));

		snprintf(field->meaning, sizeof(field->meaning),
			 cut ? "not captured whole" : "malformed: its length does not fit");
		return;
	}
	if (kind == 2 && size == 4) {
		snprintf(field->value, sizeof(field->value), "%u", gn_u16(&option));
		snprintf(field->meaning, sizeof(field->meaning),
			 "largest segment its sender will take");
	} else if (kind == 3 && size == 3) {
		unsigned int shift = gn_u8(&option);

		snprintf(field->value, sizeof(field->value), "%u", shift);
		/* RFC 7323 section 2.3: more than 14 is used as 14. */
		snprintf(field->meaning, sizeof(field->meaning),
			 "its windows count %u bytes each%s", 1u << (shift > 14 ? 14 : shift),
			 shift > 14 ? " (14 is the most)" : "");
	} else if (kind == 5 && size > 2 && (size - 2) % 8 == 0) {
		mean_sack(field, option);
	} else if (kind == 8 && size == 10) {
		uint32_t value = gn_u32(&option);
		uint32_t echo = gn_u32(&option);

		snprintf(field->value, sizeof(field->value), "%u %u", value, echo);
		snprintf(field->meaning, sizeof(field->meaning),
			 "its clock, and the echo of the peer's");
	}
}
