// SPDX-License-Identifier: GPL-2.0
/* The table of connections: who belongs together, numbers, bounds, ICMP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "story.h"
#include "tap.h"

static struct gn_addr v4(uint32_t host)
{
	return (struct gn_addr){ .version = 4, .bytes = { 10, 0, host >> 8, host } };
}

/* A segment made by hand, without bytes. */
static struct gn_frame segment(struct gn_packet *packet, struct gn_addr src, uint16_t sport,
			       struct gn_addr dst, uint16_t dport, uint16_t flags)
{
	packet->number++;
	packet->time_ns += 1000;
	return (struct gn_frame){
		.packet = packet,
		.eth = 0,
		.vlan = GN_NO_LAYER,
		.arp = GN_NO_LAYER,
		.ip = 14,
		.icmp = GN_NO_LAYER,
		.udp = GN_NO_LAYER,
		.tcp = 34,
		.payload = 54,
		.ip_version = src.version,
		.ip_src = src,
		.ip_dst = dst,
		.sport = sport,
		.dport = dport,
		.seq = 1000,
		.tcp_flags = flags,
		.window = 1000,
	};
}

static struct gn_flow *take(struct gn_flows *flows, struct gn_frame frame)
{
	struct gn_event event;

	assert_true(gn_flows_take(flows, &frame, &event));
	return event.flow;
}

static void both_directions_are_one(void **state)
{
	struct gn_flows *flows = gn_flows_new(100, NULL, NULL);
	struct gn_addr a6 = { .version = 6, .bytes = { 0xfd, [15] = 1 } };
	struct gn_addr b6 = { .version = 6, .bytes = { 0xfd, [15] = 2 } };
	struct gn_packet packet = { 0 };
	struct gn_flow *flow;

	(void)state;
	flow = take(flows, segment(&packet, v4(1), 40000, v4(2), 80, GN_TCP_SYN));
	assert_ptr_equal(flow, take(flows, segment(&packet, v4(2), 80, v4(1), 40000,
						   GN_TCP_SYN | GN_TCP_ACK)));
	assert_ptr_not_equal(flow,
			     take(flows, segment(&packet, v4(1), 40001, v4(2), 80, GN_TCP_SYN)));
	assert_ptr_not_equal(flow,
			     take(flows, segment(&packet, v4(1), 80, v4(2), 40000, GN_TCP_SYN)));
	flow = take(flows, segment(&packet, a6, 40000, b6, 80, GN_TCP_SYN));
	assert_ptr_equal(flow, take(flows, segment(&packet, b6, 80, a6, 40000, GN_TCP_ACK)));
	assert_int_equal(gn_flows_begun(flows), 4);
	assert_int_equal(flow->stream, 3);
	assert_int_equal(flow->port[GN_CLIENT], 40000);
	gn_flows_free(flows);
}

static void many_are_found_again(void **state)
{
	struct gn_flows *flows = gn_flows_new(100000, NULL, NULL);
	struct gn_packet packet = { 0 };
	uint32_t n = 0;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++)
		assert_int_equal(take(flows, segment(&packet, v4(i), 1000 + i % 7, v4(65000), 80,
						     GN_TCP_SYN))
					 ->stream,
				 i);
	for (uint32_t i = 0; i < 20000; i++)
		assert_int_equal(take(flows, segment(&packet, v4(65000), 80, v4(i), 1000 + i % 7,
						     GN_TCP_SYN | GN_TCP_ACK))
					 ->stream,
				 i);
	for (struct gn_flow *flow = gn_flows_first(flows); flow; flow = gn_flow_next(flow))
		assert_int_equal(flow->stream, n++);
	assert_int_equal(n, 20000);
	gn_flows_free(flows);
}

struct evictions {
	uint32_t count, streams[8];
};

static void note_eviction(struct gn_flow *flow, void *arg)
{
	struct evictions *evictions = arg;

	evictions->streams[evictions->count++] = flow->stream;
}

static void idlest_is_evicted(void **state)
{
	struct evictions evictions = { 0 };
	struct gn_flows *flows = gn_flows_new(3, note_eviction, &evictions);
	struct gn_packet packet = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		take(flows, segment(&packet, v4(i), 40000, v4(9), 80, GN_TCP_SYN));
	/* Stream 0 is busy, so 1 goes first, then 2. */
	take(flows, segment(&packet, v4(9), 80, v4(0), 40000, GN_TCP_SYN | GN_TCP_ACK));
	take(flows, segment(&packet, v4(3), 40000, v4(9), 80, GN_TCP_SYN));
	take(flows, segment(&packet, v4(4), 40000, v4(9), 80, GN_TCP_SYN));
	assert_int_equal(evictions.count, 2);
	assert_int_equal(evictions.streams[0], 1);
	assert_int_equal(evictions.streams[1], 2);
	assert_int_equal(gn_flows_evicted(flows), 2);
	/* Who comes back is a stranger. */
	assert_int_equal(take(flows, segment(&packet, v4(1), 40000, v4(9), 80, GN_TCP_SYN))->stream,
			 5);
	gn_flows_free(flows);
}

