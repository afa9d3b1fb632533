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
/* Room for what follows a packet's data: padding 3, flags 8, packetid 12,
 * dropcount 12, driver 52, end 4, length 4
 */
#define GNIC_PCAPNG_TRAILER	96

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

u32 gnic_pcapng_header(const struct gnic *gnic, u8 *buf);
u32 gnic_pcapng_trailer(const struct gnic *gnic, u8 *buf,
			const struct sk_buff *skb,
			const struct gnic_capture_meta *meta, u32 caplen,
			u64 lost, u64 now);

#endif /* GNIC_PCAPNG_H */
