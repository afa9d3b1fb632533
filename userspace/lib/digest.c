// SPDX-License-Identifier: GPL-2.0
#include "digest.h"

#include <string.h>
#include <sys/random.h>

#define LANES 4

static const uint64_t odd = 0x9e3779b97f4a7c15ULL;

static uint64_t seed(void)
{
	static uint64_t drawn;

	if (!drawn && getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK) < 0)
		drawn = (uintptr_t)&drawn;
	return drawn |= 1;
}

static uint64_t mix(uint64_t lane, uint64_t word)
{
	lane = (lane ^ word) * odd;
	return lane ^ lane >> 32;
}

/* Several lanes, because a multiplication takes longer than it takes to begin the next. */
uint32_t gn_digest(const uint8_t *bytes, size_t size)
{
	uint64_t lane[LANES], word[LANES], hash = seed() ^ size;

	for (int i = 0; i < LANES; i++)
		lane[i] = hash + i;
	for (; size >= sizeof(word); bytes += sizeof(word), size -= sizeof(word)) {
		memcpy(word, bytes, sizeof(word));
		for (int i = 0; i < LANES; i++)
			lane[i] = mix(lane[i], word[i]);
	}
	memset(word, 0, sizeof(word));
	if (size)
		memcpy(word, bytes, size);
	for (int i = 0; i < LANES; i++)
		hash = mix(hash, mix(lane[i], word[i]));
	hash = mix(hash, odd);
	return (uint32_t)(hash ^ hash >> 32) | 1;
}
