// SPDX-License-Identifier: GPL-2.0
#include "out.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void gn_out_init(struct gn_out *out, FILE *file, enum gn_format format)
{
	memset(out, 0, sizeof(*out));
	out->file = file;
	out->format = format;
}

/* stdio keeps that a write failed, but not why. */
static void note_error(struct gn_out *out)
{
	if (!out->error && ferror(out->file))
		out->error = errno ? errno : EIO;
}

/*
 * Bytes of the UTF-8 sequence at @s, 0 when it is not one: RFC 3629 section 4
 * leaves out overlong forms, surrogates and everything above U+10FFFF.
 */
static size_t utf8_length(const unsigned char *s)
{
	size_t length = *s < 0x80 ? 1 :
			*s < 0xc2 ? 0 :
			*s < 0xe0 ? 2 :
			*s < 0xf0 ? 3 :
			*s < 0xf5 ? 4 :
				    0;

	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

/* C0, DEL and C1 (U+0080..U+009F): a terminal obeys these. */
static bool is_control(const unsigned char *s)
{
	return *s < 0x20 || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0);
}

/* How much of @s stands as it is in a string of JSON. */
static size_t json_run(const unsigned char *s)
{
	const unsigned char *start = s;
	size_t length;

	for (; *s && *s != '"' && *s != '\\'; s += length) {
		length = utf8_length(s);
		if (!length || is_control(s))
			break;
	}
	return s - start;
}

static void put_json(struct gn_out *out, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;

	putc('"', out->file);
	for (;;) {
		size_t length = json_run(s);

		fwrite(s, 1, length, out->file);
		s += length;
		if (!*s)
			break;
		length = utf8_length(s);
		if (!length)
			fputs("\\ufffd", out->file);
		else if (is_control(s))
			fprintf(out->file, "\\u%04x", s[length - 1]);
		else
			fprintf(out->file, "\\%c", *s);
		s += length ? length : 1;
	}
	putc('"', out->file);
}

/* Behind what is nearly everything, 0x20 to 0x7e: eight at a time, and less than eight of it may be left. */
static const unsigned char *skip_plain(const unsigned char *s, const unsigned char *end)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t word;

	for (; (size_t)(end - s) >= sizeof(word); s += sizeof(word)) {
		memcpy(&word, s, sizeof(word));
		/* What is less borrows from its highest bit, 0x7f carries into it, the others have it. */
		if (((word - 0x20 * each) | (word + each) | word) & 0x80 * each)
			break;
	}
	return s;
}

/* How much of @s, up to @end, may go to a terminal as it is; with @lines line feeds and tabs, too. */
static size_t safe_run(const unsigned char *s, const unsigned char *end, bool ascii, bool lines)
{
	const unsigned char *start = s;
	size_t length;

	for (s = skip_plain(s, end); s < end; s += length) {
		length = 1;
		if ((*s >= 0x20 && *s < 0x7f) || (lines && (*s == '\n' || *s == '\t')))
			continue;
		length = utf8_length(s);
		if (!length || is_control(s) || (length > 1 && ascii))
			break;
	}
	return s - start;
}

/* @value with everything else in it as \xNN. */
static void put_safe(FILE *file, bool ascii, const char *value, size_t size, bool lines)
{
	const unsigned char *s = (const unsigned char *)value, *end = s + size;

	for (;;) {
		size_t length = safe_run(s, end, ascii, lines);

		fwrite(s, 1, length, file);
		s += length;
		if (s == end)
			break;
		length = utf8_length(s);
		do
			fprintf(file, "\\x%02x", *s++);
		while (length-- > 1);
	}
}

/* The text form of a value; @fmt is the caller's and may hold arrows of its own. */
static void put_text(struct gn_out *out, const char *fmt, ...)
{
	va_list args;
	char *line;
	int length;

	va_start(args, fmt);
	if (!out->ascii) {
		vfprintf(out->file, fmt, args);
		va_end(args);
		return;
	}
	length = vasprintf(&line, fmt, args);
	va_end(args);
	if (length < 0) {
		out->error = ENOMEM;
		return;
	}
	put_safe(out->file, true, line, length, true);
	free(line);
}

/* Everything JSON writes before a value; false in text, where it writes nothing. */
static bool json_key(struct gn_out *out, const char *key)
{
	if (out->format != GN_JSON)
		return false;
	if (out->comma[out->depth])
		putc(',', out->file);
	out->comma[out->depth] = out->depth > 0;
	if (key) {
		put_json(out, key);
		putc(':', out->file);
	}
	return true;
}

