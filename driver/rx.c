// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a received frame: descriptors the device has finished, the skb
 * they make, checks, the stack, and new buffers for the slots.
 *
 * There is one path for every MTU. A frame is one or several descriptors of
 * 2048 octets, the last with EOP; the first buffer becomes the skb's head, the
 * others its fragments. Buffers come from a page_pool, which keeps them mapped
 * and gets them back from the stack; a short frame is copied out instead, so
 * that its page stays in the ring and a socket is not charged 4 KiB for it.
 *
 * Everything but start and stop runs inside NAPI. What a descriptor says is
 * not believed before it is checked: the length against the buffer, the sum
 * against the longest frame.
 */
#include <kunit/visibility.h>
#include <linux/etherdevice.h>
#include <net/busy_poll.h>
#include <net/checksum.h>
#include <net/page_pool/helpers.h>

#include "glassnic.h"
#include "trace.h"

static_assert(GNIC_RX_HEADROOM + GNIC_RX_BUFSZ <=
	      SKB_WITH_OVERHEAD(PAGE_SIZE), "buffer and skb share a page");
static_assert(DIV_ROUND_UP(GNIC_FRAME_MAX, GNIC_RX_BUFSZ) <= MAX_SKB_FRAGS,
	      "the longest frame fits one skb, FCS included");

/* Why a frame is thrown away, for the driver's trace and for the kernel's */
struct gnic_rx_why {
	const char *text;
	enum skb_drop_reason reason;
};

/* More than the shortest frames whose copies fit a page */
#define GNIC_RX_COPIES		(PAGE_SIZE / 256)
static_assert(sizeof(struct skb_shared_info) >= 256, "and what ends a copy");

static const struct gnic_rx_why gnic_rx_endless = {
	"longer than the buffer or any skb", SKB_DROP_REASON_PKT_TOO_BIG,
};

static const struct gnic_rx_why gnic_rx_no_memory = {
	"no memory for an skb", SKB_DROP_REASON_NOMEM,
};

static const struct gnic_rx_why gnic_rx_too_short = {
	"shorter than an Ethernet header", SKB_DROP_REASON_PKT_TOO_SMALL,
};

static const struct gnic_rx_why gnic_rx_faults[] = {
	[GNIC_TOO_LONG]	= { "longer than the MTU allows",
			    SKB_DROP_REASON_PKT_TOO_BIG },
	[GNIC_FRAME_ERRORS] = { "the device flagged an error",
				SKB_DROP_REASON_DEV_HDR },
	[GNIC_CRC_ERRORS] = { "the FCS is wrong", SKB_DROP_REASON_SKB_CSUM },
};

static unsigned int gnic_rx_slot(const struct gnic_rx_ring *rx, u32 index)
{
	return gnic_ring_slot(index, rx->count);
}

static void gnic_rx_log(struct gnic *gnic, unsigned int kind, u32 index,
			u32 value, u64 id)
{
	gnic_log(&gnic->recorder.logs[GNIC_LOG_RX], kind,
		 gnic_rx_slot(&gnic->rx, index), value, id);
}

/* A new page for copies. The last one is ours again when all of its copies are
 * back. Not inline: it is one in some ten frames.
 */
static noinline bool gnic_rx_make_room(struct gnic_rx_memory *memory)
{
	struct page *page = memory->copies;

	if (!page || page_pool_unref_page(page, memory->copy_refs)) {
		page = page_pool_dev_alloc_pages(memory->pool);
		memory->copies = page;
		memory->room_len = 0;
		if (!page)
			return false;
	}
	memory->copy_refs = GNIC_RX_COPIES;
	page_pool_fragment_page(page, GNIC_RX_COPIES);
	memory->room = page_address(page);
	memory->room_len = PAGE_SIZE;
	return true;
}

/* Nobody copies any more. */
static void gnic_rx_free_room(struct gnic_rx_memory *memory)
{
	struct page *page = memory->copies;

	if (page && !page_pool_unref_page(page, memory->copy_refs))
		page_pool_put_unrefed_page(memory->pool, page, -1, false);
	memory->copies = NULL;
	memory->room_len = 0;
}

