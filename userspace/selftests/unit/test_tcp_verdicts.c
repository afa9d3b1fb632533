// SPDX-License-Identifier: GPL-2.0
/*
 * Verdicts of the rfc profile. The names T1 ... Q1 are the probe vectors that
 * were also taken through tshark 4.0.17; where ours differ, the comment says
 * which rule of which standard tshark's does not follow.
 */
#include <string.h>

#include "story.h"
#include "tap.h"

#define OPEN                           \
	"C SYN @0 mss=1460 sack\n"     \
	"S SYN-ACK @5 mss=1460 sack\n" \
	"C @10\n"

/* A story whose text says it all. */
#define STORY(name, text)                        \
	static void name(void **state)           \
	{                                        \
		struct story story;              \
                                                 \
		(void)state;                     \
		story_tell(&story, #name, text); \
		story_end(&story);               \
	}

STORY(T1_acknowledgments, OPEN
      "C 1 len=100 @11\n"
      "S ack=101 @21		= 4 10ms\n"
      "S 1 len=50 @22		= nothing\n"
      "C FIN 101 ack=51 @32	= 6 10ms\n"
      "S FIN 51 ack=102 @42	= 7 10ms\n"
      "C ack=52 @52		= 8 10ms\n")

/* One duplicate ACK is no reason to repeat (RFC 5681 3.2 asks for three): nothing captured says why. */
STORY(T2a_one_duplicate, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30		= 4 10ms\n"
      "S ack=101 @30.1		: duplicate_ack of 9 #1\n"
      "C 101 len=100 @31	: retransmission of 5 unknown\n")

/* tshark calls it fast after two. */
STORY(T2b_two_duplicates, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30\n"
      "S ack=101 @30.1		: duplicate_ack of 9 #1\n"
      "S ack=101 @30.2		: duplicate_ack of 9 #2\n"
      "C 101 len=100 @31	: retransmission of 5 unknown\n")

STORY(T2b_three_duplicates, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30\n"
      "S ack=101 @30.1		: duplicate_ack of 9 #1\n"
      "S ack=101 @30.2		: duplicate_ack of 9 #2\n"
      "S ack=101 @30.3		: duplicate_ack of 9 #3\n"
      "C 101 len=100 @31	: retransmission of 5 fast\n")

/* 22 ms since the last ACK is neither a timeout (200 ms at least) nor anything else. */
STORY(T2c_late_after_two, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30\n"
      "S ack=101 @30.1		: duplicate_ack of 9 #1\n"
      "S ack=101 @30.2		: duplicate_ack of 9 #2\n"
      "C 101 len=100 @52.5	: retransmission of 5 unknown\n")

/* The second hole is sent because of SACK (RFC 6675); tshark refers it to frame 5, which is the first. */
STORY(T3_sack_recovery, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30\n"
      "S ack=101 sack=301-401 @30.1	: duplicate_ack of 10 #1\n"
      "S ack=101 sack=301-401 @30.2	: duplicate_ack of 10 #2\n"
      "S ack=101 sack=301-401 @30.3	: duplicate_ack of 10 #3\n"
      "C 101 len=100 @31		: retransmission of 5 fast\n"
      "C 201 len=100 @31.1		: retransmission of 6 sack\n")

/*
 * At the receiver's tap three duplicates have passed when the second hole is filled, but its sender was in a repair
 * already: what it repeats there is what SACK leaves open (RFC 6675 5).
 */
STORY(sack_recovery_at_the_receiver, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20.1	: lost_segment of 4\n"
      "C 301 len=100 @20.2\n"
      "C 501 len=100 @20.3	: lost_segment of 6\n"
      "S ack=101 @20.4\n"
      "S ack=101 sack=201-301 @20.5		: duplicate_ack of 8 #1\n"
      "S ack=101 sack=201-401 @20.6		: duplicate_ack of 8 #2\n"
      "S ack=101 sack=201-401,501-601 @20.7	: duplicate_ack of 8 #3\n"
      "C 101 len=100 @36			: retransmission fast\n"
      "S ack=401 sack=501-601 @36.1\n"
      "C 601 len=100 @36.2\n"
      "S ack=401 sack=501-701 @36.3		: duplicate_ack of 13 #1\n"
      "C 701 len=100 @36.4\n"
      "S ack=401 sack=501-801 @36.5		: duplicate_ack of 13 #2\n"
      "C 801 len=100 @36.6\n"
      "S ack=401 sack=501-901 @36.7		: duplicate_ack of 13 #3\n"
      "C 401 len=100 @36.8			: retransmission sack\n")

/* A delayed ACK and the probe cross: at the receiver's tap the ACK is 2 ms old, and 5 are needed to know of it. */
STORY(tlp_crosses_an_ack, OPEN
      "C 1 len=100 @20\n"
      "S ack=101 @20.1			= 4 0.1ms\n"
      "C 101 len=100 @30\n"
      "S ack=201 @70		: delayed_ack of 6	= 6 40ms\n"
      "C 101 len=100 @72		: spurious_retransmission of 6 tlp\n")

STORY(T4a_overtaken, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20.1	: lost_segment of 4\n"
      "C 301 len=100 @20.2\n"
      "C 101 len=100 @20.3	: out_of_order of 5\n")

/* tshark's stopwatch says retransmission; but no ACK, no SACK and no timer asked for one. */
STORY(T4b_overtaken_by_far, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20.1	: lost_segment of 4\n"
      "C 301 len=100 @20.2\n"
      "C 101 len=100 @35.3	: out_of_order of 5\n")

/* It was captured before, whatever the clock says: tshark's out-of-order is wrong. */
STORY(T5_repeat_at_once, OPEN
      "C 1 len=100 @20\nC len=100 @20.1\nC len=100 @20.2\n"
      "C 101 len=100 @20.3	: retransmission of 5 unknown\n")

STORY(T5b_repeat_of_the_last, OPEN
      "C 1 len=100 @20\nC len=100 @20.1\nC len=100 @20.2\n"
      "C 201 len=100 @20.3	: retransmission of 6 unknown\n")

/* A probe whose byte is taken: tshark sees unseen segments and a gap. */
STORY(T6_window_probes, OPEN
      "C 1 len=100 @20\n"
      "S ack=101 win=0 @21	: zero_window\n"
      "C 101 len=1 @30		: zero_window_probe of 5\n"
      "S ack=101 win=0 @31	: zero_window_probe_ack of 6, zero_window of 5\n"
      "C 101 len=1 @40		: zero_window_probe of 5\n"
      "S ack=102 win=0 @41	: zero_window_probe_ack of 8, zero_window of 5\n"
      "C 102 len=1 @50		: zero_window_probe of 5\n"
      "S ack=103 win=5000 @51	: window_reopened of 5	= 10 in part\n"
      "C 103 len=10 @52\n")

/* Linux probes with a number from before the window, which is not a keep-alive. */
STORY(linux_window_probe, OPEN
      "C 1 len=100 @20\n"
      "S ack=101 win=0 @21	: zero_window\n"
      "C 100 @230		: zero_window_probe of 5\n"
      "S ack=101 win=0 @231	: zero_window_probe_ack of 6, zero_window of 5\n"
      "S ack=101 win=2000 @500	: window_update of 5, window_reopened of 5\n")

/* The same numbers, other bytes; then the right ones again, which are compared with the first. */
STORY(different_bytes, OPEN
      "C 1 len=100 @20\n"
      "C 101 len=100\n"
      "C 1 len=100 other @230		: retransmission of 4 rto, different_bytes of 4\n"
      "C 101 len=100 @230.1		: retransmission of 5 slow_start\n"
      "S ack=201 @235			= 4,5\n")

/* A larger one over two others, of which it changes the second; one with a FIN; and a part, of which nothing is known. */
STORY(different_bytes_of_one, OPEN
      "C 1 len=100 other @20\n"
      "C 101 len=100\n"
      "C 1 len=200 other @230		: retransmission of 4 rto, different_bytes of 5\n"
      "C FIN 201 len=50 @240\n"
      "C FIN 201 len=50 other @700	: retransmission of 7 tlp, different_bytes of 7\n"
      "C 211 len=10 other @701		: retransmission of 7 unknown\n")

/* RFC 7413: data in the SYN. The server takes it; */
STORY(F1_fast_open,
      "C SYN cookie=8 len=50 @0 mss=1460\n"
      "S SYN-ACK @5 mss=1460	= 1 5ms\n"
      "C @10\n"
      "S 1 len=20 @11\n"
      "C ack=21 @16		= 4 5ms\n")

/* it takes the SYN only, so that the data is sent again, and is the same; */
STORY(F2_fast_open_not_taken,
      "C SYN cookie=8 len=50 @0 mss=1460\n"
      "S SYN-ACK ack=1 @5 mss=1460	: fast_open_ignored of 1	= 1 in part\n"
      "C 1 len=50 @10			: retransmission of 1 unknown\n"
      "S ack=51 @15\n")

/* the client asks for a cookie and gets one; */
STORY(F3_fast_open_cookie,
      "C SYN cookie=0 @0 mss=1460\n"
      "S SYN-ACK cookie=8 @5 mss=1460\n"
      "C 1 len=50 @10\n"
      "S ack=51 @15\n")

/* the answer is lost, and Linux repeats the SYN without the data (RFC 7413 4.1.3.1); */
STORY(F4_fast_open_repeated,
      "C SYN cookie=8 len=50 @0 mss=1460\n"
      "C SYN @1000 mss=1460		: retransmission of 1 rto\n"
      "S SYN-ACK ack=1 @1005 mss=1460	: fast_open_ignored of 1\n"
      "C 1 len=50 @1010			: retransmission of 1 slow_start\n"
      "S ack=51 @1015\n")

/* and other bytes than in the SYN. */
STORY(F5_fast_open_other_bytes,
      "C SYN cookie=8 len=50 @0 mss=1460\n"
      "S SYN-ACK ack=1 @5 mss=1460	: fast_open_ignored of 1\n"
      "C 1 len=50 other @10	: retransmission of 1 unknown, different_bytes of 1\n"
      "S ack=51 @15\n")

/* SACK tells something new, so they are duplicates although the window moves (RFC 6675). */
STORY(T9_sack_and_window, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 win=60000 @30\n"
      "S ack=101 win=60100 sack=201-301 @30.1	: duplicate_ack of 8 #1\n"
      "S ack=101 win=60200 sack=201-401 @30.2	: duplicate_ack of 8 #2\n"
      "C 101 len=100 @31			: retransmission of 5 sack\n")

STORY(T10_part_of_a_super_frame, OPEN
      "C 1 len=2920 @20\n"
      "S ack=1461 @30		= 4 in part\n"
      "S ack=2921 @31		= 4 11ms\n")

STORY(T11_syn_repeated,
      "C SYN @0\n"
      "C SYN 0 @1000		: retransmission of 1 rto\n"
      "S SYN-ACK @1005		= 1\n"
      "C @1010			= 3 5ms\n")

/* A SYN after a refusal is a new attempt, not a repetition. */
STORY(T12b_refused_twice,
      "C SYN @0			| SYN_SENT SYN_RECEIVED\n"
      "S RST-ACK 0 ack=1 @1	| CLOSED CLOSED : refused of 1\n"
      "C SYN 0 @1000		| SYN_SENT SYN_RECEIVED : reused_ports of 1\n"
      "S RST-ACK 0 ack=1 @1001	| CLOSED CLOSED : refused of 3\n")

STORY(T13_midstream,
      "C 1 len=100 @0\n"
      "S 1 ack=101 @1		= 1 1ms\n"
      "S FIN @2\n"
      "C @3\n"
      "C FIN @4\n"
      "S @5\n")

/* As far away as Linux's least timeout: the ACKs of one flight come before any timer. */
STORY(fast_retransmit_far_away,
      "C SYN @0\nS SYN-ACK @190\nC @191\n"
      "C len=100 @200\nS @390\nC len=100 @400\nS @590\nC len=100 @600\nS @790\n"
      "C len=100 @800\nS @990\nC len=100 @1000\nS @1190\nC len=100 @1200\nS @1390\n"
      "C 601 len=100 @3000\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=601 @3190		: duplicate_ack of 15 #1\n"
      "S ack=601 @3190.1	: duplicate_ack of 15 #2\n"
      "S ack=601 @3190.2	: duplicate_ack of 15 #3\n"
      "C 601 len=100 @3190.3	: retransmission of 16 fast\n")

/* What was under way when the capture began is not lost; its peer's ACK told where it was acknowledged. */
STORY(capture_begins_in_a_transfer,
      "C 1 ack=1 @0\n"
      "S 5001 len=1000 @0.1\n"
      "C 1 ack=1001 @0.2\n"
      "S 6001 len=1000 @0.3\n"
      "C 1 ack=6001 @1		= 2 0.9ms\n"
      "S 8001 len=1000 @1.1	: lost_segment of 4\n")

/* An ACK that reports copies which came twice (RFC 2883) does not ask for anything. */
STORY(duplicate_sack_is_no_duplicate_ack, OPEN
      "C 1 len=100 @20\n"
      "S ack=101 @25\n"
      "C 1 len=100 @30		: spurious_retransmission of 4 unknown\n"
      "C 1 len=100 @31		: spurious_retransmission of 4 unknown\n"
      "C 1 len=100 @32		: spurious_retransmission of 4 unknown\n"
      "C 101 len=100 @33\n"
      "S ack=101 sack=1-101 @35	: duplicate_sack of 8\n"
      "S ack=101 sack=1-101 @36	: duplicate_sack of 8\n"
      "S ack=101 sack=1-101 @37	: duplicate_sack of 8\n"
      "C 101 len=100 @60		: retransmission of 9 tlp\n")

/* tshark takes a time of zero for none. */
STORY(no_time_passes,
      "C SYN @0\nS SYN-ACK @0\nC @0\n"
      "C len=100 @10\nS @10\nS len=100 @20\nC @25\n")

/* The last SYN has no options, but the answer is to one that had. */
STORY(syn_repeated_without_options,
      "C SYN ws=7 @0\nC SYN ws=7 @1000	: retransmission of 1 rto\n"
      "C SYN @3000			: retransmission of 1 rto\n"
      "S SYN-ACK ws=7 @3005\nC @3010\nC len=100 @3020\nS @3030\n")

/* It is full up to what the last update offered, not up to the ACK that had closed it. */
STORY(window_full_after_an_update,
      "C SYN @0\nS SYN-ACK win=300 @5\nC @10\n"
      "C len=300 @20	: window_full of 2\n"
      "S win=0 @30	: zero_window\n"
      "S win=200 @50	: window_update of 5, window_reopened of 5\n"
      "C len=200 @51	: window_full of 6\n")

/* A window that shrinks counts (RFC 9293 3.8.6), but not in a segment that was overtaken by another. */
STORY(window_shrinks,
      "C SYN @0\nS SYN-ACK win=1000 @5\nC @10\n"
      "S 11 ack=1 win=500 len=10 @15	: lost_segment of 2\n"
      "S 1 ack=1 win=900 len=10 @15.1	: out_of_order of 4\n"
      "C len=500 ack=21 @20		: window_full of 4\n")

STORY(T14_window_full,
      "C SYN @0\nS SYN-ACK win=300 @5\nC @10\n"
      "C len=100 @20\nC len=100\n"
      "C len=100		: window_full of 2\n"
      "S win=0 @30		: zero_window\n"
      "S win=300 @40		: window_update of 7, window_reopened of 7\n")

STORY(T15_keep_alive, OPEN
      "C len=10 @20\n"
      "S @21\n"
      "C 10 @1000		: keep_alive of 4\n"
      "S @1001			: keep_alive_ack of 6\n"
      "C 10 len=1 @2000		: keep_alive of 4\n"
      "S @2001			: keep_alive_ack of 8\n")

/* The last byte again while it is outstanding is a repeat; tshark calls it a keep-alive. */
STORY(last_byte_again, OPEN
      "C len=10 @20\n"
      "C 10 len=1 @230		: retransmission of 4 tlp\n")

/* The ACK with D-SACK is no duplicate: nothing is outstanding (RFC 5681 2 (a)). */
STORY(T16_spurious, OPEN
      "C 1 len=10 @20\n"
      "S ack=11 @21\n"
      "C 1 len=10 @300		: spurious_retransmission of 4 rto\n"
      "S ack=11 sack=1-11 @301	: duplicate_sack of 6\n")

/* Karn: 10 or 240 ms, the ACK does not say; tshark says 240. */
STORY(K1_karn, OPEN
      "C 1 len=100 @20\n"
      "C 1 len=100 @250		: retransmission of 4 rto\n"
      "S ack=101 @260		= 4\n")

STORY(C1_two_in_one, OPEN
      "C 1 len=100 @20\nC len=100\n"
      "C 1 len=200 @250		: retransmission of 4 rto\n"
      "S ack=201 @260		= 4,5\n")

STORY(C2_half_new, OPEN
      "C 1 len=100 @20\n"
      "C 51 len=100 @250	: retransmission of 4 unknown\n"
      "S ack=151 @260		= 4,5\n")

/* No ACK has passed yet, so no SACK can be the reason, wherever the numbers begin. */
STORY(C3_no_sack_yet,
      "isn C=3000000000 S=5000\n" OPEN "C 1 len=100 @20\n"
      "C 1 len=100 @35		: retransmission of 4 unknown\n")

/* Out of the window: dropped in silence (RFC 9293 3.10.7.4); the ACK that follows answers nothing. */
STORY(X1_rst_out_of_window, OPEN
      "C RST 999999 @20		| ESTABLISHED ESTABLISHED : reset_ignored\n"
      "S @21			| ESTABLISHED ESTABLISHED\n")

STORY(W1_window_scale,
      "C SYN ws=7 @0\nS SYN-ACK ws=5 win=100 @5\nC @10\n"
      "C len=100 @20		: window_full of 2\n"
      "S win=4 @30\n"
      "C len=128 @40		: window_full of 5\n")

/* No reason to repeat within 17 ms either. */
STORY(O1_overtaken, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20	: lost_segment of 4\n"
      "C 301 len=100 @36\n"
      "C 101 len=100 @37	: out_of_order of 5\n")

/* To tshark the ACK of what was not captured makes many duplicates, and a clock that goes back is late. */
STORY(M1_acked_unseen, OPEN
      "S len=100 @12\n"
      "S 1 len=100 ack=201 @20	: retransmission of 4 unknown, ack_lost_segment of 1\n")
STORY(M2_clock_back, OPEN
      "C 1 len=100 @20\n"
      "C 101 len=100 @21\n"
      "C 1 len=100 @19		: retransmission of 4 unknown\n")

/* With a SYN tshark goes back to what it saw without a gap. */
STORY(M4_syn_behind_a_gap,
      "C SYN @0\nC 1 @10\n"
      "C 21 @12		: lost_segment of 1\n"
      "C SYN @16		: retransmission of 1 unknown\n"
      "C 15 @18\n")

/* Its streams begin by what numbers count from in it, which an ACK may have told first. */
STORY(M5_syns_after_a_reset,
      "S 1 ack=21 len=1 @0\nC RST 21 @1 : reset\nS SYN @5\nC SYN @7 : reused_ports of 1\n")

/* Without the ACK flag the field means nothing, and tshark prints it as it is. */
STORY(X0_rst_with_a_number, OPEN
      "C len=10 @20\n"
      "C RST ack=77 @21		| CLOSED CLOSED : reset\n")

/* Two taps in the wrong order: tshark shows the initial round trip at the SYN then. */
STORY(M3_syn_after_its_answer, "S SYN-ACK ack=1 @0\nC SYN @10\nC @20\nC len=5 @30\n")

/* Repeating an ACK with nothing outstanding is no duplicate; tshark counts one. */
STORY(A1_nothing_outstanding, OPEN
      "C 1 len=10 @20\n"
      "S ack=11 @21\n"
      "S 1 len=5 ack=11 @22\n"
      "S 6 ack=11 @23\n"
      "S 6 ack=11 win=100 @24	: window_update of 5\n")

STORY(P1_push, OPEN "C len=10 @20\nC PSH len=10\nC PSH len=7\nC len=3\n")

STORY(Q1_wrap,
      "isn C=4294967236 S=4294967295\n" OPEN "C 1 len=50 @20\n"
      "C len=50 @20.1\n"
      "C len=50 @20.2\n"
      "S ack=151 @30		= 4,5,6 9.8ms\n"
      "S len=100 @31\n"
      "C @41			= 8 10ms\n")

STORY(timeout_and_what_follows, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\n"
      "C 1 len=100 @230		: retransmission of 4 rto\n"
      "C 1 len=100 @650		: retransmission of 4 rto\n"
      "S ack=101 @660		= 4\n"
      "C 101 len=100 @660.1	: retransmission of 5 slow_start\n"
      "C 201 len=100 @660.2	: retransmission of 6 slow_start\n"
      "S ack=301 @670		= 5,6\n"
      "C len=100 @680\n")

STORY(tail_loss_probe, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\n"
      "S ack=201 @30		= 4,5 10ms\n"
      "C 201 len=100 @60	: retransmission of 6 tlp\n")

/* RFC 6582: in recovery, a partial ACK is enough. */
STORY(partial_ack, OPEN
      "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\nC len=100\nC len=100\n"
      "S ack=101 @30\n"
      "S ack=101 @30.1		: duplicate_ack of 10 #1\n"
      "S ack=101 @30.2		: duplicate_ack of 10 #2\n"
      "S ack=101 @30.3		: duplicate_ack of 10 #3\n"
      "C 101 len=100 @31	: retransmission of 5 fast\n"
      "S ack=301 @41		= 5,6\n"
      "C 301 len=100 @41.1	: retransmission of 7 fast\n")

/* Near the receiver: the first copy never got here, three duplicate ACKs asked for the second. */
STORY(repeat_without_first_copy, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20.1	: lost_segment of 4\n"
      "S ack=101 @20.2\n"
      "C 301 len=100 @20.3\n"
      "S ack=101 @20.4		: duplicate_ack of 6 #1\n"
      "C 401 len=100 @20.5\n"
      "S ack=101 @20.6		: duplicate_ack of 6 #2\n"
      "C 501 len=100 @20.7\n"
      "S ack=101 @20.8		: duplicate_ack of 6 #3\n"
      "C 101 len=100 @31	: retransmission fast\n"
      "S ack=601 @31.1		= 13,5,7,9,11\n")

/* Evidence in the header goes before any clock. */
STORY(order_by_ip_id,
      "C SYN id=1 @0\nS SYN-ACK @5\nC id=2 @10\n"
      "C 1 len=100 id=3 @20\n"
      "C 201 len=100 id=5 @20.1	: lost_segment of 4\n"
      "C 101 len=100 id=4 @500	: out_of_order of 5\n"
      "C 401 len=100 id=7 @501	: lost_segment of 5\n"
      "C 301 len=100 id=8 @501.1	: retransmission unknown\n")

STORY(order_by_time_stamp,
      "C SYN ts=100,0 @0\nS SYN-ACK ts=900,100 @5\nC ts=110,900 @10\n"
      "C 1 len=100 ts=120,900 @20\n"
      "C 201 len=100 ts=122,900 @22	: lost_segment of 4\n"
      "C 101 len=100 ts=121,900 @500	: out_of_order of 5\n"
      "C 401 len=100 ts=600,900 @600	: lost_segment of 5\n"
      "C 301 len=100 ts=601,900 @601	: retransmission unknown\n")

/*
 * What its repeat overtook came late, and is no repeat; neither is it the copy
 * that was sent last, so what comes next is measured by the other one.
 */
STORY(overtaken_by_its_repeat,
      "C SYN id=1 @0\nS SYN-ACK @5\nC id=2 @10\n"
      "C 1 len=100 id=3 @20\n"
      "C 201 len=100 id=5 @20.1	: lost_segment of 4\n"
      "S ack=101 @20.2\n"
      "C 101 len=100 id=9 @300	: retransmission rto\n"
      "C 101 len=100 id=4 @301	: late_copy of 7\n"
      "S ack=301 @302\n"
      "C 101 len=100 id=8 @310	: late_copy of 7\n"
      "C 101 len=100 id=10 @311	: spurious_retransmission of 7 unknown\n"
      "C 301 len=100 id=11 @312\n")

/* It may hold more than its repeat did: that one never carried the rest. */
STORY(overtaken_by_a_part_of_it,
      "C SYN id=1 @0\nS SYN-ACK @5\nC id=2 @10\n"
      "C 1 len=100 id=3 @20\n"
      "C 101 len=100 id=5 @20.1\n"
      "C 1 len=100 id=9 @300	: retransmission of 4 rto\n"
      "C 1 len=200 id=8 @301	: late_copy of 6\n"
      "C 101 len=100 id=4 @302	: late_copy of 5\n"
      "S ack=201 @303\n")

/* Without IP IDs that count, as in IPv6, time stamps say so; within one tick of them, nothing does. */
STORY(overtaken_by_time_stamp,
      "C SYN ts=100,0 @0\nS SYN-ACK ts=900,100 @5\nC ts=110,900 @10\n"
      "C 1 len=100 ts=120,900 @20\n"
      "C 201 len=100 ts=121,900 @20.1	: lost_segment of 4\n"
      "S ack=101 ts=901,120 @20.2\n"
      "C 101 len=100 ts=400,901 @300	: retransmission rto\n"
      "C 101 len=100 ts=120,900 @301	: late_copy of 7\n"
      "S ack=301 ts=902,400 @302\n"
      "C 101 len=100 ts=399,901 @310	: late_copy of 7\n"
      "C 101 len=100 ts=400,901 @311	: spurious_retransmission of 7 unknown\n"
      "C 301 len=100 ts=411,902 @312\n")

/* A bare ACK has no number that would say that it was overtaken; its host counts all the same. */
STORY(overtaken_ack,
      "C SYN id=1 @0\nS SYN-ACK @5\n"
      "C 1 len=100 id=3 @10\n"
      "C id=2 @10.1\n"
      "C 201 len=100 id=5 @20.1	: lost_segment of 3\n"
      "C 101 len=100 id=4 @500	: out_of_order of 5\n")

/* Only a part of it is here, so the rest is no copy. */
STORY(overtaken_in_part,
      "C SYN id=1 @0\nS SYN-ACK @5\nC id=2 @10\n"
      "C 1 len=100 id=3 @20\n"
      "C 51 len=100 id=2 @300	: retransmission of 4 unknown\n")

/* The same packet twice: as a hub or a second interface shows it. */
STORY(same_packet_again,
      "C SYN id=1 @0\nS SYN-ACK @5\nC id=2 @10\n"
      "C 1 len=100 id=3 @20\n"
      "C 1 len=100 id=3 @20.1	: duplicate_packet of 4\n"
      "S @30\n"
      "C 101 len=100 id=4 @40\n"
      "C 101 len=100 id=5 @250	: retransmission of 7 rto\n")

/* A host that gives every packet the same IP ID says nothing by it. */
STORY(constant_ip_id,
      "C SYN id=7 @0\nS SYN-ACK id=7 @5\nC id=7 @10\n"
      "C 1 len=100 id=7 @20\n"
      "C 1 len=100 id=7 @230	: retransmission of 4 rto\n")

/* What was acknowledged without having been captured, was lost by the capture. */
STORY(capture_missed_it, OPEN
      "C 1 len=100 @20\n"
      "C 201 len=100 @20.1	: lost_segment of 4\n"
      "S ack=301 @30		: ack_lost_segment of 5	= 4,5\n"
      "S ack=401 @31		: ack_lost_segment of 5	= nothing\n"
      "C 401 len=100 @40\n"
      "S ack=501 @50		= 8 10ms\n")

/* The tap saw an ACK before what it acknowledges. */
STORY(ack_overtook_its_data, OPEN
      "S ack=101 @20		: ack_lost_segment of 1\n"
      "C 1 len=100 @20.1	: out_of_order of 4\n"
      "C 101 len=100 @21\n")

STORY(delayed_ack, OPEN
      "C 1 len=100 @20\n"
      "S @70			: delayed_ack of 4 = 4 50ms\n")

/* Nothing can be said of an end's window without its scale. */
STORY(no_scale_no_window_full,
      "C 1 len=100 @0\n"
      "S 1 ack=101 win=1 @1\n"
      "C len=100 @2\n")

/* Not one flight: the capture lost track and begins again. */
STORY(jump_beyond_any_window, OPEN
      "C 1 len=100 @20\n"
      "C 1500000000 len=100 @30	: lost_segment of 4\n"
      "S ack=1500000100 @40	= 5 10ms\n")

static void W2_one_side_offers_scaling(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "W2", "C SYN ws=7 @0\nS SYN-ACK @5\nC win=1000 @10\n");
	assert_int_equal(story.segment[2].window_scale, 0);
	assert_int_equal(story.segment[2].window_size, 1000);
	story_end(&story);
}

