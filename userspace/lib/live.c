// SPDX-License-Identifier: GPL-2.0
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "files.h"
#include "reader.h"

struct gn_live {
	char capture[PATH_MAX]; /* the capture folder in debugfs */
	const char *root;
	char pci[GN_PCI_STRLEN];
	int frames;	  /* capture/frames */
	int wakeup;	  /* eventfd: gn_live_stop() ends a poll() */
	bool switched_on; /* we did, so we switch off */
	bool draining;
	struct gn_source *source;
};

static void switch_off(struct gn_live *live)
{
	if (live->switched_on)
		gn_file_write_u64(0, "%s/enabled", live->capture);
	live->switched_on = false;
}

/*
 * Whole blocks as the driver has them. Once stopped, what is left comes out
 * and then the end: of itself when we switched the capture off, else when
 * there is nothing to read just now.
 */
static ssize_t read_live(void *arg, void *buffer, size_t size)
{
	struct gn_live *live = arg;
	struct pollfd waits[] = {
		{ .fd = live->frames, .events = POLLIN },
		{ .fd = live->wakeup, .events = POLLIN },
	};

	for (;;) {
		ssize_t count;

		if (live->source->stopped && !live->draining) {
			live->draining = true;
			switch_off(live);
		}
		count = read(live->frames, buffer, size);
		if (count >= 0)
			return count;
		if (errno == EIO) {
			gn_reader_fail(live->source, GN_END,
				       "the NIC went away; its capture ends here");
			return 0;
		}
		if (errno != EAGAIN && errno != EINTR)
			return -1;
		if (errno == EAGAIN && live->draining)
			return 0;
		if (errno == EAGAIN && poll(waits, 2, -1) < 0 && errno != EINTR)
			return -1;
	}
}

static int open_frames(const char *name, const char *capture)
{
	char path[PATH_MAX + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/frames", capture);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == EBUSY)
		fprintf(stderr,
			"glassnic: %s: another program is reading this capture; there can be one\n",
			name);
	else
		fprintf(stderr, "glassnic: %s: %s\n", path, strerror(errno));
	return -1;
}

/* A source over the NIC's frames; NULL after a sentence. */
static struct gn_source *open_nic(const char *root, const char *name, const struct gn_nic *nic,
				  struct gn_live **live_out)
{
	struct gn_live *live = calloc(1, sizeof(*live));

	*live_out = live;
	if (!live)
		goto no_memory;
	live->root = root;
	memcpy(live->pci, nic->pci, sizeof(live->pci));
	snprintf(live->capture, sizeof(live->capture), "%s/kernel/debug/glassnic/%s/capture", root,
		 nic->pci);
	live->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	live->frames = open_frames(name, live->capture);
	if (live->frames < 0)
		goto close_live;
	live->source = gn_reader_new(name, live->frames, read_live, live);
	if (!live->source)
		goto no_memory;
	live->source->live = live;
	live->source->next = gn_pcapng_next;
	return live->source;

no_memory:
	fprintf(stderr, "glassnic: %s: %s\n", name, strerror(ENOMEM));
close_live:
	if (live)
		gn_live_close(live);
	return NULL;
}

/* The capture is switched on after it was opened: nobody can come in between. */
static int switch_on(struct gn_live *live, unsigned int snaplen)
{
	uint64_t enabled;

	if (gn_file_u64(&enabled, "%s/enabled", live->capture))
		return -1;
	if (enabled) {
		fprintf(stderr, "glassnic: %s: the capture was running already, so it stays on\n",
			live->pci);
		return 0;
	}
	if (gn_file_write_u64(snaplen, "%s/snaplen", live->capture) ||
	    gn_file_write_u64(1, "%s/enabled", live->capture))
		return -1;
	live->switched_on = true;
	return 0;
}

struct gn_source *gn_live_open(const char *root, const char *name, unsigned int snaplen,
			       enum gn_status *status)
{
	char why[GN_ABSENCE_SIZE];
	struct gn_source *source;
	struct gn_live *live;
	struct gn_nic nic;

	*status = GN_FAILED;
	if (gn_nic_find(root, name, &nic)) {
		fprintf(stderr,
			"glassnic: there is no PCI NIC called '%s' here; 'glassnic nic list' shows them\n",
			name);
		return NULL;
	}
	if (!nic.captures) {
		fprintf(stderr, "glassnic: %s\n", gn_nic_absence(root, name, &nic, "capture", why));
		return NULL;
	}
	source = open_nic(root, name, &nic, &live);
	if (!source)
		return NULL;
	if (switch_on(live, snaplen)) {
		fprintf(stderr, "glassnic: %s: cannot start the capture: %s\n", name,
			strerror(errno));
		gn_source_close(source);
		return NULL;
	}
	*status = GN_OK;
	return source;
}

struct gn_source *gn_source_open_live(const char *nic, enum gn_status *status)
{
	return gn_live_open(GN_SYSFS, nic, GN_SNAPLEN_MAX, status);
}

int gn_live_stats(const struct gn_source *source, struct gn_capture_stats *stats)
{
	return gn_nic_capture_stats(source->live->root, source->live->pci, stats);
}

const char *gn_live_pci(const struct gn_source *source)
{
	return source->live->pci;
}

void gn_live_stop(struct gn_live *live)
{
	uint64_t one = 1;
	ssize_t written = write(live->wakeup, &one, sizeof(one));

	/* Full means that it was woken already. */
	(void)written;
}

void gn_live_close(struct gn_live *live)
{
	switch_off(live);
	if (live->frames >= 0)
		close(live->frames);
	if (live->wakeup >= 0)
		close(live->wakeup);
	free(live);
}
