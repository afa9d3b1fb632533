// SPDX-License-Identifier: GPL-2.0
#include "pool.h"

#include <string.h>

#include "mapped.h"

/*
 * From 64 KiB, for a file of a few connections, doubled until a block is two huge pages.
 * The fuzzer's have one piece each, so that it sees what is written beyond that.
 */
#ifndef FIRST_BLOCK
#define FIRST_BLOCK (64u * 1024)
#define LAST_BLOCK  (4u * 1024 * 1024)
#endif

struct gn_pool_block {
	struct gn_pool_block *older;
	size_t size;
	char pieces[] __attribute__((aligned(16)));
};

static struct gn_pool_block *new_block(size_t size, struct gn_pool_block *older)
{
	struct gn_pool_block *block = gn_mapped_take(size);

	if (!block)
		return NULL;
	block->older = older;
	block->size = size;
	return block;
}

static size_t next_size(const struct gn_pool *pool)
{
	size_t least = sizeof(struct gn_pool_block) + pool->size;
	size_t size = FIRST_BLOCK;

	if (pool->blocks)
		size = pool->blocks->size < LAST_BLOCK ? 2 * pool->blocks->size : LAST_BLOCK;
	return size < least ? least : size;
}

void *gn_pool_take(struct gn_pool *pool)
{
	struct gn_pool_block *block = pool->blocks;
	void *piece = pool->given_back;

	if (piece) {
		memcpy(&pool->given_back, piece, sizeof(void *));
		return memset(piece, 0, pool->size);
	}
	if (!block || sizeof(*block) + pool->used + pool->size > block->size) {
		block = new_block(next_size(pool), block);
		if (!block)
			return NULL;
		pool->blocks = block;
		pool->used = 0;
	}
	piece = block->pieces + pool->used;
	pool->used += pool->size;
	return piece;
}

void gn_pool_give(struct gn_pool *pool, void *piece)
{
	memcpy(piece, &pool->given_back, sizeof(void *));
	pool->given_back = piece;
}

void gn_pool_release(struct gn_pool *pool)
{
	while (pool->blocks) {
		struct gn_pool_block *block = pool->blocks;

		pool->blocks = block->older;
		gn_mapped_give(block, block->size);
	}
	pool->given_back = NULL;
	pool->used = 0;
}
