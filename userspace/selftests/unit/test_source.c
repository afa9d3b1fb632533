// SPDX-License-Identifier: GPL-2.0
/* pcap and pcapng in every byte order, whole, torn at each byte and damaged. */
#include <endian.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "fixture.h"
#include "source.h"
#include "tap.h"

static const struct {
	enum fixture_format format;
	bool big;
} kinds[] = {
	{ FIXTURE_PCAPNG, false }, { FIXTURE_PCAPNG, true },   { FIXTURE_PCAP, false },
	{ FIXTURE_PCAP, true },	   { FIXTURE_PCAP_NS, false }, { FIXTURE_PCAP_NS, true },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* The source's sentences go where nobody reads them, but for the tests that do. */
static FILE *said;

static struct gn_source *open_bytes(const void *bytes, size_t size, enum gn_status *status)
{
	int fd = fixture_fd(bytes, size), saved = dup(STDERR_FILENO);
	struct gn_source *source;
	char path[40];

	rewind(said);
	assert_int_equal(ftruncate(fileno(said), 0), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	dup2(fileno(said), STDERR_FILENO);
	source = gn_source_open_file(path, status);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	return source;
}

/* Read on to the end: how many packets, and how it ended. */
static size_t read_all(struct gn_source *source, enum gn_status *status)
{
	struct gn_packet packet;
	size_t count = 0;
	uint8_t sum = 0;

	while ((*status = gn_source_next(source, &packet)) == GN_OK) {
		/* Every byte that was promised is there: ASan would object. */
		for (size_t i = 0; i < packet.caplen; i++)
			sum += packet.data[i];
		assert_true(packet.len >= packet.caplen);
		assert_non_null(packet.interface);
		count++;
	}
	assert_int_equal(*status == GN_END, !*gn_source_error(source));
	return count + 0 * sum;
}

static void expect_refused(const void *bytes, size_t size, const char *why)
{
	enum gn_status status = GN_OK;
	char sentence[400];
	size_t length;

	assert_null(open_bytes(bytes, size, &status));
	assert_int_equal(status, GN_MALFORMED);
	rewind(said);
	length = fread(sentence, 1, sizeof(sentence) - 1, said);
	sentence[length] = 0;
	if (!strstr(sentence, why))
		fail_msg("'%s' is not in '%s'", why, sentence);
	assert_ptr_equal(strchr(sentence, '\n'), sentence + length - 1);
}

/* After @count good packets @bytes end in GN_MALFORMED and a sentence with @why. */
static void expect_malformed(const void *bytes, size_t size, size_t count, const char *why)
{
	enum gn_status status;
	struct gn_source *source = open_bytes(bytes, size, &status);

	assert_non_null(source);
	assert_int_equal(read_all(source, &status), count);
	assert_int_equal(status, GN_MALFORMED);
	if (!strstr(gn_source_error(source), why))
		fail_msg("'%s' is not in '%s'", why, gn_source_error(source));
	gn_source_close(source);
}

static void every_format_says_the_same(void **state)
{
	(void)state;
	for (size_t k = 0; k < KINDS; k++) {
		struct gn_source *source;
		struct gn_packet packet;
		struct fixture fixture;
		enum gn_status status;
		int64_t last = 0;

		fixture_build(&fixture, fixture_path("http.txt"), kinds[k].format, kinds[k].big);
		source = open_bytes(fixture.bytes, fixture.size, &status);
		assert_non_null(source);
		for (uint64_t number = 1; number <= 12; number++) {
			assert_int_equal(gn_source_next(source, &packet), GN_OK);
			assert_int_equal(packet.number, number);
			assert_int_equal(packet.interface->linktype, 1);
			assert_int_equal(packet.fcs_len, 0);
			assert_int_equal(packet.len, packet.caplen);
			assert_true(packet.time_ns > last);
			last = packet.time_ns;
		}
		assert_int_equal(last, 1700000000001940000);
		assert_int_equal(packet.caplen, 66);
		assert_memory_equal(packet.data, "\x52\x54\x00\x12\x34\x01", 6);
		assert_int_equal(gn_source_next(source, &packet), GN_END);
		assert_int_equal(gn_source_next(source, &packet), GN_END);
		gn_source_close(source);
		fixture_free(&fixture);
	}
}

static void pcapng_says_more(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct gn_source *source;
		struct gn_packet packet;
		struct fixture fixture;
		enum gn_status status;

		fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, big);
		source = open_bytes(fixture.bytes, fixture.size, &status);
		for (int i = 0; i < 3; i++)
			assert_int_equal(gn_source_next(source, &packet), GN_OK);
		assert_string_equal(packet.interface->name, "eth0");
		assert_true(packet.interface->has_mac);
		assert_memory_equal(packet.interface->mac, "\x52\x54\x00\x12\x34\x01", 6);
		assert_int_equal(packet.interface->speed, 1000000000);
		assert_int_equal(packet.interface->snaplen, 262144);
		assert_int_equal(packet.direction, GN_DIR_OUT);
		assert_int_equal(packet.flags, 0x202);
		assert_true(packet.has_id);
		assert_int_equal(packet.id, 1);
		assert_non_null(packet.driver);
		assert_int_equal(le16toh(packet.driver->desc), 1);
		assert_int_equal(packet.driver->csum, GNIC_CSUM_PARTIAL);
		assert_int_equal(le64toh(packet.driver->mono_ns), 10000050000);

		assert_int_equal(gn_source_next(source, &packet), GN_OK);
		assert_int_equal(packet.direction, GN_DIR_IN);
		assert_int_equal(packet.id, GNIC_ID_RX | 1);
		assert_int_equal(le64toh(packet.driver->irq_ns), 10000191000);
		gn_source_close(source);
		fixture_free(&fixture);
	}
}

