/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IP packets that came in pieces, put together before anybody looks for TCP in
 * them. The packet is there with the frame that completes it, in tshark too.
 *
 * Nothing is guessed. By the standards' rules a packet whose pieces contradict
 * each other is none, and after a minute what is missing will not come
 * (RFC 8200 section 4.5, RFC 1122 section 3.3.2); tshark puts together whatever
 * fits, of two bytes for one place that of the piece which begins first, however
 * long it takes. A piece that was not captured whole cannot take part at all.
 */
#ifndef GN_FRAGMENTS_H
#define GN_FRAGMENTS_H

#include "frame.h"

/* Memory for pieces that wait, over all packets; beyond it the oldest packet is given up. */
#define GN_FRAGMENTS_BYTES (16u << 20)

/* Pieces of one packet: 64 KiB of the smallest that there may be. */
#define GN_PIECES_MAX 8192u

#define GN_FRAGMENTS_WAIT_NS 60000000000LL

/* Why pieces became no packet. */
enum gn_fragment_loss {
	GN_FRAGMENT_CUT,     /* not captured whole; the first is looked into as far as it goes */
	GN_FRAGMENT_MISSING, /* the others did not come */
	GN_FRAGMENT_OVERLAP, /* several bytes for one place, or in IPv6 several pieces for it */
	GN_FRAGMENT_SHAPE,   /* of a length that cannot be, or two ends */
	GN_FRAGMENT_CROWDED, /* more were waiting than there was room for */
	GN_FRAGMENT_LOSSES,
};

/* How many pieces, and the frame of the first of them. */
struct gn_fragment_count {
	uint64_t frames, first;
};

struct gn_fragments;

struct gn_fragments *gn_fragments_new(void); /* NULL without memory */
void gn_fragments_free(struct gn_fragments *fragments);

/* From here on by tshark's rules. */
void gn_fragments_like_tshark(struct gn_fragments *fragments);

/**
 * gn_fragments_take() - take a piece
 * @frame: one for which gn_is_piece() is true
 *
 * Return: the packet when this completes it, with number, time and lower
 * layers of this frame and good until the next call; @frame itself when it
 * was not captured whole; NULL when it waits or is good for nothing.
 */
const struct gn_frame *gn_fragments_take(struct gn_fragments *fragments,
					 const struct gn_frame *frame);

/* Pieces that became no packet so far; those that still wait are missing the others. */
void gn_fragments_lost(const struct gn_fragments *fragments,
		       struct gn_fragment_count lost[GN_FRAGMENT_LOSSES]);

/* "fragments of IP packets whose others are missing"; a constant. */
const char *gn_fragment_loss_text(enum gn_fragment_loss loss);

#endif
