/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one end of a connection was seen to send: ranges of sequence numbers
 * in order, none overlapping, each with the frames that carried it. Ranges
 * below SND.UNA are kept a while as history, so that a repeat of acknowledged
 * bytes can still be traced to its first copy.
 *
 *	 history     | in flight
 *	[1,101)[101,201)[201,301)   [401,501)	 <- a hole: not captured (yet)
 *		     ^ una
 */
#ifndef GN_SENT_H
#define GN_SENT_H

#include <stdbool.h>
#include <stdint.h>

/* Bounds of memory: 16384 ranges of 40 bytes a direction, whatever arrives. */
#define GN_SENT_MAX	16384u
#define GN_SENT_HISTORY 64u

/**
 * struct gn_range - bytes sent together
 * @seq,@end: sequence numbers [seq, end); SYN and FIN count one each
 * @frame: frame that carried them first
 * @last_frame: frame with the copy that was sent last, which may have
 *	overtaken others; @time, @tsval and @ip_id are of that one
 * @copies: times it was sent, stops at 255
 * @filled: it filled a hole, so its ACK says nothing about the round trip
 * @digest: of the bytes that were sent first, 0 when they were not captured
 *	whole or were sent together with others
 */
struct gn_range {
	uint32_t seq, end;
	uint32_t frame, last_frame;
	int64_t time;
	uint32_t tsval;
	uint16_t ip_id;
	uint8_t copies;
	bool filled;
	uint32_t digest;
};

struct gn_sent {
	struct gn_range *ring; /* @first as long as one is enough; then memory of its own */
	struct gn_range first; /* spares a malloc() for an end that sends little */
	uint16_t mask;	       /* capacity - 1; all of these are at most GN_SENT_MAX */
	uint16_t head, count;
	uint16_t acked;	    /* ranges at the head that are history */
	uint32_t forgotten; /* in flight, dropped because of GN_SENT_MAX or memory */
};

/**
 * struct gn_overlap - what was known of a range's bytes before it was put
 * @seen: how many of its sequence numbers had been captured before
 * @first: the first range with such bytes as it was before; valid if @seen
 * @next: the first range above it, as evidence of order; valid if @has_next
 */
struct gn_overlap {
	uint32_t seen;
	struct gn_range first;
	bool has_next;
	struct gn_range next;
};

/**
 * struct gn_acked - ranges acknowledged by one ACK
 * @first: index for gn_sent_at(), good until the next call that changes @sent
 * @repeated: one of them was sent more than once or filled a hole: no RTT
 *	sample (RFC 6298 section 3, Karn's algorithm)
 */
struct gn_acked {
	uint32_t first, count;
	bool repeated;
};

static inline struct gn_range *gn_sent_at(const struct gn_sent *sent, uint32_t index)
{
	return &sent->ring[(sent->head + index) & sent->mask];
}

/* Index of the first range that ends after @seq; sent->count when there is none. */
uint32_t gn_sent_find(const struct gn_sent *sent, uint32_t seq);

/* What is known of [seq, end). Changes nothing. */
void gn_sent_look(const struct gn_sent *sent, uint32_t seq, uint32_t end,
		  struct gn_overlap *overlap);

/*
 * Record a transmission. Numbers that are there get another copy; those that
 * are not, and are not before @una, get a range of their own.
 */
void gn_sent_put(struct gn_sent *sent, const struct gn_range *range, uint32_t una);

/* A copy of what is in [seq, end) that was sent before the last one of each. */
void gn_sent_count(struct gn_sent *sent, uint32_t seq, uint32_t end);

/* Everything before @ack is acknowledged. */
struct gn_acked gn_sent_acknowledge(struct gn_sent *sent, uint32_t ack);

/* One past the last number that was captured without a hole from @seq on. */
uint32_t gn_sent_contiguous(const struct gn_sent *sent, uint32_t seq);

/*
 * Of a sender that is done: keep the last GN_SENT_KEPT ranges, which are what it
 * may still repeat, and give the rest of the memory back. Nothing while
 * something is in flight.
 */
#define GN_SENT_KEPT 4u
void gn_sent_shrink(struct gn_sent *sent);

/* Forget all of it. */
void gn_sent_release(struct gn_sent *sent);

#endif
