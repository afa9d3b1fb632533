// SPDX-License-Identifier: GPL-2.0
#include "hop.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"

/* What is the same at every hop. */
struct key {
	uint64_t addresses, numbers;
	uint32_t ports, rest, tsval;
	uint32_t knows_tsval; /* the options were captured whole, or far enough */
};

struct place {
	struct key key;
	struct gn_hop hop;
	bool has_id;
	uint64_t id;
};

/* A place is only looked at when its @tag, other bits of the key's hash, is the same: most are not in the cache. */
struct gn_hops {
	uint32_t tag[GN_HOPS]; /* 0: nobody is there */
	struct place place[GN_HOPS];
};

struct gn_hops *gn_hops_new(void)
{
	return calloc(1, sizeof(struct gn_hops));
}

void gn_hops_free(struct gn_hops *hops)
{
	free(hops);
}

/* Two 64-bit words of an address as one; addresses are compared with the ports and numbers. */
static uint64_t fold(const struct gn_addr *addr)
{
	uint64_t words[2];

	memcpy(words, addr->bytes, sizeof(words));
	return words[0] * 0x9e3779b97f4a7c15ULL ^ words[1];
}

static struct key find_key(const struct gn_frame *frame)
{
	return (struct key){
		.addresses = fold(&frame->ip_src) * 3 + fold(&frame->ip_dst),
		.numbers = (uint64_t)frame->seq << 32 | frame->ack,
		.ports = (uint32_t)frame->sport << 16 | frame->dport,
		.rest = (uint32_t)frame->ip_id << 16 |
			(uint16_t)(frame->tcp_flags ^ frame->window ^ frame->l4_len),
		.tsval = frame->tcp_opt.tsval,
		.knows_tsval = frame->tcp_opt.has_timestamps || !frame->tcp_opt.cut,
	};
}

static bool same_key(const struct key *a, const struct key *b)
{
	return a->numbers == b->numbers && a->ports == b->ports && a->rest == b->rest &&
	       (a->tsval == b->tsval || !a->knows_tsval || !b->knows_tsval) &&
	       a->addresses == b->addresses;
}

static uint64_t hash_key(const struct key *key)
{
	return (key->numbers ^ key->addresses ^ (uint64_t)key->rest << 17 ^ key->ports) *
	       0x9e3779b97f4a7c15ULL;
}

/* A router takes less; what comes later with another TTL may have been sent again, on another way. */
#define SAME_PLACE_NS 50000000LL

static bool is_elsewhere(const struct place *place, const struct gn_frame *frame)
{
	const struct gn_packet *packet = frame->packet;
	int64_t elapsed = packet->time_ns - place->hop.time_ns;

	return (packet->interface && packet->interface->index != place->hop.interface) ||
	       gn_outer_vlan(frame) != place->hop.vlan ||
	       (frame->ip_ttl != place->hop.ttl && llabs(elapsed) <= SAME_PLACE_NS) ||
	       (packet->has_id && place->has_id && packet->id == place->id);
}

/* The same packet, at another place, not long ago. */
static bool was_there(const struct place *place, const struct key *key,
		      const struct gn_frame *frame)
{
	int64_t elapsed = frame->packet->time_ns - place->hop.time_ns;

	return same_key(&place->key, key) && elapsed >= -GN_HOP_MAX_NS &&
	       elapsed <= GN_HOP_MAX_NS && is_elsewhere(place, frame);
}

/* Where it stays: a copy would wait until all of these stores are through. */
static void describe(const struct gn_frame *frame, struct gn_hop *hop)
{
	const struct gn_packet *packet = frame->packet;
	bool checked = frame->ip_version == 4 && (size_t)frame->ip + 12 <= packet->caplen;

	hop->frame = packet->number;
	hop->interface = packet->interface ? packet->interface->index : 0;
	hop->time_ns = packet->time_ns;
	memcpy(hop->dst, frame->dst, 6);
	memcpy(hop->src, frame->src, 6);
	hop->ttl = frame->ip_ttl;
	hop->ip_checksum = checked ? gn_be16(packet->data + frame->ip + 10) : 0;
	hop->vlan = gn_outer_vlan(frame);
}

bool gn_hops_take(struct gn_hops *hops, const struct gn_frame *frame, struct gn_hop *before,
		  struct gn_hop *here)
{
	struct key key = find_key(frame);
	uint64_t hash = hash_key(&key);
	uint32_t index = hash >> (64 - GN_HOPS_BITS), tag = (uint32_t)(hash >> 16) | 1;
	struct place *place = &hops->place[index];
	bool seen = hops->tag[index] == tag && was_there(place, &key, frame);

	if (seen)
		*before = place->hop;
	hops->tag[index] = tag;
	place->key = key;
	describe(frame, &place->hop);
	if (seen)
		*here = place->hop;
	place->has_id = frame->packet->has_id;
	place->id = frame->packet->id;
	return seen;
}
