// SPDX-License-Identifier: GPL-2.0
#include "slot.h"

#include <stdio.h>
#include <string.h>

#include "../../driver/desc.h"

static const char *const owners[] = {
	[GN_FREE] = "free",
	[GN_QUEUED] = "queued",
	[GN_DEVICE] = "device",
	[GN_DRIVER] = "driver",
};

static const char *const kinds[] = {
	[GN_RECEIVE] = "receive",
	[GN_LEGACY] = "legacy",
	[GN_DATA] = "data",
	[GN_CONTEXT] = "context",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *gn_owner_name(enum gn_owner owner)
{
	return owners[owner];
}

const char *gn_descriptor_name(enum gn_descriptor kind)
{
	return kinds[kind];
}

bool gn_ring_sound(const struct gn_ring *ring)
{
	uint32_t filled = ring->tail - ring->head;

	if (!ring->count || ring->count & (ring->count - 1))
		return false;
	return filled < ring->count && (!ring->tx || ring->doorbell - ring->head <= filled);
}

uint32_t gn_ring_slot_of(const struct gn_ring *ring, uint32_t index)
{
	return ring->count ? index % ring->count : 0;
}

static enum gn_owner owner_of(const struct gn_ring *ring, uint32_t number, bool done)
{
	uint32_t ahead;

	if (!gn_ring_sound(ring))
		return GN_OWNER_UNKNOWN;
	ahead = gn_ring_slot_of(ring, number - ring->head);
	if (ahead >= ring->tail - ring->head)
		return GN_FREE;
	if (!ring->tx)
		return done ? GN_DRIVER : GN_DEVICE;
	return ahead < ring->doorbell - ring->head ? GN_DEVICE : GN_QUEUED;
}

struct flag {
	uint32_t mask;
	const char *name;
};

static void put_flags(struct gn_words *words, uint32_t value, const struct flag *flags,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (value & flags[i].mask)
			gn_words_flag(words, flags[i].name);
}

static const struct flag transmit_commands[] = {
	{ GNIC_TXD_EOP, "EOP" }, { GNIC_TXD_IFCS, "IFCS" }, { GNIC_TXD_TSE, "TSE" },
	{ GNIC_TXD_RS, "RS" },	 { GNIC_TXD_VLE, "VLE" },
};

static const struct flag transmit_status[] = {
	{ GNIC_TXD_IXSM, "IXSM" },
	{ GNIC_TXD_TXSM, "TXSM" },
	{ GNIC_TXD_DD, "DD" },
};

static const struct flag context_commands[] = {
	{ GNIC_TXC_TCP, "TCP" },
	{ GNIC_TXC_IPV4, "IPV4" },
	{ GNIC_TXC_TSE, "TSE" },
};

static const struct flag receive_status[] = {
	{ GNIC_RXD_DD, "DD" },
	{ GNIC_RXD_EOP, "EOP" },
	{ GNIC_RXD_IXSM, "IXSM" },
	{ GNIC_RXD_VP, "VP" },
};

#define GET(mask, value) (((value) & (mask)) / ((mask) & -(mask)))

static void take_context(struct gn_words *words, struct gn_bytes *bytes)
{
	uint32_t transport, command, segment;

	gn_u32(bytes); /* the IP header's */
	transport = gn_u32(bytes);
	command = gn_u32(bytes);
	segment = gn_u32(bytes);
	gn_words_number(words, "sum", GET(GNIC_TXC_START, transport), false);
	gn_words_number(words, "at", GET(GNIC_TXC_SUM, transport), false);
	if (command & GNIC_TXC_TSE) {
		gn_words_number(words, "headers", GET(GNIC_TXC_HDRLEN, segment), false);
		gn_words_number(words, "mss", GET(GNIC_TXC_MSS, segment), false);
		gn_words_number(words, "payload", GET(GNIC_TXC_PAYLEN, command), false);
	}
	put_flags(words, command, context_commands, COUNT(context_commands));
	if (segment & GNIC_TXD_DD)
		gn_words_flag(words, "DD");
}

static void take_transmit(struct gn_slot *slot, struct gn_bytes *bytes)
{
	struct gn_bytes context = *bytes;
	uint64_t addr = gn_u64(bytes);
	uint32_t lower = gn_u32(bytes), upper = gn_u32(bytes);

	/* A context has DEXT, and not the bit that makes data of it. */
	if ((lower & GNIC_TXD_DATA) == GNIC_TXC_DEXT) {
		slot->kind = GN_CONTEXT;
		take_context(&slot->words, &context);
		return;
	}
	slot->kind = lower & GNIC_TXC_DEXT ? GN_DATA : GN_LEGACY;
	gn_words_number(&slot->words, "addr", addr, true);
	gn_words_number(&slot->words, "len", GET(GNIC_TXD_LEN, lower), false);
	if (lower & GNIC_TXD_VLE)
		gn_words_number(&slot->words, "vlan", GET(GNIC_TXD_VLAN, upper), true);
	put_flags(&slot->words, lower, transmit_commands, COUNT(transmit_commands));
	put_flags(&slot->words, upper, transmit_status, COUNT(transmit_status));
}

/* Returns its status. */
static uint8_t take_receive(struct gn_slot *slot, struct gn_bytes *bytes)
{
	uint64_t addr = gn_u64(bytes);
	uint16_t length = gn_u16(bytes), special;
	uint8_t status, errors;

	gn_u16(bytes); /* the checksum, which QEMU never writes */
	status = gn_u8(bytes);
	errors = gn_u8(bytes);
	special = gn_u16(bytes);
	slot->kind = GN_RECEIVE;
	gn_words_number(&slot->words, "addr", addr, true);
	if (status & GNIC_RXD_DD)
		gn_words_number(&slot->words, "len", length, false);
	if (status & GNIC_RXD_VP)
		gn_words_number(&slot->words, "vlan", special, true);
	if (errors)
		gn_words_number(&slot->words, "errors", errors, true);
	put_flags(&slot->words, status, receive_status, COUNT(receive_status));
	return status;
}

void gn_slot_take(struct gn_slot *slot, const struct gn_ring *ring, uint32_t number,
		  struct gn_bytes *bytes)
{
	bool done = false;

	*slot = (struct gn_slot){ .tx = ring->tx, .number = number };
	if (ring->tx)
		take_transmit(slot, bytes);
	else
		done = take_receive(slot, bytes) & GNIC_RXD_DD;
	slot->owner = owner_of(ring, number, done);
}

bool gn_ring_parse(struct gn_ring *ring, bool tx, const char *line)
{
	struct gn_words words;

	if (!gn_words_parse(&words, line))
		return false;
	*ring = (struct gn_ring){
		.tx = tx,
		.count = gn_words_value(&words, "count", 0),
		.head = gn_words_value(&words, "head", 0),
		.doorbell = gn_words_value(&words, "doorbell", 0),
		.tail = gn_words_value(&words, "tail", 0),
	};
	return ring->count;
}

/* The number of @name in @names, 0 when it is none of them. */
static unsigned int find_name(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return 0;
}

bool gn_slot_parse(struct gn_slot *slot, bool tx, const char *line)
{
	char owner[8], kind[8];
	int used;

	*slot = (struct gn_slot){ .tx = tx };
	if (sscanf(line, "%u %7s %n", &slot->number, owner, &used) != 2)
		return false;
	line += used;
	slot->owner = find_name(owner, owners, COUNT(owners));
	if (tx) {
		if (sscanf(line, "%7s %n", kind, &used) != 1)
			return false;
		line += used;
		slot->kind = find_name(kind, kinds, COUNT(kinds));
	}
	return slot->owner && !tx == !slot->kind && gn_words_parse(&slot->words, line);
}
