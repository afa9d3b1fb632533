/* SPDX-License-Identifier: GPL-2.0 */
/* One-line files of sysfs and debugfs; the path is a format. */
#ifndef GN_FILES_H
#define GN_FILES_H

#include <stddef.h>
#include <stdint.h>

/* The first line without its newline. Returns 0, or -1 with errno. */
int gn_file_line(char *line, size_t size, const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/* A number, decimal or 0x hex. Returns 0, or -1 with errno (EINVAL: not a number). */
int gn_file_u64(uint64_t *value, const char *path, ...) __attribute__((format(printf, 2, 3)));

/* Write a decimal number. Returns 0, or -1 with errno. */
int gn_file_write_u64(uint64_t value, const char *path, ...) __attribute__((format(printf, 2, 3)));

#endif