/* A short frame: copied, its page stays in the slot. The copy is in a piece of
 * a page of the same pool, which comes back to it; a page of the kernel's would
 * have to be cleared first, for as many instructions as all the rest here.
 * page_pool_dev_alloc_va() is the same for 60 instructions more a piece.
 *
 * The device checks no sums (device.md 6.5), so what TCP and UDP have to add up
 * is added up on the way.
 */
static struct sk_buff *gnic_rx_copy(struct gnic *gnic, struct page *page,
				    unsigned int len)
{
	unsigned int size = SKB_HEAD_ALIGN(NET_SKB_PAD + len);
	const u8 *frame = page_address(page) + GNIC_RX_HEADROOM;
	struct gnic_rx_memory *memory = &gnic->rx.memory;
	struct page_pool *pool = memory->pool;
	struct sk_buff *skb;

	if (unlikely(memory->room_len < size) && !gnic_rx_make_room(memory))
		return NULL;
	skb = napi_build_skb(memory->room, size);
	if (!skb)
		return NULL;
	memory->room += size;
	memory->room_len -= size;
	memory->copy_refs--;
	gnic_count(&gnic->rx.counters, GNIC_COPIED);

	skb_mark_for_recycle(skb);
	skb_reserve(skb, NET_SKB_PAD);
	__skb_put(skb, len);
	memcpy(skb->data, frame, len);
	skb->csum = csum_partial(skb->data + ETH_HLEN,
				 max_t(int, len, ETH_HLEN) - ETH_HLEN, 0);
	skb->ip_summed = CHECKSUM_COMPLETE;
	/* The page goes back to the device without passing the pool, which
	 * would have done this.
	 */
	dma_sync_single_range_for_device(pool->p.dev,
					 page_pool_get_dma_addr(page),
					 GNIC_RX_HEADROOM, len,
					 pool->p.dma_dir);
	return skb;
}

/* A long frame: the page becomes the skb's head. */
static struct sk_buff *gnic_rx_build(struct page *page, unsigned int len)
{
	struct sk_buff *skb = napi_build_skb(page_address(page), PAGE_SIZE);

	if (!skb)
		return NULL;

	skb_mark_for_recycle(skb);
	skb_reserve(skb, GNIC_RX_HEADROOM);
	skb_put(skb, len);
	return skb;
}

/* Add the finished descriptor at head to the frame, or set @rx->drop to the
 * reason why the frame cannot be had.
 */
static void gnic_rx_add(struct gnic *gnic, unsigned int len, bool eop)
{
	struct gnic_rx_ring *rx = &gnic->rx;
	unsigned int slot = gnic_rx_slot(rx, rx->head);
	struct page *page = rx->page[slot];
	struct sk_buff *skb = rx->skb;

	if (!skb && !rx->drop)
		rx->first = rx->head;
	/* A buffer address of 0 yields DD and no octets (device.md 6.5) */
	if (rx->drop || !len)
		return;

	if (len > GNIC_RX_BUFSZ ||
	    (skb && skb_shinfo(skb)->nr_frags == MAX_SKB_FRAGS)) {
		gnic_count(&rx->counters, GNIC_TOO_LONG);
		rx->drop = &gnic_rx_endless;
		return;
	}

	page_pool_dma_sync_for_cpu(rx->pool, page, 0, len);

	if (skb) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page,
				GNIC_RX_HEADROOM, len, PAGE_SIZE);
		rx->page[slot] = NULL;
		return;
	}

	if (eop && len <= READ_ONCE(rx->copybreak)) {
		rx->skb = gnic_rx_copy(gnic, page, len);
	} else {
		rx->skb = gnic_rx_build(page, len);
		if (rx->skb)
			rx->page[slot] = NULL;
	}

	if (!rx->skb) {
		gnic_count(&rx->counters, GNIC_ALLOC_FAIL);
		gnic_count(&rx->counters, GNIC_DROPPED);
		rx->drop = &gnic_rx_no_memory;
	}
}

/* As what does a whole frame count? GNIC_FRAMES: it is fit for the stack.
 * @fcs is the length of the FCS that it ends in.
 */
