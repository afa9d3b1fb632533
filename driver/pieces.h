/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the sender of frames (tx.c) has of the descriptors they are made of
 * (pieces.c).
 */
#ifndef GNIC_PIECES_H
#define GNIC_PIECES_H

#include <linux/dma-mapping.h>

#include "glassnic.h"

static inline unsigned int gnic_tx_slot(const struct gnic_tx_ring *tx,
					u32 index)
{
	return gnic_ring_slot(index, tx->count);
}

static inline void gnic_tx_unmap(struct gnic *gnic, struct gnic_tx_buf *buf)
{
	if (likely(buf->len))
		dma_unmap_page(&gnic->pdev->dev, buf->dma, buf->len,
			       DMA_TO_DEVICE);
}

void gnic_tx_fill_context(struct gnic_tx_ring *tx,
			  const struct gnic_tx_context *context);
bool gnic_tx_map_pieces(struct gnic *gnic, struct sk_buff *skb, u32 lower,
			u32 upper, dma_addr_t dma);
void gnic_tx_close(struct gnic_tx_ring *tx, u32 lower, u32 upper);
struct gnic_fcs gnic_tx_end(struct gnic_tx_ring *tx, struct sk_buff *skb);

#endif /* GNIC_PIECES_H */
