/* SPDX-License-Identifier: GPL-2.0 */
/*
 * HTML out of captured data. The page holds no script and asks for nothing
 * from anywhere; a content security policy says so to the browser.
 */
#ifndef GN_HTML_H
#define GN_HTML_H

#include <stdio.h>

/* @text, so that it is text wherever it stands in the page: ASCII, the rest escaped. */
void gn_html_text(FILE *file, const char *text);

/* As printf(), then escaped. */
void gn_html_textf(FILE *file, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Everything down to <body>, and the end. */
void gn_html_begin(FILE *file, const char *title);
void gn_html_end(FILE *file);

#endif
