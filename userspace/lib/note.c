// SPDX-License-Identifier: GPL-2.0
#include "note.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "glassnic: "

static const char *const csum_names[] = {
	[GNIC_CSUM_NONE] = "none",
	[GNIC_CSUM_UNNECESSARY] = "unnecessary",
	[GNIC_CSUM_PARTIAL] = "partial",
};

#define CSUM_NAMES (sizeof(csum_names) / sizeof(csum_names[0]))

const char *gn_csum_name(unsigned int csum)
{
	return csum < CSUM_NAMES ? csum_names[csum] : NULL;
}

size_t gn_note_format(const struct gnic_epb_info *info, char note[GN_NOTE_SIZE])
{
	const char *csum = gn_csum_name(info->csum);

	return snprintf(
		note, GN_NOTE_SIZE,
		PREFIX
		"desc=%u descs=%u gso_size=%u gso_segs=%u csum=%s mono_ns=%llu irq_ns=%llu poll_ns=%llu",
		le16toh(info->desc), le16toh(info->descs), le16toh(info->gso_size),
		le16toh(info->gso_segs), csum ? csum : "unknown",
		(unsigned long long)le64toh(info->mono_ns),
		(unsigned long long)le64toh(info->irq_ns),
		(unsigned long long)le64toh(info->poll_ns));
}

static void set_key(struct gnic_epb_info *info, const char *key, const char *value)
{
	unsigned long long number = strtoull(value, NULL, 10);

	if (!strcmp(key, "desc"))
		info->desc = htole16(number);
	else if (!strcmp(key, "descs"))
		info->descs = htole16(number);
	else if (!strcmp(key, "gso_size"))
		info->gso_size = htole16(number);
	else if (!strcmp(key, "gso_segs"))
		info->gso_segs = htole16(number);
	else if (!strcmp(key, "mono_ns"))
		info->mono_ns = htole64(number);
	else if (!strcmp(key, "irq_ns"))
		info->irq_ns = htole64(number);
	else if (!strcmp(key, "poll_ns"))
		info->poll_ns = htole64(number);
	for (size_t i = 0; !strcmp(key, "csum") && i < CSUM_NAMES; i++)
		if (!strcmp(value, csum_names[i]))
			info->csum = i;
}

bool gn_note_parse(const char *note, size_t size, struct gnic_epb_info *info)
{
	char text[GN_NOTE_SIZE], *next, *word;

	if (size < strlen(PREFIX) || size >= sizeof(text) || memcmp(note, PREFIX, strlen(PREFIX)))
		return false;
	memcpy(text, note, size);
	text[size] = 0;
	*info = (struct gnic_epb_info){
		.magic = htole32(GNIC_EPB_MAGIC),
		.version = htole16(GNIC_EPB_VERSION),
		.length = htole16(sizeof(*info)),
	};
	for (word = strtok_r(text + strlen(PREFIX), " ", &next); word;
	     word = strtok_r(NULL, " ", &next)) {
		char *value = strchr(word, '=');

		if (!value)
			continue;
		*value++ = 0;
		set_key(info, word, value);
	}
	return true;
}
