// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a sent frame: room, padding, what the device shall do to it,
 * mapping, descriptors, doorbell, and taking the slots back.
 *
 * Transmission is synchronous: when the write of TDT retires, QEMU has sent
 * every frame up to it and written DD (device.md 5.1). So the slots are taken
 * back right behind the doorbell and no transmit interrupt is needed; should
 * the device ever not be through, TXDW is armed and NAPI takes them back.
 *
 * One doorbell is one batch. Only a batch's last descriptor asks for a report
 * (RS): its DD stands for all of them, and a report costs QEMU as much as the
 * frame itself (device.md 10.4). What is sent inside a poll of ours, by TCP to
 * acknowledge or forwarded to another NIC, is one, too: its doorbell is held
 * until the poll ends.
 *
 * Everything here runs under the transmit queue's lock.
 */
#include <kunit/visibility.h>
#include <linux/etherdevice.h>
#include <net/gso.h>
#include <net/netdev_queues.h>

#include "glassnic.h"
#include "pieces.h"
#include "trace.h"

/* Doorbells that wait until this processor ends a poll: who polls, or NULL, and
 * the NICs that have been sent to meanwhile
 */
struct gnic_hold {
	struct task_struct *task;
	struct gnic *first;
};

static DEFINE_PER_CPU(struct gnic_hold, gnic_hold);

/* Of a frame whose checksum is left to the device */
static const struct gnic_tx_flags gnic_tx_checksum = {
	.lower = GNIC_TXD_IFCS | GNIC_TXD_DATA,
	.upper = GNIC_TXD_TXSM,
};

static void gnic_tx_log(struct gnic *gnic, unsigned int kind, u32 index,
			u32 value, u64 id)
{
	gnic_log(&gnic->recorder.logs[GNIC_LOG_TX], kind,
		 gnic_tx_slot(&gnic->tx, index), value, id);
}

static unsigned int gnic_tx_room(const struct gnic_tx_ring *tx)
{
	return gnic_ring_free(tx->head, tx->tail, tx->count);
}

/* Is it a checksum that is left to the device, where the last context has it,
 * and nothing else? So it is with most frames.
 */
static bool gnic_tx_same_checksum(const struct gnic_tx_ring *tx,
				  const struct sk_buff *skb)
{
	return !skb_is_gso(skb) && !skb_vlan_tag_present(skb) &&
	       tx->context.command == cpu_to_le32(GNIC_TXC_DEXT) &&
	       tx->context.transport == gnic_checksum_at(skb);
}

/* Does the device have this context already? */
static bool gnic_tx_knows(const struct gnic_tx_ring *tx,
			  const struct gnic_tx_context *context)
{
	return tx->context.transport == context->transport &&
	       tx->context.command == context->command &&
	       tx->context.segment == context->segment &&
	       tx->context.ip == context->ip;
}

/* The frame ends here, and whoever watches is told why. Not inline: frames that
 * are sent would pay for it.
 */
static noinline void gnic_tx_drop(struct gnic *gnic, struct sk_buff *skb,
				  enum skb_drop_reason reason, const char *why)
{
	trace_gnic_drop(gnic, GNIC_TX, why);
	gnic_tx_log(gnic, GNIC_RECORD_TX_DROP, gnic->tx.tail, skb->len, 0);
	gnic_count(&gnic->tx.counters, GNIC_DROPPED);
	dev_kfree_skb_any_reason(skb, reason);
}

/* The shortest frame is 60 octets and FCS; QEMU pads nothing. Who brings an FCS
 * of his own has padded, or wants it short: behind an FCS there is nothing.
 */
static noinline bool gnic_tx_pad(struct gnic *gnic, struct sk_buff *skb)
{
	if (gnic_has_fcs(gnic) && skb->no_fcs)
		return true;
	if (!__skb_put_padto(skb, ETH_ZLEN, false))
		return true;
	gnic_tx_drop(gnic, skb, SKB_DROP_REASON_NOMEM, "no memory to pad");
	return false;
}

/* Make a frame ready that leaves something to the device, with a context
 * before it unless the device has that one. Returns no flags when the frame had
 * to be dropped. Not inline: an address on the stack would cost every other
 * frame a stack protector.
 */
