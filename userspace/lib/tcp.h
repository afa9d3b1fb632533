/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The follower: one TCP connection as an observer between its ends sees it.
 *
 * Nothing here is known, everything is inferred from segments that passed the
 * tap. Three conventions, all of RFC 9293's own figures (6 to 13):
 *  - a state is the one "after the departure or arrival of the segment": what
 *    passed the tap is taken to have arrived, until its sender repeats it;
 *  - an end that was never heard of has no state;
 *  - a connection whose beginning was not captured has no states until both
 *    ends have shown (by data or FIN) that they had not closed before.
 *
 * The work is divided: tcp.c walks through one segment and keeps the numbers,
 * tcp_state.c the states, tcp_loss.c what was lost and repeated, tcp_ack.c
 * what acknowledgments and windows say, sent.c what was sent.
 */
#ifndef GN_TCP_H
#define GN_TCP_H

#include <stddef.h>
#include <string.h>

#include "frame.h"
#include "hop.h"
#include "pool.h"
#include "scoreboard.h"
#include "sent.h"
#include "verdict.h"

enum gn_tcp_state {
	GN_STATE_UNKNOWN,
	GN_CLOSED,
	GN_LISTEN,
	GN_SYN_SENT,
	GN_SYN_RECEIVED,
	GN_ESTABLISHED,
	GN_FIN_WAIT_1,
	GN_FIN_WAIT_2,
	GN_CLOSE_WAIT,
	GN_CLOSING,
	GN_LAST_ACK,
	GN_TIME_WAIT,
};

/* The client sent the first SYN. Without one, the end with the higher port; see gn_tcp_init(). */
enum gn_side { GN_CLIENT, GN_SERVER, GN_SIDES };

/* Facts about an end, from which its state follows (tcp_state.c). */
enum gn_tcp_fact {
	GN_HAS_ISN = 1 << 0,   /* its numbers have a base, from a SYN or not */
	GN_SYN_SEEN = 1 << 1,  /* its SYN was captured: isn and options are real */
	GN_SENT_SYN = 1 << 2,  /* seen or implied by what followed */
	GN_SYN_ACKED = 1 << 3, /* it has the ACK of its SYN */
	GN_PEER_SYN = 1 << 4,  /* it has its peer's SYN */
	GN_SENT_FIN = 1 << 5,
	GN_FIN_ACKED = 1 << 6,
	GN_PEER_FIN = 1 << 7,	/* it has its peer's FIN, in order */
	GN_PASSIVE = 1 << 8,	/* it had it when it sent its own */
	GN_HEARD = 1 << 9,	/* it sent something */
	GN_SPOKE = 1 << 10,	/* SYN, data or FIN: it had not closed before */
	GN_SILENT = 1 << 11,	/* the SYN to it had to be repeated */
	GN_GONE = 1 << 12,	/* reset: CLOSED */
	GN_LISTENING = 1 << 13, /* reset while opening passively: LISTEN (RFC 9293 3.10.7.4) */
	GN_HAS_ACK = 1 << 14,	/* it sent an ACK number */
	GN_HAS_EDGE = 1 << 15,	/* it offered a window whose size is known */
	GN_SENT_SYN_ACK = 1 << 16,
};

/* Options of a SYN that an end may use when its peer's SYN had them, too; the MSS for itself. */
enum gn_tcp_option {
	GN_OPTION_MSS = 1 << 0,
	GN_OPTION_WSCALE = 1 << 1,
	GN_OPTION_SACK = 1 << 2,
	GN_OPTION_TIMESTAMPS = 1 << 3,
};

/* Something arrived that is answered by an ACK without news. */
enum gn_tcp_owes { GN_OWES_NOTHING, GN_OWES_KEEP_ALIVE, GN_OWES_PROBE, GN_OWES_CHALLENGE };

/* What kind of repair is going on at a sender. */
enum gn_tcp_repair { GN_REPAIR_NONE, GN_REPAIR_FAST, GN_REPAIR_TIMEOUT };

/* How far IP IDs or time stamps of this end tell the order of sending. */
struct gn_tcp_clock {
	uint16_t ip_id;
	uint8_t ip_id_steps; /* in-order segments whose IP ID went up a little; 0xff: not a counter */
	bool has_tsval;
	uint32_t tsval; /* of the segment that last advanced nxt */
};

