/* SPDX-License-Identifier: GPL-2.0 */
/* show --why: the verdicts on one frame, each with its rule and inputs, and tshark's beside them. */
#ifndef GN_WHY_H
#define GN_WHY_H

#include "command.h"
#include "flow.h"
#include "wireshark.h"

/**
 * struct gn_why - everything that is known of one frame once its file was read
 * @event: what the frame turned out to be; its frame and flow are of @flows
 * @fragment: it is a piece of an IP packet; @completes: @event is of the whole one
 * @has_tshark: @tshark is what the profile wireshark-4.0 says of it
 */
struct gn_why {
	struct gn_event event;
	struct gn_flows *flows;
	uint32_t acked[16]; /* frames that it acknowledges, the first of them */
	bool fragment, completes, has_tshark;
	struct gn_wireshark_segment tshark;
};

/* Read the file for frame @number. Returns the exit code; what was wrong has been said. */
int gn_why_read(struct gn_why *why, struct gn_context *context, uint64_t number);
void gn_why_release(struct gn_why *why);

/* The key "why", or the lines under "Why". */
void gn_why_write(struct gn_out *out, const struct gn_why *why);

#endif
