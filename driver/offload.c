// SPDX-License-Identifier: GPL-2.0
/*
 * What the device does to a frame that is sent: TCP and UDP checksums,
 * segmentation, VLAN tags. And what it gets wrong, so that the stack does it.
 *
 * A context descriptor says where in the frame the headers are. The device
 * keeps it, so it is sent only when it differs from the last one (tx.c).
 */
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>

#include "glassnic.h"

/* The offsets in a context have eight bits. The stack, or gnic_offload_late(),
 * may still put a tag in front after they were looked at.
 */
#define GNIC_OFFSET_MAX		(U8_MAX - VLAN_HLEN)

/* Octets before the payload, which begin every segment */
static unsigned int gnic_gso_headers(const struct sk_buff *skb)
{
	if (skb_is_gso_tcp(skb))
		return skb_tcp_all_headers(skb);
	return skb_transport_offset(skb) + sizeof(struct udphdr);
}

/* Octets of payload in the last segment, if it does not fill it */
static unsigned int gnic_gso_rest(const struct sk_buff *skb)
{
	return (skb->len - gnic_gso_headers(skb)) % skb_shinfo(skb)->gso_size;
}

/* Of a super-frame, and the frames that it became */
static void gnic_count_cut(struct gnic_counters *counters,
			   const struct sk_buff *skb, unsigned int frames,
			   unsigned int octets)
{
	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->of[GNIC_GSO_FRAMES]);
	u64_stats_add(&counters->of[GNIC_GSO_OCTETS], gnic_wire_len(skb));
	u64_stats_add(&counters->of[GNIC_GSO_WIRE_FRAMES], frames);
	u64_stats_add(&counters->of[GNIC_GSO_WIRE_OCTETS], octets);
	u64_stats_update_end(&counters->syncp);
}

/**
 * gnic_count_segments() - count what a super-frame became on the wire
 * @counters: the transmit ring's
 * @skb: the super-frame
 */
void gnic_count_segments(struct gnic_counters *counters,
			 const struct sk_buff *skb)
{
	unsigned int headers = gnic_gso_headers(skb);
	unsigned int wire = headers + gnic_wire_len(skb) - skb->len;
	unsigned int mss = skb_shinfo(skb)->gso_size;
	unsigned int payload = skb->len - headers;
	unsigned int rest = payload % mss;
	unsigned int frames = payload / mss + !!rest;

	gnic_count_cut(counters, skb, frames, payload + frames * wire);
	gnic_count_frames(counters, skb, wire + mss, payload / mss);
	if (rest)
		gnic_count_frame(counters, skb, wire + rest);
}

/**
 * gnic_gso_is_even() - does the payload of a super-frame fill its last segment?
 * @skb: the super-frame
 *
 * Return: true if the device would send one more segment, an empty one.
 */
bool gnic_gso_is_even(const struct sk_buff *skb)
{
	return !gnic_gso_rest(skb);
}

/* Where a checksum begins, where it goes, the last octet it covers or 0 */
static __le32 gnic_context_sum(unsigned int start, unsigned int offset,
			       unsigned int end)
{
	return cpu_to_le32(FIELD_PREP(GNIC_TXC_START, start) |
			   FIELD_PREP(GNIC_TXC_SUM, start + offset) |
			   FIELD_PREP(GNIC_TXC_END, end));
}

static void gnic_offload_checksum(const struct sk_buff *skb,
				  struct gnic_tx_offload *offload)
{
	offload->flags.lower |= GNIC_TXD_DATA;
	offload->flags.upper |= GNIC_TXD_TXSM;
	offload->context = (struct gnic_tx_context) {
		.transport = gnic_checksum_at(skb),
		.command = cpu_to_le32(GNIC_TXC_DEXT),
	};
}

/* The device adds each segment's length to both checksums itself: to start
 * from, one wants zero, the other a pseudo header without a length.
 */
static void gnic_gso_seed(struct sk_buff *skb)
{
	struct iphdr *ip = ip_hdr(skb);
	__sum16 seed = ~csum_tcpudp_magic(ip->saddr, ip->daddr, 0,
					  ip->protocol, 0);

	ip->check = 0;
	if (skb_is_gso_tcp(skb))
		tcp_hdr(skb)->check = seed;
	else
		udp_hdr(skb)->check = seed;
}

/* Returns false without memory to write into the headers. */
static bool gnic_offload_segments(struct sk_buff *skb,
				  struct gnic_tx_offload *offload)
{
	unsigned int mss = skb_shinfo(skb)->gso_size;
	unsigned int headers = gnic_gso_headers(skb);
	unsigned int payload = skb->len - headers;
	u32 command = GNIC_TXC_DEXT | GNIC_TXC_TSE | GNIC_TXC_IPV4;

	if (skb_cow_head(skb, 0))
		return false;
	gnic_gso_seed(skb);
	if (skb_is_gso_tcp(skb))
		command |= GNIC_TXC_TCP;

