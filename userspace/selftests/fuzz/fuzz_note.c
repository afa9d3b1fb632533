// SPDX-License-Identifier: GPL-2.0
/* The comment that repeats the driver's option: read, written and read again. */
#include <endian.h>
#include <string.h>

#include "fuzz.h"
#include "note.h"

static void require_same(const struct gnic_epb_info *a, const struct gnic_epb_info *b)
{
	require(a->magic == b->magic && a->version == b->version && a->length == b->length);
	require(a->desc == b->desc && a->descs == b->descs);
	require(a->gso_size == b->gso_size && a->gso_segs == b->gso_segs);
	require(a->mono_ns == b->mono_ns && a->irq_ns == b->irq_ns && a->poll_ns == b->poll_ns);
	require(a->csum == b->csum);
}

static void write_and_read(const struct gnic_epb_info *info)
{
	struct gnic_epb_info again;
	char note[GN_NOTE_SIZE];
	size_t length = gn_note_format(info, note);

	require(length < GN_NOTE_SIZE && length == strlen(note));
	fuzz_require_plain(note, length, true);
	require(gn_note_parse(note, length, &again));
	require_same(info, &again);
}

/* Whatever the driver may have written. */
static void take_option(const uint8_t *data, size_t size)
{
	struct gnic_epb_info info = { 0 };

	memcpy(&info, data, size < sizeof(info) ? size : sizeof(info));
	info.magic = htole32(GNIC_EPB_MAGIC);
	info.version = htole16(GNIC_EPB_VERSION);
	info.length = htole16(sizeof(info));
	/* One without a name comes back as none. */
	if (!gn_csum_name(info.csum))
		info.csum = GNIC_CSUM_NONE;
	write_and_read(&info);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gnic_epb_info info;

	if (gn_note_parse((const char *)data, size, &info))
		write_and_read(&info);
	take_option(data, size);
#ifdef FUZZ_PLANTED
	/* Only in the test of the fuzzing itself: a read behind the input. */
	if (size > 3 && !memcmp(data, "bug", 3))
		*(volatile uint8_t *)&size = data[size];
#endif
	return 0;
}