/* Who was in the way of a sender: it had nothing to send, the window was used up, or the network was. */
enum gn_limit {
	GN_LIMIT_APPLICATION,
	GN_LIMIT_RECEIVER,
	GN_LIMIT_NETWORK,
	GN_LIMIT_UNKNOWN, /* one of the last two: the size of the window is not known */
	GN_LIMITS
};

/**
 * struct gn_tcp_sums - how much an end sent
 * @bytes: payload, repeats included
 */
struct gn_tcp_sums {
	uint64_t bytes;
	uint32_t packets, retransmits;
};

/**
 * struct gn_tcp_course - what an end has only after its opening
 *
 * A SYN and its answer need none of it, so that a flood of half-open
 * connections takes a third of the memory.
 *
 * @sent,@sums: see gn_tcp_sent() and gn_tcp_sums()
 * @fin: sequence number of its FIN, with GN_SENT_FIN; @fin_frame, @fin_time of
 *	the first copy, @fin_last_time of the last or of what it waited for;
 *	@fin_acked_frame, @fin_acked_time
 * @una_time: when its peer last acknowledged something new
 * @sack_high: end of the highest block it SACKed (its peer's numbers),
 *	@sack_bytes: how much the blocks of its last ACK covered
 * @sacked: what its peer has of its numbers beyond a hole, NULL before the
 *	first block
 * @unseen_from,@unseen_to: the last of its bytes that were acknowledged
 *	without having been captured
 * @probe: one past a window probe's byte not accepted so far, @probe_frame
 * @duplicate_acks: in a row, sent by it (RFC 5681 section 2)
 * @may_have_asked: what is outstanding: it sent what may be one, or SACK it; the
 *	blocks were cut
 * @recover: SND.NXT when the repair began (RFC 6582)
 * @timeouts: repeats by the timer since the last new ACK: the back-off
 * @srtt,@rttvar: RFC 6298 over the samples of its segments, ns, 0 before the
 *	first; @rtt_min, @rtt_max of them, @rtt_samples how many
 * @window_frame: which segment offered its window last, 0 when that was before
 *	there was a course; @window_seq its number (its peer's SND.WL1)
 * @zero_frame,@zero_time: since when the window that it offers is 0
 * @zero_probes: probes that it got meanwhile
 * @zero_episodes,@zero_ns: closed windows that opened again, time they took
 * @limit: enum gn_limit since @limit_time; @limited_ns: how long each was
 * @owes_frame: what it owes an answer to, see gn_tcp_end
 */
struct gn_tcp_course {
	struct gn_sent sent;
	struct gn_tcp_sums sums;
	uint32_t fin, fin_frame, fin_acked_frame;
	int64_t fin_time, fin_last_time, fin_acked_time, una_time;
	struct gn_scoreboard *sacked;
	uint32_t sack_high, sack_bytes;
	uint32_t unseen_from, unseen_to;
	uint32_t probe, probe_frame;
	uint32_t duplicate_acks, recover, timeouts;
	int64_t srtt, rttvar, rtt_min, rtt_max;
	uint32_t rtt_samples;
	uint32_t window_frame, window_seq;
	uint32_t zero_frame, zero_probes, zero_episodes;
	int64_t zero_time, zero_ns;
	int64_t limit_time, limited_ns[GN_LIMITS];
	uint32_t owes_frame;
	uint8_t repair; /* enum gn_tcp_repair */
	uint8_t limit;
	bool limit_known, may_have_asked;
};

/**
 * struct gn_tcp_end - one end: what it sent, and what its peer made of it
 * @isn: raw number that relative 0 stands for: its SYN, else one before the
 *	first number seen
 * @nxt: SND.NXT, one past the highest number captured; @nxt_frame, @nxt_time
 *	of the segment that moved it
 * @una: SND.UNA, highest number its peer acknowledged, in the peer's @ack_frame
 * @contiguous: up to here everything was captured or acknowledged
 * @ack: highest ACK number it sent; @ack_frame where that first appeared
 * @edge: right edge of the window it offers, with GN_HAS_EDGE
 * @window: last window field it sent, raw
 * @owes: enum gn_tcp_owes
 * @options: bits of enum gn_tcp_option that one of its SYNs had; with
 *	@options_cut one was not captured whole and may have had others
 * @course: NULL while the connection is nothing but a SYN and its answer
 */
struct gn_tcp_end {
	uint32_t isn, nxt, una, contiguous;
	uint32_t ack, edge;
	uint32_t nxt_frame, ack_frame, syn_frame;
	uint32_t facts; /* enum gn_tcp_fact */
	int64_t nxt_time;
	struct gn_tcp_course *course;
	struct gn_tcp_clock clock;
	uint16_t mss, window;
	uint8_t wscale, owes, options;
	bool options_cut;
};

