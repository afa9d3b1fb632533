// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suites of the driver's pure parts: ring arithmetic, descriptors,
 * registers, the histogram, and the blocks of the capture stream. What cmocka
 * tests of them on the host is here what the kernel's compiler and headers make
 * of it.
 */
#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/etherdevice.h>

#include "pcapng.h"
#include "stats.h"

#define COUNT 64

/* Indices from which the counters wrap inside the test as well */
static const u32 starts[] = {
	0, 1, COUNT - 1, COUNT, U32_MAX - COUNT, U32_MAX - 1, U32_MAX,
};

static void ring_slots_follow_each_other(struct kunit *test)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		for (n = 0; n < 3 * COUNT; n++) {
			u32 slot = gnic_ring_slot(starts[i] + n, COUNT);
			u32 next = gnic_ring_slot(starts[i] + n + 1, COUNT);

			KUNIT_ASSERT_LT(test, slot, (u32)COUNT);
			KUNIT_ASSERT_EQ(test, next, (slot + 1) % COUNT);
		}
	}
}

static void ring_keeps_one_slot_free(struct kunit *test)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		u32 head = starts[i];

		for (n = 0; n < COUNT; n++) {
			KUNIT_ASSERT_EQ(test, gnic_ring_used(head, head + n),
					n);
			KUNIT_ASSERT_EQ(test,
					gnic_ring_free(head, head + n, COUNT),
					COUNT - 1 - n);
		}
		/* Full, and still head and tail are different slots */
		KUNIT_ASSERT_NE(test, gnic_ring_slot(head, COUNT),
				gnic_ring_slot(head + COUNT - 1, COUNT));
	}
}

static void ring_flushes_what_is_parked(struct kunit *test)
{
	unsigned int i, left;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		u32 head = starts[i];
		bool flush;

		for (left = 0; left < COUNT - 1; left++) {
			u32 at = head + left;

			flush = gnic_ring_must_flush(head, at, at, COUNT);
			KUNIT_ASSERT_FALSE(test, flush);
			flush = gnic_ring_must_flush(head, at + 1, at, COUNT);
			KUNIT_ASSERT_EQ(test, flush, left < COUNT / 2);
		}
		/* The poll has passed what the handler had noted */
		flush = gnic_ring_must_flush(head, head + 1, head - 1, COUNT);
		KUNIT_ASSERT_TRUE(test, flush);
	}
}

/* By the rule the device never stands without a buffer it knows of. */
static void ring_never_starves_the_receiver(struct kunit *test)
{
	u32 head = 0, tail = COUNT - 1, flushed = tail;
	unsigned int polls;

	for (polls = 0; polls < 10000; polls++) {
		u32 room = flushed - head;

		KUNIT_ASSERT_NE(test, room, 0);
		head += min(polls * 2654435761u % COUNT, room);
		if (gnic_ring_free(head, tail, COUNT) >= GNIC_RING_STEP)
			tail += gnic_ring_free(head, tail, COUNT);
		if (gnic_ring_must_flush(head, tail, flushed, COUNT))
			flushed = tail;
	}
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(ring_slots_follow_each_other),
	KUNIT_CASE(ring_keeps_one_slot_free),
	KUNIT_CASE(ring_flushes_what_is_parked),
	KUNIT_CASE(ring_never_starves_the_receiver),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "gnic_ring",
	.test_cases = ring_cases,
};

static void desc_received_is_sdm_table_3_1(struct kunit *test)
{
	static const u8 bytes[] = {
		0x00, 0x21, 0x43, 0x65, 0x87, 0xa9, 0xcb, 0xed,	/* address */
		0xea, 0x05,					/* length */
		0x34, 0x12,					/* checksum */
		0x0b,						/* DD EOP VP */
		0x81,						/* CE RXE */
		0x64, 0x20,					/* special */
	};
	struct gnic_rx_desc desc;

	memcpy(&desc, bytes, sizeof(desc));
	KUNIT_EXPECT_EQ(test, le64_to_cpu(desc.addr), 0xedcba98765432100);
	KUNIT_EXPECT_EQ(test, le16_to_cpu(desc.length), 1514);
	KUNIT_EXPECT_EQ(test, desc.status,
			GNIC_RXD_DD | GNIC_RXD_EOP | GNIC_RXD_VP);
	KUNIT_EXPECT_EQ(test, desc.errors & GNIC_RXD_ERR_FRAME,
			GNIC_RXD_ERR_CE | GNIC_RXD_ERR_RXE);
	KUNIT_EXPECT_EQ(test, le16_to_cpu(desc.special), 0x2064);
}

