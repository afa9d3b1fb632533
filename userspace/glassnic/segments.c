// SPDX-License-Identifier: GPL-2.0
/* glassnic segments: one line, or one JSON object, per TCP segment, with every verdict. */
#include <string.h>

#include "duration.h"
#include "hop_object.h"
#include "verdict_object.h"
#include "walk.h"
#include "wireshark_segments.h"

static const struct gn_option options[] = {
	{ "stream", 0, "N", "only the connection with this number" },
	{ "profile", 0, "NAME", "whose verdicts: rfc (ours), or wireshark-4.0 (tshark's)" },
	GN_MAX_FLOWS_OPTION,
	{ 0 },
};

struct walk {
	struct gn_out *out;
	bool all, begun;
	uint64_t stream;
	int64_t start_ns;
};

static void write_flag_names(struct gn_out *out, uint16_t flags)
{
	char name[64];

	gn_out_array(out, "flag_names");
	for (unsigned int bit = 0; bit < 9; bit++)
		if (flags >> bit & 1)
			gn_out_str(out, NULL, NULL, gn_flags_format(1 << bit, name, sizeof(name)));
	gn_out_end(out);
}

static void write_numbers(struct gn_out *out, const struct gn_segment *segment)
{
	bool ack = segment->flags & GN_TCP_ACK;

	gn_out_u64(out, "seq", " seq %" PRIu64, segment->seq);
	gn_out_u64(out, "seq_raw", NULL, segment->raw_seq);
	gn_out_u64(out, "nxtseq", NULL, segment->nxtseq);
	if (ack)
		gn_out_u64(out, "ack", " ack %" PRIu64, segment->ack);
	else
		gn_out_null(out, "ack", NULL);
	gn_out_known(out, "ack_raw", ack, segment->raw_ack);
	gn_out_u64(out, "len", " len %" PRIu64, segment->len);
	gn_out_u64(out, "window", NULL, segment->window);
	if (segment->window_size >= 0)
		gn_out_u64(out, "window_size", " win %" PRIu64, segment->window_size);
	else
		gn_out_null(out, "window_size", " win ?");
	gn_out_known(out, "window_scale", segment->window_scale >= 0, segment->window_scale);
	gn_out_u64(out, "bytes_in_flight", NULL, segment->bytes_in_flight);
}

/* A number of @end's as the others count it, or null. */
static void write_relative(struct gn_out *out, const char *key, bool known,
			   const struct gn_tcp_end *end, uint32_t number)
{
	gn_out_known(out, key, known, number - end->isn);
}

/* Where the window that it offers ends, and what it may still send itself. */
static void write_window(struct gn_out *out, const struct gn_event *event)
{
	const struct gn_tcp *tcp = &event->flow->tcp;
	enum gn_side from = event->segment.from;
	int64_t usable = gn_tcp_usable(tcp, from);

	write_relative(out, "right_edge", tcp->end[from].facts & GN_HAS_EDGE, &tcp->end[!from],
		       tcp->end[from].edge);
	gn_out_known(out, "usable_window", usable >= 0, usable);
}

static void write_block(struct gn_out *out, const struct gn_tcp_end *end,
			struct gn_block_range block)
{
	gn_out_array(out, NULL);
	gn_out_u64(out, NULL, NULL, block.left - end->isn);
	gn_out_u64(out, NULL, NULL, block.right - end->isn);
	gn_out_end(out);
}

/* The scoreboard of what it acknowledges: blocks that are there, and holes below them. */
static void write_scoreboard(struct gn_out *out, const struct gn_event *event)
{
	const struct gn_tcp_end *sender = &event->flow->tcp.end[!event->segment.from];
	const struct gn_scoreboard *board = sender->course ? sender->course->sacked : NULL;
	uint32_t count = board ? board->count : 0;

	gn_out_array(out, "sacked");
	for (uint32_t i = 0; i < count; i++)
		write_block(out, sender, board->block[i]);
	gn_out_end(out);
	gn_out_array(out, "holes");
	for (uint32_t i = 0; i < count; i++) {
		struct gn_block_range hole = gn_scoreboard_hole(board, i, sender->una);

		if (hole.left != hole.right)
			write_block(out, sender, hole);
	}
	gn_out_end(out);
}

/* What RFC 6298 makes of the samples so far, this one included. */
static void write_estimate(struct gn_out *out, const struct gn_event *event)
{
	const struct gn_tcp_end *sampled = &event->flow->tcp.end[!event->segment.from];

	if (event->segment.rtt_ns < 0 || !sampled->course) {
		gn_out_null(out, "estimate", NULL);
		return;
	}
	gn_out_object(out, "estimate");
	gn_out_ns(out, "srtt_ns", NULL, sampled->course->srtt);
	gn_out_ns(out, "rttvar_ns", NULL, sampled->course->rttvar);
	gn_out_ns(out, "rto_ns", NULL, gn_tcp_rto(sampled));
	gn_out_end(out);
}

