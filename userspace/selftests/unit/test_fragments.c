// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments of IP packets: what becomes of pieces that are late, too many, too
 * long, or meant to do harm. data/fragments.txt has those that TCP comes in.
 */
#include <string.h>

#include "fragments.h"
#include "tap.h"

#define HEADERS 34 /* Ethernet and IPv4 */
#define MORE	0x2000

/* What a piece is, and its frame. */
struct sender {
	struct gn_packet packet;
	struct gn_frame frame;
	uint8_t bytes[HEADERS + 2048];
};

static void put16(uint8_t *to, unsigned int value)
{
	to[0] = value >> 8;
	to[1] = value;
}

/* @size bytes for offset @from of packet @id of a protocol that nobody looks into; byte n of it is n + @shift. */
static const struct gn_frame *piece(struct sender *sender, unsigned int id, unsigned int from,
				    unsigned int size, unsigned int more, unsigned int shift)
{
	static const uint8_t headers[HEADERS] = {
		[12] = 8,  [14] = 0x45, [22] = 64, [23] = 253,
		[26] = 10, [29] = 1,	[30] = 10, [33] = 2
	};

	memcpy(sender->bytes, headers, HEADERS);
	put16(sender->bytes + 16, 20 + size);
	put16(sender->bytes + 18, id);
	put16(sender->bytes + 20, more | from / 8);
	for (unsigned int i = 0; i < size; i++)
		sender->bytes[HEADERS + i] = from + i + shift;
	sender->packet.number++;
	sender->packet.data = sender->bytes;
	sender->packet.caplen = sender->packet.len = HEADERS + size;
	gn_frame_decode(&sender->frame, &sender->packet);
	assert_null(sender->frame.error);
	return &sender->frame;
}

static void lost_only(const struct gn_fragments *fragments, enum gn_fragment_loss loss,
		      uint64_t frames, uint64_t first)
{
	struct gn_fragment_count lost[GN_FRAGMENT_LOSSES];

	gn_fragments_lost(fragments, lost);
	for (int i = 0; i < GN_FRAGMENT_LOSSES; i++) {
		assert_int_equal(lost[i].frames, i == (int)loss ? frames : 0);
		assert_int_equal(lost[i].first, i == (int)loss ? first : 0);
	}
}

static void is_whole(const struct gn_frame *whole, const struct sender *sender, size_t size)
{
	assert_non_null(whole);
	assert_null(whole->error);
	assert_false(gn_is_piece(whole));
	assert_int_equal(whole->packet->number, sender->packet.number);
	assert_int_equal(whole->l4_len, size);
	assert_int_equal(whole->packet->caplen, HEADERS + size);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(whole->packet->data[HEADERS + i], i & 0xff);
}

static void in_any_order(void **state)
{
	static const int orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 }
	};
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };

	(void)state;
	for (int order = 0; order < 6; order++) {
		const struct gn_frame *whole = NULL;

		for (int i = 0; i < 3; i++) {
			int n = orders[order][i];

			assert_null(whole);
			whole = gn_fragments_take(fragments, piece(&sender, 1, n * 512, 512,
								   n < 2 ? MORE : 0, 0));
		}
		is_whole(whole, &sender, 1536);
	}
	lost_only(fragments, GN_FRAGMENT_LOSSES, 0, 0);
	gn_fragments_free(fragments);
}

/* A minute after the first of them; tshark would wait for ever. */
static void too_late(void **state)
{
	(void)state;
	for (int like_tshark = 0; like_tshark < 2; like_tshark++) {
		struct gn_fragments *fragments = gn_fragments_new();
		struct sender sender = { 0 };
		const struct gn_frame *whole;

		if (like_tshark)
			gn_fragments_like_tshark(fragments);
		assert_null(gn_fragments_take(fragments, piece(&sender, 1, 0, 8, MORE, 0)));
		sender.packet.time_ns += GN_FRAGMENTS_WAIT_NS;
		assert_null(gn_fragments_take(fragments, piece(&sender, 1, 16, 8, 0, 0)));
		sender.packet.time_ns++;
		whole = gn_fragments_take(fragments, piece(&sender, 1, 8, 8, MORE, 0));
		if (like_tshark) {
			is_whole(whole, &sender, 24);
			lost_only(fragments, GN_FRAGMENT_LOSSES, 0, 0);
		} else {
			assert_null(whole);
			lost_only(fragments, GN_FRAGMENT_MISSING, 3, 1);
		}
		gn_fragments_free(fragments);
	}
}

/* What comes of it afterwards begins no other packet. */
static void contradiction(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };

	(void)state;
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 0, 16, MORE, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 8, 16, MORE, 1)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 0, 16, MORE, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 16, 8, 0, 0)));
	lost_only(fragments, GN_FRAGMENT_OVERLAP, 4, 1);
	gn_fragments_free(fragments);
}