static void open_level(struct gn_out *out, const char *key, char open, char close)
{
	if (json_key(out, key))
		putc(open, out->file);
	out->depth++;
	assert(out->depth < sizeof(out->close));
	out->comma[out->depth] = false;
	out->close[out->depth] = close;
}

void gn_out_object(struct gn_out *out, const char *key)
{
	open_level(out, key, '{', '}');
}

void gn_out_array(struct gn_out *out, const char *key)
{
	open_level(out, key, '[', ']');
}

void gn_out_end(struct gn_out *out)
{
	assert(out->depth > 0);
	if (out->format == GN_JSON)
		putc(out->close[out->depth], out->file);
	out->depth--;
	if (out->format == GN_JSON && !out->depth)
		putc('\n', out->file);
	if (!out->depth)
		note_error(out);
}

void gn_out_str(struct gn_out *out, const char *key, const char *text, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;
	char *safe = NULL;
	size_t length, size;
	FILE *memory;

	if (json_key(out, key)) {
		put_json(out, value);
		return;
	}
	if (!text)
		return;
	length = strlen(value);
	if (safe_run(s, s + length, out->ascii, false) == length) {
		put_text(out, text, value);
		return;
	}
	memory = open_memstream(&safe, &size);
	if (!memory) {
		out->error = ENOMEM;
		return;
	}
	put_safe(memory, out->ascii, value, length, false);
	if (fclose(memory) == 0)
		put_text(out, text, safe);
	else
		out->error = ENOMEM;
	free(safe);
}

void gn_out_u64(struct gn_out *out, const char *key, const char *text, uint64_t value)
{
	if (json_key(out, key))
		fprintf(out->file, "%" PRIu64, value);
	else if (text)
		put_text(out, text, value);
}

void gn_out_i64(struct gn_out *out, const char *key, const char *text, int64_t value)
{
	if (json_key(out, key))
		fprintf(out->file, "%" PRId64, value);
	else if (text)
		put_text(out, text, value);
}

void gn_out_bool(struct gn_out *out, const char *key, const char *text_if_true, bool value)
{
	if (json_key(out, key))
		fputs(value ? "true" : "false", out->file);
	else if (text_if_true && value)
		put_text(out, "%s", text_if_true);
}

void gn_out_null(struct gn_out *out, const char *key, const char *text)
{
	if (json_key(out, key))
		fputs("null", out->file);
	else if (text)
		put_text(out, "%s", text);
}

void gn_out_ns(struct gn_out *out, const char *key, const char *text, int64_t ns)
{
	char digits[24];

	if (!text && out->format == GN_TEXT)
		return;
	snprintf(digits, sizeof(digits), "%" PRId64, ns);
	gn_out_str(out, key, text, digits);
}

void gn_out_text(struct gn_out *out, const char *fmt, ...)
{
	char line[512], *longer;
	va_list args, again;
	int length;

	if (out->format == GN_JSON)
		return;
	va_start(args, fmt);
	va_copy(again, args);
	length = vsnprintf(line, sizeof(line), fmt, args);
	if (length >= 0 && length < (int)sizeof(line)) {
		put_safe(out->file, out->ascii, line, length, true);
	} else if (length >= 0 && vasprintf(&longer, fmt, again) >= 0) {
		put_safe(out->file, out->ascii, longer, length, true);
		free(longer);
	} else {
		out->error = ENOMEM;
	}
	va_end(again);
	va_end(args);
	note_error(out);
}

void gn_out_plain(struct gn_out *out, const char *text, size_t size)
{
	if (out->format == GN_JSON)
		return;
	put_safe(out->file, out->ascii, text, size, true);
	note_error(out);
}

void gn_out_style(struct gn_out *out, enum gn_style style)
{
	/* Okabe-Ito's bluish green, orange and vermillion in the 256-colour cube. */
	static const char *const codes[] = {
		[GN_PLAIN] = "\033[0m",	      [GN_BOLD] = "\033[1m",
		[GN_DIM] = "\033[2m",	      [GN_GOOD] = "\033[38;5;36m",
		[GN_WARN] = "\033[38;5;178m", [GN_BAD] = "\033[1;38;5;166m",
	};

	if (out->format == GN_TEXT && out->colour)
		fputs(codes[style], out->file);
}

int gn_out_finish(struct gn_out *out)
{
	errno = 0;
	fflush(out->file);
	note_error(out);
	if (!out->error || out->error == EPIPE)
		return 0;
	errno = out->error;
	return -1;
}
