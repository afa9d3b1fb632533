/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one place where bytes from outside are read: a cursor that cannot leave
 * its buffer. Reading past the end gives zeros and sets @torn, so a parser may
 * read a whole header and ask once at the end whether it was all there.
 */
#ifndef GN_BYTES_H
#define GN_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct gn_bytes {
	const uint8_t *data;
	size_t size;
	size_t at;   /* of the next byte, <= size */
	bool little; /* byte order of what is read; network order otherwise */
	bool torn;   /* something was read that was not there */
};

static inline struct gn_bytes gn_bytes(const void *data, size_t size, bool little)
{
	return (struct gn_bytes){ .data = data, .size = size, .little = little };
}

static inline size_t gn_left(const struct gn_bytes *b)
{
	return b->size - b->at;
}

/* @size bytes at the cursor, which moves past them; NULL when they are not there. */
static inline const uint8_t *gn_take(struct gn_bytes *b, size_t size)
{
	const uint8_t *taken = b->data + b->at;

	if (size > gn_left(b)) {
		b->at = b->size;
		b->torn = true;
		return NULL;
	}
	b->at += size;
	return taken;
}

/* Copy @size bytes out; zeros when they are not there. */
static inline void gn_copy(struct gn_bytes *b, void *to, size_t size)
{
	const uint8_t *from = gn_take(b, size);

	if (from)
		memcpy(to, from, size);
	else
		memset(to, 0, size);
}

static inline uint8_t gn_u8(struct gn_bytes *b)
{
	uint8_t value;

	gn_copy(b, &value, sizeof(value));
	return value;
}

static inline uint16_t gn_u16(struct gn_bytes *b)
{
	uint16_t value;

	gn_copy(b, &value, sizeof(value));
	return b->little ? le16toh(value) : be16toh(value);
}

static inline uint32_t gn_u32(struct gn_bytes *b)
{
	uint32_t value;

	gn_copy(b, &value, sizeof(value));
	return b->little ? le32toh(value) : be32toh(value);
}

static inline uint64_t gn_u64(struct gn_bytes *b)
{
	uint64_t value;

	gn_copy(b, &value, sizeof(value));
	return b->little ? le64toh(value) : be64toh(value);
}

/* Two or four bytes in network order, of a header that decode.c has found to be there. */
static inline uint16_t gn_be16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static inline uint32_t gn_be32(const uint8_t *at)
{
	return (uint32_t)gn_be16(at) << 16 | gn_be16(at + 2);
}

/* A cursor over the next @size bytes; this one moves past them. */
static inline struct gn_bytes gn_sub(struct gn_bytes *b, size_t size)
{
	const uint8_t *data = gn_take(b, size);
	struct gn_bytes sub = gn_bytes(data, data ? size : 0, b->little);

	sub.torn = !data;
	return sub;
}

#endif
