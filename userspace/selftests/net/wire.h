/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest speaks with the wire between its NICs (../wire/testwire.c): it sends a command, which the wire
 * takes off, and gets an answer at the same NIC. Both are text, "word name=value ...".
 */
#ifndef NET_WIRE_H
#define NET_WIRE_H

#include "helper.h"

#define ETHERTYPE_WIRE	 0x88b6 /* IEEE Std 802's second one for experiments */
#define WIRE_MAGIC	 0x77697265
#define WIRE_TEXT_MAX	 1400
#define WIRE_FRAME_MAX	 65000 /* octets of the longest frame that the wire makes */
#define WIRE_MAC_LEN	 6
#define WIRE_FRAME_LEAST 60

struct wire_message {
	uint8_t target[WIRE_MAC_LEN];
	uint8_t source[WIRE_MAC_LEN];
	uint16_t type; /* these are big-endian */
	uint16_t length;
	uint32_t magic;
	uint32_t number; /* an answer has its command's */
	char text[];
} __attribute__((packed));

/* The message's text in @text, if the frame is one. */
static inline bool wire_message_text(const uint8_t *frame, size_t len, char *text)
{
	const struct wire_message *message = (const void *)frame;
	size_t length;

	if (len < sizeof(*message) || be16toh(message->type) != ETHERTYPE_WIRE ||
	    be32toh(message->magic) != WIRE_MAGIC)
		return false;
	length = be16toh(message->length);
	if (length > WIRE_TEXT_MAX || length > len - sizeof(*message))
		return false;
	memcpy(text, message->text, length);
	text[length] = '\0';
	return true;
}

/* Returns the frame's length. Its addresses are not filled in. */
static inline size_t wire_message_fill(uint8_t *frame, uint32_t number, const char *text)
{
	struct wire_message *message = (void *)frame;
	size_t length = strlen(text), len = sizeof(*message) + length;

	if (length > WIRE_TEXT_MAX)
		die("a message of %zu octets is too long for the wire", length);
	message->type = htobe16(ETHERTYPE_WIRE);
	message->length = htobe16((uint16_t)length);
	message->magic = htobe32(WIRE_MAGIC);
	message->number = htobe32(number);
	memcpy(message->text, text, length);
	if (len < WIRE_FRAME_LEAST) {
		memset(frame + len, 0, WIRE_FRAME_LEAST - len);
		len = WIRE_FRAME_LEAST;
	}
	return len;
}

/*
 * The value of "name=" in @text from @at on, which is set behind it; NULL when there is none (more). The value
 * ends at a blank or at the text's end.
 */
static inline const char *wire_field(const char *name, const char **at)
{
	size_t len = strlen(name);
	const char *word = *at;

	while (*word) {
		size_t size = strcspn(word, " ");

		*at = word + size;
		if (size > len && !strncmp(word, name, len) && word[len] == '=')
			return word + len + 1;
		word += size;
		word += strspn(word, " ");
	}
	return NULL;
}

/* A number of the text, or @otherwise. */
static inline uint64_t wire_number(const char *text, const char *name, uint64_t otherwise)
{
	const char *value = wire_field(name, &text);

	return value ? strtoull(value, NULL, 0) : otherwise;
}

/*
 * A frame in 64 bits; 7.2 of QEMU pads short ones with zeros and 10 does not (device.md 6.4), so here they are
 * taken for padded. The sum of several does not depend on their order, which GRO may change.
 */
static inline uint64_t wire_digest(const uint8_t *frame, size_t len)
{
	uint64_t hash = len < WIRE_FRAME_LEAST ? WIRE_FRAME_LEAST : len, word;
	size_t end = (size_t)hash, at, some;

	for (at = 0; at < end; at += sizeof(word)) {
		word = 0;
		some = at < len ? len - at : 0;
		memcpy(&word, frame + at, some < sizeof(word) ? some : sizeof(word));
		hash = (hash ^ le64toh(word)) * 0x9fb21c651e98df25ULL;
		hash ^= hash >> 32;
	}
	return hash;
}

#endif /* NET_WIRE_H */
