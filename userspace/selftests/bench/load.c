// SPDX-License-Identifier: GPL-2.0
/*
 * load WORKLOAD NUMBER SHORT LONG: the guest's part of scripts/bench. It runs the workload three times: to
 * warm up, for SHORT units, for LONG units; each of the last two between two marks (mark.h), NUMBER
 * * 4 being the first. What the runs differ in is what LONG - SHORT units cost. Then one line:
 *
 *	result WORKLOAD UNIT SHORT ns frames LONG ns frames lost MEAN P99
 *
 * The frames are those that passed the server's interface, both ways; lost is what the NICs missed, what either
 * interface found faulty or could not send, and what TCP sent again; the last two are latencies in
 * nanoseconds, 0 without.
 *
 * CLIENT and SERVER in the environment name the ends: NAMESPACE/INTERFACE/ADDRESS[,ADDRESS]/MAC.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "mark.h"

#define SETTLE_MS   50
#define POLL_MS	    10
#define WATCHDOG_MS 2100 /* 2 s, as exactly as the kernel keeps such a time */
#define REST_MS	    1000
#define BAR0_SIZE   0x20000
#define MPC	    0x4010
#define HELPERS_MAX 16

struct end client, server;
uint64_t own_ns;

void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "load: ");
	vfprintf(stderr, format, arguments);
	fprintf(stderr, "\n");
	exit(1);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void sleep_ms(unsigned int ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

void write_file(const char *path, const char *format, ...)
{
	va_list arguments;
	char text[256];
	int fd, length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, length) != length)
		die("%s takes no '%s': %s", path, text, strerror(errno));
	close(fd);
}

void enter(const struct end *end)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", end->namespace);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die("%s: %s", path, strerror(errno));
	close(fd);
}

static uint64_t next_number(char **text)
{
	*text += strspn(*text, ": ");
	return strtoull(*text, text, 10);
}

/*
 * Add the numbers of the lines that begin with "NAME:" to those in NUMBERS; of all interfaces but the loopback
 * one when NAME is NULL.
 */
static void add_line(int fd, const char *name, uint64_t *numbers, int count)
{
	char text[8192], *line, *rest;
	ssize_t size;

	size = pread(fd, text, sizeof(text) - 1, 0);
	if (size <= 0)
		die("counters cannot be read: %s", strerror(errno));
	text[size] = 0;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		line += strspn(line, " ");
		rest = strchr(line, ':');
		if (!rest || !strncmp(line, "lo:", 3) ||
		    (name &&
		     (strlen(name) != (size_t)(rest - line) || strncmp(line, name, rest - line))))
			continue;
		/* the line of columns' names in /proc/net/snmp gives zeros */
		for (int i = 0; i < count; i++)
			numbers[i] += next_number(&rest);
	}
}

uint64_t counter(const struct end *end, enum counter which)
{
	/* bytes packets errs drop fifo frame compressed multicast, then the same for transmit */
	uint64_t n[16] = { 0 };

	add_line(end->counters, which == FAULTS ? NULL : end->interface, n, 16);
	switch (which) {
	case RX_FRAMES:
		return n[1];
	case TX_FRAMES:
		return n[9];
	default:
		return n[2] + n[10] + n[11] + n[12];
	}
}

static uint64_t missed_by(const char *device)
{
	volatile uint32_t *bar0;
	uint32_t missed;
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/resource0", device);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	bar0 = mmap(NULL, BAR0_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar0 == MAP_FAILED)
		die("%s cannot be mapped: %s (booted with iomem=relaxed?)", path, strerror(errno));
	missed = bar0[MPC / sizeof(*bar0)];
	munmap((void *)bar0, BAR0_SIZE);
	close(fd);
	return missed;
}

/*
 * What NICs missed because their rings were empty, by the devices themselves. The interfaces' counters do not
 * tell: reading MPC does not clear it here, so in-tree e1000 adds a frame that was missed once
 * every two seconds for ever.
 */
static uint64_t missed(void)
{
	uint64_t sum = 0;
	glob_t devices;

	if (glob("/sys/bus/pci/devices/*/net", 0, NULL, &devices))
		return 0;
	for (size_t i = 0; i < devices.gl_pathc; i++)
		sum += missed_by(dirname(devices.gl_pathv[i]));
	globfree(&devices);
	return sum;
}

static uint64_t retransmitted(const struct end *end)
{
	uint64_t n[12] = { 0 };

	add_line(end->snmp, "Tcp", n, 12);
	return n[11];
}

