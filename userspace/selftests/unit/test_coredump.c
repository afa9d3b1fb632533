// SPDX-License-Identifier: GPL-2.0
/* Devcoredumps made octet by octet: sound ones, torn ones, impossible ones. */
#include <endian.h>
#include <string.h>

#include "coredump.h"
#include "desc.h"
#include "records.h"
#include "tap.h"

#define SLOTS 8

struct whole {
	struct gnic_dump header;
	struct gnic_reg_value registers[2];
	struct gnic_tx_desc tx[SLOTS];
	struct gnic_rx_desc rx[SLOTS];
	struct gnic_record records[2];
} __attribute__((packed));

/* Indices have run past 2^32: slots 6 and 7 and 0 are the device's, 1 is queued. */
static struct whole make_whole(void)
{
	struct whole whole = {
		.header = {
			.magic = htole32(GNIC_DUMP_MAGIC),
			.version = htole16(GNIC_DUMP_VERSION),
			.length = htole16(sizeof(struct gnic_dump)),
			.netdev = "an_interface_nam",
			.pci = "0000:00:04.0",
			.mono_ns = htole64(12000000345),
			.tx_head = htole32(UINT32_MAX - 1),
			.tx_doorbell = htole32(1),
			.tx_tail = htole32(2),
			.rx_head = htole32(3),
			.rx_tail = htole32(9),
			.registers = htole32(2),
			.tx_count = htole32(SLOTS),
			.rx_count = htole32(SLOTS),
			.records = htole32(2),
		},
		.registers = {
			{ htole32(GNIC_STATUS), htole32(0x83) },
			{ htole32(GNIC_RA + 4), htole32(7) },
		},
		.tx[6] = {
			.addr = htole64(0x0000000032220e00),
			.lower = htole32(GNIC_TXC_DEXT | GNIC_TXC_TSE | GNIC_TXC_TCP | 4000),
			.upper = htole32(1448 << 16 | 66 << 8),
		},
		.tx[7] = {
			.addr = htole64(0x123456789a),
			.lower = htole32(GNIC_TXD_DATA | GNIC_TXD_EOP | GNIC_TXD_VLE | 4066),
			.upper = htole32(GNIC_TXD_TXSM | 5 << 16),
		},
		.rx[3] = {
			.addr = htole64(0x1000),
			.length = htole16(60),
			.status = GNIC_RXD_DD | GNIC_RXD_EOP | GNIC_RXD_VP,
			.errors = GNIC_RXD_ERR_CE,
			.special = htole16(9),
		},
		.records = {
			{
				.time_ns = htole64(5), .id = htole64(GNIC_ID_RX | 3), .index = htole32(3),
				.value = htole32(60), .number = htole32(17), .ring = GNIC_RECORD_RX,
				.kind = GNIC_RECORD_RX_FRAME,
			},
			{
				.time_ns = htole64(6), .value = htole32(GNIC_INT_RXT0),
				.ring = GNIC_RECORD_DEVICE, .kind = GNIC_RECORD_IRQ,
			},
		},
	};

	return whole;
}

static void header_is_read(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	assert_string_equal(dump.malformed, "");
	/* A name may fill its place. */
	assert_string_equal(dump.netdev, "an_interface_nam");
	assert_string_equal(dump.pci, "0000:00:04.0");
	assert_int_equal(dump.mono_ns, 12000000345);
	assert_int_equal(dump.tx.count, SLOTS);
	assert_int_equal(gn_ring_slot_of(&dump.tx, dump.tx.head), 6);
}

static void registers_have_names_and_fields(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;
	struct gn_register reg;
	struct gn_words fields;

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	assert_true(gn_coredump_register(&dump, &reg));
	assert_string_equal(reg.name, "STATUS");
	gn_register_fields(&reg, &fields);
	assert_int_equal(fields.count, 3);
	assert_int_equal(gn_words_value(&fields, "SPEED", 0), 2);
	assert_true(gn_coredump_register(&dump, &reg));
	assert_string_equal(reg.name, "RA[1]");
	assert_true(reg.is_array);
	assert_false(gn_coredump_register(&dump, &reg));
}

