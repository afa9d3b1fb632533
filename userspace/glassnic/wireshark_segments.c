// SPDX-License-Identifier: GPL-2.0
/* glassnic segments --profile wireshark-4.0: tshark's values, out of two passes like its own. */
#include "duration.h"
#include "passes.h"
#include "wireshark_segments.h"

struct selection {
	struct gn_out *out;
	bool all;
	uint64_t stream;
};

static void write_time(struct gn_out *out, const char *key, const char *text, int64_t ns)
{
	char duration[GN_DURATION_SIZE];

	if (!ns)
		return;
	gn_out_ns(out, key, NULL, ns);
	gn_out_text(out, "  %s %s", text, gn_duration_format(ns, duration));
}

static void write_count(struct gn_out *out, const char *key, const char *text, uint32_t count)
{
	if (count)
		gn_out_u64(out, key, text, count);
}

static void write_analysis(struct gn_out *out, const struct gn_wireshark_segment *segment)
{
	if (!segment->analysis)
		return;
	gn_out_array(out, "analysis");
	for (int flag = 0; flag < GN_WS_FLAGS; flag++)
		if (segment->analysis >> flag & 1)
			gn_out_str(out, NULL, "  %s", gn_wireshark_flag_name(flag));
	gn_out_end(out);
}

static void write_segment(struct gn_out *out, const struct gn_event *event,
			  const struct gn_wireshark_segment *segment, uint8_t completeness)
{
	char flags[40];

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "segment");
	gn_out_str(out, "profile", NULL, "wireshark-4.0");
	gn_out_u64(out, "frame", "%-6" PRIu64, event->segment.frame);
	gn_out_u64(out, "stream", "%-4" PRIu64, event->flow->stream);
	gn_out_u64(out, "flags", NULL, event->segment.flags);
	gn_out_text(out, " %-11s", gn_flags_format(event->segment.flags, flags, sizeof(flags)));
	gn_out_u64(out, "seq", " seq %" PRIu64, segment->seq);
	gn_out_u64(out, "ack", " ack %" PRIu64, segment->ack);
	gn_out_u64(out, "nxtseq", " nxtseq %" PRIu64, segment->nxtseq);
	gn_out_u64(out, "len", " len %" PRIu64, event->segment.len);
	gn_out_u64(out, "window", " win %" PRIu64, event->segment.window);
	gn_out_u64(out, "window_size", " size %" PRIu64, segment->window_size);
	if (segment->scale)
		gn_out_i64(out, "window_size_scalefactor", " scale %" PRId64, segment->scale);
	gn_out_u64(out, "completeness", " complete %" PRIu64, completeness);
	write_analysis(out, segment);
	write_time(out, "initial_rtt_ns", "irtt", segment->initial_rtt);
	write_count(out, "acks_frame", "  acks #%" PRIu64, segment->acks_frame);
	write_time(out, "ack_rtt_ns", "rtt", segment->ack_rtt);
	write_time(out, "rto_ns", "rto", segment->rto);
	write_count(out, "rto_frame", " since #%" PRIu64, segment->rto_frame);
	write_count(out, "bytes_in_flight", "  in flight %" PRIu64, segment->bytes_in_flight);
	write_count(out, "push_bytes_sent", "  pushed %" PRIu64, segment->push_bytes_sent);
	if (segment->duplicate_ack_num) {
		gn_out_u64(out, "duplicate_ack_num", "  duplicate %" PRIu64,
			   segment->duplicate_ack_num);
		gn_out_u64(out, "duplicate_ack_frame", " of #%" PRIu64,
			   segment->duplicate_ack_frame);
	}
	gn_out_text(out, "\n");
	gn_out_end(out);
}

static void take(const struct gn_event *event, const struct gn_wireshark_segment *segment,
		 uint8_t completeness, void *arg)
{
	struct selection *selection = arg;

	if (selection->all || event->flow->stream == selection->stream)
		write_segment(selection->out, event, segment, completeness);
}

int gn_wireshark_segments(struct gn_context *context, bool all, uint64_t stream)
{
	struct selection selection = { .out = &context->out, .all = all, .stream = stream };

	return gn_two_passes(context, take, &selection);
}
