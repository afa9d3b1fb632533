// SPDX-License-Identifier: GPL-2.0
/*
 * The states of both ends after each segment, in the convention of RFC 9293's
 * figures 6 to 13: after the departure or arrival of the segment.
 */
#include <stdio.h>

#include "story.h"
#include "tap.h"

#define OPEN                                                 \
	"C SYN @0		| SYN_SENT SYN_RECEIVED\n"                \
	"S SYN-ACK @5		| ESTABLISHED SYN_RECEIVED	= 1 5ms\n" \
	"C @10			| ESTABLISHED ESTABLISHED	= 2 5ms\n"

static void check_close(const struct gn_tcp *tcp, enum gn_close how, enum gn_closer first,
			unsigned int segments)
{
	assert_int_equal(tcp->close, how);
	assert_int_equal(tcp->first_closer, first);
	assert_int_equal(gn_tcp_close_segments(tcp), segments);
}

static void client_closes_first(void **state)
{
	struct story story;
	const struct gn_tcp *tcp;

	(void)state;
	story_tell(&story, "client_closes_first",
		   OPEN
		   "C len=100 @11	| ESTABLISHED ESTABLISHED\n"
		   "S @12		| ESTABLISHED ESTABLISHED	= 4 1ms\n"
		   "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
		   "S @21		| FIN_WAIT_2 CLOSE_WAIT\n"
		   "S FIN @30		| TIME_WAIT LAST_ACK\n"
		   "C @31		| TIME_WAIT CLOSED\n");
	tcp = &story_flow(&story, 0)->tcp;
	check_close(tcp, GN_CLOSE_FIN, GN_CLOSER_CLIENT, 4);
	assert_int_equal(tcp->syn, 1);
	assert_int_equal(tcp->syn_ack, 2);
	assert_int_equal(tcp->ack, 3);
	assert_int_equal(tcp->handshake_rtt, 10000000);
	assert_int_equal(story.segment[5].steps, GN_STEP_FIN_FIRST);
	assert_int_equal(story.segment[6].steps, GN_STEP_ACK_FIRST);
	assert_int_equal(story.segment[7].steps, GN_STEP_FIN_SECOND);
	assert_int_equal(story.segment[8].steps, GN_STEP_ACK_SECOND);
	story_end(&story);
}

static void server_closes_first(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "server_closes_first",
		   OPEN "S FIN @20		| CLOSE_WAIT FIN_WAIT_1\n"
			"C @21		| CLOSE_WAIT FIN_WAIT_2\n"
			"C FIN @30		| LAST_ACK TIME_WAIT\n"
			"S @31		| CLOSED TIME_WAIT\n");
	check_close(&story_flow(&story, 0)->tcp, GN_CLOSE_FIN, GN_CLOSER_SERVER, 4);
	story_end(&story);
}

static void three_segment_close(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "three_segment_close",
		   OPEN "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
			"S FIN @21		| TIME_WAIT LAST_ACK\n"
			"C @22		| TIME_WAIT CLOSED\n");
	check_close(&story_flow(&story, 0)->tcp, GN_CLOSE_FIN, GN_CLOSER_CLIENT, 3);
	assert_int_equal(story.segment[4].steps, GN_STEP_ACK_FIRST | GN_STEP_FIN_SECOND);
	story_end(&story);
}

/* RFC 9293 figure 13: both FINs under way at once. */
static void simultaneous_close(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "simultaneous_close",
		   OPEN "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
			"S FIN ack=1 @20.1	| CLOSING FIN_WAIT_1\n"
			"C 2 ack=2 @25	| CLOSING TIME_WAIT\n"
			"S 2 ack=2 @25.1	| TIME_WAIT TIME_WAIT\n");
	check_close(&story_flow(&story, 0)->tcp, GN_CLOSE_FIN, GN_CLOSER_BOTH, 4);
	assert_int_equal(story.segment[4].steps, GN_STEP_FIN_CROSSING);
	story_end(&story);
}