static void check_owners(struct gn_coredump *dump, bool tx, const char *expected)
{
	struct gn_slot slot;

	for (; gn_coredump_slot(dump, tx, &slot); expected++)
		assert_int_equal(gn_owner_name(slot.owner)[0], *expected);
	assert_int_equal(*expected, 0);
}

static void slots_have_owners(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	check_owners(&dump, true, "dqffffdd");
	/* From slot 3 to 8, which is 0. */
	check_owners(&dump, false, "dffddddd");
}

static void what_is_finished_is_the_drivers(void **state)
{
	struct whole whole = make_whole();
	struct gn_slot slots[SLOTS];
	struct gn_coredump dump;

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	for (int i = 0; i < SLOTS; i++)
		assert_true(gn_coredump_slot(&dump, false, &slots[i]));
	assert_int_equal(slots[3].owner, GN_DRIVER);
	assert_int_equal(gn_words_value(&slots[3].words, "len", 0), 60);
	assert_int_equal(gn_words_value(&slots[3].words, "vlan", 0), 9);
	assert_int_equal(gn_words_value(&slots[3].words, "errors", 0), 1);
	assert_int_equal(slots[4].owner, GN_DEVICE);
	assert_int_equal(gn_words_value(&slots[4].words, "len", 1), 1);
}

static bool has_flag(const struct gn_words *words, const char *name)
{
	for (unsigned int i = 0; i < words->count; i++)
		if (words->word[i].is_flag && !strcmp(words->word[i].name, name))
			return true;
	return false;
}

static void descriptors_are_decoded(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;
	struct gn_slot slots[SLOTS];

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	for (int i = 0; i < SLOTS; i++)
		assert_true(gn_coredump_slot(&dump, true, &slots[i]));
	assert_int_equal(slots[0].kind, GN_LEGACY);
	assert_int_equal(slots[6].kind, GN_CONTEXT);
	assert_int_equal(gn_words_value(&slots[6].words, "mss", 0), 1448);
	assert_int_equal(gn_words_value(&slots[6].words, "headers", 0), 66);
	assert_int_equal(gn_words_value(&slots[6].words, "payload", 0), 4000);
	assert_true(has_flag(&slots[6].words, "TCP") && has_flag(&slots[6].words, "TSE"));
	assert_int_equal(slots[7].kind, GN_DATA);
	assert_int_equal(gn_words_value(&slots[7].words, "addr", 0), 0x123456789a);
	assert_int_equal(gn_words_value(&slots[7].words, "len", 0), 4066);
	assert_int_equal(gn_words_value(&slots[7].words, "vlan", 0), 5);
	assert_true(has_flag(&slots[7].words, "EOP") && has_flag(&slots[7].words, "TXSM"));
	assert_false(has_flag(&slots[7].words, "DD"));
}

static void records_are_events(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;
	struct gn_record record;

	(void)state;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	assert_true(gn_coredump_record(&dump, &record));
	assert_string_equal(record.ring, "rx");
	assert_string_equal(record.kind, "frame");
	assert_string_equal(record.what, "len");
	assert_int_equal(record.value, 60);
	assert_int_equal(record.number, 17);
	assert_true(gn_coredump_record(&dump, &record));
	assert_string_equal(record.kind, "irq");
	assert_true(record.in_hex && !record.in_ring);
	assert_false(gn_coredump_record(&dump, &record));

	whole.records[0].kind = 200;
	whole.records[0].ring = 3;
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	assert_true(gn_coredump_record(&dump, &record));
	assert_null(record.kind);
	assert_null(record.ring);
}

/* Cut anywhere, what is whole is there, and that something is missing is said. */
static void torn_anywhere(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;
	struct gn_register reg;
	struct gn_record record;
	struct gn_slot slot;

	(void)state;
	for (size_t size = 0; size < sizeof(whole); size++) {
		size_t left = size - sizeof(whole.header);

		if (size < sizeof(whole.header)) {
			assert_false(gn_coredump_read(&dump, &whole, size));
			assert_true(*dump.malformed);
			continue;
		}
		assert_true(gn_coredump_read(&dump, &whole, size));
		assert_non_null(strstr(dump.malformed, "cut short"));
		for (; gn_coredump_register(&dump, &reg); left -= 8)
			assert_true(left >= 8);
		for (int tx = 1; tx >= 0; tx--)
			for (; gn_coredump_slot(&dump, tx, &slot); left -= 16)
				assert_true(left >= 16);
		for (; gn_coredump_record(&dump, &record); left -= 32)
			assert_true(left >= 32);
		assert_true(left < 32);
	}
}

