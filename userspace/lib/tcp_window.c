// SPDX-License-Identifier: GPL-2.0
/*
 * Windows: what an end offers, how long it offered none, what its peer could
 * still send, and who was in the way when it did not.
 */
#include "duration.h"
#include "tcp_parts.h"

/* RFC 7323 2.3: a shift above 14 counts as 14. */
#define SHIFT_MAX 14

/* RFC 7323 2.2: both SYNs must offer it, and the window of a SYN is never scaled. */
int gn_tcp_scale(const struct gn_tcp *tcp, const struct gn_tcp_end *end, uint16_t flags)
{
	int agreed = flags & GN_TCP_SYN ? 0 : gn_tcp_agreed(tcp, GN_OPTION_WSCALE);

	if (agreed <= 0)
		return agreed;
	if (!(end->options & GN_OPTION_WSCALE))
		return -1;
	return end->wscale > SHIFT_MAX ? SHIFT_MAX : end->wscale;
}

/* RFC 9293 3.8.6: the sender may not go beyond the right edge its peer offered. */
void gn_tcp_judge_window_full(struct gn_tcp_step *step)
{
	const struct gn_tcp_end *p = step->p;
	struct gn_verdict *verdict;

	if (!step->len || step->repeat || (step->flags & GN_TCP_SYN) || !gn_has(p, GN_HAS_EDGE) ||
	    gn_before(step->seq + step->len, p->edge))
		return;
	verdict = gn_step_verdict(step, GN_WINDOW_FULL,
				  p->course->window_frame ? p->course->window_frame : p->ack_frame);
	gn_verdict_add(verdict, GN_FACT_RIGHT_EDGE, p->edge - step->e->isn);
	gn_verdict_add(verdict, GN_FACT_OUTSTANDING, step->end - step->e->una);
}

static void close_window(struct gn_tcp_step *step)
{
	struct gn_tcp_course *course = step->e->course;

	gn_step_verdict(step, GN_ZERO_WINDOW, course->zero_frame);
	if (course->zero_frame)
		return;
	course->zero_frame = step->segment->frame;
	course->zero_time = step->segment->time_ns;
	course->zero_probes = 0;
}

/* The end of an episode: how long its peer had to stand still, and how often it asked meanwhile. */
static void reopen_window(struct gn_tcp_step *step, int64_t window)
{
	struct gn_tcp_course *course = step->e->course;
	int64_t closed = step->segment->time_ns - course->zero_time;
	struct gn_verdict *verdict = gn_step_verdict(step, GN_WINDOW_REOPENED, course->zero_frame);

	gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, closed);
	gn_verdict_add(verdict, GN_FACT_PROBES, course->zero_probes);
	if (window >= 0)
		gn_verdict_add(verdict, GN_FACT_WINDOW, window);
	course->zero_episodes++;
	gn_duration_add(&course->zero_ns, closed);
	course->zero_frame = 0;
}

/*
 * RFC 9293 3.10.7.4, SND.WL1 and SND.WL2: what was sent before the last update
 * may not take it back. An RST offers no window.
 */
static bool updates_window(const struct gn_tcp_step *step)
{
	const struct gn_tcp_end *e = step->e;

	if ((step->flags & GN_TCP_RST) || !(step->flags & GN_TCP_ACK) || step->ack != e->ack)
		return false;
	return !e->course || !e->course->window_frame ||
	       !gn_before(step->seq, e->course->window_seq);
}

void gn_tcp_note_window(struct gn_tcp_step *step)
{
	struct gn_tcp_end *e = step->e;
	uint16_t window = step->frame->window;
	int scale = step->scale;

	if (!updates_window(step))
		return;
	if (!window && !(step->flags & GN_TCP_SYN)) {
		close_window(step);
	} else if (e->course && e->course->zero_frame) {
		reopen_window(step, scale < 0 ? -1 : (int64_t)window << scale);
	}
	e->window = window;
	if (e->course) {
		e->course->window_frame = step->segment->frame;
		e->course->window_seq = step->seq;
	}
	if (scale < 0 && window) {
		/* Nor does an edge that the SYN gave, in bytes, hold any longer. */
		e->facts &= ~GN_HAS_EDGE;
		return;
	}
	/* It may be less than before: whoever shrinks its window is to be believed (3.8.6). */
	e->edge = step->ack + (window ? (uint32_t)window << scale : 0);
	e->facts |= GN_HAS_EDGE;
}

int64_t gn_tcp_usable(const struct gn_tcp *tcp, enum gn_side side)
{
	const struct gn_tcp_end *e = &tcp->end[side], *p = &tcp->end[!side];

	if (!gn_has(p, GN_HAS_EDGE))
		return -1;
	return gn_before(e->nxt, p->edge) ? p->edge - e->nxt : 0;
}

/*
 * Who is in the way of a sender: nobody but its program while all that it sent
 * is acknowledged; the receiver when the window has no room for another
 * segment; else the network, for whose ACKs it waits.
 */
static enum gn_limit find_limit(const struct gn_tcp *tcp, enum gn_side side)
{
	const struct gn_tcp_end *e = &tcp->end[side], *p = &tcp->end[!side];
	int64_t usable = gn_tcp_usable(tcp, side);

	if (p->course->zero_frame)
		return GN_LIMIT_RECEIVER;
	if (e->nxt == e->una)
		return GN_LIMIT_APPLICATION;
	if (usable < 0)
		return GN_LIMIT_UNKNOWN;
	return usable < (p->options & GN_OPTION_MSS ? p->mss : 1) ?
		       GN_LIMIT_RECEIVER :
		       GN_LIMIT_NETWORK;
}

void gn_tcp_note_limits(struct gn_tcp_step *step)
{
	for (int side = 0; side < GN_SIDES; side++) {
		struct gn_tcp_course *course = step->tcp->end[side].course;
		enum gn_tcp_state state = step->segment->state[side];

		if (!course)
			return;
		if (course->limit_known)
			gn_duration_add(&course->limited_ns[course->limit],
					step->segment->time_ns - course->limit_time);
		course->limit_time = step->segment->time_ns;
		/* Only while it may send: RFC 9293 3.3.2. */
		course->limit_known = state == GN_ESTABLISHED || state == GN_CLOSE_WAIT;
		course->limit = find_limit(step->tcp, side);
	}
}

const char *gn_limit_name(enum gn_limit limit)
{
	static const char *const names[GN_LIMITS] = {
		[GN_LIMIT_APPLICATION] = "application",
		[GN_LIMIT_RECEIVER] = "receiver",
		[GN_LIMIT_NETWORK] = "network",
		[GN_LIMIT_UNKNOWN] = "unknown",
	};

	return names[limit];
}
