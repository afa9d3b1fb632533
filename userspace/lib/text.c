// SPDX-License-Identifier: GPL-2.0
/* Addresses and whole frames in one line of text. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "frame.h"
#include "link.h"
#include "meaning.h"

/* inet_ntop() does it by sprintf(). */
static char *put_ipv4(const uint8_t *bytes, char *at)
{
	for (int i = 0; i < 4; i++) {
		uint8_t octet = bytes[i];

		if (octet >= 100)
			*at++ = '0' + octet / 100;
		if (octet >= 10)
			*at++ = '0' + octet / 10 % 10;
		*at++ = '0' + octet % 10;
		*at++ = '.';
	}
	*--at = 0;
	return at;
}

char *gn_addr_put(const struct gn_addr *addr, char buf[GN_ADDR_STRLEN])
{
	if (addr->version == 4)
		return put_ipv4(addr->bytes, buf);
	if (!addr->version || !inet_ntop(AF_INET6, addr->bytes, buf, GN_ADDR_STRLEN))
		strcpy(buf, "none");
	return buf + strlen(buf);
}

const char *gn_addr_format(const struct gn_addr *addr, char buf[GN_ADDR_STRLEN])
{
	gn_addr_put(addr, buf);
	return buf;
}

const char *gn_mac_format(const uint8_t mac[6], char buf[GN_MAC_STRLEN])
{
	snprintf(buf, GN_MAC_STRLEN, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	return buf;
}

/* Where the next word of a summary goes; what does not fit is left out. */
struct line {
	char *buf;
	size_t size, used;
};

static void add(struct line *line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct line *line, const char *fmt, ...)
{
	size_t left = line->size - line->used;
	va_list args;
	int count;

	va_start(args, fmt);
	count = vsnprintf(line->buf + line->used, left, fmt, args);
	va_end(args);
	line->used += count < 0 ? 0 : (size_t)count < left ? (size_t)count : left - 1;
}

static void add_arp(struct line *line, const struct gn_frame *frame)
{
	char sender[GN_ADDR_STRLEN], target[GN_ADDR_STRLEN], mac[GN_MAC_STRLEN];
	const struct gn_arp *arp = &frame->arp_body;

	gn_addr_format(&arp->sender, sender);
	gn_addr_format(&arp->target, target);
	gn_mac_format(arp->sender_mac, mac);
	if (arp->op == 1 && gn_addr_equal(&arp->sender, &arp->target))
		add(line, "ARP announcement: %s is at %s", sender, mac);
	else if (arp->op == 1)
		add(line, "ARP who has %s? tell %s", target, sender);
	else if (arp->op == 2)
		add(line, "ARP %s is at %s", sender, mac);
	else
		add(line, "ARP operation %u", arp->op);
}

static void add_icmp(struct line *line, const struct gn_frame *frame)
{
	const char *name = gn_icmp_name(frame->ip_version, frame->icmp_type);

	add(line, frame->ip_version == 4 ? "ICMP " : "ICMPv6 ");
	if (name)
		add(line, "%s", name);
	else
		add(line, "type %u", frame->icmp_type);
	if (gn_is_echo(frame))
		add(line, " id %u seq %u", frame->icmp_id, frame->icmp_seq);
	else if (frame->icmp_code)
		add(line, " code %u", frame->icmp_code);
}

static void add_tcp(struct line *line, const struct gn_frame *frame)
{
	static const char *const names[] = {
		"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE",
	};
	const char *separator = "";

	add(line, "TCP %u > %u [", frame->sport, frame->dport);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(frame->tcp_flags & 1u << i))
			continue;
		add(line, "%s%s", separator, names[i]);
		separator = ", ";
	}
	add(line, "] seq %u", frame->seq);
	if (frame->tcp_flags & GN_TCP_ACK)
		add(line, " ack %u", frame->ack);
	add(line, " win %u", frame->window);
	if (frame->payload_len)
		add(line, " len %zu", frame->payload_len);
}

char *gn_frame_summary(const struct gn_frame *frame, char *buf, size_t size)
{
	struct line line = { .buf = buf, .size = size };

	*buf = 0;
	if (frame->tcp != GN_NO_LAYER)
		add_tcp(&line, frame);
	else if (frame->udp != GN_NO_LAYER)
		add(&line, "UDP %u > %u len %zu", frame->sport, frame->dport, frame->payload_len);
	else if (frame->icmp != GN_NO_LAYER)
		add_icmp(&line, frame);
	else if (frame->arp != GN_NO_LAYER)
		add_arp(&line, frame);
	else if (frame->ip != GN_NO_LAYER)
		add(&line, "IPv%u protocol %u%s", frame->ip_version, frame->ip_proto,
		    frame->fragment ? ", a later fragment" : "");
	else if (frame->pppoe != GN_NO_LAYER)
		add(&line, "PPPoE session, PPP protocol 0x%04x", gn_ppp_protocol(frame));
	else if (frame->eth != GN_NO_LAYER && frame->ethertype < 0x600)
		add(&line, "802.3 length %u", frame->ethertype);
	else if (frame->eth != GN_NO_LAYER)
		add(&line, "EtherType 0x%04x", frame->ethertype);
	else if (frame->link != GN_NO_LAYER && !frame->error)
		add(&line, "protocol type 0x%04x", frame->ethertype);
	if (frame->more_fragments && !frame->fragment)
		add(&line, ", the first fragment");
	if (frame->error)
		add(&line, "%s%s", line.used ? "; " : "", frame->error);
	return buf;
}
