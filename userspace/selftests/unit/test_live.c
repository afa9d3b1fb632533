// SPDX-License-Identifier: GPL-2.0
/*
 * NICs and their captures in a sysfs of our own: real folders and links, with
 * capture/frames a plain file or a pipe.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "fixture.h"
#include "live.h"
#include "nic.h"
#include "tap.h"

static char root[] = "/tmp/glassnic-sysXXXXXX";

static void make(const char *path, const char *content)
{
	char name[PATH_MAX], parents[PATH_MAX];
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", root, path);
	strcpy(parents, name);
	for (char *slash = parents + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(parents, 0700);
		*slash = '/';
	}
	file = fopen(name, "we");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static void make_link(const char *path, const char *target)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s/%s", root, path);
	assert_int_equal(symlink(target, name), 0);
}

static void make_nic(const char *pci, const char *device, const char *subvendor, const char *driver,
		     const char *netdev, const char *carrier)
{
	char path[200], target[200];

	snprintf(path, sizeof(path), "bus/pci/devices/%s/vendor", pci);
	make(path, "0x8086\n");
	snprintf(path, sizeof(path), "bus/pci/devices/%s/device", pci);
	make(path, device);
	snprintf(path, sizeof(path), "bus/pci/devices/%s/subsystem_vendor", pci);
	make(path, subvendor);
	snprintf(path, sizeof(path), "bus/pci/devices/%s/subsystem_device", pci);
	make(path, "0x1100\n");
	if (driver) {
		snprintf(path, sizeof(path), "bus/pci/devices/%s/driver", pci);
		snprintf(target, sizeof(target), "../../../bus/pci/drivers/%s", driver);
		make_link(path, target);
	}
	if (!netdev)
		return;
	snprintf(path, sizeof(path), "bus/pci/devices/%s/net/%s/address", pci, netdev);
	make(path, "52:54:00:12:34:01\n");
	snprintf(path, sizeof(path), "bus/pci/devices/%s/net/%s/flags", pci, netdev);
	make(path, carrier ? "0x1003\n" : "0x1002\n");
	if (carrier) {
		snprintf(path, sizeof(path), "bus/pci/devices/%s/net/%s/carrier", pci, netdev);
		make(path, carrier);
	}
	snprintf(path, sizeof(path), "class/net/%s/x", netdev);
	make(path, "");
	snprintf(path, sizeof(path), "class/net/%s/device", netdev);
	snprintf(target, sizeof(target), "../../../%s", pci);
	make_link(path, target);
}

#define CAPTURE "kernel/debug/glassnic/0000:00:05.0/capture/"

static int make_sysfs(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	make_nic("0000:00:03.0", "0x100e\n", "0x1af4\n", "e1000", "eth0", "1\n");
	make_nic("0000:00:04.0", "0x100f\n", "0x1af4\n", NULL, NULL, NULL);
	make_nic("0000:00:05.0", "0x100c\n", "0x1af4\n", "glassnic", "eth1", NULL);
	make_nic("0000:00:06.0", "0x100e\n", "0x8086\n", "glassnic", "eth2", "0\n");
	make_nic("0000:00:07.0", "0x1533\n", "0x8086\n", "igb", "eth3", "1\n");
	make("class/net/lo/flags", "0x9\n");
	make(CAPTURE "enabled", "0\n");
	make(CAPTURE "snaplen", "128\n");
	make(CAPTURE "buffer", "4194304\n");
	make(CAPTURE "stats",
	     "captured 12\nfiltered 0\ndropped 3\nskipped 1\nbytes 3456\nfuture 9\n");
	return 0;
}

static int remove_sysfs(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void nics_are_listed(void **state)
{
	struct gn_nic *nics;

	(void)state;
	assert_int_equal(gn_nic_list(root, &nics), 4);
	assert_string_equal(nics[0].pci, "0000:00:03.0");
	assert_string_equal(gn_nic_model(&nics[0]), "82540EM");
	assert_string_equal(nics[0].driver, "e1000");
	assert_string_equal(nics[0].netdev, "eth0");
	assert_true(nics[0].has_mac && nics[0].up && gn_nic_emulated(&nics[0]));
	assert_memory_equal(nics[0].mac, "\x52\x54\x00\x12\x34\x01", 6);
	assert_int_equal(nics[0].carrier, 1);
	assert_false(nics[0].captures);

	assert_string_equal(gn_nic_model(&nics[1]), "82545EM");
	assert_string_equal(nics[1].driver, "");
	assert_string_equal(nics[1].netdev, "");
	assert_int_equal(nics[1].carrier, -1);

	assert_string_equal(gn_nic_model(&nics[2]), "82544GC");
	assert_false(nics[2].up);
	assert_int_equal(nics[2].carrier, -1);
	assert_true(nics[2].captures && !nics[2].enabled);
	assert_int_equal(nics[2].snaplen, 128);
	assert_int_equal(nics[2].buffer, 4194304);
	assert_int_equal(nics[2].stats.captured, 12);
	assert_int_equal(nics[2].stats.dropped, 3);
	assert_int_equal(nics[2].stats.skipped, 1);
	assert_int_equal(nics[2].stats.bytes, 3456);

	assert_false(gn_nic_emulated(&nics[3]));
	assert_int_equal(nics[3].carrier, 0);
	free(nics);
	assert_int_equal(gn_nic_list("/nonexistent", &nics), -1);
	assert_int_equal(errno, ENOENT);
}

static void nics_are_found(void **state)
{
	static const char *const names[] = { "eth1", "0000:00:05.0", "00:05.0" };
	static const char *const nobody[] = {
		"", "eth9", "lo", "..", "../eth1", "00:09.0", "00:05.0x"
	};
	struct gn_nic nic;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(gn_nic_find(root, names[i], &nic), 0);
		assert_string_equal(nic.pci, "0000:00:05.0");
	}
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++)
		assert_int_equal(gn_nic_find(root, nobody[i], &nic), -1);
}

/* gn_live_open() of @nic fails with one sentence that holds @why. */
static void expect_refused(const char *nic, const char *why)
{
	enum gn_status status = GN_OK;
	int saved = dup(STDERR_FILENO), ends[2];
	char sentence[500];
	ssize_t length;

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	assert_null(gn_live_open(root, nic, 1000, &status));
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	length = read(ends[0], sentence, sizeof(sentence) - 1);
	close(ends[0]);
	assert_true(length > 0);
	sentence[length] = 0;
	assert_int_equal(status, GN_FAILED);
	if (!strstr(sentence, why))
		fail_msg("'%s' is not in '%s'", why, sentence);
	assert_ptr_equal(strchr(sentence, '\n'), sentence + length - 1);
}

