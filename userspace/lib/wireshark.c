// SPDX-License-Identifier: GPL-2.0
#include "wireshark.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "serial.h"

#define MS 1000000LL

#define SYN_OR_FIN (GN_TCP_SYN | GN_TCP_FIN)
#define CONTROL	   (GN_TCP_SYN | GN_TCP_FIN | GN_TCP_RST)

#define UNACKED_MAX   10000u
#define SCALE_UNKNOWN (-1)
#define SCALE_UNUSED  (-2)
#define SHIFT_MAX     14

/* Options' kinds. */
#define MSS	       2
#define WSCALE	       3
#define SACK_PERMITTED 4
#define SACK	       5
#define TIMESTAMPS     8

#define SACK_BLOCK 8u
#define SACKS_MAX  4u

#define BIT(flag) (1u << (flag))

/* Of a SACK option: what has arrived, in relative numbers. */
struct block {
	uint32_t left, right;
};

/* Sent and not acknowledged. */
struct unacked {
	uint32_t frame, seq, next;
	int64_t time;
};

/*
 * One direction. Where a sequence number is 0 it counts as not seen yet: a
 * real 0 is misread by tshark, and so here.
 */
struct direction {
	uint32_t base;
	bool has_base;
	uint32_t shown_base; /* second pass: begins as the first pass left it */
	uint32_t nextseq, nextseq_frame;
	int64_t nextseq_time;
	uint32_t contiguous; /* end of the run that was captured without a gap */
	uint32_t lastack;
	int64_t lastack_time;
	uint32_t window; /* raw; all ones at first */
	int scale;
	bool only_syn; /* its last segment was a SYN: its window is not scaled */
	int32_t dupacks;
	uint32_t first_of_ack; /* frame in which lastack appeared */
	uint32_t lastflags;
	bool in_flight_known;
	uint32_t push_bytes;
	bool pushed;
	unsigned int sacks;
	struct block sack[SACKS_MAX];
	struct unacked *unacked; /* oldest first */
	uint32_t unacked_count, unacked_capacity;
};

struct stream {
	struct direction direction[GN_SIDES];
	int64_t syn_time, initial_rtt;
	/* second pass: begin as the first pass left them */
	int64_t shown_syn_time, shown_rtt;
};

struct gn_wireshark {
	const struct gn_wireshark *first;
	struct stream **streams;
	uint32_t capacity;
};

/**
 * struct options - what it reads of a segment's options
 * @shift: of the window, -1 without one
 * @sacks,@sack: blocks of the last SACK option
 * @blocks,@all: of all of them
 * @given_up: in the midst of them; then it prints nothing of what it found
 */
struct options {
	int shift;
	unsigned int sacks;
	struct block sack[SACKS_MAX];
	unsigned int blocks;
	struct block all[SACKS_MAX];
	bool given_up;
};

/* One segment on its way through the rules. */
struct step {
	const struct gn_frame *frame;
	struct gn_wireshark_segment *out;
	struct stream *stream;
	struct direction *fwd, *rev;
	uint32_t seq, ack, len, end;
	uint16_t flags;
	uint32_t number;
	int64_t now;
	bool described; /* something was worked out, even if nothing came of it */
	struct options options;
};

struct gn_wireshark *gn_wireshark_new(const struct gn_wireshark *first)
{
	struct gn_wireshark *pass = calloc(1, sizeof(*pass));

	if (pass)
		pass->first = first;
	return pass;
}

void gn_wireshark_free(struct gn_wireshark *pass)
{
	if (!pass)
		return;
	for (uint32_t i = 0; i < pass->capacity; i++) {
		if (!pass->streams[i])
			continue;
		free(pass->streams[i]->direction[GN_CLIENT].unacked);
		free(pass->streams[i]->direction[GN_SERVER].unacked);
		free(pass->streams[i]);
	}
	free(pass->streams);
	free(pass);
}

