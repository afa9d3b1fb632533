// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of a connection over time, which no public capture shows all of:
 * attempts to open that fail, timers that back off, windows that close and open
 * again, halves that are closed, and who waits for what.
 */
#include <stdlib.h>
#include <string.h>

#include "story.h"
#include "tap.h"

#define MS 1000000LL
#define OPEN                           \
	"C SYN @0 mss=1460 sack\n"     \
	"S SYN-ACK @5 mss=1460 sack\n" \
	"C @10\n"

static const struct gn_tcp *tell(struct story *story, const char *name, const char *text)
{
	story_tell(story, name, text);
	return &story_flow(story, 0)->tcp;
}

static const struct gn_verdict *verdict_of(const struct story *story, uint32_t frame,
					   enum gn_verdict_id id)
{
	const struct gn_segment *segment = &story->segment[frame - 1];

	for (unsigned int i = 0; i < segment->verdicts; i++)
		if (segment->verdict[i].id == id)
			return &segment->verdict[i];
	fail_msg("frame %u has no %s", frame, gn_verdict_name(id));
	abort();
}

static int64_t fact_of(const struct gn_verdict *verdict, enum gn_fact_id id)
{
	for (unsigned int i = 0; i < verdict->facts; i++)
		if (verdict->fact[i].id == id)
			return verdict->fact[i].value;
	fail_msg("%s has no %s", gn_verdict_name(verdict->id), gn_fact_name(id));
	return 0;
}

static void check_opening(const char *name, const char *text, enum gn_opening opening)
{
	struct story story;

	story_tell(&story, name, text);
	assert_string_equal(gn_opening_name(gn_flow_opening(story_flow(&story, 0))),
			    gn_opening_name(opening));
	story_end(&story);
}

static void openings(void **state)
{
	(void)state;
	check_opening("complete", OPEN, GN_OPENING_COMPLETE);
	check_opening("unanswered", "C SYN @0\n", GN_OPENING_UNANSWERED);
	check_opening("filtered", "C SYN @0\nC SYN @1000 : retransmission of 1 rto\n",
		      GN_OPENING_FILTERED);
	check_opening("refused", "C SYN @0\nS RST-ACK 0 @1 : refused of 1\n", GN_OPENING_REFUSED);
	check_opening("half_open", "C SYN @0\nS SYN-ACK @1\n", GN_OPENING_HALF_OPEN);
	check_opening("given_up", "C SYN @0\nS SYN-ACK @1\nC RST 1 @2 : reset\n",
		      GN_OPENING_HALF_OPEN);
	check_opening("crossing",
		      "C SYN @0\nS SYN ack=0 @1\nC SYN-ACK ack=1 @5\nS SYN-ACK ack=1 @6\n",
		      GN_OPENING_SIMULTANEOUS);
	check_opening("midstream", "C 1 len=10 @0\nS @1\n", GN_OPENING_NOT_CAPTURED);
}

/* RFC 6298 5.5: 1, 2 and 4 seconds after the SYN before. */
static void syn_backs_off(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "syn_backs_off",
		     "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		     "C SYN @1000	| SYN_SENT - : retransmission of 1 rto\n"
		     "C SYN @3000	: retransmission of 1 rto\n"
		     "C SYN @7000	: retransmission of 1 rto\n"
		     "S SYN-ACK @7005	| ESTABLISHED SYN_RECEIVED\n"
		     "C @7010		| ESTABLISHED ESTABLISHED\n");

	(void)state;
	assert_int_equal(tcp->syn_copies, 4);
	assert_int_equal(tcp->syn_ack_copies, 1);
	assert_int_equal(tcp->handshake_rtt, -1);
	for (uint32_t i = 0; i < 3; i++) {
		const struct gn_verdict *verdict = verdict_of(&story, 2 + i, GN_RETRANSMISSION);

		assert_int_equal(fact_of(verdict, GN_FACT_TIMEOUTS), i + 1);
		assert_int_equal(fact_of(verdict, GN_FACT_RTO_NS), (1000 << i) * MS);
		assert_int_equal(fact_of(verdict, GN_FACT_ELAPSED_NS), (1000 << i) * MS);
	}
	/* Karn: which SYN was answered is not known. */
	assert_int_equal(tcp->end[GN_CLIENT].course->rtt_samples, 0);
	assert_int_equal(tcp->end[GN_SERVER].course->rtt_samples, 1);
	story_end(&story);
}

