/* SPDX-License-Identifier: GPL-2.0 */
/* The link types that fuzz_frame tells apart by three bits in front of a frame. */
#ifndef FUZZ_LINKS_H
#define FUZZ_LINKS_H

#include <stdint.h>

#define FUZZ_LINK_SHIFT 12
#define FUZZ_LINKS	8

/* The last two are of no kind that is decoded, and Ethernet once more. */
static const uint16_t fuzz_links[FUZZ_LINKS] = { 1, 0, 101, 113, 276, 274, 147, 1 };

#endif