static noinline struct gnic_tx_flags gnic_tx_offload(struct gnic *gnic,
						     struct sk_buff *skb)
{
	struct gnic_tx_offload offload = { .flags.lower = GNIC_TXD_IFCS };
	struct gnic_tx_ring *tx = &gnic->tx;
	enum skb_drop_reason reason;

	reason = gnic_offload(gnic, skb, &offload);
	if (reason) {
		gnic_tx_drop(gnic, skb, reason,
			     reason == SKB_DROP_REASON_NOMEM ?
			     "no memory for its headers" :
			     "soft-fcs came on before it was cut");
		return (struct gnic_tx_flags) {};
	}
	if (offload.context.command && !gnic_tx_knows(tx, &offload.context))
		gnic_tx_fill_context(tx, &offload.context);
	return offload.flags;
}

/* Copy a short frame to memory of the ring that stays mapped: less than mapping
 * and unmapping its head and its fragment. There is no highmem: Kconfig.
 * Returns false when a fragment is nothing that a processor can read.
 */
static bool gnic_tx_copy(const struct sk_buff *skb, u8 *to)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	int i;

	skb_copy_from_linear_data(skb, to, skb_headlen(skb));
	to += skb_headlen(skb);

	for (i = 0; i < shinfo->nr_frags; i++) {
		const skb_frag_t *frag = &shinfo->frags[i];
		const void *from = skb_frag_address(frag);

		if (unlikely(!from))
			return false;
		memcpy(to, from, skb_frag_size(frag));
		to += skb_frag_size(frag);
	}
	return true;
}

/* Copy or map a frame and fill slots from tail on; tail moves only when all
 * went well. Returns false with nothing left mapped.
 */
static bool gnic_tx_map(struct gnic *gnic, struct sk_buff *skb,
			struct gnic_tx_flags flags)
{
	struct device *dev = &gnic->pdev->dev;
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int len = skb_headlen(skb);
	unsigned int mapped = len;
	unsigned int slot, offset;
	struct gnic_tx_desc *desc;
	struct gnic_tx_buf *buf;
	dma_addr_t dma;

	slot = gnic_tx_slot(tx, tx->tail);
	offset = slot * GNIC_TX_COPYBREAK;
	if (skb->len <= GNIC_TX_COPYBREAK &&
	    gnic_tx_copy(skb, tx->copy + offset)) {
		dma = tx->copy_dma + offset;
		len = skb->len;
		mapped = 0;
	} else {
		/* As a page, like the fragments: dma_map_single() would ask
		 * first whether it is vmalloc memory, for 15 instructions a
		 * frame.
		 */
		dma = dma_map_page(dev, virt_to_page(skb->data),
				   offset_in_page(skb->data), len,
				   DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			return false;
		if (skb_is_nonlinear(skb) || unlikely(len > GNIC_TXD_MAX))
			return gnic_tx_map_pieces(gnic, skb, flags.lower,
						  flags.upper, dma);
	}

	/* As gnic_tx_fill(), which is called too often to be inline: 20
	 * instructions less for most frames.
	 */
	tx->tail++;
	buf = &tx->buf[slot];
	desc = &tx->desc[slot];
	buf->skb = skb;
	buf->dma = dma;
	buf->len = mapped;
	desc->addr = cpu_to_le64(dma);
	desc->lower = cpu_to_le32(len | flags.lower | GNIC_TXD_EOP);
	desc->upper = cpu_to_le32(flags.upper);
	return true;
}

/* Has the device finished the batch whose last descriptor is at @end? */
static bool gnic_tx_batch_done(const struct gnic_tx_ring *tx, u32 end)
{
	unsigned int slot = gnic_tx_slot(tx, end);

	return READ_ONCE(tx->desc[slot].upper) & cpu_to_le32(GNIC_TXD_DD);
}

static void gnic_tx_count(struct gnic *gnic, const struct sk_buff *skb)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	if (gnic_has_fcs(gnic) && skb->no_fcs)
		gnic_count_frame(&tx->counters, skb, skb->len - ETH_FCS_LEN);
	else if (!gnic_needs_offload(skb))
		gnic_count_frame(&tx->counters, skb, skb->len);
	else if (skb_is_gso(skb))
		gnic_count_segments(&tx->counters, skb);
	else
		gnic_count_frame(&tx->counters, skb, gnic_wire_len(skb));
}

