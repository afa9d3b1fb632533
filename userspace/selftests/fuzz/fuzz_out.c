// SPDX-License-Identifier: GPL-2.0
/* Anything at all through the writers of text, JSON and HTML: nothing of it reaches the terminal raw. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "html.h"
#include "out.h"

struct written {
	char *text;
	size_t size;
};

/* One object with @value in it, whichever way. */
static void write_out(struct written *written, enum gn_format format, bool ascii, const char *value)
{
	FILE *file = open_memstream(&written->text, &written->size);
	struct gn_out out;

	gn_out_init(&out, file, format);
	out.ascii = ascii;
	gn_out_object(&out, NULL);
	gn_out_str(&out, "value", "%s", value);
	gn_out_text(&out, "\n%s\n", value);
	gn_out_array(&out, value);
	gn_out_str(&out, NULL, " %-8s|", value);
	gn_out_null(&out, NULL, "null");
	gn_out_bool(&out, NULL, "true", true);
	gn_out_u64(&out, NULL, "%" PRIu64, strlen(value));
	gn_out_i64(&out, NULL, "%" PRId64, -(int64_t)strlen(value));
	gn_out_ns(&out, NULL, "%s", strlen(value));
	gn_out_end(&out);
	gn_out_end(&out);
	require(gn_out_finish(&out) == 0);
	fclose(file);
}

/* @value with U+FFFD in place of each byte that is not of a character. */
static char *replace_damage(const char *value)
{
	char *good = malloc(3 * strlen(value) + 1), *to = good;

	while (*value) {
		size_t length = fuzz_utf8_character(value, strlen(value));

		if (length)
			memcpy(to, value, length);
		else
			memcpy(to, "\xef\xbf\xbd", 3);
		to += length ? length : 3;
		value += length ? length : 1;
	}
	*to = 0;
	return good;
}

static void check_json(const char *value)
{
	static const char head[] = "{\"value\":";
	char *wanted = replace_damage(value), *string;
	struct written written;

	write_out(&written, GN_JSON, false, value);
	fuzz_require_json_lines(written.text, written.size);
	require(!strncmp(written.text, head, strlen(head)));
	string = malloc(written.size);
	fuzz_json_string(written.text + strlen(head), written.text + written.size, string);
	require(!strcmp(string, wanted));
	free(string);
	free(wanted);
	free(written.text);
}

static void check_text(const char *value, bool ascii)
{
	struct written written;

	write_out(&written, GN_TEXT, ascii, value);
	fuzz_require_plain(written.text, written.size, ascii);
	free(written.text);
}

static void check_page(const char *value)
{
	struct written written;
	FILE *file = open_memstream(&written.text, &written.size);

	gn_html_begin(file, value);
	fputs("<p title=\"", file);
	gn_html_text(file, value);
	fputs("\">", file);
	gn_html_textf(file, "%s and %s", value, value);
	fputs("</p>", file);
	gn_html_end(file);
	fclose(file);
	fuzz_require_page(written.text, written.size);
	free(written.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value = malloc(size + 1);

	memcpy(value, data, size);
	value[size] = 0;
	check_json(value);
	check_text(value, false);
	check_text(value, true);
	check_page(value);
	free(value);
	return 0;
}
