// SPDX-License-Identifier: GPL-2.0
/*
 * The driver's receive path beside a device that lies: driver/rx.c and driver/fcs.c as they are, on as much of a
 * kernel as they need (kernel/kernel.h). The input is how the driver is set up, and then what the device writes into
 * one descriptor after the other, in its turn or not, and when the driver looks:
 *
 *	settings, copybreak, MTU: a byte each
 *	status, errors, length (2), content, action: for each descriptor
 *
 * Whatever that is, every page is in the ring, in a frame or free; every frame that has ended is given to the stack
 * or counted as what it was dropped for, and the stack gets none that is longer than allowed.
 */
#include "glassnic.h"

#include "../driver/fcs.c"
#include "../driver/rx.c"

#include "pages.h"

#define SETTINGS 3
#define ENTRY	 6

/* Settings */
#define SET_FCS	     1
#define SET_RXALL    2
#define SET_RXFCS    4
#define SET_CAPTURED 8

/* Actions */
#define ACT_POLL    1  /* the driver looks */
#define ACT_STARVED 2  /* and has no memory for it */
#define ACT_GOOD    4  /* the buffer ends in its FCS */
#define ACT_AHEAD   8  /* not this descriptor, but one that is not its turn */
#define ACT_FAR	    16 /* and far ahead */

struct fuzzed {
	struct net_device netdev;
	struct pci_dev pdev;
	struct gnic gnic;
	u8 registers[GNIC_REG_SPACE];
	u32 next;     /* descriptor whose turn it is */
	u64 ended;    /* frames, as the device said */
	u64 accepted; /* by the stack, good */
	u64 damaged;  /* and damaged */
};

static struct fuzzed fuzzed;

bool gnic_capture_key;

void gnic_count_rare(struct gnic_counters *counters, const struct sk_buff *skb, unsigned int len)
{
	(void)counters, (void)skb, (void)len;
}

void gnic_trace_read(const struct gnic *gnic, u32 reg, u32 value)
{
	(void)gnic, (void)reg, (void)value;
}

void gnic_trace_write(const struct gnic *gnic, u32 reg, u32 value)
{
	(void)gnic, (void)reg, (void)value;
}

/* Every octet of what is captured can be read, and its FCS is where it is said to be. */
void gnic_capture_skb(struct gnic *gnic, const struct sk_buff *skb,
		      const struct gnic_capture_meta *meta)
{
	u32 crc = gnic_fcs_crc((struct sk_buff *)skb);

	require(meta->ring == GNIC_RX && meta->descs >= 1 && !meta->fcs.apart);
	require(meta->fcs.len == (gnic->soft_fcs ? ETH_FCS_LEN : 0));
	if (meta->fcs.len && meta->fault == GNIC_FRAMES)
		require(crc == GNIC_FCS_RESIDUE);
}

static u64 counted(enum gnic_counter counter)
{
	return fuzzed.gnic.rx.counters.of[counter].value;
}

static void look_at(struct sk_buff *skb)
{
	const struct net_device *netdev = &fuzzed.netdev;
	unsigned int fcs = netdev->features & NETIF_F_RXFCS ? ETH_FCS_LEN : 0;
	unsigned int most = max(netdev->mtu, (unsigned int)ETH_DATA_LEN) + 2 * VLAN_HLEN + fcs;

	if (!(netdev->features & NETIF_F_RXALL))
		require(skb->len <= most);
	gnic_fcs_crc(skb); /* reads all of it */
	kfree_skb_reason(skb, SKB_CONSUMED);
}

void napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	require(napi == &fuzzed.gnic.napi);
	fuzzed.accepted++;
	look_at(skb);
}

/* Damaged frames and good ones that GRO would have nothing to do with. The driver has counted which it is. */
void netif_receive_skb(struct sk_buff *skb)
{
	if (counted(GNIC_FRAMES) == fuzzed.accepted) {
		require(fuzzed.netdev.features & NETIF_F_RXALL);
		require(skb->pkt_type == PACKET_OTHERHOST);
		fuzzed.damaged++;
	} else {
		fuzzed.accepted++;
	}
	look_at(skb);
}

static unsigned int pages_expected(void)
{
	const struct gnic_rx_ring *rx = &fuzzed.gnic.rx;
	unsigned int expected = rx->copies != NULL;

	for (unsigned int slot = 0; slot < GNIC_RX_COUNT; slot++)
		expected += rx->page[slot] != NULL;
	if (rx->skb)
		expected += rx->skb->shared.nr_frags + 1;
	return expected;
}

/* Where the driver has to stop, and how many frames end before that */
static u32 done_until(int *frames)
{
	const struct gnic_rx_ring *rx = &fuzzed.gnic.rx;
	u32 index = rx->head;

	for (*frames = 0; index != rx->tail; index++) {
		u8 status = rx->desc[gnic_ring_slot(index, GNIC_RX_COUNT)].status;

		if (!(status & GNIC_RXD_DD))
			break;
		*frames += status & GNIC_RXD_EOP ? 1 : 0;
	}
	return index;
}