static void numbers_are_tsharks(void **state)
{
	static const struct {
		uint64_t number;
		int64_t time_ns;
		const char *name;
		size_t caplen, len;
	} want[] = {
		{ 1, 1700000000500000000, "eth0", 16, 16 },
		{ 3, 1700000001250000000, "eth0", 16, 16 },
		{ 7, 1700000002000000001, "eth0", 16, 16 },
		{ 8, 7000, "any", 18, 18 },
		{ 9, 1500000000, "eth1", 16, 16 },
		{ 10, 1700000003750000000, "eth2", 16, 16 },
		{ 11, 0, "eth2", 20, 64 },
	};

	(void)state;
	for (int big = 0; big < 2; big++) {
		struct gn_source *source;
		struct gn_packet packet;
		struct fixture fixture;
		enum gn_status status;

		fixture_build(&fixture, fixture_path("numbers.txt"), FIXTURE_PCAPNG, big);
		source = open_bytes(fixture.bytes, fixture.size, &status);
		for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
			assert_int_equal(gn_source_next(source, &packet), GN_OK);
			assert_int_equal(packet.number, want[i].number);
			assert_int_equal(packet.time_ns, want[i].time_ns);
			assert_string_equal(packet.interface->name, want[i].name);
			assert_int_equal(packet.caplen, want[i].caplen);
			assert_int_equal(packet.len, want[i].len);
		}
		assert_int_equal(packet.interface->index, 3);
		assert_int_equal(gn_source_next(source, &packet), GN_END);
		gn_source_close(source);
		fixture_free(&fixture);
	}
}

static bool is_boundary(const struct fixture *fixture, size_t cut)
{
	for (size_t i = 0; i < fixture->frames; i++)
		if (fixture->frame_ends[i] == cut)
			return true;
	return false;
}

/* Cut at each length: what is whole is delivered, and a cut inside a block is told. */
static void torn_at_each_byte(void **state)
{
	(void)state;
	for (size_t k = 0; k < KINDS; k++) {
		struct fixture fixture;

		fixture_build(&fixture, fixture_path("http.txt"), kinds[k].format, kinds[k].big);
		for (size_t cut = 0; cut < fixture.size; cut++) {
			enum gn_status status;
			struct gn_source *source = open_bytes(fixture.bytes, cut, &status);
			size_t whole = 0;

			while (whole < fixture.frames && fixture.frame_ends[whole] <= cut)
				whole++;
			if (!source) {
				assert_int_equal(status, GN_MALFORMED);
				assert_true(cut < 24);
				continue;
			}
			assert_int_equal(read_all(source, &status), whole);
			if (is_boundary(&fixture, cut))
				assert_int_equal(status, GN_END);
			else if (whole)
				assert_int_equal(status, GN_MALFORMED);
			gn_source_close(source);
		}
		fixture_free(&fixture);
	}
}

