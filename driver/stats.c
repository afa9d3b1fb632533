// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics: what was counted, under the names of each standard interface.
 *
 * The driver counts every frame it sees (stats.h). The device is asked for
 * what it alone knows, when somebody asks the driver, and never otherwise: MPC
 * are frames it had no buffer for, ROC frames longer than it takes. Both are of
 * 32 bits; reading clears ROC but not MPC (device.md 8). Here they become sums
 * of 64 bits that outlive down and up, suspend and a reset.
 */
#include <kunit/visibility.h>
#include <linux/ethtool.h>
#include <net/netdev_queues.h>

#include "glassnic.h"

/* A MAC Control frame begins with what it is about (IEEE 802.3 31.4.1) */
#define GNIC_OPCODE_PAUSE	0x0001

/**
 * gnic_count_rare() - count what few frames are
 * @counters: of its ring, inside their update
 * @skb: the frame; no more than its header has to be in its head
 * @len: its octets
 */
void gnic_count_rare(struct gnic_counters *counters, const struct sk_buff *skb,
		     unsigned int len)
{
	const struct ethhdr *eth = (const void *)skb->data;
	__be16 opcode;

	if (is_broadcast_ether_addr(eth->h_dest))
		u64_stats_inc(&counters->of[GNIC_BROADCAST]);
	else if (is_multicast_ether_addr(eth->h_dest))
		u64_stats_inc(&counters->of[GNIC_MULTICAST]);

	if (len < ETH_ZLEN)
		u64_stats_inc(&counters->of[GNIC_UNDERSIZE]);

	if (eth->h_proto != htons(ETH_P_PAUSE))
		return;
	u64_stats_inc(&counters->of[GNIC_CONTROL]);
	if (!skb_copy_bits(skb, ETH_HLEN, &opcode, sizeof(opcode)) &&
	    opcode == htons(GNIC_OPCODE_PAUSE))
		u64_stats_inc(&counters->of[GNIC_PAUSE]);
}
EXPORT_SYMBOL_IF_KUNIT(gnic_count_rare);

static void gnic_counters_read(const struct gnic_counters *counters, u64 *of)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&counters->syncp);
		for (i = 0; i < GNIC_COUNTERS; i++)
			of[i] = u64_stats_read(&counters->of[i]);
	} while (u64_stats_fetch_retry(&counters->syncp, start));
}

/* Add what the device has counted since it was last read. Under the lock that
 * two readers of a register which reading clears need: each event is seen by
 * one of them, and added before the other one looks at the sum.
 */
static void gnic_device_harvest(struct gnic *gnic)
{
	u32 mpc = gnic_rd32(gnic, GNIC_MPC);

	/* It never decreases, but by a reset, or when nobody answers */
	if (mpc > gnic->mpc)
		gnic->missed += mpc - gnic->mpc;
	gnic->mpc = mpc;
	gnic->oversize += gnic_rd32(gnic, GNIC_ROC);
}

/**
 * gnic_stats_init() - before the interface is registered
 * @gnic: the NIC
 */
void gnic_stats_init(struct gnic *gnic)
{
	u64_stats_init(&gnic->tx.counters.syncp);
	u64_stats_init(&gnic->rx.counters.syncp);
	spin_lock_init(&gnic->device_lock);
}

/**
 * gnic_stats_open() - the device counts for us from here
 * @gnic: the NIC, bus mastering on and no buffer posted yet
 *
 * What QEMU had queued while the interface was down has just been dropped
 * into MPC or ROC, on top of what an earlier driver left there; nobody here
 * missed any of it.
 */
void gnic_stats_open(struct gnic *gnic)
{
	unsigned long flags;

	spin_lock_irqsave(&gnic->device_lock, flags);
	gnic->mpc = gnic_rd32(gnic, GNIC_MPC);
	gnic_rd32(gnic, GNIC_ROC);
	gnic->counting = true;
	spin_unlock_irqrestore(&gnic->device_lock, flags);
}

/**
 * gnic_stats_close() - keep what the device has counted until here
 * @gnic: the NIC
 */
void gnic_stats_close(struct gnic *gnic)
{
	unsigned long flags;

	spin_lock_irqsave(&gnic->device_lock, flags);
	gnic_device_harvest(gnic);
	gnic->counting = false;
	spin_unlock_irqrestore(&gnic->device_lock, flags);
}

