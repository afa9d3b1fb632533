/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every register of the emulated 8254x, once.
 *
 * The lists feed the enum below, the register trace, ethtool -d, debugfs and
 * the tool, so this file compiles in the kernel and in user space. Offsets and
 * field names are those of the "PCI/PCI-X Family of Gigabit Ethernet
 * Controllers Software Developer's Manual" (SDM), section 13; what QEMU makes
 * of them is in Documentation/device.md.
 *
 * R(name, offset, access, effect)
 *   access	RO, RW or WO, as the device behaves
 *   effect	NONE	reading and writing do nothing else
 *		CLEAR	reading clears it
 *		ACT	writing starts something or changes another register
 */
#ifndef GNIC_REGS_H
#define GNIC_REGS_H

#ifdef __KERNEL__
#include <linux/bits.h>
#else
#ifndef BIT
#define BIT(n)		(1U << (n))
#define GENMASK(h, l)	((~0U >> (31 - (h))) & (~0U << (l)))
#endif
#endif

#define GNIC_REGS(R) \
	R(CTRL,		0x0000, RW, NONE) \
	R(STATUS,	0x0008, RO, NONE) \
	R(EECD,		0x0010, RW, ACT) \
	R(EERD,		0x0014, RW, ACT) \
	R(MDIC,		0x0020, RW, ACT) \
	R(VET,		0x0038, RW, NONE) \
	R(ICR,		0x00c0, RW, CLEAR) \
	R(ITR,		0x00c4, RW, NONE) \
	R(ICS,		0x00c8, WO, ACT) \
	R(IMS,		0x00d0, RW, ACT) \
	R(IMC,		0x00d8, WO, ACT) \
	R(RCTL,		0x0100, RW, ACT) \
	R(TCTL,		0x0400, RW, ACT) \
	R(AIT,		0x0458, RW, NONE) \
	R(LEDCTL,	0x0e00, RW, NONE) \
	R(PBA,		0x1000, RW, NONE) \
	R(RDFH,		0x2410, RW, NONE) \
	R(RDFT,		0x2418, RW, NONE) \
	R(RDFHS,	0x2420, RW, NONE) \
	R(RDFTS,	0x2428, RW, NONE) \
	R(RDFPC,	0x2430, RW, NONE) \
	R(RDBAL,	0x2800, RW, NONE) \
	R(RDBAH,	0x2804, RW, NONE) \
	R(RDLEN,	0x2808, RW, NONE) \
	R(RDH,		0x2810, RW, NONE) \
	R(RDT,		0x2818, RW, ACT) \
	R(RDTR,		0x2820, RW, NONE) \
	R(RADV,		0x282c, RW, NONE) \
	R(TDFH,		0x3410, RW, NONE) \
	R(TDFT,		0x3418, RW, NONE) \
	R(TDFHS,	0x3420, RW, NONE) \
	R(TDFTS,	0x3428, RW, NONE) \
	R(TDFPC,	0x3430, RW, NONE) \
	R(TDBAL,	0x3800, RW, NONE) \
	R(TDBAH,	0x3804, RW, NONE) \
	R(TDLEN,	0x3808, RW, NONE) \
	R(TDH,		0x3810, RW, NONE) \
	R(TDT,		0x3818, RW, ACT) \
	R(TXDCTL,	0x3828, RW, NONE) \
	R(TADV,		0x382c, RW, NONE) \
	R(CRCERRS,	0x4000, RO, NONE) \
	R(ALGNERRC,	0x4004, RO, NONE) \
	R(SYMERRS,	0x4008, RO, NONE) \
	R(RXERRC,	0x400c, RO, NONE) \
	R(MPC,		0x4010, RO, NONE) \
	R(SCC,		0x4014, RO, NONE) \
	R(ECOL,		0x4018, RO, NONE) \
	R(MCC,		0x401c, RO, NONE) \
	R(LATECOL,	0x4020, RO, NONE) \
	R(COLC,		0x4028, RO, NONE) \
	R(DC,		0x4030, RO, NONE) \
	R(TNCRS,	0x4034, RO, NONE) \
	R(SEQEC,	0x4038, RO, NONE) \
	R(CEXTERR,	0x403c, RO, NONE) \
	R(RLEC,		0x4040, RO, NONE) \
	R(XONRXC,	0x4048, RO, NONE) \
	R(XONTXC,	0x404c, RO, NONE) \
	R(XOFFRXC,	0x4050, RO, NONE) \
	R(XOFFTXC,	0x4054, RO, NONE) \
	R(FCRUC,	0x4058, RW, NONE) \
	R(PRC64,	0x405c, RO, CLEAR) \
	R(PRC127,	0x4060, RO, CLEAR) \
	R(PRC255,	0x4064, RO, CLEAR) \
	R(PRC511,	0x4068, RO, CLEAR) \
	R(PRC1023,	0x406c, RO, CLEAR) \
	R(PRC1522,	0x4070, RO, CLEAR) \
	R(GPRC,		0x4074, RO, CLEAR) \
	R(BPRC,		0x4078, RO, CLEAR) \
	R(MPRC,		0x407c, RO, CLEAR) \
	R(GPTC,		0x4080, RO, CLEAR) \
	R(GORCL,	0x4088, RO, NONE) \
	R(GORCH,	0x408c, RO, CLEAR) \
	R(GOTCL,	0x4090, RO, NONE) \
	R(GOTCH,	0x4094, RO, CLEAR) \
	R(RNBC,		0x40a0, RO, NONE) \
	R(RUC,		0x40a4, RO, CLEAR) \
	R(RFC,		0x40a8, RO, NONE) \
	R(ROC,		0x40ac, RO, CLEAR) \
	R(RJC,		0x40b0, RO, NONE) \
	R(MGTPRC,	0x40b4, RO, NONE) \
	R(MGTPDC,	0x40b8, RO, NONE) \
	R(MGTPTC,	0x40bc, RO, NONE) \
	R(TORL,		0x40c0, RO, NONE) \
	R(TORH,		0x40c4, RO, CLEAR) \
	R(TOTL,		0x40c8, RO, NONE) \
	R(TOTH,		0x40cc, RO, CLEAR) \
	R(TPR,		0x40d0, RO, CLEAR) \
	R(TPT,		0x40d4, RO, CLEAR) \
	R(PTC64,	0x40d8, RO, CLEAR) \
	R(PTC127,	0x40dc, RO, CLEAR) \
	R(PTC255,	0x40e0, RO, CLEAR) \
	R(PTC511,	0x40e4, RO, CLEAR) \
	R(PTC1023,	0x40e8, RO, CLEAR) \
	R(PTC1522,	0x40ec, RO, CLEAR) \
	R(MPTC,		0x40f0, RO, CLEAR) \
	R(BPTC,		0x40f4, RO, CLEAR) \
	R(TSCTC,	0x40f8, RO, CLEAR) \
	R(TSCTFC,	0x40fc, RO, NONE) \
	R(WUC,		0x5800, RW, NONE) \
	R(WUFC,		0x5808, RW, NONE) \
	R(WUS,		0x5810, RW, NONE) \
	R(MANC,		0x5820, RO, NONE) \
	R(IPAV,		0x5838, RW, NONE) \
	R(SWSM,		0x5b50, RW, NONE)

