// SPDX-License-Identifier: GPL-2.0
/* FCS and line image, against the vectors of IEEE 802.3's polynomial. */
#include <stdio.h>
#include <string.h>

#include "fcs.h"
#include "line.h"
#include "tap.h"

/* An ARP request, padded to 60: the frame R of the vectors. */
static const uint8_t arp[60] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0,	   0, 0,  0x01, 0x08, 0x06,
	0,    1,    8,	  0,	6,    4,    0,	  1, 0x02, 0, 0,  0,	0,    0x01,
	10,   0,    0,	  1,	0,    0,    0,	  0, 0,	   0, 10, 0,	0,    2,
};

static void fcs_vectors(void **state)
{
	static const uint8_t zeros[60];
	uint8_t ones[60], counting[60], with_fcs[64];

	(void)state;
	memset(ones, 0xff, sizeof(ones));
	for (int i = 0; i < 60; i++)
		counting[i] = i;
	assert_int_equal(gn_fcs("123456789", 9), 0xcbf43926);
	assert_int_equal(gn_fcs("", 0), 0);
	assert_int_equal(gn_fcs(zeros, 4), 0x2144df1c);
	assert_int_equal(GN_FCS_RESIDUE, 0x2144df1c);
	/* The same before the last complement, as the register shows it. */
	assert_int_equal((uint32_t)~GN_FCS_RESIDUE, 0xdebb20e3);
	assert_int_equal(gn_fcs(zeros, 60), 0x04128908);
	assert_int_equal(gn_fcs(ones, 60), 0xf48cf14d);
	assert_int_equal(gn_fcs(counting, 60), 0xb0ec7fee);
	assert_int_equal(gn_fcs(arp, 60), 0xf84d6fe8);
	memcpy(with_fcs, arp, 60);
	memcpy(with_fcs + 60, "\xe8\x6f\x4d\xf8", 4);
	assert_int_equal(gn_fcs(with_fcs, 64), GN_FCS_RESIDUE);
	/* One bit changed gives another FCS, whichever it is. */
	for (int bit = 0; bit < 64 * 8; bit++) {
		with_fcs[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(gn_fcs(with_fcs, 64), GN_FCS_RESIDUE);
		with_fcs[bit / 8] ^= 1 << bit % 8;
	}
}

static void build(struct gn_line *line, struct gn_packet *packet, const char *reason)
{
	struct gn_frame frame;
	const char *why;

	gn_frame_decode(&frame, packet);
	why = gn_line_build(line, &frame);
	if (reason) {
		assert_non_null(why);
		assert_non_null(strstr(why, reason));
	} else {
		assert_null(why);
	}
}

static void expect_parts(const struct gn_line *line, const char *want)
{
	char text[400] = "";

	for (unsigned int i = 0; i < line->part_count; i++)
		sprintf(text + strlen(text), "%s%s %zu+%zu%s", i ? ", " : "", line->parts[i].name,
			line->parts[i].start, line->parts[i].count,
			line->parts[i].captured ? "!" : "");
	assert_string_equal(text, want);
}

static void short_frame_is_padded(void **state)
{
	struct gn_packet packet = { .data = arp, .caplen = 42, .len = 42 };
	struct gn_line line;

	(void)state;
	build(&line, &packet, NULL);
	assert_int_equal(line.count, 72);
	expect_parts(&line, "preamble 0+7, sfd 7+1, destination 8+6!, source 14+6!, type 20+2!, "
			    "data 22+28!, padding 50+18, fcs 68+4, gap 72+12");
	assert_int_equal(line.fcs, 0xf84d6fe8);
	assert_memory_equal(line.octets, "\x55\x55\x55\x55\x55\x55\x55\xd5\xff", 9);
	assert_memory_equal(line.octets + 68, "\xe8\x6f\x4d\xf8", 4);
	assert_false(line.fcs_captured);
	gn_line_free(&line);
}

static void bits_leave_low_first(void **state)
{
	struct gn_packet packet = { .data = arp, .caplen = 60, .len = 60 };
	struct gn_line line;
	char bits[8 * 72 + 1];

	(void)state;
	build(&line, &packet, NULL);
	for (size_t i = 0; i < 8 * 72; i++)
		bits[i] = '0' + gn_line_bit(&line, i);
	bits[8 * 72] = 0;
	/* Preamble and SFD, and octets that are no palindromes: 02 08 06. */
	assert_memory_equal(bits,
			    "1010101010101010101010101010101010101010101010101010101010101011", 64);
	assert_memory_equal(bits + 14 * 8, "01000000", 8);
	assert_memory_equal(bits + 20 * 8, "0001000001100000", 16);
	assert_memory_equal(bits + 68 * 8, "00010111111101101011001000011111", 32);
	assert_int_equal(gn_line_bit_ns(10), 100);
	assert_int_equal(gn_line_bit_ns(100), 10);
	assert_int_equal(gn_line_bit_ns(1000), 1);
	gn_line_free(&line);
}

static void captured_fcs_is_judged(void **state)
{
	uint8_t with_fcs[64];
	struct gn_packet packet = { .data = with_fcs, .caplen = 64, .len = 64, .fcs_len = 4 };
	struct gn_line line;

	(void)state;
	memcpy(with_fcs, arp, 60);
	memcpy(with_fcs + 60, "\xe8\x6f\x4d\xf8", 4);
	build(&line, &packet, NULL);
	assert_int_equal(line.count, 72);
	assert_true(line.fcs_captured && line.fcs_good);
	gn_line_free(&line);

	with_fcs[63] ^= 1;
	build(&line, &packet, NULL);
	assert_true(line.fcs_captured && !line.fcs_good);
	assert_int_equal(line.fcs, 0xf84d6fe8);
	/* What was on the wire stays what was on the wire. */
	assert_int_equal(line.octets[71], 0xf9);
	gn_line_free(&line);
}

static void the_device_fills_checksums(void **state)
{
	/* A UDP datagram whose checksum field holds the pseudo header's sum. */
	static const uint8_t udp[60] = {
		2, 0,  0,    0,	   0,	 2,    2,  0,  0,    0,	   0,	1,   0x08, 0,	0x45, 0,
		0, 32, 0,    1,	   0x40, 0,    64, 17, 0x26, 0xca, 10,	0,   0,	   1,	10,   0,
		0, 2,  0x0f, 0xa0, 0x0f, 0xa1, 0,  12, 0x14, 0x20, 'd', 'a', 't',  'a',
	};
	struct gn_packet packet = { .data = udp, .caplen = 60, .len = 60, .flags = 0x202 };
	struct gn_line line;

	(void)state;
	build(&line, &packet, NULL);
	assert_int_equal(line.filled, 8 + 40);
	/* ~(1420 + 0fa0 + 0fa1 + 000c + 6461 + 7461) folded */
	assert_memory_equal(line.octets + 48, "\xf3\xcf", 2);
	assert_int_equal(line.fcs, gn_fcs(line.octets + 8, 60));
	gn_line_free(&line);
	/* The value alone says it too: it is the pseudo header's sum. */
	packet.flags = 0;
	build(&line, &packet, NULL);
	assert_int_equal(line.filled, 48);
	gn_line_free(&line);
}

static void frames_without_an_image(void **state)
{
	struct gnic_epb_info info = { .gso_size = 1448, .gso_segs = 2 };
	struct gn_packet packet = { .data = arp, .caplen = 42, .len = 60 };
	struct gn_line line;

	(void)state;
	build(&line, &packet, "not captured whole");
	packet.len = 42;
	packet.driver = &info;
	build(&line, &packet, "super-frame");
	packet.driver = NULL;
	packet.caplen = packet.len = 13;
	build(&line, &packet, "the Ethernet header is cut short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fcs_vectors),
		cmocka_unit_test(short_frame_is_padded),
		cmocka_unit_test(bits_leave_low_first),
		cmocka_unit_test(captured_fcs_is_judged),
		cmocka_unit_test(the_device_fills_checksums),
		cmocka_unit_test(frames_without_an_image),
	};

	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
