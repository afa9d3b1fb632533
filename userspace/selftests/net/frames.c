// SPDX-License-Identifier: GPL-2.0
/*
 * frames - send and receive raw Ethernet frames that carry a mark.
 *
 *	frames send -i NIC -d MAC [-s MAC] [-n COUNT] [-t SECONDS] [-l LENGTH]
 *		    [-m MARK] [-e MAC] [-y ETHERTYPE] [-q VLAN]
 *	frames recv -i NIC [-m MARK] [-w MS] [-p] [-a] [-j MAC]... [-u MAC]...
 *		    [-G COUNT] [-U COUNT]
 *
 * send: COUNT frames of LENGTH bytes (FCS not counted) to -d, or for SECONDS, and
 * COUNT at most, in bursts that leave time to others; then, with -e, one last frame to that
 * address which ends the receiver; with -q each has a tag of 802.1Q, which -l
 * does not count. recv counts the frames of its mark until the last one comes, or MS passed. Its socket makes
 * the NIC promiscuous only with -p, and take all multicast only with -a; -j and
 * -u add one group or station address, -G and -U that many made-up ones. So
 * what it sees of other addresses is what the NIC's own filter let through.
 *
 * The frames are of EtherType 0x88B5, IEEE Std 802's first one for experiments, or of the one sent with -y; only
 * the first are received. The mark is the first thing behind the header.
 */
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "packet.h"

#define ETHERTYPE_LOCAL 0x88b5
#define SEQUENCE_LAST	UINT32_MAX
#define LENGTH_MAX	16384
#define BURST		64
#define BURST_PAUSE_US	5000

struct marked {
	struct ether_header eth;
	uint32_t mark; /* big-endian, both */
	uint32_t sequence;
	uint8_t content[];
} __attribute__((packed));

static uint8_t buf[1 << 16];

static struct ether_addr mac_of(const char *text)
{
	struct ether_addr mac;

	mac_read(text, mac.ether_addr_octet);
	return mac;
}

/* For our own EtherType only; 0: of no NIC. */
static int local_socket(int index)
{
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETHERTYPE_LOCAL),
		.sll_ifindex = index,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int size = 4 << 20;

	if (fd < 0)
		die("packet socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&ll, sizeof(ll)))
		die("bind: %s", strerror(errno));
	return fd;
}

static void join(int fd, int index, unsigned short type, struct ether_addr mac)
{
	struct packet_mreq mreq = {
		.mr_ifindex = index,
		.mr_type = type,
		.mr_alen = ETH_ALEN,
	};

	memcpy(mreq.mr_address, &mac, ETH_ALEN);
	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mreq, sizeof(mreq)))
		die("membership of type %u: %s", type, strerror(errno));
}

/* COUNT addresses 01:00:5e:5a:xx:xx, or 02:00:00:5a:xx:xx for stations. */
static void join_many(int fd, int index, unsigned short type, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct ether_addr mac = { { 0x02, 0, 0, 0x5a, (uint8_t)(i >> 8), (uint8_t)i } };

		if (type == PACKET_MR_MULTICAST) {
			mac.ether_addr_octet[0] = 0x01;
			mac.ether_addr_octet[2] = 0x5e;
		}
		join(fd, index, type, mac);
	}
}

/* The tag, when there is one, comes between the addresses and the EtherType. */
struct tag {
	uint16_t protocol; /* big-endian, both */
	uint16_t control;
};

static int send_one(int fd, struct marked *frame, size_t length, const struct tag *tag,
		    uint32_t sequence)
{
	const size_t addresses = 2 * ETH_ALEN;
	struct iovec parts[] = {
		{ frame, addresses },
		{ (void *)tag, tag->protocol ? sizeof(*tag) : 0 },
		{ (uint8_t *)frame + addresses, length - addresses },
	};

	frame->sequence = htonl(sequence);
	content_fill(frame->content, length - sizeof(*frame), sequence, 0);
	return writev(fd, parts, 3) < 0 ? errno : 0;
}