static void desc_transmitted_is_sdm_table_3_8(struct kunit *test)
{
	static const u8 bytes[] = {
		0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,	/* address */
		0xea, 0x05,					/* length */
		0x00,						/* CSO */
		0x0b,						/* command */
		0x01, 0x00, 0x00, 0x00,				/* DD */
	};
	const struct gnic_tx_desc desc = {
		.addr	= cpu_to_le64(0x1122334455667788),
		.lower	= cpu_to_le32(FIELD_PREP(GNIC_TXD_LEN, 1514) |
				      GNIC_TXD_EOP | GNIC_TXD_IFCS |
				      GNIC_TXD_RS),
		.upper	= cpu_to_le32(GNIC_TXD_DD),
	};

	KUNIT_EXPECT_MEMEQ(test, &desc, bytes, sizeof(bytes));
}

static void desc_packet_ids_keep_their_parts_apart(struct kunit *test)
{
	u64 last = GNIC_ID_COUNT_MASK;

	KUNIT_EXPECT_EQ(test, gnic_packet_id(255, GNIC_RX, last), U64_MAX);
	KUNIT_EXPECT_EQ(test, gnic_packet_id(0, GNIC_TX, last + 1), 0);
	KUNIT_EXPECT_EQ(test, gnic_packet_id(1, GNIC_TX, 2),
			(1ULL << GNIC_ID_INSTANCE_SHIFT) + 2);
}

static void registers_are_in_order_and_inside_the_bar(struct kunit *test)
{
	static const u32 offsets[] = {
#define OFFSET(name, offset, ...) offset,
		GNIC_REGS(OFFSET)
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		KUNIT_ASSERT_TRUE(test, IS_ALIGNED(offsets[i], 4));
		KUNIT_ASSERT_LT(test, offsets[i], (u32)GNIC_REG_SPACE);
		if (i)
			KUNIT_ASSERT_LT(test, offsets[i - 1], offsets[i]);
	}
}

static struct kunit_case desc_cases[] = {
	KUNIT_CASE(desc_received_is_sdm_table_3_1),
	KUNIT_CASE(desc_transmitted_is_sdm_table_3_8),
	KUNIT_CASE(desc_packet_ids_keep_their_parts_apart),
	KUNIT_CASE(registers_are_in_order_and_inside_the_bar),
	{}
};

static struct kunit_suite desc_suite = {
	.name = "gnic_desc",
	.test_cases = desc_cases,
};

static void histogram_bins_are_the_ranges(struct kunit *test)
{
	static const struct ethtool_rmon_hist_range ranges[] = GNIC_HIST_RANGES;
	unsigned int octets;

	for (octets = 0; octets <= GNIC_FRAME_MAX + ETH_FCS_LEN; octets++) {
		unsigned int bin = gnic_hist_bin(octets);

		KUNIT_ASSERT_LT(test, bin, ARRAY_SIZE(ranges));
		KUNIT_ASSERT_GE(test, octets, (u32)ranges[bin].low);
		KUNIT_ASSERT_LE(test, octets, (u32)ranges[bin].high);
	}
	KUNIT_EXPECT_EQ(test, gnic_hist_bin(UINT_MAX), GNIC_HIST_BINS - 1);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(histogram_bins_are_the_ranges),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "gnic_stats",
	.test_cases = stats_cases,
};

/* A NIC with as much of it as the capture stream tells. */
static int pcapng_init(struct kunit *test)
{
	static const u8 mac[ETH_ALEN] = { 0x52, 0x54, 0, 0x12, 0x34, 1 };
	struct net_device *netdev = alloc_etherdev(sizeof(struct gnic));
	struct gnic *gnic;

	if (!netdev)
		return -ENOMEM;
	gnic = netdev_priv(netdev);
	gnic->netdev = netdev;
	gnic->instance = 3;
	/* The longest name there is */
	strscpy(netdev->name, "abcdefghijklmno", IFNAMSIZ);
	eth_hw_addr_set(netdev, mac);
	test->priv = gnic;
	return 0;
}

static void pcapng_exit(struct kunit *test)
{
	struct gnic *gnic = test->priv;

	if (gnic)
		free_netdev(gnic->netdev);
}

/* The option of @code between @at and @end, NULL when there is none. */
static const u8 *pcapng_find(struct kunit *test, const u8 *at, const u8 *end,
			     u16 code, u16 *len)
{
	u16 head[2];

	for (;;) {
		KUNIT_ASSERT_TRUE(test, at + sizeof(head) <= end);
		memcpy(head, at, sizeof(head));
		if (!head[0]) {
			KUNIT_ASSERT_PTR_EQ(test, at + sizeof(head), end);
			return NULL;
		}
		if (head[0] == code) {
			*len = head[1];
			return at + sizeof(head);
		}
		at += sizeof(head) + ALIGN(head[1], 4);
	}
}

