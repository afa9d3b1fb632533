/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pieces of one size, cut out of large blocks: a million connections cost
 * neither a malloc() each nor a page fault for every few of them.
 */
#ifndef GN_POOL_H
#define GN_POOL_H

#include <stddef.h>

struct gn_pool_block;

/**
 * struct gn_pool - private to pool.c; all zero but @size before the first piece
 * @size: of a piece, at least that of a pointer
 */
struct gn_pool {
	size_t size;
	struct gn_pool_block *blocks; /* the newest first */
	void *given_back;	      /* pieces, each pointing to the next */
	size_t used;		      /* bytes of the newest block */
};

/* A piece, all zero; NULL without memory. */
void *gn_pool_take(struct gn_pool *pool);

/* Give one back. */
void gn_pool_give(struct gn_pool *pool, void *piece);

/* Everything goes, also pieces that were not given back. */
void gn_pool_release(struct gn_pool *pool);

#endif
