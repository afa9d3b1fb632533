// SPDX-License-Identifier: GPL-2.0
#include "writer.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "note.h"
#include "pcapng.h"

void gn_writer_init(struct gn_writer *writer, FILE *file)
{
	*writer = (struct gn_writer){ .file = file };
}

static void put(struct gn_writer *writer, const void *bytes, size_t size)
{
	if (writer->error)
		return;
	errno = 0;
	if (fwrite(bytes, 1, size, writer->file) != size)
		writer->error = errno ? errno : EIO;
	else
		writer->bytes += size;
}

static void put_number(struct gn_writer *writer, bool little, uint32_t value, size_t size)
{
	uint8_t bytes[4];

	for (size_t i = 0; i < size; i++)
		bytes[little ? i : size - 1 - i] = value >> 8 * i;
	put(writer, bytes, size);
}

/*
 * Where @block's options end: at their end marker, or at the block's second
 * length when there is none. *@noted: they hold our comment already.
 */
static size_t options_end(const struct gn_block *block, size_t start, bool *noted)
{
	struct gn_bytes options = gn_bytes(block->bytes + start, block->size - 4 - start,
					   block->little);
	struct gnic_epb_info info;

	*noted = false;
	while (gn_left(&options) >= 4) {
		size_t here = options.at;
		uint16_t code = gn_u16(&options), length = gn_u16(&options);
		const uint8_t *value;

		if (code == GN_NG_OPT_END)
			return start + here;
		value = gn_take(&options, length);
		gn_take(&options, -length & 3);
		if (code == GN_NG_OPT_COMMENT && value &&
		    gn_note_parse((const char *)value, length, &info))
			*noted = true;
	}
	return block->size - 4;
}

/* The block with one option more: its end marker and both lengths are written anew. */
static void put_annotated(struct gn_writer *writer, const struct gn_block *block,
			  const struct gn_packet *packet)
{
	size_t options = GN_NG_EPB_HEADER + ((packet->caplen + 3) & ~(size_t)3), end, length, size;
	static const uint8_t zeros[4];
	char note[GN_NOTE_SIZE];
	bool noted;

	end = options_end(block, options, &noted);
	if (noted) {
		put(writer, block->bytes, block->size);
		return;
	}
	length = gn_note_format(packet->driver, note);
	size = end + 4 + ((length + 3) & ~(size_t)3) + 4 + 4;
	put(writer, block->bytes, 4);
	put_number(writer, block->little, size, 4);
	put(writer, block->bytes + 8, end - 8);
	put_number(writer, block->little, GN_NG_OPT_COMMENT, 2);
	put_number(writer, block->little, length, 2);
	put(writer, note, length);
	put(writer, zeros, -length & 3);
	put(writer, zeros, 4);
	put_number(writer, block->little, size, 4);
}

void gn_writer_block(void *arg, const struct gn_block *block, const struct gn_packet *packet)
{
	struct gn_writer *writer = arg;

	if (packet && packet->driver && block->type == GN_NG_EPB)
		put_annotated(writer, block, packet);
	else
		put(writer, block->bytes, block->size);
	writer->packets += packet != NULL;
}

int gn_writer_flush(struct gn_writer *writer)
{
	errno = 0;
	if (fflush(writer->file) && !writer->error)
		writer->error = errno ? errno : EIO;
	return writer->error ? -1 : 0;
}
