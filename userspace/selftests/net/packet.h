/* SPDX-License-Identifier: GPL-2.0 */
/* Packet sockets, and the addresses of NICs. */
#ifndef NET_PACKET_H
#define NET_PACKET_H

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "helper.h"

/* For all frames of NIC, with their headers. */
static inline int packet_socket(const char *nic)
{
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(nic),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("packet socket: %s", strerror(errno));
	if (!ll.sll_ifindex)
		die("%s: %s", nic, strerror(errno));
	if (bind(fd, (struct sockaddr *)&ll, sizeof(ll)))
		die("bind to %s: %s", nic, strerror(errno));
	return fd;
}

/* The address that NIC has; FD is any socket. */
static inline void nic_address(int fd, const char *nic, uint8_t *mac)
{
	struct ifreq ifr = { 0 };

	strncpy(ifr.ifr_name, nic, sizeof(ifr.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		die("the address of %s: %s", nic, strerror(errno));
	memcpy(mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
}

/* An address as it is written, and nothing behind it. */
static inline void mac_read(const char *text, uint8_t *mac)
{
	int end = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1], &mac[2],
		   &mac[3], &mac[4], &mac[5], &end) != 6 ||
	    text[end])
		die("'%s' is no MAC address", text);
}

#endif /* NET_PACKET_H */
