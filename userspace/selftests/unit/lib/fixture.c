// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"

#include <ctype.h>
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "../../../../driver/records.h"

/* A growing file in the byte order that was asked for. */
struct builder {
	struct fixture *fixture;
	enum fixture_format format;
	bool big;
	size_t block; /* where the block that is being written began */
	const char *path;
	unsigned int line;
};

struct statement {
	char *words[24];
	size_t count;
	uint8_t body[70000];
	size_t size;
};

static void put(struct builder *b, const void *bytes, size_t size)
{
	struct fixture *f = b->fixture;

	f->bytes = realloc(f->bytes, f->size + size + 1);
	if (!f->bytes)
		err(1, "fixture");
	if (size)
		memcpy(f->bytes + f->size, bytes, size);
	f->size += size;
}

static void put_number(struct builder *b, uint64_t value, size_t size)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[b->big ? size - 1 - i : i] = value >> 8 * i;
	put(b, bytes, size);
}

static void put_padded(struct builder *b, const void *bytes, size_t size)
{
	put(b, bytes, size);
	put(b, "\0\0\0", -size & 3);
}

static void put_option(struct builder *b, uint16_t code, const void *value, size_t size)
{
	put_number(b, code, 2);
	put_number(b, size, 2);
	put_padded(b, value, size);
}

static void put_number_option(struct builder *b, uint16_t code, uint64_t value, size_t size)
{
	put_number(b, code, 2);
	put_number(b, size, 2);
	put_number(b, value, size);
	put(b, "\0\0\0", -size & 3);
}

static void open_block(struct builder *b, uint32_t type)
{
	b->block = b->fixture->size;
	put_number(b, type, 4);
	put_number(b, 0, 4);
}

static void close_block(struct builder *b)
{
	size_t end = b->fixture->size, size = end + 4 - b->block;

	put_number(b, size, 4);
	/* The same number again at the front. */
	memcpy(b->fixture->bytes + b->block + 4, b->fixture->bytes + end, 4);
}

static const char *find_value(const struct statement *s, const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 1; i < s->count; i++)
		if (!strncmp(s->words[i], key, length) && s->words[i][length] == '=')
			return s->words[i] + length + 1;
	return NULL;
}

static uint64_t number_of(const struct statement *s, const char *key, uint64_t otherwise)
{
	const char *value = find_value(s, key);

	return value ? strtoull(value, NULL, 0) : otherwise;
}

/* "1700000000.000001500" in nanoseconds. */
static uint64_t time_of(const struct statement *s)
{
	char digits[10] = "000000000";
	const char *point = strchr(s->words[1], '.');

	for (size_t i = 0; point && i < 9 && point[1 + i]; i++)
		digits[i] = point[1 + i];
	return strtoull(s->words[1], NULL, 10) * 1000000000 + strtoull(digits, NULL, 10);
}

static void put_section(struct builder *b)
{
	open_block(b, 0x0a0d0d0a);
	put_number(b, 0x1a2b3c4d, 4);
	put_number(b, 1, 2);
	put_number(b, 0, 2);
	put_number(b, UINT64_MAX, 8);
	put_option(b, 4, "mkcap", 5);
	put_option(b, 0, NULL, 0);
	close_block(b);
}

static void put_interface(struct builder *b, const struct statement *s)
{
	const char *name = find_value(s, "name"), *mac = find_value(s, "mac");
	uint8_t bytes[6];

	open_block(b, 1);
	put_number(b, strtoul(s->words[1], NULL, 0), 2);
	put_number(b, 0, 2);
	put_number(b, number_of(s, "snaplen", 262144), 4);
	if (name)
		put_option(b, 2, name, strlen(name));
	if (mac && sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &bytes[0], &bytes[1], &bytes[2],
			  &bytes[3], &bytes[4], &bytes[5]) == 6)
		put_option(b, 6, bytes, 6);
	if (find_value(s, "speed"))
		put_number_option(b, 8, number_of(s, "speed", 0), 8);
	put_number_option(b, 9, number_of(s, "tsresol", 9), 1);
	if (find_value(s, "fcslen"))
		put_number_option(b, 13, number_of(s, "fcslen", 0), 1);
	if (find_value(s, "tsoffset"))
		put_number_option(b, 14, number_of(s, "tsoffset", 0), 8);
	put_option(b, 0, NULL, 0);
	close_block(b);
}

