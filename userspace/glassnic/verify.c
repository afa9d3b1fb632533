// SPDX-License-Identifier: GPL-2.0
/*
 * glassnic verify: the profile wireshark-4.0 beside tshark itself, cell by cell.
 * Exit status: 0 equal, 1 differences, 2 could not be compared: also a file that
 * is torn and equal before that, which nobody shall take for one that is equal.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "passes.h"
#include "tshark.h"

#define COULD_NOT 2

static const struct gn_option options[] = {
	{ "rows", 0, "FILE", "compare with rows recorded before, without running tshark" },
	{ "record", 0, "FILE", "keep the rows that tshark printed" },
	{ 0 },
};

/* What of it changes a verdict is pinned, whatever the user's preferences say. */
static const char *const tshark_options[] = {
	"tshark",
	"-n",
	"-2",
	"-o",
	"tcp.desegment_tcp_streams:FALSE",
	"-o",
	"tcp.analyze_sequence_numbers:TRUE",
	"-o",
	"tcp.relative_sequence_numbers:TRUE",
	"-o",
	"tcp.track_bytes_in_flight:TRUE",
	"-o",
	"tcp.bif_seq_based:FALSE",
	"-o",
	"tcp.fastrt_supersedes_ooo:TRUE",
	"-o",
	"tcp.check_checksum:FALSE",
	"-o",
	"ip.defragment:TRUE",
	"-o",
	"ipv6.defragment:TRUE",
	/* A segment that an ICMP error quotes is none. */
	"-Y",
	"tcp.hdr_len && !icmp && !icmpv6",
	"-T",
	"fields",
	"-E",
	"header=y",
	"-E",
	"separator=/t",
	"-E",
	"occurrence=f",
};

#define TSHARK_OPTIONS (sizeof(tshark_options) / sizeof(tshark_options[0]))

extern char **environ;

/* A program whose output is read. */
struct child {
	FILE *output;
	pid_t pid;
};

