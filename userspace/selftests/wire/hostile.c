// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that nobody should send, and what a device and its driver have to do with each.
 *
 *	hostile count=N [first=N] [seed=N] [shortest=N] [longest=N]
 *		[promisc=1] [allmulti=1] [group=MAC]... [vid=N]... [strip=1]
 *		[limit=N] [accept=N] [pads=1]
 *
 * Frame N of a seed is always the same. The second line tells how the NIC is set: the groups it has joined; the
 * VLANs it lets in, when it filters them; whether it takes tags off. The third: the device drops frames longer
 * than limit and may pad to 60 octets, the driver drops those longer than accept or without a whole Ethernet
 * header. With that the fate of each frame is known (device.md 6.3, 6.4):
 *
 *	ok made=N delivered=N octets=N long=N runt=N oversize=N filtered=N digest=X
 *
 * octets are those that arrive in the frames delivered, tags included.
 */
#include "hostile_frame.h"

#define GROUPS_MAX 64
#define VLANS	   4096
#define ETHER_LEN  14
#define TAG_LEN	   4

struct hostile {
	struct hostile_frame next;
	uint64_t left;
	bool promisc, allmulti, strip, pads, vlan_filter;
	uint64_t limit, accept;
	unsigned int groups;
	uint16_t group[GROUPS_MAX]; /* their places in the hash table */
	bool vlan[VLANS];
	uint64_t made, delivered, octets, too_long, runt, oversize, filtered, digest;
};

static struct hostile hostile;

/* The device's hash of an address with RCTL.MO = 0; it is looked up for stations, too. */
static uint16_t group_hash(const uint8_t *mac)
{
	return (uint16_t)((mac[5] << 8 | mac[4]) >> 4);
}

static const char *groups_parse(const char *text)
{
	const char *value, *at = text;

	while ((value = wire_field("group", &at))) {
		unsigned int mac[WIRE_MAC_LEN], i;
		uint8_t group[WIRE_MAC_LEN];

		if (sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x", &mac[0], &mac[1], &mac[2], &mac[3],
			   &mac[4], &mac[5]) != WIRE_MAC_LEN)
			return "group is no MAC address";
		if (hostile.groups == GROUPS_MAX)
			return "there are too many groups";
		for (i = 0; i < WIRE_MAC_LEN; i++)
			group[i] = (uint8_t)mac[i];
		hostile.group[hostile.groups++] = group_hash(group);
	}
	return NULL;
}

static const char *vlans_parse(const char *text)
{
	const char *value, *at = text;

	while ((value = wire_field("vid", &at))) {
		unsigned long vid = strtoul(value, NULL, 10);

		if (vid >= VLANS)
			return "vid is above 4095";
		hostile.vlan_filter = true;
		hostile.vlan[vid] = true;
	}
	return NULL;
}

/**
 * hostile_parse() - understand a command
 * @text: the command
 * @mac: the NIC's address
 * @fault: what is wrong with the command, when something is
 *
 * Return: what hostile_next() makes frames of, the only one that there is, or NULL.
 */
struct hostile *hostile_parse(const char *text, const uint8_t *mac, const char **fault)
{
	hostile = (struct hostile){
		.next = {
			.seed = wire_number(text, "seed", 1),
			.index = wire_number(text, "first", 0),
			.shortest = wire_number(text, "shortest", 1),
			.longest = wire_number(text, "longest", WIRE_FRAME_MAX),
		},
		.left = wire_number(text, "count", 0),
		.promisc = wire_number(text, "promisc", 0),
		.allmulti = wire_number(text, "allmulti", 0),
		.strip = wire_number(text, "strip", 0),
		.pads = wire_number(text, "pads", 0),
		.limit = wire_number(text, "limit", WIRE_FRAME_MAX),
		.accept = wire_number(text, "accept", WIRE_FRAME_MAX),
	};
	memcpy(hostile.next.mac, mac, WIRE_MAC_LEN);
	*fault = groups_parse(text);
	if (!*fault)
		*fault = vlans_parse(text);
	if (!hostile.left)
		*fault = "hostile needs count=N, N at least 1";
	/* One of length 0 would stop QEMU's netdev for good (device.md 12.1). */
	if (!hostile.next.shortest || hostile.next.shortest > hostile.next.longest ||
	    hostile.next.longest > WIRE_FRAME_MAX)
		*fault = "lengths go from 1 to 65000";
	return *fault ? NULL : &hostile;
}

static bool tagged(const struct frame *frame)
{
	return frame->len >= ETHER_LEN && frame->data[12] == 0x81 && frame->data[13] == 0;
}

static bool vlan_passes(const struct hostile *h, const struct frame *frame)
{
	if (h->promisc || !h->vlan_filter || !tagged(frame))
		return true;
	return h->vlan[(frame->data[14] << 8 | frame->data[15]) & (VLANS - 1)];
}

static bool address_passes(const struct hostile *h, const struct frame *frame)
{
	static const uint8_t broadcast[WIRE_MAC_LEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	unsigned int i;

	if (h->promisc || !memcmp(frame->data, h->next.mac, WIRE_MAC_LEN) ||
	    !memcmp(frame->data, broadcast, WIRE_MAC_LEN) || (h->allmulti && frame->data[0] & 1))
		return true;
	for (i = 0; i < h->groups; i++)
		if (h->group[i] == group_hash(frame->data))
			return true;
	return false;
}

/* In the order in which device and driver look. */
static void account(struct hostile *h, const struct frame *frame)
{
	size_t padded = frame->len < WIRE_FRAME_LEAST ? WIRE_FRAME_LEAST : frame->len;
	size_t len = h->pads ? padded : frame->len;

	h->made++;
	if (frame->len > h->limit) {
		h->oversize++;
		return;
	}
	if (!vlan_passes(h, frame) || !address_passes(h, frame)) {
		h->filtered++;
		return;
	}
	if (h->strip && tagged(frame))
		len -= TAG_LEN;
	if (len < ETHER_LEN) {
		h->runt++;
	} else if (len > h->accept) {
		h->too_long++;
	} else {
		h->delivered++;
		h->octets += h->pads ? padded : frame->len;
		h->digest += wire_digest(frame->data, frame->len);
	}
}

/* Returns false when all have been made. */
bool hostile_next(struct hostile *h, struct frame *frame)
{
	if (!h->left)
		return false;
	h->left--;
	hostile_frame(&h->next, frame);
	account(h, frame);
	return true;
}

/* What they were. */
void hostile_end(struct hostile *h, char *text, size_t size)
{
	snprintf(text, size,
		 "ok made=%llu delivered=%llu octets=%llu long=%llu runt=%llu oversize=%llu "
		 "filtered=%llu digest=%#llx",
		 (unsigned long long)h->made, (unsigned long long)h->delivered,
		 (unsigned long long)h->octets, (unsigned long long)h->too_long,
		 (unsigned long long)h->runt, (unsigned long long)h->oversize,
		 (unsigned long long)h->filtered, (unsigned long long)h->digest);
}
