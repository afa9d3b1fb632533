// SPDX-License-Identifier: GPL-2.0
#include "fields.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "link.h"
#include "meaning.h"

/* How a value is written. */
enum form { DEC, HEX, MAC, IPV4, IPV6, BYTES };

struct field_def {
	const char *name, *label;
	unsigned int bits;
	enum form form;
	gn_meaning_fn *meaning;
};

/* Its length is that of what was captured. */
static const struct field_def preamble_fields[] = {
	{ 0 },
};

static const struct field_def ethernet_fields[] = {
	{ "destination", NULL, 48, MAC, gn_mean_mac },
	{ "source", NULL, 48, MAC, gn_mean_mac },
	{ "type", NULL, 16, HEX, gn_mean_ethertype },
	{ 0 },
};

/* Four bytes of the machine that captured */
static const struct field_def null_fields[] = {
	{ "address family", NULL, 32, HEX, NULL },
	{ 0 },
};

/* The manual of libpcap: LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2 */
static const struct field_def sll_fields[] = {
	{ "packet type", NULL, 16, DEC, NULL },
	{ "hardware type", NULL, 16, DEC, gn_mean_arp_hardware },
	{ "address length", NULL, 16, DEC, NULL },
	{ "source", NULL, 64, BYTES, NULL },
	{ "type", NULL, 16, HEX, gn_mean_ethertype },
	{ 0 },
};

static const struct field_def sll2_fields[] = {
	{ "type", NULL, 16, HEX, gn_mean_ethertype },
	{ "reserved", NULL, 16, DEC, NULL },
	{ "interface index", NULL, 32, DEC, NULL },
	{ "hardware type", NULL, 16, DEC, gn_mean_arp_hardware },
	{ "packet type", NULL, 8, DEC, NULL },
	{ "address length", NULL, 8, DEC, NULL },
	{ "source", NULL, 64, BYTES, NULL },
	{ 0 },
};

/* RFC 2516 section 4, and the protocol of RFC 1661 section 2 */
static const struct field_def pppoe_fields[] = {
	{ "version", "ver", 4, DEC, NULL },
	{ "type", NULL, 4, DEC, NULL },
	{ "code", NULL, 8, HEX, NULL },
	{ "session id", NULL, 16, HEX, NULL },
	{ "length", NULL, 16, DEC, NULL },
	{ "PPP protocol", NULL, 16, HEX, gn_mean_ppp },
	{ 0 },
};

/* IEEE 802.1Q section 9.6; the tag protocol identifier is the type before it. */
static const struct field_def vlan_fields[] = {
	{ "priority", "prio", 3, DEC, NULL },
	{ "drop eligible", "D", 1, DEC, NULL },
	{ "VLAN id", NULL, 12, DEC, NULL },
	{ "type", NULL, 16, HEX, gn_mean_ethertype },
	{ 0 },
};

/* RFC 826 */
static const struct field_def arp_fields[] = {
	{ "hardware type", NULL, 16, DEC, gn_mean_arp_hardware },
	{ "protocol type", NULL, 16, HEX, gn_mean_ethertype },
	{ "hardware length", NULL, 8, DEC, NULL },
	{ "protocol length", NULL, 8, DEC, NULL },
	{ "operation", NULL, 16, DEC, gn_mean_arp_op },
	{ "sender MAC", NULL, 48, MAC, NULL },
	{ "sender address", NULL, 32, IPV4, NULL },
	{ "target MAC", NULL, 48, MAC, NULL },
	{ "target address", NULL, 32, IPV4, NULL },
	{ 0 },
};

/* RFC 791 section 3.1, with RFC 2474 and RFC 3168 for the second byte */
static const struct field_def ipv4_fields[] = {
	{ "version", "ver", 4, DEC, NULL },
	{ "header length", "hlen", 4, DEC, gn_mean_words },
	{ "DSCP", NULL, 6, DEC, NULL },
	{ "ECN", NULL, 2, DEC, gn_mean_ecn },
	{ "total length", NULL, 16, DEC, gn_mean_ip_length },
	{ "identification", NULL, 16, HEX, NULL },
	{ "reserved", "0", 1, DEC, NULL },
	{ "don't fragment", "D", 1, DEC, NULL },
	{ "more fragments", "M", 1, DEC, NULL },
	{ "fragment offset", NULL, 13, DEC, gn_mean_fragment },
	{ "time to live", NULL, 8, DEC, NULL },
	{ "protocol", NULL, 8, DEC, gn_mean_protocol },
	{ "header checksum", NULL, 16, HEX, gn_mean_ip_checksum },
	{ "source", NULL, 32, IPV4, NULL },
	{ "destination", NULL, 32, IPV4, NULL },
	{ 0 },
};

