// SPDX-License-Identifier: GPL-2.0
/*
 * Frames to user space: their way into a ring of pcapng blocks, and the
 * settings in debugfs. stream.c is the way out.
 *
 * The writers are the transmit and receive paths: each puts one whole block
 * under the lock, or counts the frame as dropped when there is no room. The
 * ring is mapped twice in a row, so that a block is made where it stays.
 *
 * What was seen is in exactly one of four counters: captured, filtered,
 * dropped (no room), skipped (begun by a reader that left).
 *
 * The object outlives the NIC: an open file keeps it until it is closed.
 */
#include <linux/debugfs.h>
#include <linux/log2.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "capture.h"
#include "pcapng.h"

#define GNIC_CAPTURE_BUFFER		SZ_4M
#define GNIC_CAPTURE_BUFFER_MAX		SZ_1G
/* Readers are woken this often, or at once when the ring is half full */
#define GNIC_CAPTURE_WAKE_MS		10

DEFINE_STATIC_KEY_FALSE(gnic_capture_key);

enum gnic_capture_wake {
	GNIC_WAKE_SOON,		/* a wake-up is on its way */
	GNIC_WAKE_NOW,		/* it must not wait: half full */
};

/*
 * Writing: in the transmit and receive paths
 */

/* Put the frame as it is on the wire: with the tag that the device strips, or
 * has yet to insert, and with its FCS. Not inline: a plain one would pay for
 * the stack protector.
 */
static noinline int gnic_capture_put_frame(u8 *to, const struct sk_buff *skb,
					   const struct gnic_fcs *fcs,
					   u32 caplen)
{
	const __be16 tag[] = {
		skb->vlan_proto, htons(skb_vlan_tag_get(skb)),
	};
	u32 len = min(caplen, gnic_wire_len(skb));
	u32 before = len, tagged = 0;

	if (skb_vlan_tag_present(skb)) {
		before = min_t(u32, len, 2 * ETH_ALEN);
		tagged = min_t(u32, len - before, sizeof(tag));
	}

	memcpy(to + before, tag, tagged);
	memcpy(to + len, &fcs->value, caplen - len);
	return skb_copy_bits(skb, 0, to, before) ?:
	       skb_copy_bits(skb, before, to + before + tagged,
			     len - before - tagged);
}

/* Copy what is in one piece: memcpy() takes 30 instructions more, of 128
 * octets.
 */
static void gnic_capture_put_octets(u8 *to, const u8 *from, size_t len)
{
	const u8 *end = from + ALIGN_DOWN(len, 64);

	for (; from != end; from += 64, to += 64)
		memcpy(to, from, 64);
	len %= 64;
	if (len)
		memcpy(to, from, len);
}

/* Most frames have what is wanted of them in one piece. */
static bool gnic_capture_is_plain(const struct sk_buff *skb, u32 caplen)
{
	return caplen <= skb_headlen(skb) && !skb_vlan_tag_present(skb);
}

/* Put one block, or count the frame as dropped; under the lock. Returns whether
 * there is one.
 */
static bool gnic_capture_record(struct gnic_capture *cap,
				const struct sk_buff *skb,
				const struct gnic_capture_meta *meta)
{
	u32 len = gnic_wire_len(skb) + (meta->fcs.apart ? meta->fcs.len : 0);
	u32 caplen = min(len, cap->snaplen);
	struct pcapng_epb *epb = (void *)gnic_capture_at(cap, cap->head);
	u8 *data = (u8 *)(epb + 1);
	u64 now = ktime_get_ns();
	u64 lost = cap->lost;
	u64 time = now + cap->epoch_ns;
	u32 length;

	length = sizeof(*epb) + caplen + gnic_pcapng_trailer_len(caplen, lost);
	/* Acquire: the reader has finished with the octets before tail. Its
	 * partner is the release in gnic_capture_take().
	 */
	if (length > cap->size - (cap->head - smp_load_acquire(&cap->tail)))
		goto drop;
	if (gnic_capture_is_plain(skb, caplen))
		gnic_capture_put_octets(data, skb->data, caplen);
	else if (gnic_capture_put_frame(data, skb, &meta->fcs, caplen))
		goto drop;

	epb->type = PCAPNG_EPB;
	epb->length = length;
	epb->interface = 0;
	epb->time_high = upper_32_bits(time);
	epb->time_low = lower_32_bits(time);
	epb->caplen = caplen;
	epb->len = len;
	gnic_pcapng_trailer(cap->gnic, data + caplen, skb, meta, caplen, lost,
			    now);
	cap->captured++;
	cap->bytes += caplen;
	cap->lost = 0;

	/* Release: the block before head. Partner: gnic_capture_pending(). */
	smp_store_release(&cap->head, cap->head + length);
	return true;

drop:
	cap->dropped++;
	cap->lost++;
	return false;
}

