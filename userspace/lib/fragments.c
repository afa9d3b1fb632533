// SPDX-License-Identifier: GPL-2.0
#include "fragments.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "seed.h"

#define BUCKETS	  1024u
#define IP_MAX	  65535u
#define DF_AND_RF 0xc0

/* Of one packet: RFC 791 section 3.2, RFC 8200 section 4.5. */
struct key {
	struct gn_addr src, dst;
	uint32_t id;
	uint16_t vlan[2];
	uint8_t proto; /* IPv4 only */
};

struct piece {
	struct piece *next;
	uint32_t from, to;
	uint8_t bytes[];
};

/**
 * struct waiting - a packet on its way to be complete
 * @newer: in the order of their first pieces
 * @head: in the order of where they begin, of equal ones that of their arrival
 * @end: length of the packet, by the first piece that was a last one
 * @next_header: what the first of its bytes is
 * @broken: it will be none, for the reason in @loss; the pieces are gone
 */
struct waiting {
	struct waiting *same_bucket, *older, *newer;
	struct key key;
	int64_t begun;
	uint64_t first_frame;
	struct piece *head, *tail;
	uint32_t pieces, kept, end;
	size_t bytes;
	enum gn_fragment_loss loss;
	uint8_t next_header;
	bool has_end, broken;
};

struct gn_fragments {
	struct waiting *buckets[BUCKETS];
	struct waiting *oldest, *newest;
	size_t bytes;
	uint64_t seed;
	bool like_tshark;
	struct gn_fragment_count lost[GN_FRAGMENT_LOSSES];
	/* the packet that was completed last */
	uint8_t *buffer;
	size_t size;
	struct gn_packet packet;
	struct gn_frame frame;
};

struct gn_fragments *gn_fragments_new(void)
{
	struct gn_fragments *fragments = calloc(1, sizeof(*fragments));

	if (fragments)
		fragments->seed = gn_seed();
	return fragments;
}

void gn_fragments_like_tshark(struct gn_fragments *fragments)
{
	fragments->like_tshark = true;
}

static void drop_pieces(struct gn_fragments *fragments, struct waiting *waiting)
{
	while (waiting->head) {
		struct piece *piece = waiting->head;

		waiting->head = piece->next;
		free(piece);
	}
	waiting->tail = NULL;
	waiting->kept = 0;
	fragments->bytes -= waiting->bytes - sizeof(*waiting);
	waiting->bytes = sizeof(*waiting);
}

static void count(struct gn_fragment_count *lost, uint64_t frames, uint64_t first)
{
	if (!frames)
		return;
	if (!lost->frames || first < lost->first)
		lost->first = first;
	lost->frames += frames;
}

/* tshark's number for it is a sum, in which the protocol and the VLAN are. */
static struct key find_key(const struct gn_fragments *fragments, const struct gn_frame *frame)
{
	struct key key = {
		.src = frame->ip_src,
		.dst = frame->ip_dst,
		.id = frame->fragment_id,
	};
	uint16_t outer = gn_outer_vlan(frame), inner = gn_inner_vlan(frame);

	if (!fragments->like_tshark) {
		key.proto = frame->ip_version == 4 ? frame->fragment_next : 0;
		key.vlan[0] = outer;
		key.vlan[1] = inner;
	} else if (frame->ip_version == 4) {
		key.id ^= frame->fragment_next ^ (inner ? inner : outer);
	}
	return key;
}

static bool same_key(const struct key *a, const struct key *b)
{
	return a->id == b->id && a->proto == b->proto && a->vlan[0] == b->vlan[0] &&
	       a->vlan[1] == b->vlan[1] && gn_addr_equal(&a->src, &b->src) &&
	       gn_addr_equal(&a->dst, &b->dst);
}

static struct waiting **bucket_of(struct gn_fragments *fragments, const struct key *key)
{
	uint64_t hash = fragments->seed ^ key->id, word;

