// SPDX-License-Identifier: GPL-2.0
#include "passes.h"

#include <string.h>

#include "walk.h"

struct passes {
	gn_passes_fn *each;
	void *arg;
	struct gn_wireshark *current;
	/* of the first pass; NULL while it runs */
	const struct gn_flows *finished;
	bool no_memory, unopened;
	const struct gn_flow *last; /* in @finished, of the segment before */
};

/* The same connection at the end of the first pass. */
static const struct gn_flow *find_finished(struct passes *passes, uint32_t stream)
{
	if (!passes->last || passes->last->stream > stream)
		passes->last = gn_flows_first(passes->finished);
	while (passes->last->stream != stream)
		passes->last = gn_flow_next(passes->last);
	return passes->last;
}

static void take(const struct gn_event *event, void *arg)
{
	struct gn_wireshark_segment segment;
	struct passes *passes = arg;

	if (!event->is_segment)
		return;
	passes->no_memory |= !gn_wireshark_take(passes->current, event, &segment);
	if (passes->finished)
		passes->each(event, &segment,
			     gn_flow_completeness(find_finished(passes, event->flow->stream),
						  event->segment.frame),
			     passes->arg);
}

static int walk_once(struct gn_context *context, struct passes *passes, struct gn_flows *flows)
{
	struct gn_source *source;
	int code;

	source = gn_context_open(context, &code);
	if (!source) {
		passes->unopened = true;
		return code;
	}
	code = passes->finished ? gn_walk(source, flows, take, passes) :
				  gn_walk_first(source, flows, take, passes);
	gn_context_close(source);
	if (passes->no_memory)
		return gn_fail(GN_EXIT_FAILED, "out of memory");
	return code;
}

static int walk_twice(struct gn_context *context, struct passes *passes, struct gn_flows *first,
		      struct gn_flows *second)
{
	struct gn_wireshark *found = gn_wireshark_new(NULL), *shown = gn_wireshark_new(found);
	int code;

	passes->current = found;
	code = found && shown && first && second ?
		       walk_once(context, passes, first) :
		       gn_fail(GN_EXIT_FAILED, "out of memory");
	/* What stands before a tear is as good as ever. */
	if (code == GN_EXIT_OK || (code == GN_EXIT_MALFORMED && !passes->unopened)) {
		passes->current = shown;
		passes->finished = first;
		code = walk_once(context, passes, second);
	}
	gn_wireshark_free(shown);
	gn_wireshark_free(found);
	return code;
}

int gn_two_passes(struct gn_context *context, gn_passes_fn *each, void *arg)
{
	struct passes passes = { .each = each, .arg = arg };
	struct gn_flows *first, *second;
	int code;

	if (!context->read || !strcmp(context->read, "-"))
		return gn_fail(GN_EXIT_USAGE, "the profile wireshark-4.0 reads its input twice: "
					      "give it a file with -r FILE");
	first = gn_flows_new(UINT32_MAX, NULL, NULL);
	second = gn_flows_new(UINT32_MAX, NULL, NULL);
	if (first && second) {
		gn_flows_like_tshark(first);
		gn_flows_like_tshark(second);
	}
	code = walk_twice(context, &passes, first, second);
	gn_flows_free(first);
	gn_flows_free(second);
	return code;
}
