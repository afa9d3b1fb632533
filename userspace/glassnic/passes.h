/* SPDX-License-Identifier: GPL-2.0 */
/* A file read twice, as tshark -2 does, with its verdicts in the second pass. */
#ifndef GN_PASSES_H
#define GN_PASSES_H

#include "command.h"
#include "wireshark.h"

/* One segment of the second pass; all are good during the call only. */
typedef void gn_passes_fn(const struct gn_event *event, const struct gn_wireshark_segment *segment,
			  uint8_t completeness, void *arg);

/**
 * gn_two_passes() - the profile wireshark-4.0 of every segment of a file
 *
 * Return: the exit code; what was wrong has been said. GN_EXIT_USAGE when the
 * input is no file, which could not be read twice.
 */
int gn_two_passes(struct gn_context *context, gn_passes_fn *each, void *arg);

#endif
