/* SPDX-License-Identifier: GPL-2.0 */
/* Times between two frames: added up, and as people read them. */
#ifndef GN_DURATION_H
#define GN_DURATION_H

#include <stddef.h>
#include <stdint.h>

#define GN_DURATION_SIZE 32

/* Add @ns to @sum: nothing when a clock was set back, and a sum stops at INT64_MAX (292 years). */
void gn_duration_add(int64_t *sum, int64_t ns);

/* Three digits and a unit: "950 ns", "41.2 us", "240 ms", "1.20 s", "75.0 s". Returns @buf. */
char *gn_duration_format(int64_t ns, char buf[GN_DURATION_SIZE]);

/* Seconds and microseconds since the beginning: "0.000412", "-1.500000". Returns @buf. */
char *gn_seconds_format(int64_t ns, char buf[GN_DURATION_SIZE]);

#endif
