/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The blocks of the capture stream (draft-ietf-opsawg-pcapng): one Section
 * Header, one Interface Description, then Enhanced Packet Blocks. The driver's
 * own metadata rides in an option of the latter (records.h): readers skip what
 * they do not know, and a custom block would count as a packet in some.
 */
#ifndef GNIC_PCAPNG_H
#define GNIC_PCAPNG_H

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "glassnic.h"

#define GNIC_PCAPNG_SNAPLEN	262144	/* tcpdump's; one value in every IDB */

/* Room for Section Header and Interface Description */
#define GNIC_PCAPNG_HEADER	512
#define PCAPNG_EPB		6

#define PCAPNG_OPT_END		0
#define PCAPNG_EPB_FLAGS	2
#define PCAPNG_EPB_DROPCOUNT	4
#define PCAPNG_EPB_PACKETID	5

/* epb_flags */
#define PCAPNG_FLAG_DIRECTION	GENMASK(1, 0)
#define PCAPNG_IN		1
#define PCAPNG_OUT		2
#define PCAPNG_FLAG_RECEPTION	GENMASK(4, 2)
#define PCAPNG_UNICAST		1
#define PCAPNG_MULTICAST	2
#define PCAPNG_BROADCAST	3
#define PCAPNG_PROMISCUOUS	4
#define PCAPNG_FLAG_FCS_LEN	GENMASK(8, 5)
#define PCAPNG_FLAG_CSUM_NOT_READY BIT(9)
#define PCAPNG_FLAG_CRC_ERROR	BIT(24)
#define PCAPNG_FLAG_TOO_LONG	BIT(25)

/* What precedes an option's value: in memory, its code and then its length */
#define PCAPNG_HEAD(code, len)	((u32)(len) << 16 | (code))

/* What precedes a packet's data; in the machine's byte order, as SHB says */
struct pcapng_epb {
	u32 type;
	u32 length;
	u32 interface;
	u32 time_high;
	u32 time_low;
	u32 caplen;
	u32 len;
};

/* The options that follow it, each with a code and a length before its value */
struct pcapng_epb_ids {
	u32 flags_head;
	u32 flags;
	u32 id_head;
	u64 id;
} __packed;

struct pcapng_epb_lost {
	u32 head;
	u64 lost;
} __packed;

/* The driver's own option, the end of the list, the block's length again */
struct pcapng_epb_end {
	u32 info_head;
	struct gnic_epb_info info;
	u32 end_head;
	u32 length;
} __packed;

/* Room for padding and all of these */
#define GNIC_PCAPNG_TRAILER \
	(3 + sizeof(struct pcapng_epb_ids) + \
	 sizeof(struct pcapng_epb_lost) + sizeof(struct pcapng_epb_end))

/**
 * gnic_pcapng_trailer_len() - octets of what follows a packet's data
 * @caplen: octets of data before the trailer
 * @lost: frames lost since the last block
 *
 * Return: what gnic_pcapng_trailer() will write.
 */
static inline u32 gnic_pcapng_trailer_len(u32 caplen, u64 lost)
{
	return (-caplen & 3) + sizeof(struct pcapng_epb_ids) +
	       (lost ? sizeof(struct pcapng_epb_lost) : 0) +
	       sizeof(struct pcapng_epb_end);
}

