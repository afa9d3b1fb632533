/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The blocks of the capture stream (draft-ietf-opsawg-pcapng): one Section
 * Header, one Interface Description, then Enhanced Packet Blocks. The driver's
 * own metadata rides in an option of the latter (records.h): readers skip what
 * they do not know, and a custom block would count as a packet in some.
 */
#ifndef GNIC_PCAPNG_H
#define GNIC_PCAPNG_H

#include "glassnic.h"

#define GNIC_PCAPNG_SNAPLEN	262144	/* tcpdump's; one value in every IDB */

/* Room for Section Header and Interface Description */
#define GNIC_PCAPNG_HEADER	512
#define PCAPNG_EPB		6

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

#define GNIC_PCAPNG_LOST	(4 + sizeof(u64))	/* epb_dropcount */

/* The driver's own option, the end of the list, the block's length again */
struct pcapng_epb_end {
	u32 info_head;
	struct gnic_epb_info info;
	u32 end_head;
	u32 length;
} __packed;

/* Room for padding and all of these */
#define GNIC_PCAPNG_TRAILER \
	(3 + sizeof(struct pcapng_epb_ids) + GNIC_PCAPNG_LOST + \
	 sizeof(struct pcapng_epb_end))

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
	       (lost ? GNIC_PCAPNG_LOST : 0) +
	       sizeof(struct pcapng_epb_end);
}

u32 gnic_pcapng_header(const struct gnic *gnic, u8 *buf);
u32 gnic_pcapng_trailer(const struct gnic *gnic, u8 *buf,
			const struct sk_buff *skb,
			const struct gnic_capture_meta *meta, u32 caplen,
			u64 lost, u64 now);

#endif /* GNIC_PCAPNG_H */
