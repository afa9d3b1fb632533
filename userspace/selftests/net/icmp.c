// SPDX-License-Identifier: GPL-2.0
/*
 * icmp - echo requests in numbers that ping(8) is too slow for.
 *
 *	icmp sweep ADDRESS MIN MAX [STEP]	payload sizes MIN to MAX, each once,
 *						every byte of every answer checked
 *	icmp turns ADDRESS COUNT		one after the other, and how long the one in
 *						the middle and the 99th percentile took
 *	icmp flood ADDRESS SECONDS [SIZE]	as fast as the answers come
 *	icmp first NIC ADDRESS MS		bring NIC up and tell how long it took
 *						until the first echo was answered
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper.h"

#define SIZE_MAX_ICMP  65507
#define WINDOW	       16   /* requests on their way at once */
#define WAIT_MS	       2000 /* for an answer; a second may be the device's RCTL pause */
#define TOLD	       5    /* unanswered sizes, by name */
#define FIRST_EVERY_MS 5
#define SOCKET_BUFFER  (4 << 20)

/* The eight bytes that echo has in ICMP and in ICMPv6 alike. */
struct echo {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t id;
	uint16_t sequence;
	uint8_t payload[];
};

struct peer {
	int fd;
	bool is_v6;
	uint16_t id;
	socklen_t address_len;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
};

static uint8_t out[sizeof(struct echo) + SIZE_MAX_ICMP];
static uint8_t in[1 << 16];

/* RFC 1071; the ICMPv6 checksum is the kernel's work. */
static uint16_t checksum(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (len % 2)
		sum += (uint32_t)data[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static struct peer peer_open(const char *text)
{
	struct peer peer = { .id = htons((uint16_t)getpid()) };
	int size = SOCKET_BUFFER, discover = IP_PMTUDISC_DO;

	peer.is_v6 = inet_pton(AF_INET, text, &peer.address.v4.sin_addr) != 1;
	if (peer.is_v6 && inet_pton(AF_INET6, text, &peer.address.v6.sin6_addr) != 1)
		die("'%s' is no IPv4 or IPv6 address", text);
	peer.address.any.sa_family = peer.is_v6 ? AF_INET6 : AF_INET;
	peer.address_len = peer.is_v6 ? sizeof(peer.address.v6) : sizeof(peer.address.v4);
	peer.fd = socket(peer.address.any.sa_family, SOCK_RAW | SOCK_CLOEXEC,
			 peer.is_v6 ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP);
	if (peer.fd < 0)
		die("raw socket: %s", strerror(errno));
	setsockopt(peer.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	/* a frame a request: fragments would hide that a size does not pass */
	if (!peer.is_v6)
		setsockopt(peer.fd, IPPROTO_IP, IP_MTU_DISCOVER, &discover, sizeof(discover));
	return peer;
}

/* Send a request whose content follows from its sequence number: 0 or an errno. */
static int request(const struct peer *peer, uint16_t sequence, size_t size)
{
	struct echo *echo = (struct echo *)out;

	*echo = (struct echo){
		.type = peer->is_v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO,
		.id = peer->id,
		.sequence = htons(sequence),
	};
	content_fill(echo->payload, size, sequence, 0);
	if (!peer->is_v6)
		echo->checksum = checksum(out, sizeof(*echo) + size);
	return sendto(peer->fd, out, sizeof(*echo) + size, 0, &peer->address.any,
		      peer->address_len) < 0 ?
		       errno :
		       0;
}

/* The next answer to us within so many ms, and its payload's size; NULL: none. */
static const struct echo *answer(const struct peer *peer, int wait_ms, size_t *size)
{
	uint64_t until = now_ms() + (uint64_t)wait_ms;

	for (;;) {
		struct pollfd pfd = { .fd = peer->fd, .events = POLLIN };
		uint64_t now = now_ms();
		const struct echo *echo;
		size_t header = 0;
		ssize_t len;

		if (poll(&pfd, 1, now < until ? (int)(until - now) : 0) <= 0)
			return NULL;
		len = recv(peer->fd, in, sizeof(in), 0);
		if (len > 0 && !peer->is_v6)
			header = (in[0] & 0xf) * 4u;
		if (len < (ssize_t)(header + sizeof(*echo)))
			continue;
		echo = (const struct echo *)(in + header);
		if (echo->id != peer->id ||
		    echo->type != (peer->is_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY))
			continue;
		*size = (size_t)len - header - sizeof(*echo);
		return echo;
	}
}

static int sweep(const char *address, size_t min, size_t max, size_t step)
{
	size_t count = (max - min) / step + 1, sent = 0, answered = 0, wrong = 0, lost = 0;
	size_t i, told;
	struct peer peer = peer_open(address);
	bool *seen = calloc(count, sizeof(*seen));

	if (!seen)
		die("no memory for %zu sizes", count);
	while (answered + lost < count) {
		const struct echo *echo;
		size_t size, index, right;
		int err;

		while (sent < count && sent - answered - lost < WINDOW) {
			err = request(&peer, (uint16_t)sent, min + sent * step);
			if (err) {
				printf("size %zu: %s\n", min + sent * step, strerror(err));
				return HELPER_FAILED;
			}
			sent++;
		}
		echo = answer(&peer, patience(WAIT_MS), &size);
		if (!echo) {
			lost = sent - answered;
			continue;
		}
		index = ntohs(echo->sequence);
		if (index >= sent || seen[index]) {
			printf("an answer nobody asked for: sequence %zu\n", index);
			wrong++;
			continue;
		}
		seen[index] = true;
		answered++;
		right = content_check(echo->payload, size, index, 0);
		if (size != min + index * step) {
			printf("size %zu came back as %zu\n", min + index * step, size);
			wrong++;
		} else if (right != size) {
			printf("size %zu: byte %zu expected %02x, seen %02x\n", size, right,
			       content_byte(index, right), echo->payload[right]);
			wrong++;
		}
	}
	for (i = 0, told = 0; i < count && told < TOLD; i++)
		if (!seen[i] && ++told)
			printf("size %zu: no answer within %d ms\n", min + i * step,
			       patience(WAIT_MS));
	printf("sizes=%zu answered=%zu wrong=%zu\n", count, answered, wrong);
	return answered == count && !wrong ? HELPER_OK : HELPER_FAILED;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int turns(const char *address, size_t count)
{
	struct peer peer = peer_open(address);
	uint64_t *ns = calloc(count, sizeof(*ns));
	size_t size;

	if (!ns)
		die("no memory for %zu turns", count);
	for (size_t i = 0; i < count; i++) {
		uint64_t start = now_ns();

		if (request(&peer, (uint16_t)i, 56) || !answer(&peer, patience(WAIT_MS), &size)) {
			printf("turn %zu: no answer\n", i);
			free(ns);
			return HELPER_FAILED;
		}
		ns[i] = now_ns() - start;
	}
	qsort(ns, count, sizeof(*ns), compare);
	printf("turns=%zu median_ns=%llu p99_ns=%llu\n", count, (unsigned long long)ns[count / 2],
	       (unsigned long long)ns[(count - 1) * 99 / 100]);
	free(ns);
	return HELPER_OK;
}

static int flood(const char *address, uint64_t seconds, size_t size)
{
	struct peer peer = peer_open(address);
	uint64_t until = now_ms() + seconds * 1000, sent = 0, answered = 0, failed = 0;

	while (now_ms() < until) {
		const struct echo *echo;
		size_t got;

		if (request(&peer, (uint16_t)sent, size))
			failed++;
		sent++;
		/* an unanswered one holds the flood up for a moment only */
		echo = answer(&peer, sent % WINDOW ? 0 : 10, &got);
		answered += echo != NULL;
	}
	printf("sent=%llu answered=%llu failed=%llu\n", (unsigned long long)sent,
	       (unsigned long long)answered, (unsigned long long)failed);
	return HELPER_OK;
}

static void nic_up(const char *nic)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = { 0 };

	strncpy(ifr.ifr_name, nic, sizeof(ifr.ifr_name) - 1);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &ifr))
		die("%s: %s", nic, strerror(errno));
	ifr.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr))
		die("%s up: %s", nic, strerror(errno));
	close(fd);
}