/* What the device dropped, without a descriptor that would tell of it */
static void gnic_device_read(struct gnic *gnic, u64 *missed, u64 *oversize)
{
	unsigned long flags;

	spin_lock_irqsave(&gnic->device_lock, flags);
	if (gnic->counting)
		gnic_device_harvest(gnic);
	*missed = gnic->missed;
	*oversize = gnic->oversize;
	spin_unlock_irqrestore(&gnic->device_lock, flags);
}

/**
 * gnic_get_stats64() - ndo_get_stats64
 * @netdev: the interface
 * @s: filled in; bytes are those of whole frames, padding and tags included,
 *	the FCS not
 */
void gnic_get_stats64(struct net_device *netdev, struct rtnl_link_stats64 *s)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS], oversize;
	struct gnic *gnic = netdev_priv(netdev);

	gnic_counters_read(&gnic->tx.counters, tx);
	s->tx_packets = tx[GNIC_FRAMES];
	s->tx_bytes = tx[GNIC_OCTETS];
	s->tx_dropped = tx[GNIC_DROPPED];

	gnic_counters_read(&gnic->rx.counters, rx);
	gnic_device_read(gnic, &s->rx_missed_errors, &oversize);
	s->rx_packets = rx[GNIC_FRAMES];
	s->rx_bytes = rx[GNIC_OCTETS];
	s->multicast = rx[GNIC_MULTICAST];
	s->rx_dropped = rx[GNIC_DROPPED];
	s->rx_length_errors = rx[GNIC_TOO_SHORT] + rx[GNIC_TOO_LONG] + oversize;
	s->rx_frame_errors = rx[GNIC_FRAME_ERRORS];
	s->rx_crc_errors = rx[GNIC_CRC_ERRORS];
	s->rx_errors = s->rx_length_errors + s->rx_frame_errors +
		       s->rx_crc_errors;
}

static void gnic_get_queue_stats_rx(struct net_device *netdev, int idx,
				    struct netdev_queue_stats_rx *s)
{
	struct gnic *gnic = netdev_priv(netdev);
	u64 rx[GNIC_COUNTERS], missed, oversize;

	gnic_counters_read(&gnic->rx.counters, rx);
	gnic_device_read(gnic, &missed, &oversize);
	s->packets = rx[GNIC_FRAMES];
	s->bytes = rx[GNIC_OCTETS];
	s->alloc_fail = rx[GNIC_ALLOC_FAIL];
	s->hw_drops = missed + oversize;
	s->hw_drop_overruns = missed;
	/* The device checks none (device.md 6.5) */
	s->csum_none = rx[GNIC_FRAMES];
}

static void gnic_get_queue_stats_tx(struct net_device *netdev, int idx,
				    struct netdev_queue_stats_tx *s)
{
	struct gnic *gnic = netdev_priv(netdev);
	u64 tx[GNIC_COUNTERS];

	gnic_counters_read(&gnic->tx.counters, tx);
	s->packets = tx[GNIC_FRAMES];
	s->bytes = tx[GNIC_OCTETS];
	s->stop = tx[GNIC_STOPS];
	s->wake = tx[GNIC_WAKES];
	/* Not needs_csum: nearly every frame would pay for it */
	s->hw_gso_packets = tx[GNIC_GSO_FRAMES];
	s->hw_gso_bytes = tx[GNIC_GSO_OCTETS];
	s->hw_gso_wire_packets = tx[GNIC_GSO_WIRE_FRAMES];
	s->hw_gso_wire_bytes = tx[GNIC_GSO_WIRE_OCTETS];
}

/* The one queue of each direction counts since probe, up or down: beside it
 * there is nothing.
 */
static void gnic_get_base_stats(struct net_device *netdev,
				struct netdev_queue_stats_rx *rx,
				struct netdev_queue_stats_tx *tx)
{
	rx->packets = 0;
	rx->bytes = 0;
	rx->alloc_fail = 0;
	rx->hw_drops = 0;
	rx->hw_drop_overruns = 0;
	rx->csum_none = 0;

