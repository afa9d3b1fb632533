// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suites of the driver's pure parts: ring arithmetic, descriptors,
 * registers, the histogram, the FCS, and the blocks of the capture stream. What
 * cmocka tests of them on the host is here what the kernel's compiler and
 * headers make of it. And the receive ring, beside a device that lies; what is
 * sent is in kunit_tx.c.
 */
#include <linux/bitfield.h>
#include <linux/bitrev.h>
#include <linux/etherdevice.h>
#include <net/page_pool/helpers.h>

#include "kunit.h"
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

/* Of 60 octets each; the FCS is what zlib's crc32() says */
static void fcs_is_the_crc_of_802_3(struct kunit *test)
{
	static const u8 arp[] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6,
		0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1,
		0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
	};
	static const u32 crc[] = { 0x04128908, 0xf48cf14d, 0xb0ec7fee,
				   0xf84d6fe8 };
	struct sk_buff *skb = alloc_skb(ETH_ZLEN, GFP_KERNEL);
	unsigned int i;
	u8 *data;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	data = skb_put_zero(skb, ETH_ZLEN);
	KUNIT_EXPECT_EQ(test, gnic_fcs_crc(skb), crc[0]);
	memset(data, 0xff, ETH_ZLEN);
	KUNIT_EXPECT_EQ(test, gnic_fcs_crc(skb), crc[1]);
	for (i = 0; i < ETH_ZLEN; i++)
		data[i] = i;
	KUNIT_EXPECT_EQ(test, gnic_fcs_crc(skb), crc[2]);
	memset(data, 0, ETH_ZLEN);
	memcpy(data, arp, sizeof(arp));
	KUNIT_EXPECT_EQ(test, gnic_fcs_crc(skb), crc[3]);
	/* Four octets of zero have the CRC of every frame with its FCS */
	memset(data, 0, ETH_FCS_LEN);
	skb_trim(skb, ETH_FCS_LEN);
	KUNIT_EXPECT_EQ(test, gnic_fcs_crc(skb), GNIC_FCS_RESIDUE);
	/* The residue as the standard's register shows it, either way round */
	KUNIT_EXPECT_EQ(test, ~GNIC_FCS_RESIDUE, 0xdebb20e3);
	KUNIT_EXPECT_EQ(test, bitrev32(~GNIC_FCS_RESIDUE), 0xc704dd7b);
	kfree_skb(skb);
}

/* The frame 00 01 .. 3b and its FCS, the first @head octets in the skb's head
 * and the rest in a fragment.
 */
static struct sk_buff *fcs_frame(struct kunit *test, unsigned int head)
{
	u8 frame[ETH_ZLEN + ETH_FCS_LEN];
	struct sk_buff *skb = alloc_skb(sizeof(frame), GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (i = 0; i < ETH_ZLEN; i++)
		frame[i] = i;
	memcpy(frame + ETH_ZLEN, "\xee\x7f\xec\xb0", ETH_FCS_LEN);
	skb_put_data(skb, frame, head);
	memcpy(page_address(page), frame + head, sizeof(frame) - head);
	skb_add_rx_frag(skb, 0, page, 0, sizeof(frame) - head, PAGE_SIZE);
	return skb;
}

static void fcs_is_found_wherever_it_lies(struct kunit *test)
{
	unsigned int head;

	for (head = 0; head <= ETH_ZLEN + ETH_FCS_LEN; head++) {
		struct sk_buff *skb = fcs_frame(test, head);

		KUNIT_EXPECT_TRUE(test, gnic_fcs_good(skb));
		KUNIT_EXPECT_EQ(test, skb->len, ETH_ZLEN + ETH_FCS_LEN);
		kfree_skb(skb);
	}
}

static void fcs_tells_every_bit(struct kunit *test)
{
	struct sk_buff *skb = fcs_frame(test, ETH_ZLEN);
	u8 *tail = skb_frag_address(&skb_shinfo(skb)->frags[0]);
	unsigned int bit;

	for (bit = 0; bit < ETH_ZLEN * 8; bit++) {
		skb->data[bit / 8] ^= BIT(bit % 8);
		KUNIT_EXPECT_FALSE(test, gnic_fcs_good(skb));
		skb->data[bit / 8] ^= BIT(bit % 8);
	}
	for (bit = 0; bit < ETH_FCS_LEN * 8; bit++) {
		tail[bit / 8] ^= BIT(bit % 8);
		KUNIT_EXPECT_FALSE(test, gnic_fcs_good(skb));
		tail[bit / 8] ^= BIT(bit % 8);
	}
	KUNIT_EXPECT_TRUE(test, gnic_fcs_good(skb));
	kfree_skb(skb);
}

static struct kunit_case fcs_cases[] = {
	KUNIT_CASE(fcs_is_the_crc_of_802_3),
	KUNIT_CASE(fcs_is_found_wherever_it_lies),
	KUNIT_CASE(fcs_tells_every_bit),
	{}
};

static struct kunit_suite fcs_suite = {
	.name = "gnic_fcs",
	.test_cases = fcs_cases,
};

/*
 * The receive ring, and a device that may lie: the test writes what the device
 * would, into the ring and its buffers. RDT is memory.
 */

struct liar {
	struct gnic_test_nic nic;
	struct packet_type tap;
	u32 tail;		/* next descriptor that the device finishes */
	int taken;		/* by the last poll */
	unsigned int frames;	/* that the stack got */
	unsigned int octets;
};

#define LIAR_TYPE	0x88b5	/* IEEE Std 802's first one for experiments */

static int liar_tap(struct sk_buff *skb, struct net_device *netdev,
		    struct packet_type *tap, struct net_device *orig)
{
	struct liar *liar = container_of(tap, struct liar, tap);

