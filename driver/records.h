/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The binary formats that leave the kernel, for the driver and for user space.
 *
 * Fixed width, versioned, little-endian whatever the machine: a pcapng rewriter
 * cannot swap a foreign option, so its bytes must mean the same everywhere
 * (pcapng draft, section 3.5.1, says this of custom options).
 */
#ifndef GNIC_RECORDS_H
#define GNIC_RECORDS_H

#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/types.h>
#else
#include <assert.h>
#include <linux/types.h>
#endif

/* Of driver and tool alike: pcapng's shb_userappl and glassnic --version */
#define GNIC_VERSION		"0.1"

/* pcapng option code of struct gnic_epb_info: bit 15 set is "local use" */
#define GNIC_EPB_OPTION		0x8001
#define GNIC_EPB_MAGIC		0x63696e67	/* "gnic" */
#define GNIC_EPB_VERSION	1

/* Packet id (epb_packetid): NIC instance, direction, that ring's frame count */
#define GNIC_ID_INSTANCE_SHIFT	56
#define GNIC_ID_RX		(1ULL << 55)
#define GNIC_ID_COUNT_MASK	(GNIC_ID_RX - 1)

/* gnic_epb_info.csum */
#define GNIC_CSUM_NONE		0	/* RX: not checked; TX: complete */
#define GNIC_CSUM_UNNECESSARY	1	/* RX: checked and right */
#define GNIC_CSUM_PARTIAL	2	/* TX: left for the device */

/**
 * struct gnic_epb_info - the driver's own EPB option
 * @magic: GNIC_EPB_MAGIC
 * @version: GNIC_EPB_VERSION; a reader skips what it does not know
 * @length: bytes of this struct as the writer knew it; newer ones only append
 * @desc: index of the frame's first descriptor in its ring
 * @descs: how many descriptors it took
 * @gso_size: bytes of payload a segment for a GSO super-frame, else 0
 * @gso_segs: number of segments, else 0
 * @csum: GNIC_CSUM_*
 * @reserved: zero
 * @mono_ns: CLOCK_MONOTONIC when the frame was recorded
 * @irq_ns: RX: CLOCK_MONOTONIC of the interrupt that scheduled this poll; 0
 *	when unknown. TX: 0
 * @poll_ns: CLOCK_MONOTONIC; RX: at the start of this NAPI poll; TX: when the
 *	driver took the frame, before mapping it
 */
struct gnic_epb_info {
	__le32 magic;
	__le16 version;
	__le16 length;
	__le16 desc;
	__le16 descs;
	__le16 gso_size;
	__le16 gso_segs;
	__u8 csum;
	__u8 reserved[7];
	__le64 mono_ns;
	__le64 irq_ns;
	__le64 poll_ns;
} __attribute__((packed));

static_assert(sizeof(struct gnic_epb_info) == 48, "wire format");

/* gnic_record.ring */
#define GNIC_RECORD_TX		0
#define GNIC_RECORD_RX		1
#define GNIC_RECORD_DEVICE	2

/*
 * gnic_record.kind: K(name, how it is shown, what the value is). Numbers stay:
 * new kinds come last.
 */
#define GNIC_RECORD_KINDS(K) \
	K(NONE, "none", "value") \
	K(TX_FRAME, "frame", "descs")		/* queued; index, id */ \
	K(TX_DOORBELL, "doorbell", "descs")	/* TDT is written; index */ \
	K(TX_LATE, "late", "descs")		/* not sent by then */ \
	K(TX_DONE, "done", "descs")		/* taken back; index */ \
	K(TX_STOP, "stop", "free")		/* the queue has no room */ \
	K(TX_DROP, "drop", "len")		/* a frame is given up */ \
	K(RX_FRAME, "frame", "len")		/* received; index, id */ \
	K(RX_REFILL, "refill", "descs")		/* RDT is written; index */ \
	K(RX_FLUSH, "flush", "left")		/* a parked RDT is pushed */ \
	K(RX_DRY, "dry", "descs")		/* no buffer was left */ \
	K(RX_DROP, "drop", "len")		/* thrown away */ \
	K(RX_MASK, "mask", "value")		/* a poll's budget is used */ \
	K(RX_UNMASK, "unmask", "value")		/* and one's is not */ \
	K(IRQ, "irq", "causes")			/* it was ours */ \
	K(LINK, "link", "up") \
	K(START, "start", "value")		/* frames move */ \
	K(STOP, "stop", "value")		/* and do no longer */ \
	K(TIMEOUT, "timeout", "descs")		/* the stack's watchdog */ \
	K(RESET, "reset", "value")		/* all programmed anew */

enum gnic_record_kind {
#define GNIC_RECORD_KIND(name, ...)	GNIC_RECORD_##name,
	GNIC_RECORD_KINDS(GNIC_RECORD_KIND)
#undef GNIC_RECORD_KIND
};

/**
 * struct gnic_record - an event of the flight recorder
 * @time_ns: CLOCK_MONOTONIC
 * @id: packet id of the frame, or 0
 * @index: slot of the ring, or 0
 * @value: see GNIC_RECORD_KINDS
 * @number: of the event in its log, interrupts having one of their own: what is
 *	missing was overwritten; a frame and the doorbell for it alone share one
 * @ring: GNIC_RECORD_TX, _RX or _DEVICE
 * @kind: enum gnic_record_kind
 * @reserved: zero
 */
struct gnic_record {
	__le64 time_ns;
	__le64 id;
	__le32 index;
	__le32 value;
	__le32 number;
	__u8 ring;
	__u8 kind;
	__u8 reserved[2];
} __attribute__((packed));

static_assert(sizeof(struct gnic_record) == 32, "wire format");

/**
 * struct gnic_reg_value - a register, in ethtool -d and in a devcoredump
 * @offset: which one (regs.h)
 * @value: what it held
 */
struct gnic_reg_value {
	__le32 offset;
	__le32 value;
};

#define GNIC_DUMP_MAGIC		0x706d7564	/* "dump" */
#define GNIC_DUMP_VERSION	1

/**
 * struct gnic_dump - a devcoredump begins with it
 * @magic: GNIC_DUMP_MAGIC
 * @version: GNIC_DUMP_VERSION
 * @length: octets of this struct; newer ones only append
 * @netdev: name of the interface
 * @pci: PCI address
 * @mono_ns: CLOCK_MONOTONIC
 * @tx_head: next slot the driver takes back; indices run on, slots are their
 *	rest
 * @tx_doorbell: index behind the last that the device was told of
 * @tx_tail: next slot the driver fills
 * @rx_head: next slot the driver looks at
 * @rx_tail: next slot it fills
 * @registers: how many struct gnic_reg_value follow
 * @tx_count: and then, struct gnic_tx_desc; 0 while the interface is down
 * @rx_count: and then, struct gnic_rx_desc
 * @records: and last, struct gnic_record, by time
 * @reserved: zero
 */
struct gnic_dump {
	__le32 magic;
	__le16 version;
	__le16 length;
	char netdev[16];
	char pci[16];
	__le64 mono_ns;
	__le32 tx_head;
	__le32 tx_doorbell;
	__le32 tx_tail;
	__le32 rx_head;
	__le32 rx_tail;
	__le32 registers;
	__le32 tx_count;
	__le32 rx_count;
	__le32 records;
	__le32 reserved;
} __attribute__((packed));

static_assert(sizeof(struct gnic_dump) == 88, "wire format");

#endif /* GNIC_RECORDS_H */