/* Little-endian in either byte order, as records.h says. */
static void put_driver(struct builder *b, const char *value)
{
	struct gnic_epb_info info = {
		.magic = GNIC_EPB_MAGIC,
		.version = GNIC_EPB_VERSION,
		.length = sizeof(info),
	};
	uint16_t desc, descs, gso_size, gso_segs;
	uint64_t mono, irq, poll;
	uint8_t csum;

	if (sscanf(value, "%hu,%hu,%hu,%hu,%hhu,%" SCNu64 ",%" SCNu64 ",%" SCNu64, &desc, &descs,
		   &gso_size, &gso_segs, &csum, &mono, &irq, &poll) != 8)
		errx(1, "%s:%u: driver=%s", b->path, b->line, value);
	info.desc = desc;
	info.descs = descs;
	info.gso_size = gso_size;
	info.gso_segs = gso_segs;
	info.csum = csum;
	info.mono_ns = mono;
	info.irq_ns = irq;
	info.poll_ns = poll;
	put_option(b, GNIC_EPB_OPTION, &info, sizeof(info));
}

static void put_frame_options(struct builder *b, const struct statement *s)
{
	const char *driver = find_value(s, "driver"), *comment = find_value(s, "comment");

	if (find_value(s, "flags"))
		put_number_option(b, 2, number_of(s, "flags", 0), 4);
	if (find_value(s, "id"))
		put_number_option(b, 5, number_of(s, "id", 0), 8);
	if (find_value(s, "drops"))
		put_number_option(b, 4, number_of(s, "drops", 0), 8);
	if (driver)
		put_driver(b, driver);
	if (comment) {
		char *text = strdup(comment);

		for (char *c = text; *c; c++)
			*c = *c == '~' ? ' ' : *c;
		put_option(b, 1, text, strlen(text));
		free(text);
	}
	put_option(b, 0, NULL, 0);
}

static void put_frame(struct builder *b, const struct statement *s)
{
	uint64_t time = time_of(s), interface = number_of(s, "interface", 0);
	bool old = !strcmp(s->words[0], "old");

	open_block(b, old ? 2 : 6);
	if (old) {
		put_number(b, interface, 2);
		put_number(b, number_of(s, "drops", 0xffff), 2);
	} else {
		put_number(b, interface, 4);
	}
	put_number(b, time >> 32, 4);
	put_number(b, time, 4);
	put_number(b, s->size, 4);
	put_number(b, number_of(s, "len", s->size), 4);
	put_padded(b, s->body, s->size);
	if (!old || find_value(s, "flags"))
		put_frame_options(b, s);
	close_block(b);
}

static void put_simple(struct builder *b, const struct statement *s)
{
	open_block(b, 3);
	put_number(b, number_of(s, "len", s->size), 4);
	put_padded(b, s->body, s->size);
	close_block(b);
}

static void put_pcap_header(struct builder *b)
{
	put_number(b, b->format == FIXTURE_PCAP ? 0xa1b2c3d4 : 0xa1b23c4d, 4);
	put_number(b, 2, 2);
	put_number(b, 4, 2);
	put_number(b, 0, 8);
	put_number(b, 262144, 4);
	put_number(b, 1, 4);
}

static void put_record(struct builder *b, const struct statement *s)
{
	uint64_t time = time_of(s);

	put_number(b, time / 1000000000, 4);
	put_number(b, time % 1000000000 / (b->format == FIXTURE_PCAP ? 1000 : 1), 4);
	put_number(b, s->size, 4);
	put_number(b, number_of(s, "len", s->size), 4);
	put(b, s->body, s->size);
}

