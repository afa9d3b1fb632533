// SPDX-License-Identifier: GPL-2.0
#include "undecoded.h"

#include <inttypes.h>

#include "command.h"

void gn_undecoded_count(struct gn_undecoded *undecoded, const struct gn_frame *frame)
{
	/* The first piece has the TCP header; what is in the others is taken as it says. */
	const char *why = frame->fragment ? "fragments of IP packets other than the first" :
					    frame->error;
	unsigned int i = 0;

	if (!why)
		return;
	/* The sentences are constants, so that their addresses tell them apart. */
	while (i < undecoded->reasons && undecoded->reason[i].why != why)
		i++;
	if (i == GN_UNDECODED_REASONS) {
		undecoded->others++;
		return;
	}
	if (i == undecoded->reasons) {
		undecoded->reasons++;
		undecoded->reason[i].why = why;
		undecoded->reason[i].first = frame->packet->number;
	}
	undecoded->reason[i].frames++;
}

static void tell(uint64_t frames, uint64_t first, const char *why)
{
	char from[48] = "";

	if (first)
		snprintf(from, sizeof(from),
			 frames > 1 ? ", #%" PRIu64 " the first" : ", #%" PRIu64, first);
	gn_fail(0, "%" PRIu64 " %s not decoded to the end%s: %s", frames,
		frames > 1 ? "frames were" : "frame was", from, why);
}

void gn_undecoded_tell(const struct gn_undecoded *undecoded)
{
	for (unsigned int i = 0; i < undecoded->reasons; i++)
		tell(undecoded->reason[i].frames, undecoded->reason[i].first,
		     undecoded->reason[i].why);
	if (undecoded->others)
		tell(undecoded->others, 0, "for other reasons");
}
