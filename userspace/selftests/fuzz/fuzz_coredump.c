// SPDX-License-Identifier: GPL-2.0
/* A devcoredump, and what the command makes of it. */
#include "coredump.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "fuzz.h"

/* Nothing is made up: what is taken was there. */
static void take_all(const uint8_t *data, size_t size)
{
	struct gn_register reg;
	struct gn_record record;
	struct gn_coredump dump;
	struct gn_slot slot;
	size_t taken = 88;

	if (!gn_coredump_read(&dump, data, size)) {
		require(*dump.malformed);
		return;
	}
	for (; gn_coredump_register(&dump, &reg); taken += 8)
		require(*reg.name && reg.unread == GN_READ);
	for (int tx = 1; tx >= 0; tx--)
		for (; gn_coredump_slot(&dump, tx, &slot); taken += GN_DESCRIPTOR_SIZE) {
			require(slot.tx == tx && slot.number < (tx ? dump.tx : dump.rx).count);
			require(!gn_owner_name(slot.owner) ==
				!gn_ring_sound(tx ? &dump.tx : &dump.rx));
		}
	for (; gn_coredump_record(&dump, &record); taken += 32)
		require(record.what);
	require(taken <= size);
	if (!*dump.malformed)
		require(taken == size || data[6] != 88 || data[7]);
}

static void show(char *path, bool json)
{
	char *argv[] = { "coredump", path, json ? "--json" : "--ascii", NULL };
	struct gn_context context;
	size_t size, complaints;
	char *text;
	FILE *file;
	int code;

	gn_running_command = "coredump";
	require(gn_context_parse(&context, &gn_command_coredump, 3, argv) == -1);
	file = open_memstream(&text, &size);
	require(file);
	context.out.file = file;
	fuzz_listen();
	code = gn_command_coredump.run(&context);
	require(gn_out_finish(&context.out) == 0);
	complaints = fuzz_heard();
	gn_context_release(&context);
	fclose(file);
	require(code == (complaints ? GN_EXIT_MALFORMED : GN_EXIT_OK) && complaints <= 1);
	if (json)
		fuzz_require_json_lines(text, size);
	else
		fuzz_require_plain(text, size, true);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FUZZ_PATH_SIZE];
	int fd;

	take_all(data, size);
	fuzz_file(data, size, &fd, path);
	show(path, false);
	show(path, true);
	close(fd);
	return 0;
}
