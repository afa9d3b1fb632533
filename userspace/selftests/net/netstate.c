// SPDX-License-Identifier: GPL-2.0
/*
 * netstate NIC: what the kernel's netlink family "netdev" knows of an interface, in words that are the same
 * after it was down and up: its queues, NAPI instances and page pools. And every page pool in this network
 * namespace that its driver has given up but whose pages are not all back.
 */
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "helper.h"

/* include/uapi/linux/netdev.h of Linux 6.12, which a distribution's headers may lack. */
enum { CMD_PAGE_POOL_GET = 5, CMD_QUEUE_GET = 10, CMD_NAPI_GET = 11 };
enum { PAGE_POOL_IFINDEX = 2, PAGE_POOL_INFLIGHT = 4, PAGE_POOL_DETACH_TIME = 6 };
enum { QUEUE_ID = 1, QUEUE_IFINDEX = 2, QUEUE_TYPE = 3, QUEUE_NAPI_ID = 4 };
enum { NAPI_IFINDEX = 1, NAPI_IRQ = 3 };

#define ATTRIBUTES 16

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

static void dump(unsigned int cmd, const char *what, found_fn *found)
{
	struct request request = {
		.head = { .nlmsg_type = family, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.genl = { .cmd = cmd, .version = 1 },
	};
	int err = ask(&request, 0, found);

	if (err)
		die("%s: %s", what, strerror(err));
}

int main(int argc, char **argv)
{
	if (argc != 2)
		die("usage: netstate NIC");
	wanted = if_nametoindex(argv[1]);
	if (!wanted)
		die("there is no interface '%s'", argv[1]);
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (netlink < 0)
		die("netlink: %s", strerror(errno));
	family_find("netdev");
	dump(CMD_QUEUE_GET, "queues", queue_found);
	dump(CMD_NAPI_GET, "NAPI", napi_found);
	dump(CMD_PAGE_POOL_GET, "page pools", page_pool_found);
	return HELPER_OK;
}
