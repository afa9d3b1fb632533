/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What each ring counts, of every frame that was on the wire.
 *
 * The driver counts, not the device, because the device's counters are right
 * only sometimes (device.md 8): with SECRC a frame of 60 octets is in no
 * receive bin, QEMU 7.2 counts groups before it drops, octets lack inserted
 * and stripped tags, and whatever nobody asks for in time stops at 2^32 - 1.
 */
#ifndef GNIC_STATS_H
#define GNIC_STATS_H

#include <linux/bitops.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/minmax.h>
#include <linux/u64_stats_sync.h>

#include "desc.h"

#define GNIC_HIST_BINS		ETHTOOL_RMON_HIST_MAX
/* The longest frame that is not a jumbo, FCS counted */
#define GNIC_HIST_STANDARD	(ETH_FRAME_LEN + ETH_FCS_LEN)

/* RFC 2819's, whatever is shorter in the first, and jumbos behind them */
#define GNIC_HIST_RANGES { \
	{    0,   64 }, {   65,  127 }, {  128,   255 }, {  256,   511 }, \
	{  512, 1023 }, { 1024, 1518 }, { 1519,  2047 }, { 2048,  4095 }, \
	{ 4096, 8191 }, { 8192, GNIC_FRAME_MAX + ETH_FCS_LEN }, \
}

/**
 * gnic_hist_bin() - where a frame is in GNIC_HIST_RANGES
 * @octets: its length, FCS counted
 *
 * Return: the bin; the last one for what is longer than any frame.
 */
static inline unsigned int gnic_hist_bin(unsigned int octets)
{
	unsigned int bin;

	if (octets <= ETH_ZLEN + ETH_FCS_LEN)
		return 0;
	/* Ranges end below a power of two, one more at 1518 */
	bin = fls(octets) - ilog2(ETH_ZLEN + ETH_FCS_LEN);
	if (octets > GNIC_HIST_STANDARD)
		bin++;
	return min_t(unsigned int, bin, GNIC_HIST_BINS - 1);
}

/**
 * enum gnic_counter - what a ring counts
 * @GNIC_FRAMES: good frames: taken back from the device, or given to the stack
 * @GNIC_OCTETS: theirs on the wire, from destination address to padding, tags
 *	included; FCS, preamble and gap are not
 * @GNIC_MULTICAST: of the frames, to a group other than broadcast
 * @GNIC_BROADCAST: to everybody
 * @GNIC_CONTROL: MAC Control frames, by their type (IEEE 802.3 31)
 * @GNIC_PAUSE: of these, PAUSE
 * @GNIC_UNDERSIZE: shorter than the shortest frame; QEMU 10 lets them in
 * @GNIC_DROPPED: frames that there was no memory for, or no way to map; and
 *	to be sent, longer than any frame
 * @GNIC_ALLOC_FAIL: times there was no memory for an skb or a buffer
 * @GNIC_TOO_SHORT: frames without a whole Ethernet header
 * @GNIC_TOO_LONG: longer than the MTU allows, or than the descriptors said
 * @GNIC_FRAME_ERRORS: the device flagged them
 * @GNIC_CRC_ERRORS: the FCS is wrong
 * @GNIC_FRAGMENTS: of these, shorter than the shortest frame
 * @GNIC_STOPS: times the queue was stopped, because the ring was full
 * @GNIC_WAKES: times it was woken again
 * @GNIC_GSO_FRAMES: super-frames that the device cut
 * @GNIC_GSO_OCTETS: theirs, with a tag
 * @GNIC_GSO_WIRE_FRAMES: of the frames, those that they became
 * @GNIC_GSO_WIRE_OCTETS: theirs
 * @GNIC_DOORBELLS: times the tail was written, TDT or RDT
 * @GNIC_CONTEXTS: context descriptors that the device was given
 * @GNIC_COPIED: frames that were copied out of their page
 * @GNIC_POLLS: of NAPI, those with a budget
 * @GNIC_HIST: the frames by length, GNIC_HIST_BINS of these
 * @GNIC_COUNTERS: how many counters that makes
 */
enum gnic_counter {
	GNIC_FRAMES,
	GNIC_OCTETS,
	GNIC_MULTICAST,
	GNIC_BROADCAST,
	GNIC_CONTROL,
	GNIC_PAUSE,
	GNIC_UNDERSIZE,
	GNIC_DROPPED,
	GNIC_ALLOC_FAIL,
	GNIC_TOO_SHORT,
	GNIC_TOO_LONG,
	GNIC_FRAME_ERRORS,
	GNIC_CRC_ERRORS,
	GNIC_FRAGMENTS,
	GNIC_STOPS,
	GNIC_WAKES,
	GNIC_GSO_FRAMES,
	GNIC_GSO_OCTETS,
	GNIC_GSO_WIRE_FRAMES,
	GNIC_GSO_WIRE_OCTETS,
	GNIC_DOORBELLS,
	GNIC_CONTEXTS,
	GNIC_COPIED,
	GNIC_POLLS,
	GNIC_HIST,
	GNIC_COUNTERS = GNIC_HIST + GNIC_HIST_BINS,
};

/**
 * struct gnic_counters - the counters of one ring, since probe
 * @of: by enum gnic_counter
 * @syncp: for 32-bit readers
 *
 * Written where the ring is: one writer at a time. Each counter is added to at
 * once and not summed up over a poll: that is one instruction, less than
 * adding a sum that is zero for most.
 */
struct gnic_counters {
	u64_stats_t of[GNIC_COUNTERS];
	struct u64_stats_sync syncp;
};

void gnic_count_rare(struct gnic_counters *counters, const struct sk_buff *skb,
		     unsigned int len);

/* Count an event */
static inline void gnic_count(struct gnic_counters *counters,
			      enum gnic_counter event)
{
	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->of[event]);
	u64_stats_update_end(&counters->syncp);
}

/**
 * gnic_count_frames() - count good frames that are alike
 * @counters: of their ring
 * @skb: one of them, its header in its head, or what they were cut from
 * @len: octets each had on the wire, FCS not counted
 * @frames: how many
 */
static inline void gnic_count_frames(struct gnic_counters *counters,
				     const struct sk_buff *skb,
				     unsigned int len, unsigned int frames)
{
	unsigned int bin = gnic_hist_bin(len + ETH_FCS_LEN);
	const struct ethhdr *eth = (const void *)skb->data;

	u64_stats_update_begin(&counters->syncp);
	u64_stats_add(&counters->of[GNIC_FRAMES], frames);
	u64_stats_add(&counters->of[GNIC_OCTETS], (u64)len * frames);
	u64_stats_add(&counters->of[GNIC_HIST + bin], frames);
	if (unlikely(is_multicast_ether_addr(eth->h_dest) ||
		     eth->h_proto == htons(ETH_P_PAUSE) || len < ETH_ZLEN))
		while (frames--)
			gnic_count_rare(counters, skb, len);
	u64_stats_update_end(&counters->syncp);
}

/* Count a good frame */
static inline void gnic_count_frame(struct gnic_counters *counters,
				    const struct sk_buff *skb, unsigned int len)
{
	gnic_count_frames(counters, skb, len, 1);
}

#endif /* GNIC_STATS_H */