static struct stream *new_stream(const struct gn_wireshark *pass, uint32_t number)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	if (pass->first) {
		stream->shown_syn_time = pass->first->streams[number]->syn_time;
		stream->shown_rtt = pass->first->streams[number]->initial_rtt;
	}
	for (int side = 0; side < GN_SIDES; side++) {
		struct direction *direction = &stream->direction[side];

		direction->window = UINT32_MAX;
		direction->scale = SCALE_UNKNOWN;
		direction->in_flight_known = true;
		if (pass->first)
			direction->shown_base = pass->first->streams[number]->direction[side].base;
	}
	return stream;
}

static struct stream *find_stream(struct gn_wireshark *pass, uint32_t number)
{
	if (number >= pass->capacity) {
		uint32_t capacity = pass->capacity ? pass->capacity : 16;
		struct stream **streams;

		while (number >= capacity)
			capacity *= 2;
		streams = realloc(pass->streams, capacity * sizeof(*streams));
		if (!streams)
			return NULL;
		memset(streams + pass->capacity, 0, (capacity - pass->capacity) * sizeof(*streams));
		pass->streams = streams;
		pass->capacity = capacity;
	}
	if (!pass->streams[number])
		pass->streams[number] = new_stream(pass, number);
	return pass->streams[number];
}

static void flag(struct step *step, enum gn_wireshark_flag which)
{
	step->out->analysis |= BIT(which);
}

static bool flagged(const struct step *step, enum gn_wireshark_flag which)
{
	return step->out->analysis & BIT(which);
}

/* A SYN-ACK with another number than the SYN before; asked in both passes. */
static void rebase(struct step *step, uint32_t *base)
{
	if ((step->flags & GN_TCP_SYN) && (step->flags & GN_TCP_ACK) && *base != step->seq) {
		*base = step->seq;
		flag(step, GN_WS_REUSED_PORTS);
	}
}

static void find_bases(struct step *step, bool second)
{
	struct direction *fwd = step->fwd, *rev = step->rev;

	/* A SYN again, or behind what answered it: it goes back to what it saw without a gap. */
	if (fwd->has_base && (step->flags & (GN_TCP_SYN | GN_TCP_ACK)) == GN_TCP_SYN) {
		step->described = true;
		fwd->nextseq = fwd->contiguous;
	}
	if (!fwd->has_base)
		fwd->base = step->flags & GN_TCP_SYN ? step->seq : step->seq - 1;
	fwd->has_base = true;
	rebase(step, &fwd->base);
	if (!rev->has_base && (step->flags & GN_TCP_ACK)) {
		rev->base = step->ack - 1;
		rev->has_base = true;
	}
	if (second) {
		rebase(step, &fwd->shown_base);
	} else {
		fwd->shown_base = fwd->base;
		rev->shown_base = rev->base;
	}
}

/* By RFC 2883 section 4. What there is no block of is zero. */
static bool takes_for_duplicate(const struct step *step, uint32_t base,
				const struct options *options)
{
	const struct block *first = &options->all[0], *second = &options->all[1];
	uint32_t ack = step->flags & GN_TCP_ACK ? step->ack - base : step->ack;

	return !gn_after(first->right, ack) ||
	       (options->blocks > 1 && !gn_before(first->left, second->left) &&
		!gn_after(first->right, second->right));
}

/*
 * Each SACK option sets the count of blocks anew, those of a size that is no multiple of a
 * block's, too. Then the first block is read once more if the first of all that
 * the segment has is taken for a duplicate, and where it is not there, the segment is given up.
 */
static void read_sack(const struct step *step, uint32_t base, struct gn_bytes value, size_t sent,
		      struct options *options)
{
	options->sacks = 0;
	while (gn_left(&value) >= SACK_BLOCK && options->sacks < SACKS_MAX) {
		struct block *block = &options->sack[options->sacks++];

		block->left = gn_u32(&value) - base;
		block->right = gn_u32(&value) - base;
		if (options->blocks < SACKS_MAX)
			options->all[options->blocks++] = *block;
	}
	options->given_up = sent < SACK_BLOCK && takes_for_duplicate(step, base, options);
}

/*
 * How many bytes it looks at behind kind and length: none of what has another size than its
 * kind's; of SACK whole blocks, and of one that is not whole the left edge.
 */
