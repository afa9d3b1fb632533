// SPDX-License-Identifier: GPL-2.0
/*
 * vnet - frames that leave work to the device, as no socket but PACKET_VNET_HDR's would make them.
 *
 *	vnet sum NIC MAC START OFFSET
 *	vnet tcp|udp NIC MAC MSS PAYLOAD [ecn] [tags=N] [options=OCTETS]
 *	vnet recv NIC MS COUNT
 *
 * sum: one frame of EtherType 0x88B5 whose checksum covers everything from octet START on and belongs OFFSET octets
 * behind it. tcp, udp: one super-frame in IPv4, to be cut into segments of MSS octets, behind TAGS tags of 802.1Q,
 * its IP header longer by OCTETS; with ecn CWR is set, which only the first segment may have. recv: until COUNT such
 * frames have come, or none for MS: how many, how many of them are right (lengths, both checksums, content), octets
 * of payload, and how many have CWR.
 *
 * The address is nobody's, so that nobody answers.
 */
#include <linux/virtio_net.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "packet.h"

/* include/uapi/linux/virtio_net.h of Linux 6.2, which a distribution's headers may lack. */
#define GSO_UDP_L4	5
#define ETHERTYPE_LOCAL 0x88b5
#define VLAN_ID		5
#define SUM_FRAME	400
#define PORT		9
#define SEED		0x7e57
#define TCP_CWR		0x80
#define TCP_FLAGS_AT	13

struct tag {
	uint16_t type; /* of what follows the addresses, and then of what follows the tag before */
	uint16_t control;
};

static uint8_t frame[1 << 17];

static uint32_t sum_add(uint32_t sum, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static uint32_t pseudo_header(const struct iphdr *ip, size_t len)
{
	uint8_t tail[4] = { 0, ip->protocol, (uint8_t)(len >> 8), (uint8_t)len };

	return sum_add(sum_add(0, (const uint8_t *)&ip->saddr, 8), tail, sizeof(tail));
}

/* The header of Ethernet, and what is behind it. */
static uint8_t *ethernet_begin(int fd, const char *nic, const char *target, uint16_t type,
			       unsigned int tags)
{
	struct ether_header *eth = (struct ether_header *)frame;
	uint8_t *at = frame + 2 * ETH_ALEN;

	nic_address(fd, nic, eth->ether_shost);
	mac_read(target, eth->ether_dhost);
	for (; tags; tags--) {
		struct tag tag = { htons(ETHERTYPE_VLAN), htons(VLAN_ID) };

		memcpy(at, &tag, sizeof(tag));
		at += sizeof(tag);
	}
	type = htons(type);
	memcpy(at, &type, sizeof(type));
	return at + sizeof(type);
}

static int frame_send(int fd, const struct virtio_net_hdr *vnet, size_t len)
{
	struct iovec parts[] = { { (void *)vnet, sizeof(*vnet) }, { frame, len } };
	int on = 1, size = 1 << 20;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)))
		die("PACKET_VNET_HDR: %s", strerror(errno));
	if (writev(fd, parts, 2) < 0)
		die("a frame of %zu octets: %s", len, strerror(errno));
	return HELPER_OK;
}

static int sum_send(const char *nic, const char *target, uint64_t start, uint64_t offset)
{
	struct virtio_net_hdr vnet = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = (uint16_t)start,
		.csum_offset = (uint16_t)offset,
	};
	int fd = packet_socket(nic);
	uint8_t *at = ethernet_begin(fd, nic, target, ETHERTYPE_LOCAL, 0);
	uint16_t from = htons((uint16_t)start);

	memcpy(at, &from, sizeof(from));
	at += sizeof(from);
	content_fill(at, (size_t)(frame + SUM_FRAME - at), SEED, 0);
	memset(frame + start + offset, 0, sizeof(uint16_t));
	return frame_send(fd, &vnet, SUM_FRAME);
}

struct super {
	bool tcp;
	bool ecn;
	unsigned int tags;
	unsigned int options;
	size_t mss;
	size_t payload;
};

