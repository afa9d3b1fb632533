// SPDX-License-Identifier: GPL-2.0
#include "coredump.h"

#include <stdarg.h>
#include <stdio.h>

#include "../../driver/records.h"

/* The first thing that is wrong is what is told. */
static void __attribute__((format(printf, 2, 3))) complain(struct gn_coredump *dump,
							   const char *why, ...)
{
	va_list args;

	if (*dump->malformed)
		return;
	va_start(args, why);
	vsnprintf(dump->malformed, sizeof(dump->malformed), why, args);
	va_end(args);
}

/* Magic, version and length; false when what follows cannot be understood. */
static bool read_kind(struct gn_coredump *dump, struct gn_bytes *bytes, uint16_t *length)
{
	uint32_t magic = gn_u32(bytes);
	uint16_t version = gn_u16(bytes);

	*length = gn_u16(bytes);
	if (bytes->torn || magic != GNIC_DUMP_MAGIC)
		complain(dump, "it does not begin as a coredump of glassnic does");
	else if (version != GNIC_DUMP_VERSION)
		complain(dump, "it is of version %u, and known is %u", version, GNIC_DUMP_VERSION);
	else if (*length < sizeof(struct gnic_dump))
		complain(dump, "its header has %u bytes, and should have %zu", *length,
			 sizeof(struct gnic_dump));
	return !*dump->malformed;
}

/* @count entries of @size bytes, or as many of them as are whole. */
static struct gn_bytes read_section(struct gn_coredump *dump, struct gn_bytes *bytes,
				    const char *what, uint32_t count, size_t size)
{
	size_t whole = gn_left(bytes) / size;
	struct gn_bytes section;

	if (whole >= count)
		return gn_sub(bytes, count * size);
	complain(dump, "it is cut short: of %u %s %zu are there", count, what, whole);
	section = gn_sub(bytes, whole * size);
	gn_take(bytes, gn_left(bytes));
	return section;
}

static void check_ring(struct gn_coredump *dump, const struct gn_ring *ring)
{
	if (ring->count && !gn_ring_sound(ring))
		complain(dump, "the indices of %s_ring cannot be: count %u head %u tail %u",
			 ring->tx ? "tx" : "rx", ring->count, ring->head, ring->tail);
}

bool gn_coredump_read(struct gn_coredump *dump, const void *data, size_t size)
{
	struct gn_bytes bytes = gn_bytes(data, size, true);
	uint32_t registers, records;
	uint16_t length;

	*dump = (struct gn_coredump){ .tx.tx = true };
	if (!read_kind(dump, &bytes, &length))
		return false;
	gn_copy(&bytes, dump->netdev, 16);
	gn_copy(&bytes, dump->pci, 16);
	dump->mono_ns = gn_u64(&bytes);
	dump->tx.head = gn_u32(&bytes);
	dump->tx.doorbell = gn_u32(&bytes);
	dump->tx.tail = gn_u32(&bytes);
	dump->rx.head = gn_u32(&bytes);
	dump->rx.tail = gn_u32(&bytes);
	registers = gn_u32(&bytes);
	dump->tx.count = gn_u32(&bytes);
	dump->rx.count = gn_u32(&bytes);
	records = gn_u32(&bytes);
	/* A newer driver's header may have more. */
	gn_take(&bytes, length - bytes.at);
	if (bytes.torn) {
		complain(dump, "its header is cut short");
		return false;
	}

	check_ring(dump, &dump->tx);
	check_ring(dump, &dump->rx);
	dump->register_bytes = read_section(dump, &bytes, "registers", registers,
					    sizeof(struct gnic_reg_value));
	dump->tx_bytes = read_section(dump, &bytes, "slots of tx_ring", dump->tx.count,
				      GN_DESCRIPTOR_SIZE);
	dump->rx_bytes = read_section(dump, &bytes, "slots of rx_ring", dump->rx.count,
				      GN_DESCRIPTOR_SIZE);
	dump->record_bytes = read_section(dump, &bytes, "records", records,
					  sizeof(struct gnic_record));
	if (gn_left(&bytes))
		complain(dump, "%zu bytes follow its end", gn_left(&bytes));
	return true;
}

bool gn_coredump_register(struct gn_coredump *dump, struct gn_register *reg)
{
	uint32_t offset, value;

	if (!gn_left(&dump->register_bytes))
		return false;
	offset = gn_u32(&dump->register_bytes);
	value = gn_u32(&dump->register_bytes);
	gn_register_make(reg, offset, value);
	return true;
}

bool gn_coredump_slot(struct gn_coredump *dump, bool tx, struct gn_slot *slot)
{
	struct gn_bytes *bytes = tx ? &dump->tx_bytes : &dump->rx_bytes;
	uint32_t *next = tx ? &dump->tx_next : &dump->rx_next;

	if (!gn_left(bytes))
		return false;
	gn_slot_take(slot, tx ? &dump->tx : &dump->rx, (*next)++, bytes);
	return true;
}

static const struct {
	const char *kind, *what;
} kinds[] = {
#define KIND(name, kind, what) { kind, what },
	GNIC_RECORD_KINDS(KIND)
};

static const char *const rings[] = {
	[GNIC_RECORD_TX] = "tx",
	[GNIC_RECORD_RX] = "rx",
	[GNIC_RECORD_DEVICE] = "nic",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool gn_coredump_record(struct gn_coredump *dump, struct gn_record *record)
{
	struct gn_bytes *bytes = &dump->record_bytes;
	uint8_t ring, kind;

	if (!gn_left(bytes))
		return false;
	*record = (struct gn_record){ .time_ns = gn_u64(bytes) };
	record->id = gn_u64(bytes);
	record->index = gn_u32(bytes);
	record->value = gn_u32(bytes);
	record->number = gn_u32(bytes);
	ring = gn_u8(bytes);
	kind = gn_u8(bytes);
	gn_u16(bytes);
	record->ring = ring < COUNT(rings) ? rings[ring] : NULL;
	record->kind = kind < COUNT(kinds) ? kinds[kind].kind : NULL;
	record->what = kind < COUNT(kinds) ? kinds[kind].what : "value";
	record->in_hex = kind == GNIC_RECORD_IRQ;
	record->in_ring = ring != GNIC_RECORD_DEVICE;
	return true;
}
