// SPDX-License-Identifier: GPL-2.0
/* Lines that the driver and the kernel write: registers, slots, facts, interrupts. */
#include <stdio.h>
#include <string.h>

#include "interrupt.h"
#include "register.h"
#include "slot.h"
#include "state.h"
#include "tap.h"

static void words(void **state)
{
	struct gn_words words, others;

	(void)state;
	assert_true(gn_words_parse(&words, " len=60 EOP  addr=0xffffffffffffffff "));
	assert_int_equal(words.count, 3);
	assert_int_equal(gn_words_value(&words, "len", 0), 60);
	assert_int_equal(gn_words_value(&words, "EOP", 7), 7);
	assert_true(words.word[2].hex && words.word[2].value == UINT64_MAX);
	assert_true(gn_words_parse(&others, "len=60 EOP addr=1"));
	assert_true(gn_words_same(&words, &others, "addr"));
	assert_false(gn_words_same(&words, &others, "len"));
	assert_true(gn_words_parse(&words, ""));
	assert_int_equal(words.count, 0);
}

static void not_words(void **state)
{
	static const char *const wrong[] = {
		"=5",
		"len=",
		"len=x",
		"len=-1",
		"len=5x",
		"a-b",
		"len=0x10000000000000000",
		"a_name_of_sixteen",
		"a b c d e f g h i j k l m n o p q",
	};
	struct gn_words words;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(gn_words_parse(&words, wrong[i]));
}

static void registers(void **state)
{
	struct gn_register reg;

	(void)state;
	assert_true(gn_register_parse(&reg, "CTRL       0x0000 0x40000061 FD ASDE SLU VME"));
	assert_string_equal(reg.name, "CTRL");
	assert_int_equal(reg.value, 0x40000061);
	assert_true(gn_register_parse(&reg, "MTA[3]     0x520c 0x00000001"));
	assert_true(reg.is_array && reg.offset == 0x520c);
	assert_true(gn_register_parse(&reg, "ICS        0x00c8 write only"));
	assert_int_equal(reg.unread, GN_WRITE_ONLY);
	assert_true(gn_register_parse(&reg, "GPTC       0x4080 reading would clear it"));
	assert_int_equal(reg.unread, GN_READ_CLEARS);
	assert_false(gn_register_parse(&reg, "CTRL"));
	assert_false(gn_register_parse(&reg, "CTRL 0x0000 soon"));
	gn_register_make(&reg, 0x5202, 1);
	assert_string_equal(reg.name, "0x5202");
	gn_register_make(&reg, 0x53fc, 1);
	assert_string_equal(reg.name, "MTA[127]");
}

static void slots(void **state)
{
	struct gn_ring ring;
	struct gn_slot slot;

	(void)state;
	assert_true(gn_ring_parse(&ring, true, "count=1024 head=10 doorbell=11 tail=12"));
	assert_int_equal(ring.doorbell, 11);
	assert_false(gn_ring_parse(&ring, true, "head=10"));
	assert_true(gn_slot_parse(&slot, true, "   9 queued data addr=0x3f len=74 EOP"));
	assert_int_equal(slot.number, 9);
	assert_int_equal(slot.owner, GN_QUEUED);
	assert_int_equal(slot.kind, GN_DATA);
	assert_true(gn_slot_parse(&slot, false, "1023 device addr=0x3f"));
	assert_int_equal(slot.kind, GN_RECEIVE);
	assert_false(gn_slot_parse(&slot, true, "   9 nobody data addr=0x3f"));
	assert_false(gn_slot_parse(&slot, true, "   9 free   date addr=0x3f"));
	assert_false(gn_slot_parse(&slot, true, "   9 free"));
	assert_false(gn_slot_parse(&slot, false, "   9 free   addr:0x3f"));
}

static void ring_indices(void **state)
{
	struct gn_ring ring = { .tx = true, .count = 8, .head = -1U, .doorbell = 0, .tail = 6 };

	(void)state;
	assert_true(gn_ring_sound(&ring));
	ring.tail = 7; /* one slot always stays free */
	assert_false(gn_ring_sound(&ring));
	ring.tail = 6;
	ring.doorbell = 7;
	assert_false(gn_ring_sound(&ring));
	ring.doorbell = 0;
	ring.count = 12;
	assert_false(gn_ring_sound(&ring));
	ring.count = 0;
	assert_false(gn_ring_sound(&ring));
}

static void facts(void **state)
{
	struct gn_state told = { 0 };

	(void)state;
	assert_true(gn_state_take(&told, "netdev           eth0"));
	assert_true(gn_state_take(&told, "tx_frames           18446744073709551615"));
	assert_string_equal(told.netdev, "eth0");
	assert_int_equal(gn_state_value(&told, "tx_frames", 0), UINT64_MAX);
	assert_int_equal(gn_state_value(&told, "rx_frames", 3), 3);
	assert_false(gn_state_take(&told, "carrier"));
	assert_false(gn_state_take(&told, "carrier yes"));
	assert_false(gn_state_take(&told, "carrier 1 or 2"));
	assert_int_equal(told.count, 1);
	while (told.count < GN_FACTS_MAX)
		assert_true(gn_state_take(&told, "more 1"));
	assert_false(gn_state_take(&told, "more 1"));
}

static int find(const char *text, uint64_t number, struct gn_interrupt *interrupt)
{
	FILE *file = fmemopen((char *)text, strlen(text), "r");
	int result;

	assert_non_null(file);
	result = gn_interrupt_find(file, number, interrupt);
	fclose(file);
	return result;
}

static void interrupts(void **state)
{
	static const char text[] =
		"           CPU0       CPU3\n"
		"  2:          1          2   XT-PIC cascade\n"
		" 20:          5          7   IO-APIC  20-fasteoi   eth0, eth1\n"
		"NMI:          3          3   Non-maskable interrupts\n";
	struct gn_interrupt interrupt;

	(void)state;
	assert_int_equal(find(text, 20, &interrupt), 0);
	assert_int_equal(interrupt.total, 12);
	assert_int_equal(interrupt.cpus, 2);
	assert_int_equal(interrupt.count[1], 7);
	assert_string_equal(interrupt.users, "IO-APIC  20-fasteoi   eth0, eth1");
	assert_int_equal(find(text, 0, &interrupt), -1);
	assert_int_equal(find(text, 21, &interrupt), -1);
	assert_int_equal(find("\n", 0, &interrupt), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),	cmocka_unit_test(not_words),
		cmocka_unit_test(registers),	cmocka_unit_test(slots),
		cmocka_unit_test(ring_indices), cmocka_unit_test(facts),
		cmocka_unit_test(interrupts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
