// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a sent frame: room, padding, mapping, descriptors, doorbell,
 * and taking the slots back.
 *
 * Transmission is synchronous: when the write of TDT retires, QEMU has sent
 * every frame up to it and written DD (device.md 5.1). So the slots are taken
 * back right behind the doorbell and no transmit interrupt is needed; should
 * the device ever not be through, TXDW is armed and NAPI takes them back.
 *
 * One doorbell is one batch. Only a batch's last descriptor asks for a report
 * (RS): its DD stands for all of them, and a report costs QEMU as much as the
 * frame itself (device.md 10.4).
 *
 * Everything here runs under the transmit queue's lock.
 */
#include <linux/bitfield.h>
#include <linux/etherdevice.h>

#include "glassnic.h"
#include "trace.h"

static unsigned int gnic_tx_room(const struct gnic_tx_ring *tx)
{
	return gnic_ring_free(tx->head, tx->tail, GNIC_TX_COUNT);
}

/* Fill the slot at @index. DD is cleared by the way: it lives in @upper. */
static void gnic_tx_fill(struct gnic_tx_ring *tx, u32 index, dma_addr_t dma,
			 unsigned int len)
{
	unsigned int slot = gnic_ring_slot(index, GNIC_TX_COUNT);
	struct gnic_tx_desc *desc = &tx->desc[slot];
	struct gnic_tx_buf *buf = &tx->buf[slot];

	buf->skb = NULL;
	buf->dma = dma;
	buf->len = len;

	desc->addr = cpu_to_le64(dma);
	desc->lower = cpu_to_le32(FIELD_PREP(GNIC_TXD_LEN, len) |
				  GNIC_TXD_IFCS);
	desc->upper = 0;
}

static void gnic_tx_unmap(struct gnic *gnic, struct gnic_tx_buf *buf)
{
	dma_unmap_page(&gnic->pdev->dev, buf->dma, buf->len, DMA_TO_DEVICE);
}

/* Map a frame and fill slots from tail on; tail moves only when all went well.
 * Returns the slots filled, or a negative error with nothing left mapped.
 */
static int gnic_tx_map(struct gnic *gnic, struct sk_buff *skb)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	struct device *dev = &gnic->pdev->dev;
	unsigned int len = skb_headlen(skb);
	u32 index = tx->tail;
	unsigned int slot;
	dma_addr_t dma;
	int i;

	/* As a page, like the fragments: dma_map_single() would ask first
	 * whether it is vmalloc memory, for 15 instructions a frame.
	 */
	dma = dma_map_page(dev, virt_to_page(skb->data),
			   offset_in_page(skb->data), len, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	gnic_tx_fill(tx, index++, dma, len);

	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(dev, frag, 0, len, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			goto unmap;
		gnic_tx_fill(tx, index++, dma, len);
	}

	slot = gnic_ring_slot(index - 1, GNIC_TX_COUNT);
	tx->desc[slot].lower |= cpu_to_le32(GNIC_TXD_EOP);
	tx->buf[slot].skb = skb;

	return index - tx->tail;

unmap:
	while (index != tx->tail) {
		slot = gnic_ring_slot(--index, GNIC_TX_COUNT);
		gnic_tx_unmap(gnic, &tx->buf[slot]);
	}
	return -ENOMEM;
}

/* Has the device finished the batch whose last descriptor is at @end? */
static bool gnic_tx_batch_done(const struct gnic_tx_ring *tx, u32 end)
{
	unsigned int slot = gnic_ring_slot(end, GNIC_TX_COUNT);

	return READ_ONCE(tx->desc[slot].upper) & cpu_to_le32(GNIC_TXD_DD);
}

/* Unmap a finished slot; with the last one of a frame, free the frame. */
static void gnic_tx_take(struct gnic *gnic, u32 index, int budget,
			 unsigned int *packets, unsigned int *bytes)
{
	unsigned int slot = gnic_ring_slot(index, GNIC_TX_COUNT);
	struct gnic_tx_buf *buf = &gnic->tx.buf[slot];

	gnic_tx_unmap(gnic, buf);
	if (!buf->skb)
		return;
	*packets += 1;
	*bytes += buf->skb->len;
	gnic_count_frame(&gnic->tx.counters, buf->skb->data, buf->skb->len);
	napi_consume_skb(buf->skb, budget);
	buf->skb = NULL;
}

/* Take back what the device has finished, batch by batch. @budget as in
 * napi_consume_skb(): 0 where its per-CPU cache must not be touched.
 */
