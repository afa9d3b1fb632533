// SPDX-License-Identifier: GPL-2.0
/*
 * What a segment says about the other direction: which segments it
 * acknowledges, how long they took, which ACKs are duplicates and which only
 * look like it.
 */
#include <stdlib.h>

#include "tcp_parts.h"

#define MS 1000000LL

/*
 * RFC 9293 3.8.6.3: an ACK may wait up to 500 ms. Linux waits 40 ms at least;
 * 35 leaves room for the tap's own jitter.
 */
#define DELAYED_MIN (35 * MS)
#define DELAYED_MAX (500 * MS)

/* RFC 9293 3.9.1.1: five minutes without an ACK end a connection. More is a clock that was set. */
#define SAMPLE_MAX (300 * 1000 * MS)

/* RFC 6298 2.2 and 2.3. */
static void take_sample(struct gn_tcp_end *end, int64_t rtt)
{
	if (!end->course || rtt < 0 || rtt > SAMPLE_MAX)
		return;
	end->course->rtt_samples++;
	if (!end->course->srtt) {
		end->course->srtt = rtt ? rtt : 1;
		end->course->rttvar = rtt / 2;
		end->course->rtt_min = end->course->rtt_max = rtt;
		return;
	}
	end->course->rttvar += (llabs(end->course->srtt - rtt) - end->course->rttvar) / 4;
	end->course->srtt += (rtt - end->course->srtt) / 8;
	if (rtt < end->course->rtt_min)
		end->course->rtt_min = rtt;
	if (rtt > end->course->rtt_max)
		end->course->rtt_max = rtt;
}

/* The SYN-ACK's sample, which there was no place for when it passed. */
void gn_tcp_sample_opening(struct gn_tcp *tcp)
{
	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_sent *syn = &tcp->end[side].course->sent;
		const struct gn_sent *answer = &tcp->end[!side].course->sent;

		if (syn->count == 1 && syn->acked == 1 && answer->count)
			take_sample(&tcp->end[side],
				    gn_sent_at(answer, 0)->time - gn_sent_at(syn, 0)->time);
	}
}

/* The ACK covers numbers that no captured segment carried. */
static bool covers_unseen(struct gn_tcp_step *step)
{
	struct gn_tcp_end *p = step->p;
	struct gn_verdict *verdict;

	if (gn_after(step->ack, p->nxt) && p->course->probe_frame &&
	    step->ack == p->course->probe) {
		/* The window probe's byte was accepted; the probe was not recorded as sent. */
		step->segment->partly = p->course->probe_frame;
		p->course->probe_frame = 0;
		p->nxt = p->contiguous = step->ack;
		return false;
	}
	if (!gn_after(step->ack, p->contiguous))
		return false;
	verdict = gn_step_verdict(step, GN_ACK_LOST_SEGMENT, p->nxt_frame);
	gn_verdict_add(verdict, GN_FACT_ACK, step->ack - p->isn);
	gn_verdict_add(verdict, GN_FACT_EXPECTED_SEQ, p->contiguous - p->isn);
	p->course->unseen_from = p->contiguous;
	p->course->unseen_to = step->ack;
	if (gn_after(step->ack, p->nxt))
		p->nxt = step->ack;
	p->contiguous = gn_sent_contiguous(&p->course->sent, step->ack);
	return true;
}

static void say_how(struct gn_tcp_step *step, const struct gn_range *newest)
{
	const struct gn_segment *segment = step->segment;
	struct gn_verdict *verdict;
	int64_t waited;

	if (step->flags & GN_TCP_SYN)
		return;
	waited = segment->rtt_ns - step->p->course->rtt_min;
	if (step->len) {
		gn_step_verdict(step, GN_PIGGYBACKED_ACK, newest->frame);
	} else if (segment->acked.count == 1 && step->p->course->rtt_samples &&
		   waited >= DELAYED_MIN && waited <= DELAYED_MAX) {
		verdict = gn_step_verdict(step, GN_DELAYED_ACK, newest->frame);
		gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, segment->rtt_ns);
		gn_verdict_add(verdict, GN_FACT_RTT_NS, step->p->course->rtt_min);
	}
	if (segment->acked.count > 1) {
		verdict = gn_step_verdict(step, GN_CUMULATIVE_ACK, newest->frame);
		gn_verdict_add(verdict, GN_FACT_SEGMENTS, segment->acked.count);
	}
}

static void advance(struct gn_tcp_step *step, bool unseen)
{
	struct gn_segment *segment = step->segment;
	struct gn_tcp_end *e = step->e, *p = step->p;
	struct gn_sent opening, *sent = gn_tcp_sent(p, &opening);
	const struct gn_range *newest;
	uint32_t next;

	segment->acked = gn_sent_acknowledge(sent, step->ack);
	p->una = step->ack;
	if (p->course) {
		if (p->course->sacked)
			gn_scoreboard_trim(p->course->sacked, p->una);
		p->course->una_time = segment->time_ns;
		p->course->timeouts = 0;
		e->course->duplicate_acks = 0;
		e->course->may_have_asked &= p->una != p->nxt;
		if (p->course->repair != GN_REPAIR_NONE && !gn_before(p->una, p->course->recover))
			p->course->repair = GN_REPAIR_NONE;
	}

	next = segment->acked.first + segment->acked.count;
	if (next < sent->count && gn_before(gn_sent_at(sent, next)->seq, step->ack))
		segment->partly = gn_sent_at(sent, next)->frame;
	if (!segment->acked.count)
		return;
	newest = gn_sent_at(sent, next - 1);
	if (!segment->acked.repeated && !unseen) {
		segment->rtt_ns = segment->time_ns - newest->time;
		segment->rtt_frame = newest->frame;
	}
	say_how(step, newest);
	take_sample(p, segment->rtt_ns);
}