static size_t find_extent(uint8_t kind, size_t size)
{
	switch (kind) {
	case MSS:
		return size == 2 ? size : 0;
	case WSCALE:
		return size == 1 ? size : 0;
	case SACK_PERMITTED:
		return 0;
	case TIMESTAMPS:
		return size == 8 ? size : 0;
	case SACK:
		return size % SACK_BLOCK >= 4 ? size - size % SACK_BLOCK + 4 : size;
	}
	return size;
}

/*
 * It gives up a segment at a byte of the options that was not captured, and at some SACK
 * options: what is behind it does not read. An option that says less than 2, or more than there
 * is left, ends them; of the latter it marks as many bytes as are left behind kind and
 * length. @base: of the peer, as it is known.
 */
static struct options read_options(const struct step *step, uint32_t base)
{
	const struct gn_frame *frame = step->frame;
	size_t header = frame->packet->caplen - frame->tcp, left = frame->tcp_hlen - 20;
	bool cut = header < frame->tcp_hlen;
	struct gn_bytes b = gn_bytes(frame->packet->data + frame->tcp + 20,
				     cut ? header - 20 : left, false);
	struct options options = { .shift = -1 };

	while (gn_left(&b) > 1 && !options.given_up) {
		uint8_t kind = gn_u8(&b), length;
		struct gn_bytes value;

		if (kind == 0) { /* the rest is padding */
			options.given_up = cut;
			return options;
		}
		left--;
		if (kind == 1) /* no operation */
			continue;
		length = gn_u8(&b);
		left--;
		if (length < 2)
			return options;
		length -= 2;
		if (length > left) {
			options.given_up = gn_left(&b) + 2 < left;
			return options;
		}
		left -= length;
		value = gn_sub(&b, length < gn_left(&b) ? length : gn_left(&b));
		if (kind == SACK)
			read_sack(step, base, value, length, &options);
		else if (kind == WSCALE && length == 1 && value.size == 1)
			options.shift = gn_u8(&value);
		options.given_up |= value.size < find_extent(kind, length);
	}
	options.given_up |= cut && left;
	return options;
}

static void find_scales(struct step *step)
{
	const struct options *options = &step->options;

	/* Of any segment: that only a SYN may have it (RFC 7323 2.2) is not asked. */
	if (options->shift >= 0)
		step->fwd->scale = options->shift > SHIFT_MAX ? SHIFT_MAX : options->shift;
	if (!(step->flags & GN_TCP_SYN) || options->given_up)
		return;
	/* No SYN-ACK takes up what the SYN did not offer; a SYN again without it takes nothing back. */
	if (options->shift < 0 && step->fwd->scale == SCALE_UNKNOWN)
		step->fwd->scale = step->rev->scale = SCALE_UNUSED;
	if ((step->flags & GN_TCP_ACK) && step->rev->scale == SCALE_UNUSED)
		step->fwd->scale = SCALE_UNUSED;
}

/* Same numbers as its last segment: only then can an ACK be a repetition. */
static bool says_nothing_new(const struct step *step)
{
	return !step->len && !(step->flags & CONTROL) && step->seq == step->fwd->nextseq &&
	       step->ack == step->fwd->lastack;
}

static uint32_t right_edge(const struct direction *receiver)
{
	int shift = receiver->only_syn || receiver->scale < 0 ? 0 : receiver->scale;

	return receiver->lastack + (receiver->window << shift);
}

