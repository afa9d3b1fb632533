/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the device has to do to a frame whose checksum or segments were left to it, done here by the RFCs, so that
 * its work can be held against it octet by octet.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

#include "helper.h"

/* Where the headers of a frame are; segment_next() changes nothing of it. */
struct layout {
	size_t ip;
	size_t transport;
	size_t payload;
	size_t sum; /* of TCP or UDP */
	uint8_t protocol;
	bool v6;
};

/* Of TCP or UDP in IP, tagged or not; false for any other frame. */
static bool layout_find(struct layout *at, const uint8_t *frame, size_t len)
{
	size_t type = 2 * ETH_ALEN;

	*at = (struct layout){ 0 };
	while (type + 2 <= len && frame[type] == 0x81 && !frame[type + 1])
		type += 4;
	at->ip = type + 2;
	if (at->ip + sizeof(struct ip6_hdr) > len)
		return false;
	at->v6 = frame[at->ip] >> 4 == 6;
	at->protocol = frame[at->ip + (at->v6 ? 6 : 9)];
	at->transport = at->ip + (at->v6 ? sizeof(struct ip6_hdr) : (frame[at->ip] & 15u) * 4);
	if (at->transport + sizeof(struct udphdr) > len)
		return false;
	if (at->protocol == IPPROTO_UDP) {
		at->sum = at->transport + 6;
		at->payload = at->transport + sizeof(struct udphdr);
		return true;
	}
	if (at->protocol != IPPROTO_TCP || at->transport + sizeof(struct tcphdr) > len)
		return false;
	at->sum = at->transport + 16;
	at->payload = at->transport + (frame[at->transport + 12] >> 4) * 4u;
	return at->payload <= len;
}

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* RFC 1071 */
static uint32_t sum_add(uint32_t sum, const uint8_t *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* This device never writes a checksum of 0, which UDP has another meaning for: 0xffff is as good (RFC 1071). */
static void put_sum(uint8_t *at, uint32_t sum)
{
	put16(at, sum == 0xffff ? 0xffff : ~sum & 0xffff);
}

static size_t get16(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/* Over header and payload with their pseudo header (RFC 9293 section 3.1, RFC 768); padding is none of it. */
static void checksum_fill(const struct layout *at, uint8_t *frame, size_t room)
{
	uint8_t *ip = frame + at->ip;
	size_t end = at->v6 ? sizeof(struct ip6_hdr) + get16(ip + 4) : get16(ip + 2);
	size_t len = at->ip + end - at->transport;
	uint32_t sum = sum_add((uint32_t)(at->protocol + len), ip + (at->v6 ? 8 : 12),
			       at->v6 ? 32 : 8);

	if (at->ip + end > room || at->ip + end < at->payload)
		die("a packet of IP that says it has %zu bytes, in a frame of %zu", end, room);
	put16(frame + at->sum, 0);
	put_sum(frame + at->sum, sum_add(sum, frame + at->transport, len));
}

static void ip_fill(const struct layout *at, uint8_t *frame, size_t len, size_t number)
{
	uint8_t *ip = frame + at->ip;

	put16(ip + 2, len - at->ip);
	put16(ip + 4, get16(ip + 4) + number);
	put16(ip + 10, 0);
	put_sum(ip + 10, sum_add(0, ip, at->transport - at->ip));
}

static void tcp_fill(const struct layout *at, uint8_t *frame, size_t offset, bool last)
{
	uint8_t *tcp = frame + at->transport;
	uint32_t sequence;

	memcpy(&sequence, tcp + 4, sizeof(sequence));
	sequence = htonl(ntohl(sequence) + (uint32_t)offset);
	memcpy(tcp + 4, &sequence, sizeof(sequence));
	if (!last)
		tcp[13] &= (uint8_t)~(TH_FIN | TH_PUSH);
}

/*
 * Put segment number @number of a super-frame into @to and return its length; 0 when there is none. The empty one that
 * this device lets follow a payload that fills the last the driver prevents.
 */
static size_t segment_make(const struct layout *at, const uint8_t *frame, size_t len, size_t mss,
			   size_t number, uint8_t *to)
{
	size_t payload = len - at->payload, offset = number * mss, here;

	if (offset >= payload)
		return 0;
	here = payload - offset < mss ? payload - offset : mss;
	memcpy(to, frame, at->payload);
	memcpy(to + at->payload, frame + at->payload + offset, here);
	ip_fill(at, to, at->payload + here, number);
	if (at->protocol == IPPROTO_TCP)
		tcp_fill(at, to, offset, payload - offset <= mss);
	else
		put16(to + at->transport + 4, at->payload + here - at->transport);
	checksum_fill(at, to, at->payload + here);
	return at->payload + here;
}

#endif /* DEVICE_H */