/* Returns the octets of the transport header at @at. */
static size_t transport_fill(const struct super *super, uint8_t *at, const struct iphdr *ip)
{
	size_t len = (super->tcp ? sizeof(struct tcphdr) : sizeof(struct udphdr)) + super->payload;
	uint16_t seed = htons((uint16_t)pseudo_header(ip, len));

	if (super->tcp) {
		struct tcphdr tcp = {
			.source = htons(PORT),
			.dest = htons(PORT),
			.doff = sizeof(tcp) / 4,
			.ack = 1,
			.check = seed
		};

		memcpy(at, &tcp, sizeof(tcp));
		if (super->ecn)
			at[TCP_FLAGS_AT] |= TCP_CWR;
		return sizeof(tcp);
	}

	struct udphdr udp = {
		.source = htons(PORT),
		.dest = htons(PORT),
		.len = htons((uint16_t)len),
		.check = seed
	};

	memcpy(at, &udp, sizeof(udp));
	return sizeof(udp);
}

static int super_send(const char *nic, const char *target, const struct super *super)
{
	int fd = packet_socket(nic);
	uint8_t *at = ethernet_begin(fd, nic, target, ETHERTYPE_IP, super->tags), *begin = at;
	size_t transport = super->tcp ? sizeof(struct tcphdr) : sizeof(struct udphdr);
	struct iphdr ip = {
		.version = 4,
		.ihl = (sizeof(ip) + super->options) / 4,
		.ttl = 64,
		.protocol = super->tcp ? IPPROTO_TCP : IPPROTO_UDP,
		.saddr = htonl(0x0a000063),
		.daddr = htonl(0x0a000064),
		.tot_len = htons((uint16_t)(sizeof(ip) + super->options + transport +
					    super->payload)),
	};
	struct virtio_net_hdr vnet = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = super->tcp ? VIRTIO_NET_HDR_GSO_TCPV4 : GSO_UDP_L4,
		.gso_size = (uint16_t)super->mss,
	};
	size_t headers;

	at += sizeof(ip);
	memset(at, IPOPT_NOP, super->options);
	at += super->options;
	vnet.csum_start = (uint16_t)(at - frame);
	vnet.csum_offset = super->tcp ? offsetof(struct tcphdr, check) :
					offsetof(struct udphdr, check);
	if (super->ecn)
		vnet.gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	memcpy(begin, &ip, sizeof(ip));
	ip.check = htons((uint16_t)~sum_add(0, begin, ip.ihl * 4));
	memcpy(begin, &ip, sizeof(ip));
	at += transport_fill(super, at, &ip);
	headers = (size_t)(at - frame);
	vnet.hdr_len = (uint16_t)headers;
	content_fill(at, super->payload, SEED, 0);
	return frame_send(fd, &vnet, headers + super->payload);
}

struct seen {
	uint64_t frames;
	uint64_t right;
	uint64_t octets;
	uint64_t cwr;
};

/* A frame that is told where its sum begins. */
static bool sum_right(const uint8_t *at, size_t len)
{
	uint16_t start;

	memcpy(&start, at, sizeof(start));
	start = ntohs(start);
	return len == SUM_FRAME && start < len && sum_add(0, frame + start, len - start) == 0xffff;
}

/* Segments come in order: payload begins where the last one's ended. */
static bool segment_right(struct seen *seen, const uint8_t *at, size_t left)
{
	const uint8_t *transport;
	size_t len, headers;
	struct iphdr ip;

	memcpy(&ip, at, sizeof(ip));
	len = ntohs(ip.tot_len);
	if (len > left || len < ip.ihl * 4u + sizeof(struct udphdr))
		return false;
	transport = at + ip.ihl * 4;
	len -= ip.ihl * 4;
	headers = sizeof(struct udphdr);
	if (ip.protocol == IPPROTO_TCP) {
		headers = sizeof(struct tcphdr);
		seen->cwr += !!(transport[TCP_FLAGS_AT] & TCP_CWR);
	}
	if (sum_add(0, at, ip.ihl * 4) != 0xffff ||
	    sum_add(pseudo_header(&ip, len), transport, len) != 0xffff)
		return false;
	len -= headers;
	left = content_check(transport + headers, len, SEED, seen->octets);
	seen->octets += len;
	return left == len;
}