/*
 * Waking from here would take scheduler locks, which a frame sent by netpoll
 * out of printk() may already be under; an irq_work gets out of there.
 */
static void gnic_capture_notify(struct gnic_capture *cap, u64 old_head)
{
	/* The block before the look at the bit: whoever cleared it looks for
	 * blocks next. Partner: smp_mb__after_atomic() in gnic_capture_wake().
	 */
	smp_mb();

	/* Only a block that crosses the middle of the ring, or its end, as one
	 * does before it is half full: with nobody reading, the ones after it
	 * would each cost an interrupt.
	 */
	if (unlikely((old_head ^ cap->head) >= cap->size / 2)) {
		set_bit(GNIC_WAKE_NOW, &cap->wake);
		irq_work_queue(&cap->wake_work);
	} else if (!test_bit(GNIC_WAKE_SOON, &cap->wake) &&
		   !test_and_set_bit(GNIC_WAKE_SOON, &cap->wake)) {
		irq_work_queue(&cap->wake_work);
	}
}

/**
 * gnic_capture_skb() - record a frame
 * @gnic: the NIC
 * @skb: the frame, from its first octet on the wire; sent: before the
 *	doorbell, received: before the stack, or before it is dropped as damaged
 * @meta: what else is known of it
 *
 * Any context. Times are taken under the lock, so they never go back.
 */
void gnic_capture_skb(struct gnic *gnic, const struct sk_buff *skb,
		      const struct gnic_capture_meta *meta)
{
	struct gnic_capture *cap = gnic->capture;
	unsigned long flags;

	spin_lock_irqsave(&cap->lock, flags);
	if (cap->enabled) {
		u64 head = cap->head;

		if (gnic_capture_record(cap, skb, meta))
			gnic_capture_notify(cap, head);
	}
	spin_unlock_irqrestore(&cap->lock, flags);
}

/*
 * Waking the reader
 */

static void gnic_capture_wake(struct gnic_capture *cap)
{
	cap->wake_last = jiffies;
	clear_bit(GNIC_WAKE_SOON, &cap->wake);
	/* The bit before the look at who waits: a block put after it was
	 * cleared asks anew. Partner: smp_mb() in gnic_capture_notify().
	 */
	smp_mb__after_atomic();
	wake_up_interruptible_poll(&cap->wait, EPOLLIN | EPOLLRDNORM);
}

static void gnic_capture_wake_work(struct irq_work *work)
{
	struct gnic_capture *cap = container_of(work, struct gnic_capture,
						wake_work);
	unsigned long due = cap->wake_last +
			    msecs_to_jiffies(GNIC_CAPTURE_WAKE_MS);

	if (test_and_clear_bit(GNIC_WAKE_NOW, &cap->wake) ||
	    time_after_eq(jiffies, due))
		gnic_capture_wake(cap);
	else
		mod_timer(&cap->wake_timer, due);
}

static void gnic_capture_wake_timer(struct timer_list *timer)
{
	struct gnic_capture *cap = from_timer(cap, timer, wake_timer);

	gnic_capture_wake(cap);
}

/*
 * Settings: capture/enabled, snaplen, buffer, and the counters
 */

/* @size octets that are found again behind themselves. Each page is mapped
 * twice and has a reference for each, which vfree() gives back.
 */
