// SPDX-License-Identifier: GPL-2.0
/*
 * capture/frames: the pcapng stream as it is read.
 *
 * It begins with one Section Header and one Interface Description, made at
 * open, then come Enhanced Packet Blocks out of the ring of capture.c. The one
 * reader takes whole blocks; if its buffer ends inside a block, the rest of
 * that block is kept for its next read, and thrown away when it leaves.
 */
#include <linux/debugfs.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "capture.h"
#include "pcapng.h"

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

/* Octets of the block @offset behind tail */
static u32 gnic_capture_block_len(const struct gnic_capture *cap, u32 offset)
{
	const struct pcapng_epb *epb;

	epb = (const void *)gnic_capture_at(cap, cap->tail + offset);
	return epb->length;
}

/* What was copied is the writers' room again. */
static void gnic_capture_take(struct gnic_capture *cap, u32 len)
{
	/* Release: partner of the acquire in gnic_capture_record() */
	smp_store_release(&cap->tail, cap->tail + len);
}

/* As many whole blocks as fit into @count octets: how many octets are they? */
static u32 gnic_capture_span(const struct gnic_capture *cap, size_t count)
{
	/* Acquire: partner of the release in gnic_capture_record() */
	u32 pending = smp_load_acquire(&cap->head) - cap->tail;
	u32 span = 0;

	while (span != pending) {
		u32 len = gnic_capture_block_len(cap, span);

		if (len > count - span)
			break;
		span += len;
	}
	return span;
}

/* The reader's buffer is shorter than the block at tail: keep it for several
 * reads.
 */
static int gnic_capture_hold_block(struct gnic_capture *cap)
{
	u32 len = gnic_capture_block_len(cap, 0);
	u8 *block;

	if (len > cap->block_size) {
		block = kvmalloc(len, GFP_KERNEL);
		if (!block)
			return -ENOMEM;
		kvfree(cap->block);
		cap->block = block;
		cap->block_size = len;
	}

	memcpy(cap->block, gnic_capture_at(cap, cap->tail), len);
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
	ssize_t ret;
	u32 span;

	if (gnic_capture_has_rest(cap)) {
		ret = gnic_capture_copy_rest(cap, buf, count);
		if (ret < 0)
			return ret;
		done = ret;
	}

	if (done == count || gnic_capture_over(cap) ||
	    !gnic_capture_pending(cap))
		return done;

	span = gnic_capture_span(cap, count - done);
	if (span) {
		if (copy_to_user(buf + done,
				 gnic_capture_at(cap, cap->tail), span))
			return done ?: -EFAULT;
		gnic_capture_take(cap, span);
		return done + span;
	}
	if (done)
		return done;

	ret = gnic_capture_hold_block(cap);
	return ret ?: gnic_capture_copy_rest(cap, buf, count);
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

	gnic_capture_put(cap);
	return 0;
}

const struct file_operations gnic_frames_fops = {
	.owner		= THIS_MODULE,
	.open		= gnic_frames_open,
	.read		= gnic_frames_read,
	.poll		= gnic_frames_poll,
	.release	= gnic_frames_release,
};
