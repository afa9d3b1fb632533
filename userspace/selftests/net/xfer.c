// SPDX-License-Identifier: GPL-2.0
/*
 * xfer - move a known stream over TCP or UDP and check every byte of it.
 *
 *	xfer recv tcp|udp PORT BYTES
 *	xfer send tcp|udp ADDRESS PORT BYTES [SIZE [BATCH [SHORTER]]]
 *
 * Both ends derive the content from the port number, so the receiver compares
 * with what was meant and not with what some other path delivered. SIZE is the
 * payload of a UDP datagram, 1472 when not given. BATCH datagrams are given to
 * the kernel as one (UDP_SEGMENT), the last of them SHORTER by so many octets.
 *
 * UDP is held to a window, acknowledged by the receiver, that is smaller than
 * the socket buffer and any descriptor ring: what is missing then was lost by
 * a driver or a wire and not by an overrun.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper.h"

#define WINDOW	      64 /* datagrams on their way at once */
#define ACK_EVERY     16
#define ACK_WAIT_MS   1000  /* then what is missing counts as lost */
#define IDLE_MS	      15000 /* a receiver waits no longer for a sender */
#define END_TRIES     20
#define DATAGRAM_MAX  65507
#define SOCKET_BUFFER (4 << 20)

/* In front of a datagram's content; as an acknowledgement it comes alone. */
struct datagram {
	uint64_t number; /* big-endian; in an ack: datagrams seen so far */
	uint8_t content[];
};

#define NUMBER_END UINT64_MAX

static uint8_t buf[1 << 18];

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int socket_for(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);
	int size = SOCKET_BUFFER;

	if (fd < 0)
		die("socket: %s", strerror(errno));
	if (type == SOCK_DGRAM && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		die("SO_RCVBUFFORCE: %s", strerror(errno));
	return fd;
}

/* A socket that takes IPv4 and IPv6 alike. */
static int bound(int type, uint16_t port)
{
	struct sockaddr_in6 any = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(port),
		.sin6_addr = IN6ADDR_ANY_INIT,
	};
	int fd = socket_for(AF_INET6, type);
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		die("bind to port %u: %s", port, strerror(errno));
	return fd;
}

static int connected(int type, const char *text, uint16_t port)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	bool is_v4 = inet_pton(AF_INET, text, &v4.sin_addr) == 1;
	int fd, err;

	if (!is_v4 && inet_pton(AF_INET6, text, &v6.sin6_addr) != 1)
		die("'%s' is no IPv4 or IPv6 address", text);
	fd = socket_for(is_v4 ? AF_INET : AF_INET6, type);
	err = is_v4 ? connect(fd, (struct sockaddr *)&v4, sizeof(v4)) :
		      connect(fd, (struct sockaddr *)&v6, sizeof(v6));
	if (err)
		die("connect to %s port %u: %s", text, port, strerror(errno));
	return fd;
}

static bool readable(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, patience(ms)) > 0;
}

static void announce(void)
{
	puts("ready");
	fflush(stdout);
}

static void report_bad(const uint8_t *data, size_t right, uint64_t seed, uint64_t offset)
{
	printf("wrong byte at offset %llu: expected %02x, seen %02x\n",
	       (unsigned long long)(offset + right), content_byte(seed, offset + right),
	       data[right]);
}

static int tcp_recv(uint16_t port, uint64_t bytes)
{
	int listener = bound(SOCK_STREAM, port);
	uint64_t done = 0;
	ssize_t len = 1;
	int fd;

	if (listen(listener, 1))
		die("listen: %s", strerror(errno));
	announce();
	if (!readable(listener, IDLE_MS))
		die("no connection within %d s", patience(IDLE_MS) / 1000);
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		die("accept: %s", strerror(errno));
	while (readable(fd, IDLE_MS)) {
		size_t right;

		len = read(fd, buf, sizeof(buf));
		if (len <= 0)
			break;
		right = content_check(buf, (size_t)len, port, done);
		if (right != (size_t)len) {
			report_bad(buf, right, port, done);
			return HELPER_FAILED;
		}
		done += (uint64_t)len;
	}
	printf("bytes=%llu expected=%llu end=%s\n", (unsigned long long)done,
	       (unsigned long long)bytes,
	       len == 0 ? "fin" :
	       len < 0	? strerror(errno) :
			  "silence");
	return done == bytes && len == 0 ? HELPER_OK : HELPER_FAILED;
}

