/* SPDX-License-Identifier: GPL-2.0 */
/* A connection as flows prints it: schema/flow.json, or a line and what is below it. */
#ifndef GN_FLOW_OBJECT_H
#define GN_FLOW_OBJECT_H

#include "flow.h"
#include "out.h"

/* @is_long: with the lines below it, in text; JSON always has all of it. */
void gn_flow_write(struct gn_out *out, const struct gn_flow *flow, bool is_long);

#endif
