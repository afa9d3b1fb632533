/* SPDX-License-Identifier: GPL-2.0 */
/* What a target may know and say about the memory of kernel.c. */
#ifndef FUZZ_PAGES_H
#define FUZZ_PAGES_H

#include <stdbool.h>

/* No memory for pages and frames, for as long as it is set. */
extern bool pages_fail;

/* Pages that somebody has. */
unsigned int pages_used(void);

#endif