/* One direction is closed, the other goes on: FIN_WAIT_2 and CLOSE_WAIT for as long as it takes. */
static void half_close(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "half_close",
		   OPEN
		   "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
		   "S @21		| FIN_WAIT_2 CLOSE_WAIT\n"
		   "S len=1000 @30	| FIN_WAIT_2 CLOSE_WAIT\n"
		   "C @31		| FIN_WAIT_2 CLOSE_WAIT\n"
		   "S len=1000 @40	| FIN_WAIT_2 CLOSE_WAIT\n"
		   "C @41		| FIN_WAIT_2 CLOSE_WAIT\n");
	check_close(&story_flow(&story, 0)->tcp, GN_CLOSE_FIN, GN_CLOSER_CLIENT, 0);
	story_end(&story);
}

/* RFC 9293 figure 8. Each bare SYN shows that its sender had not got the other's. */
static void simultaneous_open(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "simultaneous_open",
		   "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		   "S SYN @0.1		| SYN_RECEIVED SYN_SENT\n"
		   "C SYN-ACK 0 ack=1 @5	| SYN_RECEIVED ESTABLISHED \n"
		   "S SYN-ACK 0 ack=1 @5.1	| ESTABLISHED ESTABLISHED\n"
		   "C len=10 @10	| ESTABLISHED ESTABLISHED\n");
	assert_int_equal(story.segment[1].steps, GN_STEP_SYN_CROSSING);
	story_end(&story);
}

static void syn_repeated(void **state)
{
	struct story story;

	(void)state;
	/* Nobody answers: nothing is known of the server. */
	story_tell(&story, "syn_repeated",
		   "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		   "C SYN 0 @1000	| SYN_SENT - : retransmission of 1 rto\n"
		   "C SYN 0 @3000	| SYN_SENT - : retransmission of 1 rto\n"
		   "S SYN-ACK @3005	| ESTABLISHED SYN_RECEIVED = 1\n"
		   "C @3010		| ESTABLISHED ESTABLISHED = 4 5ms\n");
	/* Karn: which SYN was answered is not known. */
	assert_int_equal(story_flow(&story, 0)->tcp.handshake_rtt, -1);
	story_end(&story);
}

static void never_answered(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "never_answered", "C SYN @0 | SYN_SENT SYN_RECEIVED\n");
	assert_int_equal(gn_tcp_final_state(&story_flow(&story, 0)->tcp, GN_CLIENT), GN_SYN_SENT);
	assert_int_equal(gn_tcp_final_state(&story_flow(&story, 0)->tcp, GN_SERVER),
			 GN_STATE_UNKNOWN);
	story_end(&story);
}

/* The SYN-ACK passed the tap and was lost behind it; so was the last ACK. */
static void syn_ack_repeated(void **state)
{
	struct story story;

	(void)state;
	story_tell(
		&story, "syn_ack_repeated",
		"C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		"S SYN-ACK @5	| ESTABLISHED SYN_RECEIVED\n"
		"C SYN 0 @1000	| SYN_SENT SYN_RECEIVED : spurious_retransmission of 1 rto\n"
		"S SYN-ACK 0 @1005	| ESTABLISHED SYN_RECEIVED : retransmission of 2 rto\n"
		"C @1010		| ESTABLISHED ESTABLISHED\n"
		"S SYN-ACK 0 @2005	| ESTABLISHED SYN_RECEIVED : spurious_retransmission of 2 rto\n"
		"C @2006		| ESTABLISHED ESTABLISHED\n");
	story_end(&story);
}

static void refused(void **state)
{
	struct story story;
	const struct gn_tcp *tcp;

	(void)state;
	story_tell(&story, "refused",
		   "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
		   "S RST-ACK 0 ack=1 @1	| CLOSED CLOSED : refused of 1\n");
	tcp = &story_flow(&story, 0)->tcp;
	check_close(tcp, GN_CLOSE_RST, GN_CLOSER_SERVER, 1);
	assert_int_equal(gn_tcp_final_state(tcp, GN_SERVER), GN_CLOSED);
	assert_int_equal(tcp->handshake_rtt, -1);
	story_end(&story);
}

