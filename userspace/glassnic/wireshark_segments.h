/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GN_WIRESHARK_SEGMENTS_H
#define GN_WIRESHARK_SEGMENTS_H

#include "command.h"

/* What segments prints with --profile wireshark-4.0; returns the exit code. */
int gn_wireshark_segments(struct gn_context *context, bool all, uint64_t stream);

#endif
