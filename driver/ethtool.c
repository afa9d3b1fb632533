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

/* The device neither sends PAUSE nor heeds it (device.md 6.3), so there is
 * nothing to set; what was on the wire all the same is in the statistics.
 */
static void gnic_get_pauseparam(struct net_device *netdev,
				struct ethtool_pauseparam *pause)
{
	pause->autoneg = AUTONEG_DISABLE;
	pause->rx_pause = 0;
	pause->tx_pause = 0;
}

static int gnic_get_tunable(struct net_device *netdev,
			    const struct ethtool_tunable *tuna, void *data)
{
	struct gnic *gnic = netdev_priv(netdev);

	if (tuna->id != ETHTOOL_RX_COPYBREAK)
		return -EOPNOTSUPP;
	*(u32 *)data = gnic->rx.copybreak;
	return 0;
}

/* Of one buffer's frames, at most all: a longer one is never copied. */
static int gnic_set_tunable(struct net_device *netdev,
			    const struct ethtool_tunable *tuna,
			    const void *data)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 copybreak = *(const u32 *)data;

	if (tuna->id != ETHTOOL_RX_COPYBREAK)
		return -EOPNOTSUPP;
	if (copybreak > GNIC_RX_BUFSZ)
		return -ERANGE;
	WRITE_ONCE(gnic->rx.copybreak, copybreak);
	return 0;
}

#define GNIC_PRIV_SOFT_FCS	BIT(0)

static const char gnic_priv_flag_names[][ETH_GSTRING_LEN] = {
	"soft-fcs",	/* fcs.c */
};

static int gnic_get_sset_count(struct net_device *netdev, int set)
{
	if (set != ETH_SS_PRIV_FLAGS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(gnic_priv_flag_names);
}

static void gnic_get_strings(struct net_device *netdev, u32 set, u8 *data)
{
	if (set == ETH_SS_PRIV_FLAGS)
		memcpy(data, gnic_priv_flag_names,
		       sizeof(gnic_priv_flag_names));
}

static u32 gnic_get_priv_flags(struct net_device *netdev)
{
	struct gnic *gnic = netdev_priv(netdev);

	return gnic->soft_fcs ? GNIC_PRIV_SOFT_FCS : 0;
}

static int gnic_set_priv_flags(struct net_device *netdev, u32 flags)
{
	if (flags & ~GNIC_PRIV_SOFT_FCS)
		return -EINVAL;
	return gnic_fcs_set(netdev_priv(netdev), flags & GNIC_PRIV_SOFT_FCS);
}

const struct ethtool_ops gnic_ethtool_ops = {
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= gnic_get_link_ksettings,
	.get_ts_info		= ethtool_op_get_ts_info,
	.get_pauseparam		= gnic_get_pauseparam,
	.get_pause_stats	= gnic_get_pause_stats,
	.get_eth_mac_stats	= gnic_get_eth_mac_stats,
	.get_eth_phy_stats	= gnic_get_eth_phy_stats,
	.get_eth_ctrl_stats	= gnic_get_eth_ctrl_stats,
	.get_rmon_stats		= gnic_get_rmon_stats,
	.get_sset_count		= gnic_get_sset_count,
	.get_strings		= gnic_get_strings,
	.get_priv_flags		= gnic_get_priv_flags,
	.set_priv_flags		= gnic_set_priv_flags,
	.get_tunable		= gnic_get_tunable,
	.set_tunable		= gnic_set_tunable,
};