static void driver_looks(bool starved)
{
	struct gnic_rx_ring *rx = &fuzzed.gnic.rx;
	u32 tail = rx->tail, until, index;
	int frames;

	until = done_until(&frames);
	pages_fail = starved;
	require(gnic_rx_poll(&fuzzed.gnic, INT_MAX) == frames);
	pages_fail = false;
	require(rx->head == until);
	require(rx->tail - rx->head < GNIC_RX_COUNT);
	require(pages_used() == pages_expected());
	fuzzed.ended += (u64)frames;

	/* A slot that is given to the device is clean, and has a page of its own. */
	for (index = tail; index != rx->tail; index++) {
		unsigned int slot = gnic_ring_slot(index, GNIC_RX_COUNT);

		require(!rx->desc[slot].status && !rx->desc[slot].errors);
		require(rx->desc[slot].addr ==
			page_pool_get_dma_addr(rx->page[slot]) + GNIC_RX_HEADROOM);
	}

	require(counted(GNIC_FRAMES) == fuzzed.accepted);
	/* A frame that cannot be had is counted when that is known. */
	require(counted(GNIC_FRAMES) + counted(GNIC_TOO_SHORT) + counted(GNIC_TOO_LONG) +
			counted(GNIC_FRAME_ERRORS) + counted(GNIC_CRC_ERRORS) +
			counted(GNIC_DROPPED) ==
		fuzzed.ended + (rx->drop ? 1 : 0));
}

/* Fill a buffer, as a device does: where the descriptor says, and no more than a buffer. */
static void buffer_fill(struct gnic_rx_desc *desc, unsigned int len, u8 content, bool good)
{
	u8 *buffer = (u8 *)(uintptr_t)le64toh(desc->addr);
	u32 fcs;

	len = min(len, (unsigned int)GNIC_RX_BUFSZ);
	for (unsigned int i = 0; i < len; i++)
		buffer[i] = (u8)(content + i);
	if (!good || len < ETH_FCS_LEN)
		return;
	fcs = htole32(~crc32_le(~0u, buffer, len - ETH_FCS_LEN));
	memcpy(buffer + len - ETH_FCS_LEN, &fcs, ETH_FCS_LEN);
}

static void device_writes(const uint8_t *entry)
{
	struct gnic_rx_ring *rx = &fuzzed.gnic.rx;
	unsigned int len = entry[2] | entry[3] << 8;
	u8 action = entry[5];
	u32 index = fuzzed.next;
	struct gnic_rx_desc *desc;

	if (action & ACT_AHEAD)
		index += 1 + (action >> 5) * (action & ACT_FAR ? GNIC_RX_COUNT / 7 : 1);
	desc = &rx->desc[gnic_ring_slot(index, GNIC_RX_COUNT)];
	if (index - rx->head < rx->tail - rx->head)
		buffer_fill(desc, len, entry[4], action & ACT_GOOD);
	desc->length = htole16((u16)len);
	desc->special = htole16((u16)(entry[4] * 257));
	desc->errors = entry[1];
	desc->status = entry[0];
	/* A device that is right about nothing else knows how many buffers it has. */
	if (!(action & ACT_AHEAD) && fuzzed.next != rx->tail)
		fuzzed.next++;
}

static void driver_opens(const uint8_t *data)
{
	struct gnic *gnic = &fuzzed.gnic;

	memset(&fuzzed, 0, sizeof(fuzzed));
	gnic->netdev = &fuzzed.netdev;
	gnic->pdev = &fuzzed.pdev;
	gnic->bar0 = fuzzed.registers;
	gnic->rx.copybreak = data[1] * 8u;
	fuzzed.netdev.priv = gnic;
	fuzzed.netdev.mtu = 68 + data[2] * 64u;
	gnic->soft_fcs = data[0] & SET_FCS;
	gnic_fcs_key = gnic->soft_fcs;
	gnic_capture_key = data[0] & SET_CAPTURED;
	gnic->captured = gnic_capture_key;
	if (data[0] & SET_RXALL)
		fuzzed.netdev.features |= NETIF_F_RXALL;
	if (data[0] & SET_FCS && data[0] & SET_RXFCS)
		fuzzed.netdev.features |= NETIF_F_RXFCS;
	require(!gnic_rx_alloc(gnic, &gnic->rx.memory, GNIC_RX_COUNT));
	gnic_rx_start(gnic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at;

	if (size < SETTINGS)
		return 0;
	driver_opens(data);
	for (at = SETTINGS; at + ENTRY <= size; at += ENTRY) {
		device_writes(data + at);
		if (data[at + 5] & ACT_POLL)
			driver_looks(data[at + 5] & ACT_STARVED);
	}
	driver_looks(false);
	gnic_rx_drop_partial(&fuzzed.gnic);
	gnic_rx_free(&fuzzed.gnic, &fuzzed.gnic.rx.memory);
	require(!pages_used());
	return 0;
}
