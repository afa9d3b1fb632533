/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One writer for text and JSON. A command walks its object once; every value
 * is emitted by one call that carries both its JSON key and its text form, so
 * the two outputs cannot drift apart.
 *
 *	gn_out_object(out, NULL);
 *	gn_out_u64(out, "stream", "#%" PRIu64 " ", flow->stream);
 *	gn_out_str(out, "addr", "%s", addr);
 *	gn_out_end(out);
 *
 * JSON is NDJSON: each outermost object is one line. A NULL text format means
 * "JSON only"; gn_out_text() is "text only". A NULL key inside an array.
 */
#ifndef GN_OUT_H
#define GN_OUT_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum gn_format { GN_TEXT, GN_JSON };

struct gn_out {
	FILE *file;
	enum gn_format format;
	bool ascii;  /* --ascii: no byte above 0x7e in text */
	bool colour; /* colour is decoration only, never the message */
	/* the rest is private to out.c */
	unsigned int depth;
	bool comma[16];
	char close[16];
	int error;
};

/* Decoration: nothing unless @colour, and never the only bearer of a meaning. */
enum gn_style { GN_PLAIN, GN_BOLD, GN_DIM, GN_GOOD, GN_WARN, GN_BAD };

void gn_out_init(struct gn_out *out, FILE *file, enum gn_format format);

void gn_out_object(struct gn_out *out, const char *key);
void gn_out_array(struct gn_out *out, const char *key);
void gn_out_end(struct gn_out *out); /* closes the innermost object or array */

/*
 * In text and JSON alike a value may hold any bytes: control characters and
 * invalid UTF-8 come out escaped, so a packet cannot drive the terminal.
 */
void gn_out_str(struct gn_out *out, const char *key, const char *text, const char *value);
void gn_out_u64(struct gn_out *out, const char *key, const char *text, uint64_t value);
void gn_out_i64(struct gn_out *out, const char *key, const char *text, int64_t value);
void gn_out_bool(struct gn_out *out, const char *key, const char *text_if_true, bool value);
/* JSON null: unknown. @text is printed as it is, NULL for nothing. */
void gn_out_null(struct gn_out *out, const char *key, const char *text);
/* Nanoseconds: JSON a decimal string under @key, which ends in "_ns"; text gets the string. */
void gn_out_ns(struct gn_out *out, const char *key, const char *text, int64_t ns);

/* Text only: headings, arrows, newlines. Escapes like gn_out_str(), except "\n" and "\t". */
void gn_out_text(struct gn_out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same of a text that is ready, of @size bytes and terminated, without printf(). */
void gn_out_plain(struct gn_out *out, const char *text, size_t size);

/* Text only: everything from here on looks like @style; GN_PLAIN ends it. */
void gn_out_style(struct gn_out *out, enum gn_style style);

/* Flush; returns 0, or -1 with errno when anything written so far failed (EPIPE is not an error). */
int gn_out_finish(struct gn_out *out);

#endif