/* RFC 8200 section 3 */
static const struct field_def ipv6_fields[] = {
	{ "version", "ver", 4, DEC, NULL },
	{ "DSCP", NULL, 6, DEC, NULL },
	{ "ECN", NULL, 2, DEC, gn_mean_ecn },
	{ "flow label", NULL, 20, HEX, NULL },
	{ "payload length", NULL, 16, DEC, NULL },
	{ "next header", NULL, 8, DEC, gn_mean_protocol },
	{ "hop limit", NULL, 8, DEC, NULL },
	{ "source", NULL, 128, IPV6, NULL },
	{ "destination", NULL, 128, IPV6, NULL },
	{ 0 },
};

/* RFC 792, RFC 4443 */
static const struct field_def icmp_fields[] = {
	{ "type", NULL, 8, DEC, gn_mean_icmp_type },
	{ "code", NULL, 8, DEC, NULL },
	{ "checksum", NULL, 16, HEX, gn_mean_upper_checksum },
	{ 0 },
};

static const struct field_def echo_fields[] = {
	{ "type", NULL, 8, DEC, gn_mean_icmp_type },
	{ "code", NULL, 8, DEC, NULL },
	{ "checksum", NULL, 16, HEX, gn_mean_upper_checksum },
	{ "identifier", NULL, 16, DEC, NULL },
	{ "sequence number", NULL, 16, DEC, NULL },
	{ 0 },
};

/* RFC 768 */
static const struct field_def udp_fields[] = {
	{ "source port", NULL, 16, DEC, gn_mean_port },
	{ "destination port", NULL, 16, DEC, gn_mean_port },
	{ "length", NULL, 16, DEC, NULL },
	{ "checksum", NULL, 16, HEX, gn_mean_upper_checksum },
	{ 0 },
};

/* RFC 9293 section 3.1; AE is of RFC 9768 */
static const struct field_def tcp_fields[] = {
	{ "source port", NULL, 16, DEC, gn_mean_port },
	{ "destination port", NULL, 16, DEC, gn_mean_port },
	{ "sequence number", NULL, 32, DEC, NULL },
	{ "acknowledgment number", NULL, 32, DEC, gn_mean_ack },
	{ "data offset", "offset", 4, DEC, gn_mean_words },
	{ "reserved", "rsv", 3, DEC, NULL },
	{ "AE", "A", 1, DEC, gn_mean_flag },
	{ "CWR", "C", 1, DEC, gn_mean_flag },
	{ "ECE", "E", 1, DEC, gn_mean_flag },
	{ "URG", "U", 1, DEC, gn_mean_flag },
	{ "ACK", "A", 1, DEC, gn_mean_flag },
	{ "PSH", "P", 1, DEC, gn_mean_flag },
	{ "RST", "R", 1, DEC, gn_mean_flag },
	{ "SYN", "S", 1, DEC, gn_mean_flag },
	{ "FIN", "F", 1, DEC, gn_mean_flag },
	{ "window", NULL, 16, DEC, NULL },
	{ "checksum", NULL, 16, HEX, gn_mean_upper_checksum },
	{ "urgent pointer", NULL, 16, DEC, NULL },
	{ 0 },
};

static void add_layer(struct gn_layer *layers, size_t *count, const char *name, const char *title,
		      size_t offset, size_t length)
{
	if (*count < GN_LAYERS_MAX)
		layers[(*count)++] = (struct gn_layer){ name, title, offset, length };
}