/* Arrays of 32-bit registers: A(name, offset, access, effect, count) */
#define GNIC_REG_ARRAYS(A) \
	A(MTA,		0x5200, RW, NONE, 128) \
	A(RA,		0x5400, RW, NONE, 32) \
	A(VFTA,		0x5600, RW, NONE, 128)

enum gnic_reg {
#define GNIC_REG_ENUM(name, offset, ...)	GNIC_##name = offset,
	GNIC_REGS(GNIC_REG_ENUM)
	GNIC_REG_ARRAYS(GNIC_REG_ENUM)
#undef GNIC_REG_ENUM
};

#define GNIC_REG_SPACE		0x20000	/* BAR0: 128 KiB */

/* CTRL, device control */
#define GNIC_CTRL_FD		BIT(0)	/* full duplex */
#define GNIC_CTRL_ASDE		BIT(5)	/* speed as the PHY found it */
#define GNIC_CTRL_SLU		BIT(6)	/* set link up */
#define GNIC_CTRL_RST		BIT(26)
#define GNIC_CTRL_VME		BIT(30)	/* VLAN strip and insert */

/* STATUS, device status */
#define GNIC_STATUS_FD		BIT(0)
#define GNIC_STATUS_LU		BIT(1)	/* link up */
#define GNIC_STATUS_SPEED	GENMASK(7, 6)	/* 10, 100, 1000, 1000 Mb/s */

/* EERD, EEPROM read */
#define GNIC_EERD_START		BIT(0)
#define GNIC_EERD_DONE		BIT(4)
#define GNIC_EERD_ADDR		GENMASK(15, 8)
#define GNIC_EERD_DATA		GENMASK(31, 16)

/* The EEPROM: 16-bit words, the address in the first three, and their sum */
#define GNIC_EEPROM_WORDS	64
#define GNIC_EEPROM_SUM		0xbaba

