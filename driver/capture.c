// SPDX-License-Identifier: GPL-2.0
/*
 * Frames to user space: a pcapng stream in debugfs.
 *
 * capture/frames gives one Section Header and one Interface Description, made
 * at open, then Enhanced Packet Blocks out of a ring. The writers are the
 * transmit and receive paths: each puts one whole block under the lock, or
 * counts the frame as dropped when there is no room. The one reader takes
 * whole blocks; if its buffer ends inside a block, the rest of that block is
 * kept for its next read, and thrown away when it leaves.
 *
 * What was seen is in exactly one of four counters: captured, filtered,
 * dropped (no room), skipped (begun by a reader that left).
 *
 * The object outlives the NIC: an open file keeps it until it is closed.
 */
#include <linux/debugfs.h>
#include <linux/irq_work.h>
#include <linux/kref.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "glassnic.h"
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

/**
 * struct gnic_capture - the capture of one NIC
 * @ref: the NIC and the open file
 * @gnic: the NIC, not to be touched when @gone
 * @lock: writers, and every change of what they use
 * @enabled: frames are recorded
 * @snaplen: octets of a frame to record
 * @ring: @size octets of whole blocks; NULL before the first time
 * @size: a power of two
 * @head: where the next block goes; runs freely
 * @tail: where the oldest unread block is; moved by the reader only
 * @epoch_ns: CLOCK_REALTIME minus CLOCK_MONOTONIC when enabled
 * @lost: frames dropped since the last block
 * @captured: counter
 * @dropped: counter
 * @skipped: counter
 * @bytes: octets of frame data recorded
 * @mutex: the reader, and every change of the settings
 * @buffer: size the ring gets when enabled
 * @generation: counts how often it was enabled, from 1
 * @opened: there is a reader
 * @gone: the NIC went away
 * @block: what the reader still has to get before the next block
 * @block_size: room there
 * @block_len: octets there
 * @block_pos: octets of it already read
 * @block_generation: @generation when a block of the ring was put there, 0
 *	for the stream's header
 * @reader_generation: @generation that the reader reads, 0 before it does
 * @wait: the reader
 * @wake: bits of enum gnic_capture_wake
 * @wake_work: from any context to one that may wake
 * @wake_timer: bounds how often
 * @wake_last: jiffies of the last wake-up
 */
struct gnic_capture {
	struct kref ref;
	struct gnic *gnic;

	spinlock_t lock;	/* writers, and what they use */
	bool enabled;
	u32 snaplen;
	u8 *ring;
	u32 size;
	u64 head;
	u64 tail;
	s64 epoch_ns;
	u64 lost;
	u64 captured;
	u64 dropped;
	u64 skipped;
	u64 bytes;

	struct mutex mutex;	/* the reader, and the settings */
	u32 buffer;
	u64 generation;
	bool opened;
	bool gone;
	u8 *block;
	u32 block_size;
	u32 block_len;
	u32 block_pos;
	u64 block_generation;
	u64 reader_generation;

	wait_queue_head_t wait;
	unsigned long wake;
	struct irq_work wake_work;
	struct timer_list wake_timer;
	unsigned long wake_last;
};

/*
 * Writing: in the transmit and receive paths
 */

static void gnic_capture_put(struct gnic_capture *cap, u64 at, const void *data,
			     u32 len)
{
	u32 start = at & (cap->size - 1);
	u32 first = min(len, cap->size - start);

	memcpy(cap->ring + start, data, first);
	memcpy(cap->ring, data + first, len - first);
}

static int gnic_capture_put_skb(struct gnic_capture *cap, u64 at,
				const struct sk_buff *skb, u32 offset, u32 len)
{
	u32 start = at & (cap->size - 1);
	u32 first = min(len, cap->size - start);

	return skb_copy_bits(skb, offset, cap->ring + start, first) ?:
	       skb_copy_bits(skb, offset + first, cap->ring, len - first);
}