	for (size_t i = 0; i < sizeof(key->src.bytes); i += sizeof(word)) {
		memcpy(&word, key->src.bytes + i, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
		memcpy(&word, key->dst.bytes + i, sizeof(word));
		hash = (hash ^ hash >> 29 ^ word) * 0xbf58476d1ce4e5b9ULL;
	}
	return &fragments->buckets[hash >> 54];
}

static void forget(struct gn_fragments *fragments, struct waiting *waiting)
{
	struct waiting **at = bucket_of(fragments, &waiting->key);

	while (*at != waiting)
		at = &(*at)->same_bucket;
	*at = waiting->same_bucket;
	*(waiting->older ? &waiting->older->newer : &fragments->oldest) = waiting->newer;
	*(waiting->newer ? &waiting->newer->older : &fragments->newest) = waiting->older;
	drop_pieces(fragments, waiting);
	fragments->bytes -= waiting->bytes;
	free(waiting);
}

static void give_up(struct gn_fragments *fragments, struct waiting *waiting,
		    enum gn_fragment_loss loss)
{
	if (waiting->broken)
		loss = waiting->loss;
	count(&fragments->lost[loss], waiting->pieces, waiting->first_frame);
	forget(fragments, waiting);
}

/* It stays as a mark, so that the pieces which are still to come begin nothing. */
static void break_up(struct gn_fragments *fragments, struct waiting *waiting,
		     enum gn_fragment_loss loss)
{
	waiting->broken = true;
	waiting->loss = loss;
	drop_pieces(fragments, waiting);
}

static struct waiting *find(struct gn_fragments *fragments, const struct key *key)
{
	struct waiting *waiting = *bucket_of(fragments, key);

	while (waiting && !same_key(&waiting->key, key))
		waiting = waiting->same_bucket;
	return waiting;
}

static struct waiting *begin(struct gn_fragments *fragments, const struct key *key,
			     const struct gn_packet *packet)
{
	struct waiting **bucket = bucket_of(fragments, key);
	struct waiting *waiting = calloc(1, sizeof(*waiting));

	if (!waiting)
		return NULL;
	waiting->key = *key;
	waiting->begun = packet->time_ns;
	waiting->first_frame = packet->number;
	waiting->bytes = sizeof(*waiting);
	fragments->bytes += waiting->bytes;
	waiting->same_bucket = *bucket;
	*bucket = waiting;
	waiting->older = fragments->newest;
	*(fragments->newest ? &fragments->newest->newer : &fragments->oldest) = waiting;
	fragments->newest = waiting;
	return waiting;
}

/* What a frame brings. */
struct arrival {
	const uint8_t *bytes;
	uint32_t from, to;
	bool last;
};

static bool same_bytes(const struct piece *piece, const struct arrival *arrival)
{
	uint32_t from = arrival->from > piece->from ? arrival->from : piece->from;
	uint32_t to = arrival->to < piece->to ? arrival->to : piece->to;

	return !memcmp(piece->bytes + (from - piece->from), arrival->bytes + (from - arrival->from),
		       to - from);
}

/* Does it fit to what is there? GN_FRAGMENT_LOSSES: it does. */
static enum gn_fragment_loss judge(const struct waiting *waiting, const struct arrival *arrival)
{
	bool v6 = waiting->key.src.version == 6;

	if (waiting->has_end &&
	    (arrival->last ? arrival->to != waiting->end : arrival->to > waiting->end))
		return GN_FRAGMENT_SHAPE;
	if (arrival->last && waiting->tail && waiting->tail->to > arrival->to)
		return GN_FRAGMENT_SHAPE;
	for (const struct piece *piece = waiting->head; piece && piece->from < arrival->to;
	     piece = piece->next) {
		if (piece->to <= arrival->from)
			continue;
		/* RFC 8200 section 4.5: only an exact copy is harmless. */
		if (v6 && (piece->from != arrival->from || piece->to != arrival->to))
			return GN_FRAGMENT_OVERLAP;
		if (!same_bytes(piece, arrival))
			return GN_FRAGMENT_OVERLAP;
	}
	return GN_FRAGMENT_LOSSES;
}

/* The piece before which it has to stand, by reference; NULL when the very same range is there. */
static struct piece **find_place(struct waiting *waiting, const struct arrival *arrival)
{
	struct piece **at = &waiting->head;

