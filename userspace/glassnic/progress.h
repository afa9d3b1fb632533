/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far a long file was read, as a line on a terminal that is gone when it
 * is done. Silent in a pipe, for a source without an end, and within a second.
 */
#ifndef GN_PROGRESS_H
#define GN_PROGRESS_H

#include "command.h"

/**
 * struct gn_progress - a file on its way
 * @wanted: a terminal shows it, and the file's size is known
 * @shown: the line stands there and has to go
 * @begun_ns,@shown_ns: CLOCK_MONOTONIC
 */
struct gn_progress {
	bool wanted, shown;
	uint64_t total;
	int64_t begun_ns, shown_ns;
	unsigned int calls;
};

/* @prints: the command writes while it reads, so that a line on its terminal would be in the way. */
void gn_progress_begin(struct gn_progress *progress, const struct gn_source *source, bool prints);

/* Cheap: looks at the clock now and then only. */
void gn_progress_step(struct gn_progress *progress, const struct gn_source *source);
void gn_progress_end(struct gn_progress *progress);

#endif
