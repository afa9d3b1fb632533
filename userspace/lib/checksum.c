// SPDX-License-Identifier: GPL-2.0
#include "checksum.h"

#include "bytes.h"
#include "pcapng.h"

const char *gn_checksum_name(enum gn_checksum_state state)
{
	static const char *const names[] = {
		[GN_SUM_GOOD] = "good",		  [GN_SUM_BAD] = "bad",
		[GN_SUM_LEFT] = "left_to_device", [GN_SUM_UNUSED] = "unused",
		[GN_SUM_UNKNOWN] = "unknown",
	};

	return names[state];
}

/* Add @size bytes as 16-bit words, an odd last one padded with zero. */
static uint64_t add_bytes(uint64_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum += (unsigned int)bytes[i] << (i % 2 ? 0 : 8);
	return sum;
}

static uint16_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* RFC 9293 section 3.1 and RFC 8200 section 8.1 */
static uint64_t pseudo_header(const struct gn_frame *frame, size_t length)
{
	size_t size = frame->ip_version == 4 ? 4 : 16;
	uint64_t sum;

	sum = add_bytes(0, frame->ip_src.bytes, size);
	sum = add_bytes(sum, frame->ip_dst.bytes, size);
	return sum + (length >> 16) + (length & 0xffff) + frame->ip_proto;
}

/* Whether the capture says that the device was to fill the checksum in. */
static bool is_left(const struct gn_packet *packet)
{
	return packet->flags & GN_NG_FLAG_CSUM_NOTREADY ||
	       (packet->driver && packet->driver->csum == GNIC_CSUM_PARTIAL);
}

/*
 * Judge the checksum at @sum->offset over @size bytes at @start; @pseudo is
 * the sum of the pseudo header, 0 without one.
 */
static void judge(const struct gn_frame *frame, struct gn_checksum *sum, size_t start, size_t size,
		  uint64_t pseudo)
{
	const uint8_t *data = frame->packet->data;
	uint64_t total;

	sum->stored = gn_be16(data + sum->offset);
	sum->evidence = NULL;
	sum->computed = 0;
	sum->state = GN_SUM_UNKNOWN;
	if (start + size > frame->packet->caplen)
		return;
	total = add_bytes(pseudo, data + start, size);
	/* As if its two bytes were zero; they stand on an even offset in what is summed. */
	sum->computed = ~fold(total - sum->stored);
	if (fold(total) == 0xffff) {
		sum->state = GN_SUM_GOOD;
		sum->computed = sum->stored;
	} else if (is_left(frame->packet)) {
		sum->state = GN_SUM_LEFT;
		sum->evidence = "flag";
	} else if (pseudo && sum->stored == fold(pseudo)) {
		sum->state = GN_SUM_LEFT;
		sum->evidence = "pseudo_header";
	} else {
		sum->state = GN_SUM_BAD;
	}
}

/* Something weighs more than what judge() looked at. */
static void judge_as(struct gn_checksum *sum, enum gn_checksum_state state)
{
	sum->state = state;
	sum->evidence = NULL;
}

bool gn_checksum_ip(const struct gn_frame *frame, struct gn_checksum *sum)
{
	if (frame->ip == GN_NO_LAYER || frame->ip_version != 4)
		return false;
	sum->layer = "ipv4";
	sum->offset = frame->ip + 10;
	judge(frame, sum, frame->ip, frame->ip_hlen, 0);
	/* The device redoes the header of each piece it cuts from a super-frame, and of no other. */
	if (sum->state == GN_SUM_LEFT && !(frame->packet->flags & GN_NG_FLAG_TSO) &&
	    !(frame->packet->driver && frame->packet->driver->gso_size))
		judge_as(sum, GN_SUM_BAD);
	return true;
}

bool gn_checksum_upper(const struct gn_frame *frame, struct gn_checksum *sum)
{
	size_t start, size = frame->l4_len;
	uint64_t pseudo;

	if (frame->tcp != GN_NO_LAYER) {
		start = frame->tcp;
		sum->layer = "tcp";
		sum->offset = start + 16;
	} else if (frame->udp != GN_NO_LAYER) {
		start = frame->udp;
		size = frame->payload_len + 8;
		sum->layer = "udp";
		sum->offset = start + 6;
	} else if (frame->icmp != GN_NO_LAYER && frame->l4_len >= 4) {
		start = frame->icmp;
		sum->layer = frame->ip_version == 4 ? "icmp" : "icmpv6";
		sum->offset = start + 2;
	} else {
		return false;
	}
	pseudo = frame->icmp != GN_NO_LAYER && frame->ip_version == 4 ?
			 0 :
			 pseudo_header(frame, size);
	judge(frame, sum, start, size, pseudo);
	if (frame->more_fragments)
		judge_as(sum, GN_SUM_UNKNOWN);
	/* RFC 768: all zero is "no checksum", so a sum of zero is sent as all ones. */
	if (frame->udp != GN_NO_LAYER && !sum->stored)
		judge_as(sum, GN_SUM_UNUSED);
	else if (frame->udp != GN_NO_LAYER && !sum->computed && sum->state != GN_SUM_UNKNOWN)
		sum->computed = 0xffff;
	return true;
}