	liar->frames++;
	liar->octets += skb->len + ETH_HLEN;
	kfree_skb(skb);
	return 0;
}

/* All at once, whatever NAPI would give it */
static int liar_napi(struct napi_struct *napi, int budget)
{
	struct gnic *gnic = container_of(napi, struct gnic, napi);
	struct liar *liar = container_of(gnic->pdev, struct liar, nic.pdev);

	liar->taken = gnic_rx_poll(gnic, GNIC_RX_COUNT);
	napi_complete_done(napi, min(liar->taken, budget - 1));
	return min(liar->taken, budget - 1);
}

static int liar_init(struct kunit *test)
{
	struct liar *liar = kunit_kzalloc(test, sizeof(*liar), GFP_KERNEL);
	struct gnic *gnic;
	int err;

	if (!liar)
		return -ENOMEM;
	test->priv = liar;
	err = gnic_test_nic_init(test, &liar->nic, liar_napi);
	if (err)
		return err;
	gnic = liar->nic.gnic;
	gnic->rx.copybreak = GNIC_RX_COPYBREAK;
	liar->tap = (struct packet_type) {
		.type = htons(LIAR_TYPE),
		.func = liar_tap,
		.dev = gnic->netdev,
	};
	dev_add_pack(&liar->tap);
	err = gnic_rx_alloc(gnic, &gnic->rx.memory, GNIC_RX_COUNT);
	if (!err)
		gnic_rx_start(gnic);
	return err;
}

static void liar_exit(struct kunit *test)
{
	struct liar *liar = test->priv;

	if (!liar || !liar->nic.gnic)
		return;
	dev_remove_pack(&liar->tap);
	napi_disable(&liar->nic.gnic->napi);
	if (liar->nic.gnic->rx.desc) {
		gnic_rx_drop_partial(liar->nic.gnic);
		gnic_rx_free(liar->nic.gnic, &liar->nic.gnic->rx.memory);
	}
	gnic_test_nic_exit(&liar->nic);
}

/* The device finishes its next descriptor with a piece of a frame. */
static void liar_says(struct liar *liar, u16 len, u8 status)
{
	struct gnic_rx_ring *rx = &liar->nic.gnic->rx;
	unsigned int slot = gnic_ring_slot(liar->tail++, GNIC_RX_COUNT);
	struct ethhdr *eth = page_address(rx->page[slot]) + GNIC_RX_HEADROOM;

	eth_zero_addr(eth->h_dest);
	eth_zero_addr(eth->h_source);
	eth->h_proto = htons(LIAR_TYPE);
	rx->desc[slot].length = cpu_to_le16(len);
	rx->desc[slot].status = status;
}

/* Let the driver look. Returns how many frames it took from the ring. */
static int liar_poll(struct liar *liar)
{
	local_bh_disable();
	napi_schedule(&liar->nic.gnic->napi);
	local_bh_enable();
	napi_synchronize(&liar->nic.gnic->napi);
	return liar->taken;
}

static u64 liar_counter(const struct liar *liar, enum gnic_counter counter)
{
	return u64_stats_read(&liar->nic.gnic->rx.counters.of[counter]);
}

#define LIAR_WHOLE	(GNIC_RXD_DD | GNIC_RXD_EOP)

/* After whatever was said, two good frames come in, and nothing is left over */
static void liar_told_all(struct kunit *test, unsigned int frames)
{
	struct liar *liar = test->priv;
	struct gnic_rx_ring *rx = &liar->nic.gnic->rx;

	liar_says(liar, 60, LIAR_WHOLE);
	liar_says(liar, 1514, LIAR_WHOLE);
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 2);
	KUNIT_EXPECT_EQ(test, liar->frames, frames + 2);
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_FRAMES), frames + 2);
	KUNIT_EXPECT_EQ(test, rx->head, liar->tail);
	KUNIT_EXPECT_NULL(test, rx->skb);
	KUNIT_EXPECT_NULL(test, rx->drop);
}

