// SPDX-License-Identifier: GPL-2.0
/*
 * What a segment says about the other direction: which segments it
 * acknowledges, how long they took, which ACKs are duplicates and which only
 * look like it, and the window it offers.
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

/* RFC 7323 2.3: a shift above 14 counts as 14. */
#define SHIFT_MAX 14

/* RFC 9293 3.9.1.1: five minutes without an ACK end a connection. More is a clock that was set. */
#define SAMPLE_MAX (300 * 1000 * MS)

/* RFC 7323 2.2: both SYNs must offer it, and the window of a SYN is never scaled. */
int gn_tcp_scale(const struct gn_tcp *tcp, const struct gn_tcp_end *end, uint16_t flags)
{
	const struct gn_tcp_end *client = &tcp->end[GN_CLIENT], *server = &tcp->end[GN_SERVER];

	if (flags & GN_TCP_SYN)
		return 0;
	if ((gn_has(client, GN_SYN_SEEN) && !client->has_wscale) ||
	    (gn_has(server, GN_SYN_SEEN) && !server->has_wscale))
		return 0;
	if (!gn_has(client, GN_SYN_SEEN) || !gn_has(server, GN_SYN_SEEN))
		return -1;
	return end->wscale > SHIFT_MAX ? SHIFT_MAX : end->wscale;
}

/* RFC 6298 2.2 and 2.3. */
static void take_sample(struct gn_tcp_end *end, int64_t rtt)
{
	if (rtt < 0 || rtt > SAMPLE_MAX)
		return;
	if (!end->srtt) {
		end->srtt = rtt ? rtt : 1;
		end->rttvar = rtt / 2;
		end->rtt_min = rtt;
		return;
	}
	end->rttvar += (llabs(end->srtt - rtt) - end->rttvar) / 4;
	end->srtt += (rtt - end->srtt) / 8;
	if (rtt < end->rtt_min)
		end->rtt_min = rtt;
}

/* The ACK covers numbers that no captured segment carried. */
static bool covers_unseen(struct gn_tcp_step *step)
{
	struct gn_tcp_end *p = step->p;
	struct gn_verdict *verdict;

	if (gn_after(step->ack, p->nxt) && p->probe_frame && step->ack == p->probe) {
		/* The window probe's byte was accepted; the probe was not recorded as sent. */
		step->segment->partly = p->probe_frame;
		p->probe_frame = 0;
		p->nxt = p->contiguous = step->ack;
		return false;
	}
	if (!gn_after(step->ack, p->contiguous))
		return false;
	verdict = gn_step_verdict(step, GN_ACK_LOST_SEGMENT, p->nxt_frame);
	gn_verdict_add(verdict, GN_FACT_ACK, step->ack - p->isn);
	gn_verdict_add(verdict, GN_FACT_EXPECTED_SEQ, p->contiguous - p->isn);
	p->unseen_from = p->contiguous;
	p->unseen_to = step->ack;
	if (gn_after(step->ack, p->nxt))
		p->nxt = step->ack;
	p->contiguous = gn_sent_contiguous(&p->sent, step->ack);
	return true;
}

static void say_how(struct gn_tcp_step *step, const struct gn_range *newest)
{
	const struct gn_segment *segment = step->segment;
	int64_t waited = segment->rtt_ns - step->p->rtt_min;
	struct gn_verdict *verdict;

	if (step->flags & GN_TCP_SYN)
		return;
	if (step->len) {
		gn_step_verdict(step, GN_PIGGYBACKED_ACK, newest->frame);
	} else if (segment->acked.count == 1 && waited >= DELAYED_MIN && waited <= DELAYED_MAX) {
		verdict = gn_step_verdict(step, GN_DELAYED_ACK, newest->frame);
		gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, segment->rtt_ns);
		gn_verdict_add(verdict, GN_FACT_RTT_NS, step->p->rtt_min);
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
	const struct gn_range *newest;
	uint32_t next;

	segment->acked = gn_sent_acknowledge(&p->sent, step->ack, segment->frame);
	p->una = step->ack;
	p->una_frame = segment->frame;
	p->una_time = segment->time_ns;
	e->duplicate_acks = 0;
	if (p->repair != GN_REPAIR_NONE && !gn_before(p->una, p->recover))
		p->repair = GN_REPAIR_NONE;

	next = segment->acked.first + segment->acked.count;
	if (next < p->sent.count && gn_before(gn_sent_at(&p->sent, next)->seq, step->ack))
		segment->partly = gn_sent_at(&p->sent, next)->frame;
	if (!segment->acked.count)
		return;
	newest = gn_sent_at(&p->sent, next - 1);
	if (!segment->acked.repeated && !unseen) {
		segment->rtt_ns = segment->time_ns - newest->time;
		segment->rtt_frame = newest->frame;
	}
	say_how(step, newest);
	take_sample(p, segment->rtt_ns);
}

