// SPDX-License-Identifier: GPL-2.0
/*
 * What the numbers of a segment say: new, missing before it, late, repeated,
 * and why it was repeated. A sender has four reasons to repeat itself: its
 * timer, three duplicate ACKs, SACKed bytes above a hole, and a tail loss
 * probe. Where none of them shows, a hole that is filled was overtaken.
 */
#include "digest.h"
#include "tcp_parts.h"

#define MS 1000000LL

/*
 * RFC 6298 2.1. Instead of 2.4's second for the whole, Linux has 200 ms for what
 * is added to SRTT: so no timer runs out before the ACKs of one flight are back.
 */
#define RTO_FIRST (1000 * MS)
#define ADDED_MIN (200 * MS)
#define RTO_MAX	  (120 * 1000 * MS)

/* A timer read at the tap comes out a little short when the copies waited differently. */
static bool reaches(int64_t elapsed, int64_t timer)
{
	return elapsed >= timer - timer / 10;
}

/* Round trip of a sender that is not at the tap: the way to the peer and the way back to it. */
static int64_t round_trip(const struct gn_tcp_step *step)
{
	return step->e->course->srtt ? step->e->course->srtt + step->p->course->rtt_min : 0;
}

int64_t gn_tcp_rto(const struct gn_tcp_end *end)
{
	int64_t added;

	if (!end->course || !end->course->srtt)
		return RTO_FIRST;
	added = 4 * end->course->rttvar;
	return end->course->srtt + (added < ADDED_MIN ? ADDED_MIN : added);
}

/* RFC 6298 5.5: twice as long after every timeout; Linux stops at two minutes. */
static int64_t backed_off(const struct gn_tcp_end *end)
{
	int64_t rto = gn_tcp_rto(end);

	for (uint32_t i = 0; i < end->course->timeouts && rto < RTO_MAX; i++)
		rto *= 2;
	return rto < RTO_MAX ? rto : RTO_MAX;
}

/* Does the frame have an IP ID, of a sender that gives every packet the next one? */
static bool has_counted_ip_id(const struct gn_tcp_step *step)
{
	const struct gn_tcp_clock *clock = &step->e->clock;

	return step->frame->ip_version == 4 && step->frame->ip_id && clock->ip_id_steps &&
	       clock->ip_id_steps != 0xff;
}

/* Same IP ID, from a host that gives every packet another: sent once, seen twice. */
bool gn_tcp_is_duplicate_packet(const struct gn_tcp_step *step)
{
	const struct gn_frame *frame = step->frame;

	if (!has_counted_ip_id(step))
		return false;
	if (!step->space)
		return frame->ip_id == step->e->clock.ip_id;
	return step->overlap->seen && step->overlap->first.ip_id == frame->ip_id &&
	       step->overlap->first.seq == step->seq;
}

/*
 * RFC 9293 3.8.6.1: with the window closed, one byte beyond it; or, as Linux
 * does, a byte or none from before it, which can only be answered.
 */
static bool is_window_probe(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e;

	if (!gn_has(step->p, GN_HAS_ACK) || step->p->window || step->len > 1 ||
	    (step->flags & (GN_TCP_SYN | GN_TCP_FIN)))
		return false;
	return (step->len == 1 && step->seq == e->nxt) || step->seq == e->una - 1;
}

/* RFC 9293 3.8.4: one number back, with nothing outstanding, so that it has to be answered. */
static bool is_keep_alive(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e;

	return step->len <= 1 && !(step->flags & (GN_TCP_SYN | GN_TCP_FIN)) &&
	       step->seq == e->nxt - 1 && e->una == e->nxt && gn_has(e, GN_SENT_SYN);
}

/* Since when the sender may have missed the ACK of what it now sends again. */
static int64_t waiting_since(const struct gn_tcp_step *step)
{
	int64_t sent = step->overlap->seen     ? step->overlap->first.time :
		       step->overlap->has_next ? step->overlap->next.time :
						 step->e->nxt_time;
	int64_t acked = step->e->course->una_time;

	/*
	 * An ACK that passed later than it takes to the sender and back is one that it did not have;
	 * but after a timeout nothing goes out without one.
	 */
	if (step->e->course->repair != GN_REPAIR_TIMEOUT &&
	    step->segment->time_ns - acked < step->p->course->rtt_min)
		return sent;
	/* RFC 6298 5.3: an ACK of new data restarts the timer. */
	return sent > acked ? sent : acked;
}

