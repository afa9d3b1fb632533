/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A number for bytes, by which it is seen later whether others are the same
 * when the first are no longer there. Different in every run, so that nobody
 * can prepare bytes that are not told apart; never 0.
 */
#ifndef GN_DIGEST_H
#define GN_DIGEST_H

#include <stddef.h>
#include <stdint.h>

uint32_t gn_digest(const uint8_t *bytes, size_t size);

#endif