static enum gnic_counter gnic_rx_judge(struct gnic *gnic, struct sk_buff *skb,
				       unsigned int fcs, u8 errors)
{
	/* A small MTU is about sending: a peer may still fill its 1500 */
	unsigned int mtu = max(READ_ONCE(gnic->netdev->mtu), ETH_DATA_LEN);

	if (errors & GNIC_RXD_ERR_FRAME)
		return GNIC_FRAME_ERRORS;
	if (skb->len > mtu + GNIC_FRAME_OVERHEAD + fcs)
		return GNIC_TOO_LONG;
	if (fcs && !gnic_fcs_good(skb))
		return GNIC_CRC_ERRORS;
	return GNIC_FRAMES;
}

/* The tag that the device took out */
static void gnic_rx_vlan(struct sk_buff *skb, const struct gnic_rx_desc *desc)
{
	if (desc->status & GNIC_RXD_VP)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q),
				       le16_to_cpu(desc->special));
}

/* Not inline: the poll loop would pay for the registers */
static noinline void gnic_rx_capture(struct gnic *gnic,
				     const struct sk_buff *skb,
				     unsigned int fcs, enum gnic_counter fault)
{
	struct gnic_rx_ring *rx = &gnic->rx;
	struct gnic_capture_meta *meta = &rx->meta;

	meta->desc = gnic_rx_slot(rx, rx->first);
	meta->descs = rx->head - rx->first;
	meta->fault = fault;
	meta->fcs.len = fcs;
	meta->id = rx->id;
	gnic_capture_skb(gnic, skb, meta);
}

/* Tell those who watch, of a damaged frame too */
static void gnic_rx_record(struct gnic *gnic, const struct sk_buff *skb,
			   unsigned int fcs, enum gnic_counter fault)
{
	struct gnic_rx_ring *rx = &gnic->rx;
	unsigned int slot = gnic_rx_slot(rx, rx->first);
	unsigned int descs = rx->head - rx->first;

	trace_gnic_rx_frame(gnic, skb, slot, descs, rx->id);
	gnic_rx_log(gnic, GNIC_RECORD_RX_FRAME, rx->first, skb->len, rx->id);

	if (gnic_captured(gnic))
		gnic_rx_capture(gnic, skb, fcs, fault);
	rx->id++;
}

static void gnic_rx_drop(struct gnic *gnic, struct sk_buff *skb,
			 const struct gnic_rx_why *why)
{
	trace_gnic_drop(gnic, GNIC_RX, why->text);
	gnic_rx_log(gnic, GNIC_RECORD_RX_DROP, gnic->rx.first,
		    skb ? skb->len : 0, 0);
	kfree_skb_reason(skb, why->reason);
}

/* The FCS is not part of what the stack gets, unless it asks for it. Not
 * inline: a frame without one would pay for the registers.
 */
static noinline void gnic_rx_trim(struct gnic *gnic, struct sk_buff *skb,
				  unsigned int fcs)
{
	if (!(gnic->netdev->features & NETIF_F_RXFCS))
		pskb_trim_rcsum(skb, skb->len - fcs);
}

static void gnic_rx_prepare(struct gnic *gnic, struct sk_buff *skb,
			    unsigned int fcs)
{
	if (fcs)
		gnic_rx_trim(gnic, skb, fcs);
	skb->protocol = eth_type_trans(skb, gnic->netdev);
}

/* Count a damaged frame, and drop it unless all are wanted. Then it is said to
 * be for another host: a packet socket sees it so marked, IP leaves it alone.
 */
static noinline void gnic_rx_damaged(struct gnic *gnic, struct sk_buff *skb,
				     unsigned int fcs, enum gnic_counter fault)
{
	struct gnic_counters *counters = &gnic->rx.counters;

	gnic_count(counters, fault);
	if (fault == GNIC_CRC_ERRORS && skb->len < ETH_ZLEN + ETH_FCS_LEN)
		gnic_count(counters, GNIC_FRAGMENTS);

	if (!(gnic->netdev->features & NETIF_F_RXALL)) {
		gnic_rx_drop(gnic, skb, &gnic_rx_faults[fault]);
		return;
	}
	gnic_rx_prepare(gnic, skb, fcs);
	skb->pkt_type = PACKET_OTHERHOST;
	netif_receive_skb(skb);
}

/**
 * gnic_rx_ready() - has the device finished the next descriptor?
 * @gnic: the NIC, up; anywhere, but outside NAPI the answer is a hint
 *
 * Return: true when a poll would find it.
 */
