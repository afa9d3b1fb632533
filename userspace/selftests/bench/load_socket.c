// SPDX-License-Identifier: GPL-2.0
/* Workloads of programs with sockets: request and response, stream, connections, datagrams. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "load.h"

#define PORT		5000
#define CONNECTIONS_MAX 8
#define BURST		64
#define CHUNK		(16 << 10)
#define TIMED		(1ull << 63)

/* A receive buffer, and so a window, of which a ring of 256 descriptors never overflows. */
#define WINDOW_FIT (300 << 10)

static int sockets[CONNECTIONS_MAX]; /* of this process; a helper has only its own */
static struct helper servers[CONNECTIONS_MAX], clients[CONNECTIONS_MAX];
static char chunk[CHUNK];
static uint64_t *latencies;

/* Several connections are spread over all addresses. */
static struct sockaddr_in address_of(const struct end *end, int index)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT + index) };

	inet_pton(AF_INET, end->address[index % end->addresses], &address.sin_addr);
	return address;
}

static void listen_at_server(const struct workload *workload, int index)
{
	struct sockaddr_in address = address_of(&server, index);
	int on = 1;

	sockets[index] = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(sockets[index], SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (workload->size >= WINDOW_FIT)
		setsockopt(sockets[index], SOL_SOCKET, SO_RCVBUFFORCE, &workload->size,
			   sizeof(workload->size));
	if (bind(sockets[index], (struct sockaddr *)&address, sizeof(address)) ||
	    listen(sockets[index], 64))
		die("port %d cannot be listened at: %s", PORT + index, strerror(errno));
}

static int accept_next(int index)
{
	int fd = accept(sockets[index], NULL, NULL);

	if (fd < 0)
		die("accept: %s", strerror(errno));
	return fd;
}

static int connect_to_server(int index)
{
	struct sockaddr_in address = address_of(&server, index);
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		die("the server cannot be reached: %s", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void connect_client(const struct workload *workload, int index)
{
	(void)workload;
	sockets[index] = connect_to_server(index);
}

static void read_all(int fd, size_t size)
{
	ssize_t got;

	for (; size; size -= got) {
		got = read(fd, chunk, size < sizeof(chunk) ? size : sizeof(chunk));
		if (got <= 0)
			die("read: %s", got ? strerror(errno) : "the connection ended");
	}
}

static void write_all(int fd, size_t size)
{
	ssize_t put;

	for (; size; size -= put) {
		put = write(fd, chunk, size < sizeof(chunk) ? size : sizeof(chunk));
		if (put <= 0)
			die("write: %s", strerror(errno));
	}
}

/* The first use of a connection is where the server takes it: sockets[] is the listening one till then. */
static void take_connection(int index)
{
	static int taken;

	if (!taken++)
		sockets[index] = accept_next(index);
}

static uint64_t respond(const struct workload *workload, int index, uint64_t count)
{
	take_connection(index);
	for (uint64_t i = 0; i < count; i++) {
		read_all(sockets[index], workload->size);
		write_all(sockets[index], workload->size);
	}
	return count;
}

/* With TIMED in COUNT each transaction's latency goes to LATENCIES, which all processes share. */
static uint64_t request(const struct workload *workload, int index, uint64_t count)
{
	bool timed = count & TIMED;
	uint64_t start = 0;

	count &= ~TIMED;
	for (uint64_t i = 0; i < count; i++) {
		if (timed)
			start = now_ns();
		write_all(sockets[index], workload->size);
		read_all(sockets[index], workload->size);
		if (timed)
			latencies[i] = now_ns() - start;
	}
	return count;
}

static void rr_prepare(const struct workload *workload)
{
	latencies = mmap(NULL, LATENCIES_MAX * sizeof(*latencies), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (latencies == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	for (int i = 0; i < workload->connections; i++) {
		servers[i] = helper_start(&server, listen_at_server, respond, workload, i);
		clients[i] = helper_start(&client, connect_client, request, workload, i);
	}
}

static uint64_t rr_run(const struct workload *workload, uint64_t units)
{
	for (int i = 0; i < workload->connections; i++) {
		helper_begin(&servers[i], units / workload->connections);
		helper_begin(&clients[i], units / workload->connections);
	}
	for (int i = 0; i < workload->connections; i++) {
		helper_end(&clients[i]);
		helper_end(&servers[i]);
	}
	return units / workload->connections * workload->connections;
}

static void rr_time(const struct workload *workload, uint64_t units, uint64_t *ns)
{
	(void)workload;
	helper_begin(&servers[0], units);
	helper_begin(&clients[0], units | TIMED);
	helper_end(&clients[0]);
	helper_end(&servers[0]);
	memcpy(ns, latencies, units * sizeof(*ns));
}

static uint64_t receive_kibibytes(const struct workload *workload, int index, uint64_t count)
{
	(void)workload;
	take_connection(index);
	read_all(sockets[index], count << 10);
	return count;
}

static uint64_t send_kibibytes(const struct workload *workload, int index, uint64_t count)
{
	(void)workload;
	take_connection(index);
	write_all(sockets[index], count << 10);
	return count;
}

static void stream_prepare(const struct workload *workload)
{
	servers[0] = helper_start(&server, listen_at_server, receive_kibibytes, workload, 0);
	sockets[0] = connect_to_server(0);
}

static uint64_t stream_run(const struct workload *workload, uint64_t units)
{
	(void)workload;
	helper_begin(&servers[0], units);
	write_all(sockets[0], units << 10);
	return helper_end(&servers[0]);
}

static void stream_back_prepare(const struct workload *workload)
{
	servers[0] = helper_start(&server, listen_at_server, send_kibibytes, workload, 0);
	sockets[0] = connect_to_server(0);
}

static uint64_t stream_back_run(const struct workload *workload, uint64_t units)
{
	(void)workload;
	helper_begin(&servers[0], units);
	read_all(sockets[0], units << 10);
	return helper_end(&servers[0]);
}

/* The server closes first, so that the ports in TIME_WAIT are not those that connect() picks from. */
static uint64_t accept_and_close(const struct workload *workload, int index, uint64_t count)
{
	(void)workload;
	for (uint64_t i = 0; i < count; i++)
		close(accept_next(index));
	return count;
}

static void connect_prepare(const struct workload *workload)
{
	servers[0] = helper_start(&server, listen_at_server, accept_and_close, workload, 0);
}

static uint64_t connect_run(const struct workload *workload, uint64_t units)
{
	(void)workload;
	helper_begin(&servers[0], units);
	for (uint64_t i = 0; i < units; i++) {
		int fd = connect_to_server(0);

		if (read(fd, chunk, 1) != 0)
			die("the server did not close: %s", strerror(errno));
		close(fd);
	}
	return helper_end(&servers[0]);
}

static void receive_prepare(const struct workload *workload, int index)
{
	struct sockaddr_in address = address_of(&server, index);
	struct timeval second = { .tv_sec = 1 };
	int buffer = 1 << 20; /* for a burst, whatever a driver says that a datagram takes */

	(void)workload;
	sockets[index] = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(sockets[index], SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	setsockopt(sockets[index], SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
	if (bind(sockets[index], (struct sockaddr *)&address, sizeof(address)))
		die("bind: %s", strerror(errno));
}

/* How many arrived; a second without one means that the rest is lost. */
static uint64_t receive_datagrams(const struct workload *workload, int index, uint64_t count)
{
	uint64_t got;

	(void)workload;
	for (got = 0; got < count; got++) {
		if (recv(sockets[index], chunk, sizeof(chunk), 0) < 0)
			break;
	}
	return got;
}

static void udp_prepare(const struct workload *workload)
{
	struct sockaddr_in address = address_of(&server, 0);

	servers[0] = helper_start(&server, receive_prepare, receive_datagrams, workload, 0);
	sockets[0] = socket(AF_INET, SOCK_DGRAM, 0);
	if (connect(sockets[0], (struct sockaddr *)&address, sizeof(address)))
		die("connect: %s", strerror(errno));
}

static uint64_t udp_run(const struct workload *workload, uint64_t units)
{
	uint64_t burst, done, got;

	for (done = 0; done < units; done += burst) {
		burst = units - done < BURST ? units - done : BURST;
		helper_begin(&servers[0], burst);
		for (uint64_t i = 0; i < burst; i++) {
			if (send(sockets[0], chunk, workload->size, 0) != workload->size)
				die("send: %s", strerror(errno));
		}
		got = helper_end(&servers[0]);
		if (got != burst)
			die("%d of %d datagrams were lost", (int)(burst - got), (int)burst);
	}
	return done;
}

const struct workload workloads_socket[] = {
	{ "rr-1", "transaction", rr_prepare, rr_run, rr_time, 1, 1 },
	{ "rr-128", "transaction", rr_prepare, rr_run, rr_time, 128, 1 },
	{ "rr-1x2", "transaction", rr_prepare, rr_run, NULL, 1, 2 },
	{ "rr-1x4", "transaction", rr_prepare, rr_run, NULL, 1, 4 },
	{ "rr-1x8", "transaction", rr_prepare, rr_run, NULL, 1, 8 },
	{ "rr-128x8", "transaction", rr_prepare, rr_run, NULL, 128, 8 },
	{ "stream", "KiB", stream_prepare, stream_run },
	{ "stream-fit", "KiB", stream_prepare, stream_run, NULL, WINDOW_FIT },
	{ "stream-back", "KiB", stream_back_prepare, stream_back_run },
	{ "connect", "connection", connect_prepare, connect_run },
	{ "udp", "datagram", udp_prepare, udp_run, NULL, 16 },
	{ "udp-1024", "datagram", udp_prepare, udp_run, NULL, 1024 },
	{ 0 }
};
