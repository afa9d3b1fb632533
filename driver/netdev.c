// SPDX-License-Identifier: GPL-2.0
/*
 * The network interface: open and stop, MTU, what to do after a timeout.
 *
 * Opening is prepare, then commit: all memory and the interrupt line first,
 * which may fail and then changes nothing; then starting, which cannot fail.
 */
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/rtnetlink.h>
#include <net/netdev_queues.h>

#include "glassnic.h"
#include "trace.h"

/* The memory of both rings, or none */
static int gnic_rings_alloc(struct gnic *gnic,
			    struct gnic_tx_memory *tx, u32 tx_count,
			    struct gnic_rx_memory *rx, u32 rx_count)
{
	int err;

	err = gnic_tx_alloc(gnic, tx, tx_count);
	if (err)
		return err;

	err = gnic_rx_alloc(gnic, rx, rx_count);
	if (err)
		gnic_tx_free(gnic, tx);
	return err;
}

static void gnic_rings_free(struct gnic *gnic, struct gnic_tx_memory *tx,
			    struct gnic_rx_memory *rx)
{
	gnic_rx_free(gnic, rx);
	gnic_tx_free(gnic, tx);
}

static int gnic_prepare(struct gnic *gnic)
{
	int err;

	err = gnic_rings_alloc(gnic, &gnic->tx.memory, gnic->tx.count,
			       &gnic->rx.memory, gnic->rx.count);
	if (err)
		return err;

	err = gnic_irq_request(gnic);
	if (err)
		gnic_rings_free(gnic, &gnic->tx.memory, &gnic->rx.memory);
	return err;
}

static void gnic_release(struct gnic *gnic)
{
	gnic_irq_free(gnic);
	gnic_rings_free(gnic, &gnic->tx.memory, &gnic->rx.memory);
}

/*
 * Start moving frames. The order is the point:
 * rings empty for the device (RDH = RDT), then bus mastering, at which QEMU
 * drops into the empty ring what had queued up while we were down, then the
 * counters' new base, then buffers. No stale frame is ever received.
 */
static void gnic_start(struct gnic *gnic)
{
	gnic_record(&gnic->recorder, GNIC_RECORD_START, 0);
	gnic_tx_start(gnic);
	gnic_rx_start(gnic);
	pci_set_master(gnic->pdev);
	gnic_stats_open(gnic);

	napi_enable(&gnic->napi);
	gnic_rx_post(gnic);
	gnic_irq_enable(gnic);
	gnic_link_update(gnic);
	/* Not just started: after a reset frames may be waiting in the qdisc */
	netif_wake_queue(gnic->netdev);

	/* A frame that came before the old causes were forgotten raises no
	 * interrupt: look once.
	 */
	local_bh_disable();
	napi_schedule(&gnic->napi);
	local_bh_enable();
}

/* Stop moving frames. When it returns the device touches no memory of ours, and
 * no frame is left in it.
 */
static void gnic_stop(struct gnic *gnic)
{
	netif_carrier_off(gnic->netdev);
	/* Polls first: one may unmask causes, and may wake the queue */
	napi_disable(&gnic->napi);
	gnic_look_stop(gnic);
	netif_tx_disable(gnic->netdev);
	gnic_hw_quiesce(gnic);
	/* Not before: until then the device may still miss frames */
	gnic_stats_close(gnic);
	synchronize_irq(gnic->pdev->irq);
	/* LSC may have come in between and turned the carrier on again */
	netif_carrier_off(gnic->netdev);
	gnic_tx_drop_all(gnic);
	gnic_rx_drop_partial(gnic);
	gnic_record(&gnic->recorder, GNIC_RECORD_STOP, 0);
}

static int gnic_ndo_open(struct net_device *netdev)
{
	struct gnic *gnic = netdev_priv(netdev);
	int err;

	if (!gnic_hw_answers(gnic)) {
		netdev_err(netdev, "the device does not answer\n");
		return -ENODEV;
	}

	err = gnic_prepare(gnic);
	if (err)
		return err;

	netif_napi_set_irq(&gnic->napi, gnic->pdev->irq);
	netif_queue_set_napi(netdev, 0, NETDEV_QUEUE_TYPE_RX, &gnic->napi);
	netif_queue_set_napi(netdev, 0, NETDEV_QUEUE_TYPE_TX, &gnic->napi);
	gnic_start(gnic);

	return 0;
}

static int gnic_ndo_stop(struct net_device *netdev)
{
	struct gnic *gnic = netdev_priv(netdev);

	/* Detached, it has been stopped already */
	if (netif_device_present(netdev))
		gnic_stop(gnic);
	netif_queue_set_napi(netdev, 0, NETDEV_QUEUE_TYPE_TX, NULL);
	netif_queue_set_napi(netdev, 0, NETDEV_QUEUE_TYPE_RX, NULL);
	gnic_release(gnic);

	return 0;
}

