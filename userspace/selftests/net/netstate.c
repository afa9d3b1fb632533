// SPDX-License-Identifier: GPL-2.0
/*
 * netstate NIC: what the kernel's netlink family "netdev" knows of an interface, in words that are the same
 * after it was down and up: its queues, NAPI instances and page pools. And every page pool in this network
 * namespace that its driver has given up but whose pages are not all back.
 *
 * netstate -i NIC: the same links in numbers: "NAPI ID interrupt LINE process PID" (0: it has no thread of its own),
 * "receive queue N NAPI ID", "transmit queue N NAPI ID", "page pool NAPI ID".
 *
 * netstate -s NIC: its statistics by netdev, name and value a line; -q: by queue, with the queue in front.
 */
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "helper.h"

/* include/uapi/linux/netdev.h of Linux 6.12, which a distribution's headers may lack. */
enum { CMD_PAGE_POOL_GET = 5, CMD_QUEUE_GET = 10, CMD_NAPI_GET = 11, CMD_QSTATS_GET = 12 };
enum {
	PAGE_POOL_IFINDEX = 2,
	PAGE_POOL_NAPI_ID = 3,
	PAGE_POOL_INFLIGHT = 4,
	PAGE_POOL_DETACH_TIME = 6,
};
enum { QUEUE_ID = 1, QUEUE_IFINDEX = 2, QUEUE_TYPE = 3, QUEUE_NAPI_ID = 4 };
enum { NAPI_IFINDEX = 1, NAPI_ID = 2, NAPI_IRQ = 3, NAPI_PID = 4 };
enum { QSTATS_IFINDEX = 1, QSTATS_TYPE = 2, QSTATS_ID = 3, QSTATS_SCOPE = 4, QSTATS_FIRST = 8 };
enum { SCOPE_QUEUE = 1 };

/* The statistics from QSTATS_FIRST on, as the family's specification names them. */
static const char *const qstats[] = {
	"rx-packets",
	"rx-bytes",
	"tx-packets",
	"tx-bytes",
	"rx-alloc-fail",
	"rx-hw-drops",
	"rx-hw-drop-overruns",
	"rx-csum-complete",
	"rx-csum-unnecessary",
	"rx-csum-none",
	"rx-csum-bad",
	"rx-hw-gro-packets",
	"rx-hw-gro-bytes",
	"rx-hw-gro-wire-packets",
	"rx-hw-gro-wire-bytes",
	"rx-hw-drop-ratelimits",
	"tx-hw-drops",
	"tx-hw-drop-errors",
	"tx-csum-none",
	"tx-needs-csum",
	"tx-hw-gso-packets",
	"tx-hw-gso-bytes",
	"tx-hw-gso-wire-packets",
	"tx-hw-gso-wire-bytes",
	"tx-hw-drop-ratelimits",
	"tx-stop",
	"tx-wake",
};

#define QSTATS	   (sizeof(qstats) / sizeof(*qstats))
#define ATTRIBUTES (QSTATS_FIRST + QSTATS)

struct request {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	char attributes[64];
};

/* The attributes of a message, each at the place of its number; NULL where there is none. */
typedef void found_fn(const struct nlattr **attributes);

static int netlink;
static unsigned int wanted; /* ifindex */

static unsigned int u32_of(const struct nlattr *attribute)
{
	uint32_t value = 0;

	if (attribute && attribute->nla_len >= NLA_HDRLEN + sizeof(value))
		memcpy(&value, (const char *)attribute + NLA_HDRLEN, sizeof(value));
	return value;
}

/* The kernel sends what fits in 32 bits as 32 bits. */
static uint64_t uint_of(const struct nlattr *attribute)
{
	uint64_t value;

	if (attribute->nla_len < NLA_HDRLEN + sizeof(value))
		return u32_of(attribute);
	memcpy(&value, (const char *)attribute + NLA_HDRLEN, sizeof(value));
	return value;
}

static void find_attributes(const struct nlmsghdr *message, const struct nlattr **found)
{
	const char *at = (const char *)NLMSG_DATA(message) + GENL_HDRLEN;
	const char *end = (const char *)message + message->nlmsg_len;

	memset(found, 0, ATTRIBUTES * sizeof(*found));
	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *attribute = (const void *)at;
		unsigned int type = attribute->nla_type & NLA_TYPE_MASK;

		if (attribute->nla_len < NLA_HDRLEN || at + attribute->nla_len > end)
			die("an attribute leaves its message");
		if (type < ATTRIBUTES)
			found[type] = attribute;
		at += NLA_ALIGN(attribute->nla_len);
	}
}

/* Returns the kernel's errno, 0 when all went well. */
static int ask(struct request *request, size_t attributes, found_fn *found)
{
	const struct nlattr *attribute[ATTRIBUTES];
	static char buf[1 << 16];

	request->head.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN) + attributes;
	if (send(netlink, request, request->head.nlmsg_len, 0) < 0)
		die("send: %s", strerror(errno));
	for (;;) {
		const struct nlmsghdr *message = (const void *)buf;
		ssize_t len = recv(netlink, buf, sizeof(buf), 0);

		if (len < 0)
			die("recv: %s", strerror(errno));
		for (; NLMSG_OK(message, (size_t)len); message = NLMSG_NEXT(message, len)) {
			if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
				return -*(const int *)NLMSG_DATA(message);
			find_attributes(message, attribute);
			found(attribute);
		}
	}
}

static unsigned int family;

static void family_found(const struct nlattr **attribute)
{
	uint16_t id = 0;

	if (attribute[CTRL_ATTR_FAMILY_ID])
		memcpy(&id, (const char *)attribute[CTRL_ATTR_FAMILY_ID] + NLA_HDRLEN, sizeof(id));
	family = id;
}

