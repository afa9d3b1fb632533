/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the writers of a capture (capture.c) and its reader (stream.c) share.
 */
#ifndef GNIC_CAPTURE_H
#define GNIC_CAPTURE_H

#include <linux/irq_work.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "glassnic.h"

/**
 * struct gnic_capture - the capture of one NIC
 * @ref: the NIC and the open file
 * @gnic: the NIC, not to be touched when @gone
 * @lock: writers, and every change of what they use
 * @enabled: frames are recorded
 * @snaplen: octets of a frame to record
 * @ring: @size octets of whole blocks, mapped twice in a row, so that a block
 *	never wraps; NULL before the first time
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

/* The octets at @at, which runs freely */
static inline u8 *gnic_capture_at(const struct gnic_capture *cap, u64 at)
{
	return cap->ring + (at & (cap->size - 1));
}

extern const struct file_operations gnic_frames_fops;

void gnic_capture_put(struct gnic_capture *cap);

#endif /* GNIC_CAPTURE_H */
