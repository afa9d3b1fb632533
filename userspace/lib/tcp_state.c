// SPDX-License-Identifier: GPL-2.0
/*
 * The states of both ends. A state is not kept but follows from a few facts
 * about an end (enum gn_tcp_fact): what it sent, what it received, and in
 * which order its own FIN and its peer's met. So a fact that turns out to be
 * wrong (a FIN taken for arrived, and sent again) can be taken back.
 */
#include <stdio.h>

#include "tcp_parts.h"

enum gn_tcp_state gn_tcp_state(const struct gn_tcp *tcp, enum gn_side side)
{
	const struct gn_tcp_end *e = &tcp->end[side], *p = &tcp->end[!side];

	if (gn_has(e, GN_GONE))
		return gn_has(e, GN_LISTENING) ? GN_LISTEN : GN_CLOSED;
	if (!gn_has(e, GN_SENT_SYN))
		return gn_has(e, GN_PEER_SYN) && !gn_has(e, GN_SILENT) ?
			       GN_SYN_RECEIVED :
			       GN_STATE_UNKNOWN;
	if (!gn_has(e, GN_PEER_SYN))
		return GN_SYN_SENT;
	if (!gn_has(e, GN_SYN_ACKED) && !gn_has(e, GN_SENT_FIN))
		return GN_SYN_RECEIVED;
	if (!gn_has(e, GN_SPOKE) || !gn_has(p, GN_SPOKE))
		return GN_STATE_UNKNOWN;
	if (!gn_has(e, GN_SENT_FIN))
		return gn_has(e, GN_PEER_FIN) ? GN_CLOSE_WAIT : GN_ESTABLISHED;
	if (gn_has(e, GN_PASSIVE))
		return gn_has(e, GN_FIN_ACKED) ? GN_CLOSED : GN_LAST_ACK;
	if (gn_has(e, GN_PEER_FIN))
		return gn_has(e, GN_FIN_ACKED) ? GN_TIME_WAIT : GN_CLOSING;
	return gn_has(e, GN_FIN_ACKED) ? GN_FIN_WAIT_2 : GN_FIN_WAIT_1;
}

enum gn_tcp_state gn_tcp_final_state(const struct gn_tcp *tcp, enum gn_side side)
{
	return gn_has(&tcp->end[side], GN_HEARD) ? gn_tcp_state(tcp, side) : GN_STATE_UNKNOWN;
}

const char *gn_tcp_state_name(enum gn_tcp_state state)
{
	static const char *const names[] = {
		[GN_CLOSED] = "CLOSED",		  [GN_LISTEN] = "LISTEN",
		[GN_SYN_SENT] = "SYN_SENT",	  [GN_SYN_RECEIVED] = "SYN_RECEIVED",
		[GN_ESTABLISHED] = "ESTABLISHED", [GN_FIN_WAIT_1] = "FIN_WAIT_1",
		[GN_FIN_WAIT_2] = "FIN_WAIT_2",	  [GN_CLOSE_WAIT] = "CLOSE_WAIT",
		[GN_CLOSING] = "CLOSING",	  [GN_LAST_ACK] = "LAST_ACK",
		[GN_TIME_WAIT] = "TIME_WAIT",
	};

	return names[state];
}

static enum gn_side side_of(const struct gn_tcp *tcp, const struct gn_tcp_end *end)
{
	return end == &tcp->end[GN_SERVER] ? GN_SERVER : GN_CLIENT;
}

static bool is_open(const struct gn_tcp *tcp)
{
	return tcp->ack || tcp->midstream;
}

/* After a reset the same SYN begins anew (tshark keeps the stream number, so do we). */
static void begin_again(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;

	step->e->facts &= GN_HAS_ISN | GN_SYN_SEEN | GN_HEARD;
	step->p->facts &= GN_HAS_ISN | GN_HEARD;
	tcp->syn_ack = tcp->ack = tcp->rst_frame = 0;
	tcp->refused = tcp->simultaneous = false;
	tcp->close = GN_CLOSE_NONE;
	tcp->first_closer = GN_CLOSER_NONE;
	tcp->midstream = false;
}

static void count_copy(uint8_t *copies)
{
	if (*copies < UINT8_MAX)
		++*copies;
}

