// SPDX-License-Identifier: GPL-2.0
/*
 * Carrier, and the PHY behind it. The emulated PHY is always 1000 Mb/s full
 * duplex and up from power-on. STATUS.LU changes when the host says so
 * (set_link), and while autonegotiation, restarted, takes its 500 ms.
 *
 * The PHY is written under RTNL, or before there is an interface.
 */
#include <linux/mii.h>

#include "glassnic.h"
#include "trace.h"

#define GNIC_PHY_ADDR		1

/**
 * gnic_link_update() - tell the stack what STATUS says of the link
 * @gnic: the NIC
 *
 * Called at open and from the interrupt handler on LSC. STATUS and not the
 * PHY: register 17 says "up" even when it is down (device.md 4).
 */
void gnic_link_update(struct gnic *gnic)
{
	struct net_device *netdev = gnic->netdev;
	unsigned long flags;
	bool changed;
	bool up;

	/* Open and the handler may come here at once: the later look wins */
	spin_lock_irqsave(&gnic->link_lock, flags);
	up = gnic_rd32(gnic, GNIC_STATUS) & GNIC_STATUS_LU;
	changed = up != netif_carrier_ok(netdev);
	if (changed && up) {
		netif_carrier_on(netdev);
	} else if (changed) {
		netif_carrier_off(netdev);
		gnic->link_downs++;
	}
	if (up)
		WRITE_ONCE(gnic->negotiating, false);
	WRITE_ONCE(gnic->link_looks, gnic->link_looks + 1);
	spin_unlock_irqrestore(&gnic->link_lock, flags);

	trace_gnic_link(gnic, up);
	gnic_record(&gnic->recorder, GNIC_RECORD_LINK, up);
	if (changed)
		netdev_info(netdev, "link %s\n",
			    up ? "up, 1000 Mb/s full duplex" : "down");
}

/* It is done when the write returns (device.md 4) */
static void gnic_phy_write(struct gnic *gnic, u8 reg, u16 value)
{
	gnic_wr32(gnic, GNIC_MDIC, GNIC_MDIC_WRITE |
		  FIELD_PREP(GNIC_MDIC_PHY, GNIC_PHY_ADDR) |
		  FIELD_PREP(GNIC_MDIC_REG, reg) |
		  FIELD_PREP(GNIC_MDIC_DATA, value));
}

static u16 gnic_phy_control(const struct gnic *gnic)
{
	u16 control = BMCR_FULLDPLX | BMCR_SPEED1000;

	if (!gnic->forced)
		control |= BMCR_ANENABLE;
	/* The PHY's loopback; the MAC's is not emulated (device.md 5.6) */
	if (gnic->features & NETIF_F_LOOPBACK)
		control |= BMCR_LOOPBACK;
	return control;
}

/**
 * gnic_link_program() - make the PHY what it should be; the link stays
 * @gnic: the NIC
 */
void gnic_link_program(struct gnic *gnic)
{
	gnic_phy_write(gnic, MII_BMCR, gnic_phy_control(gnic));
}

/**
 * gnic_link_negotiate() - restart autonegotiation
 * @gnic: the NIC
 *
 * The link goes down without LSC, so it is looked at; LSC comes when it is up
 * again.
 */
void gnic_link_negotiate(struct gnic *gnic)
{
	gnic_phy_write(gnic, MII_BMCR, gnic_phy_control(gnic) | BMCR_ANRESTART);
	WRITE_ONCE(gnic->negotiating, true);
	if (netif_running(gnic->netdev))
		gnic_link_update(gnic);
}

/**
 * gnic_get_link_ksettings() - what the link is, and could be
 * @netdev: the interface
 * @ks: filled in
 *
 * Return: 0
 */
int gnic_get_link_ksettings(struct net_device *netdev,
			    struct ethtool_link_ksettings *ks)
{
	struct gnic *gnic = netdev_priv(netdev);

	ethtool_link_ksettings_zero_link_mode(ks, supported);
	ethtool_link_ksettings_add_link_mode(ks, supported, TP);
	ethtool_link_ksettings_add_link_mode(ks, supported, Autoneg);
	ethtool_link_ksettings_add_link_mode(ks, supported, 1000baseT_Full);

	ethtool_link_ksettings_zero_link_mode(ks, advertising);
	ethtool_link_ksettings_add_link_mode(ks, advertising, TP);
	if (!gnic->forced) {
		ethtool_link_ksettings_add_link_mode(ks, advertising, Autoneg);
		ethtool_link_ksettings_add_link_mode(ks, advertising,
						     1000baseT_Full);
	}

