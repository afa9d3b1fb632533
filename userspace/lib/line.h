/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame as it is on the line: preamble, SFD, frame, padding, FCS, gap. The
 * driver's frame has neither of the first and last ones (the emulated device
 * makes none), so they are computed, and each part says so.
 */
#ifndef GN_LINE_H
#define GN_LINE_H

#include "frame.h"

#define GN_LINE_PREAMBLE 7
#define GN_LINE_SFD	 1
#define GN_LINE_MIN	 60 /* shortest frame without its FCS */
#define GN_LINE_FCS	 4
#define GN_LINE_GAP	 12 /* octet times of silence: 96 bits */
#define GN_LINE_PARTS	 9

/**
 * struct gn_line_part - octets that belong together
 * @name: "preamble", "sfd", "destination", "source", "type", "data",
 *	"padding", "fcs", "gap"
 * @captured: these octets are in the capture; computed otherwise
 * @start: first octet on the line; @count: number of octets; the gap has
 *	octet times, but no octets
 */
struct gn_line_part {
	const char *name;
	bool captured;
	size_t start, count;
};

/**
 * struct gn_line - a frame on the line
 * @octets: preamble to FCS, @count of them
 * @parts: @part_count of them, in order, none empty
 * @fcs: computed over frame and padding
 * @fcs_captured: an FCS was captured; then that one is in @octets, and @fcs_good
 *	says whether it is the computed one
 * @filled: offset in @octets of the checksum that the device filled in while
 *	sending, 0 when none
 */
struct gn_line {
	uint8_t *octets;
	size_t count;
	struct gn_line_part parts[GN_LINE_PARTS];
	unsigned int part_count;
	uint32_t fcs;
	bool fcs_captured, fcs_good;
	size_t filled;
};

/*
 * Returns NULL, or a constant sentence that says why this frame has no image
 * (not captured whole, a super-frame, not Ethernet, no memory).
 */
const char *gn_line_build(struct gn_line *line, const struct gn_frame *frame);
void gn_line_free(struct gn_line *line);

/* Bit @n of the line, counted from the first bit of the preamble: octets go low bit first. */
bool gn_line_bit(const struct gn_line *line, size_t n);

/* Nanoseconds one bit takes at @speed in Mb/s: 10, 100 or 1000. */
unsigned int gn_line_bit_ns(unsigned int speed);

#endif
