// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool. Only what the emulated device really has is offered.
 */
#include <linux/ethtool.h>

#include "glassnic.h"

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

/* ITR counts in this, and what it can say of the time between two interrupts;
 * whatever it says, the device keeps to the least (device.md 7).
 */
#define GNIC_ITR_USECS_MIN	(GNIC_ITR_LEAST * GNIC_ITR_UNIT_NS / 1000)
#define GNIC_ITR_USECS_MAX	(U16_MAX * GNIC_ITR_UNIT_NS / 1000)

/* What the register says: 0 where QEMU does without it (mitigation=off). And 0
 * while the driver polls out the least (irq.c), of which it says nothing.
 */
static int gnic_get_coalesce(struct net_device *netdev,
			     struct ethtool_coalesce *coalesce,
			     struct kernel_ethtool_coalesce *kernel_coalesce,
			     struct netlink_ext_ack *extack)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 itr = gnic->look ? 0 : gnic_rd32(gnic, GNIC_ITR);

	coalesce->rx_coalesce_usecs = itr * GNIC_ITR_UNIT_NS / 1000;
	return 0;
}

static int gnic_set_coalesce(struct net_device *netdev,
			     struct ethtool_coalesce *coalesce,
			     struct kernel_ethtool_coalesce *kernel_coalesce,
			     struct netlink_ext_ack *extack)
{
	u32 usecs = coalesce->rx_coalesce_usecs;
	struct gnic *gnic = netdev_priv(netdev);

	if (!gnic_rd32(gnic, GNIC_ITR)) {
		NL_SET_ERR_MSG_MOD(extack, "this QEMU has mitigation=off");
		return -EOPNOTSUPP;
	}
	if ((usecs && usecs < GNIC_ITR_USECS_MIN) ||
	    usecs > GNIC_ITR_USECS_MAX) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "rx-usecs can be 0 or %u to %u",
				       GNIC_ITR_USECS_MIN, GNIC_ITR_USECS_MAX);
		return -ERANGE;
	}

	gnic->itr = usecs ? DIV_ROUND_UP(usecs * 1000, GNIC_ITR_UNIT_NS) :
			    GNIC_ITR_LEAST;
	WRITE_ONCE(gnic->look, !usecs);
	gnic_wr32(gnic, GNIC_ITR, gnic->itr);
	gnic_flush(gnic);
	return 0;
}

static void gnic_get_ringparam(struct net_device *netdev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kernel_ring,
			       struct netlink_ext_ack *extack)
{
	struct gnic *gnic = netdev_priv(netdev);

	ring->rx_max_pending = GNIC_RING_MAX;
	ring->tx_max_pending = GNIC_RING_MAX;
	ring->rx_pending = gnic->rx.count;
	ring->tx_pending = gnic->tx.count;
	kernel_ring->rx_buf_len = GNIC_RX_BUFSZ;
}

static int gnic_set_ringparam(struct net_device *netdev,
			      struct ethtool_ringparam *ring,
			      struct kernel_ethtool_ringparam *kernel_ring,
			      struct netlink_ext_ack *extack)
{
	struct gnic *gnic = netdev_priv(netdev);

	if (!is_power_of_2(ring->rx_pending) ||
	    !is_power_of_2(ring->tx_pending) ||
	    ring->rx_pending < GNIC_RING_MIN ||
	    ring->tx_pending < GNIC_RING_MIN) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "rings are powers of two, %u to %u",
				       GNIC_RING_MIN, GNIC_RING_MAX);
		return -EINVAL;
	}
	return gnic_netdev_resize(gnic, ring->tx_pending, ring->rx_pending);
}

static int gnic_get_regs_len(struct net_device *netdev)
{
	return gnic_regs_dump(netdev_priv(netdev), NULL) *
	       sizeof(struct gnic_reg_value);
}

/* Pairs of offset and value, so that version 1 says it all */
static void gnic_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
			  void *data)
{
	regs->version = 1;
	gnic_regs_dump(netdev_priv(netdev), data);
}

/* One interrupt, which sends and receives */
static void gnic_get_channels(struct net_device *netdev,
			      struct ethtool_channels *channels)
{
	channels->max_combined = 1;
	channels->combined_count = 1;
}

static int gnic_get_eeprom_len(struct net_device *netdev)
{
	return GNIC_EEPROM_WORDS * sizeof(u16);
}

/* Read only: the emulated part has no write (device.md 3). The core has checked
 * offset and length.
 */
static int gnic_get_eeprom(struct net_device *netdev,
			   struct ethtool_eeprom *eeprom, u8 *data)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 i;

	eeprom->magic = gnic->pdev->vendor | gnic->pdev->device << 16;
	for (i = 0; i < eeprom->len; i++) {
		u32 at = eeprom->offset + i;
		u16 word = gnic_hw_eeprom_word(gnic, at / 2);

		data[i] = at % 2 ? word >> 8 : word;
	}
	return 0;
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
	switch (set) {
	case ETH_SS_STATS:
		return gnic_own_count();
	case ETH_SS_PRIV_FLAGS:
		return ARRAY_SIZE(gnic_priv_flag_names);
	case ETH_SS_TEST:
		return gnic_test_count();
	default:
		return -EOPNOTSUPP;
	}
}

static void gnic_get_strings(struct net_device *netdev, u32 set, u8 *data)
{
	switch (set) {
	case ETH_SS_STATS:
		gnic_own_strings(data);
		break;
	case ETH_SS_PRIV_FLAGS:
		memcpy(data, gnic_priv_flag_names,
		       sizeof(gnic_priv_flag_names));
		break;
	case ETH_SS_TEST:
		gnic_test_strings(data);
		break;
	}
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
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= gnic_get_link_ksettings,
	.set_link_ksettings	= gnic_set_link_ksettings,
	.nway_reset		= gnic_nway_reset,
	.get_link_ext_state	= gnic_get_link_ext_state,
	.get_link_ext_stats	= gnic_get_link_ext_stats,
	.get_ts_info		= ethtool_op_get_ts_info,
	.get_coalesce		= gnic_get_coalesce,
	.set_coalesce		= gnic_set_coalesce,
	.get_ringparam		= gnic_get_ringparam,
	.set_ringparam		= gnic_set_ringparam,
	.get_channels		= gnic_get_channels,
	.get_regs_len		= gnic_get_regs_len,
	.get_regs		= gnic_get_regs,
	.get_eeprom_len		= gnic_get_eeprom_len,
	.get_eeprom		= gnic_get_eeprom,
	.get_pauseparam		= gnic_get_pauseparam,
	.get_pause_stats	= gnic_get_pause_stats,
	.get_eth_mac_stats	= gnic_get_eth_mac_stats,
	.get_eth_phy_stats	= gnic_get_eth_phy_stats,
	.get_eth_ctrl_stats	= gnic_get_eth_ctrl_stats,
	.get_rmon_stats		= gnic_get_rmon_stats,
	.get_ethtool_stats	= gnic_get_ethtool_stats,
	.self_test		= gnic_self_test,
	.get_sset_count		= gnic_get_sset_count,
	.get_strings		= gnic_get_strings,
	.get_priv_flags		= gnic_get_priv_flags,
	.set_priv_flags		= gnic_set_priv_flags,
	.get_tunable		= gnic_get_tunable,
	.set_tunable		= gnic_set_tunable,
};
