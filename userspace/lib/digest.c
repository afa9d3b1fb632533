// SPDX-License-Identifier: GPL-2.0
#include "digest.h"

#include <string.h>

#include "seed.h"

#define WORD sizeof(uint64_t)

static const uint64_t odd = 0x9e3779b97f4a7c15ULL;

static uint64_t own_seed(void)
{
	static uint64_t drawn;

	if (!drawn)
		drawn = gn_seed() | 1;
	return drawn;
}

static uint64_t mix(uint64_t lane, const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	lane = (lane ^ word) * odd;
	return lane ^ lane >> 32;
}

/* Four lanes, because a multiplication takes longer than it takes to begin the next. */
uint32_t gn_digest(const uint8_t *bytes, size_t size)
{
	uint64_t a = own_seed() ^ size, b = a + 1, c = a + 2, d = a + 3;
	uint8_t rest[4 * WORD] = { 0 };

	for (; size >= sizeof(rest); bytes += sizeof(rest), size -= sizeof(rest)) {
		a = mix(a, bytes);
		b = mix(b, bytes + WORD);
		c = mix(c, bytes + 2 * WORD);
		d = mix(d, bytes + 3 * WORD);
	}
	if (size)
		memcpy(rest, bytes, size);
	a = mix(a, rest) * odd ^ mix(b, rest + WORD);
	c = mix(c, rest + 2 * WORD) * odd ^ mix(d, rest + 3 * WORD);
	a = (a * odd ^ c) * odd;
	return (uint32_t)(a ^ a >> 32) | 1;
}
