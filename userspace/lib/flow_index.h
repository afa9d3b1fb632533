/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections by the addresses and ports of their ends, whichever of them sent:
 * open addressing with linear probing. A place is a hash and a connection, and
 * looking for ends that are new waits for the hashes only: in a flood anything else
 * would be one more cache miss for each of a million. Nor does growing touch a
 * connection.
 */
#ifndef GN_FLOW_INDEX_H
#define GN_FLOW_INDEX_H

#include "flow.h"

/* Address and port of who sent and who gets it. */
struct gn_ends {
	const struct gn_addr *src, *dst;
	uint16_t sport, dport;
	uint32_t hash; /* see gn_ends() */
};

/**
 * struct gn_flow_index - private to flow_index.c
 * @hash: of each place, 0 of a free one
 * @newest: connection of each place
 * @seed: of the hashes
 * @mask: places less one; their number is a power of two
 * @used: at most half of them, so that probing is short and ends
 */
struct gn_flow_index {
	uint32_t *hash;
	struct gn_flow **newest;
	uint64_t seed[4];
	uint32_t mask, used;
};

/* False without memory. */
bool gn_flow_index_init(struct gn_flow_index *index);
void gn_flow_index_release(struct gn_flow_index *index);

/* Their place is on its way into the cache: what can be done before it is asked for should be. */
struct gn_ends gn_ends(const struct gn_flow_index *index, const struct gn_addr *src, uint16_t sport,
		       const struct gn_addr *dst, uint16_t dport);

/* Which end of @flow is the source, GN_SIDES when it is of other ends. */
enum gn_side gn_flow_match(const struct gn_flow *flow, const struct gn_ends *ends);

/* The newest connection of these ends, NULL without; the others follow by ->older. */
struct gn_flow *gn_flow_index_find(const struct gn_flow_index *index, const struct gn_ends *ends);

/* @flow, of @ends, is the newest. False without memory; then nothing has changed. */
bool gn_flow_index_enter(struct gn_flow_index *index, const struct gn_ends *ends,
			 struct gn_flow *flow);
void gn_flow_index_leave(struct gn_flow_index *index, struct gn_flow *flow);

#endif
