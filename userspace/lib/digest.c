// SPDX-License-Identifier: GPL-2.0
#include "digest.h"

#include <string.h>

#include "seed.h"

#define WORD  sizeof(uint64_t)
#define LANES 4

/* Drawn when the first are asked for; a key is never 0. */
static const uint64_t *own_keys(void)
{
	static uint64_t key[LANES + 1];

	for (int i = LANES; !key[0] && i >= 0; i--)
		key[i] = gn_seed() | 1;
	return key;
}

static uint64_t mix(uint64_t lane, uint64_t key, const uint8_t *bytes)
{
	uint64_t word[2];

	memcpy(word, bytes, sizeof(word));
	return gn_fold(word[0] ^ key, word[1] ^ lane);
}

/* Four lanes, because a multiplication takes longer than it takes to begin the next. */
uint32_t gn_digest(const uint8_t *bytes, size_t size)
{
	const uint64_t *key = own_keys();
	uint64_t a = key[LANES] ^ size, b = a + 1, c = a + 2, d = a + 3;
	uint8_t rest[LANES * 2 * WORD] = { 0 };

	for (; size >= sizeof(rest); bytes += sizeof(rest), size -= sizeof(rest)) {
		a = mix(a, key[0], bytes);
		b = mix(b, key[1], bytes + 2 * WORD);
		c = mix(c, key[2], bytes + 4 * WORD);
		d = mix(d, key[3], bytes + 6 * WORD);
	}
	memcpy(rest, bytes, size);
	a = mix(a, key[0], rest);
	b = mix(b, key[1], rest + 2 * WORD);
	c = mix(c, key[2], rest + 4 * WORD);
	d = mix(d, key[3], rest + 6 * WORD);
	a = gn_fold(a ^ key[0], b ^ key[1]) ^ gn_fold(c ^ key[2], d ^ key[3]);
	return (uint32_t)(a ^ a >> 32) | 1;
}