static void add_link(const struct gn_frame *frame, struct gn_layer *layers, size_t *count)
{
	switch (frame->packet->interface->linktype) {
	case GN_LINK_NULL:
		add_layer(layers, count, "null", "Loopback", 0, GN_NULL_HLEN);
		break;
	case GN_LINK_SLL:
		add_layer(layers, count, "sll", "Linux cooked", 0, GN_SLL_HLEN);
		break;
	case GN_LINK_SLL2:
		add_layer(layers, count, "sll2", "Linux cooked, version 2", 0, GN_SLL2_HLEN);
		break;
	case GN_LINK_MPACKET:
		if (frame->eth != GN_NO_LAYER)
			add_layer(layers, count, "preamble", "Preamble and start frame delimiter",
				  0, frame->eth);
		break;
	}
}

/* Tag after tag, until the type that is not a tag's. */
static void add_tags(const struct gn_frame *frame, struct gn_layer *layers, size_t *count,
		     size_t end)
{
	size_t at = frame->vlan + 2;
	uint16_t tpid;

	do {
		struct gn_bytes type = gn_bytes(frame->packet->data + at + 2, 2, false);

		add_layer(layers, count, "vlan", "VLAN tag", at, 4);
		tpid = gn_u16(&type);
		at += 4;
	} while (gn_is_tpid(tpid) && at + 4 <= end);
}

/* Of the TCP header, in bytes: the options may be cut. */
static size_t captured_tcp(const struct gn_frame *frame)
{
	size_t left = frame->packet->caplen - frame->tcp;

	return left < frame->tcp_hlen ? left : frame->tcp_hlen;
}

size_t gn_layers(const struct gn_frame *frame, struct gn_layer layers[GN_LAYERS_MAX])
{
	size_t end = frame->packet->caplen - frame->packet->fcs_len, count = 0;

	if (frame->link != GN_NO_LAYER)
		add_link(frame, layers, &count);
	if (frame->eth != GN_NO_LAYER)
		add_layer(layers, &count, "ethernet", "Ethernet", frame->eth, GN_ETH_HLEN);
	if (frame->vlan != GN_NO_LAYER)
		add_tags(frame, layers, &count, end);
	if (frame->pppoe != GN_NO_LAYER)
		add_layer(layers, &count, "pppoe", "PPP over Ethernet", frame->pppoe,
			  GN_PPPOE_HLEN);
	if (frame->arp != GN_NO_LAYER)
		add_layer(layers, &count, "arp", "ARP", frame->arp, 28);
	if (frame->ip != GN_NO_LAYER && frame->ip_version == 4)
		add_layer(layers, &count, "ipv4", "IPv4", frame->ip, frame->ip_hlen);
	if (frame->ip != GN_NO_LAYER && frame->ip_version == 6)
		add_layer(layers, &count, "ipv6", "IPv6", frame->ip, frame->ip_hlen);
	if (frame->icmp != GN_NO_LAYER)
		add_layer(layers, &count, frame->ip_version == 4 ? "icmp" : "icmpv6",
			  frame->ip_version == 4 ? "ICMP" : "ICMPv6", frame->icmp,
			  gn_is_echo(frame) ? 8 : 4);
	if (frame->udp != GN_NO_LAYER)
		add_layer(layers, &count, "udp", "UDP", frame->udp, 8);
	if (frame->tcp != GN_NO_LAYER)
		add_layer(layers, &count, "tcp", "TCP", frame->tcp, captured_tcp(frame));
	return count;
}

