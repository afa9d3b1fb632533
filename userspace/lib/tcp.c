// SPDX-License-Identifier: GPL-2.0
#include "tcp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcp_parts.h"

void gn_tcp_init(struct gn_tcp *tcp)
{
	memset(tcp, 0, sizeof(*tcp));
	tcp->handshake_rtt = -1;
}

struct gn_verdict *gn_step_verdict(struct gn_tcp_step *step, enum gn_verdict_id id, uint32_t of)
{
	static struct gn_verdict spare;
	struct gn_segment *segment = step->segment;
	struct gn_verdict *verdict = &spare;

	if (segment->verdicts < GN_SEGMENT_VERDICTS)
		verdict = &segment->verdict[segment->verdicts++];
	gn_verdict_begin(verdict, id, of);
	return verdict;
}

/* Give an end its first number: what went before it was not captured. */
static void begin_at(const struct gn_tcp_step *step, struct gn_tcp_end *end, uint32_t isn,
		     uint32_t next)
{
	end->isn = isn;
	end->nxt = end->una = end->contiguous = next;
	end->nxt_frame = step->segment->frame;
	end->nxt_time = step->segment->time_ns;
	if (end->course) {
		gn_sent_release(&end->course->sent);
		end->course->unseen_from = end->course->unseen_to = next;
		end->course->una_time = step->segment->time_ns;
		if (end->course->sacked)
			end->course->sacked->count = 0;
	}
	end->facts |= GN_HAS_ISN;
}

/*
 * An end's first SYN, or first answer to it: nothing was lost, repeated or measured before
 * it. One with data (Fast Open) is none: a repeat is compared with what it carried.
 */
static bool is_opening(const struct gn_tcp_step *step)
{
	uint16_t kind = step->flags & (GN_TCP_SYN | GN_TCP_FIN | GN_TCP_RST | GN_TCP_ACK);

	if (gn_has(step->e, GN_HEARD) || step->len)
		return false;
	return kind == GN_TCP_SYN ||
	       (kind == (GN_TCP_SYN | GN_TCP_ACK) && gn_has(step->p, GN_SYN_SEEN) &&
		step->ack == step->p->nxt);
}

/* Both ends' courses, in one piece of memory; false without it. */
static bool begin_course(struct gn_tcp *tcp, struct gn_pool *courses)
{
	struct gn_tcp_course *course = gn_pool_take(courses);

	if (!course)
		return false;
	for (int side = 0; side < GN_SIDES; side++) {
		struct gn_tcp_end *end = &tcp->end[side];

		gn_tcp_sent(end, &course[side].sent);
		course[side].sums = gn_tcp_sums(end);
		end->course = &course[side];
		end->course->unseen_from = end->course->unseen_to = end->contiguous;
		end->course->una_time = end->nxt_time;
	}
	gn_tcp_sample_opening(tcp);
	return true;
}

/*
 * Who gets no answer may repeat its SYN without options. That takes back
 * nothing which the peer may have answered before (RFC 7323 2.2). The same packet
 * @elsewhere tells at most what was cut here.
 */
static void take_options(struct gn_tcp_end *end, const struct gn_tcp_options *options,
			 bool elsewhere)
{
	if (options->has_mss)
		end->mss = options->mss;
	if (options->has_wscale)
		end->wscale = options->wscale;
	end->options |= (options->has_mss ? GN_OPTION_MSS : 0) |
			(options->has_wscale ? GN_OPTION_WSCALE : 0) |
			(options->sack_permitted ? GN_OPTION_SACK : 0) |
			(options->has_timestamps ? GN_OPTION_TIMESTAMPS : 0);
	end->options_cut = elsewhere ? end->options_cut && options->cut :
				       end->options_cut || options->cut;
}

/* Within one stream, as tshark counts them: the connection before was reset, so nobody waits. */
static void judge_reuse(struct gn_tcp_step *step)
{
	struct gn_verdict *verdict = gn_step_verdict(step, GN_REUSED_PORTS, step->e->syn_frame);

	gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, step->segment->time_ns - step->e->nxt_time);
	gn_verdict_add(verdict, GN_FACT_WAIT_LEFT_NS, 0);
}

/*
 * Relative numbers count from the SYN, so that the first byte of data is 1.
 * Without a SYN the first number seen is called 1, as tshark does.
 */
static void find_bases(struct gn_tcp_step *step, bool elsewhere)
{
	struct gn_tcp_end *e = step->e, *p = step->p;

	if (step->flags & GN_TCP_SYN) {
		bool again = gn_has(e, GN_SYN_SEEN) && (e->isn != step->seq || gn_has(e, GN_GONE));

		if (again) {
			judge_reuse(step);
			e->options = 0;
			e->options_cut = false;
		}
		if (again || !gn_has(e, GN_HAS_ISN | GN_SYN_SEEN))
			begin_at(step, e, step->seq, step->seq);
		if (gn_has(e, GN_GONE) && !(step->flags & GN_TCP_ACK))
			p->facts &= ~GN_HAS_ISN;
		take_options(e, &step->frame->tcp_opt, elsewhere);
	} else if (!gn_has(e, GN_HAS_ISN)) {
		begin_at(step, e, step->seq - 1, step->seq);
	}
	if ((step->flags & GN_TCP_ACK) && !gn_has(p, GN_HAS_ISN))
		begin_at(step, p, step->ack - 1, step->ack);
}

