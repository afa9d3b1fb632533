// SPDX-License-Identifier: GPL-2.0
/*
 * A sent frame that takes more than one descriptor: a context in front of it,
 * its head and its fragments, its FCS or another context behind it.
 *
 * In a file of its own, and so not inline in tx.c, where a frame that one
 * descriptor holds would pay for the registers.
 */
#include <linux/bitfield.h>

#include "pieces.h"

/* Fill the slot at @index with @len octets at @dma, and remember to unmap
 * @mapped from there; @skb with the last one of a frame. DD is cleared by the
 * way: it lives in @upper.
 */
static void gnic_tx_fill(struct gnic_tx_ring *tx, u32 index,
			 struct gnic_tx_flags flags, dma_addr_t dma,
			 unsigned int len, unsigned int mapped,
			 struct sk_buff *skb)
{
	unsigned int slot = gnic_tx_slot(tx, index);
	struct gnic_tx_desc *desc = &tx->desc[slot];
	struct gnic_tx_buf *buf = &tx->buf[slot];

	buf->skb = skb;
	buf->dma = dma;
	buf->len = mapped;

	desc->addr = cpu_to_le64(dma);
	desc->lower = cpu_to_le32(FIELD_PREP(GNIC_TXD_LEN, len) | flags.lower |
				  (skb ? GNIC_TXD_EOP : 0));
	desc->upper = cpu_to_le32(flags.upper);
}

/* Fill slots from @index on with a buffer that may be too long for one. The
 * first holds the mapping; the others have nothing to unmap. Returns the index
 * behind them.
 */
static u32 gnic_tx_fill_pieces(struct gnic_tx_ring *tx, u32 index,
			       struct gnic_tx_flags flags, dma_addr_t dma,
			       unsigned int len, struct sk_buff *skb)
{
	unsigned int mapped = len;

	for (; len > GNIC_TXD_MAX; len -= GNIC_TXD_MAX) {
		gnic_tx_fill(tx, index++, flags, dma, GNIC_TXD_MAX, mapped,
			     NULL);
		dma += GNIC_TXD_MAX;
		mapped = 0;
	}
	gnic_tx_fill(tx, index++, flags, dma, len, mapped, skb);
	return index;
}

/**
 * gnic_tx_fill_context() - fill the slot at tail with a context
 * @tx: the ring
 * @context: what the device is to keep
 *
 * It has no buffer. DD is in the last octets, which a context begins with zero.
 */
void gnic_tx_fill_context(struct gnic_tx_ring *tx,
			  const struct gnic_tx_context *context)
{
	unsigned int slot = gnic_tx_slot(tx, tx->tail++);
	struct gnic_tx_buf *buf = &tx->buf[slot];

	buf->skb = NULL;
	buf->len = 0;
	memcpy(&tx->desc[slot], context, sizeof(*context));
	tx->context = *context;
	gnic_count(&tx->counters, GNIC_CONTEXTS);
}

/**
 * gnic_tx_map_pieces() - fill slots from tail on with head and fragments
 * @gnic: the NIC
 * @skb: the frame
 * @lower: flags of its descriptors
 * @upper: flags of its descriptors; apart, because putting them together costs
 *	who has them apart
 * @dma: where its head is mapped
 *
 * Return: false when a fragment cannot be mapped; then nothing is, and tail is
 * where it was.
 */
bool gnic_tx_map_pieces(struct gnic *gnic, struct sk_buff *skb, u32 lower,
			u32 upper, dma_addr_t dma)
{
	struct gnic_tx_flags flags = { .lower = lower, .upper = upper };
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	struct device *dev = &gnic->pdev->dev;
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int len = skb_headlen(skb);
	u32 index = tx->tail;
	int i = 0;

	for (;;) {
		bool last = i == shinfo->nr_frags;

		index = gnic_tx_fill_pieces(tx, index, flags, dma, len,
					    last ? skb : NULL);
		if (last)
			break;
		len = skb_frag_size(&shinfo->frags[i]);
		dma = skb_frag_dma_map(dev, &shinfo->frags[i], 0, len,
				       DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			goto unmap;
		i++;
	}
	tx->tail = index;
	return true;

unmap:
	while (index != tx->tail) {
		unsigned int slot = gnic_tx_slot(tx, --index);

		gnic_tx_unmap(gnic, &tx->buf[slot]);
	}
	return false;
}

/* Continue a frame behind its last descriptor, which is no longer the last
 * then. Returns the frame.
 */
static struct sk_buff *gnic_tx_reopen(struct gnic_tx_ring *tx)
{
	unsigned int last = gnic_tx_slot(tx, tx->tail - 1);
	struct sk_buff *skb = tx->buf[last].skb;

	tx->buf[last].skb = NULL;
	tx->desc[last].lower &= ~cpu_to_le32(GNIC_TXD_EOP);
	return skb;
}

/**
 * gnic_tx_close() - close a super-frame whose payload fills its last segment
 * @tx: the ring, the frame its last
 * @lower: flags of its descriptors
 * @upper: flags of its descriptors
 *
 * The device has the headers of one more segment ready, and sends them at EOP
 * unless they are fewer octets than HDRLEN (device.md 5.4). So they are, by
 * another context in front of an empty descriptor that carries EOP.
 */
void gnic_tx_close(struct gnic_tx_ring *tx, u32 lower, u32 upper)
{
	struct gnic_tx_flags flags = { .lower = lower, .upper = upper };
	unsigned int last = gnic_tx_slot(tx, tx->tail - 1);
	struct gnic_tx_context context = tx->context;
	struct sk_buff *skb = gnic_tx_reopen(tx);

	context.segment |= cpu_to_le32(GNIC_TXC_HDRLEN);
	gnic_tx_fill_context(tx, &context);
	gnic_tx_fill(tx, tx->tail++, flags, tx->buf[last].dma, 0, 0, skb);
}

/**
 * gnic_tx_end() - end a frame in its FCS
 * @tx: the ring, the frame its last
 * @skb: the frame
 *
 * In memory of the ring, because clones share the frame's.
 *
 * Return: the FCS, and where it is.
 */
struct gnic_fcs gnic_tx_end(struct gnic_tx_ring *tx, struct sk_buff *skb)
{
	unsigned int slot = gnic_tx_slot(tx, tx->tail);
	struct gnic_tx_flags flags = { .lower = GNIC_TXD_IFCS };
	struct gnic_fcs fcs = gnic_fcs_make(skb);

	if (!fcs.apart)
		return fcs;

	tx->fcs[slot] = fcs.value;
	gnic_tx_fill(tx, tx->tail++, flags,
		     tx->fcs_dma + slot * sizeof(*tx->fcs),
		     sizeof(*tx->fcs), 0, gnic_tx_reopen(tx));
	return fcs;
}