	offload->flags.lower |= GNIC_TXD_DATA | GNIC_TXD_TSE;
	offload->flags.upper |= GNIC_TXD_IXSM | GNIC_TXD_TXSM;
	offload->context = (struct gnic_tx_context) {
		.ip = gnic_context_sum(skb_network_offset(skb),
				       offsetof(struct iphdr, check),
				       skb_transport_offset(skb) - 1),
		.transport = gnic_context_sum(skb_transport_offset(skb),
					      skb->csum_offset, 0),
		.command = cpu_to_le32(command |
				       FIELD_PREP(GNIC_TXC_PAYLEN, payload)),
		.segment = cpu_to_le32(FIELD_PREP(GNIC_TXC_HDRLEN, headers) |
				       FIELD_PREP(GNIC_TXC_MSS, mss)),
	};
	return true;
}

static void gnic_offload_vlan(const struct sk_buff *skb,
			      struct gnic_tx_offload *offload)
{
	u16 tag = skb_vlan_tag_get(skb);

	offload->flags.lower |= GNIC_TXD_VLE;
	offload->flags.upper |= FIELD_PREP(GNIC_TXD_VLAN, tag);
}

/* Put the tag where the device would. */
static bool gnic_push_vlan(struct sk_buff *skb)
{
	if (__vlan_insert_tag(skb, skb->vlan_proto, skb_vlan_tag_get(skb)))
		return false;
	skb->protocol = skb->vlan_proto;
	__vlan_hwaccel_clear_tag(skb);
	return true;
}

/* A frame that had to wait for room was made ready for what the device did
 * then. Meanwhile it may have stopped to: with soft-fcs nothing may change
 * behind the FCS, and without CTRL.VME a tag that it is given is lost silently,
 * and the frame is in another VLAN (device.md 5.2). Nor can a super-frame be
 * cut here: it would need more room than there is.
 */
static enum skb_drop_reason gnic_offload_late(const struct gnic *gnic,
					      struct sk_buff *skb)
{
	bool fcs = gnic_has_fcs(gnic);

	if (fcs && skb_is_gso(skb))
		return SKB_DROP_REASON_SKB_GSO_SEG;
	if (fcs && skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return SKB_DROP_REASON_NOMEM;
	if ((fcs || !(gnic->features & NETIF_F_HW_VLAN_CTAG_RX)) &&
	    skb_vlan_tag_present(skb) && !gnic_push_vlan(skb))
		return SKB_DROP_REASON_NOMEM;
	return SKB_NOT_DROPPED_YET;
}

/**
 * gnic_offload() - find out what is left to the device
 * @gnic: the NIC
 * @skb: the frame, padded; its headers are made ready for the device
 * @offload: of a frame that needs nothing, and added to
 *
 * Return: SKB_NOT_DROPPED_YET, or why the frame cannot be sent.
 */
enum skb_drop_reason gnic_offload(const struct gnic *gnic, struct sk_buff *skb,
				  struct gnic_tx_offload *offload)
{
	enum skb_drop_reason reason = gnic_offload_late(gnic, skb);

	if (reason)
		return reason;
	if (skb_is_gso(skb)) {
		if (!gnic_offload_segments(skb, offload))
			return SKB_DROP_REASON_NOMEM;
	} else if (skb->ip_summed == CHECKSUM_PARTIAL) {
		gnic_offload_checksum(skb, offload);
	}
	if (skb_vlan_tag_present(skb))
		gnic_offload_vlan(skb, offload);
	return SKB_NOT_DROPPED_YET;
}

/* Would the device cut this super-frame as it has to be cut? Not without
 * checksums to fill in: netif_needs_gso() lets one pass whose receiver has
 * looked at them (CHECKSUM_UNNECESSARY). UDP rightly in IPv4 only (device.md
 * 5.4). HDRLEN has to be less than it can hold: see gnic_tx_close(). And nobody
 * pads the last segment: with a rest of less than six octets behind TCP's
 * header without options it would be shorter than a frame.
 */
static bool gnic_can_segment(const struct sk_buff *skb)
{
	unsigned int tag = gnic_wire_len(skb) - skb->len;
	unsigned int headers, last;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return false;
	if (!skb_is_gso_tcp(skb) && vlan_get_protocol(skb) != htons(ETH_P_IP))
		return false;
	headers = gnic_gso_headers(skb);
	last = gnic_gso_rest(skb) ?: skb_shinfo(skb)->gso_size;
	return headers < GNIC_OFFSET_MAX && headers + last + tag >= ETH_ZLEN;
}

/* What the device cannot do to a super-frame, or beside a tag. Not inline:
 * other frames would pay for the registers and the stack protector.
 */
static noinline netdev_features_t
gnic_features_check_rare(struct sk_buff *skb, netdev_features_t features)
{
	features = vlan_features_check(skb, features);
	if (skb_is_gso(skb) && !gnic_can_segment(skb))
		features &= ~NETIF_F_GSO_MASK;
	return features;
}

/**
 * gnic_features_check() - ndo_features_check: what the device cannot do here
 * @skb: the frame
 * @netdev: the interface
 * @features: what it offers
 *
 * Return: the features that are right for this frame.
 */
netdev_features_t gnic_features_check(struct sk_buff *skb,
				      struct net_device *netdev,
				      netdev_features_t features)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    skb_checksum_start_offset(skb) + skb->csum_offset > GNIC_OFFSET_MAX)
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	if (skb_is_gso(skb) || skb_vlan_tag_present(skb))
		return gnic_features_check_rare(skb, features);
	return features;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_features_check);
