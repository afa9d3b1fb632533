/* SPDX-License-Identifier: GPL-2.0 */
/* What the wire is made of: frames, chance by seed, damage, and frames of its own. */
#ifndef WIRE_PARTS_H
#define WIRE_PARTS_H

#include "wire.h"

#define FRAME_MAX 69632 /* QEMU's NET_BUFSIZE */

struct frame {
	size_t len;
	uint8_t data[FRAME_MAX];
};

/* Numbers that look random; the same seed gives the same ones. */
struct chance {
	uint64_t seed;
	uint64_t drawn;
};

static inline uint64_t chance_word(struct chance *chance)
{
	return content_word(chance->seed, chance->drawn++);
}

/* From 0 to @limit - 1 */
static inline uint64_t chance_below(struct chance *chance, uint64_t limit)
{
	return chance_word(chance) % limit;
}

/* Once in @times */
static inline bool chance_once_in(struct chance *chance, uint64_t times)
{
	return !chance_below(chance, times);
}

/* damage.c: how frames are damaged */
struct damage {
	struct chance chance;
	uint64_t one_in;   /* frames; 0: none is damaged */
	uint64_t shortest; /* frames below this length are left alone */
	uint64_t from;	   /* and so are octets before this one */
	unsigned int kinds;
};

const char *damage_parse(struct damage *damage, const char *text);
bool damage_frame(struct damage *damage, struct frame *frame, char *what, size_t size);

/* hostile.c: frames made by seed, and what a device and its driver have to do with them */
struct hostile;

struct hostile *hostile_parse(const char *text, const uint8_t *mac, const char **fault);
bool hostile_next(struct hostile *hostile, struct frame *frame);
void hostile_end(struct hostile *hostile, char *text, size_t size);

#endif /* WIRE_PARTS_H */