	tx->packets = 0;
	tx->bytes = 0;
	tx->stop = 0;
	tx->wake = 0;
	tx->hw_gso_packets = 0;
	tx->hw_gso_bytes = 0;
	tx->hw_gso_wire_packets = 0;
	tx->hw_gso_wire_bytes = 0;
}

const struct netdev_stat_ops gnic_stat_ops = {
	.get_queue_stats_rx	= gnic_get_queue_stats_rx,
	.get_queue_stats_tx	= gnic_get_queue_stats_tx,
	.get_base_stats		= gnic_get_base_stats,
};

/* IEEE 802.3 counts data and padding: the frame without addresses, type and
 * FCS (30.3.1.1.8 and 14). A tag is data to the MAC.
 */
static u64 gnic_payload_octets(const u64 *of)
{
	return of[GNIC_OCTETS] - ETH_HLEN * of[GNIC_FRAMES];
}

/**
 * gnic_get_eth_mac_stats() - ethtool's group eth-mac, IEEE 802.3 30.3.1.1
 * @netdev: the interface
 * @s: filled in
 *
 * Left out is what nobody here can know: collisions, deferral and carrier
 * sense, which the standard calls undefined in full duplex; errors inside
 * the transmitter, which QEMU does not have; and whether a length field is
 * right, which nobody checks. Without soft-fcs no frame has an FCS, so none has
 * a wrong one. With it fragments count, too, which the standard leaves out:
 * here they are the short frames of an end without an FCS.
 */
void gnic_get_eth_mac_stats(struct net_device *netdev,
			    struct ethtool_eth_mac_stats *s)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS], missed, oversize;
	struct gnic *gnic = netdev_priv(netdev);

	gnic_counters_read(&gnic->tx.counters, tx);
	s->FramesTransmittedOK = tx[GNIC_FRAMES];
	s->OctetsTransmittedOK = gnic_payload_octets(tx);
	s->MulticastFramesXmittedOK = tx[GNIC_MULTICAST];
	s->BroadcastFramesXmittedOK = tx[GNIC_BROADCAST];

	gnic_counters_read(&gnic->rx.counters, rx);
	gnic_device_read(gnic, &missed, &oversize);
	s->FramesReceivedOK = rx[GNIC_FRAMES];
	s->OctetsReceivedOK = gnic_payload_octets(rx);
	s->MulticastFramesReceivedOK = rx[GNIC_MULTICAST];
	s->BroadcastFramesReceivedOK = rx[GNIC_BROADCAST];
	s->FrameCheckSequenceErrors = rx[GNIC_CRC_ERRORS];
	s->AlignmentErrors = rx[GNIC_FRAME_ERRORS];
	s->FrameTooLongErrors = rx[GNIC_TOO_LONG] + oversize;
	s->FramesLostDueToIntMACRcvError = missed;
}

/**
 * gnic_get_eth_phy_stats() - ethtool's group eth-phy
 * @netdev: the interface
 * @s: filled in
 *
 * A wire without symbols has no invalid ones, and the register agrees.
 */
void gnic_get_eth_phy_stats(struct net_device *netdev,
			    struct ethtool_eth_phy_stats *s)
{
	s->SymbolErrorDuringCarrier = gnic_rd32(netdev_priv(netdev),
						GNIC_SYMERRS);
}

/**
 * gnic_get_eth_ctrl_stats() - ethtool's group eth-ctrl, IEEE 802.3 30.3.3
 * @netdev: the interface
 * @s: filled in
 *
 * The device has no MAC Control sublayer: such a frame is one like any other
 * to it, if its filter lets it in, and it supports no opcode.
 */
void gnic_get_eth_ctrl_stats(struct net_device *netdev,
			     struct ethtool_eth_ctrl_stats *s)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS];
	struct gnic *gnic = netdev_priv(netdev);

	gnic_counters_read(&gnic->tx.counters, tx);
	gnic_counters_read(&gnic->rx.counters, rx);
	s->MACControlFramesTransmitted = tx[GNIC_CONTROL];
	s->MACControlFramesReceived = rx[GNIC_CONTROL];
	s->UnsupportedOpcodesReceived = rx[GNIC_CONTROL];
}

/**
 * gnic_get_pause_stats() - PAUSE frames that were on the wire
 * @netdev: the interface
 * @s: filled in
 *
 * XONTXC and the other three say 0 whatever was there (device.md 8).
 */