static enum gn_cause find_cause(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e, *p = step->p;
	int64_t elapsed = step->segment->time_ns - waiting_since(step);
	bool oldest = !gn_after(step->seq, e->una);
	int64_t rtt = round_trip(step);

	if (step->flags & GN_TCP_SYN)
		return reaches(elapsed, RTO_FIRST) ? GN_CAUSE_RTO : GN_CAUSE_UNKNOWN;
	if (oldest && reaches(elapsed, gn_tcp_rto(e)))
		return GN_CAUSE_RTO;
	/* RFC 5681 3.1: after the timeout, everything outstanding goes out again, as fast as cwnd grows. */
	if (e->course->repair == GN_REPAIR_TIMEOUT && gn_before(step->seq, e->course->recover))
		return GN_CAUSE_SLOW_START;
	/* RFC 6675 5: they begin a repair; in one, what is repeated next is what SACK leaves open. */
	if (oldest && p->course->duplicate_acks >= 3 && e->course->repair != GN_REPAIR_FAST)
		return GN_CAUSE_FAST;
	if (p->course->sack_bytes && gn_after(p->course->sack_high, step->seq) &&
	    gn_after(p->course->sack_high, e->una))
		return GN_CAUSE_SACK;
	/* RFC 6582 3.2: a partial ACK during fast recovery. */
	if (oldest && e->course->repair == GN_REPAIR_FAST)
		return GN_CAUSE_FAST;
	/* RFC 8985 7.2: the probe timeout is two round trips, and it sends the last segment. */
	if (rtt && step->end == e->nxt && reaches(elapsed, 2 * rtt))
		return GN_CAUSE_TLP;
	return GN_CAUSE_UNKNOWN;
}

static void begin_repair(struct gn_tcp_end *end, enum gn_cause cause)
{
	if (cause == GN_CAUSE_RTO)
		end->course->repair = GN_REPAIR_TIMEOUT;
	else if (end->course->repair == GN_REPAIR_NONE &&
		 (cause == GN_CAUSE_FAST || cause == GN_CAUSE_SACK))
		end->course->repair = GN_REPAIR_FAST;
	else
		return;
	end->course->recover = end->nxt;
}

static void judge_repeat(struct gn_tcp_step *step, enum gn_verdict_id id, enum gn_cause cause)
{
	const struct gn_overlap *overlap = step->overlap;
	struct gn_verdict
		*verdict = gn_step_verdict(step, id, overlap->seen ? overlap->first.frame : 0);

	verdict->cause = cause;
	gn_verdict_add(verdict, GN_FACT_BYTES_SEEN, overlap->seen);
	if (overlap->seen) {
		gn_verdict_add(verdict, GN_FACT_TRANSMISSION, overlap->first.copies + 1);
		gn_verdict_add(verdict, GN_FACT_ELAPSED_NS,
			       step->segment->time_ns - overlap->first.time);
	}
	switch (cause) {
	case GN_CAUSE_RTO:
		gn_verdict_add(verdict, GN_FACT_RTO_NS, backed_off(step->e));
		gn_verdict_add(verdict, GN_FACT_TIMEOUTS, ++step->e->course->timeouts);
		break;
	case GN_CAUSE_FAST:
		gn_verdict_add(verdict, GN_FACT_DUPLICATE_ACKS, step->p->course->duplicate_acks);
		break;
	case GN_CAUSE_SACK:
		gn_verdict_add(verdict, GN_FACT_SACKED_TO,
			       step->p->course->sack_high - step->e->isn);
		break;
	case GN_CAUSE_TLP:
		gn_verdict_add(verdict, GN_FACT_RTT_NS, round_trip(step));
		break;
	default:
		break;
	}
	step->repeat = true;
	step->e->course->sums.retransmits++;
	begin_repair(step->e, cause);
}

/* Was the segment sent before (< 0) or after (> 0) the one that opened the hole? 0: nothing tells. */
static int sent_order(const struct gn_tcp_step *step, struct gn_verdict *evidence)
{
	const struct gn_tcp_clock *clock = &step->e->clock;
	const struct gn_frame *frame = step->frame;
	int32_t steps = 0;

	if (clock->has_tsval && frame->tcp_opt.has_timestamps)
		steps = frame->tcp_opt.tsval - clock->tsval;
	if (steps) {
		gn_verdict_add(evidence, GN_FACT_TSVAL_STEPS, steps);
		return steps;
	}
	if (!has_counted_ip_id(step) || !step->overlap->has_next)
		return 0;
	steps = (int16_t)(frame->ip_id - step->overlap->next.ip_id);
	if (steps)
		gn_verdict_add(evidence, GN_FACT_IP_ID_STEPS, steps);
	return steps;
}

