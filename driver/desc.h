/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Descriptor formats (SDM sections 3.2.3 and 3.3.3). Pure: compiles in user
 * space too, where the unit tests and the tool use it.
 */
#ifndef GNIC_DESC_H
#define GNIC_DESC_H

#ifdef __KERNEL__
#include <linux/build_bug.h>
#else
#include <assert.h>
#include <stddef.h>
#endif
#include <linux/types.h>

#include "regs.h"

/**
 * struct gnic_rx_desc - receive descriptor
 * @addr: bus address of the buffer
 * @length: octets the device stored into this buffer
 * @csum: packet checksum; never written by QEMU (device.md 6.5)
 * @status: GNIC_RXD_*
 * @errors: GNIC_RXD_ERR_*; never written by QEMU
 * @special: VLAN tag when GNIC_RXD_VP
 */
struct gnic_rx_desc {
	__le64 addr;
	__le16 length;
	__le16 csum;
	__u8 status;
	__u8 errors;
	__le16 special;
};

static_assert(sizeof(struct gnic_rx_desc) == 16, "SDM table 3-1");
static_assert(offsetof(struct gnic_rx_desc, status) == 12, "SDM table 3-1");

#define GNIC_RXD_DD		BIT(0)	/* the device is finished with it */
#define GNIC_RXD_EOP		BIT(1)	/* last descriptor of the frame */
#define GNIC_RXD_IXSM		BIT(2)	/* ignore the checksum bits */
#define GNIC_RXD_VP		BIT(3)	/* @special holds a VLAN tag */

#define GNIC_RXD_ERR_CE		BIT(0)	/* FCS wrong */
#define GNIC_RXD_ERR_SE		BIT(1)	/* symbol error */
#define GNIC_RXD_ERR_SEQ	BIT(2)	/* sequence error */
#define GNIC_RXD_ERR_RXE	BIT(7)	/* data error */
/* Errors that make the frame worthless; the other two are about checksums. */
#define GNIC_RXD_ERR_FRAME \
	(GNIC_RXD_ERR_CE | GNIC_RXD_ERR_SE | GNIC_RXD_ERR_SEQ | \
	 GNIC_RXD_ERR_RXE)

/**
 * struct gnic_tx_desc - transmit descriptor, legacy or data
 * @addr: bus address of the buffer
 * @lower: length and GNIC_TXD_* commands
 * @upper: status, written back as a whole when RS is set; above it what the
 *	device is to do to the frame, and the VLAN tag
 */
struct gnic_tx_desc {
	__le64 addr;
	__le32 lower;
	__le32 upper;
};

static_assert(sizeof(struct gnic_tx_desc) == 16, "SDM table 3-8");

#define GNIC_TXD_LEN		GENMASK(15, 0)
#define GNIC_TXD_EOP		BIT(24)	/* last descriptor of the frame */
#define GNIC_TXD_IFCS		BIT(25)	/* append the FCS; QEMU has none */
#define GNIC_TXD_TSE		BIT(26)	/* segment it, by the context */
#define GNIC_TXD_RS		BIT(27)	/* report status: write DD */
#define GNIC_TXD_DATA		(BIT(29) | BIT(20))	/* not legacy: data */
#define GNIC_TXD_VLE		BIT(30)	/* insert the tag in @upper */

#define GNIC_TXD_DD		BIT(0)	/* in @upper */
#define GNIC_TXD_IXSM		BIT(8)	/* IP checksum; of data descriptors, */
#define GNIC_TXD_TXSM		BIT(9)	/* TCP or UDP checksum: see context */
#define GNIC_TXD_VLAN		GENMASK(31, 16)

/**
 * struct gnic_tx_context - context descriptor (SDM 3.3.6)
 * @ip: where the IP header begins (7:0), where its checksum goes (15:8), and
 *	its last octet (31:16)
 * @transport: the same of what the TCP or UDP checksum covers; 0: to the end
 * @command: octets of payload (19:0) and GNIC_TXC_* commands
 * @segment: octets of all headers (15:8), and of payload a segment (31:16)
 *
 * It holds for every data descriptor up to the next one.
 */
struct gnic_tx_context {
	__le32 ip;
	__le32 transport;
	__le32 command;
	__le32 segment;
};

static_assert(sizeof(struct gnic_tx_context) == sizeof(struct gnic_tx_desc),
	      "one slot of the ring");

#define GNIC_TXC_START		GENMASK(7, 0)	/* @ip, @transport */
#define GNIC_TXC_SUM		GENMASK(15, 8)
#define GNIC_TXC_END		GENMASK(31, 16)
#define GNIC_TXC_PAYLEN		GENMASK(19, 0)	/* @command */
#define GNIC_TXC_TCP		BIT(24)	/* TCP, else UDP */
#define GNIC_TXC_IPV4		BIT(25)
#define GNIC_TXC_TSE		BIT(26)
#define GNIC_TXC_DEXT		BIT(29)
#define GNIC_TXC_HDRLEN		GENMASK(15, 8)	/* @segment */
#define GNIC_TXC_MSS		GENMASK(31, 16)

/*
 * One descriptor may carry 65535 octets on this model (device.md 5.2), in steps
 * that waste none of a page.
 */
#define GNIC_TXD_MAX		32768
static_assert(GNIC_TXD_MAX <= GNIC_TXD_LEN, "what a descriptor can carry");

/* Longest frame on the wire, FCS not counted */
#define GNIC_FRAME_MAX		16380	/* QEMU 10 drops more (device.md 6.4) */

#endif /* GNIC_DESC_H */