static void gnic_tx_reclaim(struct gnic *gnic, int budget)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int packets = 0, bytes = 0;
	u32 head = tx->head;

	while (head != tx->doorbell) {
		unsigned int slot = gnic_ring_slot(head, GNIC_TX_COUNT);
		u32 end = tx->buf[slot].batch_end;

		if (!gnic_tx_batch_done(tx, end))
			break;
		while (head != end + 1)
			gnic_tx_take(gnic, head++, budget, &packets, &bytes);
	}

	if (head != tx->head) {
		trace_gnic_tx_done(gnic, GNIC_TX,
				   gnic_ring_slot(tx->head, GNIC_TX_COUNT),
				   head - tx->head);
		tx->head = head;
		netdev_tx_completed_queue(txq, packets, bytes);
	}

	/* Stopped and woken under one lock: no race between the two */
	if (netif_tx_queue_stopped(txq) &&
	    gnic_tx_room(tx) >= GNIC_TX_START_THRS) {
		gnic_count(&tx->counters, GNIC_WAKES);
		netif_tx_wake_queue(txq);
	}
}

/* Reclaim, and ask for an interrupt if the device is not through. Once more
 * after asking: an ICR read in between may have taken the cause away.
 */
static void gnic_tx_finish(struct gnic *gnic, int budget)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	gnic_tx_reclaim(gnic, budget);
	if (unlikely(tx->head != tx->doorbell) && !tx->armed) {
		gnic_irq_arm_tx(gnic, true);
		gnic_tx_reclaim(gnic, budget);
	}
	gnic_irq_arm_tx(gnic, tx->head != tx->doorbell);
}

/* Ring the doorbell for everything queued since the last one */
static void gnic_tx_doorbell(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int first = gnic_ring_slot(tx->doorbell, GNIC_TX_COUNT);
	unsigned int last = gnic_ring_slot(tx->tail - 1, GNIC_TX_COUNT);

	tx->buf[first].batch_end = tx->tail - 1;
	tx->desc[last].lower |= cpu_to_le32(GNIC_TXD_RS);

	trace_gnic_tx_doorbell(gnic, GNIC_TX, first, tx->tail - tx->doorbell);
	tx->doorbell = tx->tail;

	/* writel() orders the descriptors before the doorbell; the partner is
	 * the device, which reads them when TDT arrives.
	 */
	gnic_wr32(gnic, GNIC_TDT, gnic_ring_slot(tx->tail, GNIC_TX_COUNT));
}

/* The per-CPU skb cache may be used in softirq context, but not by netpoll,
 * which calls with interrupts off.
 */
static int gnic_tx_budget(void)
{
	return in_softirq() && !irqs_disabled();
}

/* Queue one frame; the caller rings the doorbell. */
static bool gnic_tx_queue(struct gnic *gnic, struct sk_buff *skb)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int slot = gnic_ring_slot(tx->tail, GNIC_TX_COUNT);
	u64 count = tx->frames;
	u64 start_ns = 0;
	int descs;

	if (static_branch_unlikely(&gnic_capture_key))
		start_ns = ktime_get_ns();

	descs = gnic_tx_map(gnic, skb);
	if (descs < 0)
		return false;

	tx->frames++;
	tx->tail += descs;
	skb_tx_timestamp(skb);
	trace_gnic_tx_queue(gnic, skb, slot, descs,
			    gnic_packet_id(gnic->instance, GNIC_TX, count));

	if (static_branch_unlikely(&gnic_capture_key)) {
		struct gnic_capture_meta meta = {
			.ring = GNIC_TX,
			.desc = slot,
			.descs = descs,
			.count = count,
			.poll_ns = start_ns,
		};

		gnic_capture_skb(gnic, skb, &meta);
	}

	return true;
}

/**
 * gnic_start_xmit() - ndo_start_xmit
 * @skb: the frame
 * @netdev: the interface
 *
 * Every way out rings the doorbell if frames are waiting for it: an earlier
 * frame of a burst must not wait for a later one that was dropped.
 *
 * Return: NETDEV_TX_OK; NETDEV_TX_BUSY only if the stack sends to a stopped
 * queue.
 */
