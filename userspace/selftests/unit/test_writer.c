// SPDX-License-Identifier: GPL-2.0
/* A capture written on: nothing is lost, and the driver's option is there twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "source.h"
#include "tap.h"
#include "writer.h"

static struct gn_source *open_bytes(const void *bytes, size_t size)
{
	int fd = fixture_fd(bytes, size);
	struct gn_source *source;
	enum gn_status status;
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	source = gn_source_open_file(path, &status);
	close(fd);
	assert_non_null(source);
	return source;
}

/* @bytes through the writer; free what it returns. */
static char *rewrite(const void *bytes, size_t bytes_size, size_t *size, uint64_t *packets)
{
	struct gn_source *source = open_bytes(bytes, bytes_size);
	struct gn_writer writer;
	struct gn_packet packet;
	char *out;
	FILE *file = open_memstream(&out, size);

	gn_writer_init(&writer, file);
	gn_source_tap(source, gn_writer_block, &writer);
	while (gn_source_next(source, &packet) == GN_OK)
		;
	assert_int_equal(gn_writer_flush(&writer), 0);
	fclose(file);
	gn_source_close(source);
	assert_int_equal(writer.bytes, *size);
	if (packets)
		*packets = writer.packets;
	return out;
}

static void expect_same_packets(const void *a, size_t a_size, const void *b, size_t b_size)
{
	struct gn_source *left = open_bytes(a, a_size), *right = open_bytes(b, b_size);
	struct gn_packet l, r;

	for (;;) {
		enum gn_status status = gn_source_next(left, &l);

		assert_int_equal(gn_source_next(right, &r), status);
		if (status != GN_OK)
			break;
		assert_int_equal(l.number, r.number);
		assert_int_equal(l.time_ns, r.time_ns);
		assert_int_equal(l.caplen, r.caplen);
		assert_int_equal(l.len, r.len);
		assert_memory_equal(l.data, r.data, l.caplen);
		assert_int_equal(l.flags, r.flags);
		assert_int_equal(l.has_id, r.has_id);
		assert_int_equal(l.id, r.id);
		assert_int_equal(l.drops, r.drops);
		assert_string_equal(l.interface->name, r.interface->name);
		assert_int_equal(!l.driver, !r.driver);
		if (l.driver)
			assert_memory_equal(l.driver, r.driver, sizeof(*l.driver));
	}
	gn_source_close(left);
	gn_source_close(right);
}

/* Any option code but 0x8001, so that only the comment is left to tell. */
static size_t hide_driver_options(char *bytes, size_t size, bool big)
{
	size_t hidden = 0;

	for (size_t i = 0; i + 8 < size; i += 4) {
		if (memcmp(bytes + i + 4, "gnic", 4))
			continue;
		bytes[i] = big ? 0x80 : 0x02;
		bytes[i + 1] = big ? 0x02 : 0x80;
		hidden++;
	}
	return hidden;
}

static void nothing_is_lost(void **state)
{
	static const char *const names[] = { "http.txt", "mixed.txt", "numbers.txt" };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(names) / sizeof(names[0]); i++) {
		struct fixture fixture;
		uint64_t packets;
		size_t size, again;
		char *once, *twice;

		fixture_build(&fixture, fixture_path(names[i / 2]), FIXTURE_PCAPNG, i % 2);
		once = rewrite(fixture.bytes, fixture.size, &size, &packets);
		assert_int_equal(packets, fixture.frames);
		expect_same_packets(fixture.bytes, fixture.size, once, size);
		/* A file that has our comments does not get them a second time. */
		twice = rewrite(once, size, &again, NULL);
		assert_int_equal(again, size);
		assert_memory_equal(once, twice, size);
		free(once);
		free(twice);
		fixture_free(&fixture);
	}
}

static void the_comment_says_what_the_option_said(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct fixture fixture;
		size_t size;
		char *out;

		fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, big);
		out = rewrite(fixture.bytes, fixture.size, &size, NULL);
		assert_int_equal(hide_driver_options(out, size, big), 12);
		expect_same_packets(fixture.bytes, fixture.size, out, size);
		free(out);
		fixture_free(&fixture);
	}
}

static void other_files_pass_as_they_are(void **state)
{
	struct fixture fixture;
	size_t size;
	char *out;

	(void)state;
	fixture_build(&fixture, fixture_path("numbers.txt"), FIXTURE_PCAPNG, false);
	out = rewrite(fixture.bytes, fixture.size, &size, NULL);
	assert_int_equal(size, fixture.size);
	assert_memory_equal(out, fixture.bytes, size);
	free(out);
	fixture_free(&fixture);
}

static void a_full_disk_is_told(void **state)
{
	FILE *full = fopen("/dev/full", "we");
	struct gn_writer writer;
	struct gn_source *source;
	struct gn_packet packet;
	struct fixture fixture;

	(void)state;
	assert_non_null(full);
	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	source = open_bytes(fixture.bytes, fixture.size);
	gn_writer_init(&writer, full);
	gn_source_tap(source, gn_writer_block, &writer);
	while (gn_source_next(source, &packet) == GN_OK)
		;
	assert_int_equal(gn_writer_flush(&writer), -1);
	assert_string_equal(strerror(writer.error), "No space left on device");
	gn_source_close(source);
	fclose(full);
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(the_comment_says_what_the_option_said),
		cmocka_unit_test(other_files_pass_as_they_are),
		cmocka_unit_test(a_full_disk_is_told),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
