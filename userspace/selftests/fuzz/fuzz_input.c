// SPDX-License-Identifier: GPL-2.0
/* The stream below the formats: reads of any size, gzip, looking ahead, reads that fail. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fuzz.h"
#include "input.h"

/* What comes out of a run of zlib over the whole of the file at once. */
struct expected {
	uint8_t *bytes;
	size_t size;
	bool malformed;
};

/* A file that is read in pieces; the first byte of the input says how large. */
struct file {
	const uint8_t *bytes;
	size_t size, at, piece;
	bool interrupted; /* next time */
	bool fails;	  /* at its end, instead of ending */
};

static ssize_t read_piece(void *arg, void *buffer, size_t size)
{
	struct file *file = arg;
	size_t left = file->size - file->at, count = file->piece;

	file->interrupted = !file->interrupted;
	errno = EINTR;
	if (file->interrupted)
		return -1;
	if (!left && file->fails) {
		errno = EIO;
		return -1;
	}
	count = count < left ? count : left;
	count = count < size ? count : size;
	memcpy(buffer, file->bytes + file->at, count);
	file->at += count;
	return count;
}

static bool is_gzip(const uint8_t *data, size_t size)
{
	return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

static void expand(struct expected *expected, const uint8_t *data, size_t size)
{
	z_stream z = { .next_in = (uint8_t *)data, .avail_in = size };
	size_t room = 4096;
	int result = Z_STREAM_END;

	require(inflateInit2(&z, 16 + MAX_WBITS) == Z_OK);
	expected->bytes = malloc(room);
	z.next_out = expected->bytes;
	z.avail_out = room;
	while (z.avail_in || result == Z_OK) {
		if (result == Z_STREAM_END)
			inflateReset(&z);
		if (!z.avail_out) {
			expected->bytes = realloc(expected->bytes, 2 * room);
			z.next_out = expected->bytes + room;
			z.avail_out = room;
			room *= 2;
		}
		result = inflate(&z, Z_NO_FLUSH);
		/* Z_BUF_ERROR: nothing more comes in, or nothing more goes out. */
		if (result != Z_OK && result != Z_STREAM_END &&
		    (result != Z_BUF_ERROR || z.avail_out))
			break;
		if (result == Z_BUF_ERROR)
			result = Z_OK;
	}
	expected->malformed = result != Z_STREAM_END;
	expected->size = room - z.avail_out;
	inflateEnd(&z);
}

static void compare(struct gn_input *input, const struct expected *expected, size_t step)
{
	const uint8_t *bytes;
	size_t got, at = 0;

	do {
		require(input->offset == at);
		bytes = gn_input_peek(input, step, &got);
		require(got <= step && got <= expected->size - at);
		require(!got || (expected->bytes && !memcmp(bytes, expected->bytes + at, got)));
		require(got == step || at + got == expected->size);
		/* Looking ahead moves nothing. */
		require(input->offset == at);
		gn_input_skip(input, got - got / 3);
		at += got - got / 3;
	} while (got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expected expected = { 0 };
	struct gn_input input;
	struct file file;

	if (size < 2)
		return 0;
	file = (struct file){
		.bytes = data + 2,
		.size = size - 2,
		.piece = data[0] & 0x7f ? (data[0] & 0x7f) * 8 : 1,
		.fails = data[0] & 0x80,
	};
	if (is_gzip(file.bytes, file.size)) {
		expand(&expected, file.bytes, file.size);
	} else {
		expected.bytes = malloc(size);
		memcpy(expected.bytes, file.bytes, file.size);
		expected.size = file.size;
	}
	require(gn_input_open(&input, read_piece, &file) == 0);
	if (gn_input_gunzip(&input) == 0) {
		compare(&input, &expected, 1 + (size_t)data[1] * data[1]);
		require(!input.error == !file.fails || input.malformed);
		require(!input.malformed == !expected.malformed || input.error);
	}
	gn_input_close(&input);
	free(expected.bytes);
	return 0;
}
