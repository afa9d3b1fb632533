// SPDX-License-Identifier: GPL-2.0
/*
 * Building the blocks of the capture stream.
 */
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>
#include <linux/utsname.h>

#include "pcapng.h"

#define PCAPNG_SHB		0x0a0d0d0a
#define PCAPNG_BYTE_ORDER	0x1a2b3c4d
#define PCAPNG_IDB		1
#define PCAPNG_ETHERNET		1

#define PCAPNG_OPT_END		0
#define PCAPNG_SHB_OS		3
#define PCAPNG_SHB_USERAPPL	4
#define PCAPNG_IDB_NAME		2
#define PCAPNG_IDB_MAC		6
#define PCAPNG_IDB_SPEED	8
#define PCAPNG_IDB_TSRESOL	9
#define PCAPNG_IDB_FCSLEN	13
#define PCAPNG_IDB_HARDWARE	15
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

/* Append an option; returns where the next one goes. */
static u8 *pcapng_option(u8 *at, u16 code, const void *value, u16 len)
{
	u32 head = PCAPNG_HEAD(code, len);

	memcpy(at, &head, sizeof(head));
	at += sizeof(head);
	memcpy(at, value, len);
	memset(at + len, 0, -len & 3);	/* no stale memory in the padding */
	return at + ALIGN(len, 4);
}

/* End a block of options; its length goes behind the type and to the end. */
static u8 *pcapng_close(u8 *block, u8 *at)
{
	u32 len;

	at = pcapng_option(at, PCAPNG_OPT_END, "", 0);
	len = at + sizeof(len) - block;
	memcpy(block + sizeof(u32), &len, sizeof(len));
	memcpy(at, &len, sizeof(len));
	return at + sizeof(len);
}

static u8 *pcapng_section(u8 *block)
{
	static const char userappl[] = GNIC_NAME " " GNIC_VERSION;
	/* Version 1.0, of unknown length */
	const u32 fixed[] = { PCAPNG_SHB, 0, PCAPNG_BYTE_ORDER, 1, -1, -1 };
	u8 *at = block + sizeof(fixed);
	char os[8 + __NEW_UTS_LEN];
	int len;

	memcpy(block, fixed, sizeof(fixed));
	len = scnprintf(os, sizeof(os), "Linux %s", init_utsname()->release);
	at = pcapng_option(at, PCAPNG_SHB_OS, os, len);
	at = pcapng_option(at, PCAPNG_SHB_USERAPPL, userappl, strlen(userappl));
	return pcapng_close(block, at);
}

static u8 *pcapng_interface(const struct net_device *netdev, u8 *block)
{
	static const char hardware[] = "Intel 8254x, emulated by QEMU";
	const u32 fixed[] = { PCAPNG_IDB, 0, PCAPNG_ETHERNET,
			      GNIC_PCAPNG_SNAPLEN };
	const u64 speed = 1000000000;	/* STATUS never says anything else */
	u8 *at = block + sizeof(fixed);
	const u8 nanoseconds = 9;
	const u8 no_fcs = 0;		/* a frame that has one says so */

	memcpy(block, fixed, sizeof(fixed));
	at = pcapng_option(at, PCAPNG_IDB_NAME, netdev->name,
			   strnlen(netdev->name, IFNAMSIZ));
	at = pcapng_option(at, PCAPNG_IDB_MAC, netdev->dev_addr, ETH_ALEN);
	at = pcapng_option(at, PCAPNG_IDB_SPEED, &speed, sizeof(speed));
	at = pcapng_option(at, PCAPNG_IDB_TSRESOL, &nanoseconds, 1);
	at = pcapng_option(at, PCAPNG_IDB_FCSLEN, &no_fcs, 1);
	at = pcapng_option(at, PCAPNG_IDB_HARDWARE, hardware, strlen(hardware));
	return pcapng_close(block, at);
}

