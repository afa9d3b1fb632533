// SPDX-License-Identifier: GPL-2.0
/* Capture files: pcap, pcapng with its sections, interfaces and options, either of them gzipped. */
#include <string.h>

#include "fuzz.h"

/* What has to be true of the file as a whole. */
struct file {
	size_t size; /* 0: compressed, so nothing is known */
	size_t block_bytes, frame_bytes;
	uint64_t last;
	unsigned int sum;
};

static void check_block(void *arg, const struct gn_block *block, const struct gn_packet *packet)
{
	struct file *file = arg;

	require(block->size >= 12 && block->size % 4 == 0);
	require(!packet || (packet->data >= block->bytes &&
			    packet->data + packet->caplen <= block->bytes + block->size));
	file->block_bytes += block->size;
	require(!file->size || file->block_bytes <= file->size);
}

static void check_packet(struct file *file, const struct gn_packet *packet)
{
	/* Every byte that was promised is there: ASan would object. */
	for (size_t i = 0; i < packet->caplen; i++)
		file->sum += packet->data[i];
	if (packet->driver)
		file->sum += packet->driver->csum + (unsigned int)packet->driver->poll_ns;
	file->frame_bytes += packet->caplen;
	require(!file->size || file->frame_bytes <= file->size);
	require(packet->number > file->last);
	file->last = packet->number;
	require(packet->len >= packet->caplen);
	require(packet->fcs_len <= packet->caplen);
	require(!packet->fcs_len || packet->len == packet->caplen);
	require(packet->interface);
	require(memchr(packet->interface->name, 0, sizeof(packet->interface->name)));
	require(packet->direction <= GN_DIR_OUT);
}

static void check_end(struct gn_source *source, enum gn_status status)
{
	const char *error = gn_source_error(source);
	struct gn_packet packet;

	require(status == GN_END || status == GN_MALFORMED);
	require(!*error == (status == GN_END));
	fuzz_require_plain(error, strlen(error), true);
	require(!strchr(error, '\n'));
	/* It stays so. */
	require(gn_source_next(source, &packet) == status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool compressed = size > 1 && data[0] == 0x1f && data[1] == 0x8b;
	struct file file = { .size = compressed ? 0 : size };
	struct gn_packet packet;
	struct gn_source *source;
	enum gn_status status;

	source = fuzz_open(data, size, &status);
	if (!source)
		return 0;
	gn_source_tap(source, check_block, &file);
	while ((status = gn_source_next(source, &packet)) == GN_OK)
		check_packet(&file, &packet);
	check_end(source, status);
	gn_source_close(source);
	return 0;
}
