// SPDX-License-Identifier: GPL-2.0
/* The driver's and the kernel's own lines: registers, slots, facts, interrupts. */
#include <string.h>

#include "fuzz.h"
#include "interrupt.h"
#include "register.h"
#include "slot.h"
#include "state.h"

static void check_words(const struct gn_words *words)
{
	require(words->count <= GN_WORDS_MAX);
	for (unsigned int i = 0; i < words->count; i++) {
		size_t length = strlen(words->word[i].name);

		require(length && length < GN_WORD_NAME);
		fuzz_require_plain(words->word[i].name, length, true);
	}
}

static void take_line(struct gn_state *state, const char *line)
{
	struct gn_register reg;
	struct gn_words words;
	struct gn_ring ring;
	struct gn_slot slot;

	if (gn_words_parse(&words, line))
		check_words(&words);
	if (gn_register_parse(&reg, line)) {
		require(*reg.name && strlen(reg.name) < sizeof(reg.name));
		gn_register_fields(&reg, &words);
		check_words(&words);
	}
	for (int tx = 0; tx <= 1; tx++) {
		if (gn_ring_parse(&ring, tx, line))
			require(ring.count && gn_ring_slot_of(&ring, ring.tail) < ring.count);
		if (gn_slot_parse(&slot, tx, line)) {
			require(gn_owner_name(slot.owner) && gn_descriptor_name(slot.kind));
			check_words(&slot.words);
		}
	}
	gn_state_take(state, line);
	require(state->count <= GN_FACTS_MAX);
}

static void find_interrupts(const uint8_t *data, size_t size)
{
	struct gn_interrupt interrupt;
	FILE *file;

	for (uint64_t number = 0; size && number < 24; number += 4) {
		file = fmemopen((void *)data, size, "r");
		require(file);
		if (gn_interrupt_find(file, number, &interrupt) == 0)
			require(interrupt.cpus <= GN_CPUS_MAX &&
				strlen(interrupt.users) < sizeof(interrupt.users));
		fclose(file);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_state state = { 0 };
	char line[256];

	find_interrupts(data, size);
	while (size) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;

		snprintf(line, sizeof(line), "%.*s", (int)(length < 255 ? length : 255),
			 (const char *)data);
		take_line(&state, line);
		length += end != NULL;
		data += length;
		size -= length;
	}
	return 0;
}
