// SPDX-License-Identifier: GPL-2.0
#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "fcs.h"
#include "pcapng.h"

static size_t add_part(struct gn_line *line, const char *name, bool captured, size_t start,
		       size_t count)
{
	if (count)
		line->parts[line->part_count++] = (struct gn_line_part){
			.name = name,
			.captured = captured,
			.start = start,
			.count = count,
		};
	return start + count;
}

/* What the stack left to the device is on the line all the same. */
static void fill_checksum(struct gn_line *line, const struct gn_frame *frame)
{
	size_t at = GN_LINE_PREAMBLE + GN_LINE_SFD;
	struct gn_checksum sum;

	if (!gn_checksum_upper(frame, &sum) || sum.state != GN_SUM_LEFT)
		return;
	at += sum.offset;
	line->octets[at] = sum.computed >> 8;
	line->octets[at + 1] = sum.computed;
	line->filled = at;
}

static void put_fcs(uint8_t *to, uint32_t fcs)
{
	for (int i = 0; i < GN_LINE_FCS; i++)
		to[i] = fcs >> 8 * i;
}

const char *gn_line_build(struct gn_line *line, const struct gn_frame *frame)
{
	const struct gn_packet *packet = frame->packet;
	size_t size = packet->caplen - packet->fcs_len;
	size_t padding = size < GN_LINE_MIN ? GN_LINE_MIN - size : 0;
	uint8_t *octets;
	size_t at;

	memset(line, 0, sizeof(*line));
	if (frame->eth == GN_NO_LAYER)
		return frame->error ? frame->error : "the link type is not Ethernet";
	if (frame->eth)
		return "the capture has the frame as it was on the line, preamble and FCS included";
	if (packet->caplen < packet->len)
		return "the frame was not captured whole, so its FCS cannot be known";
	if (packet->flags & GN_NG_FLAG_TSO || (packet->driver && packet->driver->gso_size))
		return "this is a super-frame: the device cuts it into segments, and only those are on the line";
	line->count = GN_LINE_PREAMBLE + GN_LINE_SFD + size + padding + GN_LINE_FCS;
	line->octets = octets = calloc(1, line->count);
	if (!octets)
		return "out of memory";

	memset(octets, 0x55, GN_LINE_PREAMBLE);
	octets[GN_LINE_PREAMBLE] = 0xd5;
	at = add_part(line, "preamble", false, 0, GN_LINE_PREAMBLE);
	at = add_part(line, "sfd", false, at, GN_LINE_SFD);
	memcpy(octets + at, packet->data, size);
	fill_checksum(line, frame);
	line->fcs = gn_fcs(octets + at, size + padding);
	at = add_part(line, "destination", true, at, 6);
	at = add_part(line, "source", true, at, 6);
	at = add_part(line, "type", true, at, 2);
	at = add_part(line, "data", true, at, size - GN_ETH_HLEN);
	at = add_part(line, "padding", false, at, padding);

	line->fcs_captured = packet->fcs_len == GN_LINE_FCS;
	put_fcs(octets + at, line->fcs);
	if (line->fcs_captured) {
		line->fcs_good = !memcmp(octets + at, packet->data + size, GN_LINE_FCS);
		memcpy(octets + at, packet->data + size, GN_LINE_FCS);
	}
	at = add_part(line, "fcs", line->fcs_captured, at, GN_LINE_FCS);
	add_part(line, "gap", false, at, GN_LINE_GAP);
	return NULL;
}

void gn_line_free(struct gn_line *line)
{
	free(line->octets);
}

bool gn_line_bit(const struct gn_line *line, size_t n)
{
	return line->octets[n / 8] >> n % 8 & 1;
}

unsigned int gn_line_bit_ns(unsigned int speed)
{
	return 1000 / speed;
}