/* The estimate is 205 ms, a round trip and Linux's least; each timeout doubles it until an ACK brings news. */
static void data_backs_off(void **state)
{
	static const uint32_t frames[] = { 5, 6, 7 };
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "data_backs_off",
		     OPEN
		     "C 1 len=100 @20\n"
		     "C 1 len=100 @220	: retransmission of 4 rto\n"
		     "C 1 len=100 @620	: retransmission of 4 rto\n"
		     "C 1 len=100 @1420	: retransmission of 4 rto\n"
		     "S ack=101 @1430\n"
		     "C 101 len=100 @1440\n"
		     "C 101 len=100 @1640 : retransmission of 9 rto\n");

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		const struct gn_verdict *verdict = verdict_of(&story, frames[i], GN_RETRANSMISSION);

		assert_int_equal(fact_of(verdict, GN_FACT_TIMEOUTS), i + 1);
		assert_int_equal(fact_of(verdict, GN_FACT_RTO_NS), (205 << i) * MS);
	}
	assert_int_equal(fact_of(verdict_of(&story, 10, GN_RETRANSMISSION), GN_FACT_TIMEOUTS), 1);
	assert_int_equal(gn_tcp_sums(&tcp->end[GN_CLIENT]).retransmits, 4);
	story_end(&story);
}

/* RFC 6298 2.2 and 2.3 by hand: 5 ms; then 7/8*5+1/8*9 = 5.5, 3/4*2.5+1/4*4 = 2.875. */
static void round_trips(void **state)
{
	struct story story;
	const struct gn_tcp *tcp = tell(&story, "round_trips",
					OPEN "C 1 len=100 @20\n"
					     "S ack=101 @29\n");
	const struct gn_tcp_course *course = tcp->end[GN_CLIENT].course;

	(void)state;
	assert_int_equal(course->rtt_samples, 2);
	assert_int_equal(course->rtt_min, 5 * MS);
	assert_int_equal(course->rtt_max, 9 * MS);
	assert_int_equal(course->srtt, 5500000);
	assert_int_equal(course->rttvar, 2875000);
	assert_int_equal(gn_tcp_rto(&tcp->end[GN_CLIENT]), 205500000);
	story_end(&story);
}

static void estimate_above_the_least(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "estimate_above_the_least",
		     "C SYN @0\nS SYN-ACK @400\nC @800\nC 1 len=10 @900\nS ack=11 @1300\n");

	(void)state;
	/* 400 + 4 * 150: the second sample equals the first, so the variation shrinks by a quarter. */
	assert_int_equal(gn_tcp_rto(&tcp->end[GN_CLIENT]), 1000 * MS);
	story_end(&story);
}

