// SPDX-License-Identifier: GPL-2.0
/* glassnic flows: one line, or one JSON object, per connection. */
#include <stdlib.h>

#include "flow_object.h"
#include "walk.h"

static const struct gn_option options[] = {
	{ "stream", 0, "N", "only the connection with this number" },
	{ "long", 'l', NULL, "below each line what was agreed, measured and left behind" },
	{ "max-flows", 0, "N",
	  "connections kept at once; the idlest is printed early and forgotten" },
	{ 0 },
};

struct selection {
	struct gn_out *out;
	bool all, is_long;
	uint64_t stream;
};

static void write_selected(struct gn_flow *flow, void *arg)
{
	const struct selection *selection = arg;

	if (selection->all || flow->stream == selection->stream)
		gn_flow_write(selection->out, flow, selection->is_long);
}

static int run(struct gn_context *context)
{
	const char *stream = gn_context_option(context, "stream");
	struct selection selection = {
		.out = &context->out,
		.all = !stream,
		.is_long = gn_context_option(context, "long"),
	};
	struct gn_source *source;
	struct gn_flows *flows;
	uint32_t max_flows;
	int code;

	if (stream && gn_parse_u64("--stream", stream, 0, UINT32_MAX, &selection.stream))
		return GN_EXIT_USAGE;
	if (gn_walk_max_flows(context, &max_flows))
		return GN_EXIT_USAGE;
	source = gn_context_open(context, &code);
	if (!source)
		return code;
	gn_out_text(&context->out, "%-8s%-21s %-21s%13s %12s %8s  %-13s %-12s %-12s %s\n", "stream",
		    "client", "server", "packets", "bytes", "rtt", "close", "client is",
		    "server is", "complete");
	flows = gn_flows_new(max_flows, write_selected, &selection);
	if (flows) {
		code = gn_walk(source, flows, NULL, NULL);
		gn_flows_drain(flows);
	} else {
		code = gn_fail(GN_EXIT_FAILED, "out of memory");
	}
	gn_flows_free(flows);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_flows = {
	.name = "flows",
	.args = "",
	.summary = "one line or JSON object per TCP connection",
	.reads = true,
	.options = options,
	.run = run,
};