static void move_syn(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;
	struct gn_tcp_end *e = step->e, *p = step->p;

	if (gn_has(e, GN_GONE))
		begin_again(step);
	count_copy(&tcp->syn_copies);
	if (is_open(tcp)) {
		/* RFC 9293 3.10.7.4, fourth: a SYN in a synchronized state. */
		p->owes = GN_OWES_CHALLENGE;
		p->course->owes_frame = step->segment->frame;
		return;
	}
	if (gn_has(e, GN_SENT_SYN)) {
		/* Its peer was reset for an answer to something older, and is asked again. */
		if (gn_has(p, GN_GONE))
			p->facts = (p->facts & (GN_HEARD | GN_HAS_ISN)) | GN_PEER_SYN;
		/* It asks again, so it has not got what passed here for an answer. */
		e->facts &= ~(GN_SYN_ACKED | GN_PEER_SYN);
		if (!gn_has(p, GN_HEARD))
			p->facts |= GN_SILENT;
		return;
	}
	e->facts |= GN_SENT_SYN | GN_SYN_SEEN | GN_SPOKE;
	e->syn_frame = step->segment->frame;
	if (gn_has(p, GN_SENT_SYN)) {
		/* Simultaneous open, figure 8: it had not got its peer's SYN. */
		e->facts &= ~GN_PEER_SYN;
		step->segment->steps |= GN_STEP_SYN_CROSSING;
		tcp->simultaneous = true;
	} else {
		if (!tcp->syn)
			tcp->syn = step->segment->frame;
		tcp->syn_time = step->segment->time_ns;
		step->segment->steps |= GN_STEP_SYN;
	}
	p->facts |= GN_PEER_SYN;
}

static void move_syn_ack(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool acceptable = gn_after(step->ack, p->isn) && !gn_after(step->ack, p->nxt);

	if (is_open(tcp) && !tcp->midstream && !step->repeat) {
		p->owes = GN_OWES_CHALLENGE;
		p->course->owes_frame = step->segment->frame;
		return;
	}
	/* It was reset for its answer to an older SYN; this one is to what its peer still asks. */
	if (!gn_has(p, GN_GONE))
		e->facts &= ~(GN_GONE | GN_LISTENING);
	if (step->repeat && e->nxt == e->isn + 1)
		e->facts &= ~GN_SYN_ACKED;
	count_copy(&tcp->syn_ack_copies);
	if (!tcp->syn_ack)
		tcp->syn_ack = step->segment->frame;
	if (!gn_has(e, GN_SENT_SYN_ACK))
		step->segment->steps |= GN_STEP_SYN_ACK;
	if (!e->syn_frame)
		e->syn_frame = step->segment->frame;
	e->facts |= GN_SENT_SYN | GN_SENT_SYN_ACK | GN_SYN_SEEN | GN_SPOKE | GN_PEER_SYN;
	/* RFC 9293 3.10.7.3, first: an ACK of something else is answered by an RST. */
	if (acceptable)
		p->facts |= GN_SENT_SYN | GN_SYN_ACKED | GN_PEER_SYN | GN_SPOKE;
}

/* Only a synchronized end sends an ACK without SYN: what of the handshake is missing was there. */
static void imply_handshake(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e, *p = step->p;

	if (!gn_has(e, GN_SENT_SYN | GN_PEER_SYN)) {
		e->facts |= GN_SENT_SYN | GN_PEER_SYN | GN_SYN_ACKED;
		/* Its SYN was seen, so the missing one is its peer's SYN-ACK. */
		if (gn_has(e, GN_SYN_SEEN) && !gn_has(p, GN_SENT_SYN))
			p->facts |= GN_SENT_SYN | GN_PEER_SYN | GN_SPOKE;
	}
	if (step->tcp->midstream && !gn_has(p, GN_SENT_SYN))
		p->facts |= GN_SENT_SYN | GN_PEER_SYN | GN_SYN_ACKED;
	if (step->len)
		e->facts |= GN_SPOKE;
}

/* The FIN of @sender arrives: itself, or what it waited for. */
static void take_fin(const struct gn_tcp_step *step, struct gn_tcp_end *sender,
		     struct gn_tcp_end *receiver)
{
	if (!gn_has(receiver, GN_PEER_FIN))
		sender->course->fin_last_time = step->segment->time_ns;
	receiver->facts |= GN_PEER_FIN;
}

