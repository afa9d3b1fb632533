// SPDX-License-Identifier: GPL-2.0
/* One frame decoded, summarized, taken apart into fields, summed and put on the line. */
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "fcs.h"
#include "fields.h"
#include "fuzz.h"
#include "icmp_quote.h"
#include "line.h"
#include "links.h"

/*
 * Before the frame's bytes stand two of what the capture says of it: epb_flags'
 * lower half, whose FCS length is taken in the way a source does, three bits for
 * the link type, and one for a frame that was cut short.
 */
#define CUT_SHORT 0x8000u

static struct gn_interface interface;

static struct gn_packet take_packet(const uint8_t *data, size_t size)
{
	unsigned int head = data[0] << 8 | data[1];
	struct gn_packet packet = {
		.number = 1,
		.interface = &interface,
		.data = data + 2,
		.caplen = size - 2,
		.len = size - 2,
		.flags = head & 0xe00,
		.fcs_len = (head & 0x1e0) >> 5,
	};

	interface.linktype = fuzz_links[head >> FUZZ_LINK_SHIFT & (FUZZ_LINKS - 1)];
	if (head & CUT_SHORT)
		packet.len += 1 + (head & 0x1f) * 64;
	if (packet.caplen < packet.len || packet.caplen < packet.fcs_len)
		packet.fcs_len = 0;
	return packet;
}

/* A header of @size bytes was captured, and begins where those below it end or later. */
static void check_layer(const struct gn_frame *frame, int offset, size_t below, size_t size)
{
	if (offset == GN_NO_LAYER)
		return;
	require(offset >= 0 && (size_t)offset >= below);
	require(offset + size <= frame->packet->caplen);
}

static void check_layers(const struct gn_frame *frame)
{
	size_t end = frame->packet->len - frame->packet->fcs_len;
	size_t upper = frame->ip + frame->ip_hlen;
	size_t below = frame->eth == GN_NO_LAYER ? 0 : frame->eth + GN_ETH_HLEN;
	int uppers = (frame->icmp != GN_NO_LAYER) + (frame->udp != GN_NO_LAYER) +
		     (frame->tcp != GN_NO_LAYER);

	check_layer(frame, frame->eth, 0, GN_ETH_HLEN);
	check_layer(frame, frame->vlan, 12, 4);
	check_layer(frame, frame->pppoe, below, 8);
	check_layer(frame, frame->arp, below, 28);
	check_layer(frame, frame->ip, below, frame->ip_hlen);
	check_layer(frame, frame->icmp, upper, 4);
	check_layer(frame, frame->udp, upper, 8);
	check_layer(frame, frame->tcp, upper, 20); /* gn_layers() has the options that are there */
	require(frame->arp == GN_NO_LAYER || frame->ip == GN_NO_LAYER);
	require(uppers <= (frame->ip != GN_NO_LAYER && !frame->fragment));
	if (frame->ip != GN_NO_LAYER) {
		require(frame->ip_version == 4 || frame->ip_version == 6);
		require(frame->ip + frame->ip_len <= end);
		require(frame->ip_hlen + frame->l4_len == frame->ip_len);
	}
	require((frame->payload != GN_NO_LAYER) ==
		(frame->udp != GN_NO_LAYER || frame->tcp != GN_NO_LAYER));
	if (frame->payload != GN_NO_LAYER)
		require(frame->payload + frame->payload_len <= frame->ip + frame->ip_len);
	require(frame->tcp_opt.sack_blocks <= 4);
	require(!frame->error || frame->error_at <= frame->packet->len);
}

static void check_text(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	require(length < size);
	fuzz_require_plain(text, length, true);
	require(!strpbrk(text, "\n\t"));
}

static void check_fields(const struct gn_frame *frame, const struct gn_layer *layer)
{
	struct gn_field fields[GN_FIELDS_MAX];
	size_t count = gn_fields(frame, layer, fields), bit = layer->offset * 8;

	require(count && count <= GN_FIELDS_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct gn_field *field = &fields[i];

		require(field->offset * 8 + field->bit == bit && field->bit < 8 && field->bits);
		bit += field->bits;
		check_text(field->value, sizeof(field->value));
		check_text(field->meaning, sizeof(field->meaning));
		require(*field->value && *field->name && *field->label);
	}
	require(bit == (layer->offset + layer->length) * 8);
}

