/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequence numbers: 32 bits that wrap (RFC 9293 section 3.4). "Before" means
 * less than 2^31 behind, so a comparison is only meaningful between numbers
 * of one direction of one connection.
 */
#ifndef GN_SERIAL_H
#define GN_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The largest window there is: 65535 << 14 (RFC 7323 section 2.3). Numbers
 * further apart than this cannot belong to one flight.
 */
#define GN_WINDOW_MAX (65535u << 14)

static inline bool gn_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static inline bool gn_after(uint32_t a, uint32_t b)
{
	return gn_before(b, a);
}

static inline uint32_t gn_later(uint32_t a, uint32_t b)
{
	return gn_before(a, b) ? b : a;
}

#endif
