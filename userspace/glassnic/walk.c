// SPDX-License-Identifier: GPL-2.0
#include "walk.h"

#include "progress.h"
#include "undecoded.h"

static int walk(struct gn_source *source, struct gn_flows *flows, gn_walk_fn *each, void *arg,
		struct gn_undecoded *undecoded, bool again)
{
	struct gn_progress progress;
	uint64_t taken = 0;
	struct gn_packet packet;
	enum gn_status status;
	int code;

	gn_progress_begin(&progress, source, each);
	while ((status = gn_source_next(source, &packet)) == GN_OK) {
		struct gn_event event;
		struct gn_frame frame;

		gn_frame_decode(&frame, &packet);
		if (!gn_flows_take(flows, &frame, &event)) {
			gn_progress_end(&progress);
			return gn_fail(GN_EXIT_FAILED,
				       "out of memory after frame %" PRIu64 " and %" PRIu32
				       " connections",
				       packet.number, gn_flows_begun(flows));
		}
		gn_undecoded_count(undecoded, &event);
		taken = packet.number;
		gn_progress_step(&progress, source);
		if (each)
			each(&event, arg);
	}
	gn_progress_end(&progress);
	/* A torn file is told of once, by the walk that prints. */
	code = again && status == GN_MALFORMED ?
		       GN_EXIT_MALFORMED :
		       gn_context_status(source, status);
	if (code == GN_EXIT_OK && gn_context_interrupted())
		return gn_fail(GN_EXIT_INTERRUPTED,
			       "interrupted after frame %" PRIu64 ": what is printed is of those",
			       taken);
	return code;
}

int gn_walk_max_flows(const struct gn_context *context, uint32_t *max)
{
	const char *text = gn_context_option(context, "max-flows");
	uint64_t value = GN_FLOWS_MAX;

	if (text && gn_parse_u64("--max-flows", text, 1, UINT32_MAX, &value))
		return GN_EXIT_USAGE;
	*max = value;
	return 0;
}

/* Where one had to go, as many are kept as may be. */
static void tell_evicted(const struct gn_flows *flows)
{
	uint32_t evicted = gn_flows_evicted(flows), begun = gn_flows_begun(flows);

	if (evicted)
		gn_fail(0,
			"%" PRIu32 " of %" PRIu32 " connections were closed early to stay within "
			"--max-flows %" PRIu32,
			evicted, begun, begun - evicted);
}

int gn_walk(struct gn_source *source, struct gn_flows *flows, gn_walk_fn *each, void *arg)
{
	struct gn_undecoded undecoded = { 0 };
	int code = walk(source, flows, each, arg, &undecoded, false);

	gn_undecoded_fragments(&undecoded, flows);
	gn_undecoded_tell(&undecoded);
	tell_evicted(flows);
	return code;
}

int gn_walk_first(struct gn_source *source, struct gn_flows *flows, gn_walk_fn *each, void *arg)
{
	struct gn_undecoded undecoded = { 0 };

	return walk(source, flows, each, arg, &undecoded, true);
}

void gn_out_known(struct gn_out *out, const char *key, bool known, uint64_t value)
{
	if (known)
		gn_out_u64(out, key, NULL, value);
	else
		gn_out_null(out, key, NULL);
}

void gn_out_name(struct gn_out *out, const char *key, const char *name)
{
	if (name)
		gn_out_str(out, key, NULL, name);
	else
		gn_out_null(out, key, NULL);
}

void gn_out_steps(struct gn_out *out, unsigned int steps)
{
	char text[64];

	gn_out_array(out, "steps");
	for (unsigned int bit = 0; steps >> bit; bit++)
		if (steps >> bit & 1)
			gn_out_str(out, NULL, NULL, gn_steps_format(1 << bit, text, sizeof(text)));
	gn_out_end(out);
}
