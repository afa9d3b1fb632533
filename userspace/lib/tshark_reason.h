/* SPDX-License-Identifier: GPL-2.0 */
/* Why tshark 4.0 says what it says: its rules in a sentence each, with this segment's values. */
#ifndef GN_TSHARK_REASON_H
#define GN_TSHARK_REASON_H

#include "verdict.h"
#include "wireshark.h"

/* The rule by which @flag was set. Returns @buf, always terminated. */
char *gn_tshark_reason(enum gn_wireshark_flag flag, const struct gn_wireshark_segment *segment,
		       char *buf, size_t size);

/* Our verdict of the same meaning, GN_VERDICTS when there is none. */
enum gn_verdict_id gn_tshark_verdict(enum gn_wireshark_flag flag);

/*
 * Why it does not say @id, or says something else about the same thing; NULL
 * when it does say it.
 */
const char *gn_tshark_silence(enum gn_verdict_id id, const struct gn_wireshark_segment *segment);

#endif
