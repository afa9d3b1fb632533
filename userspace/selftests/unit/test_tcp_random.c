// SPDX-License-Identifier: GPL-2.0
/*
 * Segments that no TCP would send: a million of them, from a generator with a
 * fixed seed. Whatever comes, nothing is read or written out of bounds (under
 * SANITIZE=1) and memory stays within GN_SENT_MAX ranges a direction.
 */
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "serial.h"
#include "tap.h"

#define SEGMENTS 1000000

/* xorshift64*: Marsaglia 2003, with Vigna's multiplier. */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 0x2545f4914f6cdd1dULL;
}

static uint32_t below(uint64_t *seed, uint32_t limit)
{
	return (next(seed) >> 32) % limit;
}

/* Ordered, disjoint, none empty, all within one window. */
static void check_sent(const struct gn_sent *sent)
{
	assert_true(sent->count <= GN_SENT_MAX);
	assert_true(sent->acked <= sent->count);
	for (uint32_t i = 0; i < sent->count; i++) {
		assert_true(gn_before(gn_sent_at(sent, i)->seq, gn_sent_at(sent, i)->end));
		if (i)
			assert_false(gn_before(gn_sent_at(sent, i)->seq,
					       gn_sent_at(sent, i - 1)->end));
	}
}

static void check_flow(const struct gn_flow *flow)
{
	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_tcp_end *end = &flow->tcp.end[side];
		struct gn_sent opening;

		check_sent(gn_tcp_sent(end, &opening));
		assert_false(gn_after(end->una, end->nxt));
		assert_false(gn_after(end->contiguous, end->nxt));
	}
}

/* Numbers near what is expected in @spread of 256 cases, anything at all in the others. */
static uint32_t some_number(uint64_t *seed, uint32_t around, unsigned int spread)
{
	if (below(seed, 256) >= spread)
		return next(seed) >> 32;
	return around + below(seed, 6000) - 3000;
}

static struct gn_flow *hurl(struct gn_flows *flows, uint64_t *seed, struct gn_packet *packet,
			    unsigned int spread, uint32_t *around)
{
	struct gn_frame frame = {
		.packet = packet,
		.arp = GN_NO_LAYER,
		.icmp = GN_NO_LAYER,
		.udp = GN_NO_LAYER,
		.tcp = 34,
		.ip_version = 4,
		.ip_src.version = 4,
		.ip_dst.version = 4,
	};
	unsigned int from = below(seed, 2);
	struct gn_event event;

	packet->number++;
	packet->time_ns += below(seed, 300000000);
	frame.ip_src.bytes[0] = from;
	frame.ip_dst.bytes[0] = !from;
	frame.sport = from ? 80 : 40000;
	frame.dport = from ? 40000 : 80;
	frame.ip_id = below(seed, 4) ? packet->number : below(seed, 65536);
	frame.seq = some_number(seed, around[from], spread);
	frame.ack = some_number(seed, around[!from], spread);
	frame.tcp_flags = below(seed, 8) ? GN_TCP_ACK : below(seed, 512);
	frame.payload_len = below(seed, 3) ? below(seed, 3000) : below(seed, 3);
	frame.window = below(seed, 4) ? below(seed, 65536) : 0;
	frame.tcp_opt.has_wscale = below(seed, 2);
	frame.tcp_opt.wscale = below(seed, 256);
	frame.tcp_opt.has_timestamps = below(seed, 2);
	frame.tcp_opt.tsval = next(seed);
	frame.tcp_opt.sack_blocks = below(seed, 5);
	for (unsigned int i = 0; i < frame.tcp_opt.sack_blocks; i++) {
		frame.tcp_opt.sack[i].left = some_number(seed, around[!from], spread);
		frame.tcp_opt.sack[i].right = some_number(seed, around[!from], spread);
	}
	around[from] += below(seed, 2000);
	assert_true(gn_flows_take(flows, &frame, &event));
	assert_non_null(event.flow);
	assert_true(event.segment.verdicts <= GN_SEGMENT_VERDICTS);
	for (unsigned int i = 0; i < event.segment.verdicts; i++) {
		char text[512];

		if (below(seed, 64) == 0)
			gn_verdict_explain(&event.segment.verdict[i], text, sizeof(text));
	}
	for (uint32_t i = 0; i < event.segment.acked.count; i++)
		assert_true(gn_segment_acked(&event.flow->tcp, &event.segment, i) <=
			    packet->number);
	return event.flow;
}

static void hurl_many(unsigned int spread, uint64_t seed)
{
	struct gn_flows *flows = gn_flows_new(100, NULL, NULL);
	struct gn_packet packet = { 0 };
	uint32_t around[2] = { 0xfffff000, 5 };

	for (unsigned int i = 0; i < SEGMENTS / 4; i++) {
		struct gn_flow *flow = hurl(flows, &seed, &packet, spread, around);

		if (i % 1000 == 0)
			check_flow(flow);
	}
	gn_flows_free(flows);
}

static void nonsense(void **state)
{
	(void)state;
	hurl_many(0, 1);
}

static void mostly_nonsense(void **state)
{
	(void)state;
	hurl_many(128, 2);
}

static void nearly_plausible(void **state)
{
	(void)state;
	hurl_many(255, 3);
}

static void plausible(void **state)
{
	(void)state;
	hurl_many(256, 4);
}

/* A sender whose every second segment is missing, and who is never acknowledged. */
static void holes_without_end(void **state)
{
	struct gn_flows *flows = gn_flows_new(1, NULL, NULL);
	struct gn_packet packet = { 0 };
	struct gn_event event;
	struct gn_frame frame = {
		.packet = &packet,
		.arp = GN_NO_LAYER,
		.icmp = GN_NO_LAYER,
		.udp = GN_NO_LAYER,
		.tcp = 34,
		.ip_version = 4,
		.ip_src.version = 4,
		.ip_dst.version = 4,
		.sport = 40000,
		.dport = 80,
		.tcp_flags = GN_TCP_ACK,
		.payload_len = 10,
		.window = 1000,
	};

	(void)state;
	for (int i = 0; i < 200000; i++) {
		packet.number++;
		frame.seq += 20;
		assert_true(gn_flows_take(flows, &frame, &event));
	}
	assert_int_equal(event.flow->tcp.end[GN_CLIENT].course->sent.count, GN_SENT_MAX);
	assert_int_equal(event.flow->tcp.end[GN_CLIENT].course->sent.forgotten,
			 200000 - GN_SENT_MAX);
	check_flow(event.flow);
	gn_flows_free(flows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nonsense),	     cmocka_unit_test(mostly_nonsense),
		cmocka_unit_test(nearly_plausible),  cmocka_unit_test(plausible),
		cmocka_unit_test(holes_without_end),
	};

	return cmocka_run_group_tests_name("random segments", tests, NULL, NULL);
}
