// SPDX-License-Identifier: GPL-2.0
/* glassnic flows: one line, or one JSON object, per connection. */
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "walk.h"

static const struct gn_option options[] = {
	{ "stream", 0, "N", "only the connection with this number" },
	{ "max-flows", 0, "N",
	  "connections kept at once; the idlest is printed early and forgotten" },
	{ 0 },
};

static void write_end(struct gn_out *out, const struct gn_flow *flow, enum gn_side side)
{
	const struct gn_tcp_end *end = &flow->tcp.end[side];
	bool syn = end->facts & GN_SYN_SEEN;
	char addr[GN_ADDR_STRLEN];

	gn_out_object(out, gn_side_name(side));
	gn_out_str(out, "addr", NULL, gn_addr_format(&flow->addr[side], addr));
	gn_out_u64(out, "port", NULL, flow->port[side]);
	gn_out_known(out, "isn", syn, end->isn);
	gn_out_known(out, "mss", syn && end->has_mss, end->mss);
	gn_out_known(out, "wscale", syn && end->has_wscale, end->wscale);
	if (syn)
		gn_out_bool(out, "sack_permitted", NULL, end->sack_permitted);
	else
		gn_out_null(out, "sack_permitted", NULL);
	gn_out_u64(out, "packets", side == GN_CLIENT ? "%5" PRIu64 " >" : " < %-5" PRIu64,
		   end->packets);
	gn_out_u64(out, "bytes", NULL, end->bytes);
	gn_out_u64(out, "retransmits", NULL, end->retransmits);
	gn_out_name(out, "state", gn_tcp_state_name(gn_tcp_final_state(&flow->tcp, side)));
	gn_out_end(out);
}

static void write_handshake(struct gn_out *out, const struct gn_tcp *tcp)
{
	char duration[GN_DURATION_SIZE] = "-";

	gn_out_object(out, "handshake");
	gn_out_known(out, "syn", tcp->syn, tcp->syn);
	gn_out_known(out, "syn_ack", tcp->syn_ack, tcp->syn_ack);
	gn_out_known(out, "ack", tcp->ack, tcp->ack);
	if (tcp->handshake_rtt >= 0) {
		gn_out_ns(out, "rtt_ns", NULL, tcp->handshake_rtt);
		gn_duration_format(tcp->handshake_rtt, duration);
	} else {
		gn_out_null(out, "rtt_ns", NULL);
	}
	gn_out_text(out, " %8s", duration);
	gn_out_end(out);
}

static void write_close(struct gn_out *out, const struct gn_tcp *tcp)
{
	static const char *const how[] = {
		[GN_CLOSE_NONE] = "none",
		[GN_CLOSE_FIN] = "fin",
		[GN_CLOSE_RST] = "rst",
	};
	static const char *const closer[] = {
		[GN_CLOSER_CLIENT] = "client",
		[GN_CLOSER_SERVER] = "server",
		[GN_CLOSER_BOTH] = "both",
	};
	uint32_t first = tcp->end[GN_CLIENT].fin_frame, second = tcp->end[GN_SERVER].fin_frame;
	const char *by = closer[tcp->first_closer];
	char text[32];

	if (second && (!first || second < first)) {
		uint32_t swap = first;

		first = second;
		second = swap;
	}
	gn_out_object(out, "close");
	gn_out_str(out, "how", NULL, how[tcp->close]);
	gn_out_name(out, "first", by);
	gn_out_array(out, "fins");
	if (first)
		gn_out_u64(out, NULL, NULL, first);
	if (second)
		gn_out_u64(out, NULL, NULL, second);
	gn_out_end(out);
	gn_out_known(out, "segments", gn_tcp_close_segments(tcp), gn_tcp_close_segments(tcp));
	snprintf(text, sizeof(text), "%s%s%s", tcp->close ? how[tcp->close] : "-", by ? " by " : "",
		 by ? by : "");
	gn_out_text(out, "  %-13s", text);
	gn_out_end(out);
}

static void write_finding(struct gn_out *out, const struct gn_finding *finding)
{
	gn_out_object(out, NULL);
	gn_out_u64(out, "frame", NULL, finding->frame);
	gn_out_str(out, "id", NULL, gn_verdict_name(finding->id));
	gn_out_known(out, "of", finding->of, finding->of);
	if (finding->cause != GN_CAUSE_NONE)
		gn_out_str(out, "cause", NULL, gn_cause_name(finding->cause));
	if (finding->count)
		gn_out_u64(out, "count", NULL, finding->count);
	gn_out_end(out);
}