/**
 * gnic_pcapng_header() - the head of a stream
 * @gnic: the NIC that is captured
 * @buf: room for GNIC_PCAPNG_HEADER octets
 *
 * Return: octets written.
 */
u32 gnic_pcapng_header(const struct gnic *gnic, u8 *buf)
{
	return pcapng_interface(gnic->netdev, pcapng_section(buf)) - buf;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_pcapng_header);

static u32 pcapng_flags(const struct gnic *gnic, const struct sk_buff *skb,
			const struct gnic_capture_meta *meta)
{
	const u8 *dest = skb->data;
	u32 reception;
	u32 flags;

	if (is_broadcast_ether_addr(dest))
		reception = PCAPNG_BROADCAST;
	else if (is_multicast_ether_addr(dest))
		reception = PCAPNG_MULTICAST;
	else if (meta->ring == GNIC_TX ||
		 ether_addr_equal(dest, gnic->netdev->dev_addr))
		reception = PCAPNG_UNICAST;
	else
		reception = PCAPNG_PROMISCUOUS;

	flags = FIELD_PREP(PCAPNG_FLAG_DIRECTION,
			   meta->ring == GNIC_RX ? PCAPNG_IN : PCAPNG_OUT) |
		FIELD_PREP(PCAPNG_FLAG_RECEPTION, reception) |
		FIELD_PREP(PCAPNG_FLAG_FCS_LEN, meta->fcs.len);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		flags |= PCAPNG_FLAG_CSUM_NOT_READY;
	if (meta->fault == GNIC_CRC_ERRORS)
		flags |= PCAPNG_FLAG_CRC_ERROR;
	else if (meta->fault == GNIC_TOO_LONG)
		flags |= PCAPNG_FLAG_TOO_LONG;
	return flags;
}

/* Field by field: an initializer would make it on the stack first. */
static void pcapng_info(struct gnic_epb_info *info, const struct sk_buff *skb,
			const struct gnic_capture_meta *meta, u64 now)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);

	info->magic = cpu_to_le32(GNIC_EPB_MAGIC);
	info->version = cpu_to_le16(GNIC_EPB_VERSION);
	info->length = cpu_to_le16(sizeof(*info));
	info->desc = cpu_to_le16(meta->desc);
	info->descs = cpu_to_le16(meta->descs);
	info->gso_size = cpu_to_le16(shinfo->gso_size);
	info->gso_segs = cpu_to_le16(shinfo->gso_segs);
	info->csum = skb->ip_summed == CHECKSUM_PARTIAL ?
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
 * Return: octets written: padding, options and the block's length.
 */
u32 gnic_pcapng_trailer(const struct gnic *gnic, u8 *buf,
			const struct sk_buff *skb,
			const struct gnic_capture_meta *meta, u32 caplen,
			u64 lost, u64 now)
{
	u32 len = gnic_pcapng_trailer_len(caplen, lost);
	struct pcapng_epb_ids *ids;
	struct pcapng_epb_end *end;

	/* The padding; what it is too long for is written next */
	put_unaligned(0, (u32 *)buf);
	buf += -caplen & 3;

	ids = (void *)buf;
	ids->flags_head = PCAPNG_HEAD(PCAPNG_EPB_FLAGS, sizeof(ids->flags));
	ids->flags = pcapng_flags(gnic, skb, meta);
	ids->id_head = PCAPNG_HEAD(PCAPNG_EPB_PACKETID, sizeof(ids->id));
	ids->id = meta->id;
	buf += sizeof(*ids);

	if (unlikely(lost))
		buf = pcapng_option(buf, PCAPNG_EPB_DROPCOUNT, &lost,
				    sizeof(lost));

	end = (void *)buf;
	end->info_head = PCAPNG_HEAD(GNIC_EPB_OPTION, sizeof(end->info));
	pcapng_info(&end->info, skb, meta, now);
	end->end_head = PCAPNG_HEAD(PCAPNG_OPT_END, 0);
	end->length = sizeof(struct pcapng_epb) + caplen + len;

	return len;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_pcapng_trailer);