/* It fills a hole: a first copy that was overtaken, or a second one whose first never got here. */
static void judge_filling(struct gn_tcp_step *step)
{
	const struct gn_overlap *overlap = step->overlap;
	/* Without a segment above it, an ACK told of the gap. */
	int64_t opened = overlap->has_next ? overlap->next.time : step->e->course->una_time;
	int64_t elapsed = step->segment->time_ns - opened;
	struct gn_verdict evidence = { .id = GN_OUT_OF_ORDER };
	enum gn_cause cause = find_cause(step);
	int order = sent_order(step, &evidence);

	bool reason = cause != GN_CAUSE_UNKNOWN || step->p->course->may_have_asked;

	/* A repeat takes a round trip from the gap to here: to the receiver, to the sender, back. */
	if (order > 0 || (!order && reason && elapsed >= round_trip(step))) {
		judge_repeat(step, GN_RETRANSMISSION, cause);
		return;
	}
	evidence.of = overlap->has_next ? overlap->next.frame : step->p->ack_frame;
	gn_verdict_add(&evidence, GN_FACT_ELAPSED_NS, elapsed);
	*gn_step_verdict(step, GN_OUT_OF_ORDER, 0) = evidence;
	step->late = true;
}

/* It was sent before a copy that is already here: time stamps tell, or IP IDs of a host that counts. */
static bool judge_late_copy(struct gn_tcp_step *step)
{
	const struct gn_range *copy = &step->overlap->first;
	const struct gn_frame *frame = step->frame;
	enum gn_fact_id told_by = GN_FACT_TSVAL_STEPS;
	struct gn_verdict *verdict;
	int32_t steps = 0;

	if (step->overlap->seen < step->space)
		return false;
	if (copy->tsval && frame->tcp_opt.has_timestamps)
		steps = frame->tcp_opt.tsval - copy->tsval;
	if (!steps && copy->ip_id && has_counted_ip_id(step)) {
		told_by = GN_FACT_IP_ID_STEPS;
		steps = (int16_t)(frame->ip_id - copy->ip_id);
	}
	if (steps >= 0)
		return false;
	verdict = gn_step_verdict(step, GN_LATE_COPY, copy->last_frame);
	gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, step->segment->time_ns - copy->time);
	gn_verdict_add(verdict, told_by, steps);
	step->late = true;
	return true;
}

/* It begins before the highest number sent. */
static void judge_old(struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e;
	bool unseen = !gn_before(step->seq, e->course->unseen_from) &&
		      !gn_after(step->end, e->course->unseen_to);
	struct gn_verdict *verdict;

	if (judge_late_copy(step))
		return;
	if (!gn_after(step->end, e->una)) {
		if (step->overlap->seen || !unseen) {
			judge_repeat(step, GN_SPURIOUS_RETRANSMISSION, find_cause(step));
			return;
		}
		/* The tap saw the ACK first. */
		verdict = gn_step_verdict(step, GN_OUT_OF_ORDER, step->p->ack_frame);
		gn_verdict_add(verdict, GN_FACT_ELAPSED_NS,
			       step->segment->time_ns - e->course->una_time);
		step->late = true;
	} else if (step->overlap->seen) {
		judge_repeat(step, GN_RETRANSMISSION, find_cause(step));
	} else {
		judge_filling(step);
	}
}

/* Simultaneous open (figure 8): the SYN-ACK has the number of the SYN, and repairs nothing. */
static bool answers_crossing_syn(const struct gn_tcp_step *step)
{
	return (step->flags & GN_TCP_SYN) && (step->flags & GN_TCP_ACK) &&
	       gn_has(step->e, GN_SENT_SYN) && !gn_has(step->e, GN_SENT_SYN_ACK);
}

/* Beyond any window: the capture lost track, and here it begins again. */
static void catch_up(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e;

	gn_sent_release(&e->course->sent);
	if (e->course->sacked)
		e->course->sacked->count = 0;
	e->una = e->contiguous = step->seq;
	e->course->unseen_from = e->course->unseen_to = step->seq;
	step->p->facts &= ~GN_HAS_EDGE;
}

/* Its bytes from @seq to @end; 0 when it does not carry them all, or they were not captured. */
static uint32_t digest(const struct gn_tcp_step *step, uint32_t seq, uint32_t end)
{
	const struct gn_frame *frame = step->frame;
	uint32_t first = step->seq + !!(step->flags & GN_TCP_SYN);

	/* A FIN has a number and no byte. */
	if ((step->flags & GN_TCP_FIN) && end == step->end)
		end--;
	if ((step->flags & GN_TCP_SYN) && seq == step->seq)
		seq++;
	if (gn_before(seq, first) || gn_after(end, first + step->len) || !gn_before(seq, end) ||
	    frame->payload + frame->payload_len > frame->packet->caplen)
		return 0;
	return gn_digest(frame->packet->data + frame->payload + (seq - first), end - seq);
}

