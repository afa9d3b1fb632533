/* SPDX-License-Identifier: GPL-2.0 */
/* A share of a whole, drawn. */
#ifndef GN_BAR_H
#define GN_BAR_H

#include <stdint.h>

/* "[##########..........]  50 %, 12 s to go"; @elapsed_ns since it began. Returns @buf. */
#define GN_BAR_SIZE 80
char *gn_bar_format(uint64_t done, uint64_t total, int64_t elapsed_ns, char buf[GN_BAR_SIZE]);

#endif
