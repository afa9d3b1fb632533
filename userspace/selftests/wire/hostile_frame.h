/* SPDX-License-Identifier: GPL-2.0 */
/* hostile_frame.c: one frame after the other, by seed */
#ifndef HOSTILE_FRAME_H
#define HOSTILE_FRAME_H

#include "wire_parts.h"

struct hostile_frame {
	uint64_t seed;
	uint64_t index; /* of the next frame */
	size_t shortest, longest;
	uint8_t mac[WIRE_MAC_LEN]; /* of the NIC */
};

void hostile_frame(struct hostile_frame *next, struct frame *frame);

#endif /* HOSTILE_FRAME_H */