/* A repeat has the same bytes. One that has not is a fault, or an attack on whoever looks on. */
static void compare_bytes(struct gn_tcp_step *step)
{
	const struct gn_sent *sent = &step->e->course->sent;
	struct gn_verdict *verdict;

	for (uint32_t i = gn_sent_find(sent, step->seq);
	     i < sent->count && gn_before(gn_sent_at(sent, i)->seq, step->end); i++) {
		const struct gn_range *range = gn_sent_at(sent, i);
		/* The number of a SYN has no byte. */
		uint32_t from = range->seq + (range->seq == step->e->isn);
		uint32_t now = range->digest ? digest(step, from, range->end) : 0;

		if (!now || now == range->digest)
			continue;
		verdict = gn_step_verdict(step, GN_DIFFERENT_BYTES, range->frame);
		gn_verdict_add(verdict, GN_FACT_SEQ, from - step->e->isn);
		gn_verdict_add(verdict, GN_FACT_BYTES_SEEN, range->end - from);
		return;
	}
}

static void record(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e;
	struct gn_range range;

	/* A SYN or the answer to one: gn_tcp_sent() makes the range of the end's numbers. */
	if (!e->course) {
		e->contiguous = step->end;
		return;
	}
	/* What overtook a copy is the one that was sent last. */
	if (step->late && step->overlap->seen) {
		gn_sent_count(&e->course->sent, step->seq, step->end);
		return;
	}
	range = (struct gn_range){
		.seq = step->seq,
		.end = step->end,
		.frame = step->segment->frame,
		.last_frame = step->segment->frame,
		.time = step->segment->time_ns,
		.tsval = step->frame->tcp_opt.tsval,
		.ip_id = step->frame->ip_id,
		.copies = 1,
		.digest = digest(step, step->seq, step->end),
	};
	gn_sent_put(&e->course->sent, &range, e->una);
	if (step->seq == e->contiguous && step->seq == e->nxt)
		e->contiguous = step->end;
	else if (!gn_after(step->seq, e->contiguous))
		e->contiguous = gn_sent_contiguous(&e->course->sent, e->contiguous);
}

void gn_tcp_judge_sequence(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e;
	struct gn_verdict *verdict;

	if (step->flags & GN_TCP_RST)
		return;
	if (is_window_probe(step)) {
		verdict = gn_step_verdict(step, GN_ZERO_WINDOW_PROBE, step->p->course->zero_frame);
		gn_verdict_add(verdict, GN_FACT_SEQ, step->seq - e->isn);
		if (step->len && step->seq == e->nxt) {
			e->course->probe = step->end;
			e->course->probe_frame = step->segment->frame;
		}
		step->p->course->zero_probes++;
		step->p->owes = GN_OWES_PROBE;
		step->p->course->owes_frame = step->segment->frame;
		return;
	}
	if (is_keep_alive(step)) {
		verdict = gn_step_verdict(step, GN_KEEP_ALIVE, e->nxt_frame);
		gn_verdict_add(verdict, GN_FACT_SEQ, step->seq - e->isn);
		gn_verdict_add(verdict, GN_FACT_EXPECTED_SEQ, e->nxt - e->isn);
		step->p->owes = GN_OWES_KEEP_ALIVE;
		step->p->course->owes_frame = step->segment->frame;
		return;
	}
	/* Its peer's ACK told of SND.UNA; what is between was under way when the capture began. */
	if (step->first && gn_after(step->seq, e->nxt) && step->seq - e->nxt <= GN_WINDOW_MAX)
		e->nxt = e->contiguous = step->seq;
	if (gn_after(step->seq, e->nxt)) {
		verdict = gn_step_verdict(step, GN_LOST_SEGMENT, e->nxt_frame);
		gn_verdict_add(verdict, GN_FACT_EXPECTED_SEQ, e->nxt - e->isn);
		gn_verdict_add(verdict, GN_FACT_BYTES_MISSING, step->seq - e->nxt);
		if (step->end - e->una > GN_WINDOW_MAX)
			catch_up(step);
	}
	if (step->space && gn_before(step->seq, e->nxt) && !answers_crossing_syn(step))
		judge_old(step);
	if (step->overlap->seen && step->len)
		compare_bytes(step);
	gn_tcp_judge_window_full(step);
	if (step->space)
		record(step);
	if (gn_after(step->end, e->nxt)) {
		e->nxt = step->end;
		e->nxt_frame = step->segment->frame;
		e->nxt_time = step->segment->time_ns;
		e->clock.has_tsval = step->frame->tcp_opt.has_timestamps;
		e->clock.tsval = step->frame->tcp_opt.tsval;
	}
}
