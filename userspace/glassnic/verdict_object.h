/* SPDX-License-Identifier: GPL-2.0 */
/* A verdict as segments and show --why print it. */
#ifndef GN_VERDICT_OBJECT_H
#define GN_VERDICT_OBJECT_H

#include "out.h"
#include "verdict.h"

/* How much of it in text; JSON always has all of it. */
enum gn_verdict_text {
	GN_VERDICT_TAG,	 /* "  R! of #4 rto retransmission" */
	GN_VERDICT_RULE, /* lines: name, rule, inputs */
};

void gn_verdict_write(struct gn_out *out, const struct gn_verdict *verdict,
		      enum gn_verdict_text text);

#endif