static void describe(struct gn_tcp_step *step)
{
	struct gn_segment *segment = step->segment;
	const struct gn_frame *frame = step->frame;

	segment->raw_seq = step->seq;
	segment->raw_ack = step->ack;
	segment->flags = step->flags;
	segment->len = step->len;
	segment->window = frame->window;
	segment->seq = step->seq - step->e->isn;
	segment->nxtseq = step->end - step->e->isn;
	segment->ack = step->flags & GN_TCP_ACK ? step->ack - step->p->isn : 0;
	segment->window_scale = step->scale;
	segment->window_size =
		!frame->window		  ? 0 :
		segment->window_scale < 0 ? -1 :
					    (int64_t)frame->window << segment->window_scale;
}

/* IP ID as a clock: it serves when it goes up a little with each new segment. */
static void note_ip_id(struct gn_tcp_clock *clock, const struct gn_frame *frame)
{
	int16_t ahead = frame->ip_id - clock->ip_id;

	if (frame->ip_version != 4 || !frame->ip_id || clock->ip_id_steps == 0xff)
		return;
	if (clock->ip_id) {
		/* 256: other traffic of a host that counts for all, or a super-frame's parts. */
		if (ahead == 0 || ahead > 256 || ahead < -256)
			clock->ip_id_steps = 0xff;
		/* A bare ACK was overtaken: it has no number that would say so. */
		else if (ahead < 0)
			return;
		else if (clock->ip_id_steps < 0xfe)
			clock->ip_id_steps++;
	}
	clock->ip_id = frame->ip_id;
}

static uint32_t in_flight(const struct gn_tcp_end *end)
{
	uint32_t bytes = end->nxt - end->una;

	/* The SYN and the FIN are numbered, but they are not bytes. */
	if (bytes && end->una == end->isn)
		bytes--;
	if (bytes && gn_has(end, GN_SENT_FIN) && !gn_after(end->una, end->course->fin))
		bytes--;
	return bytes;
}

/* The same packet further on its way: nothing new for anybody. */
static void judge_hop(struct gn_tcp_step *step, const struct gn_hop *hop)
{
	struct gn_verdict *verdict = gn_step_verdict(step, GN_SAME_PACKET, hop->frame);

	gn_verdict_add(verdict, GN_FACT_ELAPSED_NS, step->segment->time_ns - hop->time_ns);
	gn_verdict_add(verdict, GN_FACT_TTL_BEFORE, hop->ttl);
	gn_verdict_add(verdict, GN_FACT_TTL, step->frame->ip_ttl);
}

bool gn_tcp_follow(struct gn_tcp *tcp, struct gn_pool *courses, const struct gn_frame *frame,
		   enum gn_side from, const struct gn_hop *hop, struct gn_segment *segment)
{
	struct gn_overlap overlap;
	struct gn_tcp_step step = {
		.tcp = tcp,
		.frame = frame,
		.segment = segment,
		.e = &tcp->end[from],
		.p = &tcp->end[!from],
		.seq = frame->seq,
		.ack = frame->ack,
		.len = frame->payload_len,
		.flags = frame->tcp_flags,
		.overlap = &overlap,
	};

	gn_segment_clear(segment);
	segment->frame = frame->packet->number;
	segment->time_ns = frame->packet->time_ns;
	segment->from = from;
	segment->rtt_ns = -1;
	for (int side = 0; side < GN_SIDES; side++)
		segment->before[side] = gn_tcp_state(tcp, side);
	step.space = step.len + !!(step.flags & GN_TCP_SYN) + !!(step.flags & GN_TCP_FIN);
	step.end = step.seq + step.space;
	if (!step.e->course && (hop || !is_opening(&step)) && !begin_course(tcp, courses))
		return false;

	if (!gn_has(&tcp->end[GN_CLIENT], GN_HEARD) && !gn_has(&tcp->end[GN_SERVER], GN_HEARD))
		tcp->midstream = !(step.flags & GN_TCP_SYN);
	step.first = tcp->midstream && gn_has(step.e, GN_HAS_ISN) && !gn_has(step.e, GN_HEARD);
	find_bases(&step, hop);
	step.e->facts |= GN_HEARD;
	step.scale = gn_tcp_scale(tcp, step.e, step.flags);

