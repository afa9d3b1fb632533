/* SPDX-License-Identifier: GPL-2.0 */
/* What the workloads of load.c share: the two ends of the network, and processes that help. */
#ifndef LOAD_H
#define LOAD_H

#include <stdint.h>
#include <stdnoreturn.h>

#define LATENCIES_MAX 1000

#define ADDRESSES_MAX 8

/*
 * One end: a network namespace, the first interface in it, the IPv4 addresses of all of them, and the
 * first one's address on the wire.
 */
struct end {
	const char *namespace;
	const char *interface;
	const char *address[ADDRESSES_MAX];
	int addresses;
	const char *mac;
	int counters; /* /proc/net/dev and /proc/net/snmp of the namespace, */
	int snmp;     /* wherever the process is */
};

extern struct end client, server;

/*
 * A workload. Its functions run in the client's namespace. RUN does so many units, or a few more, and
 * returns how many when all of them are done at both ends.
 */
struct workload {
	const char *name;
	const char *unit;
	void (*prepare)(const struct workload *workload); /* may be NULL */
	uint64_t (*run)(const struct workload *workload, uint64_t units);
	/* One latency for each of LATENCIES_MAX units at most, in nanoseconds; may be NULL. */
	void (*time)(const struct workload *workload, uint64_t units, uint64_t *ns);
	/* What the workloads that share the functions differ in. */
	int size;
	int connections;
};

/* Each list ends with a workload without a name. */
extern const struct workload workloads_socket[], workloads_pktgen[], workloads_device[];

noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

uint64_t now_ns(void);

void sleep_ms(unsigned int ms);

/* Write to a file of /proc or /sys, in one piece, or end with what the kernel said. */
void write_file(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));

void enter(const struct end *end);

/*
 * A sum of columns of /proc/net/dev: of END's first interface, or, for faults, of all.
 */
enum counter { RX_FRAMES, TX_FRAMES, FAULTS };
uint64_t counter(const struct end *end, enum counter which);

/* A process beside the first one, in one of the namespaces. */
struct helper {
	int socket;
};

/*
 * helper_start(): the process calls PREPARE, then SERVE(COUNT) for every helper_begin(), and ends with the
 * process that started it. helper_end() waits until SERVE has returned and gives what it did.
 */
struct helper helper_start(const struct end *end,
			   void (*prepare)(const struct workload *workload, int index),
			   uint64_t (*serve)(const struct workload *workload, int index,
					     uint64_t count),
			   const struct workload *workload, int index);
void helper_begin(const struct helper *helper, uint64_t count);
uint64_t helper_end(const struct helper *helper);

/* A workload that times something else than its whole run says so here, in nanoseconds. */
extern uint64_t own_ns;

#endif
