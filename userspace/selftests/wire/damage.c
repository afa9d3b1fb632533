// SPDX-License-Identifier: GPL-2.0
/*
 * What a bad cable does to frames.
 *
 *	damage one_in=N [seed=N] [shortest=N] [from=N] [kind=bits|burst|swap|short]
 *
 * bits: one to four of them, anywhere. burst: of up to 32 bits, all that a CRC-32 is sure to see. swap: two
 * different 16-bit words at even distance from the IP header change places, which the Internet checksum
 * cannot see. short: the end is missing. Without kind, one of these each time.
 */
#include "wire_parts.h"

#define LEAST	   64 /* octets of a frame that is damaged */
#define LEAST_LEFT 18 /* octets that are left of it: a header and what may be an FCS */
#define TRIES	   32
#define BURST_BITS 32
#define BITS_MOST  4

enum kind { KIND_BITS, KIND_BURST, KIND_SWAP, KIND_SHORT, KINDS };

static const char *const kind_name[KINDS] = { "bits", "burst", "swap", "short" };

/* Returns what is wrong with the command, or NULL. */
const char *damage_parse(struct damage *damage, const char *text)
{
	const char *at = text, *kind = wire_field("kind", &at);
	unsigned int i;

	*damage = (struct damage){
		.chance = { .seed = wire_number(text, "seed", 1) },
		.one_in = wire_number(text, "one_in", 0),
		.shortest = wire_number(text, "shortest", LEAST),
		.from = wire_number(text, "from", 0),
		.kinds = (1u << KINDS) - 1,
	};
	if (!damage->one_in)
		return "damage needs one_in=N, N at least 1";
	if (damage->shortest < LEAST || damage->from + 2 * sizeof(uint32_t) > damage->shortest)
		return "shortest has to be 64 or more, and 8 more than from";
	if (!kind)
		return NULL;
	for (i = 0; i < KINDS; i++) {
		size_t len = strlen(kind_name[i]);

		if ((size_t)(at - kind) == len && !strncmp(kind, kind_name[i], len)) {
			damage->kinds = 1u << i;
			return NULL;
		}
	}
	return "kind is none of bits, burst, swap, short";
}

static void flip(struct frame *frame, uint64_t bit)
{
	frame->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* Bits that differ, or one would undo the other. */
static void flip_bits(struct damage *damage, struct frame *frame, char *what, size_t size)
{
	uint64_t bits = (frame->len - damage->from) * 8, bit[BITS_MOST];
	unsigned int count = 1 + (unsigned int)chance_below(&damage->chance, BITS_MOST), i, j;
	size_t used = (size_t)snprintf(what, size, "bits");

	for (i = 0; i < count; i++) {
		do {
			bit[i] = damage->from * 8 + chance_below(&damage->chance, bits);
			for (j = 0; bit[j] != bit[i]; j++)
				;
		} while (j < i);
		flip(frame, bit[i]);
		used += (size_t)
			snprintf(what + used, size - used, " %llu.%llu",
				 (unsigned long long)bit[i] / 8, (unsigned long long)bit[i] % 8);
	}
}

/* The first and the last bit are wrong, each between them is or is not. */
static void flip_burst(struct damage *damage, struct frame *frame, char *what, size_t size)
{
	uint64_t length = 2 + chance_below(&damage->chance, BURST_BITS - 1), i;
	uint64_t first = damage->from * 8;
	uint64_t pattern = chance_word(&damage->chance) | 1 | 1ULL << (length - 1);

	first += chance_below(&damage->chance, (frame->len - damage->from) * 8 - length + 1);
	for (i = 0; i < length; i++)
		if (pattern >> i & 1)
			flip(frame, first + i);
	snprintf(what, size, "burst of %llu bits from %llu.%llu", (unsigned long long)length,
		 (unsigned long long)first / 8, (unsigned long long)first % 8);
}

/* Returns false when no two different words were found. */
static bool swap_words(struct damage *damage, struct frame *frame, char *what, size_t size)
{
	size_t from = (damage->from + 1) / 2 * 2, words = (frame->len - from) / 2;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		uint8_t *a = frame->data + from + 2 * chance_below(&damage->chance, words);
		uint8_t *b = frame->data + from + 2 * chance_below(&damage->chance, words);
		uint8_t word[2] = { a[0], a[1] };

		if (!memcmp(a, b, sizeof(word)))
			continue;
		memcpy(a, b, sizeof(word));
		memcpy(b, word, sizeof(word));
		snprintf(what, size, "words at %td and %td exchanged", a - frame->data,
			 b - frame->data);
		return true;
	}
	return false;
}

static bool shorten(struct damage *damage, struct frame *frame, char *what, size_t size)
{
	size_t least = damage->from > LEAST_LEFT ? damage->from : LEAST_LEFT;

	if (frame->len <= least)
		return false;
	frame->len = least + chance_below(&damage->chance, frame->len - least);
	snprintf(what, size, "cut off at %zu", frame->len);
	return true;
}

/**
 * damage_frame() - perhaps damage a frame
 * @damage: how and how often
 * @frame: afterwards different from what it was, if it is damaged
 * @what: in what it differs
 * @size: of @what
 *
 * Return: whether it is damaged.
 */
bool damage_frame(struct damage *damage, struct frame *frame, char *what, size_t size)
{
	unsigned int kind;

	if (!damage->one_in || frame->len < damage->shortest ||
	    !chance_once_in(&damage->chance, damage->one_in))
		return false;
	do {
		kind = (unsigned int)chance_below(&damage->chance, KINDS);
	} while (!(damage->kinds >> kind & 1));

	if (kind == KIND_BURST)
		flip_burst(damage, frame, what, size);
	else if (!(kind == KIND_SWAP && swap_words(damage, frame, what, size)) &&
		 !(kind == KIND_SHORT && shorten(damage, frame, what, size)))
		flip_bits(damage, frame, what, size);
	return true;
}