static void two_ends(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };

	(void)state;
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 16, 8, MORE, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 8, 8, 0, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 0, 8, MORE, 0)));
	lost_only(fragments, GN_FRAGMENT_SHAPE, 3, 1);
	gn_fragments_free(fragments);
}

/* Those of a length that cannot be are nothing; the others are a packet. */
static void impossible(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };

	(void)state;
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 8, 12, MORE, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 8, 0, 0, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 65528, 20, 0, 0)));
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, 0, 8, MORE, 0)));
	is_whole(gn_fragments_take(fragments, piece(&sender, 1, 8, 3, 0, 0)), &sender, 11);
	lost_only(fragments, GN_FRAGMENT_SHAPE, 3, 1);
	gn_fragments_free(fragments);
}

/* What was not captured cannot be put together; a first one is as good as it is, but for a TCP segment's length. */
static void cut_short(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };
	const struct gn_frame *frame;

	(void)state;
	for (int i = 0; i < 2; i++) {
		piece(&sender, 1, i * 64, 64, i ? 0 : MORE, 0);
		sender.packet.caplen -= 10;
		frame = gn_fragments_take(fragments, &sender.frame);
		assert_ptr_equal(frame, &sender.frame);
	}
	lost_only(fragments, GN_FRAGMENT_CUT, 1, 2);
	piece(&sender, 2, 0, 64, MORE, 0);
	sender.bytes[23] = 6;
	sender.bytes[HEADERS + 12] = 5 << 4;
	sender.packet.caplen -= 10;
	gn_frame_decode(&sender.frame, &sender.packet);
	assert_int_not_equal(sender.frame.tcp, GN_NO_LAYER);
	assert_null(gn_fragments_take(fragments, &sender.frame));
	lost_only(fragments, GN_FRAGMENT_CUT, 2, 2);
	gn_fragments_free(fragments);
}

/* The longest that there is, in the smallest pieces, from the end; and once more with one too many. */
static void smallest(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };
	unsigned int at = 65535 - 20 - (65535 - 20) % 8;

	(void)state;
	assert_null(gn_fragments_take(fragments, piece(&sender, 1, at, 3, 0, 0)));
	for (at -= 8; at; at -= 8)
		assert_null(gn_fragments_take(fragments, piece(&sender, 1, at, 8, MORE, 0)));
	is_whole(gn_fragments_take(fragments, piece(&sender, 1, 0, 8, MORE, 0)), &sender, 65515);
	gn_fragments_free(fragments);
}

/* A flood of beginnings: the oldest have to go, and all are counted. */
static void crowd(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct gn_fragment_count lost[GN_FRAGMENT_LOSSES];
	struct sender sender = { 0 };

	(void)state;
	for (unsigned int id = 0; id < 20000; id++)
		assert_null(gn_fragments_take(fragments, piece(&sender, id, 0, 1024, MORE, 0)));
	gn_fragments_lost(fragments, lost);
	assert_int_equal(lost[GN_FRAGMENT_CROWDED].frames + lost[GN_FRAGMENT_MISSING].frames,
			 20000);
	assert_in_range(lost[GN_FRAGMENT_MISSING].frames, 10000, GN_FRAGMENTS_BYTES / 1024);
	assert_int_equal(lost[GN_FRAGMENT_CROWDED].first, 1);
	is_whole(gn_fragments_take(fragments, piece(&sender, 19999, 1024, 8, 0, 0)), &sender, 1032);
	gn_fragments_free(fragments);
}

/* tshark has no bound to the pieces of one packet; here there is one. */
static void too_many_pieces(void **state)
{
	struct gn_fragments *fragments = gn_fragments_new();
	struct sender sender = { 0 };
	unsigned int count = 0;

	(void)state;
	gn_fragments_like_tshark(fragments);
	for (unsigned int at = 8; at < 4096; at += 8)
		for (unsigned int size = 8; size <= 160; size += 8, count++)
			assert_null(gn_fragments_take(fragments,
						      piece(&sender, 1, at, size, MORE, 0)));
	assert_true(count > GN_PIECES_MAX);
	lost_only(fragments, GN_FRAGMENT_CROWDED, count, 1);
	gn_fragments_free(fragments);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_any_order),	   cmocka_unit_test(too_late),
		cmocka_unit_test(contradiction),   cmocka_unit_test(two_ends),
		cmocka_unit_test(impossible),	   cmocka_unit_test(cut_short),
		cmocka_unit_test(smallest),	   cmocka_unit_test(crowd),
		cmocka_unit_test(too_many_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
