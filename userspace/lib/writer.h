/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write a pcapng source on, block by block: nothing is lost, and each packet of
 * ours gains a comment that repeats the driver's option (note.h).
 */
#ifndef GN_WRITER_H
#define GN_WRITER_H

#include <stdio.h>

#include "source.h"

struct gn_writer {
	FILE *file;
	int error; /* errno of the first write that failed, else 0 */
	uint64_t packets;
	uint64_t bytes;
};

void gn_writer_init(struct gn_writer *writer, FILE *file);

/* A gn_tap_fn: @arg is a struct gn_writer. */
void gn_writer_block(void *arg, const struct gn_block *block, const struct gn_packet *packet);

/* Flush, at any time; returns 0 or -1, then ->error says why. */
int gn_writer_flush(struct gn_writer *writer);

#endif
