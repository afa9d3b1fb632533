/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzz targets share. A target fuzz_NAME.c is one function that takes
 * one input after the other: libFuzzer's when built with FUZZ=1, else those
 * that replay.c is given. It must leave nothing behind, and it demands more
 * than not to crash: everything that has to hold whatever the input is.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program with a sentence where @condition does not hold. */
#define require(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* @bytes as a file: its path for as long as the descriptor *@fd is open. */
#define FUZZ_PATH_SIZE 32
void fuzz_file(const void *bytes, size_t size, int *fd, char path[FUZZ_PATH_SIZE]);

/* @bytes as a source; NULL when it is none, and then what was said is a sentence. */
struct gn_source *fuzz_open(const void *bytes, size_t size, enum gn_status *status);

/* What the library and the tool say on standard error from here on. */
void fuzz_listen(void);

/* Ends listening: one sentence a line, each from "glassnic"; returns the number of lines. */
size_t fuzz_heard(void);

/* Bytes of the UTF-8 character that @text begins with, 0 when it is none. */
size_t fuzz_utf8_character(const char *text, size_t left);

/*
 * What may go to a terminal: UTF-8 without control characters other than
 * newline and tab; with @ascii nothing else either.
 */
void fuzz_require_plain(const char *text, size_t size, bool ascii);

/* Lines of JSON (RFC 8259), each an object. */
void fuzz_require_json_lines(const char *text, size_t size);

/*
 * The string that @text begins with, quotes and all, without its escapes;
 * terminated, as it may hold no zero. Returns one past its closing quote.
 */
const char *fuzz_json_string(const char *text, const char *end, char *value);

/* An HTML page whose elements are all closed, without one that could act. */
void fuzz_require_page(const char *text, size_t size);

#endif