/* Unmap a finished slot; with the last one of a frame, free the frame. Returns
 * its octets, as BQL counts them.
 */
static unsigned int gnic_tx_take(struct gnic *gnic, u32 index, int budget)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int slot = gnic_tx_slot(tx, index);
	struct gnic_tx_buf *buf = &tx->buf[slot];
	struct sk_buff *skb = buf->skb;
	unsigned int bytes;

	gnic_tx_unmap(gnic, buf);
	if (!skb)
		return 0;
	bytes = skb->len;
	gnic_tx_count(gnic, skb);
	napi_consume_skb(skb, budget);
	return bytes;
}

/* Tell BQL, and wake the queue if it was stopped and has room again. BQL is
 * told of what a doorbell leaves in flight, which is nothing as a rule: then
 * there is nothing to tell.
 */
static void gnic_tx_account(struct gnic *gnic, unsigned int taken)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int queued = tx->queued;

	tx->queued = 0;
	if (likely(taken == queued && !tx->in_flight &&
		   !netif_tx_queue_stopped(txq)))
		return;

	tx->in_flight += queued - taken;
	if (queued)
		netdev_tx_sent_queue(txq, queued);
	/* Of the number of frames it asks only whether there are any */
	if (!netif_txq_completed_wake(txq, !!taken, taken, gnic_tx_room(tx),
				      GNIC_TX_START_THRS))
		gnic_count(&tx->counters, GNIC_WAKES);
}

/* Take back what the device has finished, batch by batch. @budget as in
 * napi_consume_skb(): 0 where its per-CPU cache must not be touched. Returns
 * the octets of whole frames.
 */
static unsigned int gnic_tx_reclaim(struct gnic *gnic, int budget)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int taken = 0;
	u32 head = tx->head;

	while (head != tx->doorbell) {
		unsigned int slot = gnic_tx_slot(tx, head);
		u32 end = tx->buf[slot].batch_end;

		if (!gnic_tx_batch_done(tx, end))
			break;
		while (head != end + 1)
			taken += gnic_tx_take(gnic, head++, budget);
	}

	if (head != tx->head) {
		trace_gnic_tx_done(gnic, GNIC_TX,
				   gnic_tx_slot(tx, tx->head),
				   head - tx->head);
		/* As a rule the doorbell says it all */
		if (unlikely(tx->armed))
			gnic_tx_log(gnic, GNIC_RECORD_TX_DONE, tx->head,
				    head - tx->head, 0);
		tx->head = head;
	}
	return taken;
}

/* Reclaim, and ask for an interrupt if the device is not through. Once more
 * after asking: an ICR read in between may have taken the cause away.
 */
static void gnic_tx_finish(struct gnic *gnic, int budget)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	for (;;) {
		gnic_tx_account(gnic, gnic_tx_reclaim(gnic, budget));
		if (likely(tx->head == tx->doorbell) || tx->armed)
			break;
		gnic_tx_log(gnic, GNIC_RECORD_TX_LATE, tx->head,
			    tx->doorbell - tx->head, 0);
		gnic_irq_arm_tx(gnic, true);
	}
	if (unlikely(tx->armed) && tx->head == tx->doorbell)
		gnic_irq_arm_tx(gnic, false);
}

/* Ring the doorbell for everything queued since the last one. @alone: that is
 * one frame, whose event says so.
 */
