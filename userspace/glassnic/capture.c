// SPDX-License-Identifier: GPL-2.0
/* glassnic capture: a running driver's frames to a file or a pipe. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "live.h"
#include "writer.h"

static const struct gn_option options[] = {
	{ "interface", 'i', "NIC", "the NIC, by interface name or PCI address" },
	{ "write", 'w', "FILE", "where to: a pcapng file, - is standard output" },
	{ "snaplen", 's', "BYTES", "keep that much of each frame (default: all, 262144)" },
	{ "count", 'c', "N", "end after N frames" },
	{ "duration", 'd', "SECONDS", "end after that time" },
	{ 0 },
};

/* What was asked for, checked. */
struct wish {
	const char *nic, *path;
	uint64_t snaplen, count, duration;
};

struct capture {
	struct gn_source *source;
	struct gn_writer writer;
	struct timespec start;
	bool progress; /* standard error is a terminal */
	time_t told;   /* second of the last progress line */
};

static int read_wish(struct gn_context *context, struct wish *wish)
{
	const struct {
		const char *option;
		uint64_t max, *value;
	} numbers[] = {
		{ "snaplen", GN_SNAPLEN_MAX, &wish->snaplen },
		{ "count", UINT64_MAX, &wish->count },
		{ "duration", 1000000000, &wish->duration },
	};

	*wish = (struct wish){
		.nic = gn_context_option(context, "interface"),
		.path = gn_context_option(context, "write"),
		.snaplen = GN_SNAPLEN_MAX,
		.count = UINT64_MAX,
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const char *text = gn_context_option(context, numbers[i].option);
		char what[24];

		snprintf(what, sizeof(what), "--%s", numbers[i].option);
		if (text && gn_parse_u64(what, text, 1, numbers[i].max, numbers[i].value))
			return GN_EXIT_USAGE;
	}
	if (!wish->nic)
		return gn_fail(GN_EXIT_USAGE, "say what to capture: -i NIC");
	if (!wish->path)
		return gn_fail(GN_EXIT_USAGE,
			       "say where to write: -w FILE, or -w - for standard output");
	if (!strcmp(wish->path, "-") && context->out.format == GN_JSON)
		return gn_fail(GN_EXIT_USAGE, "--json and -w - both want standard output");
	if (!strcmp(wish->path, "-") && isatty(STDOUT_FILENO))
		return gn_fail(GN_EXIT_USAGE,
			       "standard output is a terminal; pcapng is for a file or a pipe");
	return GN_EXIT_OK;
}

static const char *name_of(const struct wish *wish)
{
	return strcmp(wish->path, "-") ? wish->path : "standard output";
}

static FILE *open_file(const char *path)
{
	int fd;

	/* A stream of its own, so that its errors are told once, by us. */
	if (!strcmp(path, "-"))
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	else /* Frames are other people's: for the owner alone. */
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static void tell_progress(struct capture *capture)
{
	struct timespec now;

	if (!capture->progress)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == capture->told)
		return;
	capture->told = now.tv_sec;
	fprintf(stderr, "\r%" PRIu64 " frames, %" PRIu64 " bytes", capture->writer.packets,
		capture->writer.bytes);
}

/*
 * Whoever reads our pipe sees the header at once, before the first frame comes;
 * and when nobody can be written to any more, there is nothing to wait for.
 */
static void write_block(void *arg, const struct gn_block *block, const struct gn_packet *packet)
{
	struct capture *capture = arg;

	gn_writer_block(&capture->writer, block, packet);
	if (!packet)
		gn_writer_flush(&capture->writer);
	if (capture->writer.error)
		gn_source_stop(capture->source);
}

static enum gn_status copy_frames(struct capture *capture, uint64_t count)
{
	enum gn_status status = GN_OK;
	struct gn_packet packet;

	while (capture->writer.packets < count) {
		status = gn_source_next(capture->source, &packet);
		if (status != GN_OK)
			break;
		/* A frame is seen at once too, not when a buffer is full. */
		if (!gn_source_pending(capture->source))
			gn_writer_flush(&capture->writer);
		tell_progress(capture);
	}
	return status;
}

/* In text to standard error, always; --json gives standard output an object. */
static void summarize(struct gn_context *context, const struct wish *wish, struct capture *capture)
{
	struct gn_capture_stats stats;
	struct gn_out *out = &context->out, text;
	struct timespec now;
	int64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ns = (now.tv_sec - capture->start.tv_sec) * 1000000000LL + now.tv_nsec -
	     capture->start.tv_nsec;
	if (out->format == GN_TEXT) {
		gn_out_init(&text, stderr, GN_TEXT);
		out = &text;
	}
	if (capture->progress)
		fputs("\r", stderr);
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "capture");
	gn_out_str(out, "pci", "%s: ", gn_live_pci(capture->source));
	gn_out_u64(out, "frames", "%" PRIu64 " frames written", capture->writer.packets);
	gn_out_u64(out, "bytes", ", %" PRIu64 " bytes", capture->writer.bytes);
	gn_out_str(out, "file", " to %s", name_of(wish));
	gn_out_ns(out, "duration_ns", NULL, ns);
	gn_out_text(out, " in %.1f s", ns / 1e9);
	if (gn_live_stats(capture->source, &stats)) {
		gn_out_null(out, "driver", "; the driver's counters are gone\n");
	} else {
		gn_out_object(out, "driver");
		gn_out_u64(out, "captured", "; the driver captured %" PRIu64, stats.captured);
		gn_out_u64(out, "dropped", ", dropped %" PRIu64, stats.dropped);
		gn_out_u64(out, "filtered", ", filtered %" PRIu64, stats.filtered);
		gn_out_u64(out, "skipped", ", skipped %" PRIu64 "\n", stats.skipped);
		gn_out_end(out);
	}
	gn_out_end(out);
}

static int run(struct gn_context *context)
{
	struct capture capture = { .progress = isatty(STDERR_FILENO) };
	enum gn_status status;
	struct wish wish;
	FILE *file;
	int code;

	code = read_wish(context, &wish);
	if (code)
		return code;
	capture.source = gn_live_open(GN_SYSFS, wish.nic, wish.snaplen, &status);
	if (!capture.source)
		return GN_EXIT_FAILED;
	gn_context_end_on_signals(capture.source);
	file = open_file(wish.path);
	if (!file) {
		code = gn_fail(GN_EXIT_FAILED, "%s: %m", name_of(&wish));
		gn_source_close(capture.source);
		return code;
	}
	gn_writer_init(&capture.writer, file);
	gn_source_tap(capture.source, write_block, &capture);
	clock_gettime(CLOCK_MONOTONIC, &capture.start);
	if (wish.duration)
		alarm(wish.duration);

	status = copy_frames(&capture, wish.count);
	summarize(context, &wish, &capture);
	code = gn_context_status(capture.source, status);
	if (gn_writer_flush(&capture.writer) && capture.writer.error != EPIPE)
		code = gn_fail(GN_EXIT_FAILED, "%s: %s", name_of(&wish),
			       strerror(capture.writer.error));
	fclose(file);
	gn_source_close(capture.source);
	return code;
}

const struct gn_command gn_command_capture = {
	.name = "capture",
	.args = "",
	.summary = "a running driver's frames to a pcapng file or a pipe",
	.options = options,
	.run = run,
};
