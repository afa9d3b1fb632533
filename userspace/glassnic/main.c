// SPDX-License-Identifier: GPL-2.0
/* The command table, and how one of it comes to run. */
#include <string.h>

#include "command.h"

// clang-format off: in the order of the help, a command a line
static const struct gn_command *const commands[] = {
	&gn_command_nic,
	&gn_command_capture,
	&gn_command_follow,
	&gn_command_flows,
	&gn_command_segments,
	&gn_command_show,
	&gn_command_signal,
	&gn_command_report,
	&gn_command_verify,
	&gn_command_coredump,
};
// clang-format on

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *file)
{
	fputs("Usage: glassnic COMMAND [options]\n\n"
	      "See through a network driver: from the TCP connection to the signal on the cable.\n\n"
	      "Commands:\n",
	      file);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(file, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\nOptions:\n"
	      "  -h, --help                 print this help; glassnic COMMAND --help prints a command's\n"
	      "      --version              print the version\n",
	      file);
}

static const struct gn_command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int run_command(const struct gn_command *command, int argc, char **argv)
{
	struct gn_context context;
	int code;

	gn_running_command = command->name;
	code = gn_context_parse(&context, command, argc, argv);
	if (code < 0) {
		code = command->run(&context);
		if (gn_out_finish(&context.out) && code == GN_EXIT_OK)
			code = gn_fail(GN_EXIT_FAILED, "standard output: %m");
	}
	gn_context_release(&context);
	return code;
}

int main(int argc, char **argv)
{
	const struct gn_command *command;

	if (argc < 2) {
		print_help(stderr);
		return GN_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help(stdout);
		return GN_EXIT_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("glassnic " GNIC_VERSION);
		return GN_EXIT_OK;
	}
	if (argv[1][0] == '-')
		return gn_fail(GN_EXIT_USAGE, "unknown option '%s'; see 'glassnic --help'",
			       argv[1]);
	command = find_command(argv[1]);
	if (!command)
		return gn_fail(GN_EXIT_USAGE, "unknown command '%s'; see 'glassnic --help'",
			       argv[1]);
	return run_command(command, argc - 1, argv + 1);
}