static void gnic_tx_doorbell(struct gnic *gnic, bool alone)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	unsigned int first = gnic_tx_slot(tx, tx->doorbell);
	unsigned int last = gnic_tx_slot(tx, tx->tail - 1);

	tx->buf[first].batch_end = tx->tail - 1;
	tx->desc[last].lower |= cpu_to_le32(GNIC_TXD_RS);

	trace_gnic_tx_doorbell(gnic, GNIC_TX, first, tx->tail - tx->doorbell);
	if (!alone)
		gnic_tx_log(gnic, GNIC_RECORD_TX_DOORBELL, tx->doorbell,
			    tx->tail - tx->doorbell, 0);
	tx->doorbell = tx->tail;
	gnic_count(&tx->counters, GNIC_DOORBELLS);

	/* writel() orders the descriptors before the doorbell; the partner is
	 * the device, which reads them when TDT arrives.
	 */
	gnic_wr32(gnic, GNIC_TDT, gnic_tx_slot(tx, tx->tail));
}

/* The per-CPU skb cache may be used in softirq context, but not by netpoll,
 * which calls with interrupts off.
 */
static int gnic_tx_budget(void)
{
	return in_softirq() && !irqs_disabled();
}

/* Is this inside a poll of ours, which will ring? Not with interrupts off:
 * netpoll, whose message may be the last one.
 */
static bool gnic_tx_may_wait(void)
{
	return this_cpu_read(gnic_hold.task) == current && !irqs_disabled();
}

/* Have the poll of this processor ring, unless another one's does. */
static void gnic_tx_hold(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	if (tx->held)
		return;
	tx->held = true;
	tx->next_held = this_cpu_read(gnic_hold.first);
	this_cpu_write(gnic_hold.first, gnic);
}

/* Not inline, as gnic_tx_offload() */
static noinline void gnic_tx_capture(struct gnic *gnic,
				     const struct sk_buff *skb, u32 first,
				     struct gnic_fcs fcs, u64 start_ns)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	struct gnic_capture_meta *meta = &tx->meta;

	meta->desc = gnic_tx_slot(tx, first);
	meta->descs = tx->tail - first;
	meta->fcs = fcs;
	meta->id = tx->id;
	meta->poll_ns = start_ns;
	gnic_capture_skb(gnic, skb, meta);
}

/* Queue one frame; the caller rings the doorbell, for it @alone or not. @first
 * is the index of its first descriptor, which may be a context.
 */
static bool gnic_tx_queue(struct gnic *gnic, struct sk_buff *skb, u32 first,
			  struct gnic_tx_flags flags, bool alone)
{
	struct gnic_tx_ring *tx = &gnic->tx;
	struct gnic_fcs fcs = {};
	u64 start_ns = 0;

	if (gnic_captured(gnic))
		start_ns = ktime_get_ns();

	if (unlikely(!gnic_tx_map(gnic, skb, flags))) {
		/* The device does not get the context before it, either */
		tx->tail = first;
		tx->context = (struct gnic_tx_context) {};
		return false;
	}

	if (flags.lower & GNIC_TXD_TSE && gnic_gso_is_even(skb))
		gnic_tx_close(tx, flags.lower, flags.upper);
	if (gnic_has_fcs(gnic))
		fcs = gnic_tx_end(tx, skb);

	skb_tx_timestamp(skb);
	trace_gnic_tx_queue(gnic, skb, gnic_tx_slot(tx, first),
			    tx->tail - first, tx->id);
	if (alone)
		gnic_tx_log(gnic, GNIC_EVENT_SENT, first, tx->tail - first,
			    tx->id);
	else
		gnic_tx_log(gnic, GNIC_RECORD_TX_FRAME, first,
			    tx->tail - first, tx->id);
	if (gnic_captured(gnic))
		gnic_tx_capture(gnic, skb, first, fcs, start_ns);
	tx->id++;
	return true;
}

/* A redirect (tc mirred) does not ask for the MTU. */
static bool gnic_tx_too_long(const struct gnic *gnic, const struct sk_buff *skb)
{
	unsigned int fcs = gnic_has_fcs(gnic) ? ETH_FCS_LEN : 0;
	unsigned int max = GNIC_FRAME_MAX - fcs;

	return skb->len > max &&
	       !(skb_is_gso(skb) && skb_gso_validate_mac_len(skb, max));
}

/**
 * gnic_start_xmit() - ndo_start_xmit
 * @skb: the frame
 * @netdev: the interface
 *
 * Every way out rings the doorbell if frames are waiting for it, or has a poll
 * ring: an earlier frame of a burst must not wait for a later one that was
 * dropped or refused.
 *
 * Return: NETDEV_TX_OK; NETDEV_TX_BUSY only if the stack sends to a stopped
 * queue.
 */
