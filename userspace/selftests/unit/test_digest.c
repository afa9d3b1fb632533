// SPDX-License-Identifier: GPL-2.0
/* Bytes that are not the same have another digest; once in 2^31 they have not. */
#include <string.h>

#include "digest.h"
#include "tap.h"

/* More than three rounds of 64 octets, and a rest. */
#define SIZE 219

static uint8_t bytes[SIZE + 1];

static void prepare(void)
{
	for (int i = 0; i < SIZE; i++)
		bytes[i] = i * 37 + 11;
}

static void the_same_bytes_have_the_same(void **state)
{
	uint8_t elsewhere[SIZE + 1];

	(void)state;
	prepare();
	/* At any address: words are not aligned. */
	memcpy(elsewhere + 1, bytes, SIZE);
	for (size_t size = 0; size <= SIZE; size++) {
		assert_int_equal(gn_digest(bytes, size), gn_digest(elsewhere + 1, size));
		assert_int_not_equal(gn_digest(bytes, size), 0);
	}
}

static void every_bit_counts(void **state)
{
	uint32_t digest;

	(void)state;
	prepare();
	digest = gn_digest(bytes, SIZE);
	for (int bit = 0; bit < 8 * SIZE; bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(gn_digest(bytes, SIZE), digest);
		bytes[bit / 8] ^= 1 << bit % 8;
	}
}

static void the_size_counts(void **state)
{
	(void)state;
	memset(bytes, 0, sizeof(bytes));
	for (size_t size = 0; size < SIZE; size++)
		assert_int_not_equal(gn_digest(bytes, size), gn_digest(bytes, size + 1));
}

static void swap(size_t a, size_t b, size_t size)
{
	uint8_t kept[64];

	memcpy(kept, bytes + a, size);
	memcpy(bytes + a, bytes + b, size);
	memcpy(bytes + b, kept, size);
}

/* Words, what one lane takes, and whole rounds. */
static void the_order_counts(void **state)
{
	static const size_t sizes[] = { 1, 8, 16, 64 };
	uint32_t digest;

	(void)state;
	prepare();
	digest = gn_digest(bytes, SIZE);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t at = 0; at + 2 * sizes[i] <= SIZE; at += sizes[i]) {
			swap(at, at + sizes[i], sizes[i]);
			assert_int_not_equal(gn_digest(bytes, SIZE), digest);
			swap(at, at + sizes[i], sizes[i]);
		}
	}
	assert_int_equal(gn_digest(bytes, SIZE), digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_bytes_have_the_same),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(the_size_counts),
		cmocka_unit_test(the_order_counts),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