static void W5_scale_of_a_syn_ack_alone(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "W5", "S SYN-ACK ws=7 ack=1 @0\nC win=1000 @10\nS win=100 len=1 @20\n");
	assert_int_equal(story.segment[1].window_size, -1);
	assert_int_equal(story.segment[2].window_size, 12800);
	story_end(&story);
}

/* The reset takes the SYN-ACK back, and the window that it has is still of when that held. */
static void W6_window_of_a_reset(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "W6",
		   "C SYN ws=7 @0\nS SYN-ACK ack=4294967287 @1\n"
		   "C RST 4294967287 win=1000 @2	: reset\n");
	assert_int_equal(story.segment[2].window_scale, 0);
	assert_int_equal(story.segment[2].window_size, 1000);
	story_end(&story);
}

static void W3_scale_not_seen(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "W3", "C 1 len=10 @0\nS @1\n");
	assert_int_equal(story.segment[0].window_scale, -1);
	assert_int_equal(story.segment[0].window_size, -1);
	story_end(&story);
}

static void shift_is_limited(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "shift_is_limited",
		   "C SYN ws=200 @0\nS SYN-ACK ws=15 @5\nC win=1 @10\n");
	assert_int_equal(story.segment[2].window_size, 1 << 14);
	story_end(&story);
}