bool gnic_rx_ready(const struct gnic *gnic)
{
	const struct gnic_rx_ring *rx = &gnic->rx;
	unsigned int next = gnic_rx_slot(rx, READ_ONCE(rx->head));

	return READ_ONCE(rx->desc[next].status) & GNIC_RXD_DD;
}

/* Is there nobody whom GRO could join with the first frame of a poll: none
 * behind it, none that GRO holds, and none that it would hold this one for?
 * Then the way around GRO is 800 instructions shorter.
 */
static bool gnic_rx_alone(const struct gnic *gnic)
{
	return !gnic_rx_ready(gnic) && !gnic->napi.gro_bitmask &&
	       !READ_ONCE(gnic->netdev->gro_flush_timeout);
}

/* The last descriptor of a frame has come: hand it up, or drop it. */
static void gnic_rx_finish(struct gnic *gnic, const struct gnic_rx_desc *desc,
			   bool first)
{
	bool alone = first && gnic_rx_alone(gnic);
	unsigned int fcs = gnic_has_fcs(gnic) ? ETH_FCS_LEN : 0;
	const struct gnic_rx_why *drop = gnic->rx.drop;
	struct gnic_rx_ring *rx = &gnic->rx;
	struct sk_buff *skb = rx->skb;
	enum gnic_counter fault;

	rx->skb = NULL;
	rx->drop = NULL;
	if (unlikely(drop)) {
		gnic_rx_drop(gnic, skb, drop);
		return;
	}
	/* True runts reach us on QEMU 10, down to nothing (device.md 6.4) */
	if (unlikely(!skb || skb_headlen(skb) < ETH_HLEN + fcs)) {
		gnic_count(&rx->counters, GNIC_TOO_SHORT);
		gnic_rx_drop(gnic, skb, &gnic_rx_too_short);
		return;
	}

	gnic_rx_vlan(skb, desc);
	fault = gnic_rx_judge(gnic, skb, fcs, desc->errors);
	gnic_rx_record(gnic, skb, fcs, fault);
	if (unlikely(fault != GNIC_FRAMES)) {
		gnic_rx_damaged(gnic, skb, fcs, fault);
		return;
	}

	gnic_count_frame(&rx->counters, skb, gnic_wire_len(skb) - fcs);
	gnic_rx_prepare(gnic, skb, fcs);
	if (alone) {
		skb_mark_napi_id(skb, &gnic->napi);
		netif_receive_skb(skb);
	} else {
		napi_gro_receive(&gnic->napi, skb);
	}
}

/* Give pages to free slots, from @tail on. Returns the new tail, short of the
 * full ring when memory ran out. Never GFP_KERNEL, not even where it may sleep:
 * the page_pool of 6.12 would do so with softirqs off, when its own records
 * want memory that is not at hand (page_pool_dma_map(); allocations.sh).
 */
static u32 gnic_rx_fill(const struct gnic_rx_memory *memory, u32 head,
			u32 tail)
{
	u32 end = head + memory->count - 1;

	for (; tail != end; tail++) {
		unsigned int slot = gnic_ring_slot(tail, memory->count);
		struct page *page = memory->page[slot];

		if (!page) {
			page = page_pool_alloc_pages(memory->pool,
						     GFP_ATOMIC | __GFP_NOWARN);
			if (!page)
				break;
			memory->page[slot] = page;
		}
		/* Status and errors to zero: QEMU ORs into what it finds, and
		 * a stale bit would read as a tag or an error.
		 */
		memory->desc[slot] = (struct gnic_rx_desc) {
			.addr = cpu_to_le64(page_pool_get_dma_addr(page) +
					    GNIC_RX_HEADROOM),
		};
	}

	return tail;
}

/* Has the device run out of buffers? What waits for it then is lost but for as
 * many frames as the next RDT write has buffers (device.md 6.2).
 */
static bool gnic_rx_dry(const struct gnic_rx_ring *rx)
{
	unsigned int last = gnic_rx_slot(rx, rx->tail - 1);

	return READ_ONCE(rx->desc[last].status) & GNIC_RXD_DD;
}