/* Figure 7 and 3.10.7.4: a listener that took the SYN goes back to LISTEN. */
static void rst_in_syn_received(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "rst_in_syn_received",
		   "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		   "S SYN-ACK @5	| ESTABLISHED SYN_RECEIVED\n"
		   "C RST @6		| CLOSED LISTEN : reset\n");
	story_end(&story);
}

static void rst_in_syn_sent_without_ack(void **state)
{
	struct story story;

	(void)state;
	/* 3.10.7.3: without an acceptable ACK it is dropped. */
	story_tell(&story, "rst_in_syn_sent_without_ack",
		   "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
		   "S RST 0 @1			| SYN_SENT SYN_RECEIVED : reset_ignored\n"
		   "S RST-ACK 0 ack=77 @2	| SYN_SENT SYN_RECEIVED : reset_ignored\n");
	story_end(&story);
}

static void rst_in_each_synchronized_state(void **state)
{
	static const char *const before[] = {
		"",
		"C FIN @20 | FIN_WAIT_1 CLOSE_WAIT\n",
		"C FIN @20\nS @21 | FIN_WAIT_2 CLOSE_WAIT\n",
		"S FIN @20 | CLOSE_WAIT FIN_WAIT_1\n",
		"S FIN @20\nC @21\nC FIN @22 | LAST_ACK TIME_WAIT\n",
		"C FIN @20\nS FIN ack=1 @20.1 | CLOSING FIN_WAIT_1\n",
		"C FIN @20\nS @21\nS FIN @30 | TIME_WAIT LAST_ACK\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		for (int side = 0; side < 2; side++) {
			char text[1024], name[64];
			struct story story;

			snprintf(text, sizeof(text), OPEN "%s%c RST @50 | CLOSED CLOSED : reset\n",
				 before[i], side ? 'S' : 'C');
			snprintf(name, sizeof(name), "rst_in_state_%zu_%d", i, side);
			story_tell(&story, name, text);
			assert_int_equal(story_flow(&story, 0)->tcp.close, GN_CLOSE_RST);
			story_end(&story);
		}
	}
}

/* A connection that both have closed is closed by FIN, whatever comes later. */
static void rst_after_close(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "rst_after_close",
		   OPEN "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
			"S FIN @21		| TIME_WAIT LAST_ACK\n"
			"C @22		| TIME_WAIT CLOSED\n"
			"S RST @23		| CLOSED CLOSED : reset\n");
	check_close(&story_flow(&story, 0)->tcp, GN_CLOSE_FIN, GN_CLOSER_CLIENT, 3);
	story_end(&story);
}

/* RFC 5961 3.2: in the window but not the next number: not obeyed, asked about. */
static void rst_challenged(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "rst_challenged",
		   OPEN "C RST 500 @20	| ESTABLISHED ESTABLISHED : reset_ignored\n"
			"S @21		| ESTABLISHED ESTABLISHED : challenge_ack of 4\n"
			"C RST 1 @22		| CLOSED CLOSED : reset\n");
	story_end(&story);
}

static void syn_challenged(void **state)
{
	struct story story;

	(void)state;
	/* The same SYN again, much later: a duplicate from the network (RFC 5961 4.2). */
	story_tell(
		&story, "syn_challenged",
		OPEN
		"C len=10 @20	| ESTABLISHED ESTABLISHED\n"
		"S @21		| ESTABLISHED ESTABLISHED\n"
		"C SYN 0 @500	| ESTABLISHED ESTABLISHED : spurious_retransmission of 1 unknown\n"
		"S @501		| ESTABLISHED ESTABLISHED : challenge_ack of 6\n");
	story_end(&story);
}

static void fin_repeated(void **state)
{
	struct story story;

	(void)state;
	/* The last ACK is lost behind the tap: LAST_ACK again, and TIME_WAIT answers (3.6.1). */
	story_tell(&story, "fin_repeated",
		   OPEN
		   "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
		   "S @21		| FIN_WAIT_2 CLOSE_WAIT\n"
		   "S FIN @30		| TIME_WAIT LAST_ACK\n"
		   "C @31		| TIME_WAIT CLOSED\n"
		   "S FIN 1 @240	| TIME_WAIT LAST_ACK : spurious_retransmission of 6 rto\n"
		   "C @241		| TIME_WAIT CLOSED\n");
	story_end(&story);
}