/* What @dump, changed, is said to be. */
static void check_malformed(const struct whole *whole, size_t size, bool readable, const char *why)
{
	struct gn_coredump dump;

	assert_int_equal(gn_coredump_read(&dump, whole, size), readable);
	assert_non_null(strstr(dump.malformed, why));
}

static void impossible_headers(void **state)
{
	struct whole whole = make_whole();
	uint8_t longer[sizeof(whole) + 1] = { 0 };

	(void)state;
	memcpy(longer, &whole, sizeof(whole));
	check_malformed((void *)longer, sizeof(longer), true, "1 bytes follow");
	whole.header.magic = 0;
	check_malformed(&whole, sizeof(whole), false, "does not begin");
	whole = make_whole();
	whole.header.version = htole16(2);
	check_malformed(&whole, sizeof(whole), false, "version 2");
	whole = make_whole();
	whole.header.length = htole16(87);
	check_malformed(&whole, sizeof(whole), false, "87 bytes");
	whole.header.length = htole16(UINT16_MAX);
	check_malformed(&whole, sizeof(whole), false, "header is cut short");
	whole = make_whole();
	whole.header.tx_count = htole32(UINT32_MAX);
	check_malformed(&whole, sizeof(whole), true, "indices of tx_ring");
	whole = make_whole();
	whole.header.rx_tail = htole32(11);
	check_malformed(&whole, sizeof(whole), true, "indices of rx_ring");
	whole = make_whole();
	whole.header.tx_doorbell = htole32(3);
	check_malformed(&whole, sizeof(whole), true, "indices of tx_ring");
	whole = make_whole();
	whole.header.records = htole32(UINT32_MAX);
	check_malformed(&whole, sizeof(whole), true, "of 4294967295 records 2 are there");
}

/* Whose a slot is cannot be said when the indices are wrong; what is in it can. */
static void no_owner_without_indices(void **state)
{
	struct whole whole = make_whole();
	struct gn_coredump dump;
	struct gn_slot slot;

	(void)state;
	whole.header.tx_tail = htole32(100);
	assert_true(gn_coredump_read(&dump, &whole, sizeof(whole)));
	assert_true(gn_coredump_slot(&dump, true, &slot));
	assert_null(gn_owner_name(slot.owner));
	assert_int_equal(slot.kind, GN_LEGACY);
}

/* A newer driver's header may be longer. */
static void longer_header(void **state)
{
	struct whole whole = make_whole();
	uint8_t bytes[sizeof(whole) + 8];
	struct gn_coredump dump;
	struct gn_register reg;

	(void)state;
	whole.header.length = htole16(sizeof(whole.header) + 8);
	memcpy(bytes, &whole, sizeof(whole.header));
	memset(bytes + sizeof(whole.header), 0xff, 8);
	memcpy(bytes + sizeof(whole.header) + 8, &whole.registers,
	       sizeof(whole) - sizeof(whole.header));
	assert_true(gn_coredump_read(&dump, bytes, sizeof(bytes)));
	assert_string_equal(dump.malformed, "");
	assert_true(gn_coredump_register(&dump, &reg));
	assert_string_equal(reg.name, "STATUS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_is_read),
		cmocka_unit_test(registers_have_names_and_fields),
		cmocka_unit_test(slots_have_owners),
		cmocka_unit_test(what_is_finished_is_the_drivers),
		cmocka_unit_test(descriptors_are_decoded),
		cmocka_unit_test(records_are_events),
		cmocka_unit_test(torn_anywhere),
		cmocka_unit_test(impossible_headers),
		cmocka_unit_test(no_owner_without_indices),
		cmocka_unit_test(longer_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