/* Returns false for a frame of somebody else. */
static bool look(struct seen *seen, size_t len)
{
	const uint8_t *at = frame + 2 * ETH_ALEN;
	struct iphdr ip;
	uint16_t type;

	for (;;) {
		memcpy(&type, at, sizeof(type));
		type = ntohs(type);
		if (type != ETHERTYPE_VLAN || at > frame + len)
			break;
		at += sizeof(struct tag);
	}
	at += sizeof(type);
	if (type == ETHERTYPE_LOCAL) {
		seen->right += sum_right(at, len);
		seen->frames++;
		return true;
	}
	memcpy(&ip, at, sizeof(ip));
	if (type != ETHERTYPE_IP || ip.daddr != htonl(0x0a000064))
		return false;
	seen->right += segment_right(seen, at, len - (size_t)(at - frame));
	seen->frames++;
	return true;
}

static int frames_recv(const char *nic, uint64_t wait_ms, uint64_t count)
{
	struct pollfd pfd = { .fd = packet_socket(nic), .events = POLLIN };
	struct seen seen = { 0 };
	int on = 1, size = 8 << 20;

	setsockopt(pfd.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (setsockopt(pfd.fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)))
		die("PACKET_IGNORE_OUTGOING: %s", strerror(errno));
	puts("ready");
	fflush(stdout);
	while (seen.frames < count && poll(&pfd, 1, patience((int)wait_ms)) > 0) {
		ssize_t len = recv(pfd.fd, frame, sizeof(frame), 0);

		if (len >= ETH_ZLEN)
			look(&seen, (size_t)len);
	}
	printf("frames=%llu right=%llu octets=%llu cwr=%llu\n", (unsigned long long)seen.frames,
	       (unsigned long long)seen.right, (unsigned long long)seen.octets,
	       (unsigned long long)seen.cwr);
	return HELPER_OK;
}

static int super_main(int argc, char **argv)
{
	struct super super = {
		.tcp = !strcmp(argv[1], "tcp"),
		.mss = number(argv[4], 1, UINT16_MAX, "MSS"),
		.payload = number(argv[5], 1, sizeof(frame) / 2, "PAYLOAD"),
	};

	for (int i = 6; i < argc; i++) {
		if (!strcmp(argv[i], "ecn"))
			super.ecn = true;
		else if (!strncmp(argv[i], "tags=", 5))
			super.tags = (unsigned int)number(argv[i] + 5, 0, 100, "N");
		else if (!strncmp(argv[i], "options=", 8))
			super.options = (unsigned int)number(argv[i] + 8, 0, 40, "OCTETS") / 4 * 4;
		else
			die("'%s' is neither ecn nor tags=N nor options=OCTETS", argv[i]);
	}
	return super_send(argv[2], argv[3], &super);
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "sum"))
		return sum_send(argv[2], argv[3], number(argv[4], ETH_HLEN, SUM_FRAME - 4, "START"),
				number(argv[5], 0, SUM_FRAME - 4, "OFFSET"));
	if (argc >= 6 && (!strcmp(argv[1], "tcp") || !strcmp(argv[1], "udp")))
		return super_main(argc, argv);
	if (argc == 5 && !strcmp(argv[1], "recv"))
		return frames_recv(argv[2], number(argv[3], 1, 600000, "MS"),
				   number(argv[4], 1, UINT32_MAX, "COUNT"));
	die("usage: vnet sum NIC MAC START OFFSET\n"
	    "       vnet tcp|udp NIC MAC MSS PAYLOAD [ecn] [tags=N] [options=OCTETS]\n"
	    "       vnet recv NIC MS COUNT");
}