/* Two episodes; a probe asks twice in the first. */
static void closed_windows(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "closed_windows",
		     OPEN
		     "C 1 len=100 @20\n"
		     "S ack=101 win=0 @21	: zero_window\n"
		     "C 100 @221		: zero_window_probe of 5\n"
		     "S ack=101 win=0 @222	: zero_window_probe_ack of 6, zero_window of 5\n"
		     "C 100 @622		: zero_window_probe of 5\n"
		     "S ack=101 win=0 @623	: zero_window_probe_ack of 8, zero_window of 5\n"
		     "S ack=101 win=8000 @721 : window_update of 5, window_reopened of 5\n"
		     "C 101 len=100 @722\n"
		     "S ack=201 win=0 @723	: zero_window\n"
		     "S ack=201 win=8000 @733 : window_update of 12, window_reopened of 12\n");
	const struct gn_verdict *first = verdict_of(&story, 10, GN_WINDOW_REOPENED);

	(void)state;
	assert_int_equal(fact_of(first, GN_FACT_ELAPSED_NS), 700 * MS);
	assert_int_equal(fact_of(first, GN_FACT_PROBES), 2);
	assert_int_equal(fact_of(first, GN_FACT_WINDOW), 8000);
	assert_int_equal(tcp->end[GN_SERVER].course->zero_episodes, 2);
	assert_int_equal(tcp->end[GN_SERVER].course->zero_ns, 710 * MS);
	assert_int_equal(tcp->end[GN_SERVER].course->zero_frame, 0);
	assert_true(tcp->end[GN_CLIENT].course->limited_ns[GN_LIMIT_RECEIVER] >= 710 * MS);
	story_end(&story);
}

/* 80 ms nothing to send, 20 ms with all of the window in flight, 10 ms with room in it. */
static void who_was_in_the_way(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "who_was_in_the_way",
		     "C SYN mss=100 @0\nS SYN-ACK mss=100 win=300 @5\nC @10\n"
		     "C len=100 @90\n"
		     "S ack=101 win=300 @100\n"
		     "C len=100 @100\nC len=100 @100\n"
		     "C len=100 @100	: window_full of 5\n"
		     "S ack=401 win=300 @120\n");
	const int64_t *limited = tcp->end[GN_CLIENT].course->limited_ns;

	(void)state;
	assert_int_equal(limited[GN_LIMIT_APPLICATION], 80 * MS);
	assert_int_equal(limited[GN_LIMIT_NETWORK], 10 * MS);
	assert_int_equal(limited[GN_LIMIT_RECEIVER], 20 * MS);
	assert_int_equal(gn_tcp_usable(tcp, GN_CLIENT), 300);
	story_end(&story);
}

static void closed_window_is_not_usable(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "closed_window_is_not_usable",
		     "C SYN @0\nS SYN-ACK win=8000 @5\nC @10\n"
		     "C len=100 @20\n"
		     "S win=0 @25	: zero_window\n");

	(void)state;
	assert_int_equal(gn_tcp_usable(tcp, GN_CLIENT), 0);
	story_end(&story);
}

/* Zero is zero, whatever the scale. */
static void closed_window_of_unknown_scale(void **state)
{
	struct story story;
	const struct gn_tcp *tcp = tell(&story, "closed_window_of_unknown_scale",
					"C 1 len=100 @0\n"
					"S win=0 @5	: zero_window\n");

	(void)state;
	assert_int_equal(story.segment[1].window_size, 0);
	assert_int_equal(gn_tcp_usable(tcp, GN_CLIENT), 0);
	story_end(&story);
}

/* A FIN that overtook data counts when the data is there, and so does the time after it. */
static void time_wait_of_a_fin_that_waited(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "time_wait_of_a_fin_that_waited",
		     OPEN
		     "C FIN @20\n"
		     "S ack=2 @21\n"
		     "S FIN 101 len=100 ack=2 @30	: lost_segment of 2\n"
		     "C 2 ack=1 @31			: duplicate_ack of 3 #1\n"
		     "S 1 len=100 ack=2 @500		: retransmission rto\n"
		     "C 2 ack=202 @501			| TIME_WAIT CLOSED\n");

	(void)state;
	assert_int_equal(gn_tcp_time_wait(tcp).since_ns, story.segment[7].time_ns);
	assert_int_equal(gn_tcp_time_wait(tcp).sides, 1 << GN_CLIENT);
	story_end(&story);
}

static void half_closed(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "half_closed",
		     OPEN "C FIN @20\n"
			  "S @21\n"
			  "S len=1000 @31\n"
			  "C @32\n");

	(void)state;
	assert_int_equal(gn_tcp_half_closed(tcp, story_flow(&story, 0)->end_ns), 11 * MS);
	assert_int_equal(gn_tcp_time_wait(tcp).sides, 0);
	story_end(&story);
}

