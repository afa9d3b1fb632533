// SPDX-License-Identifier: GPL-2.0
#include "why.h"

#include <string.h>

#include "duration.h"
#include "hop_object.h"
#include "passes.h"
#include "tshark_reason.h"
#include "verdict_object.h"
#include "walk.h"

#define ACKED_MAX (sizeof(((struct gn_why *)0)->acked) / sizeof(uint32_t))

/* Up to the frame and no further, so that the connection is as it was then. */
static int follow(struct gn_why *why, struct gn_source *source, uint64_t number)
{
	struct gn_packet packet;
	enum gn_status status;

	while ((status = gn_source_next(source, &packet)) == GN_OK && packet.number <= number) {
		struct gn_frame frame;

		gn_frame_decode(&frame, &packet);
		if (!gn_flows_take(why->flows, &frame, &why->event))
			return gn_fail(GN_EXIT_FAILED, "out of memory");
		if (packet.number != number)
			continue;
		for (uint32_t i = 0;
		     why->event.is_segment && i < why->event.segment.acked.count && i < ACKED_MAX;
		     i++)
			why->acked[i] = gn_segment_acked(&why->event.flow->tcp, &why->event.segment,
							 i);
		why->fragment = gn_is_piece(&frame);
		why->completes = why->fragment && !gn_is_piece(why->event.frame);
		/* The frame goes with its packet. */
		why->event.frame = NULL;
		return GN_EXIT_OK;
	}
	return gn_context_status(source, status);
}

static void keep_tshark(const struct gn_event *event, const struct gn_wireshark_segment *segment,
			uint8_t completeness, void *arg)
{
	struct gn_why *why = arg;

	(void)completeness;
	if (!why->event.is_segment || event->segment.frame != why->event.segment.frame)
		return;
	why->tshark = *segment;
	why->has_tshark = true;
}

int gn_why_read(struct gn_why *why, struct gn_context *context, uint64_t number)
{
	struct gn_source *source;
	int code;

	memset(why, 0, sizeof(*why));
	if (!context->read || !strcmp(context->read, "-"))
		return gn_fail(GN_EXIT_USAGE,
			       "--why reads its input more than once: give it a file with -r FILE");
	source = gn_context_open(context, &code);
	if (!source)
		return code;
	why->flows = gn_flows_new(GN_FLOWS_MAX, NULL, NULL);
	code = why->flows ? follow(why, source, number) : gn_fail(GN_EXIT_FAILED, "out of memory");
	gn_context_close(source);
	if (code == GN_EXIT_OK && why->event.is_segment)
		code = gn_two_passes(context, keep_tshark, why);
	return code;
}

void gn_why_release(struct gn_why *why)
{
	gn_flows_free(why->flows);
}

static const char *shown_state(enum gn_tcp_state state)
{
	const char *name = gn_tcp_state_name(state);

	return name ? name : "unknown";
}

static void write_states(struct gn_out *out, const char *key, const enum gn_tcp_state *states)
{
	gn_out_object(out, key);
	for (int side = 0; side < GN_SIDES; side++)
		gn_out_name(out, gn_side_name(side), gn_tcp_state_name(states[side]));
	gn_out_end(out);
}

/* B2: the sum by which the next number comes about. */
static void tell_numbers(struct gn_out *out, const struct gn_segment *segment)
{
	const char *extra = segment->flags & GN_TCP_SYN ? " + 1 for the SYN" : "";
	const char *more = segment->flags & GN_TCP_FIN ? " + 1 for the FIN" : "";

	gn_out_text(out,
		    "  numbers: %" PRIu32 " (%" PRIu32 " on the wire) + %" PRIu32
		    " bytes%s%s = %" PRIu32 ", the next that the %s will send\n",
		    segment->seq, segment->raw_seq, segment->len, extra, more, segment->nxtseq,
		    gn_side_name(segment->from));
	if (segment->flags & GN_TCP_ACK)
		gn_out_text(out,
			    "  acknowledges all below %" PRIu32 " of the %s's (%" PRIu32
			    " on the wire)\n",
			    segment->ack, gn_side_name(!segment->from), segment->raw_ack);
}

static bool has_verdict(const struct gn_segment *segment, enum gn_verdict_id id)
{
	for (unsigned int i = 0; i < segment->verdicts; i++)
		if (segment->verdict[i].id == id)
			return true;
	return false;
}

static void tell_acked(struct gn_out *out, const struct gn_why *why)
{
	const struct gn_segment *segment = &why->event.segment;
	char duration[GN_DURATION_SIZE];

	if (!segment->acked.count)
		return;
	gn_out_text(out, "  news for");
	for (uint32_t i = 0; i < segment->acked.count && i < ACKED_MAX; i++)
		gn_out_text(out, " #%" PRIu32, why->acked[i]);
	if (segment->acked.count > ACKED_MAX)
		gn_out_text(out, " and %zu more", segment->acked.count - ACKED_MAX);
	if (segment->rtt_ns >= 0)
		gn_out_text(out,
			    "; round trip %s since #%" PRIu32 ", clean: sent once (RFC 6298 3)\n",
			    gn_duration_format(segment->rtt_ns, duration), segment->rtt_frame);
	else if (has_verdict(segment, GN_ACK_LOST_SEGMENT))
		gn_out_text(out,
			    "; no round trip: it may answer one of those that were not captured\n");
	else
		gn_out_text(out,
			    "; no round trip: one of them was sent twice or filled a hole, so the "
			    "ACK does not say which copy it answers (RFC 6298 3)\n");
}

