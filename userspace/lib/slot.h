/* SPDX-License-Identifier: GPL-2.0 */
/* A descriptor ring from outside: whose each slot is, and what its descriptor says. */
#ifndef GN_SLOT_H
#define GN_SLOT_H

#include "bytes.h"
#include "words.h"

/* Whose a slot is; Documentation/observability.md says when. */
enum gn_owner { GN_OWNER_UNKNOWN, GN_FREE, GN_QUEUED, GN_DEVICE, GN_DRIVER };

enum gn_descriptor { GN_RECEIVE, GN_LEGACY, GN_DATA, GN_CONTEXT };

/**
 * struct gn_ring - a ring and its indices
 * @tx: of transmission
 * @count: slots, a power of two; 0: there is none, the interface is down
 * @head: index the driver takes back, or looks at, next
 * @doorbell: behind the last the device was told of; transmission only
 * @tail: index the driver fills next
 *
 * Indices run on; a slot is their rest. Those in the driver's text are slots.
 */
struct gn_ring {
	bool tx;
	uint32_t count, head, doorbell, tail;
};

/**
 * struct gn_slot - a slot
 * @tx: of the ring of transmission
 * @number: of the slot
 * @owner: whose it is
 * @kind: of descriptor
 * @words: its fields
 */
struct gn_slot {
	bool tx;
	uint32_t number;
	enum gn_owner owner;
	enum gn_descriptor kind;
	struct gn_words words;
};

#define GN_DESCRIPTOR_SIZE 16

/* NULL for GN_OWNER_UNKNOWN */
const char *gn_owner_name(enum gn_owner owner);
const char *gn_descriptor_name(enum gn_descriptor kind);

/* Can its indices be true? */
bool gn_ring_sound(const struct gn_ring *ring);

/* Its first slot when an index is @index. */
uint32_t gn_ring_slot_of(const struct gn_ring *ring, uint32_t index);

/* The next descriptor of @bytes, in slot @number. Without sound indices nobody owns it. */
void gn_slot_take(struct gn_slot *slot, const struct gn_ring *ring, uint32_t number,
		  struct gn_bytes *bytes);

/* Lines of the driver's debugfs files tx_ring and rx_ring; false when they are none. */
bool gn_ring_parse(struct gn_ring *ring, bool tx, const char *line);
bool gn_slot_parse(struct gn_slot *slot, bool tx, const char *line);

#endif
