// SPDX-License-Identifier: GPL-2.0
/* glassnic coredump: what the driver kept of a device in trouble, in words. */
#include "coredump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "input.h"
#include "inside.h"

static void show_header(struct gn_out *out, const struct gn_coredump *dump)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "coredump");
	gn_out_str(out, "netdev", "%s", dump->netdev);
	gn_out_str(out, "pci", " (%s)", dump->pci);
	gn_out_ns(out, "mono_ns", NULL, dump->mono_ns);
	gn_out_text(out, " at %" PRIu64 ".%09" PRIu64 "\n", dump->mono_ns / 1000000000,
		    dump->mono_ns % 1000000000);
	gn_out_end(out);
}

static void show_registers(struct gn_out *out, struct gn_coredump *dump)
{
	struct gn_register reg;

	gn_out_text(out, "\n");
	while (gn_coredump_register(dump, &reg))
		gn_show_register(out, &reg);
}

static void show_ring(struct gn_out *out, struct gn_coredump *dump, const struct gn_ring *ring)
{
	struct gn_slots slots = { .out = out };
	struct gn_slot slot;

	gn_out_text(out, "\n");
	gn_show_ring(out, ring);
	while (gn_coredump_slot(dump, ring->tx, &slot))
		gn_show_slot(&slots, &slot);
	gn_show_slots_end(&slots);
}

static void show_id(struct gn_out *out, uint64_t id)
{
	if (!id) {
		gn_out_null(out, "id", NULL);
		return;
	}
	gn_out_text(out, " id=%#" PRIx64, id);
	gn_out_object(out, "id");
	gn_out_u64(out, "instance", NULL, id >> GNIC_ID_INSTANCE_SHIFT);
	gn_out_str(out, "ring", NULL, id & GNIC_ID_RX ? "rx" : "tx");
	gn_out_u64(out, "count", NULL, id & GNIC_ID_COUNT_MASK);
	gn_out_end(out);
}

/* A word that may be unknown. */
static void show_name(struct gn_out *out, const char *key, const char *text, const char *name)
{
	if (name) {
		gn_out_str(out, key, text, name);
	} else {
		gn_out_null(out, key, NULL);
		gn_out_text(out, text, "?");
	}
}

static void show_record(struct gn_out *out, const struct gn_record *record)
{
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "record");
	gn_out_ns(out, "time_ns", NULL, record->time_ns);
	gn_out_text(out, "%" PRIu64 ".%09" PRIu64, record->time_ns / 1000000000,
		    record->time_ns % 1000000000);
	show_name(out, "ring", " %-3s", record->ring);
	show_name(out, "kind", " %-8s", record->kind);
	gn_out_str(out, "what", " %s=", record->what);
	gn_out_u64(out, "value", record->in_hex ? "%#" PRIx64 : "%" PRIu64, record->value);
	if (record->in_ring)
		gn_out_u64(out, "index", " index=%" PRIu64, record->index);
	else
		gn_out_null(out, "index", NULL);
	gn_out_u64(out, "number", NULL, record->number);
	show_id(out, record->id);
	gn_out_text(out, "\n");
	gn_out_end(out);
}

static void show_recorder(struct gn_out *out, struct gn_coredump *dump)
{
	struct gn_record record;

	gn_out_text(out, "\n");
	while (gn_coredump_record(dump, &record))
		show_record(out, &record);
}

static int show(struct gn_out *out, const char *path, const void *bytes, size_t size)
{
	struct gn_coredump dump;

	if (gn_coredump_read(&dump, bytes, size)) {
		show_header(out, &dump);
		show_registers(out, &dump);
		show_ring(out, &dump, &dump.tx);
		show_ring(out, &dump, &dump.rx);
		show_recorder(out, &dump);
	}
	if (*dump.malformed)
		return gn_fail(GN_EXIT_MALFORMED, "%s: %s", path, dump.malformed);
	return GN_EXIT_OK;
}

static ssize_t read_file(void *arg, void *buffer, size_t size)
{
	return read(*(int *)arg, buffer, size);
}

static int show_file(struct gn_out *out, const char *path, int fd)
{
	struct gn_input input;
	const uint8_t *bytes;
	int code = GN_EXIT_OK;
	size_t size = 0;

	if (gn_input_open(&input, read_file, &fd) || gn_input_gunzip(&input)) {
		code = gn_fail(GN_EXIT_FAILED, "%s: %s", path, strerror(input.error));
		gn_input_close(&input);
		return code;
	}
	bytes = gn_input_peek(&input, GN_COREDUMP_MAX, &size);
	if (input.error)
		code = gn_fail(GN_EXIT_FAILED, "%s: %s", path, strerror(input.error));
	else if (input.malformed && !size)
		code = gn_fail(GN_EXIT_MALFORMED, "%s: %s", path, input.malformed);
	else
		code = show(out, path, bytes, size);
	gn_input_close(&input);
	return code;
}

static int run(struct gn_context *context)
{
	const char *path;
	int fd, code;

	if (context->argc != 1)
		return gn_fail(GN_EXIT_USAGE, "say which coredump: glassnic coredump FILE");
	path = context->argv[0];
	if (!strcmp(path, "-"))
		return show_file(&context->out, "standard input", STDIN_FILENO);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gn_fail(GN_EXIT_FAILED, "%s: %s", path, strerror(errno));
	code = show_file(&context->out, path, fd);
	close(fd);
	return code;
}

const struct gn_command gn_command_coredump = {
	.name = "coredump",
	.args = "FILE",
	.summary = "a devcoredump of the driver, in words",
	.run = run,
};
