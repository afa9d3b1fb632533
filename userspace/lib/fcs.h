/* SPDX-License-Identifier: GPL-2.0 */
/* The frame check sequence of IEEE 802.3 section 3.2.9: CRC-32 over destination to padding. */
#ifndef GN_FCS_H
#define GN_FCS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The FCS of @size octets, as the number that stands little-endian in its four
 * octets. Over a frame with a right FCS it is GN_FCS_RESIDUE.
 */
uint32_t gn_fcs(const void *octets, size_t size);

#define GN_FCS_RESIDUE 0x2144df1c

#endif
