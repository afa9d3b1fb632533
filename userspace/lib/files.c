// SPDX-License-Identifier: GPL-2.0
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_line(char *line, size_t size, const char *path, va_list args)
{
	char name[PATH_MAX];
	ssize_t length;
	int fd, error;

	vsnprintf(name, sizeof(name), path, args);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = read(fd, line, size - 1);
	error = errno;
	close(fd);
	errno = error;
	if (length < 0)
		return -1;
	line[length] = 0;
	line[strcspn(line, "\n")] = 0;
	return 0;
}

int gn_file_line(char *line, size_t size, const char *path, ...)
{
	va_list args;
	int result;

	va_start(args, path);
	result = read_line(line, size, path, args);
	va_end(args);
	return result;
}

int gn_file_u64(uint64_t *value, const char *path, ...)
{
	char line[64], *end;
	va_list args;
	int result;

	va_start(args, path);
	result = read_line(line, sizeof(line), path, args);
	va_end(args);
	if (result)
		return result;
	*value = strtoull(line, &end, 0);
	if (end != line && !*end)
		return 0;
	errno = EINVAL;
	return -1;
}

int gn_file_write_u64(uint64_t value, const char *path, ...)
{
	char name[PATH_MAX], text[24];
	int fd, length, error;
	va_list args;
	ssize_t written;

	va_start(args, path);
	vsnprintf(name, sizeof(name), path, args);
	va_end(args);
	fd = open(name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = snprintf(text, sizeof(text), "%" PRIu64 "\n", value);
	written = write(fd, text, length);
	error = written < 0 ? errno : EIO;
	close(fd);
	errno = error;
	return written == length ? 0 : -1;
}
