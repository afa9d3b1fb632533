// SPDX-License-Identifier: GPL-2.0
#include "flow_index.h"

#include <string.h>

#include "mapped.h"
#include "seed.h"

#define FIRST_PLACES 256u

#define PLACE_SIZE (sizeof(uint32_t) + sizeof(struct gn_flow *))

/* The connections first, for their alignment. */
static bool take_places(struct gn_flow_index *index, uint32_t mask)
{
	void *places = gn_mapped_take((mask + (size_t)1) * PLACE_SIZE);

	if (!places)
		return false;
	index->newest = places;
	index->hash = (uint32_t *)(index->newest + mask + 1);
	index->mask = mask;
	index->used = 0;
	return true;
}

bool gn_flow_index_init(struct gn_flow_index *index)
{
	*index = (struct gn_flow_index){ 0 };
	for (int i = 0; i < 4; i++)
		index->seed[i] = gn_seed();
	return take_places(index, FIRST_PLACES - 1);
}

void gn_flow_index_release(struct gn_flow_index *index)
{
	if (index->newest)
		gn_mapped_give(index->newest, (index->mask + (size_t)1) * PLACE_SIZE);
}

static uint64_t hash_end(const uint64_t seed[4], const struct gn_addr *addr, uint16_t port)
{
	uint64_t half[2];

	memcpy(half, addr->bytes, sizeof(half));
	return gn_fold(gn_fold(seed[0] ^ half[0], seed[1] ^ half[1]) ^ seed[2], seed[3] ^ port);
}

struct gn_ends gn_ends(const struct gn_flow_index *index, const struct gn_addr *src, uint16_t sport,
		       const struct gn_addr *dst, uint16_t dport)
{
	/* A sum: the same for both directions. */
	uint64_t both = hash_end(index->seed, src, sport) + hash_end(index->seed, dst, dport);
	uint32_t hash = gn_fold(index->seed[0] ^ both, index->seed[1]) >> 32;

	__builtin_prefetch(&index->hash[hash & index->mask], 1);
	__builtin_prefetch(&index->newest[hash & index->mask], 1);
	return (struct gn_ends){
		.src = src,
		.dst = dst,
		.sport = sport,
		.dport = dport,
		.hash = hash ? hash : 1,
	};
}

enum gn_side gn_flow_match(const struct gn_flow *flow, const struct gn_ends *ends)
{
	enum gn_side from = GN_CLIENT;

	for (; from < GN_SIDES; from++)
		if (flow->port[from] == ends->sport && flow->port[!from] == ends->dport &&
		    gn_addr_equal(&flow->addr[from], ends->src) &&
		    gn_addr_equal(&flow->addr[!from], ends->dst))
			break;
	return from;
}

static uint32_t behind(const struct gn_flow_index *index, uint32_t place)
{
	return (place + 1) & index->mask;
}

/* The place of @ends, or the free one that would be theirs. */
static uint32_t find_place(const struct gn_flow_index *index, const struct gn_ends *ends)
{
	uint32_t place = ends->hash & index->mask;

	while (index->hash[place] &&
	       (index->hash[place] != ends->hash ||
		gn_flow_match(index->newest[place], ends) == GN_SIDES))
		place = behind(index, place);
	return place;
}

struct gn_flow *gn_flow_index_find(const struct gn_flow_index *index, const struct gn_ends *ends)
{
	uint32_t place = find_place(index, ends);

	return index->hash[place] ? index->newest[place] : NULL;
}

static void fill(struct gn_flow_index *index, uint32_t place, uint32_t hash, struct gn_flow *newest)
{
	index->hash[place] = hash;
	index->newest[place] = newest;
	index->used++;
}

/* Twice the places when half of them are used. */
static bool widen(struct gn_flow_index *index)
{
	struct gn_flow_index narrow = *index;

	if (narrow.used <= narrow.mask / 2)
		return true;
	if (narrow.mask == UINT32_MAX || !take_places(index, 2 * narrow.mask + 1))
		return false;
	for (uint32_t i = 0; i <= narrow.mask; i++) {
		uint32_t place = narrow.hash[i] & index->mask;

		if (!narrow.hash[i])
			continue;
		while (index->hash[place])
			place = behind(index, place);
		fill(index, place, narrow.hash[i], narrow.newest[i]);
	}
	gn_flow_index_release(&narrow);
	return true;
}

bool gn_flow_index_enter(struct gn_flow_index *index, const struct gn_ends *ends,
			 struct gn_flow *flow)
{
	uint32_t place;

	if (!widen(index))
		return false;
	place = find_place(index, ends);
	if (!index->hash[place]) {
		fill(index, place, ends->hash, flow);
		return true;
	}
	flow->older = index->newest[place];
	flow->older->newer = flow;
	index->newest[place] = flow;
	return true;
}

/* What stands behind a place that becomes free moves up, unless that is before where its probing begins. */
static void free_place(struct gn_flow_index *index, uint32_t hole)
{
	for (uint32_t at = behind(index, hole); index->hash[at]; at = behind(index, at)) {
		uint32_t probed = (at - index->hash[at]) & index->mask;

		if (probed < ((at - hole) & index->mask))
			continue;
		index->hash[hole] = index->hash[at];
		index->newest[hole] = index->newest[at];
		hole = at;
	}
	index->hash[hole] = 0;
	index->used--;
}

void gn_flow_index_leave(struct gn_flow_index *index, struct gn_flow *flow)
{
	struct gn_ends ends;
	uint32_t place;

	if (flow->older)
		flow->older->newer = flow->newer;
	if (flow->newer) {
		flow->newer->older = flow->older;
		return;
	}
	ends = gn_ends(index, &flow->addr[0], flow->port[0], &flow->addr[1], flow->port[1]);
	place = find_place(index, &ends);
	if (flow->older)
		index->newest[place] = flow->older;
	else
		free_place(index, place);
}
