// SPDX-License-Identifier: GPL-2.0
/* Workloads in which the driver itself is what works: nothing at all, probe, up to the first ping. */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/ip_icmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "load.h"

#define PING_EVERY_MS 5
#define PINGS_MAX     2000

/* PROBE is a NIC of which nobody else makes use, PROBE_DRIVER its driver. */
static void bind_write(const char *file)
{
	const char *pci = getenv("PROBE"), *driver = getenv("PROBE_DRIVER");
	char path[128];

	if (!pci || !driver)
		die("PROBE or PROBE_DRIVER is not set");
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/%s", driver, file);
	write_file(path, "%s", pci);
}

static bool is_bound;

static void probe_prepare(const struct workload *workload)
{
	(void)workload;
	bind_write("unbind");
	is_bound = false;
}

/* Once at most, so that nothing but the probe is in it. */
static uint64_t probe_run(const struct workload *workload, uint64_t units)
{
	(void)workload;
	if (!units)
		return 0;
	if (is_bound)
		die("probe is measured with 0 and 1");
	bind_write("bind");
	is_bound = true;
	return 1;
}

static void set_up(const struct end *end, bool up)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, end->interface, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		die("%s: %s", end->interface, strerror(errno));
	request.ifr_flags = up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		die("%s cannot be set %s: %s", end->interface, up ? "up" : "down", strerror(errno));
	close(fd);
}

/* What the guest costs by itself. */
static void down_prepare(const struct workload *workload)
{
	(void)workload;
	enter(&server);
	set_up(&server, false);
	enter(&client);
	set_up(&client, false);
}

/* Two NICs are idle for so long that each of them is for UNITS times two seconds. */
static uint64_t idle_run(const struct workload *workload, uint64_t units)
{
	(void)workload;
	sleep_ms(units * 1000);
	return units;
}

/* Until an answer is there: an echo request every 5 ms, which is how exact the figure is. */
static void ping_until_answered(void)
{
	struct timeval wait = { .tv_usec = PING_EVERY_MS * 1000 };
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	struct icmphdr echo = { .type = ICMP_ECHO };
	struct sockaddr_in to = { .sin_family = AF_INET };
	char answer[256];

	echo.checksum = ~(uint16_t)ICMP_ECHO;
	inet_pton(AF_INET, server.address[0], &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (fd < 0)
		die("socket: %s", strerror(errno));
	for (int i = 0; i < PINGS_MAX; i++) {
		/* unreachable while there is no link: as good as unanswered */
		sendto(fd, &echo, sizeof(echo), 0, (struct sockaddr *)&to, sizeof(to));
		while (recv(fd, answer, sizeof(answer), 0) >= 28) {
			if (answer[20] == ICMP_ECHOREPLY) {
				close(fd);
				return;
			}
		}
	}
	die("no answer to %d pings after the interface was set up", PINGS_MAX);
}

static uint64_t ifup_run(const struct workload *workload, uint64_t units)
{
	uint64_t start;

	(void)workload;
	for (uint64_t i = 0; i < units; i++) {
		set_up(&client, false);
		start = now_ns();
		set_up(&client, true);
		ping_until_answered();
		own_ns += now_ns() - start;
	}
	return units;
}

const struct workload workloads_device[] = {
	{ "idle", "2s", NULL, idle_run },
	{ "idle-down", "2s", down_prepare, idle_run },
	{ "probe", "probe", probe_prepare, probe_run },
	{ "ifup", "ifup", NULL, ifup_run },
	{ 0 }
};