struct gone {
	bool stream[100000];
};

static void note_gone(struct gn_flow *flow, void *arg)
{
	((struct gone *)arg)->stream[flow->stream] = true;
}

/* Ports used again and again while the idlest go: always the newest that is kept is found. */
static void found_while_others_leave(void **state)
{
	enum { KEPT = 700, PORTS = 2000, SEGMENTS = 100000 };
	struct gone *gone = calloc(1, sizeof(*gone));
	uint32_t newest[PORTS], isn[PORTS] = { 0 };
	struct gn_flows *flows = gn_flows_new(KEPT, note_gone, gone);
	struct gn_packet packet = { 0 };
	uint32_t random = 1, kept = 0;

	(void)state;
	assert_non_null(gone);
	for (int i = 0; i < SEGMENTS; i++) {
		struct gn_frame frame;
		uint32_t port, begun = gn_flows_begun(flows), stream;
		bool again;

		random = random * 1664525 + 1013904223;
		port = (random >> 16) % (i & 1 ? 20 : PORTS);
		again = !isn[port] || random >> 30 == 0;
		isn[port] += again;
		frame = segment(&packet, v4(1), port, v4(2), 80, GN_TCP_SYN);
		frame.seq = isn[port];
		stream = take(flows, frame)->stream;
		assert_int_equal(stream,
				 again || gone->stream[newest[port]] ? begun : newest[port]);
		newest[port] = stream;
	}
	for (struct gn_flow *flow = gn_flows_first(flows); flow; flow = gn_flow_next(flow), kept++)
		assert_false(gone->stream[flow->stream]);
	assert_int_equal(kept, KEPT);
	assert_int_equal(gn_flows_begun(flows) - gn_flows_evicted(flows), KEPT);
	gn_flows_free(flows);
	free(gone);
}

static void role_without_a_syn(void **state)
{
	struct gn_flows *flows = gn_flows_new(100, NULL, NULL);
	struct gn_packet packet = { 0 };
	struct gn_flow *flow;

	(void)state;
	flow = take(flows, segment(&packet, v4(1), 80, v4(2), 40000, GN_TCP_ACK));
	assert_int_equal(flow->port[GN_SERVER], 80);
	flow = take(flows, segment(&packet, v4(1), 80, v4(2), 40001, GN_TCP_SYN));
	assert_int_equal(flow->port[GN_CLIENT], 80);
	flow = take(flows, segment(&packet, v4(1), 40002, v4(2), 80, GN_TCP_SYN | GN_TCP_ACK));
	assert_int_equal(flow->port[GN_SERVER], 40002);
	gn_flows_free(flows);
}

/* An ICMP error that quotes @quote_size bytes of the client's SYN of story frame 1. */
static struct gn_flow *take_icmp(struct gn_flows *flows, uint8_t type, uint8_t code,
				 size_t quote_size, struct gn_event *event)
{
	uint8_t bytes[14 + 20 + 8 + 28] = {
		[12] = 8,
		[14] = 0x45,
		[23] = 1,
		[26] = 10,
		[29] = 9,
		[30] = 10,
		[33] = 1,
		[34] = type,
		[35] = code,
		/* quoted: IPv4, TCP, 10.0.0.1 to 10.0.0.2, 40000 to 80, number 1000 */
		[42] = 0x45,
		[50] = 64,
		[51] = 6,
		[54] = 10,
		[57] = 1,
		[58] = 10,
		[61] = 2,
		[62] = 40000 >> 8,
		[63] = 40000 & 255,
		[65] = 80,
		[68] = 1000 >> 8,
		[69] = 1000 & 255,
	};
	struct gn_packet packet = {
		.number = 99,
		.data = bytes,
		.caplen = 42 + quote_size,
		.len = 42 + quote_size,
	};
	struct gn_frame frame;

	bytes[17] = 20 + 8 + quote_size;
	bytes[22] = 64;
	gn_frame_decode(&frame, &packet);
	assert_true(frame.icmp != GN_NO_LAYER);
	assert_true(gn_flows_take(flows, &frame, event));
	return event->flow;
}

