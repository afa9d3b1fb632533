// SPDX-License-Identifier: GPL-2.0
/*
 * Which frames the device lets in: our own address and fifteen more exactly,
 * multicast by a hash of 4096 bits, broadcast, or everything; and of tagged
 * frames those of our VLANs.
 *
 * The driver keeps a shadow of these registers and writes what changed:
 * tables are rewritten without disturbing reception, RCTL only when a mode
 * really changes.
 */
#include <linux/etherdevice.h>

#include "glassnic.h"

static u64 gnic_ra_encode(const u8 *addr)
{
	u64 ra = (u64)GNIC_RAH_AV << 32;
	unsigned int i;

	for (i = 0; i < ETH_ALEN; i++)
		ra |= (u64)addr[i] << (8 * i);
	return ra;
}

/* The bit of the multicast table that an address hashes to, RCTL.MO = 0 */
static unsigned int gnic_mta_bit(const u8 *addr)
{
	return (addr[5] << 8 | addr[4]) >> 4;
}

/* Each returns whether it wrote anything, so that one flush ends them all */
static bool gnic_rctl_set(struct gnic *gnic, u32 rctl)
{
	if (gnic->shadow.rctl == rctl)
		return false;
	gnic->shadow.rctl = rctl;
	gnic_wr32(gnic, GNIC_RCTL, rctl);
	return true;
}

static bool gnic_ra_set(struct gnic *gnic, unsigned int pair, u64 ra)
{
	if (gnic->shadow.ra[pair] == ra)
		return false;
	gnic->shadow.ra[pair] = ra;
	gnic_wr64(gnic, GNIC_RA_PAIR(pair), ra);
	return true;
}

static bool gnic_mta_set(struct gnic *gnic, const u32 *mta)
{
	bool wrote = false;
	unsigned int i;

	for (i = 0; i < GNIC_MTA_WORDS; i++) {
		if (gnic->shadow.mta[i] == mta[i])
			continue;
		gnic->shadow.mta[i] = mta[i];
		gnic_wr32(gnic, GNIC_MTA + 4 * i, mta[i]);
		wrote = true;
	}
	return wrote;
}

/* The words that changed, or all of them when the device's are not known yet */
static bool gnic_vfta_set(struct gnic *gnic)
{
	struct gnic_shadow *shadow = &gnic->shadow;
	bool wrote = false;
	unsigned int i;

	for (i = 0; i < GNIC_VFTA_WORDS; i++) {
		if (shadow->vfta_written && shadow->vfta[i] == gnic->vlans[i])
			continue;
		shadow->vfta[i] = gnic->vlans[i];
		gnic_wr32(gnic, GNIC_VFTA + 4 * i, gnic->vlans[i]);
		wrote = true;
	}
	shadow->vfta_written = true;
	return wrote;
}

/* Must tagged frames be sorted? Not before the first VLAN: 0, which the stack
 * adds by itself, is none. The device would even in promiscuous mode (device.md
 * 6.3). Once begun it stays: each change costs a second of reception.
 */
static bool gnic_filters_vlans(const struct gnic *gnic)
{
	bool any = gnic->vlans[0] & ~BIT(0) ||
		   memchr_inv(&gnic->vlans[1], 0,
			      sizeof(gnic->vlans) - sizeof(gnic->vlans[0]));

	return gnic->features & NETIF_F_HW_VLAN_CTAG_FILTER &&
	       !(gnic->features & NETIF_F_RXALL) &&
	       !(gnic->netdev->flags & IFF_PROMISC) &&
	       (any || gnic->shadow.vfta_written);
}

/**
 * gnic_filter_init() - write every filter register, whatever it held
 * @gnic: the NIC, with its address in netdev->dev_addr
 *
 * The VLAN table is not touched: while RCTL.VFE is off nothing reads it.
 */
void gnic_filter_init(struct gnic *gnic)
{
	struct gnic_shadow *shadow = &gnic->shadow;
	unsigned int i;

	memset(shadow, 0, sizeof(*shadow));
	shadow->ra[0] = gnic_ra_encode(gnic->netdev->dev_addr);
	for (i = 0; i < GNIC_RA_PAIRS; i++)
		gnic_wr64(gnic, GNIC_RA_PAIR(i), shadow->ra[i]);
	for (i = 0; i < GNIC_MTA_WORDS; i += 2)
		gnic_wr64(gnic, GNIC_MTA + 4 * i, 0);

	/* LPE at any MTU: turning it later would cost a second of reception.
	 * SECRC: QEMU never writes the FCS it would otherwise count in.
	 */
	gnic_rctl_set(gnic, GNIC_RCTL_EN | GNIC_RCTL_BAM | GNIC_RCTL_LPE |
		      GNIC_RCTL_SECRC);
	gnic_flush(gnic);
}