/* Any byte may be anything: it ends, and reads nothing it should not. */
static void damaged_at_each_byte(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

	(void)state;
	for (size_t k = 0; k < KINDS; k++) {
		struct fixture fixture;

		fixture_build(&fixture,
			      fixture_path(kinds[k].format == FIXTURE_PCAPNG ? "numbers.txt" :
									       "http.txt"),
			      kinds[k].format, kinds[k].big);
		for (size_t at = 0; at < fixture.size; at++) {
			for (size_t v = 0; v < sizeof(values); v++) {
				uint8_t saved = fixture.bytes[at];
				struct gn_source *source;
				enum gn_status status;

				fixture.bytes[at] = values[v];
				source = open_bytes(fixture.bytes, fixture.size, &status);
				if (source)
					read_all(source, &status);
				gn_source_close(source);
				fixture.bytes[at] = saved;
			}
		}
		fixture_free(&fixture);
	}
}

static void gzip_whole_and_torn(void **state)
{
	struct fixture fixture;
	enum gn_status status;
	struct gn_source *source;
	size_t size;
	uint8_t *gz, *two;

	(void)state;
	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	gz = fixture_gzip(fixture.bytes, fixture.size, &size);
	two = malloc(2 * size);
	memcpy(two, gz, size);
	memcpy(two + size, gz, size);
	source = open_bytes(two, 2 * size, &status);
	assert_int_equal(read_all(source, &status), 2 * fixture.frames);
	assert_int_equal(status, GN_END);
	gn_source_close(source);

	for (size_t cut = 2; cut < size; cut++) {
		source = open_bytes(gz, cut, &status);
		if (source) {
			read_all(source, &status);
			gn_source_close(source);
		}
		assert_int_equal(status, GN_MALFORMED);
	}
	/* Damaged data, and something else behind a whole member. */
	gz[size - 6] ^= 1;
	expect_malformed(gz, size, fixture.frames, "the gzip stream is damaged");
	gz[size - 6] ^= 1;
	memcpy(two + size, "not gzip", 8);
	expect_malformed(two, size + 8, fixture.frames, "the gzip stream is damaged");
	free(two);
	free(gz);
	fixture_free(&fixture);
}

static void foreign_files_are_refused(void **state)
{
	static const uint8_t kuznetzov[24] = { 0x34, 0xcd, 0xb2, 0xa1, 2, 0, 4 };
	static const uint8_t old_pcap[24] = { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 3 };
	static const uint8_t no_magic[12] = { 0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4 };
	struct gn_source *source;
	struct gn_packet packet;
	enum gn_status status;

	(void)state;
	expect_refused("", 0, "the file is empty");
	expect_refused("\x0a\x0d", 2, "the file ends inside the magic number");
	expect_refused("#!/bin/sh\necho\n", 15, "neither pcap nor pcapng");
	expect_refused(kuznetzov, 24, "Kuznetzov's modified pcap is not supported");
	expect_refused(old_pcap, 24, "pcap version 2.3 is not supported");
	expect_refused(old_pcap, 20, "the file ends inside the file header: 20 of 24 bytes");
	source = open_bytes(no_magic, 12, &status);
	assert_int_equal(gn_source_next(source, &packet), GN_MALFORMED);
	assert_non_null(strstr(gn_source_error(source),
			       "offset 8: section header block without the byte-order magic"));
	gn_source_close(source);
}

static void put_le32(uint8_t *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, 4);
}

/* The second frame's block of http.txt, of 60 bytes of frame, with one word made wrong. */
static void each_rule_has_its_sentence(void **state)
{
	static const struct {
		size_t at;
		uint32_t value;
		const char *why;
	} rules[] = {
		{ 4, 8, "enhanced packet block of 8 bytes is shorter than 12" },
		{ 4, 161, "enhanced packet block of 161 bytes is not a multiple of 4" },
		{ 4, 0x20000000,
		  "enhanced packet block of 536870912 bytes is larger than 268435456" },
		{ 4, 0x0c000000, "the file ends inside enhanced packet block" },
		{ 4, 164, "the two lengths of the enhanced packet block differ" },
		{ 8, 1, "enhanced packet block of interface 1, of which there are 1" },
		{ 20, 1000, "enhanced packet block is too short for its 1000 bytes of frame" },
		{ 20, 0xffffffff,
		  "enhanced packet block is too short for its 4294967295 bytes of frame" },
		{ 28 + 60, 0x03000002, "an option overruns its enhanced packet block" },
	};
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		uint8_t *copy = malloc(fixture.size);

		memcpy(copy, fixture.bytes, fixture.size);
		put_le32(copy + fixture.frame_ends[0] + rules[i].at, rules[i].value);
		expect_malformed(copy, fixture.size, 1, rules[i].why);
		free(copy);
	}
	fixture_free(&fixture);
}

