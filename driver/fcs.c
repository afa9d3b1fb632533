// SPDX-License-Identifier: GPL-2.0
/*
 * The frame check sequence, which the device neither makes nor checks: QEMU's
 * wire has none. The private flag soft-fcs makes the driver do both, so that a
 * wire that damages frames can be told from one that does not.
 *
 * While it is on, every frame sent ends in the CRC-32 of IEEE 802.3 3.2.9, and
 * every frame received has to. Both ends must agree, as on a real link: frames
 * of an end without it have a wrong FCS, and that end takes ours for a trailer.
 * Frames that are under way while it is switched are of the old kind.
 *
 * What the device itself would do to a frame gives way, because it would come
 * after the FCS.
 */
#include <kunit/visibility.h>
#include <linux/crc32.h>
#include <linux/dma-mapping.h>

#include "glassnic.h"

/* Some NIC has soft-fcs on; without any, frames pay a nop for it. */
DEFINE_STATIC_KEY_FALSE(gnic_fcs_key);

#define GNIC_FCS_OFFLOADS \
	(NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_GSO_UDP_L4 | \
	 NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_CTAG_RX)

/**
 * gnic_fcs_crc() - the CRC-32 of a frame
 * @skb: the frame, in whatever pieces; it is only read
 *
 * Return: the number whose octets, lowest first, are the FCS.
 */
u32 gnic_fcs_crc(struct sk_buff *skb)
{
	unsigned int done = 0, len;
	struct skb_seq_state state;
	u32 crc = ~0;
	const u8 *at;

	skb_prepare_seq_read(skb, 0, skb->len, &state);
	while ((len = skb_seq_read(done, &at, &state))) {
		crc = crc32_le(crc, at, len);
		done += len;
	}

	return ~crc;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_fcs_crc);

/**
 * gnic_fcs_make() - the FCS that a frame is sent with
 * @skb: the frame, padded
 *
 * A sender that brings its own (SO_NOFCS) is not corrected. The device changes
 * nothing any more of what it is given (gnic_offload()).
 *
 * Return: how it ends.
 */
struct gnic_fcs gnic_fcs_make(struct sk_buff *skb)
{
	if (skb->no_fcs)
		return (struct gnic_fcs) { .len = ETH_FCS_LEN };
	return (struct gnic_fcs) {
		.len = ETH_FCS_LEN,
		.apart = true,
		.value = cpu_to_le32(gnic_fcs_crc(skb)),
	};
}

/**
 * gnic_fcs_good() - does a received frame end in its FCS?
 * @skb: the frame, with it
 *
 * Return: true when it does. The CRC of a good frame and its FCS together is
 * always the same, so nobody needs to look where in the pieces the FCS lies.
 */
bool gnic_fcs_good(struct sk_buff *skb)
{
	return gnic_fcs_crc(skb) == GNIC_FCS_RESIDUE;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_fcs_good);

/**
 * gnic_fcs_features() - the part of ndo_fix_features that is about the FCS
 * @gnic: the NIC
 * @features: what is wanted
 *
 * Return: what can be had.
 */
netdev_features_t gnic_fcs_features(const struct gnic *gnic,
				    netdev_features_t features)
{
	return features & ~(gnic->soft_fcs ? GNIC_FCS_OFFLOADS : NETIF_F_RXFCS);
}

/* What is offered with it, and without */
static void gnic_fcs_offer(struct net_device *netdev, bool on)
{
	if (on) {
		netdev->max_mtu = GNIC_MTU_MAX - ETH_FCS_LEN;
		netdev->hw_features |= NETIF_F_RXFCS;
		netdev->priv_flags |= IFF_SUPP_NOFCS;
	} else {
		netdev->max_mtu = GNIC_MTU_MAX;
		netdev->hw_features &= ~NETIF_F_RXFCS;
		netdev->wanted_features &= ~NETIF_F_RXFCS;
		netdev->priv_flags &= ~IFF_SUPP_NOFCS;
	}
}

/**
 * gnic_fcs_set() - switch soft-fcs; under RTNL, up or down
 * @gnic: the NIC
 * @on: append the FCS to every frame sent, check it of every one received
 *
 * No register is written but CTRL for tags, so the link stays.
 *
 * Return: 0, or an error, and then nothing has changed: -ENOMEM, or -EMSGSIZE
 * when the MTU leaves no room for the FCS in what QEMU lets through.
 */
int gnic_fcs_set(struct gnic *gnic, bool on)
{
	struct net_device *netdev = gnic->netdev;

	if (gnic->soft_fcs == on)
		return 0;
	if (on && netdev->mtu > GNIC_MTU_MAX - ETH_FCS_LEN) {
		netdev_err(netdev, "soft-fcs needs an MTU of at most %d\n",
			   GNIC_MTU_MAX - ETH_FCS_LEN);
		return -EMSGSIZE;
	}

	/* Kept until unbind: frames in the ring may still end in it */
	if (!gnic->tx.fcs)
		gnic->tx.fcs = dmam_alloc_coherent(&gnic->pdev->dev,
						   GNIC_RING_MAX *
						   sizeof(*gnic->tx.fcs),
						   &gnic->tx.fcs_dma,
						   GFP_KERNEL);
	if (!gnic->tx.fcs)
		return -ENOMEM;

	gnic_fcs_offer(netdev, on);
	if (on)
		static_branch_inc(&gnic_fcs_key);
	/* A frame is sent with or without it. The context would let frames
	 * pass by gnic_offload() whose checksum was left to the device.
	 */
	netif_tx_lock_bh(netdev);
	gnic->tx.context = (struct gnic_tx_context) {};
	/* Release: the memory before the flag. Partner: gnic_has_fcs(). */
	smp_store_release(&gnic->soft_fcs, on);
	netif_tx_unlock_bh(netdev);
	if (!on)
		static_branch_dec(&gnic_fcs_key);
	netdev_update_features(netdev);
	return 0;
}

/**
 * gnic_fcs_remove() - the NIC goes, with soft-fcs on or off
 * @gnic: the NIC, unregistered
 */
void gnic_fcs_remove(struct gnic *gnic)
{
	if (gnic->soft_fcs)
		static_branch_dec(&gnic_fcs_key);
}