/* Start @argv; its complaints go nowhere. Returns 0, or -1. */
static int start(struct child *child, const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	int ends[2], error;

	*child = (struct child){};
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(&child->pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	errno = error;
	child->output = error ? NULL : fdopen(ends[0], "r");
	if (!child->output)
		close(ends[0]);
	return child->output ? 0 : -1;
}

/* Its exit status; 128 when a signal ended it. */
static int finish(struct child *child)
{
	int status = 0;

	fclose(child->output);
	waitpid(child->pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

struct comparison {
	struct gn_out *out;
	FILE *rows, *record;
	char version[128];	   /* its first line: "TShark (Wireshark) 4.0.17 (...)." */
	struct gn_tshark_row next; /* theirs, the first that was not compared */
	bool has_next;
	const char *broken; /* why the rows are of no use, NULL */
	uint64_t segments, values, differences;
};

static bool is_profiled(const char *version)
{
	return !strncmp(version, "TShark (Wireshark) 4.0.", 23);
}

static void cut_line(char *line)
{
	line[strcspn(line, "\r\n")] = 0;
}

static void read_next(struct comparison *comparison)
{
	char line[4096];

	comparison->has_next = false;
	if (!fgets(line, sizeof(line), comparison->rows))
		return;
	if (comparison->record)
		fputs(line, comparison->record);
	comparison->has_next = gn_tshark_parse(&comparison->next, line);
	if (!comparison->has_next)
		comparison->broken = "a row is not one of tshark's";
}

static void differ(struct comparison *comparison, uint64_t frame, const char *field,
		   const char *ours, const char *theirs)
{
	struct gn_out *out = comparison->out;

	comparison->differences++;
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "difference");
	gn_out_u64(out, "frame", "frame %" PRIu64 ":", frame);
	gn_out_str(out, "field", " %s", field);
	gn_out_str(out, "glassnic", " is %s here,", ours);
	gn_out_str(out, "tshark", " %s for tshark\n", theirs);
	gn_out_end(out);
}

static uint64_t frame_of(const struct gn_tshark_row *row)
{
	return strtoull(row->cell[GN_TSHARK_FRAME], NULL, 10);
}

static const char *shown(const char *cell)
{
	return *cell ? cell : "absent";
}

/* Rows of frames before @frame: segments for tshark only. */
static void skip_to(struct comparison *comparison, uint64_t frame)
{
	while (comparison->has_next && frame_of(&comparison->next) < frame) {
		differ(comparison, frame_of(&comparison->next), "tcp", "absent", "there");
		read_next(comparison);
	}
}

static void compare(const struct gn_event *event, const struct gn_wireshark_segment *segment,
		    uint8_t completeness, void *arg)
{
	struct comparison *comparison = arg;
	struct gn_tshark_row ours;

	comparison->segments++;
	skip_to(comparison, event->segment.frame);
	if (!comparison->has_next || frame_of(&comparison->next) != event->segment.frame) {
		differ(comparison, event->segment.frame, "tcp", "there", "absent");
		return;
	}
	gn_tshark_describe(&ours, event, segment, completeness);
	for (unsigned int i = 0; i < GN_TSHARK_COLUMNS; i++) {
		comparison->values += *comparison->next.cell[i] || *ours.cell[i];
		if (strcmp(ours.cell[i], comparison->next.cell[i]))
			differ(comparison, event->segment.frame, gn_tshark_field(i),
			       shown(ours.cell[i]), shown(comparison->next.cell[i]));
	}
	read_next(comparison);
}

/* The header, then every row beside ours. */
static int compare_all(struct gn_context *context, struct comparison *comparison)
{
	char line[GN_TSHARK_HEADER + 2] = "", header[GN_TSHARK_HEADER];
	int code;

	/* An empty output is one without a segment. */
	if (fgets(line, sizeof(line), comparison->rows)) {
		if (comparison->record)
			fprintf(comparison->record, "%s\n%s", comparison->version, line);
		cut_line(line);
		if (strcmp(line, gn_tshark_header(header)))
			return gn_fail(COULD_NOT,
				       "the rows are not of the fields that are compared");
		read_next(comparison);
	}
	code = gn_two_passes(context, compare, comparison);
	if (code == GN_EXIT_MALFORMED && !comparison->segments)
		return COULD_NOT; /* why was told */
	skip_to(comparison, UINT64_MAX);
	if (comparison->broken)
		return gn_fail(COULD_NOT, "%s", comparison->broken);
	return code == GN_EXIT_OK || code == GN_EXIT_MALFORMED ? code : COULD_NOT;
}

static int summarize(struct comparison *comparison)
{
	struct gn_out *out = comparison->out;

	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "verify");
	gn_out_str(out, "tshark", "%s\n", comparison->version);
	gn_out_u64(out, "segments", "%" PRIu64 " segments", comparison->segments);
	gn_out_u64(out, "values", ", %" PRIu64 " values", comparison->values);
	gn_out_u64(out, "differences", ", %" PRIu64 " differences\n", comparison->differences);
	gn_out_end(out);
	return comparison->differences ? GN_EXIT_FAILED : GN_EXIT_OK;
}

/* tshark's first line of --version; "" when there is none to run. */
static void ask_version(char *version, size_t size)
{
	static const char *const argv[] = { "tshark", "--version", NULL };
	char first[128] = "", line[256];
	struct child child;

	*version = 0;
	if (start(&child, argv))
		return;
	if (fgets(first, sizeof(first), child.output))
		cut_line(first);
	while (fgets(line, sizeof(line), child.output))
		;
	if (!finish(&child))
		snprintf(version, size, "%s", first);
}

static int verify_live(struct gn_context *context, struct comparison *comparison)
{
	const char *argv[TSHARK_OPTIONS + 2 * GN_TSHARK_COLUMNS + 3];
	size_t count = TSHARK_OPTIONS;
	struct child child;
	int code;

	ask_version(comparison->version, sizeof(comparison->version));
	if (!*comparison->version)
		return gn_fail(COULD_NOT, "tshark is not installed, or does not run; --rows takes "
					  "what it printed elsewhere");
	if (!is_profiled(comparison->version))
		return gn_fail(COULD_NOT, "this is '%s', which judges differently: 4.0 is needed",
			       comparison->version);
	memcpy(argv, tshark_options, sizeof(tshark_options));
	argv[count++] = "-r";
	argv[count++] = context->read;
	for (unsigned int i = 0; i < GN_TSHARK_COLUMNS; i++) {
		argv[count++] = "-e";
		argv[count++] = gn_tshark_field(i);
	}
	argv[count] = NULL;
	if (start(&child, argv))
		return gn_fail(COULD_NOT, "tshark: %m");
	comparison->rows = child.output;
	code = compare_all(context, comparison);
	if (finish(&child) && code == GN_EXIT_OK)
		code = gn_fail(COULD_NOT, "tshark could not read %s to its end", context->read);
	return code;
}

static int verify_recorded(struct gn_context *context, struct comparison *comparison,
			   const char *path)
{
	char version[sizeof(comparison->version)] = "";
	int code;

	comparison->rows = fopen(path, "re");
	if (!comparison->rows)
		return gn_fail(COULD_NOT, "%s: %m", path);
	if (fgets(version, sizeof(version), comparison->rows))
		cut_line(version);
	memcpy(comparison->version, version, sizeof(version));
	code = is_profiled(comparison->version) ?
		       compare_all(context, comparison) :
		       gn_fail(COULD_NOT, "%s: these are not rows of tshark 4.0", path);
	fclose(comparison->rows);
	return code;
}

static int run(struct gn_context *context)
{
	const char *rows = gn_context_option(context, "rows");
	const char *record = gn_context_option(context, "record");
	struct comparison comparison = { .out = &context->out };
	int code, failed;

	if (!context->read || !strcmp(context->read, "-") || context->interface)
		return gn_fail(COULD_NOT,
			       "verify reads its input twice: give it a file with -r FILE");
	if (rows && record)
		return gn_fail(COULD_NOT, "--rows and --record exclude each other");
	if (record) {
		comparison.record = fopen(record, "we");
		if (!comparison.record)
			return gn_fail(COULD_NOT, "%s: %m", record);
	}
	code = rows ? verify_recorded(context, &comparison, rows) :
		      verify_live(context, &comparison);
	if (comparison.record && fclose(comparison.record) && code == GN_EXIT_OK)
		code = gn_fail(COULD_NOT, "%s: %m", record);
	if (code != GN_EXIT_OK && code != GN_EXIT_MALFORMED)
		return code;
	failed = summarize(&comparison);
	if (gn_out_finish(&context->out))
		return gn_fail(COULD_NOT, "standard output: %m");
	if (failed)
		return failed;
	if (code == GN_EXIT_OK && !comparison.segments)
		return gn_fail(COULD_NOT, "%s has no TCP segment that could be compared",
			       context->read);
	return code == GN_EXIT_OK ?
		       GN_EXIT_OK :
		       gn_fail(COULD_NOT,
			       "%s could be compared up to there only: those %" PRIu64
			       " segments are equal",
			       context->read, comparison.segments);
}

const struct gn_command gn_command_verify = {
	.name = "verify",
	.args = "",
	.summary = "our account of a file beside that of tshark 4.0, field by field",
	.reads = true,
	.options = options,
	.run = run,
};
