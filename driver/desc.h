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
 * struct gnic_tx_desc - legacy transmit descriptor
 * @addr: bus address of the buffer
 * @lower: length and GNIC_TXD_* commands
 * @upper: status, written back as a whole when RS is set
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
#define GNIC_TXD_RS		BIT(27)	/* report status: write DD */

#define GNIC_TXD_DD		BIT(0)	/* in @upper */

/*
 * One descriptor may carry 65535 octets on this model (device.md 5.2); a frame
 * never has more than GNIC_FRAME_MAX, so a buffer is never split.
 */
#define GNIC_FRAME_MAX		16380	/* QEMU 10 drops more (device.md 6.4) */
static_assert(GNIC_FRAME_MAX <= GNIC_TXD_LEN, "a buffer fits a descriptor");

#endif /* GNIC_DESC_H */