static void client_waits(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "client_waits",
		     OPEN "C FIN @20\n"
			  "S @21\n"
			  "S FIN @50\n"
			  "C @51\n");
	struct gn_time_wait wait = gn_tcp_time_wait(tcp);

	(void)state;
	assert_int_equal(wait.sides, 1 << GN_CLIENT);
	assert_int_equal(wait.since_ns, story.segment[5].time_ns);
	assert_int_equal(wait.until_ns - wait.since_ns, 60000 * MS);
	assert_int_equal(gn_tcp_half_closed(tcp, 0), 29 * MS);
	story_end(&story);
}

/* RFC 9293 3.10.7.4: the last ACK was lost, the FIN comes again, and the wait begins again. */
static void wait_begins_again(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "wait_begins_again",
		     OPEN "C FIN @20\n"
			  "S FIN @21	| TIME_WAIT LAST_ACK\n"
			  "C @22		| TIME_WAIT CLOSED\n"
			  "S FIN 1 @230	| TIME_WAIT LAST_ACK : spurious_retransmission of 5 rto\n"
			  "C 2 ack=2 @231	| TIME_WAIT CLOSED\n");
	struct gn_time_wait wait = gn_tcp_time_wait(tcp);

	(void)state;
	assert_int_equal(wait.sides, 1 << GN_CLIENT);
	assert_int_equal(wait.since_ns, story.segment[6].time_ns);
	assert_int_equal(gn_tcp_half_closed(tcp, 0), -1);
	story_end(&story);
}

static void both_wait(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "both_wait",
		     OPEN "C FIN @20\n"
			  "S FIN ack=1 @20.1\n"
			  "C 2 ack=2 @25\n"
			  "S 2 ack=2 @26	| TIME_WAIT TIME_WAIT\n");
	struct gn_time_wait wait = gn_tcp_time_wait(tcp);

	(void)state;
	assert_int_equal(wait.sides, 1 << GN_CLIENT | 1 << GN_SERVER);
	assert_int_equal(wait.since_ns, story.segment[6].time_ns);
	story_end(&story);
}

/* A reset ends without a wait: nobody is left to get the last ACK. */
static void nobody_waits(void **state)
{
	struct story story;
	const struct gn_tcp *tcp = tell(&story, "nobody_waits", OPEN "C RST 1 @20	: reset\n");

	(void)state;
	assert_int_equal(gn_tcp_time_wait(tcp).sides, 0);
	assert_int_equal(gn_tcp_half_closed(tcp, 0), -1);
	story_end(&story);
}

/* 101-201 and 301-401 are missing; the repair of the first leaves one hole. */
static void scoreboard(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "scoreboard",
		     OPEN "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\n"
			  "S ack=101 @30\n"
			  "S ack=101 sack=201-301 @30.1		: duplicate_ack of 9 #1\n"
			  "S ack=101 sack=401-501,201-301 @30.2	: duplicate_ack of 9 #2\n");
	const struct gn_scoreboard *board = tcp->end[GN_CLIENT].course->sacked;
	uint32_t isn = tcp->end[GN_CLIENT].isn;
	struct gn_block_range hole;

	(void)state;
	assert_non_null(board);
	assert_int_equal(board->count, 2);
	hole = gn_scoreboard_hole(board, 0, tcp->end[GN_CLIENT].una);
	assert_int_equal(hole.left - isn, 101);
	assert_int_equal(hole.right - isn, 201);
	hole = gn_scoreboard_hole(board, 1, tcp->end[GN_CLIENT].una);
	assert_int_equal(hole.left - isn, 301);
	assert_int_equal(hole.right - isn, 401);
	story_end(&story);
}