/* What its ACK does to the peer: the third step of opening, and the ACK of a FIN. */
static void move_ack(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;
	struct gn_tcp_end *e = step->e, *p = step->p;

	if (gn_has(p, GN_SENT_SYN) && !gn_has(p, GN_SYN_ACKED) && gn_after(step->ack, p->isn) &&
	    !gn_after(step->ack, p->nxt)) {
		p->facts |= GN_SYN_ACKED;
		if (!(step->flags & GN_TCP_SYN) && !tcp->ack && gn_has(p, GN_PEER_SYN)) {
			tcp->ack = step->segment->frame;
			step->segment->steps |= GN_STEP_ACK;
			/* Karn: after a repeat, which of the two was answered is not known. */
			if (tcp->syn && tcp->syn_ack && !e->course->sums.retransmits &&
			    !p->course->sums.retransmits)
				tcp->handshake_rtt = step->segment->time_ns - tcp->syn_time;
		}
	}
	if (!gn_has(p, GN_SENT_FIN) || !gn_after(step->ack, p->course->fin))
		return;
	if (!gn_has(p, GN_FIN_ACKED) && !p->course->fin_acked_frame) {
		p->course->fin_acked_frame = step->segment->frame;
		p->course->fin_acked_time = step->segment->time_ns;
		step->segment->steps |=
			e->course->fin_frame && e->course->fin_frame < p->course->fin_frame ?
				GN_STEP_ACK_SECOND :
				GN_STEP_ACK_FIRST;
	}
	p->facts |= GN_FIN_ACKED;
	take_fin(step, p, e);
}

static void move_fin(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool knew = gn_has(p, GN_SENT_FIN) && (step->flags & GN_TCP_ACK) &&
		    gn_after(step->ack, p->course->fin);

	e->course->fin_last_time = step->segment->time_ns;
	if (gn_has(e, GN_SENT_FIN)) {
		/* Sent again: its ACK, though it passed here, had not arrived. */
		if (step->repeat)
			e->facts &= ~GN_FIN_ACKED;
		return;
	}
	e->facts |= GN_SENT_FIN | GN_SPOKE;
	e->course->fin = step->end - 1;
	e->course->fin_frame = step->segment->frame;
	e->course->fin_time = step->segment->time_ns;
	if (knew) {
		e->facts |= GN_PASSIVE;
		step->segment->steps |= GN_STEP_FIN_SECOND;
		return;
	}
	/* Figure 13: both FINs under way at once; what passed here had not arrived. */
	e->facts &= ~GN_PEER_FIN;
	if (gn_has(p, GN_SENT_FIN)) {
		tcp->first_closer = GN_CLOSER_BOTH;
		step->segment->steps |= GN_STEP_FIN_CROSSING;
		return;
	}
	tcp->close = GN_CLOSE_FIN;
	tcp->first_closer = side_of(tcp, e) == GN_CLIENT ? GN_CLOSER_CLIENT : GN_CLOSER_SERVER;
	step->segment->steps |= GN_STEP_FIN_FIRST;
}

enum rst_effect { RST_IGNORED, RST_CHALLENGED, RST_ACCEPTED };

/* RFC 9293 3.10.7.3 and 3.10.7.4 (after RFC 5961 section 3.2), at the receiver @p. */
static enum rst_effect weigh_rst(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e, *p = step->p;
	uint32_t window = 0;

	if (gn_has(p, GN_SENT_SYN) && !gn_has(p, GN_PEER_SYN))
		return (step->flags & GN_TCP_ACK) && gn_after(step->ack, p->isn) &&
				       !gn_after(step->ack, p->nxt) ?
			       RST_ACCEPTED :
			       RST_IGNORED;
	/* RCV.NXT is what was captured in order, or what the receiver itself said. */
	if (step->seq == e->contiguous || step->seq == e->nxt ||
	    (gn_has(p, GN_HAS_ACK) && step->seq == p->ack))
		return RST_ACCEPTED;
	if (gn_has(p, GN_HAS_ACK))
		window = gn_has(p, GN_HAS_EDGE) ? p->edge - p->ack : GN_WINDOW_MAX;
	return step->seq - e->contiguous < window ? RST_CHALLENGED : RST_IGNORED;
}

