/* SPDX-License-Identifier: GPL-2.0 */
/* Frames that could not be followed: counted by reason, and told at the end. */
#ifndef GN_UNDECODED_H
#define GN_UNDECODED_H

#include "flow.h"

/* Reasons told apart; decode.c has about 30, and no capture has them all. */
#define GN_UNDECODED_REASONS 16

/**
 * struct gn_undecoded - what of a capture stayed dark
 * @reason: in order of their first frame; @why is a constant
 * @others: frames with a reason that found no place
 */
struct gn_undecoded {
	unsigned int reasons;
	struct {
		const char *why;
		uint64_t frames, first;
	} reason[GN_UNDECODED_REASONS];
	uint64_t others;
};

/* Count the frame of @event if something in it was not decoded. */
void gn_undecoded_count(struct gn_undecoded *undecoded, const struct gn_event *event);

/* Count the fragments that became no packet; once, when no more come. */
void gn_undecoded_fragments(struct gn_undecoded *undecoded, const struct gn_flows *flows);

/* One sentence each on stderr. */
void gn_undecoded_tell(const struct gn_undecoded *undecoded);

#endif