static void pcapng_header_is_two_whole_blocks(struct kunit *test)
{
	const struct gnic *gnic = test->priv;
	u8 *buf = kunit_kzalloc(test, GNIC_PCAPNG_HEADER, GFP_KERNEL);
	const u8 *value;
	u32 at, len, again, written;
	u16 size;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	written = gnic_pcapng_header(gnic, buf);
	KUNIT_ASSERT_LE(test, written, (u32)GNIC_PCAPNG_HEADER);

	memcpy(&at, buf + 4, sizeof(at));
	KUNIT_ASSERT_LT(test, at, written);
	memcpy(&again, buf + at - 4, sizeof(again));
	KUNIT_EXPECT_EQ(test, again, at);
	memcpy(&len, buf + at + 4, sizeof(len));
	KUNIT_EXPECT_EQ(test, at + len, written);
	memcpy(&again, buf + written - 4, sizeof(again));
	KUNIT_EXPECT_EQ(test, again, len);

	/* if_name: 2, if_MACaddr: 6 (draft-ietf-opsawg-pcapng, 4.2) */
	value = pcapng_find(test, buf + at + 16, buf + written - 4, 2, &size);
	KUNIT_ASSERT_NOT_NULL(test, value);
	KUNIT_EXPECT_EQ(test, size, IFNAMSIZ - 1);
	KUNIT_EXPECT_MEMEQ(test, value, gnic->netdev->name, size);
	value = pcapng_find(test, buf + at + 16, buf + written - 4, 6, &size);
	KUNIT_ASSERT_NOT_NULL(test, value);
	KUNIT_EXPECT_EQ(test, size, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, value, gnic->netdev->dev_addr, size);
}

/* Every padding, in a buffer without an octet to spare, seen by KASAN. */
static void pcapng_trailer_fits_its_room(struct kunit *test)
{
	const struct gnic_capture_meta meta = { .ring = GNIC_RX, .count = 9 };
	const struct gnic *gnic = test->priv;
	struct sk_buff *skb = alloc_skb(ETH_ZLEN, GFP_KERNEL);
	u8 *buf = kunit_kzalloc(test, GNIC_PCAPNG_TRAILER, GFP_KERNEL);
	u32 caplen, len, written;
	const u8 *value;
	u64 id;
	u16 size;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_ZLEN);
	for (caplen = 0; caplen < 8; caplen++) {
		memset(buf, 0xff, GNIC_PCAPNG_TRAILER);
		written = gnic_pcapng_trailer(gnic, buf, skb, &meta, caplen,
					      U64_MAX, U64_MAX);
		KUNIT_EXPECT_LE(test, written, (u32)GNIC_PCAPNG_TRAILER);
		memcpy(&len, buf + written - 4, sizeof(len));
		KUNIT_EXPECT_EQ(test, len, sizeof(struct pcapng_epb) + caplen +
				written);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED(len, 4));

		/* epb_packetid: 5 */
		value = pcapng_find(test, buf + (-caplen & 3),
				    buf + written - 4, 5, &size);
		KUNIT_EXPECT_NOT_NULL(test, value);
		if (!value)
			break;
		memcpy(&id, value, sizeof(id));
		KUNIT_EXPECT_EQ(test, id, gnic_packet_id(3, GNIC_RX, 9));
	}
	kfree_skb(skb);
}

static void pcapng_tells_loss_only_when_there_was_some(struct kunit *test)
{
	const struct gnic_capture_meta meta = { .ring = GNIC_TX };
	const struct gnic *gnic = test->priv;
	struct sk_buff *skb = alloc_skb(ETH_ZLEN, GFP_KERNEL);
	u8 *buf = kunit_kzalloc(test, GNIC_PCAPNG_TRAILER, GFP_KERNEL);
	u32 none, some;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_ZLEN);
	none = gnic_pcapng_trailer(gnic, buf, skb, &meta, ETH_ZLEN, 0, 1);
	some = gnic_pcapng_trailer(gnic, buf, skb, &meta, ETH_ZLEN, 1, 1);
	/* epb_dropcount: code and length, and 64 bits */
	KUNIT_EXPECT_EQ(test, some, none + 12);
	kfree_skb(skb);
}

static struct kunit_case pcapng_cases[] = {
	KUNIT_CASE(pcapng_header_is_two_whole_blocks),
	KUNIT_CASE(pcapng_trailer_fits_its_room),
	KUNIT_CASE(pcapng_tells_loss_only_when_there_was_some),
	{}
};

static struct kunit_suite pcapng_suite = {
	.name = "gnic_pcapng",
	.init = pcapng_init,
	.exit = pcapng_exit,
	.test_cases = pcapng_cases,
};

kunit_test_suites(&ring_suite, &desc_suite, &stats_suite, &pcapng_suite);

MODULE_DESCRIPTION("KUnit suites of glassnic");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
MODULE_LICENSE("GPL");