static void duplicate_sack(void **state)
{
	struct story story;
	const struct gn_verdict *verdict;

	(void)state;
	tell(&story, "duplicate_sack",
	     OPEN
	     "C 1 len=100 @20\nC len=100 @20\n"
	     "S ack=201 @30\n"
	     "C 1 len=100 @31	: spurious_retransmission of 4 unknown\n"
	     "S ack=201 sack=1-101 @40	: duplicate_sack of 7\n");
	verdict = verdict_of(&story, 8, GN_DUPLICATE_SACK);
	assert_int_equal(fact_of(verdict, GN_FACT_BLOCK_LEFT), 1);
	assert_int_equal(fact_of(verdict, GN_FACT_BLOCK_RIGHT), 101);
	story_end(&story);
}

/* Once both ends are done, only what can still be repeated is kept: the FIN finds its first copy. */
static void memory_of_the_past(void **state)
{
	char text[4096] = OPEN;
	struct story story;
	const struct gn_tcp *tcp;

	(void)state;
	for (int i = 0; i < 20; i++)
		strcat(text, "C len=100 @20\n");
	strcat(text,
	       "S @21\n"
	       "C FIN @22\n"
	       "S FIN @23\n"
	       "C @24\n"
	       "S FIN 1 @300	: spurious_retransmission of 26 rto\n"
	       "C 2002 ack=2 @301\n");
	tcp = tell(&story, "memory_of_the_past", text);
	assert_int_equal(tcp->end[GN_CLIENT].course->sent.mask, GN_SENT_KEPT - 1);
	assert_int_equal(tcp->end[GN_CLIENT].course->sent.count, GN_SENT_KEPT);
	assert_int_equal(gn_sent_at(&tcp->end[GN_CLIENT].course->sent, GN_SENT_KEPT - 1)->frame,
			 25);
	story_end(&story);
}

/* The client is in TIME_WAIT for 60 s from frame 5 on; 10 s later the ports are used again. */
static void ports_used_in_time_wait(void **state)
{
	const struct gn_verdict *verdict;
	struct story story;

	(void)state;
	tell(&story, "ports_used_in_time_wait",
	     OPEN
	     "C FIN @20\n"
	     "S FIN @30\n"
	     "C @40\n"
	     "isn C=900000 S=800000\n"
	     "C SYN @10030	| SYN_SENT SYN_RECEIVED : reused_ports of 1\n");
	verdict = verdict_of(&story, 7, GN_REUSED_PORTS);
	assert_int_equal(fact_of(verdict, GN_FACT_ELAPSED_NS), 9990 * MS);
	assert_int_equal(fact_of(verdict, GN_FACT_WAIT_LEFT_NS), 50000 * MS);
	story_end(&story);
}

/* One direction only was captured: what its ACKs tell of the other one is all there is. */
static void one_sided(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "one_sided",
		     "C SYN @0		| SYN_SENT SYN_RECEIVED\n"
		     "C 1 ack=1 @10	| ESTABLISHED ESTABLISHED\n"
		     "C 1 ack=1 len=100 @11	| ESTABLISHED ESTABLISHED\n"
		     "C 101 ack=501 @20	: ack_lost_segment of 2\n"
		     "C FIN 101 ack=501 @30	| FIN_WAIT_1 CLOSE_WAIT\n");

	(void)state;
	assert_int_equal(gn_tcp_sums(&tcp->end[GN_SERVER]).packets, 0);
	assert_int_equal(gn_tcp_final_state(tcp, GN_SERVER), GN_STATE_UNKNOWN);
	story_end(&story);
}

/* A file whose records are not in the order of their times: no duration is negative. */
static void time_goes_back(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "time_goes_back",
		     OPEN
		     "C 1 len=100 @20\n"
		     "S ack=101 @15\n"
		     "C 101 len=100 @12\n"
		     "S ack=201 win=0 @14	: zero_window\n"
		     "S ack=201 win=8000 @13	: window_update of 7, "
		     "window_reopened of 7\n");

	(void)state;
	assert_true(tcp->end[GN_CLIENT].course->srtt > 0);
	assert_int_equal(tcp->end[GN_SERVER].course->zero_ns, 0);
	for (int limit = 0; limit < GN_LIMITS; limit++)
		assert_true(tcp->end[GN_CLIENT].course->limited_ns[limit] >= 0);
	story_end(&story);
}

