/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the follower share among themselves. */
#ifndef GN_TCP_PARTS_H
#define GN_TCP_PARTS_H

#include "serial.h"
#include "tcp.h"

/**
 * struct gn_tcp_step - one segment on its way through the parts
 * @e,@p: its sender and the peer
 * @end: one past the sequence numbers it takes up (SYN and FIN one each)
 * @space: how many that are
 * @scale: of its window; see gn_tcp_scale()
 * @overlap: what was known of its bytes before
 */
struct gn_tcp_step {
	struct gn_tcp *tcp;
	const struct gn_frame *frame;
	struct gn_segment *segment;
	struct gn_tcp_end *e, *p;
	uint32_t seq, ack, end, space, len;
	uint16_t flags;
	int scale;
	const struct gn_overlap *overlap;
	bool repeat;		 /* retransmission of any kind */
	bool late;		 /* overtaken on its way */
	bool duplicate_reported; /* by a SACK block of its own (RFC 2883) */
	bool sack_unknown;	 /* it may have blocks that were not captured */
	bool first;		 /* of an end of which only ACKs of its peer told so far */
};

static inline bool gn_has(const struct gn_tcp_end *end, unsigned int facts)
{
	return (end->facts & facts) == facts;
}

/* A new verdict on the segment; one that is thrown away when there are too many. */
struct gn_verdict *gn_step_verdict(struct gn_tcp_step *step, enum gn_verdict_id id, uint32_t of);

/* tcp_loss.c: what is said by the numbers a segment carries. */
void gn_tcp_judge_sequence(struct gn_tcp_step *step);
bool gn_tcp_is_duplicate_packet(const struct gn_tcp_step *step);
void gn_tcp_sample_opening(struct gn_tcp *tcp);

/* tcp_ack.c: what is said by what it acknowledges. */
void gn_tcp_judge_ack(struct gn_tcp_step *step);

/* tcp_sack.c: true when its SACK blocks tell something new (RFC 6675 section 2). */
bool gn_tcp_take_sack(struct gn_tcp_step *step);

/* tcp_window.c: the window it offers, and the one it has to keep to. */
void gn_tcp_note_window(struct gn_tcp_step *step);
void gn_tcp_judge_window_full(struct gn_tcp_step *step);
int gn_tcp_scale(const struct gn_tcp *tcp, const struct gn_tcp_end *end, uint16_t flags);
void gn_tcp_note_limits(struct gn_tcp_step *step);

/* tcp_state.c: what it does to the connection. */
void gn_tcp_move(struct gn_tcp_step *step);

#endif