static void family_find(const char *name)
{
	struct request request = {
		.head = { .nlmsg_type = GENL_ID_CTRL, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
	};
	struct nlattr attribute = {
		.nla_len = NLA_HDRLEN + strlen(name) + 1,
		.nla_type = CTRL_ATTR_FAMILY_NAME,
	};
	int err;

	memcpy(request.attributes, &attribute, sizeof(attribute));
	strcpy(request.attributes + NLA_HDRLEN, name);
	err = ask(&request, NLA_ALIGN(attribute.nla_len), family_found);
	if (err || !family)
		die("the kernel has no netlink family \"%s\": %s", name, strerror(err));
}

static void queue_found(const struct nlattr **attribute)
{
	if (u32_of(attribute[QUEUE_IFINDEX]) == wanted)
		printf("%s queue %u%s\n", u32_of(attribute[QUEUE_TYPE]) ? "transmit" : "receive",
		       u32_of(attribute[QUEUE_ID]), attribute[QUEUE_NAPI_ID] ? ", with NAPI" : "");
}

static void napi_found(const struct nlattr **attribute)
{
	if (u32_of(attribute[NAPI_IFINDEX]) == wanted)
		printf("NAPI%s\n", attribute[NAPI_IRQ] ? ", with interrupt" : "");
}

static void page_pool_found(const struct nlattr **attribute)
{
	if (attribute[PAGE_POOL_DETACH_TIME])
		printf("detached page pool, pages not back: %u\n",
		       u32_of(attribute[PAGE_POOL_INFLIGHT]));
	else if (u32_of(attribute[PAGE_POOL_IFINDEX]) == wanted)
		puts("page pool");
}

static void queue_id_found(const struct nlattr **attribute)
{
	if (u32_of(attribute[QUEUE_IFINDEX]) == wanted)
		printf("%s queue %u NAPI %u\n",
		       u32_of(attribute[QUEUE_TYPE]) ? "transmit" : "receive",
		       u32_of(attribute[QUEUE_ID]), u32_of(attribute[QUEUE_NAPI_ID]));
}

static void napi_id_found(const struct nlattr **attribute)
{
	if (u32_of(attribute[NAPI_IFINDEX]) == wanted)
		printf("NAPI %u interrupt %u process %u\n", u32_of(attribute[NAPI_ID]),
		       u32_of(attribute[NAPI_IRQ]), u32_of(attribute[NAPI_PID]));
}

static void page_pool_id_found(const struct nlattr **attribute)
{
	if (attribute[PAGE_POOL_NAPI_ID] && u32_of(attribute[PAGE_POOL_IFINDEX]) == wanted &&
	    !attribute[PAGE_POOL_DETACH_TIME])
		printf("page pool NAPI %u\n", (unsigned int)uint_of(attribute[PAGE_POOL_NAPI_ID]));
}

static void qstats_found(const struct nlattr **attribute)
{
	for (size_t i = 0; i < QSTATS; i++) {
		if (!attribute[QSTATS_FIRST + i])
			continue;
		if (attribute[QSTATS_ID])
			printf("%s queue %u ",
			       u32_of(attribute[QSTATS_TYPE]) ? "transmit" : "receive",
			       u32_of(attribute[QSTATS_ID]));
		printf("%s %llu\n", qstats[i],
		       (unsigned long long)uint_of(attribute[QSTATS_FIRST + i]));
	}
}

static struct request dump_request(unsigned int cmd)
{
	struct request request = {
		.head = { .nlmsg_type = family, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.genl = { .cmd = cmd, .version = 1 },
	};

	return request;
}

static void dump(unsigned int cmd, const char *what, found_fn *found)
{
	struct request request = dump_request(cmd);
	int err = ask(&request, 0, found);

	if (err)
		die("%s: %s", what, strerror(err));
}

static void dump_qstats(bool by_queue)
{
	struct request request = dump_request(CMD_QSTATS_GET);
	const struct {
		struct nlattr head;
		uint32_t value;
	} attributes[] = {
		{ { sizeof(*attributes), QSTATS_IFINDEX }, wanted },
		{ { sizeof(*attributes), QSTATS_SCOPE }, SCOPE_QUEUE },
	};
	size_t size = by_queue ? sizeof(attributes) : sizeof(*attributes);
	int err;

	memcpy(request.attributes, attributes, size);
	err = ask(&request, size, qstats_found);
	if (err)
		die("statistics: %s", strerror(err));
}

int main(int argc, char **argv)
{
	bool by_netdev = argc == 3 && !strcmp(argv[1], "-s");
	bool by_queue = argc == 3 && !strcmp(argv[1], "-q");
	bool ids = argc == 3 && !strcmp(argv[1], "-i");

	if (argc != 2 && !by_netdev && !by_queue && !ids)
		die("usage: netstate [-i | -s | -q] NIC");
	wanted = if_nametoindex(argv[argc - 1]);
	if (!wanted)
		die("there is no interface '%s'", argv[argc - 1]);
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (netlink < 0)
		die("netlink: %s", strerror(errno));
	family_find("netdev");
	if (by_netdev || by_queue) {
		dump_qstats(by_queue);
		return HELPER_OK;
	}
	dump(CMD_QUEUE_GET, "queues", ids ? queue_id_found : queue_found);
	dump(CMD_NAPI_GET, "NAPI", ids ? napi_id_found : napi_found);
	dump(CMD_PAGE_POOL_GET, "page pools", ids ? page_pool_id_found : page_pool_found);
	return HELPER_OK;
}