/* RFC 5681's FlightSize: sent and not cumulatively acknowledged. tshark subtracts what was SACKed: 300. */
static void B1_bytes_in_flight(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "B1",
		   OPEN "C 1 len=100 @20\nC len=100\nC len=100\nC len=100\n"
			"S ack=101 sack=201-301 @30\n"
			"C len=100 @31\n");
	assert_int_equal(story.segment[0].bytes_in_flight, 0);
	assert_int_equal(story.segment[3].bytes_in_flight, 100);
	assert_int_equal(story.segment[6].bytes_in_flight, 400);
	assert_int_equal(story.segment[8].bytes_in_flight, 400);
	story_end(&story);
}

static void N1_fin_is_no_byte(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "N1", OPEN "C FIN-PSH len=10 @20\nS FIN ack=12 @21\n");
	assert_int_equal(story.segment[3].bytes_in_flight, 10);
	assert_int_equal(story.segment[4].bytes_in_flight, 0);
	story_end(&story);
}

static void B2_sum_is_shown(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "B2", OPEN "C 1 len=1000 @20\nS @21\n");
	assert_int_equal(story.segment[0].nxtseq, 1);
	assert_int_equal(story.segment[3].nxtseq, 1001);
	assert_int_equal(story.segment[4].ack, 1001);
	assert_int_equal(story.segment[3].raw_seq, 1001);
	story_end(&story);
}

