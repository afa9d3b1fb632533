// SPDX-License-Identifier: GPL-2.0
/*
 * pcapng (draft-ietf-opsawg-pcapng). A file is a chain of blocks:
 *
 *	 0  type		every number in the byte order of its section
 *	 4  total length	of the whole block, a multiple of 4
 *	 8  body		padded to a multiple of 4
 *	    total length	again
 *
 * A Section Header Block says the byte order and forgets the interfaces of
 * the section before; Interface Description Blocks number the interfaces from
 * 0; Enhanced Packet Blocks hold the frames. At the end of most bodies stand
 * options: code16, length16, value padded to a multiple of 4; code 0 ends them.
 */
#include "pcapng.h"

#include <endian.h>
#include <stdio.h>

#include "bytes.h"
#include "link.h"
#include "note.h"
#include "reader.h"

#define BLOCK_MIN 12
#define BLOCK_MAX (256u << 20)

static const char *block_name(uint32_t type)
{
	switch (type) {
	case GN_NG_SHB:
		return "section header block";
	case GN_NG_IDB:
		return "interface description block";
	case GN_NG_PACKET:
		return "packet block";
	case GN_NG_SPB:
		return "simple packet block";
	case GN_NG_EPB:
		return "enhanced packet block";
	default:
		return "block";
	}
}

/*
 * The next option; false at the end of options. @options->torn tells the end
 * of a list from one that overran its block.
 */
static bool next_option(struct gn_bytes *options, uint16_t *code, struct gn_bytes *value)
{
	uint16_t length;

	/* The end marker may be left out. */
	if (gn_left(options) == 0)
		return false;
	*code = gn_u16(options);
	length = gn_u16(options);
	if (options->torn || *code == GN_NG_OPT_END)
		return false;
	*value = gn_sub(options, length);
	gn_take(options, -length & 3);
	return !options->torn;
}

static enum gn_status read_section(struct gn_source *source, struct gn_bytes *body, uint64_t offset)
{
	uint16_t major;

	gn_take(body, 4); /* byte order: block_at() has used it */
	major = gn_u16(body);
	gn_take(body, 2 + 8); /* minor version; section length, which nobody needs */
	if (body->torn)
		return gn_reader_malformed(source, offset,
					   "section header block is shorter than 28 bytes");
	if (major != 1)
		return gn_reader_malformed(source, offset + 12,
					   "pcapng version %u is not supported, only 1", major);
	source->section_first = source->interface_count;
	return GN_OK;
}

static void read_interface_option(struct gn_reader_interface *interface, uint16_t code,
				  struct gn_bytes value)
{
	size_t size = value.size;

	switch (code) {
	case GN_NG_IF_NAME:
		if (size > sizeof(interface->info.name) - 1)
			size = sizeof(interface->info.name) - 1;
		gn_copy(&value, interface->info.name, size);
		break;
	case GN_NG_IF_MAC:
		interface->info.has_mac = size == 6;
		if (size == 6)
			gn_copy(&value, interface->info.mac, 6);
		break;
	case GN_NG_IF_SPEED:
		interface->info.speed = gn_u64(&value);
		break;
	case GN_NG_IF_TSRESOL:
		interface->tsresol = gn_u8(&value);
		break;
	case GN_NG_IF_FCSLEN:
		/* The draft says bits and gives 4 as its example; Wireshark takes any as 4 octets. */
		interface->fcs_len = gn_u8(&value) ? 4 : 0;
		break;
	case GN_NG_IF_TSOFFSET:
		interface->tsoffset = gn_u64(&value);
		break;
	}
}

static enum gn_status read_interface(struct gn_source *source, struct gn_bytes *body,
				     uint64_t offset)
{
	struct gn_reader_interface *interface;
	struct gn_bytes value;
	uint16_t code;

	interface = gn_reader_add_interface(source);
	if (!interface)
		return gn_reader_fail(source, GN_FAILED, "out of memory");
	interface->tsresol = 6;
	interface->info.linktype = gn_u16(body);
	if (interface->info.linktype == GN_LINK_MPACKET)
		interface->fcs_len = 4;
	gn_take(body, 2);
	interface->info.snaplen = gn_u32(body);
	while (!body->torn && next_option(body, &code, &value))
		read_interface_option(interface, code, value);
	if (body->torn)
		return gn_reader_malformed(source, offset, "interface description block is torn");
	return GN_OK;
}

static int64_t saturate(__int128 value)
{
	if (value > GN_TIME_MAX)
		return GN_TIME_MAX;
	return value < -GN_TIME_MAX ? -GN_TIME_MAX : (int64_t)value;
}

/* Nanoseconds since 1970 of a time stamp in units of the interface. */
static int64_t to_ns(const struct gn_reader_interface *interface, uint64_t units)
{
	unsigned int exponent = interface->tsresol & 0x7f;
	__int128 ns = units;

	if (interface->tsresol & 0x80) {
		/* 64 bits of units times 30 bits of 10^9 leave nothing of 2^-94. */
		ns = exponent < 94 ? ns * 1000000000 >> exponent : 0;
	} else {
		for (; exponent < 9; exponent++)
			ns *= 10;
		for (; exponent > 9 && ns; exponent--)
			ns /= 10;
	}
	return saturate(ns + (__int128)interface->tsoffset * 1000000000);
}

