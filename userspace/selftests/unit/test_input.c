// SPDX-License-Identifier: GPL-2.0
/* The stream below the formats: a gzip stream that is torn gives all that it holds. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fixture.h"
#include "input.h"
#include "tap.h"

/* Longer than a buffer of the stream, and every symbol of it expands to 258 bytes. */
#define ZEROS (600 * 1024)

struct file {
	const uint8_t *bytes;
	size_t size;
};

static ssize_t read_file(void *arg, void *buffer, size_t size)
{
	struct file *file = arg;
	size_t count = size < file->size ? size : file->size;

	memcpy(buffer, file->bytes, count);
	file->bytes += count;
	file->size -= count;
	return count;
}

/* What zlib makes of it where there is room for everything at once */
static size_t expanded_at_once(struct file file)
{
	static uint8_t room[ZEROS];
	z_stream z = { .next_in = (uint8_t *)file.bytes,
		       .avail_in = file.size,
		       .next_out = room,
		       .avail_out = ZEROS };

	assert_int_equal(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
	inflate(&z, Z_NO_FLUSH);
	inflateEnd(&z);
	return ZEROS - z.avail_out;
}

static size_t expanded_by_stream(struct file file)
{
	struct gn_input input;
	size_t got;

	assert_int_equal(gn_input_open(&input, read_file, &file), 0);
	assert_int_equal(gn_input_gunzip(&input), 0);
	do {
		gn_input_peek(&input, 4096, &got);
		gn_input_skip(&input, got);
	} while (got);
	assert_string_equal(input.malformed, "the gzip stream is cut short");
	gn_input_close(&input);
	return input.offset;
}

static void torn_at_each_byte(void **state)
{
	static const uint8_t zeros[ZEROS];
	uint8_t *gzip;
	size_t size;

	(void)state;
	gzip = fixture_gzip(zeros, ZEROS, &size);
	for (size_t cut = 2; cut < size; cut++) {
		struct file file = { gzip, cut };

		assert_int_equal(expanded_by_stream(file), expanded_at_once(file));
	}
	free(gzip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(torn_at_each_byte),
	};

	return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