/* One RDT write for at least a batch of slots, pushed when it must be. A ring
 * that ran dry is emptied first, if polling is to go on anyway (@again), and
 * filled in one large step.
 */
static void gnic_rx_refill(struct gnic *gnic, bool again)
{
	struct gnic_rx_ring *rx = &gnic->rx;
	unsigned int room = gnic_ring_free(rx->head, rx->tail, rx->count);
	u32 tail = rx->tail;

	if (room >= GNIC_RX_BATCH(rx->count)) {
		if (gnic_rx_dry(rx)) {
			gnic_rx_log(gnic, GNIC_RECORD_RX_DRY, rx->head,
				    rx->tail - rx->head, 0);
			if (again && rx->head != rx->tail)
				return;
		}
		tail = gnic_rx_fill(&rx->memory, rx->head, tail);
		if (unlikely(tail != rx->tail + room))
			gnic_count(&rx->counters, GNIC_ALLOC_FAIL);
	}

	if (tail != rx->tail) {
		trace_gnic_rx_refill(gnic, GNIC_RX,
				     gnic_rx_slot(rx, rx->tail),
				     tail - rx->tail);
		gnic_rx_log(gnic, GNIC_RECORD_RX_REFILL, rx->tail,
			    tail - rx->tail, 0);
		gnic_count(&rx->counters, GNIC_DOORBELLS);
		gnic_wr32(gnic, GNIC_RDT, gnic_rx_slot(rx, tail));
		/* After the write: the handler takes it for written */
		WRITE_ONCE(rx->tail, tail);
	}

	if (gnic_ring_must_flush(rx->head, rx->tail, READ_ONCE(rx->flushed),
				 rx->count)) {
		gnic_rx_log(gnic, GNIC_RECORD_RX_FLUSH, rx->head,
			    rx->flushed - rx->head, 0);
		/* Sets no cause, but is not parked (device.md 2.1) */
		gnic_wr32(gnic, GNIC_ICS, 0);
		WRITE_ONCE(rx->flushed, rx->tail);
	}
}

/**
 * gnic_rx_poll() - receive what the device has finished
 * @gnic: the NIC
 * @budget: frames at most
 *
 * Return: frames taken from the ring, dropped ones included.
 */
int gnic_rx_poll(struct gnic *gnic, int budget)
{
	struct gnic_rx_ring *rx = &gnic->rx;
	int frames = 0;

	if (gnic_captured(gnic)) {
		rx->meta.ring = GNIC_RX;
		rx->meta.poll_ns = ktime_get_ns();
		/* Taken: the next poll is another interrupt's, or none's */
		rx->meta.irq_ns = xchg(&gnic->irq_ns, 0);
	}

	while (frames < budget && rx->head != rx->tail) {
		unsigned int slot = gnic_rx_slot(rx, rx->head);
		const struct gnic_rx_desc *desc = &rx->desc[slot];
		u8 status = READ_ONCE(desc->status);
		bool eop = status & GNIC_RXD_EOP;

		if (!(status & GNIC_RXD_DD))
			break;
		/* The rest of the descriptor and the frame after DD; the
		 * partner is the device, which writes DD last.
		 */
		dma_rmb();

		gnic_rx_add(gnic, le16_to_cpu(desc->length), eop);
		rx->head++;
		if (!eop)
			continue;
		gnic_rx_finish(gnic, desc, !frames);
		frames++;
	}

	gnic_rx_refill(gnic, frames == budget);

	return frames;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_rx_poll);

static struct page_pool *gnic_rx_pool_create(struct gnic *gnic, u32 count)
{
	struct page_pool_params params = {
		.flags		= PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size	= count,
		.nid		= NUMA_NO_NODE,
		.dev		= &gnic->pdev->dev,
		.netdev		= gnic->netdev,
		.dma_dir	= DMA_FROM_DEVICE,
		.offset		= GNIC_RX_HEADROOM,
		.max_len	= GNIC_RX_BUFSZ,
		.napi		= &gnic->napi,
	};
	struct page_pool *pool = page_pool_create(&params);

	/* Whose it is netlink is told now; NAPI uses it from gnic_rx_start()
	 * on. A pool that NAPI uses can be destroyed only while NAPI is off,
	 * and a ring that is prepared may have to go again.
	 */
	if (!IS_ERR(pool))
		WRITE_ONCE(pool->p.napi, NULL);
	return pool;
}