static struct gn_reader_interface *find_interface(struct gn_source *source, uint32_t id)
{
	if (id >= source->interface_count - source->section_first)
		return NULL;
	return source->interfaces[source->section_first + id];
}

/* Our own option, either as the driver wrote it or as the comment that repeats it. */
static void read_driver_option(struct gn_source *source, struct gn_packet *packet, uint16_t code,
			       const struct gn_bytes *value)
{
	const struct gnic_epb_info *info = (const void *)value->data;

	if (code == GN_NG_OPT_COMMENT) {
		if (!packet->driver &&
		    gn_note_parse((const char *)value->data, value->size, &source->driver))
			packet->driver = &source->driver;
		return;
	}
	if (value->size >= sizeof(*info) && le32toh(info->magic) == GNIC_EPB_MAGIC &&
	    le16toh(info->length) >= sizeof(*info) && le16toh(info->length) <= value->size)
		packet->driver = info;
}

static void read_packet_option(struct gn_source *source, struct gn_packet *packet, uint16_t code,
			       struct gn_bytes value)
{
	switch (code) {
	case GN_NG_EPB_FLAGS:
		packet->flags = gn_u32(&value);
		break;
	case GN_NG_EPB_DROPCOUNT:
		packet->drops = gn_u64(&value);
		break;
	case GN_NG_EPB_PACKETID:
		packet->id = gn_u64(&value);
		packet->has_id = !value.torn;
		break;
	case GN_NG_OPT_COMMENT:
	case GNIC_EPB_OPTION:
		read_driver_option(source, packet, code, &value);
		break;
	}
}

static void apply_flags(struct gn_packet *packet, const struct gn_reader_interface *interface)
{
	unsigned int direction = packet->flags & GN_NG_FLAG_DIRECTION;
	unsigned int fcs_len = (packet->flags & GN_NG_FLAG_FCSLEN) >> 5;

	packet->direction = direction == GN_NG_FLAG_INBOUND  ? GN_DIR_IN :
			    direction == GN_NG_FLAG_OUTBOUND ? GN_DIR_OUT :
							       GN_DIR_UNKNOWN;
	/* 0 in the flags is "not stated", not "none". */
	packet->fcs_len = fcs_len ? fcs_len : interface->fcs_len;
	/* The FCS is at the end of the frame: a frame cut short has lost it. */
	if (packet->caplen < packet->len || packet->caplen < packet->fcs_len)
		packet->fcs_len = 0;
}

/* EPB and its predecessor differ in the first words only. */
static enum gn_status read_packet(struct gn_source *source, struct gn_bytes *body, uint32_t type,
				  uint64_t offset, struct gn_packet *packet)
{
	bool enhanced = type == GN_NG_EPB;
	const char *name = block_name(type);
	struct gn_reader_interface *interface;
	struct gn_bytes value;
	uint32_t id;
	uint64_t units;
	uint16_t code;

	id = enhanced ? gn_u32(body) : gn_u16(body);
	if (!enhanced)
		packet->drops = gn_u16(body);
	/* Two 32-bit words, the high one first in either byte order. */
	units = (uint64_t)gn_u32(body) << 32;
	units |= gn_u32(body);
	packet->caplen = gn_u32(body);
	packet->len = gn_u32(body);
	packet->data = gn_take(body, packet->caplen);
	gn_take(body, -packet->caplen & 3);
	if (body->torn)
		return gn_reader_malformed(source, offset,
					   "%s is too short for its %zu bytes of frame", name,
					   packet->caplen);
	interface = find_interface(source, id);
	if (!interface)
		return gn_reader_malformed(source, offset + 8,
					   "%s of interface %u, of which there are %u", name, id,
					   source->interface_count - source->section_first);
	/* 0xffff: the old block's drop count when the writer did not know it */
	if (!enhanced && packet->drops == 0xffff)
		packet->drops = 0;
	while (next_option(body, &code, &value))
		read_packet_option(source, packet, code, value);
	if (body->torn)
		return gn_reader_malformed(source, offset, "an option overruns its %s", name);

	packet->interface = &interface->info;
	packet->time_ns = to_ns(interface, units);
	if (packet->len < packet->caplen)
		packet->len = packet->caplen;
	apply_flags(packet, interface);
	return GN_OK;
}