/* Up to the duplicate ACK; the first that answers a question ends it. */
static void judge_forward(struct step *step)
{
	struct direction *fwd = step->fwd, *rev = step->rev;
	uint32_t window = step->frame->window;

	if (step->len == 1 && step->seq == fwd->nextseq && !rev->window) {
		flag(step, GN_WS_ZERO_WINDOW_PROBE);
		return;
	}
	if (!window && !(step->flags & CONTROL))
		flag(step, GN_WS_ZERO_WINDOW);
	if (fwd->nextseq && gn_after(step->seq, fwd->nextseq) && !(step->flags & GN_TCP_RST)) {
		flag(step, GN_WS_LOST_SEGMENT);
		fwd->in_flight_known = false;
	}
	if (step->len <= 1 && step->seq == fwd->nextseq - 1 && !(step->flags & CONTROL))
		flag(step, GN_WS_KEEP_ALIVE);
	if (says_nothing_new(step) && window && window != fwd->window)
		flag(step, GN_WS_WINDOW_UPDATE);
	if (step->len && rev->scale != SCALE_UNKNOWN && !(step->flags & CONTROL) &&
	    step->seq + step->len == right_edge(rev))
		flag(step, GN_WS_WINDOW_FULL);
	if (!says_nothing_new(step) || window != fwd->window)
		return;
	if (window && (rev->lastflags & BIT(GN_WS_KEEP_ALIVE))) {
		flag(step, GN_WS_KEEP_ALIVE_ACK);
	} else if (!window && (rev->lastflags & BIT(GN_WS_ZERO_WINDOW_PROBE))) {
		flag(step, GN_WS_ZERO_WINDOW_PROBE_ACK);
	} else if (window) {
		fwd->dupacks = fwd->dupacks < 0 ? 1 : fwd->dupacks + 1;
		flag(step, GN_WS_DUPLICATE_ACK);
		step->out->duplicate_ack_num = fwd->dupacks;
		step->out->duplicate_ack_frame = fwd->first_of_ack;
	}
}

static void judge_ack(struct step *step)
{
	struct direction *fwd = step->fwd, *rev = step->rev;

	if (step->ack != fwd->lastack) {
		fwd->first_of_ack = step->number;
		fwd->dupacks = 0;
	}
	if (!rev->contiguous || !gn_after(step->ack, rev->contiguous) ||
	    !(step->flags & GN_TCP_ACK))
		return;
	step->described = true;
	if (gn_before(rev->contiguous, rev->nextseq)) {
		rev->contiguous = rev->nextseq;
		flag(step, GN_WS_ACK_LOST_SEGMENT);
	} else {
		if (!rev->dupacks)
			flag(step, GN_WS_ACK_LOST_SEGMENT);
		rev->dupacks = -1;
	}
}

static void find_rto(struct step *step)
{
	const struct direction *fwd = step->fwd;

	step->out->rto = step->now -
			 (fwd->unacked_count ? fwd->unacked[0].time : fwd->nextseq_time);
	if (step->out->rto)
		step->out->rto_frame = fwd->unacked_count ? fwd->unacked[0].frame :
							    fwd->nextseq_frame;
}

static void judge_repeat(struct step *step)
{
	const struct direction *fwd = step->fwd, *rev = step->rev;
	bool old = fwd->nextseq && gn_before(step->seq, fwd->nextseq);
	/* Compared without a sign: what goes back in time is never soon enough. */
	uint64_t reordering = step->stream->initial_rtt ? step->stream->initial_rtt : 3 * MS;
	uint64_t elapsed = step->now - fwd->nextseq_time;

	if ((!step->len && !(step->flags & SYN_OR_FIN)) || flagged(step, GN_WS_KEEP_ALIVE))
		return;
	step->out->since_highest = elapsed;
	step->out->reordering = reordering;
	step->out->since_ack = step->now - rev->lastack_time;
	step->out->peer_duplicates = rev->dupacks;
	/* Data right after a probe that was one byte ahead. */
	if (step->len > 1 && fwd->nextseq - 1 == step->seq)
		old = false;
	if (step->len && rev->lastack && !gn_after(step->seq + step->len, rev->lastack)) {
		flag(step, GN_WS_SPURIOUS_RETRANSMISSION);
	} else if (!old) {
		return;
	} else if ((uint32_t)rev->dupacks >= 2 && /* -1 is many */
		   rev->lastack == step->seq && step->now - rev->lastack_time < 20 * MS) {
		flag(step, GN_WS_FAST_RETRANSMISSION);
	} else if (elapsed < reordering && fwd->nextseq != step->end) {
		flag(step, GN_WS_OUT_OF_ORDER);
		return;
	} else {
		find_rto(step);
	}
	/* It raises this one with each of its kinds. */
	flag(step, GN_WS_RETRANSMISSION);
}

