// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics. Everything but one number is counted by the driver itself; the
 * one is MPC, frames the device had no buffer for, which it never clears.
 */
#include "glassnic.h"

/**
 * gnic_stats_open() - count missed frames from here
 * @gnic: the NIC, bus mastering on and no buffer posted yet
 *
 * What QEMU had queued while the interface was down has just been dropped
 * into MPC; nobody missed it.
 */
void gnic_stats_open(struct gnic *gnic)
{
	unsigned long flags;

	spin_lock_irqsave(&gnic->missed_lock, flags);
	gnic->mpc_base = gnic_rd32(gnic, GNIC_MPC);
	gnic->counting = true;
	spin_unlock_irqrestore(&gnic->missed_lock, flags);
}

/**
 * gnic_stats_close() - keep what was missed until here
 * @gnic: the NIC
 */
void gnic_stats_close(struct gnic *gnic)
{
	unsigned long flags;

	spin_lock_irqsave(&gnic->missed_lock, flags);
	gnic->missed += gnic_rd32(gnic, GNIC_MPC) - gnic->mpc_base;
	gnic->counting = false;
	spin_unlock_irqrestore(&gnic->missed_lock, flags);
}

/* Frames missed in all times up, this one included */
static u64 gnic_stats_missed(struct gnic *gnic)
{
	unsigned long flags;
	u64 missed;

	spin_lock_irqsave(&gnic->missed_lock, flags);
	missed = gnic->missed;
	if (gnic->counting)
		missed += gnic_rd32(gnic, GNIC_MPC) - gnic->mpc_base;
	spin_unlock_irqrestore(&gnic->missed_lock, flags);

	return missed;
}

static void gnic_get_rx_stats(struct gnic_rx_ring *rx,
			      struct rtnl_link_stats64 *s)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&rx->syncp);
		s->rx_packets = u64_stats_read(&rx->packets);
		s->rx_bytes = u64_stats_read(&rx->bytes);
		s->multicast = u64_stats_read(&rx->multicast);
		s->rx_length_errors = u64_stats_read(&rx->length_errors);
		s->rx_frame_errors = u64_stats_read(&rx->frame_errors);
		s->rx_dropped = u64_stats_read(&rx->dropped);
	} while (u64_stats_fetch_retry(&rx->syncp, start));
}

static void gnic_get_tx_stats(struct gnic_tx_ring *tx,
			      struct rtnl_link_stats64 *s)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&tx->syncp);
		s->tx_packets = u64_stats_read(&tx->packets);
		s->tx_bytes = u64_stats_read(&tx->bytes);
		s->tx_dropped = u64_stats_read(&tx->dropped);
	} while (u64_stats_fetch_retry(&tx->syncp, start));
}

/**
 * gnic_get_stats64() - ndo_get_stats64
 * @netdev: the interface
 * @s: filled in
 */
void gnic_get_stats64(struct net_device *netdev, struct rtnl_link_stats64 *s)
{
	struct gnic *gnic = netdev_priv(netdev);

	gnic_get_rx_stats(&gnic->rx, s);
	gnic_get_tx_stats(&gnic->tx, s);
	s->rx_errors = s->rx_length_errors + s->rx_frame_errors;

	s->rx_missed_errors = gnic_stats_missed(gnic);
}