	/* Nearly every piece goes to the end. */
	if (waiting->tail && waiting->tail->from < arrival->from)
		return &waiting->tail->next;
	for (; *at && (*at)->from <= arrival->from; at = &(*at)->next)
		if ((*at)->from == arrival->from && (*at)->to == arrival->to)
			return NULL;
	return at;
}

static bool keep(struct gn_fragments *fragments, struct waiting *waiting,
		 const struct arrival *arrival)
{
	uint32_t size = arrival->to - arrival->from;
	struct piece **at = find_place(waiting, arrival), *piece;

	if (!at)
		return true;
	if (waiting->kept == GN_PIECES_MAX)
		return false;
	piece = malloc(sizeof(*piece) + size);
	if (!piece)
		return false;
	piece->from = arrival->from;
	piece->to = arrival->to;
	memcpy(piece->bytes, arrival->bytes, size);
	piece->next = *at;
	*at = piece;
	if (!piece->next)
		waiting->tail = piece;
	waiting->kept++;
	waiting->bytes += sizeof(*piece) + size;
	fragments->bytes += sizeof(*piece) + size;
	return true;
}

static bool is_complete(const struct waiting *waiting)
{
	uint32_t reached = 0;

	if (!waiting->has_end)
		return false;
	for (const struct piece *piece = waiting->head;
	     piece && piece->from <= reached && reached < waiting->end; piece = piece->next)
		if (piece->to > reached)
			reached = piece->to;
	return reached >= waiting->end;
}

static bool make_room(struct gn_fragments *fragments, size_t size)
{
	uint8_t *buffer;

	if (size <= fragments->size)
		return true;
	buffer = realloc(fragments->buffer, size);
	if (!buffer)
		return false;
	fragments->buffer = buffer;
	fragments->size = size;
	return true;
}

static void put_length(uint8_t *at, size_t length)
{
	/* 0 stands for more than the field can say, here as in Linux's super-frames. */
	if (length > IP_MAX)
		length = 0;
	at[0] = length >> 8;
	at[1] = length;
}

/* As if it had never been cut; in IPv6 with the header of an atomic fragment (RFC 6946). */
static void mend_header(uint8_t *bytes, const struct gn_frame *frame, uint32_t size,
			uint8_t next_header)
{
	uint8_t *ip = bytes + frame->ip, *behind = bytes + frame->fragment_data;

	if (frame->ip_version == 4) {
		put_length(ip + 2, behind - ip + size);
		ip[6] &= DF_AND_RF;
		ip[7] = 0;
	} else {
		put_length(ip + 4, behind - ip - 40 + size);
		behind[-8] = next_header;
		behind[-6] = behind[-5] = 0;
	}
}

/* Of two bytes for one place, the one of the piece that begins first stays. */
static void join(uint8_t *to, const struct waiting *waiting)
{
	uint32_t reached = 0;

	for (const struct piece *piece = waiting->head; piece; piece = piece->next) {
		uint32_t end = piece->to < waiting->end ? piece->to : waiting->end;

		if (end <= reached)
			continue;
		memcpy(to + reached, piece->bytes + (reached - piece->from), end - reached);
		reached = end;
	}
}

static const struct gn_frame *complete(struct gn_fragments *fragments, struct waiting *waiting,
				       const struct gn_frame *frame)
{
	size_t size = frame->fragment_data + waiting->end;
	uint8_t next_header = fragments->like_tshark ? frame->fragment_next : waiting->next_header;

	if (!make_room(fragments, size)) {
		give_up(fragments, waiting, GN_FRAGMENT_CROWDED);
		return NULL;
	}
	memcpy(fragments->buffer, frame->packet->data, frame->fragment_data);
	mend_header(fragments->buffer, frame, waiting->end, next_header);
	join(fragments->buffer + frame->fragment_data, waiting);
	forget(fragments, waiting);
	fragments->packet = *frame->packet;
	fragments->packet.data = fragments->buffer;
	fragments->packet.caplen = fragments->packet.len = size;
	fragments->packet.fcs_len = 0;
	gn_frame_decode(&fragments->frame, &fragments->packet);
	return &fragments->frame;
}

static bool is_possible(const struct gn_fragments *fragments, const struct gn_frame *frame,
			const struct arrival *arrival)
{
	/* RFC 791: the length covers the header; RFC 8200: all but the first 40 bytes. */
	uint32_t headers = frame->fragment_data - frame->ip - (frame->ip_version == 4 ? 0 : 40);
	uint32_t size = arrival->to - arrival->from;

	if (fragments->like_tshark)
		return size;
	return size && (arrival->last || size % 8 == 0) && arrival->to + headers <= IP_MAX;
}

/* Those that have waited for too long, and the oldest as long as there are too many. */
static void make_way(struct gn_fragments *fragments, int64_t now, size_t size)
{
	while (fragments->oldest && !fragments->like_tshark &&
	       now - fragments->oldest->begun > GN_FRAGMENTS_WAIT_NS)
		give_up(fragments, fragments->oldest, GN_FRAGMENT_MISSING);
	while (fragments->oldest && fragments->bytes + size > GN_FRAGMENTS_BYTES)
		give_up(fragments, fragments->oldest, GN_FRAGMENT_CROWDED);
}

static const struct gn_frame *take(struct gn_fragments *fragments, struct waiting *waiting,
				   const struct gn_frame *frame, const struct arrival *arrival)
{
	waiting->pieces++;
	if (waiting->broken)
		return NULL;
	if (!fragments->like_tshark) {
		enum gn_fragment_loss loss = judge(waiting, arrival);

		if (loss != GN_FRAGMENT_LOSSES) {
			break_up(fragments, waiting, loss);
			return NULL;
		}
	}
	if (arrival->last && !waiting->has_end) {
		waiting->has_end = true;
		waiting->end = arrival->to;
	}
	if (!arrival->from)
		waiting->next_header = frame->fragment_next;
	if (!keep(fragments, waiting, arrival)) {
		break_up(fragments, waiting, GN_FRAGMENT_CROWDED);
		return NULL;
	}
	return is_complete(waiting) ? complete(fragments, waiting, frame) : NULL;
}

const struct gn_frame *gn_fragments_take(struct gn_fragments *fragments,
					 const struct gn_frame *frame)
{
	const struct gn_packet *packet = frame->packet;
	size_t data = frame->fragment_data, end = frame->ip + frame->ip_len;
	struct key key = find_key(fragments, frame);
	struct arrival arrival = {
		.bytes = packet->data + data,
		.from = frame->fragment_offset,
		.to = frame->fragment_offset + (end - data),
		.last = !frame->more_fragments,
	};
	struct waiting *waiting;

	if (end > packet->caplen) {
		/* A first one has a TCP header, of a segment whose length it does not tell. */
		bool lost = frame->fragment || frame->error || frame->tcp != GN_NO_LAYER;

		count(&fragments->lost[GN_FRAGMENT_CUT], lost, packet->number);
		return frame->tcp == GN_NO_LAYER ? frame : NULL;
	}
	if (!is_possible(fragments, frame, &arrival)) {
		count(&fragments->lost[GN_FRAGMENT_SHAPE], 1, packet->number);
		return NULL;
	}
	make_way(fragments, packet->time_ns,
		 sizeof(*waiting) + sizeof(struct piece) + (end - data));
	waiting = find(fragments, &key);
	if (!waiting)
		waiting = begin(fragments, &key, packet);
	if (!waiting) {
		count(&fragments->lost[GN_FRAGMENT_CROWDED], 1, packet->number);
		return NULL;
	}
	return take(fragments, waiting, frame, &arrival);
}

void gn_fragments_lost(const struct gn_fragments *fragments,
		       struct gn_fragment_count lost[GN_FRAGMENT_LOSSES])
{
	memcpy(lost, fragments->lost, sizeof(fragments->lost));
	for (const struct waiting *waiting = fragments->oldest; waiting; waiting = waiting->newer)
		count(&lost[waiting->broken ? waiting->loss : GN_FRAGMENT_MISSING], waiting->pieces,
		      waiting->first_frame);
}

void gn_fragments_free(struct gn_fragments *fragments)
{
	if (!fragments)
		return;
	while (fragments->oldest)
		forget(fragments, fragments->oldest);
	free(fragments->buffer);
	free(fragments);
}

const char *gn_fragment_loss_text(enum gn_fragment_loss loss)
{
	static const char *const texts[] = {
		[GN_FRAGMENT_CUT] = "fragments of IP packets, not captured whole",
		[GN_FRAGMENT_MISSING] = "fragments of IP packets whose others are missing",
		[GN_FRAGMENT_OVERLAP] = "fragments of IP packets that contradict each other",
		[GN_FRAGMENT_SHAPE] = "fragments of IP packets that cannot fit",
		[GN_FRAGMENT_CROWDED] = "fragments of IP packets, too many at a time",
	};

	return texts[loss];
}