/*
 * LPE is always set and frames span descriptors at any size, so a new MTU
 * changes neither a buffer nor a register; the receive path compares with it.
 */
static int gnic_ndo_change_mtu(struct net_device *netdev, int mtu)
{
	WRITE_ONCE(netdev->mtu, mtu);
	return 0;
}

/* What cannot be had without something else */
static netdev_features_t gnic_ndo_fix_features(struct net_device *netdev,
					       netdev_features_t features)
{
	/* One bit of CTRL strips and inserts */
	if (!(features & NETIF_F_HW_VLAN_CTAG_RX))
		features &= ~NETIF_F_HW_VLAN_CTAG_TX;
	return gnic_fcs_features(netdev_priv(netdev), features);
}

/* Not netdev->features: the core compares them afterwards, and tells of every
 * VLAN when the filter is switched (vlan_get_rx_ctag_filter_info() and drop).
 */
static int gnic_ndo_set_features(struct net_device *netdev,
				 netdev_features_t features)
{
	struct gnic *gnic = netdev_priv(netdev);
	netdev_features_t changed = gnic->features ^ features;

	/* A sender looks at them, and has the device insert a tag or not */
	netif_tx_lock_bh(netdev);
	gnic->features = features;
	if (changed & NETIF_F_HW_VLAN_CTAG_RX)
		gnic_vlan_offload(gnic);
	netif_tx_unlock_bh(netdev);
	if (changed & NETIF_F_LOOPBACK)
		gnic_link_program(gnic);
	if (changed & (NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_RXALL)) {
		netif_addr_lock_bh(netdev);
		gnic_set_rx_mode(netdev);
		netif_addr_unlock_bh(netdev);
	}
	return 0;
}

/* Program every register anew, filters included. Under the address lock, so
 * that shadows and tables stay in step with the lists.
 */
static void gnic_reprogram(struct gnic *gnic)
{
	netif_addr_lock_bh(gnic->netdev);
	gnic_hw_init(gnic);
	gnic_set_rx_mode(gnic->netdev);
	netif_addr_unlock_bh(gnic->netdev);
}

/**
 * gnic_netdev_pause() - stop the device, open or not
 * @gnic: the NIC; under RTNL
 *
 * Memory and the interrupt line are kept, so that going on cannot fail.
 */
void gnic_netdev_pause(struct gnic *gnic)
{
	if (netif_running(gnic->netdev))
		gnic_stop(gnic);
	else
		gnic_hw_quiesce(gnic);
}

/* Take the interface from the stack, open or not; once only, since it may be
 * both asleep and hit by an error of the bus.
 */
static void gnic_detach(struct gnic *gnic)
{
	if (!netif_device_present(gnic->netdev))
		return;
	netif_device_detach(gnic->netdev);
	gnic_netdev_pause(gnic);
}

/* A device that does not answer would time out for ever. Detached it is left
 * alone until it is bound anew.
 */
static bool gnic_is_lost(struct gnic *gnic)
{
	if (gnic_hw_answers(gnic))
		return false;
	netdev_err(gnic->netdev,
		   "the device does not answer: detached until it is bound anew\n");
	gnic_detach(gnic);
	return true;
}

/**
 * gnic_netdev_continue() - undo gnic_netdev_pause(), whatever registers hold
 * @gnic: the NIC; under RTNL
 */
void gnic_netdev_continue(struct gnic *gnic)
{
	gnic_reprogram(gnic);
	if (netif_running(gnic->netdev))
		gnic_start(gnic);
}

/**
 * gnic_netdev_reset() - stop, program everything anew, and start
 * @gnic: the NIC; takes RTNL
 *
 * Return: 0, or -ENETDOWN when there is nothing that could be in trouble.
 */
int gnic_netdev_reset(struct gnic *gnic)
{
	int err = -ENETDOWN;

	rtnl_lock();
	if (netif_running(gnic->netdev) &&
	    netif_device_present(gnic->netdev) && !gnic_is_lost(gnic)) {
		trace_gnic_reset(gnic);
		gnic_record(&gnic->recorder, GNIC_RECORD_RESET, 0);
		WRITE_ONCE(gnic->resets, gnic->resets + 1);
		gnic_netdev_pause(gnic);
		gnic_netdev_continue(gnic);
		err = 0;
	}
	rtnl_unlock();
	return err;
}

static void gnic_ndo_tx_timeout(struct net_device *netdev, unsigned int txqueue)
{
	struct gnic *gnic = netdev_priv(netdev);
	u32 out = gnic_ring_used(gnic->tx.head, gnic->tx.tail);

	netdev_err(netdev, "transmit timeout: %u descriptors out, TDH %u TDT %u\n",
		   out, gnic_rd32(gnic, GNIC_TDH), gnic_rd32(gnic, GNIC_TDT));
	gnic_record(&gnic->recorder, GNIC_RECORD_TIMEOUT, out);
	gnic_health_timeout(gnic);
}