static u8 *gnic_capture_ring(u32 size)
{
	unsigned int count = size / PAGE_SIZE, i;
	struct page **pages;
	u8 *ring;

	pages = kvmalloc_array(2 * count, sizeof(*pages),
			       GFP_KERNEL | __GFP_NOWARN);
	if (!pages)
		return NULL;

	for (i = 0; i < count; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_NOWARN |
				      __GFP_RETRY_MAYFAIL);
		if (!pages[i])
			goto free_pages;
		get_page(pages[i]);
		pages[count + i] = pages[i];
		cond_resched();
	}

	ring = vmap(pages, 2 * count, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	if (ring)
		return ring;

free_pages:
	while (i--) {
		put_page(pages[i]);
		put_page(pages[i]);
	}
	kvfree(pages);
	return NULL;
}

static int gnic_capture_enable(struct gnic_capture *cap)
{
	u8 *ring = cap->ring;

	if (cap->enabled)
		return 0;

	if (cap->size != cap->buffer) {
		ring = gnic_capture_ring(cap->buffer);
		if (!ring)
			return -ENOMEM;
		vfree(cap->ring);
	}

	spin_lock_irq(&cap->lock);
	cap->ring = ring;
	cap->size = cap->buffer;
	cap->head = 0;
	cap->tail = 0;
	cap->lost = 0;
	cap->captured = 0;
	cap->dropped = 0;
	cap->skipped = 0;
	cap->bytes = 0;
	cap->epoch_ns = ktime_get_real_ns() - ktime_get_ns();
	cap->generation++;
	cap->enabled = true;
	WRITE_ONCE(cap->gnic->captured, true);
	spin_unlock_irq(&cap->lock);

	static_branch_inc(&gnic_capture_key);
	return 0;
}

static void gnic_capture_disable(struct gnic_capture *cap)
{
	if (!cap->enabled)
		return;

	static_branch_dec(&gnic_capture_key);
	spin_lock_irq(&cap->lock);
	cap->enabled = false;
	WRITE_ONCE(cap->gnic->captured, false);
	spin_unlock_irq(&cap->lock);
	wake_up_interruptible_poll(&cap->wait, EPOLLIN | EPOLLRDNORM);
}

static int gnic_enabled_get(void *data, u64 *value)
{
	struct gnic_capture *cap = data;

	*value = READ_ONCE(cap->enabled);
	return 0;
}

