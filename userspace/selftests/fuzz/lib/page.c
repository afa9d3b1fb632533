// SPDX-License-Identifier: GPL-2.0
/* A page of ours, judged as a browser would read it. */
#include <string.h>

#include "fuzz.h"

#define DEPTH_MAX     32
#define NAME_MAX_SIZE 16

/* Everything a report is made of; nothing here loads or runs anything. */
static const char *const elements[] = {
	"!DOCTYPE", "a",    "body", "caption", "div",	"h1",	  "h2",	   "h3",
	"head",	    "html", "meta", "p",       "span",	"strong", "style", "table",
	"tbody",    "td",   "th",   "thead",   "title", "tr",
};

static bool is_void(const char *name)
{
	return !strcmp(name, "!DOCTYPE") || !strcmp(name, "meta");
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (!strcmp(elements[i], name))
			return true;
	return false;
}

/* From behind "<" to behind ">"; attributes are quoted, so a ">" in one does not end it. */
static const char *take_tag(const char *at, const char *end, char name[NAME_MAX_SIZE])
{
	size_t length = strcspn(at, " >");
	bool quoted = false;

	require(at + length < end && length < NAME_MAX_SIZE);
	memcpy(name, at, length);
	name[length] = 0;
	for (at += length; quoted || *at != '>'; at++) {
		require(at < end && *at != '<');
		/* No attribute that is a program: on...= */
		require(quoted || strncmp(at, " on", 3));
		quoted ^= *at == '"';
	}
	return at + 1;
}

void fuzz_require_page(const char *text, size_t size)
{
	char open[DEPTH_MAX][NAME_MAX_SIZE], name[NAME_MAX_SIZE];
	const char *at = text, *end = text + size;
	int depth = 0;

	fuzz_require_plain(text, size, true);
	require(!strncmp(text, "<!DOCTYPE html>\n", 16));
	while ((at = memchr(at, '<', end - at))) {
		bool closes = at[1] == '/';

		at = take_tag(at + 1 + closes, end, name);
		require(is_known(name));
		if (closes) {
			require(depth > 0 && !strcmp(open[--depth], name));
		} else if (!is_void(name)) {
			require(depth < DEPTH_MAX);
			strcpy(open[depth++], name);
		}
	}
	require(depth == 0);
}
