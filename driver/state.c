// SPDX-License-Identifier: GPL-2.0
/*
 * What the driver and its rings are up to, in names and numbers: for debugfs,
 * and for devlink's health reporters.
 */
#include "glassnic.h"

/**
 * gnic_state_nic() - the NIC as a whole
 * @gnic: the NIC
 * @tell: is given each name and value
 * @to: for @tell
 */
void gnic_state_nic(const struct gnic *gnic, gnic_tell tell, void *to)
{
	const struct net_device *netdev = gnic->netdev;

	tell(to, "instance", gnic->instance);
	tell(to, "ifindex", netdev->ifindex);
	tell(to, "running", netif_running(netdev));
	tell(to, "present", netif_device_present(netdev));
	tell(to, "carrier", netif_carrier_ok(netdev));
	tell(to, "link_looks", READ_ONCE(gnic->link_looks));
	tell(to, "link_downs", READ_ONCE(gnic->link_downs));
	tell(to, "autonegotiation", !gnic->forced);
	tell(to, "causes", READ_ONCE(gnic->causes));
	tell(to, "masked", READ_ONCE(gnic->masked));
	tell(to, "itr", gnic->itr);
	tell(to, "look", READ_ONCE(gnic->look));
	tell(to, "napi_scheduled",
	     test_bit(NAPI_STATE_SCHED, &gnic->napi.state));
	tell(to, "resets", READ_ONCE(gnic->resets));
	tell(to, "soft_fcs", READ_ONCE(gnic->soft_fcs));
	tell(to, "captured", READ_ONCE(gnic->captured));
}

/**
 * gnic_state_tx() - the transmit ring; indices run on, slots are their rest
 * @gnic: the NIC
 * @tell: is given each name and value
 * @to: for @tell
 */
void gnic_state_tx(const struct gnic *gnic, gnic_tell tell, void *to)
{
	struct netdev_queue *txq = netdev_get_tx_queue(gnic->netdev, 0);
	const struct gnic_tx_ring *tx = &gnic->tx;

	tell(to, "count", tx->count);
	tell(to, "head", READ_ONCE(tx->head));
	tell(to, "doorbell", READ_ONCE(tx->doorbell));
	tell(to, "tail", READ_ONCE(tx->tail));
	tell(to, "TDH", gnic_rd32(gnic, GNIC_TDH));
	tell(to, "TDT", gnic_rd32(gnic, GNIC_TDT));
	tell(to, "armed", READ_ONCE(tx->armed));
	tell(to, "stopped", netif_xmit_stopped(txq));
	tell(to, "in_flight", READ_ONCE(tx->in_flight));
	tell(to, "frames", READ_ONCE(tx->id) & GNIC_ID_COUNT_MASK);
}

/**
 * gnic_state_rx() - the receive ring; indices run on, slots are their rest
 * @gnic: the NIC
 * @tell: is given each name and value
 * @to: for @tell
 */
void gnic_state_rx(const struct gnic *gnic, gnic_tell tell, void *to)
{
	const struct gnic_rx_ring *rx = &gnic->rx;

	tell(to, "count", rx->count);
	tell(to, "head", READ_ONCE(rx->head));
	tell(to, "tail", READ_ONCE(rx->tail));
	tell(to, "flushed", READ_ONCE(rx->flushed));
	tell(to, "RDH", gnic_rd32(gnic, GNIC_RDH));
	tell(to, "RDT", gnic_rd32(gnic, GNIC_RDT));
	tell(to, "starved", gnic_rx_starved(gnic));
	tell(to, "copybreak", READ_ONCE(rx->copybreak));
	tell(to, "frames", READ_ONCE(rx->id) & GNIC_ID_COUNT_MASK);
}
