/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command table. Each command is one file, one struct gn_command and one
 * run(). Its options are data: getopt_long(), --help and the man-page test
 * are all made from the same table.
 */
#ifndef GN_COMMAND_H
#define GN_COMMAND_H

#include "out.h"
#include "source.h"

enum gn_exit {
	GN_EXIT_OK = 0,
	GN_EXIT_FAILED = 1,	   /* could not be done: permission, I/O, no such NIC */
	GN_EXIT_USAGE = 2,	   /* asked for wrongly */
	GN_EXIT_MALFORMED = 3,	   /* the input is torn or foreign; the good part was printed */
	GN_EXIT_INTERRUPTED = 130, /* as a shell has it: 128 + SIGINT; what was known was printed */
};

/**
 * struct gn_option - one long option
 * @name: without the dashes
 * @letter: short form, 0 when none
 * @arg: name of the argument as --help prints it, NULL when it takes none
 * @help: one line, no full stop
 */
struct gn_option {
	const char *name;
	char letter;
	const char *arg;
	const char *help;
};

/* What the common options (-r -i --json --ascii ...) gave. */
struct gn_context {
	struct gn_out out;
	const char *read;      /* -r FILE, NULL when absent */
	const char *interface; /* -i NIC, NULL when absent */
	/* values of the command's own options, by index in its table: NULL when
	 * absent, "" for one without an argument that was given */
	const char **values;
	/* positional arguments that are left */
	int argc;
	char **argv;
	const struct gn_command *command; /* the one that runs */
};

struct gn_command {
	const char *name;
	const char *args;		 /* "N", "list", "" */
	const char *summary;		 /* one line */
	bool reads;			 /* takes -r and -i */
	const struct gn_option *options; /* ends with a NULL name; may be NULL */
	int (*run)(struct gn_context *context);
};

extern const struct gn_command gn_command_nic, gn_command_capture, gn_command_follow,
	gn_command_flows, gn_command_segments, gn_command_show, gn_command_signal,
	gn_command_report, gn_command_verify, gn_command_coredump;

/*
 * From here on SIGINT, SIGTERM, SIGALRM and SIGPIPE end a live source: its next
 * reads give what is left and then GN_END. Left alone, a signal would end us with
 * the driver's capture still switched on.
 */
void gn_context_end_on_signals(struct gn_source *source);

/*
 * Open what -r or -i asked for; it ends on signals: a live source on all of the
 * above, a file on SIGINT and SIGTERM. Returns NULL after a sentence on stderr,
 * *@code is the exit code.
 */
struct gn_source *gn_context_open(struct gn_context *context, int *code);
void gn_context_close(struct gn_source *source);

/* A file was ended by a signal, so that what is printed is not all of it. */
bool gn_context_interrupted(void);

/* The exit code for a source's last status; prints its error when there is one. */
int gn_context_status(struct gn_source *source, enum gn_status status);

/*
 * A number the user gave for @what ("--count", "frame number"): decimal, or hex
 * with 0x. Returns 0, or GN_EXIT_USAGE after a sentence that names the limits.
 */
int gn_parse_u64(const char *what, const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* Name of the command that runs, NULL before main() has found it. */
extern const char *gn_running_command;

/* "glassnic COMMAND: " + sentence + newline on stderr; returns @code. */
int gn_fail(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The command's own option @name, or NULL when it was not given. */
const char *gn_context_option(const struct gn_context *context, const char *name);

/*
 * options.c, for main.c. Parsing returns -1 when the command is to run, else an
 * exit code: what had to be said was said. argv[0] is the command's name.
 */
int gn_context_parse(struct gn_context *context, const struct gn_command *command, int argc,
		     char **argv);
void gn_context_release(struct gn_context *context);
void gn_command_help(const struct gn_command *command, FILE *file);

#endif