static void rx_of_an_honest_device(struct kunit *test)
{
	struct liar *liar = test->priv;
	unsigned int i;

	/* Twice around the ring */
	for (i = 0; i < 2 * GNIC_RX_COUNT; i++) {
		liar_says(liar, 60 + i % 1455, LIAR_WHOLE);
		if (i % 64 == 63)
			KUNIT_EXPECT_EQ(test, liar_poll(liar), 64);
	}
	KUNIT_EXPECT_EQ(test, liar->octets,
			liar_counter(liar, GNIC_OCTETS));
	liar_told_all(test, i);
}

#define LIAR_UNWRITTEN	0xdeadbeef

/* Was it written since the last time? Returns what. */
static u32 liar_register(const struct liar *liar, u32 reg)
{
	u32 value = readl(liar->nic.gnic->bar0 + reg);

	writel(LIAR_UNWRITTEN, liar->nic.gnic->bar0 + reg);
	return value;
}

/* RDT is written once a batch, and pushed by ICS = 0 when half of the ring has
 * passed without an interrupt that would have done it (device.md 10.3).
 */
static void rx_tail_is_written_and_pushed(struct kunit *test)
{
	struct liar *liar = test->priv;
	struct gnic_rx_ring *rx = &liar->nic.gnic->rx;
	unsigned int i;

	/* As gnic_irq_enable() leaves it */
	rx->flushed = rx->tail;
	liar_register(liar, GNIC_RDT);
	liar_register(liar, GNIC_ICS);
	for (i = 1; i <= 2 * GNIC_RX_COUNT; i++) {
		u32 flushed = rx->flushed;
		u32 rdt = LIAR_UNWRITTEN, ics = LIAR_UNWRITTEN;

		liar_says(liar, 60, LIAR_WHOLE);
		KUNIT_ASSERT_EQ(test, liar_poll(liar), 1);
		if (i % GNIC_RX_BATCH(GNIC_RX_COUNT) == 0)
			rdt = gnic_ring_slot(rx->tail, GNIC_RX_COUNT);
		if (flushed - rx->head < GNIC_RX_COUNT / 2)
			ics = 0;
		KUNIT_ASSERT_EQ(test, liar_register(liar, GNIC_RDT), rdt);
		KUNIT_ASSERT_EQ(test, liar_register(liar, GNIC_ICS), ics);
		KUNIT_ASSERT_EQ(test, rx->flushed,
				ics ? flushed : rx->tail);
	}
}

static void rx_length_beyond_the_buffer(struct kunit *test)
{
	static const u16 lengths[] = { GNIC_RX_BUFSZ + 1, PAGE_SIZE, 16384,
				       U16_MAX };
	struct liar *liar = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		liar_says(liar, lengths[i], LIAR_WHOLE);
		/* And in the second descriptor of a frame */
		liar_says(liar, GNIC_RX_BUFSZ, GNIC_RXD_DD);
		liar_says(liar, lengths[i], LIAR_WHOLE);
	}
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 2 * ARRAY_SIZE(lengths));
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_TOO_LONG),
			2 * ARRAY_SIZE(lengths));
	liar_told_all(test, 0);
}

/* DD without EOP for ever: one frame, however often around the ring. */
static void rx_end_of_packet_missing(struct kunit *test)
{
	struct liar *liar = test->priv;
	unsigned int i;

	for (i = 0; i < 3 * GNIC_RX_COUNT; i++) {
		liar_says(liar, 1 + i % GNIC_RX_BUFSZ, GNIC_RXD_DD);
		KUNIT_EXPECT_EQ(test, liar_poll(liar), 0);
		KUNIT_ASSERT_EQ(test, liar->nic.gnic->rx.head, liar->tail);
	}
	liar_says(liar, 60, LIAR_WHOLE);
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 1);
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_TOO_LONG), 1);
	liar_told_all(test, 0);
}