static void write_states(struct gn_out *out, const struct gn_segment *segment)
{
	gn_out_object(out, "states");
	for (int side = 0; side < GN_SIDES; side++) {
		const char *name = gn_tcp_state_name(segment->state[side]);

		gn_out_name(out, gn_side_name(side), name);
		gn_out_text(out, "%s%s", side ? "/" : "  ", name ? name : "?");
	}
	gn_out_end(out);
}

static void write_steps(struct gn_out *out, unsigned int steps)
{
	char text[128];

	gn_out_steps(out, steps);
	if (steps)
		gn_out_text(out, "  %s", gn_steps_format(steps, text, sizeof(text)));
}

static void write_acked(struct gn_out *out, const struct gn_event *event)
{
	const struct gn_segment *segment = &event->segment;

	gn_out_array(out, "acks");
	for (uint32_t i = 0; i < segment->acked.count; i++)
		gn_out_u64(out, NULL, NULL, gn_segment_acked(&event->flow->tcp, segment, i));
	gn_out_end(out);
	gn_out_known(out, "acks_partly", segment->partly, segment->partly);
	if (segment->rtt_ns >= 0)
		gn_out_ns(out, "rtt_ns", NULL, segment->rtt_ns);
	else
		gn_out_null(out, "rtt_ns", NULL);
	gn_out_known(out, "rtt_frame", segment->rtt_ns >= 0, segment->rtt_frame);
}

static void write_segment(const struct gn_event *event, void *arg)
{
	const struct gn_segment *segment = &event->segment;
	struct walk *walk = arg;
	struct gn_out *out = walk->out;
	char text[GN_DURATION_SIZE], flags[64];

	if (!event->is_segment || (!walk->all && event->flow->stream != walk->stream))
		return;
	if (!walk->begun)
		walk->start_ns = segment->time_ns;
	walk->begun = true;

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "segment");
	gn_out_str(out, "profile", NULL, "rfc");
	gn_out_u64(out, "frame", "%-6" PRIu64, segment->frame);
	gn_out_u64(out, "stream", "%-4" PRIu64, event->flow->stream);
	gn_out_ns(out, "time_ns", NULL, segment->time_ns);
	gn_out_text(out, "%11s", gn_seconds_format(segment->time_ns - walk->start_ns, text));
	gn_out_str(out, "from", "  %s", gn_side_name(segment->from));
	gn_out_u64(out, "flags", NULL, segment->flags);
	gn_out_text(out, " %-7s", gn_flags_format(segment->flags, flags, sizeof(flags)));
	write_flag_names(out, segment->flags);
	write_numbers(out, segment);
	write_window(out, event);
	write_states(out, segment);
	write_steps(out, segment->steps);
	write_acked(out, event);
	write_estimate(out, event);
	write_scoreboard(out, event);
	gn_hop_write(out, event, false);
	gn_out_array(out, "verdicts");
	for (unsigned int i = 0; i < segment->verdicts; i++)
		gn_verdict_write(out, &segment->verdict[i], GN_VERDICT_TAG);
	gn_out_end(out);
	gn_out_text(out, "\n");
	gn_out_end(out);
}

static int run(struct gn_context *context)
{
	const char *stream = gn_context_option(context, "stream");
	const char *profile = gn_context_option(context, "profile");
	struct walk walk = { .out = &context->out, .all = !stream };
	struct gn_source *source;
	struct gn_flows *flows;
	uint32_t max_flows;
	int code;

	if (stream && gn_parse_u64("--stream", stream, 0, UINT32_MAX, &walk.stream))
		return GN_EXIT_USAGE;
	if (gn_walk_max_flows(context, &max_flows))
		return GN_EXIT_USAGE;
	if (profile && !strcmp(profile, "wireshark-4.0")) {
		if (gn_context_option(context, "max-flows"))
			return gn_fail(GN_EXIT_USAGE,
				       "--max-flows is not for the profile wireshark-4.0: "
				       "tshark keeps every connection");
		return gn_wireshark_segments(context, walk.all, walk.stream);
	}
	if (profile && strcmp(profile, "rfc"))
		return gn_fail(GN_EXIT_USAGE,
			       "there is no profile '%s': there are rfc and "
			       "wireshark-4.0",
			       profile);
	source = gn_context_open(context, &code);
	if (!source)
		return code;
	if (context->interface)
		setvbuf(context->out.file, NULL, _IOLBF, 0);
	flows = gn_flows_new(max_flows, NULL, NULL);
	code = flows ? gn_walk(source, flows, write_segment, &walk) :
		       gn_fail(GN_EXIT_FAILED, "out of memory");
	gn_flows_free(flows);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_segments = {
	.name = "segments",
	.args = "",
	.summary = "one line or JSON object per TCP segment, with every verdict and its evidence",
	.reads = true,
	.options = options,
	.run = run,
};