static void move_rst(struct gn_tcp_step *step)
{
	struct gn_tcp *tcp = step->tcp;
	struct gn_tcp_end *e = step->e, *p = step->p;
	bool refused = gn_has(p, GN_SENT_SYN) && !gn_has(p, GN_PEER_SYN);
	bool done = gn_has(e, GN_FIN_ACKED) && gn_has(p, GN_FIN_ACKED);
	enum rst_effect effect = weigh_rst(step);
	struct gn_verdict *verdict;

	if (gn_has(p, GN_GONE))
		return;
	if (effect != RST_ACCEPTED) {
		verdict = gn_step_verdict(step, GN_RESET_IGNORED, 0);
		gn_verdict_add(verdict, GN_FACT_SEQ, step->seq - e->isn);
		gn_verdict_add(verdict, GN_FACT_EXPECTED_SEQ, e->contiguous - e->isn);
		if (effect == RST_CHALLENGED) {
			p->owes = GN_OWES_CHALLENGE;
			p->course->owes_frame = step->segment->frame;
		}
		return;
	}
	verdict = gn_step_verdict(step, refused ? GN_REFUSED : GN_RESET,
				  refused ? p->syn_frame : 0);
	gn_verdict_add(verdict, GN_FACT_SEQ, step->seq - e->isn);
	step->segment->steps |= GN_STEP_RST;
	if (gn_tcp_state(tcp, side_of(tcp, p)) == GN_SYN_RECEIVED && p->syn_frame == tcp->syn_ack)
		p->facts |= GN_LISTENING;
	/* RFC 9293 3.10.7.3: the answer to an unacceptable ACK, by whose number it is told; its sender goes on asking. */
	if (gn_has(e, GN_SENT_SYN) && !gn_has(e, GN_PEER_SYN) && step->seq != e->nxt) {
		p->facts &= GN_HEARD | GN_LISTENING;
		p->facts |= GN_GONE;
		tcp->syn_ack = 0;
		return;
	}
	e->facts |= GN_GONE;
	p->facts |= GN_GONE;
	if (done)
		return;
	tcp->refused = refused;
	tcp->rst_frame = step->segment->frame;
	tcp->close = GN_CLOSE_RST;
	if (tcp->first_closer == GN_CLOSER_NONE)
		tcp->first_closer =
			side_of(tcp, e) == GN_CLIENT ? GN_CLOSER_CLIENT : GN_CLOSER_SERVER;
}

void gn_tcp_move(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e, *p = step->p;

	if (step->flags & GN_TCP_RST) {
		move_rst(step);
		return;
	}
	if ((step->flags & (GN_TCP_SYN | GN_TCP_ACK)) == (GN_TCP_SYN | GN_TCP_ACK))
		move_syn_ack(step);
	else if (step->flags & GN_TCP_SYN)
		move_syn(step);
	else if (step->flags & GN_TCP_ACK)
		imply_handshake(step);
	if (step->flags & GN_TCP_ACK)
		move_ack(step);
	if (step->flags & GN_TCP_FIN)
		move_fin(step);
	/* In order, a FIN arrives like any other number; out of order it waits for what is missing. */
	if (gn_has(e, GN_SENT_FIN) && gn_after(e->contiguous, e->course->fin))
		take_fin(step, e, p);
}

unsigned int gn_tcp_close_segments(const struct gn_tcp *tcp)
{
	const struct gn_tcp_course *c = tcp->end[GN_CLIENT].course, *s = tcp->end[GN_SERVER].course;
	unsigned int distinct = 0;
	uint32_t frames[4];

	if (!c)
		return 0;
	frames[0] = c->fin_frame;
	frames[1] = c->fin_acked_frame;
	frames[2] = s->fin_frame;
	frames[3] = s->fin_acked_frame;
	if (tcp->close == GN_CLOSE_RST)
		return c->fin_frame || s->fin_frame ? 0 : 1;
	for (size_t i = 0; i < 4; i++) {
		size_t j = 0;

		if (!frames[i])
			return 0;
		while (j < i && frames[j] != frames[i])
			j++;
		distinct += j == i;
	}
	return distinct;
}

char *gn_steps_format(unsigned int steps, char *buf, size_t size)
{
	static const char *const names[] = {
		"SYN 1/3",	"SYN-ACK 2/3", "ACK 3/3",      "SYN crossing", "FIN 1",
		"ACK of FIN 1", "FIN 2",       "ACK of FIN 2", "FIN crossing", "RST",
	};
	size_t at = 0;

	*buf = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if ((steps >> i & 1) && at < size)
			at += snprintf(buf + at, size - at, "%s%s", at ? " + " : "", names[i]);
	return buf;
}