const struct net_device_ops gnic_netdev_ops = {
	.ndo_open		= gnic_ndo_open,
	.ndo_stop		= gnic_ndo_stop,
	.ndo_start_xmit		= gnic_start_xmit,
	.ndo_get_stats64	= gnic_get_stats64,
	.ndo_set_rx_mode	= gnic_set_rx_mode,
	.ndo_set_mac_address	= gnic_set_mac_address,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_change_mtu		= gnic_ndo_change_mtu,
	.ndo_tx_timeout		= gnic_ndo_tx_timeout,
	.ndo_features_check	= gnic_features_check,
	.ndo_fix_features	= gnic_ndo_fix_features,
	.ndo_set_features	= gnic_ndo_set_features,
	.ndo_vlan_rx_add_vid	= gnic_vlan_add,
	.ndo_vlan_rx_kill_vid	= gnic_vlan_kill,
};

/**
 * gnic_netdev_init() - fill in the interface before it is registered
 * @gnic: the NIC
 */
void gnic_netdev_init(struct gnic *gnic)
{
	struct net_device *netdev = gnic->netdev;

	netdev->netdev_ops = &gnic_netdev_ops;
	netdev->ethtool_ops = &gnic_ethtool_ops;
	netdev->stat_ops = &gnic_stat_ops;

	/* Not TSO in IPv6, whose length the device gets wrong, nor of ECN,
	 * whose CWR it copies into every segment (device.md 5.4).
	 */
	netdev->vlan_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO |
				NETIF_F_GSO_UDP_L4;
	netdev->hw_features = netdev->vlan_features | NETIF_F_HW_VLAN_CTAG_TX |
			      NETIF_F_HW_VLAN_CTAG_RX |
			      NETIF_F_HW_VLAN_CTAG_FILTER;
	netdev->features = netdev->hw_features | NETIF_F_HIGHDMA;
	gnic->features = netdev->features;
	netdev->hw_features |= NETIF_F_RXALL | NETIF_F_LOOPBACK;
	netdev->vlan_features |= NETIF_F_HIGHDMA;
	/* A fragment is mapped as a whole; bounce buffers have their limit */
	netif_set_tso_max_size(netdev,
			       min_t(size_t, GNIC_TSO_MAX,
				     dma_max_mapping_size(&gnic->pdev->dev)));

	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = GNIC_MTU_MAX;

	/* With inline completion BQL sees nothing in flight and would settle
	 * at one frame; bursts need room.
	 */
	netdev_queue_set_dql_min_limit(netdev_get_tx_queue(netdev, 0),
				       GSO_LEGACY_MAX_SIZE);

	spin_lock_init(&gnic->link_lock);
	gnic_recorder_start(&gnic->recorder);
	gnic_stats_init(gnic);
	gnic->tx.count = GNIC_TX_COUNT;
	gnic->rx.count = GNIC_RX_COUNT;
	gnic->rx.copybreak = GNIC_RX_COPYBREAK;
	gnic->itr = GNIC_ITR_LEAST;
	gnic_look_init(gnic);
	netif_napi_add(netdev, &gnic->napi, gnic_poll);
	netif_carrier_off(netdev);
}

/**
 * gnic_netdev_resize() - give the rings another size, up or down
 * @gnic: the NIC; under RTNL
 * @tx_count: slots, a power of two
 * @rx_count: the same
 *
 * Memory first, which may fail and then changes nothing. What waits in the old
 * rings is lost, as it is when an interface is taken down.
 *
 * Return: 0 or -ENOMEM.
 */
int gnic_netdev_resize(struct gnic *gnic, u32 tx_count, u32 rx_count)
{
	struct gnic_tx_memory tx;
	struct gnic_rx_memory rx;
	int err;

	if (!netif_running(gnic->netdev)) {
		gnic->tx.count = tx_count;
		gnic->rx.count = rx_count;
		return 0;
	}

	err = gnic_rings_alloc(gnic, &tx, tx_count, &rx, rx_count);
	if (err)
		return err;

	gnic_stop(gnic);
	swap(gnic->tx.memory, tx);
	swap(gnic->rx.memory, rx);
	/* While NAPI is off: see gnic_rx_pool_create() */
	gnic_rings_free(gnic, &tx, &rx);
	gnic_start(gnic);
	return 0;
}

/**
 * gnic_netdev_suspend() - leave the device quiet, open or not
 * @gnic: the NIC; takes RTNL
 */
void gnic_netdev_suspend(struct gnic *gnic)
{
	rtnl_lock();
	gnic_detach(gnic);
	rtnl_unlock();
}

/**
 * gnic_netdev_resume() - back from gnic_netdev_suspend(), registers lost
 * @gnic: the NIC; takes RTNL
 */
void gnic_netdev_resume(struct gnic *gnic)
{
	rtnl_lock();
	if (!gnic_is_lost(gnic)) {
		gnic_hw_quiesce(gnic);
		gnic_netdev_continue(gnic);
		netif_device_attach(gnic->netdev);
	}
	rtnl_unlock();
}
