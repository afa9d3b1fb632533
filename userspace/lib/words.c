// SPDX-License-Identifier: GPL-2.0
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct gn_words *words, const char *name, uint64_t value, bool is_flag, bool hex)
{
	struct gn_word *word = &words->word[words->count];

	if (words->count == GN_WORDS_MAX)
		return;
	snprintf(word->name, sizeof(word->name), "%s", name);
	word->value = value;
	word->is_flag = is_flag;
	word->hex = hex;
	words->count++;
}

void gn_words_flag(struct gn_words *words, const char *name)
{
	add(words, name, 0, true, false);
}

void gn_words_number(struct gn_words *words, const char *name, uint64_t value, bool hex)
{
	add(words, name, value, false, hex);
}

static const char *skip_spaces(const char *text)
{
	while (*text == ' ')
		text++;
	return text;
}

/* The first word; what is behind it, or NULL when it is none. */
static const char *parse_one(struct gn_words *words, const char *text)
{
	char name[GN_WORD_NAME];
	unsigned long long value;
	size_t length = 0;
	char *end;

	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	if (!length || length >= sizeof(name) || words->count == GN_WORDS_MAX)
		return NULL;
	memcpy(name, text, length);
	name[length] = 0;
	text += length;
	if (!*text || *text == ' ') {
		gn_words_flag(words, name);
		return text;
	}
	if (*text != '=' || !isdigit((unsigned char)text[1]))
		return NULL;
	errno = 0;
	value = strtoull(text + 1, &end, 0);
	if (errno || (*end && *end != ' '))
		return NULL;
	gn_words_number(words, name, value, !strncmp(text, "=0x", 3));
	return end;
}

bool gn_words_parse(struct gn_words *words, const char *text)
{
	words->count = 0;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		text = parse_one(words, text);
		if (!text)
			return false;
	}
	return true;
}

uint64_t gn_words_value(const struct gn_words *words, const char *name, uint64_t otherwise)
{
	for (unsigned int i = 0; i < words->count; i++)
		if (!words->word[i].is_flag && !strcmp(words->word[i].name, name))
			return words->word[i].value;
	return otherwise;
}

bool gn_words_same(const struct gn_words *a, const struct gn_words *b, const char *except)
{
	if (a->count != b->count)
		return false;
	for (unsigned int i = 0; i < a->count; i++) {
		const struct gn_word *one = &a->word[i], *other = &b->word[i];

		if (strcmp(one->name, other->name) || one->is_flag != other->is_flag)
			return false;
		if (one->value != other->value && strcmp(one->name, except))
			return false;
	}
	return true;
}