/*
 * SACK blocks that tell something new (RFC 6675 section 2). A first block at
 * or below the ACK, or inside the second, reports a duplicate instead: D-SACK,
 * RFC 2883 section 4.
 */
static bool sack_is_news(struct gn_tcp_step *step)
{
	const struct gn_tcp_options *options = &step->frame->tcp_opt;
	struct gn_tcp_end *e = step->e;
	uint32_t high = step->ack, bytes = 0;
	bool news;

	for (unsigned int i = 0; i < options->sack_blocks; i++) {
		uint32_t left = options->sack[i].left, right = options->sack[i].right;

		if (!gn_after(right, step->ack) || gn_after(right, step->p->nxt) ||
		    (i == 0 && options->sack_blocks > 1 &&
		     !gn_before(left, options->sack[1].left) &&
		     !gn_after(right, options->sack[1].right)))
			continue;
		high = gn_later(high, right);
		bytes += right - left;
	}
	news = bytes && (bytes != e->sack_bytes || high != e->sack_high);
	e->sack_high = high;
	e->sack_bytes = bytes;
	return news;
}

/*
 * The same ACK number again, and nothing else in the segment. RFC 5681
 * section 2 calls it a duplicate only when its receiver has data outstanding
 * and the window did not move; RFC 6675 lets it move when SACK brings news.
 */
static void judge_again(struct gn_tcp_step *step, bool news)
{
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool same_window = step->frame->window == e->window;
	struct gn_verdict *verdict;

	if (e->owes == GN_OWES_CHALLENGE) {
		gn_step_verdict(step, GN_CHALLENGE_ACK, e->owes_frame);
	} else if (e->owes == GN_OWES_KEEP_ALIVE && same_window) {
		gn_step_verdict(step, GN_KEEP_ALIVE_ACK, e->owes_frame);
	} else if (e->owes == GN_OWES_PROBE && !step->frame->window) {
		gn_step_verdict(step, GN_ZERO_WINDOW_PROBE_ACK, e->owes_frame);
	} else if (gn_after(p->nxt, p->una) && (same_window || news)) {
		e->duplicate_acks++;
		verdict = gn_step_verdict(step, GN_DUPLICATE_ACK, e->ack_frame);
		gn_verdict_add(verdict, GN_FACT_DUPLICATE_ACKS, e->duplicate_acks);
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
	news = sack_is_news(step);
	if (gn_after(step->ack, p->una)) {
		bool probed = e->owes == GN_OWES_PROBE && !step->len && !step->frame->window;

		advance(step, unseen);
		if (probed)
			gn_step_verdict(step, GN_ZERO_WINDOW_PROBE_ACK, e->owes_frame);
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

void gn_tcp_note_window(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e;
	uint16_t window = step->frame->window;
	int scale = gn_tcp_scale(step->tcp, e, step->flags);
	uint32_t edge;

	/* RFC 9293 3.10.7.4: an old segment may not update the window; an RST offers none. */
	if ((step->flags & GN_TCP_RST) || !(step->flags & GN_TCP_ACK) || step->ack != e->ack)
		return;
	if (!window && !(step->flags & GN_TCP_SYN)) {
		gn_step_verdict(step, GN_ZERO_WINDOW, e->zero_frame);
		if (!e->zero_frame)
			e->zero_frame = step->segment->frame;
	} else {
		e->zero_frame = 0;
	}
	e->window = window;
	if (scale < 0)
		return;
	edge = step->ack + ((uint32_t)window << scale);
	e->edge = gn_has(e, GN_HAS_EDGE) ? gn_later(e->edge, edge) : edge;
	e->facts |= GN_HAS_EDGE;
}