static const struct field_def *find_defs(const struct gn_frame *frame, const struct gn_layer *layer)
{
	static const struct {
		const char *name;
		const struct field_def *defs;
	} tables[] = {
		{ "ethernet", ethernet_fields }, { "vlan", vlan_fields },
		{ "arp", arp_fields },		 { "ipv4", ipv4_fields },
		{ "ipv6", ipv6_fields },	 { "udp", udp_fields },
		{ "tcp", tcp_fields },		 { "null", null_fields },
		{ "sll", sll_fields },		 { "sll2", sll2_fields },
		{ "pppoe", pppoe_fields },	 { "preamble", preamble_fields },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (!strcmp(tables[i].name, layer->name))
			return tables[i].defs;
	return gn_is_echo(frame) ? echo_fields : icmp_fields;
}

bool gn_frame_bit(const struct gn_frame *frame, size_t n)
{
	return frame->packet->data[n / 8] >> (7 - n % 8) & 1;
}

/* Up to 64 bits from bit @first of the frame on. */
static uint64_t take_bits(const struct gn_frame *frame, size_t first, unsigned int bits)
{
	uint64_t value = 0;

	for (size_t n = first; n < first + bits; n++)
		value = value << 1 | gn_frame_bit(frame, n);
	return value;
}

static void write_bytes(char *text, size_t size, const uint8_t *bytes, size_t count)
{
	size_t shown = count <= size / 3 ? count : size / 3 - 2;

	for (size_t i = 0; i < shown; i++)
		sprintf(text + 3 * i, i + 1 < count ? "%02x " : "%02x", bytes[i]);
	if (shown < count)
		strcpy(text + 3 * shown, "...");
}

static void write_value(const struct gn_frame *frame, enum form form, uint64_t number,
			struct gn_field *field)
{
	const uint8_t *bytes = frame->packet->data + field->offset;
	struct gn_addr addr = { .version = form == IPV4 ? 4 : 6 };

	switch (form) {
	case DEC:
		snprintf(field->value, sizeof(field->value), "%llu", (unsigned long long)number);
		break;
	case HEX:
		snprintf(field->value, sizeof(field->value), "0x%0*llx", (int)(field->bits + 3) / 4,
			 (unsigned long long)number);
		break;
	case MAC:
		gn_mac_format(bytes, field->value);
		break;
	case IPV4:
	case IPV6:
		memcpy(addr.bytes, bytes, field->bits / 8);
		gn_addr_format(&addr, field->value);
		break;
	case BYTES:
		write_bytes(field->value, sizeof(field->value), bytes, field->bits / 8);
		break;
	}
}

static struct gn_field *add_field(const struct gn_frame *frame, struct gn_field *field,
				  const struct field_def *def, size_t first_bit)
{
	uint64_t number = def->bits <= 64 ? take_bits(frame, first_bit, def->bits) : 0;

	*field = (struct gn_field){
		.name = def->name,
		.label = def->label ? def->label : def->name,
		.offset = first_bit / 8,
		.bit = first_bit % 8,
		.bits = def->bits,
	};
	write_value(frame, def->form, number, field);
	if (def->meaning)
		def->meaning(frame, field, number);
	return field;
}

/* Each option is a field, as it is in RFC 9293's list; NOP and END are a byte each. */
static size_t add_tcp_options(const struct gn_frame *frame, struct gn_field *fields, size_t count)
{
	const uint8_t *data = frame->packet->data;
	size_t at = frame->tcp + 20, end = frame->tcp + captured_tcp(frame);

	while (at < end && count < GN_FIELDS_MAX) {
		struct field_def def = { .form = BYTES };
		size_t length = 1;

		if (data[at] > 1)
			length = at + 1 < end && data[at + 1] >= 2 && at + data[at + 1] <= end ?
					 data[at + 1] :
					 end - at;
		else if (data[at] == 0)
			length = end - at; /* END: the rest is padding */
		def.name = gn_tcp_option_name(data[at]);
		def.bits = length * 8;
		gn_mean_tcp_option(frame, add_field(frame, &fields[count++], &def, at * 8));
		at += length;
	}
	return count;
}

size_t gn_fields(const struct gn_frame *frame, const struct gn_layer *layer,
		 struct gn_field fields[GN_FIELDS_MAX])
{
	const struct field_def *def = find_defs(frame, layer);
	size_t first_bit = layer->offset * 8, count = 0, fixed;

	for (; def->name; def++) {
		add_field(frame, &fields[count++], def, first_bit);
		first_bit += def->bits;
	}
	if (!strcmp(layer->name, "tcp"))
		return add_tcp_options(frame, fields, count);
	fixed = first_bit / 8 - layer->offset;
	if (fixed < layer->length) {
		struct field_def rest = {
			.name = !strcmp(layer->name, "preamble") ? "octets" :
				frame->ip_version == 6		 ? "extension headers" :
								   "options",
			.bits = (layer->length - fixed) * 8,
			.form = BYTES,
		};

		add_field(frame, &fields[count++], &rest, first_bit);
	}
	return count;
}