static void write_segment(struct gn_out *out, const struct gn_why *why)
{
	const struct gn_event *event = &why->event;
	const struct gn_segment *segment = &event->segment;

	gn_out_u64(out, "stream", "  connection %" PRIu64, event->flow->stream);
	gn_out_str(out, "from", ", sent by the %s\n", gn_side_name(segment->from));
	for (int side = 0; side < GN_SIDES; side++)
		gn_out_text(out,
			    segment->before[side] == segment->state[side] ?
				    "  the %s is %s\n" :
				    "  the %s was %s and is %s\n",
			    gn_side_name(side), shown_state(segment->before[side]),
			    shown_state(segment->state[side]));
	write_states(out, "before", segment->before);
	write_states(out, "after", segment->state);
	tell_numbers(out, segment);
	tell_acked(out, why);
}

static void write_wait(struct gn_out *out, const struct gn_arp_wait *wait)
{
	char duration[GN_DURATION_SIZE];

	if (!wait->request) {
		gn_out_null(out, "waited", NULL);
		return;
	}
	gn_out_object(out, "waited");
	gn_out_u64(out, "request", "  it waited for ARP: asked in #%" PRIu64, wait->request);
	gn_out_u64(out, "reply", ", answered in #%" PRIu64, wait->reply);
	gn_out_ns(out, "elapsed_ns", NULL, wait->elapsed_ns);
	gn_out_text(out, ", %s (RFC 826)\n", gn_duration_format(wait->elapsed_ns, duration));
	gn_out_end(out);
}

static void write_verdicts(struct gn_out *out, const struct gn_event *event)
{
	unsigned int count = event->is_segment ? event->segment.verdicts : event->flow != NULL;

	gn_out_array(out, "verdicts");
	for (unsigned int i = 0; i < count; i++)
		gn_verdict_write(out, event->is_segment ? &event->segment.verdict[i] : &event->icmp,
				 GN_VERDICT_RULE);
	gn_out_end(out);
	if (!count)
		gn_out_text(out, "\n  no verdict: the ordinary course of TCP\n");
}

static void write_said(struct gn_out *out, const struct gn_why *why)
{
	char reason[512];

	gn_out_array(out, "says");
	for (int flag = 0; flag < GN_WS_FLAGS; flag++) {
		if (!(why->tshark.analysis >> flag & 1))
			continue;
		gn_out_object(out, NULL);
		gn_out_str(out, "id", "\n  tshark 4.0 says %s", gn_wireshark_flag_name(flag));
		gn_out_bool(out, "agrees", NULL,
			    has_verdict(&why->event.segment, gn_tshark_verdict(flag)));
		gn_out_text(out, "%s",
			    has_verdict(&why->event.segment, gn_tshark_verdict(flag)) ?
				    ", too" :
				    ", and we do not");
		gn_out_str(out, "because", "\n    because %s\n",
			   gn_tshark_reason(flag, &why->tshark, reason, sizeof(reason)));
		gn_out_end(out);
	}
	gn_out_end(out);
}

static void write_unsaid(struct gn_out *out, const struct gn_why *why)
{
	const struct gn_segment *segment = &why->event.segment;

	gn_out_array(out, "does_not_say");
	for (unsigned int i = 0; i < segment->verdicts; i++) {
		enum gn_verdict_id id = segment->verdict[i].id;
		const char *reason = gn_tshark_silence(id, &why->tshark);

		if (!reason)
			continue;
		gn_out_object(out, NULL);
		gn_out_str(out, "id", "\n  tshark 4.0 does not say %s", gn_verdict_name(id));
		gn_out_str(out, "because", "\n    because %s\n", reason);
		gn_out_end(out);
	}
	gn_out_end(out);
}

static void write_tshark(struct gn_out *out, const struct gn_why *why)
{
	if (!why->has_tshark) {
		gn_out_null(out, "tshark", NULL);
		return;
	}
	gn_out_object(out, "tshark");
	write_said(out, why);
	write_unsaid(out, why);
	gn_out_end(out);
}

void gn_why_write(struct gn_out *out, const struct gn_why *why)
{
	const struct gn_event *event = &why->event;

	gn_out_text(out, "\n");
	gn_out_style(out, GN_BOLD);
	gn_out_text(out, "Why");
	gn_out_style(out, GN_PLAIN);
	gn_out_text(out, "\n");
	if (!event->flow && !event->waited.request) {
		gn_out_null(
			out, "why",
			why->fragment ?
				"  no verdict: its IP packet is not complete with this fragment\n" :
				"  no verdict: it is no TCP segment, and no ICMP error about one\n");
		return;
	}
	gn_out_object(out, "why");
	if (why->completes)
		gn_out_text(out, "  with this fragment its IP packet is complete\n");
	if (event->is_segment) {
		write_segment(out, why);
	} else {
		gn_out_known(out, "stream", event->flow, event->flow ? event->flow->stream : 0);
		gn_out_null(out, "from", NULL);
		gn_out_null(out, "before", NULL);
		gn_out_null(out, "after", NULL);
	}
	write_wait(out, &event->waited);
	gn_hop_write(out, event, true);
	write_verdicts(out, event);
	write_tshark(out, why);
	gn_out_end(out);
}