netdev_tx_t gnic_start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct gnic *gnic = netdev_priv(netdev);
	struct gnic_tx_ring *tx = &gnic->tx;
	bool more = netdev_xmit_more();
	bool kick = !more;

	if (unlikely(gnic_tx_room(tx) < GNIC_TX_PER_SKB)) {
		net_warn_ratelimited("%s: transmit ring full when queue awake\n",
				     netdev->name);
		gnic_count(&tx->counters, GNIC_STOPS);
		netif_tx_stop_queue(txq);
		return NETDEV_TX_BUSY;
	}

	/* A redirect (tc mirred) does not ask for the MTU */
	if (unlikely(skb->len > GNIC_FRAME_MAX)) {
		trace_gnic_drop(gnic, GNIC_TX, "longer than any frame");
		gnic_count(&tx->counters, GNIC_DROPPED);
		dev_kfree_skb_any(skb);
		goto out;
	}

	/* The shortest frame is 60 octets and FCS; QEMU pads nothing */
	if (unlikely(skb_put_padto(skb, ETH_ZLEN))) {
		trace_gnic_drop(gnic, GNIC_TX, "no memory to pad");
		gnic_count(&tx->counters, GNIC_DROPPED);
		goto out;
	}

	if (unlikely(!gnic_tx_queue(gnic, skb))) {
		trace_gnic_drop(gnic, GNIC_TX, "cannot map for DMA");
		gnic_count(&tx->counters, GNIC_DROPPED);
		dev_kfree_skb_any(skb);
		goto out;
	}

	kick = __netdev_tx_sent_queue(txq, skb->len, more);

	if (unlikely(gnic_tx_room(tx) < GNIC_TX_STOP_THRS)) {
		gnic_count(&tx->counters, GNIC_STOPS);
		netif_tx_stop_queue(txq);
		kick = true;
	}

out:
	if (kick && tx->tail != tx->doorbell) {
		gnic_tx_doorbell(gnic);
		gnic_tx_finish(gnic, gnic_tx_budget());
	}
	return NETDEV_TX_OK;
}

/**
 * gnic_tx_poll() - take slots back from NAPI, when a doorbell did not
 * @gnic: the NIC
 * @budget: NAPI's, 0 from netpoll
 *
 * Waits for a sender that has the lock: it may be past its look at DD. It is
 * never this CPU: senders run with softirqs off, and netpoll does not poll a
 * device whose lock its own CPU holds (netif_local_xmit_active()).
 */
void gnic_tx_poll(struct gnic *gnic, int budget)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);

	__netif_tx_lock(txq, smp_processor_id());
	gnic_tx_finish(gnic, budget);
	__netif_tx_unlock(txq);
}

/**
 * gnic_tx_alloc() - the memory of the ring
 * @gnic: the NIC
 *
 * Return: 0 or -ENOMEM, and then nothing is left allocated.
 */
int gnic_tx_alloc(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	tx->desc = dma_alloc_coherent(&gnic->pdev->dev,
				      GNIC_TX_COUNT * sizeof(*tx->desc),
				      &tx->dma, GFP_KERNEL);
	if (!tx->desc)
		return -ENOMEM;

	tx->buf = kvcalloc(GNIC_TX_COUNT, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf) {
		dma_free_coherent(&gnic->pdev->dev,
				  GNIC_TX_COUNT * sizeof(*tx->desc), tx->desc,
				  tx->dma);
		return -ENOMEM;
	}

	tx->head = 0;
	tx->tail = 0;
	tx->doorbell = 0;
	tx->armed = false;
	return 0;
}

/**
 * gnic_tx_drop_all() - throw away what the device has not sent
 * @gnic: the NIC, stopped
 */
void gnic_tx_drop_all(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	while (tx->head != tx->tail) {
		unsigned int slot = gnic_ring_slot(tx->head++, GNIC_TX_COUNT);
		struct gnic_tx_buf *buf = &tx->buf[slot];

		gnic_tx_unmap(gnic, buf);
		if (!buf->skb)
			continue;
		dev_kfree_skb_any(buf->skb);
		buf->skb = NULL;
		gnic_count(&tx->counters, GNIC_DROPPED);
	}

	tx->head = 0;
	tx->tail = 0;
	tx->doorbell = 0;
	tx->armed = false;
	netdev_tx_reset_queue(netdev_get_tx_queue(gnic->netdev, 0));
}

/**
 * gnic_tx_free() - undo gnic_tx_alloc(), with whatever is still queued
 * @gnic: the NIC, stopped
 */
void gnic_tx_free(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	gnic_tx_drop_all(gnic);
	kvfree(tx->buf);
	tx->buf = NULL;
	dma_free_coherent(&gnic->pdev->dev, GNIC_TX_COUNT * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	tx->desc = NULL;
}

/**
 * gnic_tx_start() - give the empty ring to the device
 * @gnic: the NIC, bus mastering off
 *
 * TDH before TDT: the write of TDT walks the ring from TDH.
 */
void gnic_tx_start(struct gnic *gnic)
{
	gnic_wr64(gnic, GNIC_TDBAL, gnic->tx.dma);
	gnic_wr32(gnic, GNIC_TDLEN, GNIC_TX_COUNT * sizeof(*gnic->tx.desc));
	gnic_wr32(gnic, GNIC_TDH, 0);
	gnic_wr32(gnic, GNIC_TDT, 0);
}
