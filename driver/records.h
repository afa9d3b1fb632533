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

#endif /* GNIC_RECORDS_H */
