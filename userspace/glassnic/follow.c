// SPDX-License-Identifier: GPL-2.0
/* glassnic follow: the ladder, a segment at a time, as they arrive. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "ladder.h"
#include "walk.h"

static const struct gn_option options[] = {
	{ "stream", 0, "N", "only the connection with this number" },
	GN_MAX_FLOWS_OPTION,
	{ 0 },
};

static struct gn_source *interruptible;
static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = true;
	gn_source_stop(interruptible);
}

struct follow {
	struct gn_out *out;
	struct gn_ladder ladder;
	unsigned int width;
	bool all;
	uint64_t stream;
};

static const char *kind_of(const struct gn_frame *frame)
{
	return frame->tcp != GN_NO_LAYER  ? "tcp" :
	       frame->udp != GN_NO_LAYER  ? "udp" :
	       frame->icmp != GN_NO_LAYER ? "icmp" :
	       frame->arp != GN_NO_LAYER  ? "arp" :
					    "other";
}

static void write_verdicts(struct gn_out *out, const struct gn_event *event)
{
	unsigned int count = event->is_segment ? event->segment.verdicts : event->flow != NULL;

	gn_out_array(out, "findings");
	for (unsigned int i = 0; i < count; i++) {
		const struct gn_verdict
			*verdict = event->is_segment ? &event->segment.verdict[i] : &event->icmp;

		if (!gn_ladder_tags(verdict->id))
			continue;
		gn_out_object(out, NULL);
		gn_out_str(out, "id", NULL, gn_verdict_name(verdict->id));
		gn_out_known(out, "of", verdict->of, verdict->of);
		if (verdict->cause != GN_CAUSE_NONE)
			gn_out_str(out, "cause", NULL, gn_cause_name(verdict->cause));
		gn_out_end(out);
	}
	gn_out_end(out);
}

static void write_wait(struct gn_out *out, const struct gn_arp_wait *wait)
{
	if (!wait->request) {
		gn_out_null(out, "waited", NULL);
		return;
	}
	gn_out_object(out, "waited");
	gn_out_u64(out, "request", NULL, wait->request);
	gn_out_u64(out, "reply", NULL, wait->reply);
	gn_out_ns(out, "elapsed_ns", NULL, wait->elapsed_ns);
	gn_out_end(out);
}

static void write_event(struct gn_out *out, const struct gn_row *row, const struct gn_event *event)
{
	bool segment = row->kind == GN_ROW_SEGMENT;

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "event");
	gn_out_u64(out, "frame", NULL, row->frame);
	gn_out_ns(out, "time_ns", NULL, event->frame->packet->time_ns);
	gn_out_str(out, "kind", NULL, kind_of(event->frame));
	gn_out_known(out, "stream", row->has_stream, row->stream);
	gn_out_name(out, "from", segment ? gn_side_name(row->from) : NULL);
	gn_out_steps(out, segment ? event->segment.steps : 0);
	gn_out_str(out, "label", NULL, row->label);
	gn_out_object(out, "states");
	gn_out_name(out, "client", row->state[GN_CLIENT]);
	gn_out_name(out, "server", row->state[GN_SERVER]);
	gn_out_end(out);
	write_wait(out, &event->waited);
	write_verdicts(out, event);
	gn_out_end(out);
}

static void follow_event(const struct gn_event *event, void *arg)
{
	struct follow *follow = arg;
	struct gn_row row;

	if (!follow->all && (!event->flow || event->flow->stream != follow->stream))
		return;
	gn_ladder_row(&follow->ladder, event, &row);
	if (follow->out->format == GN_JSON)
		write_event(follow->out, &row, event);
	else
		gn_ladder_draw(&follow->ladder, follow->out, &row, event->flow, follow->width);
}

static void write_count(struct gn_out *out, const char *key, const char *what, uint64_t count,
			const char *after)
{
	char text[48];

	gn_out_u64(out, key, NULL, count);
	gn_out_text(out, "%s%s", gn_count_format(count, what, text, sizeof(text)), after);
}

static void write_summary(const struct follow *follow, const struct gn_flows *flows)
{
	uint64_t connections = follow->all ? gn_flows_begun(flows) : follow->ladder.segments != 0;
	struct gn_out *out = follow->out;

	gn_out_text(out, "\n");
	gn_ladder_legend(&follow->ladder, out);
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "summary");
	write_count(out, "frames", "frame", follow->ladder.rows, ", ");
	write_count(out, "segments", "segment", follow->ladder.segments, ", ");
	write_count(out, "connections", "connection", connections, ", ");
	write_count(out, "findings", "finding", follow->ladder.findings, "\n");
	gn_out_end(out);
}

static int follow_source(struct follow *follow, struct gn_source *source, uint32_t max_flows)
{
	/* A second one kills. No SA_RESTART: a blocked read must see it. */
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESETHAND };
	struct gn_flows *flows = gn_flows_new(max_flows, NULL, NULL);
	int code;

	if (!flows)
		return gn_fail(GN_EXIT_FAILED, "out of memory");
	interruptible = source;
	sigaction(SIGINT, &action, NULL);
	code = gn_walk(source, flows, follow_event, follow);
	write_summary(follow, flows);
	gn_flows_free(flows);
	return interrupted && code == GN_EXIT_OK ? GN_EXIT_INTERRUPTED : code;
}

static int run(struct gn_context *context)
{
	const char *stream = gn_context_option(context, "stream");
	struct follow follow = { .out = &context->out, .all = !stream };
	struct gn_source *source;
	uint32_t max_flows;
	int code;

	if (stream && gn_parse_u64("--stream", stream, 0, UINT32_MAX, &follow.stream))
		return GN_EXIT_USAGE;
	if (gn_walk_max_flows(context, &max_flows))
		return GN_EXIT_USAGE;
	source = gn_context_open(context, &code);
	if (!source)
		return code;
	/* Each line is there as soon as its segment is, through a pipe too. */
	setvbuf(context->out.file, NULL, _IOLBF, 0);
	follow.width = gn_ladder_width(STDOUT_FILENO);
	code = follow_source(&follow, source, max_flows);
	gn_context_close(source);
	return code;
}

const struct gn_command gn_command_follow = {
	.name = "follow",
	.args = "",
	.summary = "the ladder: every segment as it arrives, with the states of both ends",
	.reads = true,
	.options = options,
	.run = run,
};
