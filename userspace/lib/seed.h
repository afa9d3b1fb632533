/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a hash begins with, so that nobody can prepare a capture whose
 * connections, packets or bytes all have the same one.
 */
#ifndef GN_SEED_H
#define GN_SEED_H

#include <stdint.h>

uint64_t gn_seed(void);

#endif