static int first(const char *nic, const char *address, uint64_t limit_ms)
{
	struct peer peer = peer_open(address);
	uint64_t start = now_ns(), up_ns, ns;
	uint16_t sequence = 0;
	size_t size;

	nic_up(nic);
	up_ns = now_ns() - start;
	do {
		/* no route before the kernel has seen the carrier: that counts too */
		request(&peer, sequence++, 56);
		if (answer(&peer, FIRST_EVERY_MS, &size)) {
			ns = now_ns() - start;
			printf("first_ms=%llu up_ms=%llu\n", (unsigned long long)ns / 1000000,
			       (unsigned long long)up_ns / 1000000);
			return HELPER_OK;
		}
	} while (now_ns() - start < limit_ms * 1000000);
	printf("no answer within %llu ms\n", (unsigned long long)limit_ms);
	return HELPER_FAILED;
}

int main(int argc, char **argv)
{
	size_t min, max;

	if ((argc == 5 || argc == 6) && !strcmp(argv[1], "sweep")) {
		max = number(argv[4], 0, SIZE_MAX_ICMP, "MAX");
		min = number(argv[3], 0, max, "MIN");
		return sweep(argv[2], min, max,
			     argc == 6 ? number(argv[5], 1, SIZE_MAX_ICMP, "STEP") : 1);
	}
	if (argc == 4 && !strcmp(argv[1], "turns"))
		return turns(argv[2], number(argv[3], 1, 100000, "COUNT"));
	if ((argc == 4 || argc == 5) && !strcmp(argv[1], "flood"))
		return flood(argv[2], number(argv[3], 1, 3600, "SECONDS"),
			     argc == 5 ? number(argv[4], 0, SIZE_MAX_ICMP, "SIZE") : 56);
	if (argc == 5 && !strcmp(argv[1], "first"))
		return first(argv[2], argv[3], number(argv[4], 1, 60000, "MS"));
	die("usage: icmp sweep ADDRESS MIN MAX [STEP]\n"
	    "       icmp turns ADDRESS COUNT\n"
	    "       icmp flood ADDRESS SECONDS [SIZE]\n"
	    "       icmp first NIC ADDRESS MS");
}
