// SPDX-License-Identifier: GPL-2.0
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live.h"
#include "reader.h"

/* Asked again after a signal, whose handler may have stopped the source. */
static ssize_t read_fd(void *arg, void *buffer, size_t size)
{
	const struct gn_source *source = arg;

	return source->stopped ? 0 : read(source->fd, buffer, size);
}

struct gn_source *gn_reader_new(const char *name, int fd, gn_read_fn *read, void *arg)
{
	struct gn_source *source = calloc(1, sizeof(*source));

	if (!source)
		return NULL;
	source->fd = fd;
	source->name = strdup(name);
	if (source->name &&
	    !gn_input_open(&source->input, read ? read : read_fd, read ? arg : source))
		return source;
	free(source->name);
	free(source);
	return NULL;
}

static void describe(struct gn_source *source, const char *where, const char *fmt, va_list args)
{
	int used = snprintf(source->error, sizeof(source->error), "%.200s: %s", source->name,
			    where);

	vsnprintf(source->error + used, sizeof(source->error) - used, fmt, args);
}

enum gn_status gn_reader_malformed(struct gn_source *source, uint64_t offset, const char *fmt, ...)
{
	char where[40];
	va_list args;

	snprintf(where, sizeof(where), "offset %llu: ", (unsigned long long)offset);
	va_start(args, fmt);
	describe(source, where, fmt, args);
	va_end(args);
	return GN_MALFORMED;
}

enum gn_status gn_reader_fail(struct gn_source *source, enum gn_status status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	describe(source, "", fmt, args);
	va_end(args);
	return status;
}

enum gn_status gn_reader_short(struct gn_source *source, size_t got, size_t want, const char *what)
{
	uint64_t offset = source->input.offset;

	if (source->input.error)
		return gn_reader_fail(source, GN_FAILED, "%s", strerror(source->input.error));
	if (source->input.malformed)
		return gn_reader_malformed(source, offset + got, "%s", source->input.malformed);
	return gn_reader_malformed(source, offset, "the file ends inside %s: %zu of %zu bytes",
				   what, got, want);
}

struct gn_reader_interface *gn_reader_add_interface(struct gn_source *source)
{
	struct gn_reader_interface *interface = calloc(1, sizeof(*interface));
	uint32_t count = source->interface_count;

	/* Grown at every power of two. */
	if (interface && !(count & (count - 1))) {
		void *grown = realloc(source->interfaces,
				      2 * (count ? count : 1) * sizeof(*source->interfaces));

		if (!grown) {
			free(interface);
			return NULL;
		}
		source->interfaces = grown;
	}
	if (!interface)
		return NULL;
	interface->info.index = count;
	source->interfaces[source->interface_count++] = interface;
	return interface;
}

static enum gn_status find_format(struct gn_source *source)
{
	enum gn_status status;
	size_t got;

	if (gn_input_gunzip(&source->input))
		return gn_reader_fail(source, GN_FAILED, "%s", strerror(source->input.error));
	gn_input_peek(&source->input, 4, &got);
	if (!got && !source->input.error && !source->input.malformed)
		return gn_reader_malformed(source, 0, "the file is empty");
	if (got < 4)
		return gn_reader_short(source, got, 4, "the magic number");
	status = gn_pcapng_open(source);
	if (status == GN_END)
		status = gn_pcap_open(source);
	if (status == GN_END)
		status = gn_reader_malformed(source, 0, "neither pcap nor pcapng");
	return status;
}

struct gn_source *gn_source_open_file(const char *path, enum gn_status *status)
{
	bool standard_input = !strcmp(path, "-");
	const char *name = standard_input ? "standard input" : path;
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct gn_source *source;

	*status = GN_FAILED;
	if (fd < 0) {
		fprintf(stderr, "glassnic: %s: %s\n", name, strerror(errno));
		return NULL;
	}
	source = gn_reader_new(name, fd, NULL, NULL);
	if (!source) {
		fprintf(stderr, "glassnic: %s: %s\n", name, strerror(ENOMEM));
		if (!standard_input)
			close(fd);
		return NULL;
	}
	*status = find_format(source);
	if (*status == GN_OK)
		return source;
	fprintf(stderr, "glassnic: %s\n", source->error);
	gn_source_close(source);
	return NULL;
}

enum gn_status gn_source_next(struct gn_source *source, struct gn_packet *packet)
{
	if (source->status == GN_OK && source->stopped && !source->live)
		source->status = GN_END;
	if (source->status == GN_OK)
		source->status = source->next(source, packet);
	/* Stopped while it waited: that the rest of a block is missing is nobody's fault. */
	if (source->status == GN_MALFORMED && source->stopped && !source->live) {
		source->status = GN_END;
		*source->error = 0;
	}
	return source->status;
}

size_t gn_source_pending(const struct gn_source *source)
{
	return source->input.end - source->input.start;
}

void gn_source_tap(struct gn_source *source, gn_tap_fn *tap, void *arg)
{
	source->tap = tap;
	source->tap_arg = arg;
}

const char *gn_source_error(const struct gn_source *source)
{
	return source->error;
}

bool gn_source_size(const struct gn_source *source, uint64_t *size)
{
	struct stat stat;

	if (source->live || fstat(source->fd, &stat) || !S_ISREG(stat.st_mode))
		return false;
	*size = stat.st_size;
	return true;
}

uint64_t gn_source_read(const struct gn_source *source)
{
	off_t at = lseek(source->fd, 0, SEEK_CUR);

	return at < 0 ? 0 : at;
}

void gn_source_stop(struct gn_source *source)
{
	source->stopped = true;
	if (source->live)
		gn_live_stop(source->live);
}

void gn_source_close(struct gn_source *source)
{
	if (!source)
		return;
	if (source->live)
		gn_live_close(source->live);
	for (uint32_t i = 0; i < source->interface_count; i++)
		free(source->interfaces[i]);
	free(source->interfaces);
	gn_input_close(&source->input);
	if (!source->live && source->fd != STDIN_FILENO)
		close(source->fd);
	free(source->name);
	free(source);
}
