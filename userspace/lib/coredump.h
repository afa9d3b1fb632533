/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A devcoredump of the driver, read: struct gnic_dump of driver/records.h, then
 * registers, both rings and the flight recorder. Nothing in it is believed.
 */
#ifndef GN_COREDUMP_H
#define GN_COREDUMP_H

#include "register.h"
#include "slot.h"

/* Far more than the driver ever writes: its largest rings make half a MiB. */
#define GN_COREDUMP_MAX (16 * 1024 * 1024)

/**
 * struct gn_record - an event of the flight recorder
 * @time_ns: CLOCK_MONOTONIC
 * @ring: "tx", "rx" or "nic", NULL when that is unknown
 * @kind: what happened, NULL when that is unknown
 * @what: what @value counts
 * @value: of that
 * @in_hex: how it is shown
 * @in_ring: @index means something
 * @index: slot of the ring
 * @number: of the event in its log, interrupts having one of their own: what is missing was overwritten; a frame
 *          and the doorbell for it alone share one
 * @id: packet id of the frame, 0 for none
 */
struct gn_record {
	uint64_t time_ns;
	const char *ring, *kind, *what;
	uint32_t value;
	bool in_hex, in_ring;
	uint32_t index, number;
	uint64_t id;
};

/**
 * struct gn_coredump - what a devcoredump says of itself, and cursors over the rest
 * @netdev: name of the interface
 * @pci: PCI address
 * @mono_ns: CLOCK_MONOTONIC
 * @tx,@rx: the rings, whose slots may not all be there
 * @malformed: what is wrong with it, "" for nothing
 */
struct gn_coredump {
	char netdev[17], pci[17];
	uint64_t mono_ns;
	struct gn_ring tx, rx;
	char malformed[96];
	/* the rest is private to coredump.c */
	struct gn_bytes register_bytes, tx_bytes, rx_bytes, record_bytes;
	uint32_t tx_next, rx_next;
};

/*
 * Reads the header, and finds what is behind it. False when not even the header
 * is there; else what there is can be taken, whatever @dump->malformed says.
 */
bool gn_coredump_read(struct gn_coredump *dump, const void *bytes, size_t size);

/* The next one each, in the order in which they are in the dump; false behind the last. */
bool gn_coredump_register(struct gn_coredump *dump, struct gn_register *reg);
bool gn_coredump_slot(struct gn_coredump *dump, bool tx, struct gn_slot *slot);
bool gn_coredump_record(struct gn_coredump *dump, struct gn_record *record);

#endif
