// SPDX-License-Identifier: GPL-2.0
/*
 * The device as a whole: stopping it, reading its EEPROM, programming it.
 *
 * There is no reset to rely on: CTRL.RST does nothing on the emulated part
 * (device.md 1), so what an earlier driver left is still there at probe, and
 * every register that matters is written explicitly.
 */
#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "glassnic.h"

/**
 * gnic_hw_quiesce() - stop interrupts and every DMA
 * @gnic: the NIC
 *
 * What stops DMA is the bus-master bit, not RCTL: that stays as it is, since
 * writing it deafens the receiver for a second (device.md 6.1). The read
 * pushes what KVM parked; only after it may DMA memory be freed.
 */
void gnic_hw_quiesce(struct gnic *gnic)
{
	/* On a shared line the handler still runs, for a neighbour: then an
	 * LSC of ours must not turn the carrier on.
	 */
	WRITE_ONCE(gnic->causes, 0);
	gnic_wr32(gnic, GNIC_IMC, ~0);
	pci_clear_master(gnic->pdev);
	/* An empty ring, should somebody else set the bit again */
	gnic_wr32(gnic, GNIC_RDH, 0);
	gnic_wr32(gnic, GNIC_RDT, 0);
	gnic_flush(gnic);
}

/**
 * gnic_hw_disable() - leave the device so that nobody's bus mastering hurts
 * @gnic: the NIC, quiet
 *
 * For good-byes: the next driver, or the next kernel, may set the bus-master
 * bit before it programs the rings (in-tree e1000 does), and they still point
 * to memory that is no longer ours.
 */
void gnic_hw_disable(struct gnic *gnic)
{
	gnic_wr32(gnic, GNIC_RCTL, 0);
	gnic_wr32(gnic, GNIC_TCTL, 0);
	gnic_wr32(gnic, GNIC_RDLEN, 0);
	gnic_wr32(gnic, GNIC_TDLEN, 0);
	gnic_flush(gnic);
}

/**
 * gnic_hw_answers() - is there a device behind the registers?
 * @gnic: the NIC
 *
 * Where none answers QEMU reads 0, not all ones (device.md 1), and STATUS
 * never is that (device.md 2).
 *
 * Return: false when it was taken away, or its memory decoding or address was.
 */
bool gnic_hw_answers(const struct gnic *gnic)
{
	return gnic_rd32(gnic, GNIC_STATUS);
}

/**
 * gnic_hw_eeprom_word() - read the EEPROM
 * @gnic: the NIC; under RTNL, or before there is an interface
 * @word: below GNIC_EEPROM_WORDS
 *
 * Return: what is there.
 */
u16 gnic_hw_eeprom_word(struct gnic *gnic, u8 word)
{
	/* EERD answers within the write: nothing to wait for (device.md 3) */
	gnic_wr32(gnic, GNIC_EERD,
		  FIELD_PREP(GNIC_EERD_ADDR, word) | GNIC_EERD_START);
	return FIELD_GET(GNIC_EERD_DATA, gnic_rd32(gnic, GNIC_EERD));
}

/**
 * gnic_hw_read_mac() - the permanent address
 * @gnic: the NIC
 * @addr: six octets, out of EEPROM words 0 to 2
 *
 * RAL0/RAH0 are no witness: an earlier driver may have changed them.
 */
void gnic_hw_read_mac(struct gnic *gnic, u8 *addr)
{
	unsigned int i;

	for (i = 0; i < ETH_ALEN / 2; i++)
		put_unaligned_le16(gnic_hw_eeprom_word(gnic, i), addr + 2 * i);
}

/**
 * gnic_hw_init() - program every register that is not part of a ring
 * @gnic: the NIC, quiet, with its MAC address in netdev->dev_addr
 *
 * The receiver and transmitter are enabled here once and for all. Without bus
 * mastering neither moves a frame: can_receive() asks for it, and nobody
 * writes TDT while the interface is down.
 */
void gnic_hw_init(struct gnic *gnic)
{
	/* SDM 14.3 general configuration: the link is up from power-on, and
	 * restarting autonegotiation would take it down for 500 ms.
	 */
	gnic_link_program(gnic);
	gnic_vlan_offload(gnic);
	gnic_wr32(gnic, GNIC_VET, ETH_P_8021Q);

	/* The smallest of these three that is not zero is in force, but never
	 * less than QEMU's 128 us between two interrupts (device.md 7).
	 */
	gnic_wr32(gnic, GNIC_ITR, gnic->itr);
	gnic_wr32(gnic, GNIC_RDTR, 0);
	gnic_wr32(gnic, GNIC_RADV, 0);
	gnic_wr32(gnic, GNIC_TADV, 0);

	/* SDM 14.4 receive initialization: address filters, then RCTL */
	gnic_filter_init(gnic);

	/* SDM 14.5 transmit initialization; CT and COLD as it asks for. An
	 * empty ring first: a TCTL write runs whatever ring is set up.
	 */
	gnic_wr32(gnic, GNIC_TDH, 0);
	gnic_wr32(gnic, GNIC_TDT, 0);
	gnic_wr32(gnic, GNIC_TCTL, GNIC_TCTL_EN | GNIC_TCTL_PSP |
		  FIELD_PREP(GNIC_TCTL_CT, 0x0f) |
		  FIELD_PREP(GNIC_TCTL_COLD, 0x40));
}