/* "2 retransmission, 1 zero_window" */
static void tell_findings(struct gn_out *out, const struct gn_flow *flow)
{
	uint32_t counts[GN_VERDICTS] = { 0 };
	const char *comma = "  ";

	for (uint32_t i = 0; i < flow->findings_count; i++)
		counts[flow->findings[i].id]++;
	for (int id = 0; id < GN_VERDICTS; id++) {
		if (!counts[id])
			continue;
		gn_out_text(out, "%s%" PRIu32 " %s", comma, counts[id], gn_verdict_name(id));
		comma = ", ";
	}
	if (flow->findings_omitted)
		gn_out_text(out, "%s%" PRIu32 " more", comma, flow->findings_omitted);
}

static void write_flow(struct gn_out *out, const struct gn_flow *flow)
{
	char client[GN_ENDPOINT_STRLEN], server[GN_ENDPOINT_STRLEN];
	const char *state[GN_SIDES];

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "flow");
	gn_out_u64(out, "stream", "%-8" PRIu64, flow->stream);
	gn_out_text(out, "%-21s %-21s",
		    gn_endpoint_format(&flow->addr[GN_CLIENT], flow->port[GN_CLIENT], client),
		    gn_endpoint_format(&flow->addr[GN_SERVER], flow->port[GN_SERVER], server));
	write_end(out, flow, GN_CLIENT);
	write_end(out, flow, GN_SERVER);
	gn_out_text(out, " %10" PRIu64,
		    flow->tcp.end[GN_CLIENT].bytes + flow->tcp.end[GN_SERVER].bytes);
	write_handshake(out, &flow->tcp);
	write_close(out, &flow->tcp);
	for (int side = 0; side < GN_SIDES; side++) {
		state[side] = gn_tcp_state_name(gn_tcp_final_state(&flow->tcp, side));
		gn_out_text(out, " %-12s", state[side] ? state[side] : "?");
	}
	gn_out_u64(out, "completeness", " %3" PRIu64, gn_flow_completeness(flow, flow->last_frame));
	gn_out_ns(out, "start_ns", NULL, flow->start_ns);
	gn_out_ns(out, "end_ns", NULL, flow->end_ns);
	gn_out_array(out, "findings");
	for (uint32_t i = 0; i < flow->findings_count; i++)
		write_finding(out, &flow->findings[i]);
	gn_out_end(out);
	if (flow->findings_omitted)
		gn_out_u64(out, "findings_omitted", NULL, flow->findings_omitted);
	tell_findings(out, flow);
	gn_out_text(out, "\n");
	gn_out_end(out);
}

struct selection {
	struct gn_out *out;
	bool all;
	uint64_t stream;
};

static void write_selected(struct gn_flow *flow, void *arg)
{
	const struct selection *selection = arg;

	if (selection->all || flow->stream == selection->stream)
		write_flow(selection->out, flow);
}

static int run(struct gn_context *context)
{
	const char *stream = gn_context_option(context, "stream");
	const char *max = gn_context_option(context, "max-flows");
	struct selection selection = { .out = &context->out, .all = !stream };
	uint64_t max_flows = GN_FLOWS_MAX;
	struct gn_source *source;
	struct gn_flows *flows;
	int code;

	if (stream && gn_parse_u64("--stream", stream, 0, UINT32_MAX, &selection.stream))
		return GN_EXIT_USAGE;
	if (max && gn_parse_u64("--max-flows", max, 1, UINT32_MAX, &max_flows))
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
		for (struct gn_flow *flow = gn_flows_first(flows); flow; flow = gn_flow_next(flow))
			write_selected(flow, &selection);
		if (gn_flows_evicted(flows))
			fprintf(stderr,
				"glassnic flows: %" PRIu32 " of %" PRIu32 " connections were "
				"closed early to stay within --max-flows %" PRIu64 "\n",
				gn_flows_evicted(flows), gn_flows_begun(flows), max_flows);
	} else {
		code = gn_fail(GN_EXIT_FAILED, "out of memory");
	}
	gn_flows_free(flows);
	gn_source_close(source);
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
