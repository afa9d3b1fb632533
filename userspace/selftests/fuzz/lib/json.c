// SPDX-License-Identifier: GPL-2.0
/* JSON as RFC 8259 has it, judged by a parser that knows nothing of who wrote it. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* More than any command nests. */
#define DEPTH_MAX 16

static const char *skip_value(const char *at, const char *end, int depth);

static char next(const char *at, const char *end)
{
	require(at < end);
	return *at;
}

static unsigned int take_hex(const char **at, const char *end)
{
	char digits[5] = "";
	char *last;
	unsigned int value;

	require(end - *at >= 4);
	memcpy(digits, *at, 4);
	value = strtoul(digits, &last, 16);
	require(last == digits + 4);
	*at += 4;
	return value;
}

/* What we write with \u are single characters below U+10000. */
static char *put_character(char *to, unsigned int character)
{
	require(character && (character < 0xd800 || character > 0xdfff));
	if (character < 0x80) {
		*to++ = character;
	} else if (character < 0x800) {
		*to++ = 0xc0 | character >> 6;
		*to++ = 0x80 | (character & 0x3f);
	} else {
		*to++ = 0xe0 | character >> 12;
		*to++ = 0x80 | (character >> 6 & 0x3f);
		*to++ = 0x80 | (character & 0x3f);
	}
	return to;
}

/* The escape behind a backslash; @to may be NULL. */
static char *take_escape(const char **at, const char *end, char *to)
{
	char letter = next((*at)++, end);
	const char *plain = strchr("\"\\/bfnrt", letter);
	unsigned int character;

	require(letter == 'u' || (letter && plain));
	character = letter == 'u' ? take_hex(at, end) :
				    (unsigned int)"\"\\/\b\f\n\r\t"[plain - "\"\\/bfnrt"];
	return to ? put_character(to, character) : NULL;
}

const char *fuzz_json_string(const char *at, const char *end, char *value)
{
	require(next(at++, end) == '"');
	while (next(at, end) != '"') {
		char c = *at++;

		require((unsigned char)c >= 0x20);
		if (c == '\\')
			value = take_escape(&at, end, value);
		else if (value)
			*value++ = c;
	}
	if (value)
		*value = 0;
	return at + 1;
}

static const char *skip_number(const char *at, const char *end)
{
	if (next(at, end) == '-')
		at++;
	require(next(at, end) >= '0' && *at <= '9');
	if (*at == '0')
		return at + 1;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

static const char *skip_members(const char *at, const char *end, int depth, char close)
{
	if (next(at, end) == close)
		return at + 1;
	for (;;) {
		if (close == '}') {
			at = fuzz_json_string(at, end, NULL);
			require(next(at++, end) == ':');
		}
		at = skip_value(at, end, depth);
		if (next(at, end) == close)
			return at + 1;
		require(*at++ == ',');
	}
}

static const char *skip_value(const char *at, const char *end, int depth)
{
	static const char *const words[] = { "true", "false", "null" };

	require(depth < DEPTH_MAX);
	switch (next(at, end)) {
	case '{':
		return skip_members(at + 1, end, depth + 1, '}');
	case '[':
		return skip_members(at + 1, end, depth + 1, ']');
	case '"':
		return fuzz_json_string(at, end, NULL);
	}
	for (size_t i = 0; i < 3; i++)
		if ((size_t)(end - at) >= strlen(words[i]) &&
		    !memcmp(at, words[i], strlen(words[i])))
			return at + strlen(words[i]);
	return skip_number(at, end);
}

void fuzz_require_json_lines(const char *text, size_t size)
{
	const char *at = text, *end = text + size;

	fuzz_require_plain(text, size, false);
	while (at < end) {
		require(*at == '{');
		at = skip_value(at, end, 0);
		require(next(at++, end) == '\n');
	}
}
