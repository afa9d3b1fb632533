// SPDX-License-Identifier: GPL-2.0
/*
 * Inputs for the fuzz targets, as files OUT/NAME.N, out of what tests have:
 *
 *	mkseeds frames CAPTURE OUT	each frame, as fuzz_frame takes it
 *	mkseeds segments CAPTURE OUT	its TCP segments, as fuzz_follow takes them
 *	mkseeds hex TEXT OUT		each "NAME HEX..." line; "#" begins a comment
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "links.h"
#include "segments.h"
#include "source.h"

static void write_seed(const char *out, const char *name, unsigned int number, const void *bytes,
		       size_t size)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.%u", out, base, number);
	file = fopen(path, "we");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		err(1, "%s", path);
}

static struct gn_source *open_capture(const char *path)
{
	enum gn_status status;
	struct gn_source *source = gn_source_open_file(path, &status);

	if (!source)
		exit(1);
	return source;
}

static unsigned int link_of(const struct gn_packet *packet)
{
	unsigned int link = 0;

	while (link < FUZZ_LINKS - 1 && fuzz_links[link] != packet->interface->linktype)
		link++;
	return link;
}

static void make_frames(const char *path, const char *out)
{
	struct gn_source *source = open_capture(path);
	struct gn_packet packet;
	unsigned int number = 0;

	while (gn_source_next(source, &packet) == GN_OK) {
		uint8_t *bytes = malloc(2 + packet.caplen);
		unsigned int head = (packet.flags & 0xe00) | packet.fcs_len << 5 |
				    (packet.caplen < packet.len) << 15 |
				    link_of(&packet) << FUZZ_LINK_SHIFT;

		bytes[0] = head >> 8;
		bytes[1] = head;
		memcpy(bytes + 2, packet.data, packet.caplen);
		write_seed(out, path, number++, bytes, 2 + packet.caplen);
		free(bytes);
	}
	gn_source_close(source);
}

/* The record that comes closest to a segment: its first connection's, its numbers, its flags. */
static void put_record(uint8_t *record, const struct gn_segment *segment,
		       const struct gn_frame *frame, int64_t elapsed)
{
	/* Relative numbers, so counted from the first one. */
	uint16_t words[] = { segment->seq, segment->ack, segment->len };
	unsigned int power = 0;

	while (power < 62 && 1LL << power < llabs(elapsed))
		power++;
	memset(record, 0, SEGMENT_SIZE);
	record[0] = segment->from | (frame->tcp_opt.has_timestamps ? 0x10 : 0) |
		    (frame->tcp_opt.sack_blocks ? 0x20 : 0);
	record[1] = segment->flags;
	record[2] = frame->tcp_opt.has_wscale << 6;
	if (segment->flags & GN_TCP_SYN)
		words[0] = 0;
	else
		record[2] |= 2;
	if (segment->flags & GN_TCP_ACK)
		record[2] |= 2 << 2;
	for (int i = 0; i < 3; i++) {
		record[3 + 2 * i] = words[i] >> 8;
		record[4 + 2 * i] = words[i];
	}
	record[9] = segment->window >> 8;
	record[10] = power | (elapsed < 0 ? 0x40 : 0) | (frame->tcp_opt.has_mss ? 0x80 : 0);
	if (frame->tcp_opt.sack_blocks)
		record[11] = (frame->tcp_opt.sack[0].left - segment->raw_ack) >> 8;
}

static void make_segments(const char *path, const char *out)
{
	struct gn_source *source = open_capture(path);
	struct gn_flows *flows = gn_flows_new(GN_FLOWS_MAX, NULL, NULL);
	uint8_t records[64][SEGMENT_SIZE];
	struct gn_packet packet;
	struct gn_event event;
	struct gn_frame frame;
	unsigned int count = 0;
	int64_t last = 0;

	while (count < 64 && gn_source_next(source, &packet) == GN_OK) {
		gn_frame_decode(&frame, &packet);
		if (!gn_flows_take(flows, &frame, &event))
			errx(1, "out of memory");
		if (event.is_segment)
			put_record(records[count++], &event.segment, &frame, packet.time_ns - last);
		last = packet.time_ns;
	}
	if (count)
		write_seed(out, path, 0, records, count * SEGMENT_SIZE);
	gn_flows_free(flows);
	gn_source_close(source);
}

static size_t take_hex(const char *text, uint8_t *bytes)
{
	size_t count = 0;
	unsigned int byte;
	int used;

	while (sscanf(text, " %2x%n", &byte, &used) == 1) {
		bytes[count++] = byte;
		text += used;
	}
	return count;
}

static void make_hex(const char *path, const char *out)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *name;
	size_t size = 0;

	if (!file)
		err(1, "%s", path);
	while (getline(&line, &size, file) >= 0) {
		line[strcspn(line, "#\n")] = 0;
		name = strtok(line, " ");
		if (name) {
			const char *text = strtok(NULL, "");
			uint8_t *bytes = malloc(text ? strlen(text) : 1);
			size_t count = text ? take_hex(text, bytes) : 0;

			write_seed(out, name, 0, bytes, count);
			free(bytes);
		}
	}
	free(line);
	fclose(file);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		errx(2, "usage: mkseeds frames|segments|hex FILE OUT");
	if (!strcmp(argv[1], "frames"))
		make_frames(argv[2], argv[3]);
	else if (!strcmp(argv[1], "segments"))
		make_segments(argv[2], argv[3]);
	else if (!strcmp(argv[1], "hex"))
		make_hex(argv[2], argv[3]);
	else
		errx(2, "mkseeds: what is '%s'?", argv[1]);
	return 0;
}