static bool remember(struct step *step)
{
	struct direction *fwd = step->fwd;

	if (!step->len && !(step->flags & SYN_OR_FIN))
		return true;
	if (fwd->unacked_count == UNACKED_MAX)
		memmove(fwd->unacked, fwd->unacked + 1,
			--fwd->unacked_count * sizeof(*fwd->unacked));
	if (fwd->unacked_count == fwd->unacked_capacity) {
		uint32_t capacity = fwd->unacked_capacity ? 2 * fwd->unacked_capacity : 4;
		struct unacked *unacked = realloc(fwd->unacked, capacity * sizeof(*unacked));

		if (!unacked)
			return false;
		fwd->unacked = unacked;
		fwd->unacked_capacity = capacity;
	}
	fwd->unacked[fwd->unacked_count++] = (struct unacked){
		.frame = step->number,
		.seq = step->seq,
		.next = step->end,
		.time = step->now,
	};
	return true;
}

static void keep_numbers(struct step *step)
{
	struct direction *fwd = step->fwd;
	bool probe = flagged(step, GN_WS_ZERO_WINDOW_PROBE);

	if (!probe && (gn_after(step->end, fwd->nextseq) || !fwd->nextseq)) {
		fwd->nextseq = step->end;
		fwd->nextseq_frame = step->number;
		fwd->nextseq_time = step->now;
	}
	if (!probe && (step->seq == fwd->contiguous || !fwd->contiguous))
		fwd->contiguous = fwd->nextseq;
	fwd->window = step->frame->window;
	fwd->only_syn = step->flags & GN_TCP_SYN;
	fwd->lastack = step->ack;
	fwd->lastack_time = step->now;
	fwd->lastflags = step->out->analysis;
	fwd->sacks = step->options.sacks;
	memcpy(fwd->sack, step->options.sack, sizeof(fwd->sack));
	if (step->flags & GN_TCP_ACK)
		step->rev->in_flight_known = true;
}

/* Newest first, so that of several that end at the ACK the oldest is named. */
static void take_acknowledged(struct step *step)
{
	struct direction *rev = step->rev;
	uint32_t kept = rev->unacked_count;

	if (!kept)
		return;
	for (uint32_t i = rev->unacked_count; i-- > 0;) {
		struct unacked *unacked = &rev->unacked[i];

		if (unacked->next == step->ack) {
			step->out->acks_frame = unacked->frame;
			step->out->ack_rtt = step->now - unacked->time;
		} else if (gn_after(step->ack, unacked->seq) &&
			   !gn_after(step->ack, unacked->next)) {
			unacked->seq = step->ack;
			rev->unacked[--kept] = *unacked;
			continue;
		} else if (!gn_before(unacked->next, step->ack)) {
			rev->unacked[--kept] = *unacked;
		}
	}
	memmove(rev->unacked, rev->unacked + kept,
		(rev->unacked_count - kept) * sizeof(*rev->unacked));
	rev->unacked_count -= kept;
}

static void count_in_flight(struct step *step)
{
	struct direction *fwd = step->fwd, *rev = step->rev;
	uint32_t first, last, bytes;

	if (!step->len || !fwd->in_flight_known || !fwd->unacked_count)
		return;
	/* Compared as relative numbers without sign: what is below the base is above all. */
	first = fwd->unacked[0].seq - fwd->base;
	last = fwd->unacked[0].next - fwd->base;
	for (uint32_t i = 1; i < fwd->unacked_count; i++) {
		uint32_t seq = fwd->unacked[i].seq - fwd->base,
			 next = fwd->unacked[i].next - fwd->base;

		first = seq < first ? seq : first;
		last = next > last ? next : last;
	}
	bytes = last - first;
	for (unsigned int i = 0; i < rev->sacks; i++)
		bytes -= rev->sack[i].right - rev->sack[i].left;
	if (step->flags & SYN_OR_FIN)
		bytes--;
	step->described = true;
	fwd->push_bytes = fwd->pushed ? step->len : fwd->push_bytes + step->len;
	fwd->pushed = step->flags & GN_TCP_PSH;
	if (bytes > 0 && bytes < 2000000000) {
		step->out->bytes_in_flight = bytes;
		step->out->push_bytes_sent = fwd->push_bytes;
	}
}

