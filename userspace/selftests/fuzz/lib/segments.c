// SPDX-License-Identifier: GPL-2.0
#include "segments.h"

#include <stdlib.h>
#include <string.h>

static const struct gn_interface ethernet = { .linktype = 1 };

void segments_begin(struct segments *segments)
{
	memset(segments, 0, sizeof(*segments));
	segments->packet.interface = &ethernet;
	segments->packet.time_ns = 1700000000000000000;
	/* Close to where the numbers wrap. */
	for (int i = 0; i < CONNECTIONS; i++) {
		segments->end[i][GN_CLIENT].next = 1000;
		segments->end[i][GN_SERVER].next = 0xfffff000;
	}
}

static uint8_t *put(uint8_t *to, uint32_t value, int size)
{
	for (int i = size; i-- > 0;)
		*to++ = value >> 8 * i;
	return to;
}

static uint8_t *put_ethernet(uint8_t *to, enum gn_side from, uint16_t ethertype)
{
	static const uint8_t macs[GN_SIDES][6] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } };

	memcpy(to, macs[!from], 6);
	memcpy(to + 6, macs[from], 6);
	return put(to + 12, ethertype, 2);
}

static uint8_t *put_ipv4(uint8_t *to, enum gn_side from, uint16_t id, uint8_t protocol,
			 size_t length)
{
	to = put(to, 0x4500, 2);
	to = put(to, 20 + length, 2);
	to = put(to, id, 2);
	to = put(to, 0x4000, 2);
	to = put(to, 64 << 8 | protocol, 2);
	to = put(to, 0, 2);
	to = put(to, 0x0a000001 + from, 4);
	return put(to, 0x0a000001 + !from, 4);
}

static uint8_t *put_ipv6(uint8_t *to, enum gn_side from, size_t length)
{
	to = put(to, 0x60000000, 4);
	to = put(to, length, 2);
	to = put(to, 6 << 8 | 64, 2);
	for (int i = 0; i < GN_SIDES; i++) {
		to = put(to, 0xfe800000, 4);
		to = put(put(to, 0, 4), 0, 4);
		to = put(to, 1 + (i ? !from : from), 4);
	}
	return to;
}

static int16_t number(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

/* IP's own length is 16 bits, and both headers take up to 100. */
static uint16_t payload(const uint8_t *record)
{
	return (uint16_t)number(record + 7) % 65400;
}

static uint8_t *put_options(uint8_t *to, const struct segments *segments, const uint8_t *record,
			    uint32_t ack)
{
	if (record[1] & GN_TCP_SYN) {
		to = put(to, 0x01030300 | record[2] >> 4, 4);
		if (record[10] & 0x80)
			to = put(to, 0x020405b4, 4);
		to = put(to, 0x01010402, 4);
	}
	if (record[0] & 0x10) {
		to = put(to, 0x0101080a, 4);
		to = put(to, segments->packet.time_ns / 1000000, 4);
		to = put(to, 0, 4);
	}
	if (record[0] & 0x20) {
		to = put(to, 0x0101050a, 4);
		to = put(to, ack + record[11] * 256, 4);
		to = put(to, ack + record[11] * 256 + 1000, 4);
	}
	return to;
}

static uint32_t base(const struct segments *segments, unsigned int connection, enum gn_side side,
		     unsigned int which)
{
	uint32_t bases[] = {
		segments->end[connection][side].next,
		segments->end[connection][!side].acked,
		segments->end[connection][side].first,
		0,
	};

	return bases[which & 3];
}

static uint8_t *put_tcp(struct segments *segments, uint8_t *to, const uint8_t *record)
{
	unsigned int connection = record[0] >> 1 & 3, side = record[0] & 1;
	uint32_t seq = base(segments, connection, side, record[2]) + number(record + 3);
	uint32_t ack = base(segments, connection, !side, record[2] >> 2) + number(record + 5);
	uint32_t end = seq + payload(record) + !!(record[1] & GN_TCP_SYN) +
		       !!(record[1] & GN_TCP_FIN);
	uint8_t *start = to;

	to = put(to, side ? 80 : 40000 + connection, 2);
	to = put(to, side ? 40000 + connection : 80, 2);
	to = put(to, seq, 4);
	to = put(to, ack, 4);
	to = put(to, record[1], 2);
	to = put(to, record[9] << 8, 2);
	to = put(to, 0, 4);
	to = put_options(to, segments, record, ack);
	put(start + 12, (to - start) / 4 << 12 | record[1], 2);

	if (record[1] & GN_TCP_SYN)
		segments->end[connection][side].first = seq;
	segments->end[connection][side].next = end;
	if (record[1] & GN_TCP_ACK)
		segments->end[connection][side].acked = ack;
	return to;
}

/* RFC 792: the IP header and 8 bytes of what it complains about. */
static uint8_t *put_icmp(struct segments *segments, uint8_t *to, const uint8_t *record)
{
	enum gn_side side = record[0] & 1;
	uint8_t tcp[64];

	to = put(to, (record[1] & 1 ? 3 : 11) << 8 | (record[1] >> 4), 2);
	to = put(put(to, 0, 2), 0, 4);
	to = put_ipv4(to, side, segments->ip_id, 6, 20);
	put_tcp(segments, tcp, record);
	memcpy(to, tcp, 8);
	return to + 8;
}

static uint8_t *put_arp(uint8_t *to, const uint8_t *record)
{
	enum gn_side side = record[0] & 1;

	to = put(to, 0x00010800, 4);
	to = put(to, 0x0604, 2);
	to = put(to, 1 + (record[1] & 1), 2);
	to = put(put(to, 0x0200, 2), 1 + side, 4);
	to = put(to, 0x0a000001 + side, 4);
	to = put(put(to, 0x0200, 2), 1 + !side, 4);
	return put(to, 0x0a000001 + !side, 4);
}

const struct gn_packet *segments_next(struct segments *segments, const uint8_t record[SEGMENT_SIZE])
{
	struct gn_packet *packet = &segments->packet;
	int64_t elapsed = 1LL << (record[10] & 0x3f) % 60;
	int64_t now = packet->time_ns + (record[10] & 0x40 ? -elapsed : elapsed);
	enum gn_side side = record[0] & 1;
	uint8_t upper[96], *to = segments->bytes;
	size_t captured, length;

	segments->ip_id += record[11] ? record[11] : 1;
	if (llabs(now) <= GN_TIME_MAX)
		packet->time_ns = now;
	packet->number++;
	packet->data = segments->bytes;
	if (record[0] & 0x80) {
		to = put_arp(put_ethernet(to, side, 0x0806), record);
		packet->len = packet->caplen = to - segments->bytes;
		return packet;
	}
	captured = (record[0] & 0x40 ? put_icmp(segments, upper, record) :
				       put_tcp(segments, upper, record)) -
		   upper;
	length = record[0] & 0x40 ? 0 : payload(record);
	if (record[0] & 0x08 && !(record[0] & 0x40))
		to = put_ipv6(put_ethernet(to, side, 0x86dd), side, captured + length);
	else
		to = put_ipv4(put_ethernet(to, side, 0x0800), side, segments->ip_id,
			      record[0] & 0x40 ? 1 : 6, captured + length);
	memcpy(to, upper, captured);
	packet->caplen = to + captured - segments->bytes;
	packet->len = packet->caplen + length;
	return packet;
}