/* MDIC, access to the PHY */
#define GNIC_MDIC_DATA		GENMASK(15, 0)
#define GNIC_MDIC_REG		GENMASK(20, 16)
#define GNIC_MDIC_PHY		GENMASK(25, 21)
#define GNIC_MDIC_WRITE		BIT(26)
#define GNIC_MDIC_READ		BIT(27)
#define GNIC_MDIC_READY		BIT(28)
#define GNIC_MDIC_ERROR		BIT(30)

/* ICR, ICS, IMS, IMC: interrupt causes */
#define GNIC_INT_TXDW		BIT(0)	/* a descriptor was written back */
#define GNIC_INT_TXQE		BIT(1)	/* transmit queue empty */
#define GNIC_INT_LSC		BIT(2)	/* link status changed */
#define GNIC_INT_RXDMT0		BIT(4)	/* receive descriptors run low */
#define GNIC_INT_RXO		BIT(6)	/* receiver overrun */
#define GNIC_INT_RXT0		BIT(7)	/* a frame was received */
#define GNIC_INT_MDAC		BIT(9)	/* MDI access complete */

/* RCTL, receive control. Each write deafens QEMU's model for 1 s. */
#define GNIC_RCTL_EN		BIT(1)
#define GNIC_RCTL_SBP		BIT(2)	/* store bad packets */
#define GNIC_RCTL_UPE		BIT(3)	/* unicast promiscuous */
#define GNIC_RCTL_MPE		BIT(4)	/* multicast promiscuous */
#define GNIC_RCTL_LPE		BIT(5)	/* long packets */
#define GNIC_RCTL_LBM		GENMASK(7, 6)	/* loopback, not emulated */
#define GNIC_RCTL_RDMTS		GENMASK(9, 8)	/* RXDMT0 threshold */
#define GNIC_RCTL_MO		GENMASK(13, 12)	/* multicast hash offset */
#define GNIC_RCTL_BAM		BIT(15)	/* accept broadcast */
#define GNIC_RCTL_BSIZE		GENMASK(17, 16)	/* 0: 2048-byte buffers */
#define GNIC_RCTL_VFE		BIT(18)	/* VLAN filter */
#define GNIC_RCTL_BSEX		BIT(25)	/* buffer size times 16 */
#define GNIC_RCTL_SECRC		BIT(26)	/* strip the FCS */

/* TCTL, transmit control */
#define GNIC_TCTL_EN		BIT(1)
#define GNIC_TCTL_PSP		BIT(3)	/* pad short packets */
#define GNIC_TCTL_CT		GENMASK(11, 4)	/* collision threshold */
#define GNIC_TCTL_COLD		GENMASK(21, 12)	/* collision distance */

/* RA: 16 pairs of RAL (low 4 octets) and RAH (high 2 octets, AV) */
#define GNIC_RA_PAIRS		16
#define GNIC_RA_PAIR(n)		(GNIC_RA + 8 * (n))
#define GNIC_RAH_AV		BIT(31)	/* address valid */

#define GNIC_MTA_WORDS		128
#define GNIC_VFTA_WORDS		128

/* What registers are made of, for those who show them: F(register, field) */
#define GNIC_REG_FIELDS(F) \
	F(CTRL, FD) F(CTRL, ASDE) F(CTRL, SLU) F(CTRL, RST) F(CTRL, VME) \
	F(STATUS, FD) F(STATUS, LU) F(STATUS, SPEED) \
	F(EERD, START) F(EERD, DONE) F(EERD, ADDR) F(EERD, DATA) \
	F(MDIC, DATA) F(MDIC, REG) F(MDIC, PHY) F(MDIC, WRITE) F(MDIC, READ) \
	F(MDIC, READY) F(MDIC, ERROR) \
	F(RCTL, EN) F(RCTL, SBP) F(RCTL, UPE) F(RCTL, MPE) F(RCTL, LPE) \
	F(RCTL, LBM) F(RCTL, RDMTS) F(RCTL, MO) F(RCTL, BAM) F(RCTL, BSIZE) \
	F(RCTL, VFE) F(RCTL, BSEX) F(RCTL, SECRC) \
	F(TCTL, EN) F(TCTL, PSP) F(TCTL, CT) F(TCTL, COLD)

/* The causes, of each register that has them */
#define GNIC_REG_CAUSES(F, register) \
	F(register, TXDW) F(register, TXQE) F(register, LSC) \
	F(register, RXDMT0) F(register, RXO) F(register, RXT0) \
	F(register, MDAC)

#endif /* GNIC_REGS_H */