/* Data came with the SYN (TCP Fast Open), and the answer is to the SYN alone. */
static void judge_fast_open(struct gn_tcp_step *step)
{
	const struct gn_tcp_end *p = step->p;
	struct gn_verdict *verdict;

	if (!(step->flags & GN_TCP_SYN) || step->ack != p->isn + 1 || !gn_after(p->nxt, p->una))
		return;
	verdict = gn_step_verdict(step, GN_FAST_OPEN_IGNORED, p->syn_frame);
	gn_verdict_add(verdict, GN_FACT_OUTSTANDING, p->nxt - p->una);
}

/*
 * The same ACK number again, and nothing else in the segment. RFC 5681
 * section 2 calls it a duplicate only when its receiver has data outstanding
 * and the window did not move; RFC 6675 lets it move when SACK brings news, and
 * does not count what only tells of a copy that arrived (RFC 2883). Where blocks
 * were not captured it may be any of these, and nothing is said.
 */
static void judge_again(struct gn_tcp_step *step, bool news)
{
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool same_window = step->frame->window == e->window;
	bool asks = news || (same_window && !step->duplicate_reported);
	struct gn_verdict *verdict;

	if (e->owes == GN_OWES_CHALLENGE) {
		gn_step_verdict(step, GN_CHALLENGE_ACK, e->course->owes_frame);
	} else if (e->owes == GN_OWES_KEEP_ALIVE && same_window) {
		gn_step_verdict(step, GN_KEEP_ALIVE_ACK, e->course->owes_frame);
	} else if (e->owes == GN_OWES_PROBE && !step->frame->window) {
		gn_step_verdict(step, GN_ZERO_WINDOW_PROBE_ACK, e->course->owes_frame);
	} else if (gn_after(p->nxt, p->una) && step->sack_unknown) {
		e->course->may_have_asked = true;
	} else if (gn_after(p->nxt, p->una) && asks) {
		e->course->duplicate_acks++;
		verdict = gn_step_verdict(step, GN_DUPLICATE_ACK, e->ack_frame);
		gn_verdict_add(verdict, GN_FACT_DUPLICATE_ACKS, e->course->duplicate_acks);
		gn_verdict_add(verdict, GN_FACT_ACK, step->ack - p->isn);
		gn_verdict_add(verdict, GN_FACT_OUTSTANDING, p->nxt - p->una);
	} else if (!same_window && step->frame->window) {
		verdict = gn_step_verdict(step, GN_WINDOW_UPDATE, e->ack_frame);
		if (gn_tcp_scale(step->tcp, e, 0) >= 0)
			gn_verdict_add(verdict, GN_FACT_WINDOW,
				       (int64_t)step->frame->window
					       << gn_tcp_scale(step->tcp, e, 0));
	}
}

/*
 * An ACK of what was never sent is not acted upon (RFC 9293 3.10.7.3 and .4).
 * What was not captured cannot be told from it, but for two cases: further
 * ahead than a window reaches, and an answer to a SYN beyond that SYN.
 */
static bool is_unacceptable(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *p = step->p;

	if (!gn_after(step->ack, p->nxt))
		return false;
	return step->ack - p->nxt > GN_WINDOW_MAX ||
	       ((step->flags & (GN_TCP_SYN | GN_TCP_RST)) && gn_has(p, GN_SENT_SYN) &&
		!gn_has(p, GN_PEER_SYN));
}

void gn_tcp_judge_ack(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool unseen, news;

	if (!(step->flags & GN_TCP_ACK) || is_unacceptable(step))
		return;
	unseen = covers_unseen(step);
	news = gn_tcp_take_sack(step);
	if (gn_after(step->ack, p->una)) {
		bool probed = e->owes == GN_OWES_PROBE && !step->len && !step->frame->window;

		advance(step, unseen);
		judge_fast_open(step);
		if (probed)
			gn_step_verdict(step, GN_ZERO_WINDOW_PROBE_ACK, e->course->owes_frame);
	} else if (step->ack == p->una && !step->space && !(step->flags & GN_TCP_RST) &&
		   gn_has(e, GN_HAS_ACK)) {
		judge_again(step, news);
	}
	if (!gn_has(e, GN_HAS_ACK) || gn_after(step->ack, e->ack)) {
		e->facts |= GN_HAS_ACK;
		e->ack = step->ack;
		e->ack_frame = step->segment->frame;
	}
}
