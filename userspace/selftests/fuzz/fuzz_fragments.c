// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments of IP packets, by both rules. An input is records of six bytes:
 *
 *	0	bit 0 IPv6; 1 more fragments; 2-3 number of the packet; 4 cut short;
 *		5 other bytes; 6-7 time since the one before: 0, 1 s, 59 s, 61 s
 *	1-2	where it belongs / 8
 *	3	size / 8
 *	4	size, the rest
 *	5	next header
 *
 * Byte n of every packet is n, or n + 1 in those with other bytes.
 */
#include <string.h>

#include "fragments.h"
#include "fuzz.h"

#define RECORD	 6
#define HLEN_ETH 14
#define HLEN_IP4 20
#define HLEN_IP6 48 /* with the fragment header */

struct made {
	struct gn_packet packet;
	uint8_t bytes[HLEN_ETH + HLEN_IP6 + 256 * 8 + 8];
};

static uint8_t *put16(uint8_t *to, unsigned int value)
{
	to[0] = value >> 8;
	to[1] = value;
	return to + 2;
}

static void make_piece(struct made *made, const uint8_t *record)
{
	static const int64_t seconds[] = { 0, 1, 59, 61 };
	unsigned int place = record[1] << 8 | record[2], size = record[3] * 8 + record[4] % 8;
	unsigned int more = record[0] >> 1 & 1, id = record[0] >> 2 & 3;
	uint8_t *at = made->bytes + 12;

	memset(made->bytes, 0, HLEN_ETH + HLEN_IP6);
	if (record[0] & 1) {
		at = put16(at, 0x86dd);
		at[0] = 0x60;
		put16(at + 4, 8 + size);
		at[6] = 44;
		at[23] = 1;
		at[39] = 2;
		at += 40;
		at[0] = record[5];
		put16(at + 2, place << 3 | more);
		at[7] = id;
		at += 8;
	} else {
		at = put16(at, 0x0800);
		at[0] = 0x45;
		put16(at + 2, HLEN_IP4 + size);
		put16(at + 4, id);
		put16(at + 6, (place & 0x1fff) | more << 13);
		at[9] = record[5];
		at[15] = 1;
		at[19] = 2;
		at += HLEN_IP4;
		place &= 0x1fff;
	}
	for (unsigned int i = 0; i < size; i++)
		at[i] = place * 8 + i + (record[0] >> 5 & 1);
	made->packet.number++;
	made->packet.time_ns += seconds[record[0] >> 6] * 1000000000;
	made->packet.data = made->bytes;
	made->packet.caplen = made->packet.len = at + size - made->bytes;
	if (record[0] & 0x10 && size)
		made->packet.caplen--;
}

/* By our rules every byte was sent so and not otherwise: either of all as n, or none. */
static void check_whole(const struct gn_frame *whole, const struct gn_packet *packet, bool strict)
{
	const uint8_t *data = whole->packet->data + whole->packet->caplen;
	size_t header = whole->ip_version == 4 ? HLEN_IP4 : HLEN_IP6;
	size_t size = whole->packet->caplen - HLEN_ETH - header;

	require(whole->ip != GN_NO_LAYER && whole->packet->number == packet->number);
	require(whole->packet->caplen == whole->packet->len);
	require(whole->ip_len == header + size);
	require(!strict || header + size <= 65535 + 40);
	data -= size;
	for (size_t i = 0; i < size; i++)
		require(data[i] == (uint8_t)i || data[i] == (uint8_t)(i + 1));
}

static void take_all(const uint8_t *data, size_t size, bool like_tshark)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct gn_fragment_count lost[GN_FRAGMENT_LOSSES];
	static struct made made;
	uint64_t pieces = 0;

	memset(&made.packet, 0, sizeof(made.packet));
	if (like_tshark)
		gn_fragments_like_tshark(fragments);
	for (; size >= RECORD; data += RECORD, size -= RECORD) {
		const struct gn_frame *whole;
		struct gn_frame frame;

		make_piece(&made, data);
		gn_frame_decode(&frame, &made.packet);
		if (!gn_is_piece(&frame))
			continue;
		pieces++;
		whole = gn_fragments_take(fragments, &frame);
		if (whole && whole != &frame)
			check_whole(whole, &made.packet, !like_tshark);
		require(whole != &frame || made.packet.caplen < made.packet.len);
	}
	gn_fragments_lost(fragments, lost);
	for (int loss = 0; loss < GN_FRAGMENT_LOSSES; loss++) {
		require(lost[loss].frames <= pieces);
		require(!lost[loss].frames == !lost[loss].first);
		require(lost[loss].first <= made.packet.number);
		require(*gn_fragment_loss_text(loss));
		pieces -= lost[loss].frames;
	}
	gn_fragments_free(fragments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	take_all(data, size, false);
	take_all(data, size, true);
	return 0;
}
