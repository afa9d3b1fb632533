/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ring arithmetic. Pure: compiles in user space too, where it is tested.
 *
 * @head and @tail run freely and are reduced only where a slot is addressed:
 * software fills slots at @tail, the device empties them, software takes them
 * back at @head. The device calls head == tail "empty" (SDM 3.2.6), so one
 * slot of @count always stays free. @count is a power of two.
 */
#ifndef GNIC_RING_H
#define GNIC_RING_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#endif

#include "desc.h"

/* RDLEN and TDLEN are in steps of 128 octets: 8 descriptors (SDM 13.4.27). */
#define GNIC_RING_STEP		8

static inline unsigned int gnic_ring_slot(unsigned int index,
					  unsigned int count)
{
	return index & (count - 1);
}

/* Slots the device has not given back yet. */
static inline unsigned int gnic_ring_used(unsigned int head, unsigned int tail)
{
	return tail - head;
}

/* Slots software may still fill. */
static inline unsigned int gnic_ring_free(unsigned int head, unsigned int tail,
					  unsigned int count)
{
	return count - 1 - gnic_ring_used(head, tail);
}

/**
 * gnic_ring_must_flush() - does an RDT write have to be pushed to the device?
 * @head: next slot software will look at
 * @tail: tail last written to RDT
 * @flushed: tail that is known to have reached the device
 * @count: slots of the ring
 *
 * KVM parks writes to RDT until the next access that is not parked (device.md
 * 2.1). A receiver that runs dry raises no interrupt, so a parked RDT would
 * never be looked at: the ring would be dead. Half the ring is the reserve
 * below which the write is pushed.
 *
 * Return: true when a write is parked and the device may have less than half
 * of the ring left.
 */
static inline bool gnic_ring_must_flush(unsigned int head, unsigned int tail,
					unsigned int flushed,
					unsigned int count)
{
	return flushed != tail && (int)(flushed - head) < (int)(count / 2);
}

#endif /* GNIC_RING_H */
