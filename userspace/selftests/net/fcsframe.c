// SPDX-License-Identifier: GPL-2.0
/*
 * fcsframe - frames that bring their own FCS, and what became of the FCS of frames that arrive.
 *
 *	fcsframe send NIC MAC COUNT [wrong | short]
 *	fcsframe recv NIC MS COUNT
 *
 * send: COUNT frames to MAC whose last four octets, the 61st to 64th, are their FCS (SO_NOFCS), with "wrong" are not,
 * and with "short" are the 37th to 40th. recv:
 * of the frames of EtherType 0x88B5, until COUNT have come or none for MS: how many, how many of them end in their
 * FCS, and how many are marked as another host's; and the length of each.
 */
#include <poll.h>
#include <unistd.h>

#include "packet.h"

#define ETHERTYPE_LOCAL 0x88b5
#define FRAME_LEN	64 /* with the FCS */
#define FRAME_SHORT	40
#define FRAME_MAX	(1 << 16)
#define CRC_POLYNOMIAL	0xedb88320 /* of IEEE 802.3 3.2.9, its lowest term first */

/* Bit by bit, because the driver and the wire have it from others. */
static uint32_t crc32_of(const uint8_t *data, size_t len)
{
	uint32_t crc = UINT32_MAX;

	while (len--) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
	}
	return ~crc;
}

static int frames_send(const char *nic, const char *target, uint64_t count, const char *how)
{
	const size_t whole = strcmp(how, "short") ? FRAME_LEN : FRAME_SHORT;
	const size_t len = whole - sizeof(uint32_t);
	const bool wrong = !strcmp(how, "wrong");
	uint8_t data[FRAME_LEN] = { 0 };
	struct ether_header *eth = (struct ether_header *)data;
	int fd = packet_socket(nic), on = 1;
	uint64_t i;

	if (setsockopt(fd, SOL_SOCKET, SO_NOFCS, &on, sizeof(on)))
		die("SO_NOFCS: %s", strerror(errno));
	mac_read(target, eth->ether_dhost);
	nic_address(fd, nic, eth->ether_shost);
	eth->ether_type = htons(ETHERTYPE_LOCAL);
	for (i = 0; i < count; i++) {
		uint32_t fcs;

		content_fill(data + sizeof(*eth), len - sizeof(*eth), i, 0);
		fcs = htole32(crc32_of(data, len) ^ wrong);
		memcpy(data + len, &fcs, sizeof(fcs));
		if (send(fd, data, whole, 0) < 0)
			die("frame %llu: %s", (unsigned long long)i, strerror(errno));
	}
	printf("sent=%llu\n", (unsigned long long)count);
	return HELPER_OK;
}

static int frames_recv(const char *nic, uint64_t wait_ms, uint64_t count)
{
	static uint8_t data[FRAME_MAX];
	uint64_t frames = 0, good = 0, other_host = 0;
	struct pollfd pfd = { .fd = packet_socket(nic), .events = POLLIN };
	const struct ether_header *eth = (const void *)data;
	int on = 1;

	if (setsockopt(pfd.fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)))
		die("PACKET_IGNORE_OUTGOING: %s", strerror(errno));
	puts("ready");
	fflush(stdout);
	while (frames < count && poll(&pfd, 1, patience((int)wait_ms)) > 0) {
		struct sockaddr_ll from;
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(pfd.fd, data, sizeof(data), 0, (struct sockaddr *)&from,
				       &from_len);
		uint32_t fcs;

		if (len < (ssize_t)(sizeof(*eth) + sizeof(fcs)) ||
		    eth->ether_type != htons(ETHERTYPE_LOCAL))
			continue;
		memcpy(&fcs, data + len - sizeof(fcs), sizeof(fcs));
		printf("length=%zd\n", len);
		frames++;
		good += le32toh(fcs) == crc32_of(data, (size_t)len - sizeof(fcs));
		other_host += from.sll_pkttype == PACKET_OTHERHOST;
	}
	printf("frames=%llu good=%llu other_host=%llu\n", (unsigned long long)frames,
	       (unsigned long long)good, (unsigned long long)other_host);
	return HELPER_OK;
}

int main(int argc, char **argv)
{
	const char *how = argc == 6 ? argv[5] : "";

	if ((argc == 5 || !strcmp(how, "wrong") || !strcmp(how, "short")) &&
	    !strcmp(argv[1], "send"))
		return frames_send(argv[2], argv[3], number(argv[4], 1, UINT32_MAX, "COUNT"), how);
	if (argc == 5 && !strcmp(argv[1], "recv"))
		return frames_recv(argv[2], number(argv[3], 1, 600000, "MS"),
				   number(argv[4], 1, UINT32_MAX, "COUNT"));
	die("usage: fcsframe send NIC MAC COUNT [wrong | short]\n       fcsframe recv NIC MS COUNT");
}