static void icmp_joins_its_connection(void **state)
{
	struct gn_event event;
	struct story story;
	struct gn_flow *flow;

	(void)state;
	story_tell(&story, "icmp", "C SYN @0\n");
	flow = story_flow(&story, 0);
	assert_ptr_equal(take_icmp(story.flows, 3, 1, 28, &event), flow);
	assert_false(event.is_segment);
	assert_int_equal(event.icmp.id, GN_ICMP_UNREACHABLE);
	assert_int_equal(event.icmp.of, 1);
	assert_ptr_equal(take_icmp(story.flows, 3, 4, 28, &event), flow);
	assert_int_equal(event.icmp.id, GN_ICMP_FRAG_NEEDED);
	assert_ptr_equal(take_icmp(story.flows, 11, 0, 28, &event), flow);
	assert_int_equal(event.icmp.id, GN_ICMP_TIME_EXCEEDED);
	assert_int_equal(flow->findings_count, 3);
	/* A quote that ends before the number, and a ping, belong to nobody. */
	assert_null(take_icmp(story.flows, 3, 1, 27, &event));
	assert_null(take_icmp(story.flows, 8, 0, 28, &event));
	story_end(&story);
}

/* An ARP packet between hosts 1 and 2, or an IP packet without a TCP layer when @op is 0. */
static struct gn_arp_wait take_arp(struct gn_flows *flows, struct gn_packet *packet, uint8_t from,
				   uint8_t to, uint16_t op)
{
	struct gn_frame frame = {
		.packet = packet,
		.arp = op ? 14 : GN_NO_LAYER,
		.icmp = GN_NO_LAYER,
		.udp = GN_NO_LAYER,
		.tcp = GN_NO_LAYER,
		.src = { [5] = from },
		.dst = { [5] = to },
		.ip_version = op ? 0 : 4,
		.arp_body = { .op = op,
			      .sender_mac = { [5] = from },
			      .sender = v4(from),
			      .target = v4(to),
			      .target_mac = { [5] = op == 2 ? to : 0 } },
	};
	struct gn_event event;

	packet->number++;
	packet->time_ns += 1000;
	assert_true(gn_flows_take(flows, &frame, &event));
	return event.waited;
}

static void first_packet_waited_for_arp(void **state)
{
	struct gn_flows *flows = gn_flows_new(10, NULL, NULL);
	struct gn_packet packet = { 0 };
	struct gn_arp_wait wait;

	(void)state;
	assert_int_equal(take_arp(flows, &packet, 1, 2, 1).request, 0);
	assert_int_equal(take_arp(flows, &packet, 1, 2, 1).request, 0); /* asked again */
	assert_int_equal(take_arp(flows, &packet, 3, 2, 0).request, 0); /* somebody else */
	assert_int_equal(take_arp(flows, &packet, 2, 1, 2).request, 0);
	assert_int_equal(take_arp(flows, &packet, 1, 3, 0).request, 0); /* to somebody else */
	wait = take_arp(flows, &packet, 1, 2, 0);
	assert_int_equal(wait.request, 1);
	assert_int_equal(wait.reply, 4);
	assert_int_equal(wait.elapsed_ns, 3000);
	assert_int_equal(take_arp(flows, &packet, 1, 2, 0).request,
			 0); /* the second did not wait */
	/* An unanswered question holds nothing up that comes out; an announcement asks for nothing. */
	take_arp(flows, &packet, 1, 4, 1);
	assert_int_equal(take_arp(flows, &packet, 1, 4, 0).request, 0);
	take_arp(flows, &packet, 5, 5, 1);
	take_arp(flows, &packet, 5, 5, 2);
	assert_int_equal(take_arp(flows, &packet, 5, 5, 0).request, 0);
	/* More questions than are remembered. */
	for (int i = 0; i < 100; i++)
		take_arp(flows, &packet, 1, 10 + i, 1);
	take_arp(flows, &packet, 10, 1, 2);
	assert_int_equal(take_arp(flows, &packet, 1, 10, 0).request, 0);
	take_arp(flows, &packet, 109, 1, 2);
	assert_int_not_equal(take_arp(flows, &packet, 1, 109, 0).request, 0);
	gn_flows_free(flows);
}