/**
 * gnic_set_rx_mode() - ndo_set_rx_mode: make the filters match the lists
 * @netdev: the interface; under its address lock, must not sleep
 */
void gnic_set_rx_mode(struct net_device *netdev)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 rctl = gnic->shadow.rctl &
		   ~(GNIC_RCTL_SBP | GNIC_RCTL_UPE | GNIC_RCTL_MPE |
		     GNIC_RCTL_VFE);
	u32 mta[GNIC_MTA_WORDS] = {};
	struct netdev_hw_addr *ha;
	unsigned int pair = 1;
	bool wrote = false;

	if (netdev->flags & IFF_PROMISC)
		rctl |= GNIC_RCTL_UPE | GNIC_RCTL_MPE;
	if (netdev->flags & IFF_ALLMULTI)
		rctl |= GNIC_RCTL_MPE;

	/* Also what is too long for the device; the FCS is up to us (rx.c) */
	if (gnic->features & NETIF_F_RXALL)
		rctl |= GNIC_RCTL_SBP;

	netdev_for_each_uc_addr(ha, netdev) {
		if (pair == GNIC_RA_PAIRS) {
			/* No pair left: take all, the stack sorts it out */
			rctl |= GNIC_RCTL_UPE;
			break;
		}
		wrote |= gnic_ra_set(gnic, pair++, gnic_ra_encode(ha->addr));
	}
	while (pair < GNIC_RA_PAIRS)
		wrote |= gnic_ra_set(gnic, pair++, 0);

	netdev_for_each_mc_addr(ha, netdev) {
		unsigned int bit = gnic_mta_bit(ha->addr);

		mta[bit / 32] |= BIT(bit % 32);
	}
	wrote |= gnic_mta_set(gnic, mta);

	if (gnic_filters_vlans(gnic)) {
		wrote |= gnic_vfta_set(gnic);
		rctl |= GNIC_RCTL_VFE;
	}
	wrote |= gnic_rctl_set(gnic, rctl);

	if (wrote)
		gnic_flush(gnic);
}

static int gnic_vlan_set(struct net_device *netdev, u16 vid, bool ours)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 bit = BIT(vid % 32);

	netif_addr_lock_bh(netdev);
	if (ours)
		gnic->vlans[vid / 32] |= bit;
	else
		gnic->vlans[vid / 32] &= ~bit;
	gnic_set_rx_mode(netdev);
	netif_addr_unlock_bh(netdev);
	return 0;
}

/**
 * gnic_vlan_add() - ndo_vlan_rx_add_vid
 * @netdev: the interface
 * @proto: 802.1Q, the only tag the device knows
 * @vid: the VLAN
 *
 * Return: 0
 */
int gnic_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	return gnic_vlan_set(netdev, vid, true);
}

/**
 * gnic_vlan_kill() - ndo_vlan_rx_kill_vid
 * @netdev: the interface
 * @proto: 802.1Q
 * @vid: the VLAN
 *
 * Return: 0
 */
int gnic_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	return gnic_vlan_set(netdev, vid, false);
}

/**
 * gnic_vlan_offload() - strip tags and insert them, or leave them alone
 * @gnic: the NIC
 *
 * One bit for both directions, which is why gnic_ndo_fix_features() ties them.
 */
void gnic_vlan_offload(struct gnic *gnic)
{
	u32 ctrl = GNIC_CTRL_FD | GNIC_CTRL_ASDE | GNIC_CTRL_SLU;

	if (gnic->features & NETIF_F_HW_VLAN_CTAG_RX)
		ctrl |= GNIC_CTRL_VME;
	gnic_wr32(gnic, GNIC_CTRL, ctrl);
	gnic_flush(gnic);
}

/**
 * gnic_set_mac_address() - ndo_set_mac_address, up or down
 * @netdev: the interface
 * @addr: struct sockaddr with the new address
 *
 * Return: 0, or -EADDRNOTAVAIL for an address that is not unicast.
 */
int gnic_set_mac_address(struct net_device *netdev, void *addr)
{
	struct gnic *gnic = netdev_priv(netdev);
	int err;

	err = eth_prepare_mac_addr_change(netdev, addr);
	if (err)
		return err;

	eth_commit_mac_addr_change(netdev, addr);
	if (gnic_ra_set(gnic, 0, gnic_ra_encode(netdev->dev_addr)))
		gnic_flush(gnic);

	return 0;
}