enum gn_close { GN_CLOSE_NONE, GN_CLOSE_FIN, GN_CLOSE_RST };
enum gn_closer { GN_CLOSER_NONE, GN_CLOSER_CLIENT, GN_CLOSER_SERVER, GN_CLOSER_BOTH };

/**
 * struct gn_tcp - a connection
 * @syn,@syn_ack,@ack: frames of the handshake, 0 when not captured
 * @handshake_rtt: SYN to ACK, -1 when not captured or ambiguous (repeated)
 * @rst_frame: the accepted RST
 * @syn_copies,@syn_ack_copies: how often each was sent, stops at 255
 * @refused: the RST answered a SYN
 */
struct gn_tcp {
	struct gn_tcp_end end[GN_SIDES];
	uint32_t syn, syn_ack, ack, rst_frame;
	int64_t syn_time, handshake_rtt;
	uint8_t close;	      /* enum gn_close */
	uint8_t first_closer; /* enum gn_closer */
	uint8_t syn_copies, syn_ack_copies;
	bool refused : 1, simultaneous : 1;
	bool midstream : 1; /* its beginning was not captured */
};

/* Steps of opening and closing that a segment takes; several may coincide. */
enum gn_step {
	GN_STEP_SYN = 1 << 0,	       /* SYN 1/3 */
	GN_STEP_SYN_ACK = 1 << 1,      /* SYN-ACK 2/3 */
	GN_STEP_ACK = 1 << 2,	       /* ACK 3/3 */
	GN_STEP_SYN_CROSSING = 1 << 3, /* simultaneous open */
	GN_STEP_FIN_FIRST = 1 << 4,
	GN_STEP_ACK_FIRST = 1 << 5, /* ACK of the first FIN */
	GN_STEP_FIN_SECOND = 1 << 6,
	GN_STEP_ACK_SECOND = 1 << 7,
	GN_STEP_FIN_CROSSING = 1 << 8, /* simultaneous close */
	GN_STEP_RST = 1 << 9,

	GN_STEPS_OF_OPENING = GN_STEP_SYN | GN_STEP_SYN_ACK | GN_STEP_ACK | GN_STEP_SYN_CROSSING,
};

#define GN_SEGMENT_VERDICTS 8

/**
 * struct gn_segment - what one segment turned out to be
 * @seq,@ack,@nxtseq: relative; @nxtseq is @seq plus what it takes up
 * @window_size: bytes, -1 when that takes a scale that is not known
 * @window_scale: shift that applies to this segment, -1 unknown
 * @before,@state: of both ends before and after it
 * @steps: enum gn_step bits
 * @acked: ranges of the other end that it newly acknowledged;
 *	gn_segment_acked() gives their frames until the next segment
 * @partly: frame of a range it acknowledged in part, 0 none
 * @rtt_ns: a clean sample for the other end's @rtt_frame, -1 none
 * @bytes_in_flight: sent by @from and not acknowledged, after this segment
 */
struct gn_segment {
	uint32_t frame;
	int64_t time_ns;
	enum gn_side from;
	uint16_t flags; /* enum gn_tcp_flag */
	uint32_t raw_seq, raw_ack;
	uint32_t seq, ack, nxtseq;
	uint32_t len;
	uint16_t window;
	int64_t window_size;
	int window_scale;
	enum gn_tcp_state before[GN_SIDES], state[GN_SIDES];
	unsigned int steps;
	struct gn_acked acked;
	uint32_t partly;
	int64_t rtt_ns;
	uint32_t rtt_frame;
	uint32_t bytes_in_flight;
	unsigned int verdicts;
	struct gn_verdict verdict[GN_SEGMENT_VERDICTS];
};

/* All of it but the verdicts that are not there, which are most of its bytes. */
static inline void gn_segment_clear(struct gn_segment *segment)
{
	memset(segment, 0, offsetof(struct gn_segment, verdict));
}

/* Begin a connection with nothing seen of it. */
void gn_tcp_init(struct gn_tcp *tcp);

/* A piece of the pool that courses come from: both ends'. */
#define GN_TCP_COURSES_SIZE (GN_SIDES * sizeof(struct gn_tcp_course))