	overlap.seen = 0;
	overlap.has_next = false;
	if (step.e->course) {
		step.e->course->sums.packets++;
		step.e->course->sums.bytes += step.len;
		gn_sent_look(&step.e->course->sent, step.seq, step.end, &overlap);
	}
	if (hop) {
		judge_hop(&step, hop);
	} else if (gn_tcp_is_duplicate_packet(&step)) {
		gn_step_verdict(&step, GN_DUPLICATE_PACKET,
				overlap.seen ? overlap.first.last_frame : 0);
	} else {
		gn_tcp_judge_sequence(&step);
		gn_tcp_judge_ack(&step);
		step.e->owes = GN_OWES_NOTHING;
		gn_tcp_note_window(&step);
		gn_tcp_move(&step);
		if (!step.repeat && !step.late)
			note_ip_id(&step.e->clock, frame);
	}
	for (int side = 0; side < GN_SIDES; side++)
		segment->state[side] = gn_tcp_state(tcp, side);
	gn_tcp_note_limits(&step);
	describe(&step);
	segment->bytes_in_flight = in_flight(step.e);
	return true;
}

void gn_tcp_rest(struct gn_tcp *tcp)
{
	if (!(tcp->end[GN_CLIENT].facts & tcp->end[GN_SERVER].facts & (GN_FIN_ACKED | GN_GONE)))
		return;
	if (!tcp->end[GN_CLIENT].course)
		return;
	gn_sent_shrink(&tcp->end[GN_CLIENT].course->sent);
	gn_sent_shrink(&tcp->end[GN_SERVER].course->sent);
}

/* Of an end without a course: its SYN, if it was heard. */
static void put_syn(const struct gn_tcp_end *end, struct gn_sent *sent)
{
	struct gn_range syn = {
		.seq = end->isn,
		.end = end->nxt,
		.frame = end->nxt_frame,
		.last_frame = end->nxt_frame,
		.time = end->nxt_time,
		.tsval = end->clock.tsval,
		.ip_id = end->clock.ip_id,
		.copies = 1,
	};

	*sent = (struct gn_sent){ 0 };
	if (!gn_has(end, GN_HEARD))
		return;
	gn_sent_put(sent, &syn, end->isn);
	gn_sent_acknowledge(sent, end->una);
}

struct gn_sent *gn_tcp_sent(const struct gn_tcp_end *end, struct gn_sent *opening)
{
	if (end->course)
		return &end->course->sent;
	put_syn(end, opening);
	return opening;
}

struct gn_tcp_sums gn_tcp_sums(const struct gn_tcp_end *end)
{
	if (end->course)
		return end->course->sums;
	/* A SYN without data: with some there is a course. */
	return (struct gn_tcp_sums){ .packets = gn_has(end, GN_HEARD) };
}

void gn_tcp_release(struct gn_tcp *tcp, struct gn_pool *courses)
{
	struct gn_tcp_course *course = tcp->end[GN_CLIENT].course;

	if (!course)
		return;
	for (int side = 0; side < GN_SIDES; side++) {
		gn_sent_release(&course[side].sent);
		free(course[side].sacked);
	}
	gn_pool_give(courses, course);
}

uint32_t gn_segment_acked(const struct gn_tcp *tcp, const struct gn_segment *segment,
			  uint32_t index)
{
	struct gn_sent opening;

	return gn_sent_at(gn_tcp_sent(&tcp->end[!segment->from], &opening),
			  segment->acked.first + index)
		->frame;
}

bool gn_tcp_knows_options(const struct gn_tcp_end *end)
{
	return gn_has(end, GN_SYN_SEEN) && !end->options_cut;
}

uint16_t gn_tcp_send_mss(const struct gn_tcp *tcp, enum gn_side side, unsigned int ip_version)
{
	const struct gn_tcp_end *p = &tcp->end[!side];

	if (!(p->options & GN_OPTION_MSS) && !gn_tcp_knows_options(p))
		return 0;
	/* Without the option 576 bytes of IPv4, or 1280 of IPv6, less the headers. */
	return p->options & GN_OPTION_MSS ? p->mss : ip_version == 6 ? 1220 : 536;
}

int gn_tcp_agreed(const struct gn_tcp *tcp, enum gn_tcp_option option)
{
	bool implied = false;

	if (tcp->end[GN_CLIENT].options & tcp->end[GN_SERVER].options & option)
		return 1;
	for (int side = 0; side < GN_SIDES; side++) {
		const struct gn_tcp_end *end = &tcp->end[side];

		if (!(end->options & option) && gn_tcp_knows_options(end))
			return 0;
		/* A SYN-ACK has these two only when the SYN had them (RFC 7323 2.2 and 3.2). */
		if ((end->options & option & (GN_OPTION_WSCALE | GN_OPTION_TIMESTAMPS)) &&
		    gn_has(end, GN_SENT_SYN_ACK))
			implied = true;
	}
	return implied ? 1 : -1;
}

const char *gn_side_name(enum gn_side side)
{
	return side == GN_CLIENT ? "client" : "server";
}

char *gn_flags_format(uint16_t flags, char *buf, size_t size)
{
	static const char *const names[] = {
		"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE",
	};
	/* As people say them: SYN,ACK and FIN,ACK, not ACK,SYN. */
	static const int order[] = { 1, 0, 2, 3, 4, 5, 6, 7, 8 };
	size_t at = 0;

	snprintf(buf, size, "none");
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if ((flags >> order[i] & 1) && at < size)
			at += snprintf(buf + at, size - at, "%s%s", at ? "," : "", names[order[i]]);
	return buf;
}
