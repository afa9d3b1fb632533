// SPDX-License-Identifier: GPL-2.0
/*
 * pcap files (draft-ietf-opsawg-pcap): a header of 24 bytes, then records of
 * 16 bytes of header and the frame, in the byte order of the machine that
 * wrote it, which the magic number shows.
 */
#include <stdio.h>

#include "bytes.h"
#include "link.h"
#include "reader.h"

#define HEADER_SIZE 24
#define RECORD_SIZE 16
/* libpcap's own limit is 256 KiB for Ethernet; nothing real comes near this. */
#define FRAME_MAX (256u << 20)

static const struct magic {
	uint32_t number;
	uint64_t frac_scale; /* nanoseconds per unit of the fraction, 0: refused */
	const char *name;
} magics[] = {
	{ 0xa1b2c3d4, 1000, "pcap" },
	{ 0xa1b23c4d, 1, "pcap with nanoseconds" },
	{ 0xa1b2cd34, 0, "Kuznetzov's modified pcap" },
	{ 0xa1e2cb12, 0, "Navtel's modified pcap" },
	{ 0x1c0001ac, 0, "IXIA's modified pcap" },
	{ 0x1c0001ab, 0, "IXIA's modified pcap" },
};

static const struct magic *find_magic(uint32_t number)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (magics[i].number == number)
			return &magics[i];
	return NULL;
}

static enum gn_status next_record(struct gn_source *source, struct gn_packet *packet)
{
	const struct gn_reader_interface *interface = source->interfaces[0];
	uint64_t offset = source->input.offset;
	const uint8_t *data;
	uint64_t seconds;
	struct gn_bytes header;
	uint32_t caplen, len;
	size_t got;

	data = gn_input_peek(&source->input, RECORD_SIZE, &got);
	if (!got && !source->input.error && !source->input.malformed)
		return GN_END;
	if (got < RECORD_SIZE)
		return gn_reader_short(source, got, RECORD_SIZE, "a record header");
	header = gn_bytes(data, RECORD_SIZE, source->little);
	seconds = gn_u32(&header);
	memset(packet, 0, sizeof(*packet));
	packet->number = source->number + 1;
	packet->time_ns = seconds * 1000000000 + gn_u32(&header) * source->frac_scale;
	packet->interface = &interface->info;
	caplen = gn_u32(&header);
	len = gn_u32(&header);
	if (caplen > FRAME_MAX)
		return gn_reader_malformed(source, offset, "record of %u bytes is too large",
					   caplen);

	data = gn_input_peek(&source->input, RECORD_SIZE + (size_t)caplen, &got);
	if (got < RECORD_SIZE + (size_t)caplen)
		return gn_reader_short(source, got, RECORD_SIZE + (size_t)caplen, "a record");
	packet->data = data + RECORD_SIZE;
	packet->caplen = caplen;
	packet->len = len > caplen ? len : caplen;
	packet->fcs_len = caplen < len || caplen < interface->fcs_len ? 0 : interface->fcs_len;
	gn_input_skip(&source->input, got);
	source->number++;
	return GN_OK;
}

enum gn_status gn_pcap_open(struct gn_source *source)
{
	struct gn_reader_interface *interface;
	const struct magic *magic = NULL;
	unsigned int major, minor;
	struct gn_bytes header;
	const uint8_t *data;
	uint32_t linktype;
	size_t got;

	data = gn_input_peek(&source->input, HEADER_SIZE, &got);
	for (int little = 0; little < 2 && !magic; little++) {
		header = gn_bytes(data, got, little);
		magic = find_magic(gn_u32(&header));
	}
	if (!magic)
		return GN_END;
	if (!magic->frac_scale)
		return gn_reader_malformed(source, 0, "%s is not supported", magic->name);
	if (got < HEADER_SIZE)
		return gn_reader_short(source, got, HEADER_SIZE, "the file header");
	major = gn_u16(&header);
	minor = gn_u16(&header);
	if (major != 2 || minor != 4)
		return gn_reader_malformed(source, 4,
					   "pcap version %u.%u is not supported, only 2.4", major,
					   minor);
	gn_take(&header, 8); /* thiszone and sigfigs: always zero */

	interface = gn_reader_add_interface(source);
	if (!interface)
		return gn_reader_fail(source, GN_FAILED, "out of memory");
	interface->info.snaplen = gn_u32(&header);
	linktype = gn_u32(&header);
	interface->info.linktype = linktype;
	/* Bit 26 says that bits 28-31 hold the length of the FCS, in units of 16 bits. */
	if (linktype & 1u << 26)
		interface->fcs_len = (linktype >> 28) * 2;
	if (interface->info.linktype == GN_LINK_MPACKET)
		interface->fcs_len = 4;
	source->frac_scale = magic->frac_scale;
	source->little = header.little;
	source->next = next_record;
	gn_input_skip(&source->input, HEADER_SIZE);
	return GN_OK;
}
