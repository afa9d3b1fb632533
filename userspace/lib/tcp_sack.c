// SPDX-License-Identifier: GPL-2.0
/*
 * Selective acknowledgments (RFC 2018): what its peer has beyond a hole, what
 * of that is news, and the duplicates that it reports (RFC 2883).
 */
#include <stdlib.h>

#include "tcp_parts.h"

/*
 * RFC 2883 section 4: a first block at or below the ACK, or inside the second,
 * reports that those numbers arrived twice.
 */
static bool is_duplicate(const struct gn_tcp_options *options, uint32_t ack)
{
	return !gn_after(options->sack[0].right, ack) ||
	       (options->sack_blocks > 1 &&
		!gn_before(options->sack[0].left, options->sack[1].left) &&
		!gn_after(options->sack[0].right, options->sack[1].right));
}

static void report_duplicate(struct gn_tcp_step *step, uint32_t left, uint32_t right)
{
	const struct gn_tcp_end *p = step->p;
	struct gn_overlap overlap;
	struct gn_verdict *verdict;

	gn_sent_look(&p->course->sent, left, right, &overlap);
	verdict = gn_step_verdict(step, GN_DUPLICATE_SACK,
				  overlap.seen ? overlap.first.last_frame : 0);
	gn_verdict_add(verdict, GN_FACT_BLOCK_LEFT, left - p->isn);
	gn_verdict_add(verdict, GN_FACT_BLOCK_RIGHT, right - p->isn);
}

static void score(struct gn_tcp_end *sender, uint32_t left, uint32_t right)
{
	struct gn_tcp_course *course = sender->course;

	if (!course->sacked)
		course->sacked = calloc(1, sizeof(*course->sacked));
	/* Without memory the scoreboard stays empty; every other verdict does without. */
	if (course->sacked)
		gn_scoreboard_add(course->sacked, left, right);
}

/* One block and its kind and length, and what time stamps take (RFC 2018 3, RFC 7323 3.2). */
#define BLOCK_MIN  10
#define TIMESTAMPS 10

/* Of the options that were cut, may blocks have been among those? */
static bool may_lack_blocks(const struct gn_tcp_step *step)
{
	const struct gn_frame *frame = step->frame;
	const struct gn_tcp_options *options = &frame->tcp_opt;
	size_t room = BLOCK_MIN;

	if (options->sack_cut)
		return true;
	if (!options->cut || options->malformed || options->sack_blocks ||
	    !gn_tcp_agreed(step->tcp, GN_OPTION_SACK))
		return false;
	/* They are in every segment when they are agreed. */
	if (!options->has_timestamps && gn_tcp_agreed(step->tcp, GN_OPTION_TIMESTAMPS) > 0)
		room += TIMESTAMPS;
	return frame->tcp + frame->tcp_hlen - frame->packet->caplen >= room;
}

bool gn_tcp_take_sack(struct gn_tcp_step *step)
{
	const struct gn_tcp_options *options = &step->frame->tcp_opt;
	struct gn_tcp_course *course = step->e->course;
	uint32_t high = step->ack, bytes = 0;
	bool news;

	/* A SYN cannot SACK: it is not known yet whether its peer permits it. */
	if (!course)
		return false;
	for (unsigned int i = 0; i < options->sack_blocks; i++) {
		uint32_t left = options->sack[i].left, right = options->sack[i].right;

		/* RFC 2018 section 8 does not say what a block beyond SND.NXT means: nothing. */
		if (!gn_before(left, right) || gn_after(right, step->p->nxt) ||
		    right - step->p->isn > step->p->nxt - step->p->isn)
			continue;
		if (i == 0 && is_duplicate(options, step->ack)) {
			report_duplicate(step, left, right);
			step->duplicate_reported = true;
			continue;
		}
		if (!gn_after(right, step->ack))
			continue;
		high = gn_later(high, right);
		bytes += right - left;
		score(step->p, gn_later(left, step->ack), right);
	}
	step->sack_unknown = may_lack_blocks(step);
	if (step->sack_unknown)
		return false;
	news = bytes && (bytes != course->sack_bytes || high != course->sack_high);
	course->sack_high = high;
	course->sack_bytes = bytes;
	return news;
}
