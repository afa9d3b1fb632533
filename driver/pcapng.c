// SPDX-License-Identifier: GPL-2.0
/*
 * Building the blocks of the capture stream.
 */
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/etherdevice.h>
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

/* Append an option; returns where the next one goes. */
static u8 *pcapng_option(u8 *at, u16 code, const void *value, u16 len)
{
	u16 head[] = { code, len };

	memcpy(at, head, sizeof(head));
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

/**
 * gnic_pcapng_trailer() - what follows a packet's data
 * @gnic: the NIC
 * @buf: room for GNIC_PCAPNG_TRAILER octets
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
	u64 id = gnic_packet_id(gnic->instance, meta->ring, meta->count);
	u32 flags = pcapng_flags(gnic, skb, meta);
	struct gnic_epb_info info = {
		.magic		= cpu_to_le32(GNIC_EPB_MAGIC),
		.version	= cpu_to_le16(GNIC_EPB_VERSION),
		.length		= cpu_to_le16(sizeof(info)),
		.desc		= cpu_to_le16(meta->desc),
		.descs		= cpu_to_le16(meta->descs),
		.gso_size	= cpu_to_le16(skb_shinfo(skb)->gso_size),
		.gso_segs	= cpu_to_le16(skb_shinfo(skb)->gso_segs),
		.csum		= skb->ip_summed == CHECKSUM_PARTIAL ?
				  GNIC_CSUM_PARTIAL : GNIC_CSUM_NONE,
		.mono_ns	= cpu_to_le64(now),
		.irq_ns		= cpu_to_le64(meta->irq_ns),
		.poll_ns	= cpu_to_le64(meta->poll_ns),
	};
	u32 pad = -caplen & 3;
	u8 *at = buf + pad;
	u32 len;

	memset(buf, 0, pad);
	at = pcapng_option(at, PCAPNG_EPB_FLAGS, &flags, sizeof(flags));
	at = pcapng_option(at, PCAPNG_EPB_PACKETID, &id, sizeof(id));
	if (lost)
		at = pcapng_option(at, PCAPNG_EPB_DROPCOUNT, &lost,
				   sizeof(lost));
	at = pcapng_option(at, GNIC_EPB_OPTION, &info, sizeof(info));
	at = pcapng_option(at, PCAPNG_OPT_END, "", 0);

	len = sizeof(struct pcapng_epb) + caplen + (at - buf) + sizeof(len);
	memcpy(at, &len, sizeof(len));
	return at + sizeof(len) - buf;
}
EXPORT_SYMBOL_IF_KUNIT(gnic_pcapng_trailer);
