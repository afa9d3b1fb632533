// SPDX-License-Identifier: GPL-2.0
/* Workloads that the kernel's packet generator sends: transmit only, receive and drop, forward. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

/* Addresses that nobody has, in the networks that the topologies have. */
#define NOBODY_MAC    "02:00:00:00:00:99"
#define NOBODY	      "10.0.0.99"
#define BEHIND_ROUTER "10.0.2.99"

#define PKTGEN "/proc/net/pktgen/"

static void describe(const char *command, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), PKTGEN "%s", client.interface);
	write_file(path, "%s %s\n", command, value);
}

/* One thread on the first processor: 60 octets and the FCS are the shortest frame there is. */
static void pktgen_prepare(const struct workload *workload, const char *mac, const char *address)
{
	char burst[16];

	snprintf(burst, sizeof(burst), "%d", workload->size);
	write_file(PKTGEN "kpktgend_0", "rem_device_all\n");
	write_file(PKTGEN "kpktgend_0", "add_device %s\n", client.interface);
	describe("pkt_size", "60");
	describe("delay", "0");
	describe("dst_mac", mac);
	describe("dst", address);
	describe("burst", burst);
}

/* The time that the generator itself took: starting it and waiting for it is done in steps of 100 ms. */
static uint64_t pktgen_ns(void)
{
	char path[128], line[256];
	uint64_t us = 0;
	FILE *file;

	snprintf(path, sizeof(path), PKTGEN "%s", client.interface);
	file = fopen(path, "r");
	if (!file)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Result: OK: %" SCNu64 "(", &us) == 1)
			break;
	}
	fclose(file);
	return us * 1000;
}

/*
 * Starting returns when all is sent. A burst that found the ring full is begun anew and not cut at the end, so
 * that a few more are sent.
 */
static uint64_t pktgen_run(const struct workload *workload, uint64_t units)
{
	uint64_t before = counter(&client, TX_FRAMES), sent;
	char count[24];

	snprintf(count, sizeof(count), "%" PRIu64, units);
	describe("count", count);
	write_file(PKTGEN "pgctrl", "start\n");
	sent = counter(&client, TX_FRAMES) - before;
	if (sent < units || sent >= units + workload->size)
		die("%" PRIu64 " frames were sent, not %" PRIu64, sent, units);
	own_ns = pktgen_ns();
	return sent;
}

static void nobody_prepare(const struct workload *workload)
{
	pktgen_prepare(workload, NOBODY_MAC, NOBODY);
}

/* What arrives for an address that is not the server's is dropped by IP, without an answer. */
static void drop_prepare(const struct workload *workload)
{
	pktgen_prepare(workload, server.mac, NOBODY);
}

/* ROUTER is the address on the wire of the router's interface next to the client. */
static void forward_prepare(const struct workload *workload)
{
	const char *router = getenv("ROUTER");

	if (!router)
		die("ROUTER is not set");
	pktgen_prepare(workload, router, BEHIND_ROUTER);
}

/* All of them have to arrive. */
static uint64_t arriving_run(const struct workload *workload, uint64_t units)
{
	uint64_t before = counter(&server, RX_FRAMES), arrived = 0;

	units = pktgen_run(workload, units);
	for (int tries = 0; tries < 100; tries++) {
		arrived = counter(&server, RX_FRAMES) - before;
		if (arrived >= units)
			break;
		sleep_ms(1);
	}
	if (arrived != units)
		die("%" PRIu64 " of %" PRIu64 " frames arrived", arrived, units);
	return arrived;
}

const struct workload workloads_pktgen[] = {
	{ "pktgen-1", "packet", nobody_prepare, pktgen_run, NULL, 1 },
	{ "pktgen-32", "packet", nobody_prepare, pktgen_run, NULL, 32 },
	{ "drop", "packet", drop_prepare, arriving_run, NULL, 1 },
	{ "forward", "packet", forward_prepare, arriving_run, NULL, 1 },
	{ 0 }
};
