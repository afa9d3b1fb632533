/* SPDX-License-Identifier: GPL-2.0 */
/* What hardware words are made of: flags that are set, and numbers with a name. */
#ifndef GN_WORDS_H
#define GN_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define GN_WORD_NAME 16
#define GN_WORDS_MAX 16 /* RCTL has 13 fields, a descriptor has less */

/**
 * struct gn_word - one of them
 * @name: "EOP", "len"
 * @is_flag: it is set, and that is all; else @value
 * @hex: how the value is shown
 */
struct gn_word {
	char name[GN_WORD_NAME];
	bool is_flag, hex;
	uint64_t value;
};

struct gn_words {
	unsigned int count;
	struct gn_word word[GN_WORDS_MAX];
};

/* One more; beyond GN_WORDS_MAX it is left out. */
void gn_words_flag(struct gn_words *words, const char *name);
void gn_words_number(struct gn_words *words, const char *name, uint64_t value, bool hex);

/*
 * Out of "name=1 FLAG other=0x2", as the driver writes them. Returns false where
 * @text is something else; what came before is in @words.
 */
bool gn_words_parse(struct gn_words *words, const char *text);

/* The number called @name, or @otherwise. */
uint64_t gn_words_value(const struct gn_words *words, const char *name, uint64_t otherwise);

/* Same names, flags and numbers; whatever the number called @except is. */
bool gn_words_same(const struct gn_words *a, const struct gn_words *b, const char *except);

#endif