static inline u32 pcapng_flags(const struct gnic *gnic,
			       const struct sk_buff *skb,
			       const struct gnic_capture_meta *meta)
{
	const u8 *dest = skb->data;
	u32 flags;

	if (meta->ring == GNIC_TX)
		flags = FIELD_PREP(PCAPNG_FLAG_DIRECTION, PCAPNG_OUT) |
			FIELD_PREP(PCAPNG_FLAG_RECEPTION, PCAPNG_UNICAST);
	else if (ether_addr_equal(dest, gnic->netdev->dev_addr))
		flags = FIELD_PREP(PCAPNG_FLAG_DIRECTION, PCAPNG_IN) |
			FIELD_PREP(PCAPNG_FLAG_RECEPTION, PCAPNG_UNICAST);
	else
		flags = FIELD_PREP(PCAPNG_FLAG_DIRECTION, PCAPNG_IN) |
			FIELD_PREP(PCAPNG_FLAG_RECEPTION, PCAPNG_PROMISCUOUS);
	if (unlikely(is_multicast_ether_addr(dest))) {
		flags &= ~PCAPNG_FLAG_RECEPTION;
		flags |= is_broadcast_ether_addr(dest) ?
			 FIELD_PREP(PCAPNG_FLAG_RECEPTION, PCAPNG_BROADCAST) :
			 FIELD_PREP(PCAPNG_FLAG_RECEPTION, PCAPNG_MULTICAST);
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		flags |= PCAPNG_FLAG_CSUM_NOT_READY;
	if (likely(!meta->fcs.len && meta->fault == GNIC_FRAMES))
		return flags;
	flags |= FIELD_PREP(PCAPNG_FLAG_FCS_LEN, meta->fcs.len);
	if (meta->fault == GNIC_CRC_ERRORS)
		flags |= PCAPNG_FLAG_CRC_ERROR;
	else if (meta->fault == GNIC_TOO_LONG)
		flags |= PCAPNG_FLAG_TOO_LONG;
	return flags;
}

/* Field by field: an initializer would make it on the stack first. All is read
 * before it is written: for the compiler @info could be where the rest is.
 */
static inline void pcapng_info(struct gnic_epb_info *info,
			       const struct sk_buff *skb,
			       const struct gnic_capture_meta *meta, u32 flags,
			       u64 now)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	u16 gso_size = shinfo->gso_size, gso_segs = shinfo->gso_segs;
	u16 desc = meta->desc, descs = meta->descs;

	info->magic = cpu_to_le32(GNIC_EPB_MAGIC);
	info->version = cpu_to_le16(GNIC_EPB_VERSION);
	info->length = cpu_to_le16(sizeof(*info));
	info->desc = cpu_to_le16(desc);
	info->descs = cpu_to_le16(descs);
	info->gso_size = cpu_to_le16(gso_size);
	info->gso_segs = cpu_to_le16(gso_segs);
	info->csum = flags & PCAPNG_FLAG_CSUM_NOT_READY ?
		     GNIC_CSUM_PARTIAL : GNIC_CSUM_NONE;
	memset(info->reserved, 0, sizeof(info->reserved));
	info->mono_ns = cpu_to_le64(now);
	info->irq_ns = cpu_to_le64(meta->irq_ns);
	info->poll_ns = cpu_to_le64(meta->poll_ns);
}

/**
 * gnic_pcapng_trailer() - what follows a packet's data
 * @gnic: the NIC
 * @buf: room for as much as gnic_pcapng_trailer_len() says
 * @skb: the frame, from its first octet
 * @meta: what else is known of it
 * @caplen: octets of data before the trailer
 * @lost: frames lost since the last block
 * @now: CLOCK_MONOTONIC of the block
 *
 * Here because a call of it would cost every frame 30 instructions.
 *
 * Return: octets written: padding, options and the block's length.
 */
static inline u32 gnic_pcapng_trailer(const struct gnic *gnic, u8 *buf,
				      const struct sk_buff *skb,
				      const struct gnic_capture_meta *meta,
				      u32 caplen, u64 lost, u64 now)
{
	u32 len = gnic_pcapng_trailer_len(caplen, lost);
	u32 flags = pcapng_flags(gnic, skb, meta);
	struct pcapng_epb_lost *count;
	struct pcapng_epb_ids *ids;
	struct pcapng_epb_end *end;

	/* The padding; what it is too long for is written next */
	put_unaligned(0, (u32 *)buf);
	buf += -caplen & 3;

	ids = (void *)buf;
	ids->flags_head = PCAPNG_HEAD(PCAPNG_EPB_FLAGS, sizeof(ids->flags));
	ids->flags = flags;
	ids->id_head = PCAPNG_HEAD(PCAPNG_EPB_PACKETID, sizeof(ids->id));
	ids->id = meta->id;
	buf += sizeof(*ids);

	if (unlikely(lost)) {
		count = (void *)buf;
		count->head = PCAPNG_HEAD(PCAPNG_EPB_DROPCOUNT, sizeof(lost));
		count->lost = lost;
		buf += sizeof(*count);
	}

	end = (void *)buf;
	end->info_head = PCAPNG_HEAD(GNIC_EPB_OPTION, sizeof(end->info));
	pcapng_info(&end->info, skb, meta, flags, now);
	end->end_head = PCAPNG_HEAD(PCAPNG_OPT_END, 0);
	end->length = sizeof(struct pcapng_epb) + caplen + len;

	return len;
}

u32 gnic_pcapng_header(const struct gnic *gnic, u8 *buf);

#endif /* GNIC_PCAPNG_H */