/* Put the frame as it is on the wire: with the tag that the device strips, or
 * has yet to insert, and with its FCS.
 */
static int gnic_capture_put_frame(struct gnic_capture *cap, u64 at,
				  const struct sk_buff *skb,
				  const struct gnic_fcs *fcs, u32 caplen)
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

	gnic_capture_put(cap, at + before, tag, tagged);
	gnic_capture_put(cap, at + len, &fcs->value, caplen - len);
	return gnic_capture_put_skb(cap, at, skb, 0, before) ?:
	       gnic_capture_put_skb(cap, at + before + tagged, skb, before,
				    len - before - tagged);
}

/* Put one block, or count the frame as dropped; under the lock. */
static void gnic_capture_record(struct gnic_capture *cap,
				const struct sk_buff *skb,
				const struct gnic_capture_meta *meta)
{
	u32 len = gnic_wire_len(skb) + (meta->fcs.apart ? meta->fcs.len : 0);
	u32 caplen = min(len, cap->snaplen);
	u8 trailer[GNIC_PCAPNG_TRAILER];
	u64 now = ktime_get_ns();
	struct pcapng_epb epb;
	u64 at = cap->head;
	u32 trailer_len;
	u64 time;

	trailer_len = gnic_pcapng_trailer(cap->gnic, trailer, skb, meta, caplen,
					  cap->lost, now);
	time = now + cap->epoch_ns;
	epb = (struct pcapng_epb) {
		.type		= PCAPNG_EPB,
		.length		= sizeof(epb) + caplen + trailer_len,
		.time_high	= upper_32_bits(time),
		.time_low	= lower_32_bits(time),
		.caplen		= caplen,
		.len		= len,
	};

	/* Acquire: the reader has finished with the octets before tail. Its
	 * partner is the release in gnic_capture_take().
	 */
	if (epb.length > cap->size - (at - smp_load_acquire(&cap->tail)) ||
	    gnic_capture_put_frame(cap, at + sizeof(epb), skb, &meta->fcs,
				   caplen)) {
		cap->dropped++;
		cap->lost++;
		return;
	}

	gnic_capture_put(cap, at, &epb, sizeof(epb));
	gnic_capture_put(cap, at + sizeof(epb) + caplen, trailer, trailer_len);
	cap->captured++;
	cap->bytes += caplen;
	cap->lost = 0;

	/* Release: the block before head. Partner: gnic_capture_pending(). */
	smp_store_release(&cap->head, at + epb.length);
}

/*
 * Waking from here would take scheduler locks, which a frame sent by netpoll
 * out of printk() may already be under; an irq_work gets out of there.
 */
