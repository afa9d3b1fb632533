// SPDX-License-Identifier: GPL-2.0
/* Every command that reads a capture, in every format: what comes out is sound whatever went in. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command.h"
#include "fuzz.h"
#include "undecoded.h"

/* Two bytes before the capture choose what is done with it. */
enum form { TEXT, ASCII, COLOUR, JSON, FORMS };

static const struct {
	const struct gn_command *command;
	const char *option; /* with its argument, or NULL */
	bool takes_number;
} ways[] = {
	{ &gn_command_flows, NULL, false },
	{ &gn_command_flows, "--max-flows=1", false },
	{ &gn_command_segments, NULL, false },
	{ &gn_command_segments, "--profile=wireshark-4.0", false },
	{ &gn_command_segments, "--stream=1", false },
	{ &gn_command_segments, "--max-flows=1", false },
	{ &gn_command_follow, NULL, false },
	{ &gn_command_follow, "--max-flows=1", false },
	{ &gn_command_follow, "--stream=0", false },
	{ &gn_command_report, NULL, false },
	{ &gn_command_report, "--max-flows=1", false },
	{ &gn_command_show, NULL, true },
	{ &gn_command_show, "--bits", true },
	{ &gn_command_signal, NULL, true },
	{ &gn_command_signal, "--speed=10", true },
	{ &gn_command_show, "--why", true },
	{ &gn_command_flows, "--long", false },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

struct output {
	char *text;
	size_t size;
	int code;
	size_t complaints; /* lines on standard error */
};

/* A file of its own: the ladder asks for line buffering, which a memory stream does not do. */
static FILE *new_output(void)
{
	FILE *file = fdopen(memfd_create("output", MFD_CLOEXEC), "w+");

	require(file);
	return file;
}

static void take_output(struct output *output, FILE *file)
{
	require(!fflush(file));
	output->size = lseek(fileno(file), 0, SEEK_END);
	output->text = malloc(output->size + 1);
	require(pread(fileno(file), output->text, output->size, 0) == (ssize_t)output->size);
	output->text[output->size] = 0;
	fclose(file);
}

/* The words of a command line, as main() has them. */
static void run(struct output *output, size_t way, enum form form, unsigned int number, char *path)
{
	const struct gn_command *command = ways[way].command;
	char *argv[8] = { (char *)command->name, "-r", path }, digits[16];
	struct gn_context context;
	FILE *file = new_output();
	int argc = 3;

	if (form == JSON || form == ASCII)
		argv[argc++] = form == JSON ? "--json" : "--ascii";
	if (ways[way].option)
		argv[argc++] = (char *)ways[way].option;
	snprintf(digits, sizeof(digits), "%u", number);
	if (ways[way].takes_number)
		argv[argc++] = digits;

	gn_running_command = command->name;
	require(gn_context_parse(&context, command, argc, argv) == -1);
	context.out.file = file;
	context.out.colour = form == COLOUR;
	fuzz_listen();
	output->code = command->run(&context);
	require(gn_out_finish(&context.out) == 0);
	output->complaints = fuzz_heard();
	gn_context_release(&context);
	take_output(output, file);
}

/* Our own colours, and nothing else, are taken out. */
static void strip_colours(struct output *output)
{
	char *to = output->text;

	for (const char *from = output->text; *from; from++) {
		if (!strncmp(from, "\033[", 2)) {
			from += 2 + strspn(from + 2, "0123456789;");
			require(*from == 'm');
		} else {
			*to++ = *from;
		}
	}
	require(strlen(output->text) == output->size);
	output->size = to - output->text;
	*to = 0;
}

static void check(struct output *output, const struct gn_command *command, enum form form)
{
	bool page = command == &gn_command_report;

	if (page && form == JSON) {
		require(output->code == GN_EXIT_USAGE && !output->size);
		return;
	}
	require(output->code == GN_EXIT_OK || output->code == GN_EXIT_FAILED ||
		output->code == GN_EXIT_MALFORMED);
	/* What was wrong, that --max-flows was reached, and a line for each reason not to decode. */
	require(output->complaints <= 2 + GN_UNDECODED_REASONS + 1);
	require(output->complaints || output->code == GN_EXIT_OK);
	if (form == JSON)
		return fuzz_require_json_lines(output->text, output->size);
	if (page && output->size)
		return fuzz_require_page(output->text, output->size);
	if (form == COLOUR)
		strip_colours(output);
	fuzz_require_plain(output->text, output->size, form == ASCII);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FUZZ_PATH_SIZE];
	struct output output;
	size_t way;
	int fd;

	if (size < 2)
		return 0;
	way = data[0] % WAYS;
	fuzz_file(data + 2, size - 2, &fd, path);
	run(&output, way, data[1] % FORMS, 1 + data[1] / FORMS, path);
	check(&output, ways[way].command, data[1] % FORMS);
	free(output.text);
	close(fd);
	return 0;
}
