// SPDX-License-Identifier: GPL-2.0
#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/*
 * Twice the largest block the driver writes (snaplen 262144 and its options):
 * capture/frames hands out whole blocks only, so one must always fit. The fuzzer's are files.
 */
#ifndef BUFFER_SIZE
#define BUFFER_SIZE (512 * 1024)
#endif

struct gn_gzip {
	z_stream stream;
	bool in_member; /* between a member's header and its trailer */
	uint8_t raw[BUFFER_SIZE];
};

static ssize_t read_raw(struct gn_input *input, void *buffer, size_t size)
{
	ssize_t count;

	do
		count = input->read(input->arg, buffer, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		input->error = errno;
	return count;
}

/*
 * As read_raw(), through inflate(), which may hold more than there was room for: it is asked first, and
 * the file only when it has nothing.
 */
static ssize_t read_gzip(struct gn_input *input, void *buffer, size_t size)
{
	struct gn_gzip *gzip = input->gzip;
	z_stream *z = &gzip->stream;

	z->next_out = buffer;
	z->avail_out = size;
	while (z->avail_out == size && !input->malformed) {
		int result = inflate(z, Z_NO_FLUSH);

		if (result == Z_BUF_ERROR) {
			ssize_t count = read_raw(input, gzip->raw, BUFFER_SIZE);

			if (!count && gzip->in_member)
				input->malformed = "the gzip stream is cut short";
			if (count <= 0)
				return count;
			z->next_in = gzip->raw;
			z->avail_in = count;
		} else if (result == Z_STREAM_END) {
			gzip->in_member = false;
			inflateReset(z);
		} else if (result == Z_OK) {
			gzip->in_member = true;
		} else {
			input->malformed = "the gzip stream is damaged";
		}
	}
	return size - z->avail_out;
}

/* At least one more byte into the buffer; false at the end, however it came. */
static bool fill(struct gn_input *input)
{
	ssize_t count;
	size_t room;

	if (input->ended)
		return false;
	if (input->start == input->end) {
		input->start = input->end = 0;
	} else if (input->end == input->size && input->start) {
		memmove(input->buffer, input->buffer + input->start, input->end - input->start);
		input->end -= input->start;
		input->start = 0;
	}
	if (input->end == input->size) {
		uint8_t *grown = realloc(input->buffer, 2 * input->size);

		if (!grown) {
			input->error = ENOMEM;
			input->ended = true;
			return false;
		}
		input->buffer = grown;
		input->size *= 2;
	}
	room = input->size - input->end;
	count = input->gzip ? read_gzip(input, input->buffer + input->end, room) :
			      read_raw(input, input->buffer + input->end, room);
	if (count <= 0 || input->malformed)
		input->ended = true;
	if (count <= 0)
		return false;
	input->end += count;
	return true;
}

static int start_gzip(struct gn_input *input)
{
	struct gn_gzip *gzip = calloc(1, sizeof(*gzip));
	size_t count = input->end - input->start;

	/* 16: a gzip header, not zlib's; the largest window */
	if (!gzip || inflateInit2(&gzip->stream, 16 + MAX_WBITS) != Z_OK) {
		free(gzip);
		input->error = ENOMEM;
		return -1;
	}
	/* No peek has grown the buffer yet: what it holds fits. */
	input->gzip = gzip;
	memcpy(gzip->raw, input->buffer + input->start, count);
	gzip->stream.next_in = gzip->raw;
	gzip->stream.avail_in = count;
	input->start = input->end = 0;
	return 0;
}

int gn_input_open(struct gn_input *input, gn_read_fn *read, void *arg)
{
	*input = (struct gn_input){ .read = read, .arg = arg, .size = BUFFER_SIZE };
	input->buffer = malloc(BUFFER_SIZE);
	if (!input->buffer)
		input->error = ENOMEM;
	return input->buffer ? 0 : -1;
}

int gn_input_gunzip(struct gn_input *input)
{
	size_t got;
	const uint8_t *magic = gn_input_peek(input, 2, &got);

	if (input->error)
		return -1;
	if (got == 2 && magic[0] == 0x1f && magic[1] == 0x8b)
		return start_gzip(input);
	return 0;
}

const uint8_t *gn_input_peek(struct gn_input *input, size_t want, size_t *got)
{
	while (input->end - input->start < want)
		if (!fill(input))
			break;
	*got = input->end - input->start < want ? input->end - input->start : want;
	return input->buffer + input->start;
}

void gn_input_skip(struct gn_input *input, size_t size)
{
	input->start += size;
	input->offset += size;
}

void gn_input_close(struct gn_input *input)
{
	if (input->gzip)
		inflateEnd(&input->gzip->stream);
	free(input->gzip);
	free(input->buffer);
}