static int tcp_send(const char *address, uint16_t port, uint64_t bytes)
{
	int fd = connected(SOCK_STREAM, address, port);
	uint64_t done = 0;

	while (done < bytes) {
		size_t len = lesser(sizeof(buf), bytes - done);
		size_t sent = 0;

		content_fill(buf, len, port, done);
		while (sent < len) {
			ssize_t ret = send(fd, buf + sent, len - sent, MSG_NOSIGNAL);

			if (ret < 0)
				die("send after %llu bytes: %s", (unsigned long long)(done + sent),
				    strerror(errno));
			sent += (size_t)ret;
		}
		done += len;
	}
	shutdown(fd, SHUT_WR);
	/* the peer's FIN tells that everything has arrived */
	if (!readable(fd, IDLE_MS) || read(fd, buf, 1) != 0)
		die("the receiver did not close within %d s", patience(IDLE_MS) / 1000);
	printf("bytes=%llu\n", (unsigned long long)done);
	return HELPER_OK;
}

static int udp_recv(uint16_t port, uint64_t bytes)
{
	uint64_t seen = 0, received = 0, misplaced = 0, next = 0, total = UINT64_MAX;
	struct datagram *dg = (struct datagram *)buf;
	int fd = bound(SOCK_DGRAM, port);
	struct sockaddr_in6 from;

	announce();
	while (readable(fd, IDLE_MS)) {
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from,
				       &from_len);
		size_t size, right;
		uint64_t number;

		if (len < (ssize_t)sizeof(*dg))
			die("a datagram of %zd bytes", len);
		number = be64toh(dg->number);
		size = (size_t)len - sizeof(*dg);
		if (number == NUMBER_END) {
			memcpy(&total, dg->content, sizeof(total));
			total = be64toh(total);
			sendto(fd, dg, sizeof(*dg), 0, (struct sockaddr *)&from, from_len);
			break;
		}
		right = content_check(dg->content, size, port + number, 0);
		if (right != size) {
			printf("datagram %llu, ", (unsigned long long)number);
			report_bad(dg->content, right, port + number, 0);
			return HELPER_FAILED;
		}
		misplaced += number != next;
		next = number + 1;
		received += size;
		if (++seen % ACK_EVERY == 0) {
			struct datagram ack = { .number = htobe64(seen) };

			sendto(fd, &ack, sizeof(ack), 0, (struct sockaddr *)&from, from_len);
		}
	}
	printf("bytes=%llu expected=%llu datagrams=%llu lost=%lld misplaced=%llu\n",
	       (unsigned long long)received, (unsigned long long)bytes, (unsigned long long)seen,
	       total == UINT64_MAX ? -1LL : (long long)(total - seen),
	       (unsigned long long)misplaced);
	return received == bytes && total == seen && !misplaced ? HELPER_OK : HELPER_FAILED;
}

/* What the receiver has seen by its last acknowledgement. */
static uint64_t udp_acked(int fd, uint64_t acked, int wait_ms)
{
	while (readable(fd, wait_ms)) {
		struct datagram ack;

		if (recv(fd, &ack, sizeof(ack), 0) != sizeof(ack))
			break;
		if (be64toh(ack.number) > acked)
			acked = be64toh(ack.number);
		wait_ms = 0;
	}
	return acked;
}

/* How datagrams are cut */
struct cut {
	size_t size;
	size_t batch;
	size_t shorter;
};

