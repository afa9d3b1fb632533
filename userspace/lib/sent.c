// SPDX-License-Identifier: GPL-2.0
#include "sent.h"

#include <stdlib.h>
#include <string.h>

#include "serial.h"

/* Of the first ring with memory of its own. */
#define FIRST_CAPACITY 4u

uint32_t gn_sent_find(const struct gn_sent *sent, uint32_t seq)
{
	uint32_t low = 0, high = sent->count;

	/* Nearly every segment goes to the end. */
	if (high && !gn_after(gn_sent_at(sent, high - 1)->end, seq))
		return high;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (gn_after(gn_sent_at(sent, middle)->end, seq))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void gn_sent_look(const struct gn_sent *sent, uint32_t seq, uint32_t end,
		  struct gn_overlap *overlap)
{
	uint32_t i = gn_sent_find(sent, seq);

	overlap->seen = 0;
	for (; i < sent->count && gn_before(gn_sent_at(sent, i)->seq, end); i++) {
		const struct gn_range *range = gn_sent_at(sent, i);
		uint32_t from = gn_later(range->seq, seq);
		uint32_t to = gn_before(range->end, end) ? range->end : end;

		if (!overlap->seen)
			overlap->first = *range;
		overlap->seen += to - from;
	}
	overlap->has_next = i < sent->count;
	if (overlap->has_next)
		overlap->next = *gn_sent_at(sent, i);
}

static void free_ring(struct gn_sent *sent)
{
	if (sent->ring != &sent->first)
		free(sent->ring);
}

/* Move the newest to a ring of @capacity, as many as fit; false without memory, and nothing has changed. */
static bool resize(struct gn_sent *sent, uint32_t capacity)
{
	uint32_t dropped = sent->count > capacity ? sent->count - capacity : 0;
	struct gn_range *ring = malloc(capacity * sizeof(*ring));

	if (!ring)
		return false;
	sent->head += dropped;
	sent->count -= dropped;
	for (uint32_t i = 0; i < sent->count; i++)
		ring[i] = *gn_sent_at(sent, i);
	free_ring(sent);
	sent->ring = ring;
	sent->mask = capacity - 1;
	sent->head = 0;
	return true;
}

static bool grow(struct gn_sent *sent)
{
	if (!sent->ring) {
		sent->ring = &sent->first;
		return true;
	}
	return resize(sent, sent->mask ? 2 * (sent->mask + 1u) : FIRST_CAPACITY);
}

static void drop_oldest(struct gn_sent *sent)
{
	if (sent->acked)
		sent->acked--;
	else
		sent->forgotten++;
	sent->head++;
	sent->count--;
}

/* Open a place before @index; returns where it is now, or sent->count + 1 when there is no memory. */
static uint32_t insert(struct gn_sent *sent, uint32_t index)
{
	if (sent->count == GN_SENT_MAX) {
		if (!index) {
			sent->forgotten++;
			return sent->count + 1;
		}
		drop_oldest(sent);
		index--;
	}
	if ((!sent->ring || sent->count > sent->mask) && !grow(sent)) {
		sent->forgotten++;
		return sent->count + 1;
	}
	sent->count++;
	for (uint32_t i = sent->count - 1; i > index; i--)
		*gn_sent_at(sent, i) = *gn_sent_at(sent, i - 1);
	return index;
}

static void count_copy(struct gn_range *range)
{
	if (range->copies < UINT8_MAX)
		range->copies++;
}

static void copy_again(struct gn_range *range, const struct gn_range *again)
{
	range->last_frame = again->last_frame;
	range->time = again->time;
	range->tsval = again->tsval;
	range->ip_id = again->ip_id;
	count_copy(range);
}

/*
 * Numbers are compared by serial arithmetic, so everything recorded has to lie
 * within one window of the newest; what does not is from another age.
 */
static void drop_ancient(struct gn_sent *sent, uint32_t end)
{
	while (sent->count && end - gn_sent_at(sent, 0)->seq > GN_WINDOW_MAX &&
	       gn_before(gn_sent_at(sent, 0)->seq, end))
		drop_oldest(sent);
}

void gn_sent_put(struct gn_sent *sent, const struct gn_range *range, uint32_t una)
{
	uint32_t seq = range->seq;
	uint32_t i;

	drop_ancient(sent, range->end);
	i = gn_sent_find(sent, seq);
	while (gn_before(seq, range->end)) {
		struct gn_range *here = i < sent->count ? gn_sent_at(sent, i) : NULL;
		struct gn_range piece = *range;

		if (here && !gn_before(seq, here->seq)) {
			copy_again(here, range);
			seq = here->end;
			i++;
			continue;
		}
		piece.seq = seq;
		if (here && gn_before(here->seq, piece.end))
			piece.end = here->seq;
		seq = piece.end;
		if (gn_before(piece.seq, una))
			piece.seq = una;
		if (!gn_before(piece.seq, piece.end))
			continue;
		piece.filled = here;
		if (piece.seq != range->seq || piece.end != range->end)
			piece.digest = 0;
		i = insert(sent, i);
		if (i > sent->count)
			return;
		*gn_sent_at(sent, i++) = piece;
	}
}

void gn_sent_count(struct gn_sent *sent, uint32_t seq, uint32_t end)
{
	for (uint32_t i = gn_sent_find(sent, seq); i < sent->count; i++) {
		struct gn_range *range = gn_sent_at(sent, i);

		if (!gn_before(range->seq, end))
			break;
		count_copy(range);
	}
}

struct gn_acked gn_sent_acknowledge(struct gn_sent *sent, uint32_t ack)
{
	struct gn_acked acked = { 0 };

	while (sent->acked > GN_SENT_HISTORY)
		drop_oldest(sent);
	acked.first = sent->acked;
	while (sent->acked < sent->count) {
		struct gn_range *range = gn_sent_at(sent, sent->acked);

		if (gn_after(range->end, ack))
			break;
		acked.repeated |= range->copies > 1 || range->filled;
		acked.count++;
		sent->acked++;
	}
	return acked;
}

uint32_t gn_sent_contiguous(const struct gn_sent *sent, uint32_t seq)
{
	for (uint32_t i = gn_sent_find(sent, seq); i < sent->count; i++) {
		const struct gn_range *range = gn_sent_at(sent, i);

		if (gn_after(range->seq, seq))
			break;
		seq = range->end;
	}
	return seq;
}

void gn_sent_shrink(struct gn_sent *sent)
{
	if (!sent->ring || sent->acked < sent->count || sent->mask < GN_SENT_KEPT)
		return;
	if (resize(sent, GN_SENT_KEPT))
		sent->acked = sent->count;
}

void gn_sent_release(struct gn_sent *sent)
{
	free_ring(sent);
	memset(sent, 0, sizeof(*sent));
}