/* A clock that jumps, as far as a pcap file can say, and back: the sums stop, and do not wrap. */
static void time_jumps(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "time_jumps",
		     OPEN
		     "S win=0 @-1690000000000		: zero_window\n"
		     "S win=8000 @2500000000000		: window_update of 2, "
		     "window_reopened of 4\n"
		     "S win=0 @-1690000000000		: zero_window\n"
		     "S win=8000 @2500000000000		: window_update of 2, "
		     "window_reopened of 6\n"
		     "S win=0 @-1690000000000		: zero_window\n"
		     "S win=8000 @2500000000000		: window_update of 2, "
		     "window_reopened of 8\n");

	(void)state;
	assert_int_equal(tcp->end[GN_SERVER].course->zero_ns, INT64_MAX);
	assert_int_equal(tcp->end[GN_CLIENT].course->limited_ns[GN_LIMIT_RECEIVER], INT64_MAX);
	story_end(&story);
}

static void largest_segment(void **state)
{
	struct story story;
	const struct gn_tcp *tcp = tell(&story, "largest_segment",
					"C SYN @0 mss=1000\nS SYN-ACK @5\nC @10\n");

	(void)state;
	assert_int_equal(gn_tcp_send_mss(tcp, GN_SERVER, 4), 1000);
	assert_int_equal(gn_tcp_send_mss(tcp, GN_CLIENT, 4), 536);
	assert_int_equal(gn_tcp_send_mss(tcp, GN_CLIENT, 6), 1220);
	story_end(&story);
}

/* A snaplen that ends in the options: what was in the rest of them is not known, and the segment still counts. */
static void options_cut(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "options_cut",
		     "C SYN @0 mss=1460 sack ws=7 ts=1,0 cut=8\n"
		     "S SYN-ACK @5 mss=1400 sack ws=7 ts=1,1 cut=10\n"
		     "C @10 ts=2,1 cut=4\n"
		     "C len=1000 @10 ts=2,1 cut=0\n"
		     "C len=1000 @11 ts=2,1 cut=0\n"
		     "C len=1000 @12 ts=2,1 cut=0\n"
		     "S @15 ack=1 sack=1001-2001,2501-3001 cut=13\n"
		     "C 1 len=1000 @230 ts=9,1 cut=0 : retransmission of 4 rto\n");

	(void)state;
	assert_int_equal(gn_tcp_agreed(tcp, GN_OPTION_WSCALE), -1);
	assert_int_equal(gn_tcp_agreed(tcp, GN_OPTION_SACK), 1);
	assert_false(gn_tcp_knows_options(&tcp->end[GN_CLIENT]));
	assert_int_equal(gn_tcp_send_mss(tcp, GN_CLIENT, 4), 1400);
	/* The edge that the SYN gave was in bytes; what a later window counts is not known. */
	assert_int_equal(story.segment[0].window_size, 64240);
	assert_int_equal(story.segment[2].window_size, -1);
	assert_int_equal(gn_tcp_usable(tcp, GN_CLIENT), -1);
	assert_int_equal(tcp->end[GN_CLIENT].course->limited_ns[GN_LIMIT_UNKNOWN], 215 * MS);
	assert_int_equal(tcp->end[GN_CLIENT].course->sacked->count, 1);
	story_end(&story);
}

