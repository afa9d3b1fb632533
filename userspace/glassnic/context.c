// SPDX-License-Identifier: GPL-2.0
/* What every command needs of its surroundings: a source, numbers, a way to fail. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

/* Set by main() before a command runs: whose sentence it is. */
const char *gn_running_command;

int gn_fail(int code, const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "glassnic%s%s: ", gn_running_command ? " " : "",
		gn_running_command ? gn_running_command : "");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	putc('\n', stderr);
	return code;
}

int gn_parse_u64(const char *what, const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, strncmp(text, "0x", 2) ? 10 : 16);
	if (*text >= '0' && *text <= '9' && !*end && !errno && *value >= min && *value <= max)
		return 0;
	return gn_fail(GN_EXIT_USAGE, "%s is a number from %" PRIu64 " to %" PRIu64 ", not '%s'",
		       what, min, max, text);
}

/* What a signal ends, NULL when nothing is open. */
static struct gn_source *volatile open_source;
static volatile sig_atomic_t interrupted;

static void end_source(int signal)
{
	(void)signal;
	if (open_source)
		gn_source_stop(open_source);
}

static void end_file(int signal)
{
	interrupted = true;
	end_source(signal);
}

void gn_context_end_on_signals(struct gn_source *source)
{
	/* A second one kills: SA_RESETHAND. No SA_RESTART: a blocked read must see it. */
	struct sigaction action = { .sa_handler = end_source, .sa_flags = SA_RESETHAND };

	open_source = source;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	action.sa_flags = 0;
	sigaction(SIGPIPE, &action, NULL);
}

static void end_file_on_signals(struct gn_source *source)
{
	struct sigaction action = { .sa_handler = end_file, .sa_flags = SA_RESETHAND };

	open_source = source;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool gn_context_interrupted(void)
{
	return interrupted;
}

void gn_context_close(struct gn_source *source)
{
	open_source = NULL;
	gn_source_close(source);
}

struct gn_source *gn_context_open(struct gn_context *context, int *code)
{
	enum gn_status status = GN_FAILED;
	struct gn_source *source;

	if (!context->read == !context->interface) {
		*code = gn_fail(GN_EXIT_USAGE,
				context->read ? "-r and -i exclude each other" :
						"say what to read: -r FILE or -i NIC");
		return NULL;
	}
	if (context->read) {
		source = gn_source_open_file(context->read, &status);
		if (source)
			end_file_on_signals(source);
	} else {
		source = gn_source_open_live(context->interface, &status);
		if (source)
			gn_context_end_on_signals(source);
	}
	*code = source ? GN_EXIT_OK : status == GN_MALFORMED ? GN_EXIT_MALFORMED : GN_EXIT_FAILED;
	return source;
}

int gn_context_status(struct gn_source *source, enum gn_status status)
{
	const char *error = gn_source_error(source);
	int code = status == GN_MALFORMED ? GN_EXIT_MALFORMED :
		   status == GN_FAILED	  ? GN_EXIT_FAILED :
					    GN_EXIT_OK;

	if (*error)
		gn_fail(code, "%s", error);
	return code;
}