static int frames_send(int argc, char **argv)
{
	struct marked *frame = (struct marked *)buf;
	uint64_t count = 1, seconds = 0, length = ETH_ZLEN, failed = 0, until, i;
	struct ether_addr end = { 0 }, source = { 0 };
	struct tag tag = { 0 };
	bool has_end = false, has_source = false, has_target = false, has_count = false;
	struct ifreq ifr = { 0 };
	int fd, opt, err;

	frame->eth.ether_type = htons(ETHERTYPE_LOCAL);
	while ((opt = getopt(argc, argv, "i:d:s:n:t:l:m:e:y:q:")) != -1) {
		switch (opt) {
		case 'i':
			strncpy(ifr.ifr_name, optarg, sizeof(ifr.ifr_name) - 1);
			break;
		case 'd':
			memcpy(frame->eth.ether_dhost, mac_of(optarg).ether_addr_octet, ETH_ALEN);
			has_target = true;
			break;
		case 's':
			source = mac_of(optarg);
			has_source = true;
			break;
		case 'n':
			count = number(optarg, 0, SEQUENCE_LAST - 1, "COUNT");
			has_count = true;
			break;
		case 't':
			seconds = number(optarg, 1, 3600, "SECONDS");
			break;
		case 'l':
			length = number(optarg, sizeof(*frame), LENGTH_MAX, "LENGTH");
			break;
		case 'm':
			frame->mark = htonl((uint32_t)number(optarg, 0, UINT32_MAX, "MARK"));
			break;
		case 'e':
			end = mac_of(optarg);
			has_end = true;
			break;
		case 'y':
			frame->eth.ether_type =
				htons((uint16_t)number(optarg, 0, UINT16_MAX, "ETHERTYPE"));
			break;
		case 'q':
			tag.protocol = htons(ETHERTYPE_VLAN);
			tag.control = htons((uint16_t)number(optarg, 0, 4095, "VLAN"));
			break;
		default:
			return HELPER_ERROR;
		}
	}
	if (optind != argc || !ifr.ifr_name[0] || !has_target)
		die("usage: frames send -i NIC -d MAC [-s MAC] [-n COUNT] [-t SECONDS] "
		    "[-l LENGTH] [-m MARK] [-e MAC] [-y ETHERTYPE] [-q VLAN]");

	fd = local_socket(0);
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		die("%s: %s", ifr.ifr_name, strerror(errno));
	if (!has_source)
		memcpy(&source, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	memcpy(frame->eth.ether_shost, &source, ETH_ALEN);
	close(fd);
	fd = local_socket((int)if_nametoindex(ifr.ifr_name));

	until = now_ms() + seconds * 1000;
	if (seconds && !has_count)
		count = UINT64_MAX;
	for (i = 0; i < count && (!seconds || now_ms() < until); i++) {
		err = send_one(fd, frame, length, &tag, (uint32_t)i % SEQUENCE_LAST);
		if (err && !seconds)
			die("frame %llu: %s", (unsigned long long)i, strerror(err));
		failed += err != 0;
		if (seconds && i % BURST == BURST - 1)
			usleep(BURST_PAUSE_US);
	}
	if (has_end) {
		memcpy(frame->eth.ether_dhost, &end, ETH_ALEN);
		err = send_one(fd, frame, ETH_ZLEN, &tag, SEQUENCE_LAST);
		if (err)
			die("the last frame: %s", strerror(err));
	}
	printf("sent=%llu failed=%llu\n", (unsigned long long)(i - failed),
	       (unsigned long long)failed);
	return HELPER_OK;
}

static int frames_recv(int argc, char **argv)
{
	uint64_t wait_ms = patience(3000), until, seen = 0, wrong = 0;
	const struct marked *frame = (const struct marked *)buf;
	const struct ether_addr none = { 0 };
	/* not bound to the NIC: it would be deaf until the kernel has told everybody of "up" */
	int fd = local_socket(0), index = 0, opt;
	uint32_t mark = 0;
	bool ended = false;

	while ((opt = getopt(argc, argv, "i:m:w:paj:u:G:U:")) != -1) {
		if (strchr("pajuGU", opt) && !index)
			die("-i comes first");
		switch (opt) {
		case 'i':
			index = (int)if_nametoindex(optarg);
			if (!index)
				die("%s: %s", optarg, strerror(errno));
			break;
		case 'm':
			mark = (uint32_t)number(optarg, 0, UINT32_MAX, "MARK");
			break;
		case 'w':
			wait_ms = patience(number(optarg, 1, 600000, "MS"));
			break;
		case 'p':
			join(fd, index, PACKET_MR_PROMISC, none);
			break;
		case 'a':
			join(fd, index, PACKET_MR_ALLMULTI, none);
			break;
		case 'j':
			join(fd, index, PACKET_MR_MULTICAST, mac_of(optarg));
			break;
		case 'u':
			join(fd, index, PACKET_MR_UNICAST, mac_of(optarg));
			break;
		case 'G':
			join_many(fd, index, PACKET_MR_MULTICAST,
				  (unsigned int)number(optarg, 1, UINT16_MAX, "COUNT"));
			break;
		case 'U':
			join_many(fd, index, PACKET_MR_UNICAST,
				  (unsigned int)number(optarg, 1, UINT16_MAX, "COUNT"));
			break;
		default:
			return HELPER_ERROR;
		}
	}
	if (optind != argc || !index)
		die("usage: frames recv -i NIC [-m MARK] [-w MS] [-p] [-a] [-j MAC]... "
		    "[-u MAC]... [-G COUNT] [-U COUNT]");

	puts("ready");
	fflush(stdout);
	for (until = now_ms() + wait_ms; !ended && now_ms() < until;) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		struct sockaddr_ll from;
		socklen_t from_len = sizeof(from);
		uint32_t sequence;
		size_t size;
		ssize_t len;

		if (poll(&pfd, 1, (int)(until - now_ms())) <= 0)
			break;
		len = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &from_len);
		if (len < (ssize_t)sizeof(*frame) || from.sll_ifindex != index ||
		    from.sll_pkttype == PACKET_OUTGOING || ntohl(frame->mark) != mark)
			continue;
		sequence = ntohl(frame->sequence);
		ended = sequence == SEQUENCE_LAST;
		seen += !ended;
		/* a short frame may have been padded on its way */
		size = (size_t)len - sizeof(*frame);
		if (len > ETH_ZLEN && content_check(frame->content, size, sequence, 0) != size)
			wrong++;
	}
	printf("seen=%llu wrong=%llu end=%s\n", (unsigned long long)seen, (unsigned long long)wrong,
	       ended ? "yes" : "no");
	return wrong ? HELPER_FAILED : HELPER_OK;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "send"))
		return frames_send(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "recv"))
		return frames_recv(argc - 1, argv + 1);
	die("usage: frames send|recv ... (the options are told by each)");
}