static uint64_t lost(void)
{
	return missed() + counter(&client, FAULTS) + counter(&server, FAULTS) +
	       retransmitted(&client) + retransmitted(&server);
}

static uint64_t frames(void)
{
	return counter(&server, RX_FRAMES) + counter(&server, TX_FRAMES);
}

static pid_t helper_pids[HELPERS_MAX];
static int helpers;

struct helper helper_start(const struct end *end,
			   void (*prepare)(const struct workload *workload, int index),
			   uint64_t (*serve)(const struct workload *workload, int index,
					     uint64_t count),
			   const struct workload *workload, int index)
{
	struct helper helper;
	uint64_t count = 0;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair))
		die("socketpair: %s", strerror(errno));
	helper_pids[helpers] = fork();
	switch (helper_pids[helpers++]) {
	case -1:
		die("fork: %s", strerror(errno));
	case 0:
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pair[0]);
		enter(end);
		if (prepare)
			prepare(workload, index);
		do {
			if (write(pair[1], &count, sizeof(count)) != sizeof(count) ||
			    read(pair[1], &count, sizeof(count)) != sizeof(count))
				exit(0);
			count = serve(workload, index, count);
		} while (true);
	}
	close(pair[1]);
	helper.socket = pair[0];
	helper_end(&helper);
	return helper;
}

void helper_begin(const struct helper *helper, uint64_t count)
{
	if (write(helper->socket, &count, sizeof(count)) != sizeof(count))
		die("a helper is gone");
}

uint64_t helper_end(const struct helper *helper)
{
	uint64_t count;

	if (read(helper->socket, &count, sizeof(count)) != sizeof(count))
		die("a helper is gone");
	return count;
}

/* Their ports have to be free for the next workload. */
static void end_helpers(void)
{
	while (helpers) {
		kill(helper_pids[--helpers], SIGKILL);
		waitpid(helper_pids[helpers], NULL, 0);
	}
}

/* MARK_NUMBERS instructions of MARK_SIZE bytes, each followed by a return: eight bytes apart. */
#define TEXT_OF(x) #x
#define TEXT(x)	   TEXT_OF(x)
__asm__(".pushsection .text\n"
	"marks:\n"
	".set number, 0\n"
	".rept " TEXT(MARK_NUMBERS) "\n"
				    ".byte 0x0f, 0x1f, 0x80\n"
				    ".long " TEXT(MARK_MAGIC) " + number\n"
							      "ret\n"
							      ".set number, number + 1\n"
							      ".endr\n"
							      ".popsection\n");
extern const char marks[];

/*
 * Under KVM no plugin sees a mark: it is said to the descriptor that MARKS in the environment names, and the host
 * counts while we rest. Not to standard output, which may be a file that is read when all is over.
 */
static void mark(unsigned int number)
{
	const char *descriptor = getenv("MARKS");

	if (descriptor && *descriptor) {
		if (dprintf(atoi(descriptor), "mark %u\n", number) < 0)
			die("marks cannot be said to %s: %s", descriptor, strerror(errno));
		sleep_ms(REST_MS);
	}
	((void (*)(void))(marks + (MARK_SIZE + 1) * number))();
}

struct measured {
	uint64_t units;
	uint64_t ns;
	uint64_t frames;
};

/* Of the two ends' NICs, so far; of both, where they share a line. */
static uint64_t interrupts(void)
{
	FILE *file = fopen("/proc/interrupts", "r");
	uint64_t sum = 0, count;
	char line[256];

	if (!file)
		die("/proc/interrupts cannot be read: %s", strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (strstr(line, client.interface) || strstr(line, server.interface))
			sum += sscanf(line, "%*[^:]: %" SCNu64, &count) == 1 ? count : 0;
	}
	fclose(file);
	return sum;
}

/* When the next one has come, in nanoseconds; 0 when WATCHDOG_MS pass without. */
static uint64_t next_interrupt(void)
{
	uint64_t seen = interrupts(), end = now_ns() + WATCHDOG_MS * 1000000ull;

	do {
		sleep_ms(POLL_MS);
		if (interrupts() != seen)
			return now_ns();
	} while (now_ns() < end);
	return 0;
}

/*
 * In-tree e1000 looks after its link every 2 s, and then makes an interrupt and reads many registers: a cost of
 * no unit, and the interrupts of two NICs fall together in another way than before. Two of these watchdogs
 * divide their time into two parts; what begins here has the longer one, a second or more.
 */
