// SPDX-License-Identifier: GPL-2.0
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_fail(const char *file, int line, const char *condition)
{
	dprintf(STDERR_FILENO, "%s:%d: required: %s\n", file, line, condition);
	abort();
}

void fuzz_file(const void *bytes, size_t size, int *fd, char path[FUZZ_PATH_SIZE])
{
	*fd = memfd_create("fuzz", MFD_CLOEXEC);
	require(*fd >= 0);
	require(pwrite(*fd, bytes, size, 0) == (ssize_t)size);
	snprintf(path, FUZZ_PATH_SIZE, "/proc/self/fd/%d", *fd);
}

struct gn_source *fuzz_open(const void *bytes, size_t size, enum gn_status *status)
{
	struct gn_source *source;
	char path[FUZZ_PATH_SIZE];
	int fd;

	fuzz_file(bytes, size, &fd, path);
	fuzz_listen();
	source = gn_source_open_file(path, status);
	require(fuzz_heard() == !source);
	close(fd);
	return source;
}

/* glibc lets a program put another stream in the place of stderr. */
static FILE *terminal;
static char *said;
static size_t said_size;

void fuzz_listen(void)
{
	terminal = stderr;
	stderr = open_memstream(&said, &said_size);
	require(stderr);
}

size_t fuzz_heard(void)
{
	size_t lines = 0;

	fclose(stderr);
	stderr = terminal;
	fuzz_require_plain(said, said_size, true);
	for (char *line = said, *end; line < said + said_size; line = end + 1) {
		end = strchr(line, '\n');
		require(end && !strncmp(line, "glassnic", 8));
		lines++;
	}
	free(said);
	return lines;
}

size_t fuzz_utf8_character(const char *text, size_t left)
{
	const unsigned char *s = (const unsigned char *)text;
	/* The grammar of RFC 3629 section 4. */
	static const struct {
		unsigned char first, last, second_first, second_last;
		size_t length;
	} forms[] = {
		{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t length = forms[i].length;

		if (*s < forms[i].first || *s > forms[i].last || length > left)
			continue;
		if (length > 1 && (s[1] < forms[i].second_first || s[1] > forms[i].second_last))
			return 0;
		for (size_t at = 2; at < length; at++)
			if (s[at] < 0x80 || s[at] > 0xbf)
				return 0;
		return length;
	}
	return 0;
}

void fuzz_require_plain(const char *text, size_t size, bool ascii)
{
	const unsigned char *s = (const unsigned char *)text;

	for (size_t at = 0, length; at < size; at += length) {
		length = fuzz_utf8_character(text + at, size - at);
		require(length);
		require(length == 1 || !ascii);
		require(length > 1 || s[at] == '\n' || s[at] == '\t' ||
			(s[at] >= 0x20 && s[at] < 0x7f));
		/* U+0080 to U+009F */
		require(length != 2 || s[at] != 0xc2 || s[at + 1] > 0x9f);
	}
}