static void gnic_capture_notify(struct gnic_capture *cap, u64 old_head)
{
	u64 tail = READ_ONCE(cap->tail);
	u32 half = cap->size / 2;

	/* The block before the look at the bit: whoever cleared it looks for
	 * blocks next. Partner: smp_mb__after_atomic() in gnic_capture_wake().
	 */
	smp_mb();

	/* Only the block that crosses the half: with nobody reading, the
	 * ones after it would each cost an interrupt.
	 */
	if (old_head - tail < half && cap->head - tail >= half) {
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

	if (!READ_ONCE(cap->enabled))
		return;

	spin_lock_irqsave(&cap->lock, flags);
	if (cap->enabled) {
		u64 head = cap->head;

		gnic_capture_record(cap, skb, meta);
		if (cap->head != head)
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
 * Reading: capture/frames
 */

static void gnic_capture_free(struct kref *ref)
{
	struct gnic_capture *cap = container_of(ref, struct gnic_capture, ref);

	vfree(cap->ring);
	kvfree(cap->block);
	kfree(cap);
}

static bool gnic_capture_pending(const struct gnic_capture *cap)
{
	/* Acquire: partner of the release in gnic_capture_record() */
	return smp_load_acquire(&cap->head) != cap->tail;
}

static bool gnic_capture_has_rest(const struct gnic_capture *cap)
{
	return cap->block_pos < cap->block_len;
}

/* Nothing to wait for: a read would return at once. */
static bool gnic_capture_ready(const struct gnic_capture *cap)
{
	return gnic_capture_has_rest(cap) || gnic_capture_pending(cap) ||
	       !READ_ONCE(cap->enabled) || READ_ONCE(cap->gone);
}

static u32 gnic_capture_next_len(const struct gnic_capture *cap)
{
	/* Blocks and the ring are multiples of 4: the word does not wrap */
	u64 at = cap->tail + offsetof(struct pcapng_epb, length);

	return *(const u32 *)(cap->ring + (at & (cap->size - 1)));
}

/* The block at tail has been copied: its room is the writers' again. */
static void gnic_capture_take(struct gnic_capture *cap, u32 len)
{
	/* Release: partner of the acquire in gnic_capture_record() */
	smp_store_release(&cap->tail, cap->tail + len);
}

/* Copy the block at tail straight to the reader. */
static int gnic_capture_copy_block(struct gnic_capture *cap, char __user *buf,
				   u32 len)
{
	u32 start = cap->tail & (cap->size - 1);
	u32 first = min(len, cap->size - start);

	if (copy_to_user(buf, cap->ring + start, first) ||
	    copy_to_user(buf + first, cap->ring, len - first))
		return -EFAULT;

	gnic_capture_take(cap, len);
	return 0;
}

/* The reader's buffer is shorter than the block at tail: keep it for several
 * reads.
 */
static int gnic_capture_hold_block(struct gnic_capture *cap, u32 len)
{
	u32 start = cap->tail & (cap->size - 1);
	u32 first = min(len, cap->size - start);
	u8 *block;

	if (len > cap->block_size) {
		block = kvmalloc(len, GFP_KERNEL);
		if (!block)
			return -ENOMEM;
		kvfree(cap->block);
		cap->block = block;
		cap->block_size = len;
	}

	memcpy(cap->block, cap->ring + start, first);
	memcpy(cap->block + first, cap->ring, len - first);
	cap->block_len = len;
	cap->block_pos = 0;
	cap->block_generation = cap->generation;
	gnic_capture_take(cap, len);
	return 0;
}

static ssize_t gnic_capture_copy_rest(struct gnic_capture *cap,
				      char __user *buf, size_t count)
{
	size_t len = min_t(size_t, count, cap->block_len - cap->block_pos);

	if (copy_to_user(buf, cap->block + cap->block_pos, len))
		return -EFAULT;
	cap->block_pos += len;
	return len;
}

/* Was the capture that this reader reads enabled anew since? It belongs to the
 * one in which it first looked for a block.
 */
static bool gnic_capture_over(struct gnic_capture *cap)
{
	if (!cap->reader_generation &&
	    (cap->enabled || gnic_capture_pending(cap)))
		cap->reader_generation = cap->generation;
	return cap->reader_generation &&
	       cap->reader_generation != cap->generation;
}

/* Copy what is there: as many whole blocks as fit, a part of one only when
 * not even that one fits. Returns 0 when there is nothing.
 */
static ssize_t gnic_capture_copy(struct gnic_capture *cap, char __user *buf,
				 size_t count)
{
	size_t done = 0;
	ssize_t ret = 0;

	if (gnic_capture_has_rest(cap)) {
		ret = gnic_capture_copy_rest(cap, buf, count);
		if (ret < 0)
			return ret;
		done = ret;
	}

	while (done < count && !gnic_capture_over(cap) &&
	       gnic_capture_pending(cap)) {
		u32 len = gnic_capture_next_len(cap);

		if (len <= count - done) {
			ret = gnic_capture_copy_block(cap, buf + done, len);
			if (ret)
				break;
			done += len;
			continue;
		}
		if (done)
			break;
		ret = gnic_capture_hold_block(cap, len);
		if (!ret)
			ret = gnic_capture_copy_rest(cap, buf, count);
		if (ret > 0)
			done = ret;
		break;
	}

	return done ?: ret;
}

static ssize_t gnic_frames_read(struct file *file, char __user *buf,
				size_t count, loff_t *pos)
{
	struct gnic_capture *cap = file->private_data;
	ssize_t ret;

	if (!count)
		return 0;

	for (;;) {
		ret = mutex_lock_interruptible(&cap->mutex);
		if (ret)
			return ret;
		if (cap->gone)
			ret = -EIO;
		else
			ret = gnic_capture_copy(cap, buf, count);
		/* Off and nothing left is the end; so is a capture that was
		 * enabled anew: its time begins anew too.
		 */
		if (!ret && cap->enabled && !gnic_capture_over(cap))
			ret = -EAGAIN;
		mutex_unlock(&cap->mutex);

		if (ret != -EAGAIN || file->f_flags & O_NONBLOCK)
			return ret;

		ret = wait_event_interruptible(cap->wait,
					       gnic_capture_ready(cap));
		if (ret)
			return ret;
	}
}

static __poll_t gnic_frames_poll(struct file *file, poll_table *wait)
{
	struct gnic_capture *cap = file->private_data;

	poll_wait(file, &cap->wait, wait);
	if (READ_ONCE(cap->gone))
		return EPOLLERR | EPOLLHUP;
	return gnic_capture_ready(cap) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int gnic_frames_open(struct inode *inode, struct file *file)
{
	struct gnic_capture *cap = inode->i_private;
	int err = -EBUSY;

	mutex_lock(&cap->mutex);
	if (cap->opened)
		goto unlock;

	if (cap->block_size < GNIC_PCAPNG_HEADER) {
		err = -ENOMEM;
		cap->block = kvmalloc(GNIC_PCAPNG_HEADER, GFP_KERNEL);
		if (!cap->block)
			goto unlock;
		cap->block_size = GNIC_PCAPNG_HEADER;
	}
	cap->block_len = gnic_pcapng_header(cap->gnic, cap->block);
	cap->block_pos = 0;
	cap->block_generation = 0;
	cap->reader_generation = 0;
	cap->opened = true;
	kref_get(&cap->ref);
	file->private_data = cap;
	err = stream_open(inode, file);

unlock:
	mutex_unlock(&cap->mutex);
	return err;
}

/* May come after the NIC has gone: only the capture itself is touched. */
static int gnic_frames_release(struct inode *inode, struct file *file)
{
	struct gnic_capture *cap = file->private_data;

	mutex_lock(&cap->mutex);
	/* The next reader begins with whole blocks */
	if (gnic_capture_has_rest(cap) &&
	    cap->block_generation == cap->generation) {
		spin_lock_irq(&cap->lock);
		cap->captured--;
		cap->skipped++;
		spin_unlock_irq(&cap->lock);
	}
	cap->block_len = 0;
	cap->block_pos = 0;
	cap->opened = false;
	mutex_unlock(&cap->mutex);

	kref_put(&cap->ref, gnic_capture_free);
	return 0;
}

static const struct file_operations gnic_frames_fops = {
	.owner		= THIS_MODULE,
	.open		= gnic_frames_open,
	.read		= gnic_frames_read,
	.poll		= gnic_frames_poll,
	.release	= gnic_frames_release,
};

/*
 * Settings: capture/enabled, snaplen, buffer, and the counters
 */

static int gnic_capture_enable(struct gnic_capture *cap)
{
	u8 *ring = cap->ring;

	if (cap->enabled)
		return 0;

	if (cap->size != cap->buffer) {
		ring = __vmalloc(cap->buffer, GFP_KERNEL | __GFP_NOWARN |
				 __GFP_RETRY_MAYFAIL);
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
	kref_put(&cap->ref, gnic_capture_free);
}
