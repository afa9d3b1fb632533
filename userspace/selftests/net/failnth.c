// SPDX-License-Identifier: GPL-2.0
/*
 * failnth DO UNDO: do something again and again, and each time let the next one of its allocations fail
 * (/proc/self/fail-nth): the first, the second and so on, until there is none left. What was done although an
 * allocation failed is undone, and that has to work. Prints "points=N failed=N": allocations, and how many of
 * them it could not do without.
 *
 * DO and UNDO are words with commas between them, UNDO may be "-":
 *
 *	write,FILE,VALUE	into a file of sysfs or debugfs
 *	up,NIC			down,NIC
 *	mtu,NIC,MTU
 *	flags,NIC,BITS		features, as ETHTOOL_SFLAGS knows them
 *	private,NIC,BITS	private flags
 *	ring,NIC,RX,TX		descriptors
 *	vlan,NIC,VID		unvlan,NAME
 *	send,NIC,MAC,OCTETS	a frame
 */
#include <fcntl.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/sockios.h>

#include "helper.h"

#define WORDS	   4
#define POINTS_MAX 5000
#define FRAME_MAX  65536

/* Something to do; all that could fail for another reason has been done. */
struct operation {
	const char *word[WORDS];
	int fd;
	short flags; /* of the interface, as they were */
	struct ifreq ifr;
};

static const char *word_of(const struct operation *op, int i)
{
	if (!op->word[i])
		die("'%s' wants more words", op->word[0]);
	return op->word[i];
}

static bool is(const struct operation *op, const char *name)
{
	return !strcmp(op->word[0], name);
}

static uint32_t number_of(const struct operation *op, int i)
{
	return (uint32_t)number(word_of(op, i), 0, UINT32_MAX, op->word[0]);
}

static void nic_name(const struct operation *op, char *name)
{
	if (strlen(word_of(op, 1)) >= IFNAMSIZ)
		die("'%s' is no interface", op->word[1]);
	strcpy(name, op->word[1]);
}

static void prepare(struct operation *op, char *text)
{
	for (int i = 0; i < WORDS; i++)
		op->word[i] = strtok(i ? NULL : text, ",");
	if (!op->word[0])
		die("there is nothing to do");
	if (is(op, "write"))
		op->fd = open(word_of(op, 1), O_WRONLY | O_CLOEXEC);
	else if (is(op, "send"))
		op->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	else
		op->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (op->fd < 0)
		die("%s: %s", is(op, "write") ? op->word[1] : "socket", strerror(errno));
	if (is(op, "write"))
		return;
	nic_name(op, op->ifr.ifr_name);
	if (!ioctl(op->fd, SIOCGIFFLAGS, &op->ifr))
		op->flags = op->ifr.ifr_flags;
}

static int control(struct operation *op, unsigned long request)
{
	return ioctl(op->fd, request, &op->ifr) < 0 ? -errno : 0;
}

static int ethtool(struct operation *op, void *command)
{
	op->ifr.ifr_data = command;
	return control(op, SIOCETHTOOL);
}

static int ethtool_bits(struct operation *op, uint32_t cmd)
{
	struct ethtool_value value = { .cmd = cmd, .data = number_of(op, 2) };

	return ethtool(op, &value);
}

static int set_ring(struct operation *op)
{
	struct ethtool_ringparam ring = {
		.cmd = ETHTOOL_SRINGPARAM,
		.rx_pending = number_of(op, 2),
		.tx_pending = number_of(op, 3),
	};

	return ethtool(op, &ring);
}

static int set_up(struct operation *op, bool up)
{
	op->ifr.ifr_flags = (short)(op->flags & ~IFF_UP) | (up ? IFF_UP : 0);
	return control(op, SIOCSIFFLAGS);
}

static int vlan(struct operation *op, int cmd)
{
	struct vlan_ioctl_args args = { .cmd = cmd };

	nic_name(op, args.device1);
	if (cmd == ADD_VLAN_CMD)
		args.u.VID = (int)number_of(op, 2);
	return ioctl(op->fd, SIOCSIFVLAN, &args) < 0 ? -errno : 0;
}

static int send_frame(const struct operation *op)
{
	static uint8_t frame[FRAME_MAX];
	size_t len = number(word_of(op, 3), ETH_HLEN, FRAME_MAX, "OCTETS");
	const struct ether_addr *to = ether_aton(word_of(op, 2));
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(op->word[1]),
	};
	struct ether_header *head = (void *)frame;

	if (!to || !address.sll_ifindex)
		die("send: no such address or interface");
	memcpy(head->ether_dhost, to, ETH_ALEN);
	head->ether_type = htobe16(0x88b5); /* for experiments */
	return sendto(op->fd, frame, len, 0, (void *)&address, sizeof(address)) < 0 ? -errno : 0;
}

static int perform(struct operation *op)
{
	if (is(op, "write")) {
		const char *value = word_of(op, 2);

		return write(op->fd, value, strlen(value)) < 0 ? -errno : 0;
	}
	if (is(op, "up") || is(op, "down"))
		return set_up(op, is(op, "up"));
	if (is(op, "mtu")) {
		op->ifr.ifr_mtu = (int)number_of(op, 2);
		return control(op, SIOCSIFMTU);
	}
	if (is(op, "flags"))
		return ethtool_bits(op, ETHTOOL_SFLAGS);
	if (is(op, "private"))
		return ethtool_bits(op, ETHTOOL_SPFLAGS);
	if (is(op, "ring"))
		return set_ring(op);
	if (is(op, "vlan"))
		return vlan(op, ADD_VLAN_CMD);
	if (is(op, "unvlan"))
		return vlan(op, DEL_VLAN_CMD);
	if (is(op, "send"))
		return send_frame(op);
	die("there is no operation '%s'", op->word[0]);
}

static int fail_nth;

static void set_point(unsigned int point)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", point);

	if (pwrite(fail_nth, text, (size_t)len, 0) != len)
		die("/proc/self/fail-nth: %s", strerror(errno));
}

/* Has it not been reached? */
static bool point_is_left(void)
{
	char text[16] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) <= 0)
		die("/proc/self/fail-nth: %s", strerror(errno));
	return atoi(text) > 0;
}

int main(int argc, char **argv)
{
	struct operation op = { 0 }, undo = { 0 };
	unsigned int point, failed = 0;
	bool undoes;

	if (argc != 3)
		die("usage: failnth DO UNDO");
	undoes = strcmp(argv[2], "-");
	prepare(&op, argv[1]);
	if (undoes)
		prepare(&undo, argv[2]);
	fail_nth = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fail_nth < 0)
		die("/proc/self/fail-nth: %s", strerror(errno));

	for (point = 1; point < POINTS_MAX; point++) {
		bool left;
		int err;

		set_point(point);
		err = perform(&op);
		left = point_is_left();
		set_point(0);
		if (left && err)
			die("without a failure: %s", strerror(-err));
		failed += err != 0;
		if (!err && undoes) {
			err = perform(&undo);
			if (err)
				die("allocation %u: cannot be undone: %s", point, strerror(-err));
		}
		if (left) {
			printf("points=%u failed=%u\n", point - 1, failed);
			return HELPER_OK;
		}
	}
	die("more than %u allocations", POINTS_MAX);
}