/**
 * gn_tcp_follow() - take one segment
 * @courses: of all connections
 * @frame: decoded, with a TCP header
 * @from: who sent it
 * @hop: where the same packet was seen before, NULL when it was not
 * @segment: filled completely
 *
 * Return: false when there was no memory; then nothing was taken.
 */
bool gn_tcp_follow(struct gn_tcp *tcp, struct gn_pool *courses, const struct gn_frame *frame,
		   enum gn_side from, const struct gn_hop *hop, struct gn_segment *segment);

/* Both ends are done: give back what is only needed while they talk. Else nothing. */
void gn_tcp_rest(struct gn_tcp *tcp);

/* What @end sent: in its course, or while it has none its SYN alone, put into @opening. */
struct gn_sent *gn_tcp_sent(const struct gn_tcp_end *end, struct gn_sent *opening);

/* How much that is. */
struct gn_tcp_sums gn_tcp_sums(const struct gn_tcp_end *end);

/* Memory that grew with the connection. */
void gn_tcp_release(struct gn_tcp *tcp, struct gn_pool *courses);

enum gn_tcp_state gn_tcp_state(const struct gn_tcp *tcp, enum gn_side side);

/* As the connection stands: unknown for an end that was never heard. */
enum gn_tcp_state gn_tcp_final_state(const struct gn_tcp *tcp, enum gn_side side);

/* RFC 9293's name with underscores, "FIN_WAIT_1"; NULL for unknown. */
const char *gn_tcp_state_name(enum gn_tcp_state state);

/**
 * struct gn_time_wait - who has to wait after the close, and until when
 * @sides: 1 << GN_CLIENT, 1 << GN_SERVER; both after a simultaneous close, 0
 *	when nobody has to
 * @since_ns: when the last of what RFC 9293 3.6.1 starts the timer at passed
 * @until_ns: @since_ns and Linux's 60 s (the RFC asks for 2 MSL, 4 minutes);
 *	before it the ports are free again only as RFC 6191 allows
 */
struct gn_time_wait {
	unsigned int sides;
	int64_t since_ns, until_ns;
};

struct gn_time_wait gn_tcp_time_wait(const struct gn_tcp *tcp);

/*
 * How long one direction was closed and the other not: from the ACK of the
 * first FIN to the second FIN, or to @now while there is none; -1 when it
 * never was.
 */
int64_t gn_tcp_half_closed(const struct gn_tcp *tcp, int64_t now);

/* The options that @end's SYN had not are known, too: it was captured, and whole. */
bool gn_tcp_knows_options(const struct gn_tcp_end *end);

/*
 * Whether @option holds: 1 when both SYNs had it (RFC 7323 1.3 and 2.2, RFC
 * 2018 2), 0 when one had it not, -1 unknown.
 */
int gn_tcp_agreed(const struct gn_tcp *tcp, enum gn_tcp_option option);

/* The largest segment that @side may send: its peer's MSS option (RFC 9293 3.7.1); 0 unknown. */
uint16_t gn_tcp_send_mss(const struct gn_tcp *tcp, enum gn_side side, unsigned int ip_version);

/* RFC 6298 2.4 with Linux's lower bound of SRTT + 200 ms, not backed off; a second before the first sample. */
int64_t gn_tcp_rto(const struct gn_tcp_end *end);

const char *gn_limit_name(enum gn_limit limit); /* "application" */

/* How many segments the close took: 4, or 3 when one was folded; 0 while it is not complete. */
unsigned int gn_tcp_close_segments(const struct gn_tcp *tcp);

/* Frames that @segment newly acknowledged, by index below segment->acked.count. */
uint32_t gn_segment_acked(const struct gn_tcp *tcp, const struct gn_segment *segment,
			  uint32_t index);

/* Frame of its FIN, 0 when it sent none. */
static inline uint32_t gn_tcp_fin_frame(const struct gn_tcp_end *end)
{
	return end->course ? end->course->fin_frame : 0;
}

/* How many bytes the window of its peer still lets @side send; -1 when that is not known. */
int64_t gn_tcp_usable(const struct gn_tcp *tcp, enum gn_side side);

const char *gn_side_name(enum gn_side side); /* "client" */

/* "SYN 1/3", "FIN 2 + ACK of FIN 1"; "" when it takes none. Returns @buf. */
char *gn_steps_format(unsigned int steps, char *buf, size_t size);

/* "SYN,ACK"; "none" for none. Returns @buf. */
char *gn_flags_format(uint16_t flags, char *buf, size_t size);

#endif
