// SPDX-License-Identifier: GPL-2.0
/*
 * Building the blocks of the capture stream.
 */
#include <kunit/visibility.h>
#include <linux/utsname.h>

#include "pcapng.h"

#define PCAPNG_SHB		0x0a0d0d0a
#define PCAPNG_BYTE_ORDER	0x1a2b3c4d
#define PCAPNG_IDB		1
#define PCAPNG_ETHERNET		1

#define PCAPNG_SHB_OS		3
#define PCAPNG_SHB_USERAPPL	4
#define PCAPNG_IDB_NAME		2
#define PCAPNG_IDB_MAC		6
#define PCAPNG_IDB_SPEED	8
#define PCAPNG_IDB_TSRESOL	9
#define PCAPNG_IDB_FCSLEN	13
#define PCAPNG_IDB_HARDWARE	15

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