netdev_tx_t gnic_start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct gnic_tx_flags flags = { .lower = GNIC_TXD_IFCS };
	struct gnic *gnic = netdev_priv(netdev);
	struct gnic_tx_ring *tx = &gnic->tx;
	netdev_tx_t ret = NETDEV_TX_OK;
	bool more = netdev_xmit_more();
	bool kick = !more && !gnic_tx_may_wait();
	u32 first = tx->tail;
	bool alone = kick && first == tx->doorbell;

	if (unlikely(gnic_tx_room(tx) < GNIC_TX_PER_SKB)) {
		net_warn_ratelimited("%s: transmit ring full when queue awake\n",
				     netdev->name);
		gnic_count(&tx->counters, GNIC_STOPS);
		netif_tx_stop_queue(txq);
		ret = NETDEV_TX_BUSY;
		kick = true;
		goto out;
	}

	if (unlikely(gnic_tx_too_long(gnic, skb))) {
		gnic_tx_drop(gnic, skb, SKB_DROP_REASON_PKT_TOO_BIG,
			     "longer than any frame");
		goto out;
	}

	if (unlikely(skb->len < ETH_ZLEN && !gnic_tx_pad(gnic, skb)))
		goto out;

	if (gnic_needs_offload(skb)) {
		if (gnic_tx_same_checksum(tx, skb))
			flags = gnic_tx_checksum;
		else
			flags = gnic_tx_offload(gnic, skb);
	}
	if (unlikely(!flags.lower))
		goto out;

	if (unlikely(!gnic_tx_queue(gnic, skb, first, flags, alone))) {
		gnic_tx_drop(gnic, skb, SKB_DROP_REASON_NOMEM,
			     "cannot map for DMA");
		goto out;
	}

	tx->queued += skb->len;
	kick |= netif_xmit_stopped(txq);

	if (!netif_txq_maybe_stop(txq, gnic_tx_room(tx), GNIC_TX_STOP_THRS,
				  GNIC_TX_START_THRS)) {
		gnic_count(&tx->counters, GNIC_STOPS);
		gnic_tx_log(gnic, GNIC_RECORD_TX_STOP, tx->tail,
			    gnic_tx_room(tx), 0);
		kick = true;
	}

out:
	if (tx->tail == tx->doorbell)
		return ret;
	if (kick || (!more && tx->queued >= GNIC_TX_HOLD)) {
		gnic_tx_doorbell(gnic, alone);
		gnic_tx_finish(gnic, gnic_tx_budget());
	} else if (!more) {
		gnic_tx_hold(gnic);
	}
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_start_xmit);

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
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_poll);

/* Ring one that was held, unless someone else did or the NIC was stopped. Not
 * inline: most polls have none.
 */
static noinline void gnic_tx_release_one(struct gnic *gnic, int budget)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);
	struct gnic_tx_ring *tx = &gnic->tx;

	__netif_tx_lock(txq, smp_processor_id());
	this_cpu_write(gnic_hold.first, tx->next_held);
	tx->held = false;
	if (tx->tail != tx->doorbell && !netif_tx_queue_stopped(txq)) {
		gnic_tx_doorbell(gnic, false);
		gnic_tx_finish(gnic, budget);
	}
	__netif_tx_unlock(txq);
}

/**
 * gnic_tx_retain() - a poll begins: doorbells wait for gnic_tx_release(), which
 * this processor will call before softirqs are on again
 */
void gnic_tx_retain(void)
{
	this_cpu_write(gnic_hold.task, current);
}
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_retain);

/**
 * gnic_tx_release() - this processor's poll ends: ring what was held for it
 * @budget: NAPI's
 */
void gnic_tx_release(int budget)
{
	struct gnic *gnic;

	this_cpu_write(gnic_hold.task, NULL);
	while ((gnic = this_cpu_read(gnic_hold.first)))
		gnic_tx_release_one(gnic, budget);
}
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_release);