/* The first ACK since the last SYN, from either side; a SYN at the very epoch counts as none. */
static void find_initial_rtt(const struct step *step, int64_t *syn_time, int64_t *rtt)
{
	uint16_t kind = step->flags & (GN_TCP_SYN | GN_TCP_ACK);

	if (kind == GN_TCP_SYN)
		*syn_time = step->now;
	if (kind == GN_TCP_ACK && !*rtt && *syn_time)
		*rtt = step->now - *syn_time;
}

/* What is printed in the second pass with the values of the end of the first. */
static void describe(const struct gn_wireshark *pass, const struct gn_event *event,
		     struct step *step)
{
	const struct stream *final = pass->first ? pass->first->streams[event->flow->stream] :
						   step->stream;
	const struct direction *fwd = &final->direction[event->segment.from];
	struct gn_wireshark_segment *out = step->out;
	uint32_t window = step->frame->window;

	out->seq = step->seq - step->fwd->shown_base;
	out->nxtseq = step->end - step->fwd->shown_base;
	out->ack = step->flags & GN_TCP_ACK ? step->ack - step->rev->shown_base : step->ack;
	out->window_size = window;
	if (!(step->flags & GN_TCP_SYN)) {
		out->scale = fwd->scale < 0 ? fwd->scale : 1 << fwd->scale;
		out->window_size = fwd->scale > 0 ? window << fwd->scale : window;
	}
	if (out->analysis || out->acks_frame || step->described)
		out->initial_rtt = step->stream->shown_rtt;
}

bool gn_wireshark_take(struct gn_wireshark *pass, const struct gn_event *event,
		       struct gn_wireshark_segment *segment)
{
	struct stream *stream = find_stream(pass, event->flow->stream);
	const struct gn_frame *frame = event->frame;
	struct step step = {
		.frame = frame,
		.out = segment,
		.stream = stream,
		.seq = frame->seq,
		.ack = frame->ack,
		.len = frame->payload_len,
		.flags = frame->tcp_flags,
		.number = frame->packet->number,
		.now = frame->packet->time_ns,
	};
	bool remembered;

	memset(segment, 0, sizeof(*segment));
	if (!stream)
		return false;
	step.fwd = &stream->direction[event->segment.from];
	step.rev = &stream->direction[!event->segment.from];
	step.end = step.seq + step.len + !!(step.flags & SYN_OR_FIN);
	if (event->flow->restarted && event->flow->first_frame == step.number)
		flag(&step, GN_WS_REUSED_PORTS);
	find_bases(&step, pass->first);
	step.options = read_options(&step, step.rev->base);
	find_scales(&step);
	judge_forward(&step);
	judge_ack(&step);
	judge_repeat(&step);
	remembered = remember(&step);
	keep_numbers(&step);
	take_acknowledged(&step);
	count_in_flight(&step);
	find_initial_rtt(&step, &stream->syn_time, &stream->initial_rtt);
	find_initial_rtt(&step, &stream->shown_syn_time, &stream->shown_rtt);
	/* It remembers what it found, and has not printed it. */
	if (read_options(&step, step.rev->shown_base).given_up) {
		*segment = (struct gn_wireshark_segment){ .given_up = true };
		step.described = false;
	}
	describe(pass, event, &step);
	return remembered;
}

const char *gn_wireshark_flag_name(enum gn_wireshark_flag flag)
{
	static const char *const names[] = {
		"ack_lost_segment",	 "duplicate_ack",
		"fast_retransmission",	 "keep_alive",
		"keep_alive_ack",	 "lost_segment",
		"out_of_order",		 "retransmission",
		"reused_ports",		 "spurious_retransmission",
		"window_full",		 "window_update",
		"zero_window",		 "zero_window_probe",
		"zero_window_probe_ack",
	};

	return names[flag];
}