static void ports_used_again(void **state)
{
	struct story story;

	(void)state;
	story_tell(&story, "T12_ports_used_again",
		   OPEN "C FIN @20\nS FIN @21\nC @22\n"
			"isn C=900000 S=800000\n"
			"C SYN @10000		| SYN_SENT SYN_RECEIVED : reused_ports of 1\n"
			"S SYN-ACK @10005	| ESTABLISHED SYN_RECEIVED\n");
	assert_int_equal(gn_flows_begun(story.flows), 2);
	assert_int_equal(story_flow(&story, 0)->tcp.close, GN_CLOSE_FIN);
	assert_int_equal(story_flow(&story, 1)->first_frame, 7);
	story_end(&story);
}

/* Every verdict that can occur is explained without a gap. */
static void explanations_are_complete(void **state)
{
	static const char *const texts[] = {
		OPEN "C 1 len=100 @20\nC 1 len=100 @250 : retransmission of 4 rto\n",
		OPEN "C 1 len=100 @20\nC 201 len=100 @21 : lost_segment of 4\n",
		OPEN "C 1 len=100 @20\nC 201 len=100 @20.1 : lost_segment of 4\n"
		     "C 101 len=100 @20.3 : out_of_order of 5\n",
		OPEN
		"C len=100 @20\nS win=0 @21 : zero_window\nC 101 len=1 @30 : zero_window_probe of 5\n"
		"S ack=101 win=0 @31 : zero_window_probe_ack of 6, zero_window of 5\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct story story;

		story_tell(&story, "explanations", texts[i]);
		for (unsigned int j = 0; j < story.count; j++)
			for (unsigned int k = 0; k < story.segment[j].verdicts; k++) {
				char text[512];

				gn_verdict_explain(&story.segment[j].verdict[k], text,
						   sizeof(text));
				assert_true(strlen(text) > 20);
				assert_null(strchr(text, '?'));
				assert_null(strchr(text, '{'));
			}
		story_end(&story);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(T1_acknowledgments),
		cmocka_unit_test(T2a_one_duplicate),
		cmocka_unit_test(T2b_two_duplicates),
		cmocka_unit_test(T2b_three_duplicates),
		cmocka_unit_test(T2c_late_after_two),
		cmocka_unit_test(T3_sack_recovery),
		cmocka_unit_test(different_bytes),
		cmocka_unit_test(different_bytes_of_one),
		cmocka_unit_test(F1_fast_open),
		cmocka_unit_test(F2_fast_open_not_taken),
		cmocka_unit_test(F3_fast_open_cookie),
		cmocka_unit_test(F4_fast_open_repeated),
		cmocka_unit_test(F5_fast_open_other_bytes),
		cmocka_unit_test(sack_recovery_at_the_receiver),
		cmocka_unit_test(tlp_crosses_an_ack),
		cmocka_unit_test(T4a_overtaken),
		cmocka_unit_test(T4b_overtaken_by_far),
		cmocka_unit_test(T5_repeat_at_once),
		cmocka_unit_test(T5b_repeat_of_the_last),
		cmocka_unit_test(T6_window_probes),
		cmocka_unit_test(linux_window_probe),
		cmocka_unit_test(T9_sack_and_window),
		cmocka_unit_test(T10_part_of_a_super_frame),
		cmocka_unit_test(T11_syn_repeated),
		cmocka_unit_test(ports_used_again),
		cmocka_unit_test(T12b_refused_twice),
		cmocka_unit_test(T13_midstream),
		cmocka_unit_test(fast_retransmit_far_away),
		cmocka_unit_test(capture_begins_in_a_transfer),
		cmocka_unit_test(duplicate_sack_is_no_duplicate_ack),
		cmocka_unit_test(no_time_passes),
		cmocka_unit_test(syn_repeated_without_options),
		cmocka_unit_test(window_full_after_an_update),
		cmocka_unit_test(window_shrinks),
		cmocka_unit_test(T14_window_full),
		cmocka_unit_test(T15_keep_alive),
		cmocka_unit_test(last_byte_again),
		cmocka_unit_test(T16_spurious),
		cmocka_unit_test(K1_karn),
		cmocka_unit_test(C1_two_in_one),
		cmocka_unit_test(C2_half_new),
		cmocka_unit_test(C3_no_sack_yet),
		cmocka_unit_test(X1_rst_out_of_window),
		cmocka_unit_test(W1_window_scale),
		cmocka_unit_test(W2_one_side_offers_scaling),
		cmocka_unit_test(W3_scale_not_seen),
		cmocka_unit_test(W6_window_of_a_reset),
		cmocka_unit_test(W5_scale_of_a_syn_ack_alone),
		cmocka_unit_test(shift_is_limited),
		cmocka_unit_test(O1_overtaken),
		cmocka_unit_test(M1_acked_unseen),
		cmocka_unit_test(M2_clock_back),
		cmocka_unit_test(M3_syn_after_its_answer),
		cmocka_unit_test(M4_syn_behind_a_gap),
		cmocka_unit_test(M5_syns_after_a_reset),
		cmocka_unit_test(X0_rst_with_a_number),
		cmocka_unit_test(A1_nothing_outstanding),
		cmocka_unit_test(P1_push),
		cmocka_unit_test(B1_bytes_in_flight),
		cmocka_unit_test(N1_fin_is_no_byte),
		cmocka_unit_test(B2_sum_is_shown),
		cmocka_unit_test(Q1_wrap),
		cmocka_unit_test(timeout_and_what_follows),
		cmocka_unit_test(tail_loss_probe),
		cmocka_unit_test(partial_ack),
		cmocka_unit_test(repeat_without_first_copy),
		cmocka_unit_test(order_by_ip_id),
		cmocka_unit_test(order_by_time_stamp),
		cmocka_unit_test(overtaken_by_its_repeat),
		cmocka_unit_test(overtaken_by_a_part_of_it),
		cmocka_unit_test(overtaken_by_time_stamp),
		cmocka_unit_test(overtaken_in_part),
		cmocka_unit_test(overtaken_ack),
		cmocka_unit_test(same_packet_again),
		cmocka_unit_test(constant_ip_id),
		cmocka_unit_test(capture_missed_it),
		cmocka_unit_test(ack_overtook_its_data),
		cmocka_unit_test(delayed_ack),
		cmocka_unit_test(no_scale_no_window_full),
		cmocka_unit_test(jump_beyond_any_window),
		cmocka_unit_test(explanations_are_complete),
	};

	return cmocka_run_group_tests_name("tcp verdicts", tests, NULL, NULL);
}