/* What one SYN had is answered even when the next goes without (RFC 7323 2.2). */
static void syn_again_without_options(void **state)
{
	struct story story;
	const struct gn_tcp *tcp =
		tell(&story, "syn_again_without_options",
		     "C SYN @0 mss=1460 sack ws=7\n"
		     "C SYN @1000 mss=1460	: retransmission of 1 rto\n"
		     "S SYN-ACK @1005 mss=1460 sack ws=2\n"
		     "C win=100 @1010\n"
		     "S len=100 win=1000 @1015\n");

	(void)state;
	assert_int_equal(gn_tcp_agreed(tcp, GN_OPTION_WSCALE), 1);
	assert_int_equal(story.segment[3].window_size, 12800);
	assert_int_equal(story.segment[4].window_size, 4000);
	story_end(&story);
}

/* Blocks against a plain array of what is there. */
static void scoreboard_by_the_byte(void **state)
{
	struct gn_scoreboard board = { 0 };
	bool there[256] = { false };
	uint32_t seed = 12345, una = 0;

	(void)state;
	for (int step = 0; step < 20000; step++) {
		uint32_t left, right, news = 0, blocks = 0;

		seed = seed * 1664525 + 1013904223;
		left = seed >> 24;
		right = left + 1 + (seed >> 16 & 15);
		if (right > 256)
			right = 256;
		if (step % 200 == 199) {
			memset(there, 0, sizeof(there));
			memset(&board, 0, sizeof(board));
			una = 0;
		} else if (step % 20 == 19) {
			una = una > left ? una : left;
			gn_scoreboard_trim(&board, una);
			memset(there, 0, una);
		} else if (left >= una) {
			for (uint32_t i = left; i < right; i++) {
				news += !there[i];
				there[i] = true;
			}
			assert_int_equal(gn_scoreboard_add(&board, left, right), news);
		}
		for (uint32_t i = 0; i < 256; i++) {
			blocks += there[i] && (!i || !there[i - 1]);
			assert_int_equal(gn_scoreboard_has(&board, i, i + 1), there[i]);
		}
		assert_int_equal(board.count, blocks);
	}
}

static void scoreboard_is_bounded(void **state)
{
	struct gn_scoreboard board = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 2 * GN_SCOREBOARD_MAX; i++)
		gn_scoreboard_add(&board, 0xfffffff0u + 10 * i, 0xfffffff5u + 10 * i);
	assert_int_equal(board.count, GN_SCOREBOARD_MAX);
	assert_int_equal(board.forgotten, GN_SCOREBOARD_MAX);
	/* The highest are kept. */
	assert_true(gn_scoreboard_has(&board, 0xfffffff0u + 10 * (2 * GN_SCOREBOARD_MAX - 1),
				      0xfffffff5u + 10 * (2 * GN_SCOREBOARD_MAX - 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openings),
		cmocka_unit_test(syn_backs_off),
		cmocka_unit_test(data_backs_off),
		cmocka_unit_test(round_trips),
		cmocka_unit_test(estimate_above_the_least),
		cmocka_unit_test(closed_windows),
		cmocka_unit_test(who_was_in_the_way),
		cmocka_unit_test(closed_window_is_not_usable),
		cmocka_unit_test(closed_window_of_unknown_scale),
		cmocka_unit_test(time_wait_of_a_fin_that_waited),
		cmocka_unit_test(half_closed),
		cmocka_unit_test(client_waits),
		cmocka_unit_test(wait_begins_again),
		cmocka_unit_test(both_wait),
		cmocka_unit_test(nobody_waits),
		cmocka_unit_test(scoreboard),
		cmocka_unit_test(duplicate_sack),
		cmocka_unit_test(memory_of_the_past),
		cmocka_unit_test(ports_used_in_time_wait),
		cmocka_unit_test(one_sided),
		cmocka_unit_test(time_goes_back),
		cmocka_unit_test(time_jumps),
		cmocka_unit_test(largest_segment),
		cmocka_unit_test(options_cut),
		cmocka_unit_test(syn_again_without_options),
		cmocka_unit_test(scoreboard_by_the_byte),
		cmocka_unit_test(scoreboard_is_bounded),
	};

	return cmocka_run_group_tests_name("tcp course", tests, NULL, NULL);
}