void gnic_get_pause_stats(struct net_device *netdev,
			  struct ethtool_pause_stats *s)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS];
	struct gnic *gnic = netdev_priv(netdev);

	gnic_counters_read(&gnic->tx.counters, tx);
	gnic_counters_read(&gnic->rx.counters, rx);
	s->tx_pause_frames = tx[GNIC_PAUSE];
	s->rx_pause_frames = rx[GNIC_PAUSE];
}

static const struct ethtool_rmon_hist_range gnic_hist_ranges[] =
	GNIC_HIST_RANGES;

static_assert(ARRAY_SIZE(gnic_hist_ranges) == GNIC_HIST_BINS);

/**
 * gnic_get_rmon_stats() - ethtool's group rmon: RFC 2819, lengths with FCS
 * @netdev: the interface
 * @s: filled in; every good frame is in one bin
 * @ranges: the bins
 *
 * Undersize frames are in the first bin too, when they were whole enough to be
 * given to the stack. Jabbers are left out: of a frame that is too long nobody
 * looks at the FCS.
 */
void gnic_get_rmon_stats(struct net_device *netdev,
			 struct ethtool_rmon_stats *s,
			 const struct ethtool_rmon_hist_range **ranges)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS], missed, oversize;
	struct gnic *gnic = netdev_priv(netdev);
	unsigned int bin;

	gnic_counters_read(&gnic->tx.counters, tx);
	gnic_counters_read(&gnic->rx.counters, rx);
	gnic_device_read(gnic, &missed, &oversize);
	s->undersize_pkts = rx[GNIC_UNDERSIZE] + rx[GNIC_TOO_SHORT];
	s->oversize_pkts = rx[GNIC_TOO_LONG] + oversize;
	s->fragments = rx[GNIC_FRAGMENTS];
	for (bin = 0; bin < GNIC_HIST_BINS; bin++) {
		s->hist[bin] = rx[GNIC_HIST + bin];
		s->hist_tx[bin] = tx[GNIC_HIST + bin];
	}
	*ranges = gnic_hist_ranges;
}

/* What has no standard home, in the order in which a reader meets it: what the
 * driver and the device have to do with each other, beside the frames.
 */
static const char gnic_own_names[][ETH_GSTRING_LEN] = {
	"interrupts",		/* reads of ICR that found a cause of ours */
	"interrupts_foreign",	/* and that found none: the line is shared */
	"polls",		/* of NAPI, whatever scheduled them */
	"rx_doorbells",		/* writes of RDT, a batch of buffers each */
	"rx_copied",		/* frames of copybreak or less */
	"tx_doorbells",		/* writes of TDT, a batch of frames each */
	"tx_contexts",		/* context descriptors: offloads that changed */
};

/**
 * gnic_own_count() - how many statistics are the driver's own
 *
 * Return: that, for ETH_SS_STATS.
 */
int gnic_own_count(void)
{
	return ARRAY_SIZE(gnic_own_names);
}

/**
 * gnic_own_strings() - their names
 * @data: room for gnic_own_count() of them
 */
void gnic_own_strings(u8 *data)
{
	memcpy(data, gnic_own_names, sizeof(gnic_own_names));
}

/**
 * gnic_get_ethtool_stats() - their values, since probe; ethtool -S
 * @netdev: the interface
 * @stats: how many are asked for
 * @data: room for gnic_own_count() of them
 */
void gnic_get_ethtool_stats(struct net_device *netdev,
			    struct ethtool_stats *stats, u64 *data)
{
	u64 tx[GNIC_COUNTERS], rx[GNIC_COUNTERS];
	struct gnic *gnic = netdev_priv(netdev);

	gnic_counters_read(&gnic->tx.counters, tx);
	gnic_counters_read(&gnic->rx.counters, rx);
	*data++ = READ_ONCE(gnic->interrupts);
	*data++ = READ_ONCE(gnic->foreign);
	*data++ = rx[GNIC_POLLS];
	*data++ = rx[GNIC_DOORBELLS];
	*data++ = rx[GNIC_COPIED];
	*data++ = tx[GNIC_DOORBELLS];
	*data++ = tx[GNIC_CONTEXTS];
}