static void a_comment_replaces_the_option(void **state)
{
	static const char text[] =
		"interface 1\n"
		"frame 1.0 comment=glassnic:~desc=12~descs=2~csum=partial~new=1~mono_ns=5\n"
		"\tffff ffff ffff 5254 0012 3401 88b5\n"
		"frame 2.0 comment=somebody~glassnic:~desc=12\n"
		"\tffff ffff ffff 5254 0012 3401 88b5\n";
	char path[] = "/tmp/fixtureXXXXXX";
	int fd = mkstemp(path);
	struct fixture fixture;
	struct gn_source *source;
	struct gn_packet packet;
	enum gn_status status;

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	fixture_build(&fixture, path, FIXTURE_PCAPNG, true);
	unlink(path);
	close(fd);
	source = open_bytes(fixture.bytes, fixture.size, &status);
	assert_int_equal(gn_source_next(source, &packet), GN_OK);
	assert_non_null(packet.driver);
	assert_int_equal(le16toh(packet.driver->desc), 12);
	assert_int_equal(le16toh(packet.driver->descs), 2);
	assert_int_equal(packet.driver->csum, GNIC_CSUM_PARTIAL);
	assert_int_equal(le64toh(packet.driver->mono_ns), 5);
	assert_int_equal(gn_source_next(source, &packet), GN_OK);
	assert_null(packet.driver);
	gn_source_close(source);
	fixture_free(&fixture);
}

static void files_that_cannot_be_read(void **state)
{
	enum gn_status status = GN_OK;
	int saved = dup(STDERR_FILENO);
	struct gn_source *folder;

	(void)state;
	dup2(fileno(said), STDERR_FILENO);
	assert_null(gn_source_open_file("/nonexistent", &status));
	assert_int_equal(status, GN_FAILED);
	status = GN_OK;
	folder = gn_source_open_file("/", &status);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_null(folder);
	assert_int_equal(status, GN_FAILED);
}

static struct gn_source *waiting;

static void stop_waiting(int signal)
{
	(void)signal;
	gn_source_stop(waiting);
}

/* A pipe whose writer pauses inside a block, and a signal meanwhile. */
static void a_wait_for_a_pipe_can_be_stopped(void **state)
{
	struct sigaction action = { .sa_handler = stop_waiting };
	struct itimerval soon = { .it_value.tv_usec = 50000 };
	struct gn_packet packet;
	struct fixture fixture;
	enum gn_status status;
	char path[40];
	int ends[2];

	(void)state;
	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], fixture.bytes, fixture.frame_ends[1] + 20),
			 fixture.frame_ends[1] + 20);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
	waiting = gn_source_open_file(path, &status);
	assert_non_null(waiting);
	assert_int_equal(gn_source_next(waiting, &packet), GN_OK);
	assert_int_equal(gn_source_next(waiting, &packet), GN_OK);

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	assert_int_equal(gn_source_next(waiting, &packet), GN_END);
	assert_string_equal(gn_source_error(waiting), "");
	gn_source_close(waiting);
	close(ends[0]);
	close(ends[1]);
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_says_the_same),
		cmocka_unit_test(pcapng_says_more),
		cmocka_unit_test(numbers_are_tsharks),
		cmocka_unit_test(torn_at_each_byte),
		cmocka_unit_test(damaged_at_each_byte),
		cmocka_unit_test(gzip_whole_and_torn),
		cmocka_unit_test(foreign_files_are_refused),
		cmocka_unit_test(each_rule_has_its_sentence),
		cmocka_unit_test(a_comment_replaces_the_option),
		cmocka_unit_test(files_that_cannot_be_read),
		cmocka_unit_test(a_wait_for_a_pipe_can_be_stopped),
	};

	said = tmpfile();
	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