/* DD before the rest is there: what the buffer is filled with is nothing. */
static void rx_descriptor_done_early(struct kunit *test)
{
	struct liar *liar = test->priv;
	u16 len;

	liar_says(liar, 0, GNIC_RXD_DD);
	liar_says(liar, 0, LIAR_WHOLE);
	for (len = 0; len < ETH_HLEN; len++)
		liar_says(liar, len, LIAR_WHOLE);
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 1 + ETH_HLEN);
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_TOO_SHORT), 1 + ETH_HLEN);
	/* Without DD nothing is believed at all */
	liar_says(liar, 60, GNIC_RXD_EOP);
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 0);
	liar->tail--;
	liar_told_all(test, 0);
}

/* Every bit of status and errors, one frame each */
static void rx_stale_bits(struct kunit *test)
{
	unsigned int filled = GNIC_RX_COUNT - GNIC_RX_BATCH(GNIC_RX_COUNT);
	struct liar *liar = test->priv;
	unsigned int bits;

	for (bits = 0; bits <= U8_MAX; bits++) {
		unsigned int slot = gnic_ring_slot(liar->tail, GNIC_RX_COUNT);

		liar->nic.gnic->rx.desc[slot].errors = bits;
		liar_says(liar, 60, bits | LIAR_WHOLE);
		KUNIT_EXPECT_EQ(test, liar_poll(liar), 1);
	}
	/* One in sixteen has none of the four bits that are about the frame */
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_FRAMES), 16);
	KUNIT_EXPECT_EQ(test, liar_counter(liar, GNIC_FRAME_ERRORS), 240);
	/* What a refilled slot shows the device is clean again */
	for (bits = 0; bits < filled; bits++) {
		u32 at = liar->nic.gnic->rx.tail - 1 - bits;
		unsigned int slot = gnic_ring_slot(at, GNIC_RX_COUNT);

		KUNIT_ASSERT_EQ(test, liar->nic.gnic->rx.desc[slot].status, 0);
		KUNIT_ASSERT_EQ(test, liar->nic.gnic->rx.desc[slot].errors, 0);
	}
}

/* Done before the one before it: its turn has not come. Done, and not even the
 * device's, since it is at the tail: it has no turn.
 */
static void rx_index_from_the_future(struct kunit *test)
{
	struct liar *liar = test->priv;
	struct gnic_rx_ring *rx = &liar->nic.gnic->rx;
	u32 tail = rx->tail;
	unsigned int at_tail = gnic_ring_slot(tail, GNIC_RX_COUNT);

	liar->tail = 1;
	while (liar->tail != tail)
		liar_says(liar, 60, LIAR_WHOLE);
	rx->desc[at_tail].length = cpu_to_le16(60);
	rx->desc[at_tail].status = LIAR_WHOLE;
	KUNIT_EXPECT_EQ(test, liar_poll(liar), 0);

	liar->tail = 0;
	liar_says(liar, 60, LIAR_WHOLE);
	KUNIT_EXPECT_EQ(test, liar_poll(liar), tail);
	KUNIT_EXPECT_EQ(test, rx->head, tail);
	liar->tail = tail;
	liar_told_all(test, tail);
}

static struct kunit_case rx_cases[] = {
	KUNIT_CASE(rx_of_an_honest_device),
	KUNIT_CASE(rx_tail_is_written_and_pushed),
	KUNIT_CASE(rx_length_beyond_the_buffer),
	KUNIT_CASE(rx_end_of_packet_missing),
	KUNIT_CASE(rx_descriptor_done_early),
	KUNIT_CASE(rx_stale_bits),
	KUNIT_CASE(rx_index_from_the_future),
	{}
};

static struct kunit_suite rx_suite = {
	.name = "gnic_rx",
	.init = liar_init,
	.exit = liar_exit,
	.test_cases = rx_cases,
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
	const struct gnic_capture_meta meta = {
		.ring = GNIC_RX,
		.id = gnic_packet_id(3, GNIC_RX, 9),
	};
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

kunit_test_suites(&ring_suite, &desc_suite, &stats_suite, &fcs_suite, &rx_suite,
		  &pcapng_suite);

MODULE_DESCRIPTION("KUnit suites of glassnic");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
MODULE_LICENSE("GPL");