static void fin_lost(void **state)
{
	struct story story;

	(void)state;
	/* The FIN passed the tap and was lost behind it; its sender asks again. */
	story_tell(&story, "fin_lost",
		   OPEN "C FIN @20		| FIN_WAIT_1 CLOSE_WAIT\n"
			"C FIN 1 @230	| FIN_WAIT_1 CLOSE_WAIT : retransmission of 4 rto\n"
			"S @231		| FIN_WAIT_2 CLOSE_WAIT	= 4\n");
	story_end(&story);
}

static void fin_waits_for_a_gap(void **state)
{
	struct story story;

	(void)state;
	/* A FIN behind a gap is not taken up before the gap is filled (3.10.7.4, eighth). */
	story_tell(&story, "fin_waits_for_a_gap",
		   OPEN "C 101 len=100 FIN @20       | FIN_WAIT_1 ESTABLISHED : lost_segment of 1\n"
			"C 1 len=100 @21             | FIN_WAIT_1 CLOSE_WAIT : out_of_order of 4\n"
			"S ack=202 @22               | FIN_WAIT_2 CLOSE_WAIT\n");
	story_end(&story);
}

static void data_with_fin(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "data_with_fin",
		   OPEN "C FIN-PSH len=10 @20	| FIN_WAIT_1 CLOSE_WAIT\n"
			"S FIN ack=12 @21		| TIME_WAIT LAST_ACK	= 4 1ms\n"
			"C 12 ack=2 @22		| TIME_WAIT CLOSED\n");
	story_end(&story);
}

/* Without its beginning: unknown until both have shown that they had not closed. */
static void midstream(void **state)
{
	struct story story;
	struct gn_flow *flow;

	(void)state;
	story_tell(&story, "midstream",
		   "C 1 len=100 @0	| - -\n"
		   "S @1		| - -\n"
		   "S len=50 @2		| ESTABLISHED ESTABLISHED\n"
		   "C @3		| ESTABLISHED ESTABLISHED\n"
		   "C FIN @4		| FIN_WAIT_1 CLOSE_WAIT\n"
		   "S FIN @5		| TIME_WAIT LAST_ACK\n"
		   "C @6		| TIME_WAIT CLOSED\n");
	flow = story_flow(&story, 0);
	assert_true(flow->tcp.midstream);
	assert_int_equal(flow->tcp.syn, 0);
	/* The number seen first is called 1, as tshark does. */
	assert_int_equal(story.segment[0].seq, 1);
	assert_int_equal(story.segment[0].window_size, -1);
	story_end(&story);
}

static void midstream_download(void **state)
{
	struct story story;

	(void)state;
	/* Only the server sends: that the client had not closed shows with its FIN. */
	story_tell(&story, "midstream_download",
		   "S 1 len=100 @0	| - -\n"
		   "C @1		| - -\n"
		   "S FIN @2		| - -\n"
		   "C @3		| - -\n"
		   "C FIN @4		| LAST_ACK TIME_WAIT\n"
		   "S @5		| CLOSED TIME_WAIT\n");
	assert_int_equal(story_flow(&story, 0)->port[GN_SERVER], 80);
	story_end(&story);
}

static void starts_at_syn_ack(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "starts_at_syn_ack",
		   "S SYN-ACK @0	| ESTABLISHED SYN_RECEIVED\n"
		   "C @5		| ESTABLISHED ESTABLISHED\n");
	assert_int_equal(story_flow(&story, 0)->tcp.syn, 0);
	assert_int_equal(story_flow(&story, 0)->tcp.syn_ack, 1);
	assert_int_equal(story_flow(&story, 0)->tcp.ack, 2);
	story_end(&story);
}

static void syn_ack_not_captured(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "syn_ack_not_captured",
		   "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		   "C 1 ack=1 @10	| ESTABLISHED ESTABLISHED\n"
		   "S 1 len=10 @20	| ESTABLISHED ESTABLISHED\n");
	assert_int_equal(story_flow(&story, 0)->tcp.handshake_rtt, -1);
	story_end(&story);
}

