// SPDX-License-Identifier: GPL-2.0
/*
 * From a command's table of options to getopt_long(), to --help and to the
 * values in struct gn_context.
 */
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

enum common { READ, INTERFACE, JSON, ASCII, HELP, COMMONS };

/* The first two only where a command reads packets. */
static const struct gn_option common_options[COMMONS] = {
	[READ] = { "read", 'r', "FILE",
		   "read a pcap or pcapng file, also gzipped; - is standard input" },
	[INTERFACE] = { "interface", 'i', "NIC",
			"read a running driver, by interface name or PCI address" },
	[JSON] = { "json", 0, NULL, "print JSON, one object a line" },
	[ASCII] = { "ascii", 0, NULL, "print no character outside ASCII" },
	[HELP] = { "help", 'h', NULL, "print this help" },
};

/* getopt_long() returns these, so that options without a letter have a number too. */
#define COMMON_BASE 0x1000
#define OWN_BASE    0x2000

static size_t count_own(const struct gn_command *command)
{
	size_t count = 0;

	while (command->options && command->options[count].name)
		count++;
	return count;
}

static bool is_offered(const struct gn_command *command, size_t common)
{
	return command->reads || common > INTERFACE;
}

static void print_option(const struct gn_option *option, FILE *file)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s --%s%s%s", option->letter ? "-" : " ",
		 option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
		 option->arg ? " " : "", option->arg ? option->arg : "");
	fprintf(file, "  %-26s %s\n", left, option->help);
}

void gn_command_help(const struct gn_command *command, FILE *file)
{
	fprintf(file, "Usage: glassnic %s%s%s [options]\n\n%c%s.\n\nOptions:\n", command->name,
		*command->args ? " " : "", command->args,
		toupper((unsigned char)command->summary[0]), command->summary + 1);
	for (size_t i = 0; i < COMMONS; i++)
		if (is_offered(command, i))
			print_option(&common_options[i], file);
	for (size_t i = 0; i < count_own(command); i++)
		print_option(&command->options[i], file);
}

static void add_option(const struct gn_option *option, int base, struct option **longs,
		       char **shorts)
{
	*(*longs)++ = (struct option){
		.name = option->name,
		.has_arg = option->arg ? required_argument : no_argument,
		.val = base,
	};
	if (!option->letter)
		return;
	*(*shorts)++ = option->letter;
	if (option->arg)
		*(*shorts)++ = ':';
}

/* What a letter or a long option's number stands for: its number. */
static int option_number(const struct gn_command *command, int value)
{
	if (value >= COMMON_BASE)
		return value;
	for (int i = 0; i < COMMONS; i++)
		if (common_options[i].letter == value && is_offered(command, i))
			return COMMON_BASE + i;
	for (size_t i = 0; i < count_own(command); i++)
		if (command->options[i].letter == value)
			return OWN_BASE + i;
	return -1;
}

static void take_common(struct gn_context *context, int which, const char *arg)
{
	switch (which) {
	case READ:
		context->read = arg;
		break;
	case INTERFACE:
		context->interface = arg;
		break;
	case JSON:
		context->out.format = GN_JSON;
		break;
	case ASCII:
		context->out.ascii = true;
		break;
	}
}

/* One sentence for what getopt_long() did not like at @word. */
static int refuse(const struct gn_command *command, int why, const char *word)
{
	char letter[] = { '-', optopt, 0 };

	if (!optopt || optopt >= COMMON_BASE || word[1] == '-')
		letter[0] = 0;
	if (why == ':')
		return gn_fail(GN_EXIT_USAGE,
			       "option '%s' needs an argument; see 'glassnic %s --help'",
			       letter[0] ? letter : word, command->name);
	if (optopt >= COMMON_BASE)
		return gn_fail(GN_EXIT_USAGE,
			       "option '%s' takes no argument; see 'glassnic %s --help'", word,
			       command->name);
	return gn_fail(GN_EXIT_USAGE, "unknown or ambiguous option '%s'; see 'glassnic %s --help'",
		       letter[0] ? letter : word, command->name);
}

static int parse(struct gn_context *context, const struct gn_command *command, int argc,
		 char **argv, struct option *longs, char *shorts)
{
	struct option *next_long = longs;
	char *next_short = shorts;
	int value;

	/* A leading ':' tells a missing argument from an unknown option. */
	*next_short++ = ':';
	for (size_t i = 0; i < COMMONS; i++)
		if (is_offered(command, i))
			add_option(&common_options[i], COMMON_BASE + i, &next_long, &next_short);
	for (size_t i = 0; i < count_own(command); i++)
		add_option(&command->options[i], OWN_BASE + i, &next_long, &next_short);

	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		int number;

		if (value == '?' || value == ':')
			return refuse(command, value, argv[optind - 1]);
		number = option_number(command, value);
		if (number == COMMON_BASE + HELP) {
			gn_command_help(command, stdout);
			return GN_EXIT_OK;
		}
		if (number < OWN_BASE)
			take_common(context, number - COMMON_BASE, optarg);
		else
			context->values[number - OWN_BASE] = optarg ? optarg : "";
	}
	context->argc = argc - optind;
	context->argv = argv + optind;
	if (context->argc && !*command->args)
		return gn_fail(GN_EXIT_USAGE, "unexpected argument '%s'; see 'glassnic %s --help'",
			       context->argv[0], command->name);
	return -1;
}

static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return !(no_colour && *no_colour) && term && strcmp(term, "dumb") && isatty(STDOUT_FILENO);
}

int gn_context_parse(struct gn_context *context, const struct gn_command *command, int argc,
		     char **argv)
{
	size_t count = COMMONS + count_own(command);
	struct option *longs = calloc(count + 1, sizeof(*longs));
	char *shorts = calloc(2 * count + 2, 1);
	int code;

	memset(context, 0, sizeof(*context));
	gn_out_init(&context->out, stdout, GN_TEXT);
	context->out.colour = wants_colour();
	context->command = command;
	context->values = calloc(count, sizeof(*context->values));
	if (longs && shorts && context->values)
		code = parse(context, command, argc, argv, longs, shorts);
	else
		code = gn_fail(GN_EXIT_FAILED, "out of memory");
	free(longs);
	free(shorts);
	return code;
}

void gn_context_release(struct gn_context *context)
{
	free(context->values);
}

const char *gn_context_option(const struct gn_context *context, const char *name)
{
	for (size_t i = 0; i < count_own(context->command); i++)
		if (!strcmp(context->command->options[i].name, name))
			return context->values[i];
	return NULL;
}
