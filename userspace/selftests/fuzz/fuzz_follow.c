// SPDX-License-Identifier: GPL-2.0
/* The TCP follower in both profiles: conversations as in lib/segments.h. */
#include <string.h>

#include "fuzz.h"
#include "segments.h"
#include "serial.h"
#include "wireshark.h"

/* Fewer than there are connections, so that some are forgotten. */
#define FLOWS_MAX 3

static void check_text(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	require(length < size);
	fuzz_require_plain(text, length, true);
	require(!strpbrk(text, "\n\t"));
}

/* It speaks of frames before this one, and of numbers that it can name. */
static void check_verdict(const struct gn_verdict *verdict, uint32_t frame)
{
	char text[512];

	require(verdict->id < GN_VERDICTS);
	require(verdict->of < frame);
	require(verdict->facts <= GN_VERDICT_FACTS);
	for (unsigned int i = 0; i < verdict->facts; i++)
		require(gn_fact_name(verdict->fact[i].id));
	require(*gn_verdict_name(verdict->id) && *gn_verdict_mark(verdict->id));
	require(*gn_verdict_rfc(verdict));
	check_text(gn_verdict_explain(verdict, text, sizeof(text)), sizeof(text));
	require(*text);
	check_text(gn_verdict_tag(verdict, text, sizeof(text)), sizeof(text));
	require(*text);
}

static void check_segment(const struct gn_event *event)
{
	const struct gn_segment *segment = &event->segment;
	char text[256];

	require(segment->from < GN_SIDES);
	require(segment->window_scale >= -1 && segment->window_scale <= 14);
	require(segment->rtt_ns < 0 || segment->rtt_frame);
	require(segment->rtt_frame < segment->frame && segment->partly < segment->frame);
	for (int side = 0; side < GN_SIDES; side++)
		require(segment->state[side] == GN_STATE_UNKNOWN ||
			gn_tcp_state_name(segment->state[side]));
	for (uint32_t i = 0; i < segment->acked.count; i++)
		require(gn_segment_acked(&event->flow->tcp, segment, i) < segment->frame);
	check_text(gn_steps_format(segment->steps, text, sizeof(text)), sizeof(text));
	require(!*text == !segment->steps);
	require(segment->verdicts <= GN_SEGMENT_VERDICTS);
	for (unsigned int i = 0; i < segment->verdicts; i++)
		check_verdict(&segment->verdict[i], segment->frame);
}

/* Ordered, disjoint, none empty, history first, and within bounds. */
static void check_sent(const struct gn_sent *sent, uint32_t frame)
{
	require(sent->count <= GN_SENT_MAX && sent->acked <= sent->count);
	for (uint32_t i = 0; i < sent->count; i++) {
		const struct gn_range *range = gn_sent_at(sent, i);

		require(gn_before(range->seq, range->end));
		require(!i || !gn_before(range->seq, gn_sent_at(sent, i - 1)->end));
		require(range->frame && range->frame <= range->last_frame &&
			range->last_frame <= frame);
		require(range->copies && (range->copies > 1 || range->frame == range->last_frame));
	}
}

static void check_flow(const struct gn_flow *flow, uint32_t frame)
{
	require(flow->first_frame <= flow->last_frame && flow->last_frame <= frame);
	require(flow->findings_count <= GN_FINDINGS_MAX);
	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_tcp_end *end = &flow->tcp.end[side];
		struct gn_sent opening;

		check_sent(gn_tcp_sent(end, &opening), frame);
		require(!gn_after(end->una, end->nxt) && !gn_after(end->contiguous, end->nxt));
		require(gn_tcp_sums(end).retransmits <= gn_tcp_sums(end).packets);
		if (end->course)
			require(end->course->srtt >= 0 && end->course->rttvar >= 0 &&
				end->course->rtt_min >= 0);
	}
}

static void check_table(const struct gn_flows *flows)
{
	uint32_t kept = 0, last = 0;

	for (struct gn_flow *flow = gn_flows_first(flows); flow; flow = gn_flow_next(flow)) {
		require(!kept || flow->stream > last);
		last = flow->stream;
		kept++;
	}
	require(kept <= FLOWS_MAX && kept == gn_flows_begun(flows) - gn_flows_evicted(flows));
}

static void check_wireshark(const struct gn_wireshark_segment *segment, uint32_t frame)
{
	require(segment->analysis >> GN_WS_FLAGS == 0);
	require(segment->acks_frame < frame && segment->rto_frame < frame);
	require(segment->duplicate_ack_frame < frame || !segment->duplicate_ack_num);
	require(!segment->duplicate_ack_num == !(segment->analysis >> GN_WS_DUPLICATE_ACK & 1));
	require(segment->scale <= 1 << 14);
}

static void take_events(const uint8_t *data, size_t size)
{
	struct gn_flows *flows = gn_flows_new(FLOWS_MAX, NULL, NULL);
	struct segments segments;
	struct gn_frame frame;
	struct gn_event event;

	segments_begin(&segments);
	for (; size >= SEGMENT_SIZE; data += SEGMENT_SIZE, size -= SEGMENT_SIZE) {
		uint32_t number = segments.packet.number + 1;

		gn_frame_decode(&frame, segments_next(&segments, data));
		require(!frame.error);
		require(gn_flows_take(flows, &frame, &event));
		require(event.is_segment == (frame.tcp != GN_NO_LAYER));
		require(event.waited.request < number && event.waited.reply < number);
		if (event.is_segment)
			check_segment(&event);
		else if (event.flow)
			check_verdict(&event.icmp, number);
		if (event.flow)
			check_flow(event.flow, number);
	}
	check_table(flows);
	gn_flows_free(flows);
}

/* As tshark reads: twice, and the second time knowing of the first. */
static void take_pass(struct gn_wireshark *pass, const uint8_t *data, size_t size)
{
	struct gn_flows *flows = gn_flows_new(UINT32_MAX, NULL, NULL);
	struct gn_wireshark_segment segment;
	struct segments segments;
	struct gn_frame frame;
	struct gn_event event;

	segments_begin(&segments);
	for (; size >= SEGMENT_SIZE; data += SEGMENT_SIZE, size -= SEGMENT_SIZE) {
		gn_frame_decode(&frame, segments_next(&segments, data));
		require(gn_flows_take(flows, &frame, &event));
		if (!event.is_segment)
			continue;
		require(gn_wireshark_take(pass, &event, &segment));
		check_wireshark(&segment, segments.packet.number);
	}
	gn_flows_free(flows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_wireshark *first = gn_wireshark_new(NULL), *second = gn_wireshark_new(first);

	take_events(data, size);
	take_pass(first, data, size);
	take_pass(second, data, size);
	gn_wireshark_free(second);
	gn_wireshark_free(first);
	return 0;
}