static void data_in_the_syn(void **state)
{
	struct story story;

	(void)state;
	/* RFC 7413: the SYN-ACK acknowledges SYN and data. */
	story_tell(&story, "data_in_the_syn",
		   "C SYN len=50 @0	| SYN_SENT SYN_RECEIVED\n"
		   "S SYN-ACK ack=51 @5	| ESTABLISHED SYN_RECEIVED	= 1 5ms\n"
		   "C @10		| ESTABLISHED ESTABLISHED\n");
	story_end(&story);
}

static void half_open_is_discovered(void **state)
{
	struct story story;

	(void)state;
	/* RFC 9293 figure 9: the server still has an older connection and says so; the client resets it, and asks on. */
	story_tell(&story, "half_open_is_discovered",
		   "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
		   "S 300 ack=4294966996 @1	| SYN_SENT -\n"
		   "C RST 4294966996 @2		| SYN_SENT CLOSED : reset\n"
		   "C SYN 0 @1000		| SYN_SENT SYN_RECEIVED : retransmission of 1 rto\n"
		   "S SYN-ACK 1000 ack=1 @1001	| ESTABLISHED SYN_RECEIVED\n"
		   "C 1 ack=1001 @1002		| ESTABLISHED ESTABLISHED\n");
	story_end(&story);
}

static void old_syn_is_recovered_from(void **state)
{
	struct story story;

	(void)state;
	/* RFC 9293 figure 8: the answer to an old SYN is reset, and the server listens again. */
	story_tell(&story, "old_syn_is_recovered_from",
		   "isn C=90 S=300\n"
		   "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
		   "isn C=100 S=300\n"
		   "C SYN 0 @1			| SYN_SENT SYN_RECEIVED : reused_ports of 1\n"
		   "S SYN-ACK 0 ack=4294967287 @2	| SYN_SENT SYN_RECEIVED\n"
		   "C RST 4294967287 @3		| SYN_SENT LISTEN : reset\n"
		   "S SYN-ACK 100 ack=1 @4	| ESTABLISHED SYN_RECEIVED\n"
		   "C 1 ack=101 @5		| ESTABLISHED ESTABLISHED\n");
	story_end(&story);
}

/* One direction alone: who resets what it began has read an answer that was not captured. */
static void syn_and_reset_alone(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "syn_and_reset_alone",
		   "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
		   "C RST 1 @1			| CLOSED LISTEN : reset\n");
	story_end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_closes_first),
		cmocka_unit_test(server_closes_first),
		cmocka_unit_test(three_segment_close),
		cmocka_unit_test(simultaneous_close),
		cmocka_unit_test(half_close),
		cmocka_unit_test(simultaneous_open),
		cmocka_unit_test(syn_repeated),
		cmocka_unit_test(never_answered),
		cmocka_unit_test(syn_ack_repeated),
		cmocka_unit_test(refused),
		cmocka_unit_test(rst_in_syn_received),
		cmocka_unit_test(rst_in_syn_sent_without_ack),
		cmocka_unit_test(rst_in_each_synchronized_state),
		cmocka_unit_test(rst_after_close),
		cmocka_unit_test(rst_challenged),
		cmocka_unit_test(syn_challenged),
		cmocka_unit_test(fin_repeated),
		cmocka_unit_test(fin_lost),
		cmocka_unit_test(fin_waits_for_a_gap),
		cmocka_unit_test(data_with_fin),
		cmocka_unit_test(midstream),
		cmocka_unit_test(midstream_download),
		cmocka_unit_test(starts_at_syn_ack),
		cmocka_unit_test(syn_ack_not_captured),
		cmocka_unit_test(data_in_the_syn),
		cmocka_unit_test(half_open_is_discovered),
		cmocka_unit_test(old_syn_is_recovered_from),
		cmocka_unit_test(syn_and_reset_alone),
	};

	return cmocka_run_group_tests_name("tcp states", tests, NULL, NULL);
}