static void put_statement(struct builder *b, const struct statement *s)
{
	struct fixture *f = b->fixture;
	const char *what = s->count ? s->words[0] : "";
	bool is_frame = !strcmp(what, "frame") || !strcmp(what, "old") || !strcmp(what, "simple");

	if (!s->count)
		return;
	if (b->format != FIXTURE_PCAPNG) {
		/* pcap has frames and nothing else. */
		if (!strcmp(what, "frame"))
			put_record(b, s);
		else if (strcmp(what, "interface"))
			errx(1, "%s: '%s' has no place in a pcap file", b->path, what);
	} else if (!strcmp(what, "section")) {
		put_section(b);
	} else if (!strcmp(what, "interface")) {
		put_interface(b, s);
	} else if (!strcmp(what, "frame") || !strcmp(what, "old")) {
		put_frame(b, s);
	} else if (!strcmp(what, "simple")) {
		put_simple(b, s);
	} else if (!strcmp(what, "block")) {
		open_block(b, strtoul(s->words[1], NULL, 0));
		put_padded(b, s->body, s->size);
		close_block(b);
	} else {
		errx(1, "%s:%u: what is '%s'?", b->path, b->line, what);
	}
	if (!is_frame)
		return;
	f->frame_ends = realloc(f->frame_ends, (f->frames + 1) * sizeof(*f->frame_ends));
	if (!f->frame_ends)
		err(1, "fixture");
	f->frame_ends[f->frames++] = f->size;
}

/* Hex digits, in any grouping. */
static void add_body(struct builder *b, struct statement *s, const char *line)
{
	unsigned int byte;

	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (!*line)
			return;
		if (sscanf(line, "%2x", &byte) != 1 || s->size == sizeof(s->body))
			errx(1, "%s:%u: not hex: %s", b->path, b->line, line);
		s->body[s->size++] = byte;
		line += 2;
	}
}

static void start_statement(struct statement *s, char *line)
{
	char *next;

	s->count = s->size = 0;
	for (char *word = strtok_r(line, " \t\n", &next); word && s->count < 24;
	     word = strtok_r(NULL, " \t\n", &next))
		s->words[s->count++] = strdup(word);
}

static void end_statement(struct builder *b, struct statement *s)
{
	put_statement(b, s);
	for (size_t i = 0; i < s->count; i++)
		free(s->words[i]);
	s->count = s->size = 0;
}

void fixture_build(struct fixture *fixture, const char *path, enum fixture_format format,
		   bool big_endian)
{
	struct builder b = {
		.fixture = fixture, .format = format, .big = big_endian, .path = path
	};
	struct statement *s = calloc(1, sizeof(*s));
	FILE *file = fopen(path, "re");
	char line[1024];

	if (!file || !s)
		err(1, "%s", path);
	memset(fixture, 0, sizeof(*fixture));
	if (format == FIXTURE_PCAPNG)
		put_section(&b);
	else
		put_pcap_header(&b);
	while (fgets(line, sizeof(line), file)) {
		bool body = isspace((unsigned char)*line);

		line[strcspn(line, "#\n")] = 0;
		if (body) {
			add_body(&b, s, line);
		} else if (*line) {
			end_statement(&b, s);
			start_statement(s, line);
		}
		b.line++;
	}
	end_statement(&b, s);
	free(s);
	fclose(file);
}

void fixture_free(struct fixture *fixture)
{
	free(fixture->bytes);
	free(fixture->frame_ends);
}

const char *fixture_path(const char *name)
{
	static char path[4096];
	const char *unit = getenv("UNIT");

	snprintf(path, sizeof(path), "%s/data/%s", unit ? unit : "selftests/unit", name);
	return path;
}

int fixture_fd(const void *bytes, size_t size)
{
	int fd = memfd_create("fixture", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		err(1, "fixture");
	return fd;
}

uint8_t *fixture_gzip(const void *bytes, size_t size, size_t *compressed)
{
	z_stream z = { 0 };
	uint8_t *out = malloc(size + 1000);

	if (!out || deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		errx(1, "fixture: no memory");
	z.next_in = (uint8_t *)bytes;
	z.avail_in = size;
	z.next_out = out;
	z.avail_out = size + 1000;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		errx(1, "fixture: it does not compress");
	*compressed = z.total_out;
	deflateEnd(&z);
	return out;
}
