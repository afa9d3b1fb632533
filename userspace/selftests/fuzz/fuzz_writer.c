// SPDX-License-Identifier: GPL-2.0
/* A capture written on: it reads back equal, and what was written is written on unchanged. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "writer.h"

struct bytes {
	char *bytes;
	size_t size;
};

/* False when there is no source. @status is how it ended. */
static bool rewrite(const void *bytes, size_t size, struct bytes *out, enum gn_status *status)
{
	struct gn_source *source = fuzz_open(bytes, size, status);
	struct gn_writer writer;
	struct gn_packet packet;
	uint64_t packets = 0;
	FILE *file;

	if (!source)
		return false;
	file = open_memstream(&out->bytes, &out->size);
	gn_writer_init(&writer, file);
	gn_source_tap(source, gn_writer_block, &writer);
	while ((*status = gn_source_next(source, &packet)) == GN_OK)
		packets++;
	require(gn_writer_flush(&writer) == 0);
	fclose(file);
	gn_source_close(source);
	require(writer.bytes == out->size);
	/* pcap has no blocks, so nothing of it is written. */
	require(out->size ? writer.packets == packets : !writer.packets);
	return true;
}

static void require_same_driver(const struct gnic_epb_info *a, const struct gnic_epb_info *b)
{
	require(!a == !b);
	require(!a || !memcmp(a, b, sizeof(*a)));
}

static void require_same(const struct gn_packet *a, const struct gn_packet *b)
{
	require(a->number == b->number && a->time_ns == b->time_ns);
	require(a->len == b->len && a->caplen == b->caplen && !memcmp(a->data, b->data, a->caplen));
	require(a->direction == b->direction && a->flags == b->flags && a->fcs_len == b->fcs_len);
	require(a->has_id == b->has_id && a->id == b->id && a->drops == b->drops);
	require(a->interface->index == b->interface->index);
	require(!strcmp(a->interface->name, b->interface->name));
	require_same_driver(a->driver, b->driver);
}

/* @from may be torn where @written ends. */
static void compare(const void *from, size_t size, const struct bytes *written)
{
	struct gn_source *left, *right;
	struct gn_packet a, b;
	enum gn_status status;

	left = fuzz_open(from, size, &status);
	right = fuzz_open(written->bytes, written->size, &status);
	require(left && right);
	while (gn_source_next(left, &a) == GN_OK) {
		require(gn_source_next(right, &b) == GN_OK);
		require_same(&a, &b);
	}
	require(gn_source_next(right, &b) == GN_END);
	gn_source_close(left);
	gn_source_close(right);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes once = { 0 }, twice = { 0 };
	enum gn_status status;

	if (rewrite(data, size, &once, &status) && once.size) {
		compare(data, size, &once);
		require(rewrite(once.bytes, once.size, &twice, &status) && status == GN_END);
		require(twice.size == once.size && !memcmp(twice.bytes, once.bytes, once.size));
	}
	free(once.bytes);
	free(twice.bytes);
	return 0;
}
