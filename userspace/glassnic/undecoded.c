// SPDX-License-Identifier: GPL-2.0
#include "undecoded.h"

#include <inttypes.h>

#include "command.h"

static void add(struct gn_undecoded *undecoded, const char *why, uint64_t frames, uint64_t first)
{
	unsigned int i = 0;

	/* The sentences are constants, so that their addresses tell them apart. */
	while (i < undecoded->reasons && undecoded->reason[i].why != why)
		i++;
	if (i == GN_UNDECODED_REASONS) {
		undecoded->others += frames;
		return;
	}
	if (i == undecoded->reasons) {
		undecoded->reasons++;
		undecoded->reason[i].why = why;
		undecoded->reason[i].first = first;
	}
	undecoded->reason[i].frames += frames;
}

void gn_undecoded_count(struct gn_undecoded *undecoded, const struct gn_event *event)
{
	const struct gn_frame *frame = event->frame;

	/* A fragment is counted when it became no packet. */
	if (frame->error && !gn_is_piece(frame))
		add(undecoded, frame->error, 1, frame->packet->number);
}

void gn_undecoded_fragments(struct gn_undecoded *undecoded, const struct gn_flows *flows)
{
	struct gn_fragment_count lost[GN_FRAGMENT_LOSSES];

	gn_flows_fragments(flows, lost);
	for (int loss = 0; loss < GN_FRAGMENT_LOSSES; loss++)
		if (lost[loss].frames)
			add(undecoded, gn_fragment_loss_text(loss), lost[loss].frames,
			    lost[loss].first);
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
