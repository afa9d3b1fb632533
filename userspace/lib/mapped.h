/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Large memory from the kernel, all zero. In huge pages where it has them, which
 * spares a page fault every 4 KiB, and a walk through the page tables wherever
 * memory is not read in order.
 */
#ifndef GN_MAPPED_H
#define GN_MAPPED_H

#include <stddef.h>

/* NULL without memory. */
void *gn_mapped_take(size_t size);
void gn_mapped_give(void *memory, size_t size);

#endif