/**
 * gnic_tx_alloc() - the memory of a ring
 * @gnic: the NIC
 * @memory: filled in
 * @count: slots
 *
 * Return: 0 or -ENOMEM, and then nothing is left allocated.
 */
int gnic_tx_alloc(struct gnic *gnic, struct gnic_tx_memory *memory, u32 count)
{
	struct device *dev = &gnic->pdev->dev;
	struct gnic_tx_memory new = { .count = count };

	new.desc = dma_alloc_coherent(dev, count * sizeof(*new.desc), &new.dma,
				      GFP_KERNEL);
	if (!new.desc)
		return -ENOMEM;

	new.copy = dma_alloc_coherent(dev, count * GNIC_TX_COPYBREAK,
				      &new.copy_dma, GFP_KERNEL);
	if (!new.copy)
		goto free_desc;

	new.buf = kvcalloc(count, sizeof(*new.buf), GFP_KERNEL);
	if (!new.buf)
		goto free_copy;

	*memory = new;
	return 0;

free_copy:
	dma_free_coherent(dev, count * GNIC_TX_COPYBREAK, new.copy,
			  new.copy_dma);
free_desc:
	dma_free_coherent(dev, count * sizeof(*new.desc), new.desc, new.dma);
	return -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_alloc);

/**
 * gnic_tx_free() - undo gnic_tx_alloc()
 * @gnic: the NIC
 * @memory: of a ring that is empty; its size stays
 */
void gnic_tx_free(struct gnic *gnic, struct gnic_tx_memory *memory)
{
	struct device *dev = &gnic->pdev->dev;
	u32 count = memory->count;

	kvfree(memory->buf);
	memory->buf = NULL;
	dma_free_coherent(dev, count * GNIC_TX_COPYBREAK, memory->copy,
			  memory->copy_dma);
	memory->copy = NULL;
	dma_free_coherent(dev, count * sizeof(*memory->desc), memory->desc,
			  memory->dma);
	memory->desc = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_free);

/**
 * gnic_tx_drop_all() - throw away what the device has not sent
 * @gnic: the NIC, stopped
 *
 * The ring is empty then, and begins anew at its first slot.
 */
void gnic_tx_drop_all(struct gnic *gnic)
{
	struct gnic_tx_ring *tx = &gnic->tx;

	/* What was sent while nobody looked any more counts as sent */
	gnic_tx_reclaim(gnic, 0);
	while (tx->head != tx->tail) {
		unsigned int slot = gnic_tx_slot(tx, tx->head++);
		struct gnic_tx_buf *buf = &tx->buf[slot];

		gnic_tx_unmap(gnic, buf);
		if (!buf->skb)
			continue;
		dev_kfree_skb_any_reason(buf->skb, SKB_DROP_REASON_DEV_READY);
		buf->skb = NULL;
		gnic_count(&tx->counters, GNIC_DROPPED);
	}

	tx->head = 0;
	tx->tail = 0;
	tx->doorbell = 0;
	tx->armed = false;
	tx->context = (struct gnic_tx_context) {};
	tx->queued = 0;
	tx->in_flight = 0;
	netdev_tx_reset_queue(netdev_get_tx_queue(gnic->netdev, 0));
}
EXPORT_SYMBOL_IF_KUNIT(gnic_tx_drop_all);

/**
 * gnic_tx_start() - give the empty ring to the device
 * @gnic: the NIC, bus mastering off
 *
 * TDH before TDT: the write of TDT walks the ring from TDH.
 */
void gnic_tx_start(struct gnic *gnic)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);

	/* BQL, which may never hear of a frame, works its limit out when one
	 * completes; before that it lets nobody make bursts.
	 */
	netdev_tx_sent_queue(txq, 1);
	netdev_tx_completed_queue(txq, 1, 1);

	gnic_wr64(gnic, GNIC_TDBAL, gnic->tx.dma);
	gnic_wr32(gnic, GNIC_TDLEN, gnic->tx.count * sizeof(*gnic->tx.desc));
	gnic_wr32(gnic, GNIC_TDH, 0);
	gnic_wr32(gnic, GNIC_TDT, 0);
}