static void wait_for_watchdogs(void)
{
	uint64_t first = next_interrupt(), second = first ? next_interrupt() : 0,
		 third = second ? next_interrupt() : 0;

	/* Behind the third the part between the first two comes again. */
	if (third && third - second > second - first)
		next_interrupt();
}

static struct measured run_marked(const struct workload *workload, unsigned int number,
				  uint64_t units)
{
	uint64_t frames_before = frames(), start;
	struct measured measured;

	wait_for_watchdogs();
	own_ns = 0;
	mark(number);
	start = now_ns();
	measured.units = workload->run(workload, units);
	measured.ns = now_ns() - start;
	mark(number + 1);
	if (own_ns)
		measured.ns = own_ns;
	sleep_ms(SETTLE_MS);
	measured.frames = frames() - frames_before;
	return measured;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Latencies are taken in a run of their own: reading the clock costs instructions. */
static void print_latencies(const struct workload *workload, uint64_t units)
{
	static uint64_t ns[LATENCIES_MAX];
	uint64_t sum = 0;

	if (!workload->time) {
		printf(" 0 0\n");
		return;
	}
	if (units > LATENCIES_MAX)
		units = LATENCIES_MAX;
	workload->time(workload, units, ns);
	for (uint64_t i = 0; i < units; i++)
		sum += ns[i];
	qsort(ns, units, sizeof(*ns), compare);
	printf(" %" PRIu64 " %" PRIu64 "\n", sum / units, ns[(units - 1) * 99 / 100]);
}

static void measure(const struct workload *workload, unsigned int number, const uint64_t units[2])
{
	struct measured run[2];
	uint64_t lost_before;

	if (workload->prepare)
		workload->prepare(workload);
	lost_before = lost();
	workload->run(workload, units[0]);
	sleep_ms(SETTLE_MS);
	for (int i = 0; i < 2; i++)
		run[i] = run_marked(workload, 4 * number + 2 * i, units[i]);
	printf("result %s %s", workload->name, workload->unit);
	for (int i = 0; i < 2; i++)
		printf(" %" PRIu64 " %" PRIu64 " %" PRIu64, run[i].units, run[i].ns, run[i].frames);
	printf(" %" PRIu64, lost() - lost_before);
	print_latencies(workload, units[1]);
}

static const struct workload *workload_named(const char *name)
{
	static const struct workload *const lists[] = {
		workloads_socket,
		workloads_pktgen,
		workloads_device,
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		for (const struct workload *w = lists[i]; w->name; w++) {
			if (!strcmp(w->name, name))
				return w;
		}
	}
	die("there is no workload '%s'", name);
}

static uint64_t number(const char *text, uint64_t max)
{
	uint64_t value;
	char *rest;

	errno = 0;
	value = strtoull(text, &rest, 10);
	if (errno || rest == text || *rest || value > max)
		die("'%s' is no number from 0 to %" PRIu64, text, max);
	return value;
}

static void find_end(struct end *end, const char *variable)
{
	char *text = getenv(variable), *addresses, *place;

	if (!text)
		die("%s is not set", variable);
	text = strdup(text);
	end->namespace = strtok(text, "/");
	end->interface = strtok(NULL, "/");
	addresses = strtok(NULL, "/");
	end->mac = strtok(NULL, "/");
	if (!end->mac)
		die("%s is not NAMESPACE/INTERFACE/ADDRESS[,ADDRESS]/MAC", variable);
	while (end->addresses < ADDRESSES_MAX && (addresses = strtok_r(addresses, ",", &place))) {
		end->address[end->addresses++] = addresses;
		addresses = NULL;
	}
	enter(end);
	end->counters = open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC);
	end->snmp = open("/proc/thread-self/net/snmp", O_RDONLY | O_CLOEXEC);
	if (end->counters < 0 || end->snmp < 0)
		die("/proc/net: %s", strerror(errno));
}

int main(int argc, char **argv)
{
	uint64_t units[2];

	if (argc != 5)
		die("usage: load WORKLOAD NUMBER SHORT LONG");
	for (int i = 0; i < 2; i++)
		units[i] = number(argv[3 + i], 1u << 30);
	find_end(&server, "SERVER");
	find_end(&client, "CLIENT");
	measure(workload_named(argv[1]), number(argv[2], MARK_NUMBERS / 4 - 1), units);
	end_helpers();
	return 0;
}