static int udp_socket(const char *address, uint16_t port, const struct cut *cut)
{
	int fd = connected(SOCK_DGRAM, address, port);
	int size = (int)cut->size;

	if (cut->batch > 1 && setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)))
		die("UDP_SEGMENT: %s", strerror(errno));
	return fd;
}

/* Put a datagram's number and content of len octets at to. */
static size_t datagram_fill(uint8_t *to, uint16_t port, uint64_t number, size_t len)
{
	uint64_t be = htobe64(number);

	memcpy(to, &be, sizeof(be));
	content_fill(to + sizeof(be), len, port + number, 0);
	return sizeof(be) + len;
}

static int udp_send(const char *address, uint16_t port, uint64_t bytes, const struct cut *cut)
{
	uint64_t number = 0, acked = 0, settled = 0, done = 0, total;
	struct datagram *dg = (struct datagram *)buf;
	int fd = udp_socket(address, port, cut);
	int try;

	while (done < bytes) {
		size_t filled = 0, in_batch;

		for (in_batch = 1; in_batch <= cut->batch && done < bytes; in_batch++) {
			size_t len = cut->size - sizeof(*dg);

			if (in_batch == cut->batch)
				len -= cut->shorter;
			len = lesser(len, bytes - done);
			filled += datagram_fill(buf + filled, port, number++, len);
			done += len;
		}
		if (send(fd, buf, filled, 0) < 0)
			die("send before datagram %llu: %s", (unsigned long long)number,
			    strerror(errno));
		if (number - settled >= WINDOW) {
			uint64_t now = udp_acked(fd, acked, ACK_WAIT_MS);

			/* silence: what is on its way is lost, go on without it */
			settled = now > acked ? lesser(settled + now - acked, number) : number;
			acked = now;
		}
	}

	dg->number = htobe64(NUMBER_END);
	total = htobe64(number);
	memcpy(dg->content, &total, sizeof(total));
	for (try = 0; try < END_TRIES; try++) {
		if (send(fd, dg, sizeof(*dg) + sizeof(total), 0) < 0)
			die("send of the end: %s", strerror(errno));
		if (udp_acked(fd, acked, ACK_WAIT_MS) == NUMBER_END)
			break;
	}
	if (try == END_TRIES)
		die("the receiver did not answer the end");
	printf("bytes=%llu datagrams=%llu\n", (unsigned long long)done, (unsigned long long)number);
	return HELPER_OK;
}

int main(int argc, char **argv)
{
	bool receive = argc == 5 && !strcmp(argv[1], "recv");
	bool transmit = argc >= 6 && argc <= 9 && !strcmp(argv[1], "send");
	bool udp = argc > 2 && !strcmp(argv[2], "udp");
	struct cut cut = { .size = 1472, .batch = 1 };
	uint64_t bytes;
	uint16_t port;

	if (!(receive || transmit) || !(udp || !strcmp(argv[2], "tcp")))
		die("usage: xfer recv tcp|udp PORT BYTES\n"
		    "       xfer send tcp|udp ADDRESS PORT BYTES [SIZE [BATCH [SHORTER]]]");
	port = (uint16_t)number(argv[receive ? 3 : 4], 1, UINT16_MAX, "PORT");
	bytes = number(argv[receive ? 4 : 5], 0, UINT64_MAX / 2, "BYTES");
	if (receive)
		return udp ? udp_recv(port, bytes) : tcp_recv(port, bytes);
	if (argc > 6)
		cut.size = number(argv[6], sizeof(struct datagram) + 1, DATAGRAM_MAX, "SIZE");
	if (argc > 7)
		cut.batch = number(argv[7], 1, DATAGRAM_MAX / cut.size, "BATCH");
	if (argc > 8)
		cut.shorter = number(argv[8], 0, cut.size - sizeof(struct datagram) - 1, "SHORTER");
	return udp ? udp_send(argv[3], port, bytes, &cut) : tcp_send(argv[3], port, bytes);
}
