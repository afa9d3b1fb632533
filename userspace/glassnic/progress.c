// SPDX-License-Identifier: GPL-2.0
#include "progress.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bar.h"

/* Packets between two looks at the clock: a fraction of a millisecond. */
#define STEPS 1024

/* Whoever waits less needs no bar; four times a second is smooth enough. */
#define SHOW_AFTER_NS 1000000000LL
#define SHOW_EVERY_NS 250000000LL

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void gn_progress_begin(struct gn_progress *progress, const struct gn_source *source, bool prints)
{
	memset(progress, 0, sizeof(*progress));
	progress->wanted = isatty(STDERR_FILENO) && !(prints && isatty(STDOUT_FILENO)) &&
			   gn_source_size(source, &progress->total);
	if (progress->wanted)
		progress->begun_ns = progress->shown_ns = now();
}

void gn_progress_step(struct gn_progress *progress, const struct gn_source *source)
{
	char line[GN_BAR_SIZE];
	int64_t time;

	if (!progress->wanted || ++progress->calls % STEPS)
		return;
	time = now();
	if (time - progress->begun_ns < SHOW_AFTER_NS || time - progress->shown_ns < SHOW_EVERY_NS)
		return;
	/* Erase to the end of the line: what stood there may have been longer. */
	fprintf(stderr, "\r%s\033[K",
		gn_bar_format(gn_source_read(source), progress->total, time - progress->begun_ns,
			      line));
	progress->shown = true;
	progress->shown_ns = time;
}

void gn_progress_end(struct gn_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
