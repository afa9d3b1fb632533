// SPDX-License-Identifier: GPL-2.0
#include "seed.h"

#include <sys/random.h>

uint64_t gn_seed(void)
{
	static uint64_t drawn;
	uint64_t seed;

	drawn++;
	/* Early after boot there may be none yet; an address is not known beforehand, either. */
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		seed = (uintptr_t)&seed * drawn;
	return seed;
}
