/* SPDX-License-Identifier: GPL-2.0 */
/* The hop view: what changed between two sightings of one packet. */
#ifndef GN_HOP_OBJECT_H
#define GN_HOP_OBJECT_H

#include "flow.h"
#include "out.h"

/*
 * The key "hop": where @event's packet was seen before and where now, or null.
 * @lines: in text, too, a line for each of the two.
 */
void gn_hop_write(struct gn_out *out, const struct gn_event *event, bool lines);

#endif