static int gnic_enabled_set(void *data, u64 value)
{
	struct gnic_capture *cap = data;
	int err = 0;

	if (value > 1)
		return -EINVAL;

	mutex_lock(&cap->mutex);
	if (cap->gone)
		err = -EIO;
	else if (value)
		err = gnic_capture_enable(cap);
	else
		gnic_capture_disable(cap);
	mutex_unlock(&cap->mutex);

	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(gnic_enabled_fops, gnic_enabled_get,
			 gnic_enabled_set, "%llu\n");

static int gnic_snaplen_get(void *data, u64 *value)
{
	struct gnic_capture *cap = data;

	*value = READ_ONCE(cap->snaplen);
	return 0;
}

static int gnic_snaplen_set(void *data, u64 value)
{
	struct gnic_capture *cap = data;

	if (!value || value > GNIC_PCAPNG_SNAPLEN)
		return -EINVAL;

	spin_lock_irq(&cap->lock);
	cap->snaplen = value;
	spin_unlock_irq(&cap->lock);

	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(gnic_snaplen_fops, gnic_snaplen_get,
			 gnic_snaplen_set, "%llu\n");

static int gnic_buffer_get(void *data, u64 *value)
{
	struct gnic_capture *cap = data;

	*value = READ_ONCE(cap->buffer);
	return 0;
}

static int gnic_buffer_set(void *data, u64 value)
{
	struct gnic_capture *cap = data;
	int err = 0;

	if (value < PAGE_SIZE || value > GNIC_CAPTURE_BUFFER_MAX ||
	    !is_power_of_2(value))
		return -EINVAL;

	mutex_lock(&cap->mutex);
	if (cap->enabled)
		err = -EBUSY;
	else
		cap->buffer = value;
	mutex_unlock(&cap->mutex);

	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(gnic_buffer_fops, gnic_buffer_get, gnic_buffer_set,
			 "%llu\n");

static int gnic_capture_stats_show(struct seq_file *m, void *v)
{
	struct gnic_capture *cap = m->private;
	u64 captured, dropped, skipped, bytes;

	spin_lock_irq(&cap->lock);
	captured = cap->captured;
	dropped = cap->dropped;
	skipped = cap->skipped;
	bytes = cap->bytes;
	spin_unlock_irq(&cap->lock);

	seq_printf(m, "captured %llu\n", captured);
	seq_puts(m, "filtered 0\n");	/* there is no filter yet */
	seq_printf(m, "dropped %llu\n", dropped);
	seq_printf(m, "skipped %llu\n", skipped);
	seq_printf(m, "bytes %llu\n", bytes);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(gnic_capture_stats);

/**
 * gnic_capture_debugfs() - make the files
 * @gnic: the NIC
 * @parent: its folder
 */
void gnic_capture_debugfs(struct gnic *gnic, struct dentry *parent)
{
	struct gnic_capture *cap = gnic->capture;
	struct dentry *dir = debugfs_create_dir("capture", parent);

	debugfs_create_file("frames", 0400, dir, cap, &gnic_frames_fops);
	debugfs_create_file_unsafe("enabled", 0600, dir, cap,
				   &gnic_enabled_fops);
	debugfs_create_file_unsafe("snaplen", 0600, dir, cap,
				   &gnic_snaplen_fops);
	debugfs_create_file_unsafe("buffer", 0600, dir, cap, &gnic_buffer_fops);
	debugfs_create_file("stats", 0400, dir, cap, &gnic_capture_stats_fops);
}

static void gnic_capture_free(struct kref *ref)
{
	struct gnic_capture *cap = container_of(ref, struct gnic_capture, ref);

	vfree(cap->ring);
	kvfree(cap->block);
	kfree(cap);
}

/**
 * gnic_capture_put() - let go of a capture; the last one frees it
 * @cap: the capture
 */
void gnic_capture_put(struct gnic_capture *cap)
{
	kref_put(&cap->ref, gnic_capture_free);
}

/**
 * gnic_capture_create() - the capture of a NIC, switched off
 * @gnic: the NIC
 *
 * Return: 0 or -ENOMEM.
 */
int gnic_capture_create(struct gnic *gnic)
{
	struct gnic_capture *cap = kzalloc(sizeof(*cap), GFP_KERNEL);

	if (!cap)
		return -ENOMEM;

	cap->gnic = gnic;
	cap->snaplen = GNIC_PCAPNG_SNAPLEN;
	cap->buffer = GNIC_CAPTURE_BUFFER;
	cap->generation = 1;	/* a stream's header is of generation 0 */
	kref_init(&cap->ref);
	spin_lock_init(&cap->lock);
	mutex_init(&cap->mutex);
	init_waitqueue_head(&cap->wait);
	init_irq_work(&cap->wake_work, gnic_capture_wake_work);
	timer_setup(&cap->wake_timer, gnic_capture_wake_timer, 0);
	cap->wake_last = jiffies;
	gnic->capture = cap;

	return 0;
}

/**
 * gnic_capture_hang_up() - the NIC goes away: send the reader off with -EIO
 * @gnic: the NIC
 */
void gnic_capture_hang_up(struct gnic *gnic)
{
	struct gnic_capture *cap = gnic->capture;

	mutex_lock(&cap->mutex);
	gnic_capture_disable(cap);
	WRITE_ONCE(cap->gone, true);
	mutex_unlock(&cap->mutex);
	wake_up_interruptible_poll(&cap->wait, EPOLLERR | EPOLLHUP);
}

/**
 * gnic_capture_destroy() - let go of the capture
 * @gnic: the NIC, its files removed and no frame on its way
 */
void gnic_capture_destroy(struct gnic *gnic)
{
	struct gnic_capture *cap = gnic->capture;

	irq_work_sync(&cap->wake_work);
	timer_shutdown_sync(&cap->wake_timer);
	gnic_capture_put(cap);
}