/* No time, no options, and only ever of the section's first interface. */
static enum gn_status read_simple_packet(struct gn_source *source, struct gn_bytes *body,
					 uint64_t offset, struct gn_packet *packet)
{
	struct gn_reader_interface *interface = find_interface(source, 0);

	if (!interface)
		return gn_reader_malformed(source, offset,
					   "simple packet block without an interface");
	packet->len = gn_u32(body);
	packet->caplen = packet->len;
	if (interface->info.snaplen && packet->caplen > interface->info.snaplen)
		packet->caplen = interface->info.snaplen;
	packet->data = gn_take(body, packet->caplen);
	if (body->torn)
		return gn_reader_malformed(
			source, offset,
			"simple packet block is too short for its %zu bytes of frame",
			packet->caplen);
	packet->interface = &interface->info;
	apply_flags(packet, interface);
	return GN_OK;
}

/* Find the block at the current offset and check its frame; its body comes as a cursor. */
static enum gn_status block_at(struct gn_source *source, struct gn_block *block,
			       struct gn_bytes *body)
{
	uint64_t offset = source->input.offset;
	struct gn_bytes bytes;
	size_t got;

	block->bytes = gn_input_peek(&source->input, BLOCK_MIN, &got);
	if (!got && !source->input.error && !source->input.malformed)
		return GN_END;
	if (got < BLOCK_MIN)
		return gn_reader_short(source, got, BLOCK_MIN, "a block header");
	bytes = gn_bytes(block->bytes, BLOCK_MIN, source->little);
	block->type = gn_u32(&bytes);
	if (block->type == GN_NG_SHB) {
		bytes = gn_bytes(block->bytes + 8, 4, true);
		source->little = gn_u32(&bytes) == GN_NG_BYTE_ORDER;
		bytes = gn_bytes(block->bytes + 8, 4, source->little);
		if (gn_u32(&bytes) != GN_NG_BYTE_ORDER)
			return gn_reader_malformed(
				source, offset + 8,
				"section header block without the byte-order magic");
		bytes = gn_bytes(block->bytes, BLOCK_MIN, source->little);
		gn_take(&bytes, 4);
	}
	block->little = source->little;
	block->size = gn_u32(&bytes);
	if (block->size < BLOCK_MIN)
		return gn_reader_malformed(source, offset, "%s of %zu bytes is shorter than %u",
					   block_name(block->type), block->size, BLOCK_MIN);
	if (block->size % 4)
		return gn_reader_malformed(source, offset, "%s of %zu bytes is not a multiple of 4",
					   block_name(block->type), block->size);
	if (block->size > BLOCK_MAX)
		return gn_reader_malformed(source, offset, "%s of %zu bytes is larger than %u",
					   block_name(block->type), block->size, BLOCK_MAX);
	block->bytes = gn_input_peek(&source->input, block->size, &got);
	if (got < block->size)
		return gn_reader_short(source, got, block->size, block_name(block->type));
	bytes = gn_bytes(block->bytes + block->size - 4, 4, source->little);
	if (gn_u32(&bytes) != block->size)
		return gn_reader_malformed(source, offset, "the two lengths of the %s differ",
					   block_name(block->type));
	*body = gn_bytes(block->bytes + 8, block->size - BLOCK_MIN, source->little);
	return GN_OK;
}

/* GN_OK with @packet->number 0: a block without a packet for us. */
static enum gn_status read_block(struct gn_source *source, struct gn_packet *packet)
{
	uint64_t offset = source->input.offset;
	enum gn_status status;
	struct gn_block block;
	struct gn_bytes body = { 0 };

	memset(packet, 0, sizeof(*packet));
	status = block_at(source, &block, &body);
	if (status != GN_OK)
		return status;
	switch (block.type) {
	case GN_NG_SHB:
		status = read_section(source, &body, offset);
		break;
	case GN_NG_IDB:
		status = read_interface(source, &body, offset);
		break;
	case GN_NG_EPB:
	case GN_NG_PACKET:
		status = read_packet(source, &body, block.type, offset, packet);
		packet->number = ++source->number;
		break;
	case GN_NG_SPB:
		status = read_simple_packet(source, &body, offset, packet);
		packet->number = ++source->number;
		break;
	case GN_NG_CUSTOM:
	case GN_NG_CUSTOM_NOCOPY:
	case GN_NG_JOURNAL:
	case GN_NG_SYSDIG:
	case GN_NG_SYSDIG_V2:
	case GN_NG_SYSDIG_V2_LARGE:
		/* No packets, but tshark 4.0 counts them in frame.number. */
		source->number++;
		break;
	}
	if (status != GN_OK)
		return status;
	gn_input_skip(&source->input, block.size);
	if (source->tap)
		source->tap(source->tap_arg, &block, packet->number ? packet : NULL);
	return GN_OK;
}

enum gn_status gn_pcapng_next(struct gn_source *source, struct gn_packet *packet)
{
	enum gn_status status;

	do
		status = read_block(source, packet);
	while (status == GN_OK && !packet->number);
	return status;
}

enum gn_status gn_pcapng_open(struct gn_source *source)
{
	struct gn_bytes bytes;
	size_t got;

	bytes = gn_bytes(gn_input_peek(&source->input, 4, &got), 4, true);
	if (gn_u32(&bytes) != GN_NG_SHB)
		return GN_END;
	source->next = gn_pcapng_next;
	return GN_OK;
}