static void gnic_rx_free_pages(const struct gnic_rx_memory *memory)
{
	unsigned int slot;

	for (slot = 0; slot < memory->count; slot++)
		if (memory->page[slot])
			page_pool_put_full_page(memory->pool,
						memory->page[slot], false);
}

/**
 * gnic_rx_alloc() - the memory of a ring and a buffer for every slot
 * @gnic: the NIC
 * @memory: filled in
 * @count: slots
 *
 * Return: 0 or an error, and then nothing is left allocated.
 */
int gnic_rx_alloc(struct gnic *gnic, struct gnic_rx_memory *memory, u32 count)
{
	struct device *dev = &gnic->pdev->dev;
	struct gnic_rx_memory new = { .count = count };
	int err = -ENOMEM;

	new.desc = dma_alloc_coherent(dev, count * sizeof(*new.desc), &new.dma,
				      GFP_KERNEL);
	if (!new.desc)
		return -ENOMEM;

	new.page = kvcalloc(count, sizeof(*new.page), GFP_KERNEL);
	if (!new.page)
		goto free_desc;

	new.pool = gnic_rx_pool_create(gnic, count);
	if (IS_ERR(new.pool)) {
		err = PTR_ERR(new.pool);
		goto free_page;
	}

	if (gnic_rx_fill(&new, 0, 0) != count - 1)
		goto free_pool;

	*memory = new;
	return 0;

free_pool:
	gnic_rx_free_pages(&new);
	page_pool_destroy(new.pool);
free_page:
	kvfree(new.page);
free_desc:
	dma_free_coherent(dev, count * sizeof(*new.desc), new.desc, new.dma);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_rx_alloc);

/**
 * gnic_rx_free() - undo gnic_rx_alloc()
 * @gnic: the NIC, stopped
 * @memory: of a ring; its size stays
 */
void gnic_rx_free(struct gnic *gnic, struct gnic_rx_memory *memory)
{
	gnic_rx_free_pages(memory);
	gnic_rx_free_room(memory);
	page_pool_destroy(memory->pool);
	kvfree(memory->page);
	dma_free_coherent(&gnic->pdev->dev,
			  memory->count * sizeof(*memory->desc), memory->desc,
			  memory->dma);
}
EXPORT_SYMBOL_IF_KUNIT(gnic_rx_free);

/**
 * gnic_rx_drop_partial() - drop half a frame
 * @gnic: the NIC, stopped, maybe between two descriptors
 */
void gnic_rx_drop_partial(struct gnic *gnic)
{
	kfree_skb_reason(gnic->rx.skb, SKB_DROP_REASON_DEV_READY);
	gnic->rx.skb = NULL;
	gnic->rx.drop = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_rx_drop_partial);

/**
 * gnic_rx_start() - fill the ring from its first slot on, and show the device
 * an empty one
 * @gnic: the NIC, bus mastering off
 *
 * Without memory for every slot the ring is shorter for a while; while it is
 * too short to wait for interrupts, NAPI keeps polling (gnic_rx_starved()).
 */
void gnic_rx_start(struct gnic *gnic)
{
	struct gnic_rx_ring *rx = &gnic->rx;

	/* As page_pool_enable_direct_recycling() of Linux 6.13 */
	WRITE_ONCE(rx->pool->p.napi, &gnic->napi);
	rx->head = 0;
	rx->tail = gnic_rx_fill(&rx->memory, 0, 0);
	gnic_wr64(gnic, GNIC_RDBAL, rx->dma);
	gnic_wr32(gnic, GNIC_RDLEN, rx->count * sizeof(*rx->desc));
	gnic_wr32(gnic, GNIC_RDH, 0);
	gnic_wr32(gnic, GNIC_RDT, 0);
}
EXPORT_SYMBOL_IF_KUNIT(gnic_rx_start);

/**
 * gnic_rx_post() - give every buffer to the device
 * @gnic: the NIC, bus mastering on
 */
void gnic_rx_post(struct gnic *gnic)
{
	const struct gnic_rx_ring *rx = &gnic->rx;

	gnic_wr32(gnic, GNIC_RDT, gnic_rx_slot(rx, rx->tail));
}