static void why_there_is_no_capture(void **state)
{
	(void)state;
	expect_refused("eth9", "there is no PCI NIC called 'eth9' here");
	expect_refused("eth0", "eth0 (0000:00:03.0) is driven by e1000, not by glassnic");
	expect_refused("00:04.0", "00:04.0 (0000:00:04.0) has no driver; is glassnic.ko loaded?");
	expect_refused("eth2", "debugfs is not mounted at");
	expect_refused("eth1", "capture/frames: No such file or directory");
}

static uint64_t enabled_now(void)
{
	uint64_t value = 99;

	gn_file_u64(&value, "%s/" CAPTURE "enabled", root);
	return value;
}

static void a_capture_is_switched_on_and_off(void **state)
{
	struct gn_capture_stats stats;
	struct gn_source *source;
	struct gn_packet packet;
	struct fixture fixture;
	enum gn_status status;
	uint64_t snaplen = 0;
	char path[PATH_MAX];
	FILE *file;

	(void)state;
	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	snprintf(path, sizeof(path), "%s/" CAPTURE "frames", root);
	file = fopen(path, "we");
	fwrite(fixture.bytes, 1, fixture.size, file);
	fclose(file);

	source = gn_live_open(root, "eth1", 1000, &status);
	assert_non_null(source);
	assert_int_equal(enabled_now(), 1);
	gn_file_u64(&snaplen, "%s/" CAPTURE "snaplen", root);
	assert_int_equal(snaplen, 1000);
	for (int i = 0; i < 12; i++)
		assert_int_equal(gn_source_next(source, &packet), GN_OK);
	assert_int_equal(packet.number, 12);
	assert_int_equal(gn_source_next(source, &packet), GN_END);
	assert_string_equal(gn_live_pci(source), "0000:00:05.0");
	assert_int_equal(gn_live_stats(source, &stats), 0);
	assert_int_equal(stats.dropped, 3);
	gn_source_close(source);
	assert_int_equal(enabled_now(), 0);

	/* One that ran already is left running, with its own snaplen. */
	gn_file_write_u64(1, "%s/" CAPTURE "enabled", root);
	source = gn_live_open(root, "eth1", 77, &status);
	assert_non_null(source);
	gn_source_close(source);
	assert_int_equal(enabled_now(), 1);
	gn_file_u64(&snaplen, "%s/" CAPTURE "snaplen", root);
	assert_int_equal(snaplen, 1000);
	gn_file_write_u64(0, "%s/" CAPTURE "enabled", root);
	unlink(path);
	fixture_free(&fixture);
}

struct trickle {
	struct gn_source *source;
	int pipe;
};

/* Frames trickle into the pipe, then somebody stops the source. */
static void *trickle(void *arg)
{
	struct trickle *trickle = arg;
	struct fixture fixture;
	size_t from = 0;

	fixture_build(&fixture, fixture_path("http.txt"), FIXTURE_PCAPNG, false);
	for (size_t i = 0; i < fixture.frames; i++) {
		size_t size = fixture.frame_ends[i] - from;

		if (write(trickle->pipe, fixture.bytes + from, size) != (ssize_t)size)
			break;
		from = fixture.frame_ends[i];
		usleep(2000);
	}
	/* The pipe stays open: only the stop can end the reader's wait. */
	usleep(50000);
	gn_source_stop(trickle->source);
	fixture_free(&fixture);
	return NULL;
}

static void a_waiting_reader_can_be_stopped(void **state)
{
	struct gn_packet packet;
	struct trickle trickler;
	enum gn_status status;
	char path[PATH_MAX];
	pthread_t thread;
	size_t count = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/" CAPTURE "frames", root);
	assert_int_equal(mkfifo(path, 0600), 0);
	trickler.source = gn_live_open(root, "00:05.0", 1000, &status);
	assert_non_null(trickler.source);
	trickler.pipe = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(trickler.pipe >= 0);
	assert_int_equal(pthread_create(&thread, NULL, trickle, &trickler), 0);
	while (gn_source_next(trickler.source, &packet) == GN_OK)
		count++;
	assert_int_equal(count, 12);
	assert_string_equal(gn_source_error(trickler.source), "");
	pthread_join(thread, NULL);
	assert_int_equal(enabled_now(), 0);
	gn_source_close(trickler.source);
	close(trickler.pipe);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nics_are_listed),
		cmocka_unit_test(nics_are_found),
		cmocka_unit_test(why_there_is_no_capture),
		cmocka_unit_test(a_capture_is_switched_on_and_off),
		cmocka_unit_test(a_waiting_reader_can_be_stopped),
	};

	return cmocka_run_group_tests_name("live", tests, make_sysfs, remove_sysfs);
}
