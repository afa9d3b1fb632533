/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stream of bytes with a look ahead: a file, a pipe or a device, plain or
 * gzip (RFC 1952, several members too). Offsets count uncompressed bytes.
 */
#ifndef GN_INPUT_H
#define GN_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As read(2): bytes, 0 at the end, -1 with errno. */
typedef ssize_t gn_read_fn(void *arg, void *buffer, size_t size);

struct gn_gzip;

struct gn_input {
	uint64_t offset;       /* of the next byte in the stream */
	const char *malformed; /* why the compressed stream cannot go on, else NULL */
	int error;	       /* errno of a failed read or of no memory, else 0 */
	/* the rest is private to input.c */
	gn_read_fn *read;
	void *arg;
	uint8_t *buffer;
	size_t start, end, size;
	bool ended;
	struct gn_gzip *gzip;
};

/* Reads nothing yet. Returns 0, or -1 with input->error set. */
int gn_input_open(struct gn_input *input, gn_read_fn *read, void *arg);

/* Look at the first bytes and decompress when they are gzip's. As above. */
int gn_input_gunzip(struct gn_input *input);

/*
 * Up to @want bytes at the current offset; *@got is less only at the end of
 * the stream, or when ->malformed or ->error says why it ends there. Valid
 * until the next call. @want is not trusted: memory grows as bytes arrive.
 */
const uint8_t *gn_input_peek(struct gn_input *input, size_t want, size_t *got);

/* Move on by @size bytes that a peek has shown; they stay valid until the next peek. */
void gn_input_skip(struct gn_input *input, size_t size);

void gn_input_close(struct gn_input *input);

#endif
