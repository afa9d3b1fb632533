// SPDX-License-Identifier: GPL-2.0
#include "inside.h"

#include <string.h>

/* In the order of the device's manual, which JSON does not keep. */
static void say_words(struct gn_out *out, const struct gn_words *words, const char *except)
{
	for (unsigned int i = 0; i < words->count; i++) {
		const struct gn_word *word = &words->word[i];

		if (word->is_flag)
			gn_out_text(out, " %s", word->name);
		else if (!except || strcmp(word->name, except))
			gn_out_text(out, word->hex ? " %s=%#" PRIx64 : " %s=%" PRIu64, word->name,
				    word->value);
	}
}

void gn_show_words(struct gn_out *out, const struct gn_words *words, const char *except)
{
	say_words(out, words, except);
	gn_out_object(out, "values");
	for (unsigned int i = 0; i < words->count; i++)
		if (!words->word[i].is_flag)
			gn_out_u64(out, words->word[i].name, NULL, words->word[i].value);
	gn_out_end(out);
	gn_out_array(out, "flags");
	for (unsigned int i = 0; i < words->count; i++)
		if (words->word[i].is_flag)
			gn_out_str(out, NULL, NULL, words->word[i].name);
	gn_out_end(out);
}

static const char *const unread[] = {
	[GN_WRITE_ONLY] = "write only",
	[GN_READ_CLEARS] = "reading would clear it",
};

void gn_show_register(struct gn_out *out, const struct gn_register *reg)
{
	struct gn_words fields;

	if (out->format == GN_TEXT && reg->is_array && !reg->value)
		return;
	gn_register_fields(reg, &fields);
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "register");
	gn_out_str(out, "name", "%-10s", reg->name);
	gn_out_u64(out, "offset", " 0x%04" PRIx64, reg->offset);
	if (reg->unread == GN_READ) {
		gn_out_u64(out, "value", " 0x%08" PRIx64, reg->value);
		gn_out_null(out, "unread", NULL);
	} else {
		gn_out_null(out, "value", NULL);
		gn_out_str(out, "unread", " %s", unread[reg->unread]);
	}
	gn_show_words(out, &fields, NULL);
	gn_out_text(out, "\n");
	gn_out_end(out);
}

void gn_show_ring(struct gn_out *out, const struct gn_ring *ring)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "ring");
	gn_out_str(out, "ring", "%s_ring:", ring->tx ? "tx" : "rx");
	gn_out_u64(out, "count", " %" PRIu64 " slots", ring->count);
	gn_out_u64(out, "head", ", head %" PRIu64, gn_ring_slot_of(ring, ring->head));
	if (ring->tx)
		gn_out_u64(out, "doorbell", ", doorbell %" PRIu64,
			   gn_ring_slot_of(ring, ring->doorbell));
	else
		gn_out_null(out, "doorbell", NULL);
	gn_out_u64(out, "tail", ", tail %" PRIu64 "\n", gn_ring_slot_of(ring, ring->tail));
	gn_out_end(out);
}

static bool alike(const struct gn_slot *a, const struct gn_slot *b)
{
	return a->tx == b->tx && a->owner == b->owner && a->kind == b->kind &&
	       gn_words_same(&a->words, &b->words, "addr");
}

void gn_show_slots_end(struct gn_slots *slots)
{
	const struct gn_slot *slot = &slots->first;
	const char *owner = gn_owner_name(slot->owner);
	struct gn_out *out = slots->out;
	char range[24] = "";

	if (!slots->count)
		return;
	if (slots->count > 1)
		snprintf(range, sizeof(range), "-%u", slot->number + slots->count - 1);
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "slot");
	gn_out_str(out, "ring", NULL, slot->tx ? "tx" : "rx");
	gn_out_u64(out, "slot", "%4" PRIu64, slot->number);
	gn_out_text(out, "%-5s", range);
	if (owner)
		gn_out_str(out, "owner", " %-6s", owner);
	else
		gn_out_null(out, "owner", " ?     ");
	gn_out_str(out, "kind", slot->tx ? " %-7s" : NULL, gn_descriptor_name(slot->kind));
	gn_show_words(out, &slot->words, slots->addresses ? "addr" : NULL);
	gn_out_text(out, "\n");
	gn_out_end(out);
	slots->count = 0;
}

void gn_show_slot(struct gn_slots *slots, const struct gn_slot *slot)
{
	const char addr[] = "addr";

	if (slots->out->format == GN_TEXT && slots->count && alike(&slots->first, slot)) {
		slots->addresses |= gn_words_value(&slots->first.words, addr, 0) !=
				    gn_words_value(&slot->words, addr, 0);
		slots->count++;
		return;
	}
	gn_show_slots_end(slots);
	slots->first = *slot;
	slots->count = 1;
	slots->addresses = false;
}
