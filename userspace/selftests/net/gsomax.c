// SPDX-License-Identifier: GPL-2.0
/*
 * gsomax NIC BYTES: how long a super-frame of IPv4 the stack may make for an interface. Debian 12's ip knows
 * only the older limit, which ends at 65536.
 */
#include <net/if.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "helper.h"

/* include/uapi/linux/if_link.h of Linux 6.3, which a distribution's headers may lack. */
#define GSO_IPV4_MAX_SIZE 63

struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	struct rtattr attribute;
	uint32_t value;
};

struct answer {
	struct nlmsghdr head;
	struct nlmsgerr result;
	char rest[4096];
};

int main(int argc, char **argv)
{
	struct request request = {
		.head = { .nlmsg_len = sizeof(request),
			  .nlmsg_type = RTM_NEWLINK,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.attribute = { .rta_len = RTA_LENGTH(sizeof(request.value)),
			       .rta_type = GSO_IPV4_MAX_SIZE },
	};
	struct answer answer;
	int fd;

	if (argc != 3)
		die("usage: gsomax NIC BYTES");
	request.link.ifi_index = (int)if_nametoindex(argv[1]);
	if (!request.link.ifi_index)
		die("there is no interface '%s'", argv[1]);
	request.value = (uint32_t)number(argv[2], 1, UINT32_MAX, "BYTES");

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0 ||
	    recv(fd, &answer, sizeof(answer),
		 0) < (ssize_t)(sizeof(answer.head) + sizeof(answer.result)))
		die("netlink: %s", strerror(errno));
	if (answer.result.error)
		die("%s: %s", argv[1], strerror(-answer.result.error));
	return HELPER_OK;
}