static void completeness_is_tsharks(void **state)
{
	static const struct {
		const char *text;
		unsigned int completeness;
	} cases[] = {
		{ "C SYN @0\n", 1 },
		{ "C SYN @0\nS SYN-ACK @1\n", 3 },
		{ "C SYN @0\nS SYN-ACK @1\nC @2\n", 7 },
		{ "C SYN @0\nS SYN-ACK @1\nC @2\nC len=10 @3\n", 15 },
		{ "C SYN @0\nS SYN-ACK @1\nC @2\nC len=10 @3\nC FIN @4\n", 31 },
		{ "C SYN @0\nS SYN-ACK @1\nC @2\nC len=10 @3\nC RST @4\n", 47 },
		/* T13: in one pass tshark loses the data of the first frame, in two it does not. */
		{ "C 1 len=100 @0\nS @1\nS FIN @2\n", 28 },
		/* T12b: the RST-ACK counts as an ACK too. */
		{ "C SYN @0\nS RST-ACK 0 ack=1 @1\n", 37 },
		/* F1: data on the SYN counts. */
		{ "C SYN len=50 @0\nS SYN-ACK @1\n", 11 },
		/* A FIN-ACK is an ACK as well; a single frame shows nothing, though. */
		{ "C FIN 1 @0\nS @1\n", 20 },
		{ "C FIN 1 @0\n", 0 },
		/* N1: FIN and data in one. */
		{ "C SYN @0\nS SYN-ACK @1\nC @2\nC FIN len=10 @3\n", 31 },
		/* X1: any RST counts. */
		{ "C SYN @0\nS SYN-ACK @1\nC @2\nC RST 999999 @3\n", 39 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[512], *colon, *end, name[32];
		struct story story;

		/* What is found does not matter here, so nothing is expected: told as one long story each. */
		snprintf(text, sizeof(text), "%s", cases[i].text);
		colon = strstr(text, "RST");
		end = colon ? strchr(colon, '\n') : NULL;
		if (end)
			strcpy(end, strstr(colon, "999999")  ? " : reset_ignored\n" :
				    strstr(colon, "RST-ACK") ? " : refused of 1\n" :
							       " : reset\n");
		snprintf(name, sizeof(name), "completeness_%zu", i);
		story_tell(&story, name, text);
		assert_int_equal(gn_flow_completeness(story_flow(&story, 0), story.count),
				 cases[i].completeness);
		story_end(&story);
	}
}

static void findings_are_bounded(void **state)
{
	struct gn_flows *flows = gn_flows_new(10, NULL, NULL);
	struct gn_packet packet = { 0 };
	struct gn_flow *flow = NULL;

	(void)state;
	/* Every one advertises a closed window. */
	for (uint32_t i = 0; i < GN_FINDINGS_MAX + 10; i++) {
		struct gn_frame frame = segment(&packet, v4(1), 40000, v4(2), 80, GN_TCP_ACK);

		frame.window = 0;
		flow = take(flows, frame);
	}
	assert_int_equal(flow->findings_count, GN_FINDINGS_MAX);
	assert_int_equal(flow->findings_omitted, 10);
	gn_flows_free(flows);
}

/* Pieces of every block, some given back in between: always zero, never two in one place. */
static void pool(void **state)
{
	enum { PIECES = 40000, SIZE = 472 };
	struct gn_pool pool = { .size = SIZE };
	unsigned char **pieces = calloc(PIECES, sizeof(*pieces));
	static const unsigned char zero[SIZE];

	(void)state;
	assert_non_null(pieces);
	for (int i = 0; i < PIECES; i++) {
		int place = i % 3 == 2 && pieces[i / 3] ? i / 3 : i;

		if (place != i)
			gn_pool_give(&pool, pieces[place]);
		pieces[place] = gn_pool_take(&pool);
		assert_non_null(pieces[place]);
	}
	for (int i = 0; i < PIECES; i++) {
		if (!pieces[i])
			continue;
		assert_memory_equal(pieces[i], zero, SIZE);
		assert_int_equal((uintptr_t)pieces[i] % sizeof(void *), 0);
		memset(pieces[i], 0xff, SIZE);
	}
	gn_pool_give(&pool, pieces[0]);
	assert_ptr_equal(gn_pool_take(&pool), pieces[0]);
	assert_memory_equal(pieces[0], zero, SIZE);
	gn_pool_release(&pool);
	assert_null(pool.blocks);
	free(pieces);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pool),
		cmocka_unit_test(both_directions_are_one),
		cmocka_unit_test(many_are_found_again),
		cmocka_unit_test(idlest_is_evicted),
		cmocka_unit_test(found_while_others_leave),
		cmocka_unit_test(role_without_a_syn),
		cmocka_unit_test(icmp_joins_its_connection),
		cmocka_unit_test(first_packet_waited_for_arp),
		cmocka_unit_test(completeness_is_tsharks),
		cmocka_unit_test(findings_are_bounded),
	};

	return cmocka_run_group_tests_name("flows", tests, NULL, NULL);
}
