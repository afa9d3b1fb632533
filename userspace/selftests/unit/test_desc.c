// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptor and register layouts (driver/desc.h, driver/regs.h), against the
 * bytes of the manual: what the compiler made of them, not what they say.
 */
#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desc.h"
#include "records.h"

static void receive_descriptor_is_sdm_table_3_1(void **state)
{
	const uint8_t bytes[16] = {
		0x00, 0x21, 0x43, 0x65, 0x87, 0xa9, 0xcb, 0xed, /* address */
		0xea, 0x05,					/* length */
		0x34, 0x12,					/* checksum */
		0x0b,						/* DD EOP VP */
		0x81,						/* CE RXE */
		0x64, 0x20,					/* special */
	};
	struct gnic_rx_desc desc;

	(void)state;
	memcpy(&desc, bytes, sizeof(desc));
	assert_true(le64toh(desc.addr) == 0xedcba98765432100);
	assert_int_equal(le16toh(desc.length), 1514);
	assert_int_equal(desc.status, GNIC_RXD_DD | GNIC_RXD_EOP | GNIC_RXD_VP);
	assert_int_equal(desc.errors, GNIC_RXD_ERR_CE | GNIC_RXD_ERR_RXE);
	assert_int_equal(le16toh(desc.special), 0x2064);
}

static void checksum_errors_do_not_make_a_frame_worthless(void **state)
{
	const unsigned int tcpe = 1 << 5, ipe = 1 << 6;

	(void)state;
	assert_int_equal(GNIC_RXD_ERR_FRAME & (tcpe | ipe), 0);
	assert_int_equal(GNIC_RXD_ERR_FRAME, 0x87);
}

static void transmit_descriptor_is_sdm_table_3_8(void **state)
{
	/* EOP, IFCS and RS are bits 0, 1 and 3 of the CMD octet, number 11 */
	struct gnic_tx_desc desc = {
		.addr = htole64(0x1122334455667788),
		.lower = htole32(1514 | GNIC_TXD_EOP | GNIC_TXD_IFCS | GNIC_TXD_RS),
	};
	const uint8_t bytes[16] = {
		0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xea, 0x05, 0x00, 0x0b,
	};
	uint8_t status = 0x01;

	(void)state;
	assert_memory_equal(&desc, bytes, sizeof(bytes));

	/* The device writes DD into octet 12 */
	memcpy((uint8_t *)&desc + 12, &status, 1);
	assert_true(le32toh(desc.upper) & GNIC_TXD_DD);
}

static void field_masks_work_in_user_space(void **state)
{
	(void)state;
	assert_int_equal(GENMASK(31, 16), 0xffff0000);
	assert_int_equal(GENMASK(31, 0), 0xffffffff);
	assert_int_equal(GENMASK(0, 0), 1);
	assert_int_equal(GNIC_RCTL_BSIZE, 0x30000);
	assert_int_equal(GNIC_EERD_DATA, 0xffff0000);
}

static void registers_are_in_order_and_inside_the_bar(void **state)
{
	static const uint32_t offsets[] = {
#define OFFSET(name, offset, ...) offset,
		GNIC_REGS(OFFSET)
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		assert_int_equal(offsets[i] % 4, 0);
		assert_true(offsets[i] < GNIC_REG_SPACE);
		if (i)
			assert_true(offsets[i - 1] < offsets[i]);
	}
	assert_int_equal(GNIC_RA_PAIR(15), 0x5478);
}

static void packet_ids_keep_their_parts_apart(void **state)
{
	uint64_t id = (uint64_t)255 << GNIC_ID_INSTANCE_SHIFT | GNIC_ID_RX | GNIC_ID_COUNT_MASK;

	(void)state;
	assert_true(id == UINT64_MAX);
	assert_true((GNIC_ID_RX & GNIC_ID_COUNT_MASK) == 0);
	assert_true(GNIC_ID_RX >> GNIC_ID_INSTANCE_SHIFT == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receive_descriptor_is_sdm_table_3_1),
		cmocka_unit_test(checksum_errors_do_not_make_a_frame_worthless),
		cmocka_unit_test(transmit_descriptor_is_sdm_table_3_8),
		cmocka_unit_test(field_masks_work_in_user_space),
		cmocka_unit_test(registers_are_in_order_and_inside_the_bar),
		cmocka_unit_test(packet_ids_keep_their_parts_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