	ks->base.port = PORT_TP;
	ks->base.autoneg = gnic->forced ? AUTONEG_DISABLE : AUTONEG_ENABLE;
	ks->base.phy_address = GNIC_PHY_ADDR;
	/* STATUS never says anything else (device.md 2) */
	if (netif_carrier_ok(netdev)) {
		ks->base.speed = SPEED_1000;
		ks->base.duplex = DUPLEX_FULL;
	} else {
		ks->base.speed = SPEED_UNKNOWN;
		ks->base.duplex = DUPLEX_UNKNOWN;
	}

	return 0;
}

/* Is it what the PHY can do? The registers would take 10 and 100 Mb/s, too, but
 * nothing follows from it.
 */
static bool gnic_link_possible(const struct ethtool_link_ksettings *ks)
{
	__ETHTOOL_DECLARE_LINK_MODE_MASK(known) = {};

	if (ks->base.port != PORT_TP || ks->base.phy_address != GNIC_PHY_ADDR)
		return false;
	if (ks->base.autoneg == AUTONEG_DISABLE)
		return ks->base.speed == SPEED_1000 &&
		       ks->base.duplex != DUPLEX_HALF;

	__set_bit(ETHTOOL_LINK_MODE_TP_BIT, known);
	__set_bit(ETHTOOL_LINK_MODE_Autoneg_BIT, known);
	__set_bit(ETHTOOL_LINK_MODE_1000baseT_Full_BIT, known);
	return test_bit(ETHTOOL_LINK_MODE_1000baseT_Full_BIT,
			ks->link_modes.advertising) &&
	       bitmap_subset(ks->link_modes.advertising, known,
			     __ETHTOOL_LINK_MODE_MASK_NBITS);
}

/**
 * gnic_set_link_ksettings() - with autonegotiation, or without
 * @netdev: the interface
 * @ks: what is wanted
 *
 * Without it the link does not go through 500 ms of it when the host switches
 * it on; nothing else is different.
 *
 * Return: 0 or -EOPNOTSUPP.
 */
int gnic_set_link_ksettings(struct net_device *netdev,
			    const struct ethtool_link_ksettings *ks)
{
	bool forced = ks->base.autoneg == AUTONEG_DISABLE;
	struct gnic *gnic = netdev_priv(netdev);

	if (!gnic_link_possible(ks)) {
		/* There is no extack to say it in */
		netdev_err(netdev, "the PHY knows 1000 Mb/s full duplex only\n");
		return -EOPNOTSUPP;
	}
	if (gnic->forced == forced)
		return 0;

	gnic->forced = forced;
	if (forced)
		gnic_link_program(gnic);
	else
		gnic_link_negotiate(gnic);
	return 0;
}

/**
 * gnic_nway_reset() - ethtool -r
 * @netdev: the interface
 *
 * Return: 0, or -EINVAL when autonegotiation is off.
 */
int gnic_nway_reset(struct net_device *netdev)
{
	struct gnic *gnic = netdev_priv(netdev);

	if (gnic->forced)
		return -EINVAL;
	gnic_link_negotiate(gnic);
	return 0;
}

/**
 * gnic_get_link_ext_state() - why is the link down?
 * @netdev: the interface, up
 * @info: filled in
 *
 * The host's set_link is the cable; what it is attached to the device does not
 * know.
 *
 * Return: 0, or -ENODATA when it is up.
 */
int gnic_get_link_ext_state(struct net_device *netdev,
			    struct ethtool_link_ext_state_info *info)
{
	struct gnic *gnic = netdev_priv(netdev);

	if (netif_carrier_ok(netdev))
		return -ENODATA;
	info->link_ext_state = READ_ONCE(gnic->negotiating) ?
			       ETHTOOL_LINK_EXT_STATE_AUTONEG :
			       ETHTOOL_LINK_EXT_STATE_NO_CABLE;
	return 0;
}

/**
 * gnic_get_link_ext_stats() - how often the link went down
 * @netdev: the interface
 * @stats: filled in; not counted is what the driver itself takes down
 */
void gnic_get_link_ext_stats(struct net_device *netdev,
			     struct ethtool_link_ext_stats *stats)
{
	struct gnic *gnic = netdev_priv(netdev);

	stats->link_down_events = READ_ONCE(gnic->link_downs);
}