static void take_apart(const struct gn_frame *frame)
{
	struct gn_layer layers[GN_LAYERS_MAX];
	size_t count = gn_layers(frame, layers), end = 0;

	require(count <= GN_LAYERS_MAX && (count || frame->error));
	for (size_t i = 0; i < count; i++) {
		require(layers[i].offset >= end);
		end = layers[i].offset + layers[i].length;
		require(end <= frame->packet->caplen);
		require(end <= frame->packet->len - frame->packet->fcs_len);
		check_fields(frame, &layers[i]);
	}
}

/* The same frame with @computed in the checksum's place has a good one. */
static void check_sum(const struct gn_frame *frame, const struct gn_checksum *sum,
		      bool (*again)(const struct gn_frame *frame, struct gn_checksum *sum))
{
	struct gn_packet packet = *frame->packet;
	struct gn_checksum mended;
	struct gn_frame copy;
	uint8_t *bytes;

	require(sum->offset + 2 <= packet.caplen);
	require(gn_checksum_name(sum->state));
	require(!sum->evidence == (sum->state != GN_SUM_LEFT));
	if (sum->state == GN_SUM_UNKNOWN || sum->state == GN_SUM_UNUSED)
		return;
	bytes = malloc(packet.caplen);
	memcpy(bytes, packet.data, packet.caplen);
	bytes[sum->offset] = sum->computed >> 8;
	bytes[sum->offset + 1] = sum->computed;
	packet.data = bytes;
	gn_frame_decode(&copy, &packet);
	require(again(&copy, &mended) && mended.state == GN_SUM_GOOD);
	free(bytes);
}

static void check_sums(const struct gn_frame *frame)
{
	struct gn_checksum sum;

	if (gn_checksum_ip(frame, &sum))
		check_sum(frame, &sum, gn_checksum_ip);
	if (gn_checksum_upper(frame, &sum))
		check_sum(frame, &sum, gn_checksum_upper);
}

/* What the device filled in is right, if it is there. */
static void check_filled(const struct gn_frame *frame, const struct gn_line *line)
{
	struct gn_packet sent = *frame->packet;
	struct gn_checksum sum;
	struct gn_frame copy;

	sent.data = line->octets + GN_LINE_PREAMBLE + GN_LINE_SFD;
	if (!line->filled)
		return require(!memcmp(sent.data, frame->packet->data, sent.caplen - sent.fcs_len));
	gn_frame_decode(&copy, &sent);
	require(gn_checksum_upper(&copy, &sum) && sum.state == GN_SUM_GOOD);
}

static void put_on_line(const struct gn_frame *frame)
{
	size_t at = 0, start = GN_LINE_PREAMBLE + GN_LINE_SFD;
	struct gn_line line;

	if (gn_line_build(&line, frame))
		return;
	require(line.part_count <= GN_LINE_PARTS &&
		line.count >= start + GN_LINE_MIN + GN_LINE_FCS);
	for (unsigned int i = 0; i < line.part_count; i++) {
		require(line.parts[i].count && line.parts[i].start == at);
		at += line.parts[i].count;
	}
	require(at == line.count + GN_LINE_GAP);
	/* A receiver's check of the whole frame (IEEE 802.3 section 3.2.9). */
	require((gn_fcs(line.octets + start, line.count - start) == GN_FCS_RESIDUE) ==
		(!line.fcs_captured || line.fcs_good));
	check_filled(frame, &line);
	gn_line_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_icmp_quote quote;
	struct gn_packet packet;
	struct gn_frame frame;
	char summary[256];

	if (size < 2)
		return 0;
	packet = take_packet(data, size);
	gn_frame_decode(&frame, &packet);
	check_layers(&frame);
	check_text(gn_frame_summary(&frame, summary, sizeof(summary)), sizeof(summary));
	require(*summary);
	/* Also where there is no room. */
	check_text(gn_frame_summary(&frame, summary, 10), 10);
	take_apart(&frame);
	check_sums(&frame);
	put_on_line(&frame);
	if (gn_icmp_quote_parse(&frame, &quote))
		require(frame.icmp != GN_NO_LAYER && quote.src.version == quote.dst.version);
	return 0;
}
