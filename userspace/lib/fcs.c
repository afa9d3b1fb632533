// SPDX-License-Identifier: GPL-2.0
#include "fcs.h"

/*
 * x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 +
 * x^4 + x^2 + x + 1, mirrored because the line sends the low bit first: entry
 * n is the remainder of the four bits n.
 */
static const uint32_t table[16] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
	0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

uint32_t gn_fcs(const void *octets, size_t size)
{
	const uint8_t *octet = octets;
	uint32_t crc = ~0u;

	while (size--) {
		crc ^= *octet++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}
