/* SPDX-License-Identifier: GPL-2.0 */
/* A running driver's capture/frames as a source; what source.h does not tell of it. */
#ifndef GN_LIVE_H
#define GN_LIVE_H

#include "nic.h"
#include "source.h"

/* The driver's largest, and its default. */
#define GN_SNAPLEN_MAX 262144

struct gn_live;

/**
 * gn_live_open() - gn_source_open_live() with everything said
 * @root: GN_SYSFS; tests have their own
 * @snaplen: bytes to keep of each frame, set unless the capture already runs
 */
struct gn_source *gn_live_open(const char *root, const char *nic, unsigned int snaplen,
			       enum gn_status *status);

/* The counters of this source's capture. Returns 0, or -1 with errno. */
int gn_live_stats(const struct gn_source *source, struct gn_capture_stats *stats);

/* Full PCI address of this source's NIC. */
const char *gn_live_pci(const struct gn_source *source);

/* For source.c. Stopping is async-signal-safe. */
void gn_live_stop(struct gn_live *live);
void gn_live_close(struct gn_live *live);

#endif
