// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool. Only what the emulated device really has is offered.
 */
#include <linux/ethtool.h>

#include "glassnic.h"

static int gnic_get_link_ksettings(struct net_device *netdev,
				   struct ethtool_link_ksettings *ks)
{
	ethtool_link_ksettings_zero_link_mode(ks, supported);
	ethtool_link_ksettings_zero_link_mode(ks, advertising);
	ethtool_link_ksettings_add_link_mode(ks, supported, TP);
	ethtool_link_ksettings_add_link_mode(ks, supported, Autoneg);
	ethtool_link_ksettings_add_link_mode(ks, supported, 1000baseT_Full);
	ethtool_link_ksettings_add_link_mode(ks, advertising, TP);
	ethtool_link_ksettings_add_link_mode(ks, advertising, Autoneg);
	ethtool_link_ksettings_add_link_mode(ks, advertising, 1000baseT_Full);

	ks->base.port = PORT_TP;
	ks->base.autoneg = AUTONEG_ENABLE;
	ks->base.phy_address = 1;
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

const struct ethtool_ops gnic_ethtool_ops = {
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= gnic_get_link_ksettings,
	.get_ts_info		= ethtool_op_get_ts_info,
};
