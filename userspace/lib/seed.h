/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a hash is made with, so that nobody can prepare a capture whose
 * connections, packets or bytes all have the same one.
 */
#ifndef GN_SEED_H
#define GN_SEED_H

#include <stdint.h>

/* Another number every time. */
uint64_t gn_seed(void);

/*
 * Both halves of the product: every bit of a factor moves bits everywhere. Each factor
 * should have a seed in it, for behind a factor of zero nothing counts that was before.
 */
static inline uint64_t gn_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#endif
