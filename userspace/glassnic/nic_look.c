// SPDX-License-Identifier: GPL-2.0
/* glassnic nic regs, rings, irq and state: inside a running NIC. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "inside.h"
#include "interrupt.h"
#include "nic_verbs.h"
#include "state.h"

/* Takes a line without its newline; false when it makes no sense. */
typedef bool take_line(void *arg, const char *line);

static int read_lines(FILE *file, const char *path, take_line *take, void *arg)
{
	int code = GN_EXIT_OK;
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;

	while (code == GN_EXIT_OK && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = 0;
		number++;
		if (!take(arg, line))
			code = gn_fail(GN_EXIT_MALFORMED, "%s: line %u makes no sense", path,
				       number);
	}
	if (code == GN_EXIT_OK && ferror(file))
		code = gn_fail(GN_EXIT_FAILED, "%s: %s", path, strerror(errno));
	free(line);
	return code;
}

/* Every line of one of the driver's files to @take. */
static int look(const struct gn_nic *nic, const char *view, take_line *take, void *arg)
{
	char path[128], why[GN_ABSENCE_SIZE];
	FILE *file;
	int code;

	snprintf(path, sizeof(path), GN_SYSFS "/kernel/debug/glassnic/%s/%s", nic->pci, view);
	file = fopen(path, "re");
	if (!file && (errno == ENOENT || strcmp(nic->driver, "glassnic")))
		return gn_fail(GN_EXIT_FAILED, "%s",
			       gn_nic_absence(GN_SYSFS, nic->pci, nic, view, why));
	if (!file && errno == EACCES)
		return gn_fail(GN_EXIT_FAILED, "%s is for root alone; try sudo", path);
	if (!file)
		return gn_fail(GN_EXIT_FAILED, "%s: %s", path, strerror(errno));
	code = read_lines(file, path, take, arg);
	fclose(file);
	return code;
}

static bool show_register_line(void *out, const char *line)
{
	struct gn_register reg;

	if (!gn_register_parse(&reg, line))
		return false;
	gn_show_register(out, &reg);
	return true;
}

int gn_nic_regs(struct gn_context *context, const struct gn_nic *nic)
{
	return look(nic, "regs", show_register_line, &context->out);
}

/* A ring's file: the ring, then its slots; nothing while the interface is down. */
struct ring_view {
	struct gn_ring ring;
	struct gn_slots slots;
};

static bool show_ring_line(void *arg, const char *line)
{
	struct ring_view *view = arg;
	struct gn_slot slot;

	if (!view->ring.count) {
		if (!gn_ring_parse(&view->ring, view->ring.tx, line))
			return false;
		gn_show_ring(view->slots.out, &view->ring);
		return true;
	}
	if (!gn_slot_parse(&slot, view->ring.tx, line))
		return false;
	gn_show_slot(&view->slots, &slot);
	return true;
}

static int show_ring(struct gn_out *out, const struct gn_nic *nic, bool tx)
{
	struct ring_view view = { .ring.tx = tx, .slots.out = out };
	int code = look(nic, tx ? "tx_ring" : "rx_ring", show_ring_line, &view);

	gn_show_slots_end(&view.slots);
	/* An empty file is a ring without slots. */
	if (code == GN_EXIT_OK && !view.ring.count)
		gn_show_ring(out, &view.ring);
	return code;
}

int gn_nic_rings(struct gn_context *context, const struct gn_nic *nic)
{
	int code = show_ring(&context->out, nic, true);

	if (code != GN_EXIT_OK)
		return code;
	gn_out_text(&context->out, "\n");
	return show_ring(&context->out, nic, false);
}

static bool take_state_line(void *state, const char *line)
{
	return gn_state_take(state, line);
}

/* The slot that an index stands for: text only, it can be worked out. */
static void show_slot_of(struct gn_out *out, const char *name, uint64_t index, uint64_t slots)
{
	static const char *const indices[] = { "head", "doorbell", "tail", "flushed" };

	for (size_t i = 0; i < sizeof(indices) / sizeof(indices[0]); i++)
		if (slots && !strcmp(name, indices[i]))
			gn_out_text(out, " (slot %" PRIu64 ")", index % slots);
}

/* Those facts whose names begin with @prefix, "" for those of no ring, as object @key. */
static void show_facts(struct gn_out *out, const struct gn_state *state, const char *key,
		       const char *prefix)
{
	char count[16];

	snprintf(count, sizeof(count), "%scount", prefix);
	gn_out_text(out, "%s\n", key);
	gn_out_object(out, key);
	for (unsigned int i = 0; i < state->count; i++) {
		const struct gn_fact *fact = &state->fact[i];
		const char *name = fact->name;
		bool in_ring = !strncmp(name, "tx_", 3) || !strncmp(name, "rx_", 3);

		if (*prefix ? strncmp(name, prefix, strlen(prefix)) : in_ring)
			continue;
		name += strlen(prefix);
		gn_out_text(out, "  %-16s ", name);
		gn_out_u64(out, name, "%" PRIu64, fact->value);
		show_slot_of(out, name, fact->value, gn_state_value(state, count, 0));
		gn_out_text(out, "\n");
	}
	gn_out_end(out);
}

int gn_nic_state(struct gn_context *context, const struct gn_nic *nic)
{
	struct gn_out *out = &context->out;
	struct gn_state state = { 0 };
	int code = look(nic, "state", take_state_line, &state);

	if (code != GN_EXIT_OK)
		return code;
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "state");
	gn_out_str(out, "netdev", "%s", state.netdev);
	gn_out_str(out, "pci", " (%s)\n", nic->pci);
	show_facts(out, &state, "nic", "");
	show_facts(out, &state, "tx", "tx_");
	show_facts(out, &state, "rx", "rx_");
	gn_out_end(out);
	return GN_EXIT_OK;
}

/* The two registers of interrupt causes */
struct causes {
	struct gn_register mask, pending;
};

static bool take_cause_line(void *arg, const char *line)
{
	struct causes *causes = arg;
	struct gn_register reg;

	if (!gn_register_parse(&reg, line))
		return false;
	if (!strcmp(reg.name, "IMS"))
		causes->mask = reg;
	else if (!strcmp(reg.name, "ICR"))
		causes->pending = reg;
	return true;
}

static void show_causes(struct gn_out *out, const char *key, const struct gn_register *reg,
			const char *meaning)
{
	struct gn_words words;
	char names[80] = "";

	gn_register_fields(reg, &words);
	gn_out_array(out, key);
	for (unsigned int i = 0; i < words.count; i++) {
		size_t used = strlen(names);

		gn_out_str(out, NULL, NULL, words.word[i].name);
		snprintf(names + used, sizeof(names) - used, "%s%s", used ? " " : "",
			 words.word[i].name);
	}
	gn_out_end(out);
	gn_out_text(out, "  %-9s %-20s %s\n", key, *names ? names : "-", meaning);
}

/* The line, counted by the kernel; null when the driver has not asked for it. */
static void show_line(struct gn_out *out, const struct gn_interrupt *interrupt)
{
	if (!interrupt) {
		gn_out_null(out, "line", "  line      nobody has asked for it\n");
		return;
	}
	gn_out_object(out, "line");
	gn_out_str(out, "users", "  line      %s\n", interrupt->users);
	gn_out_u64(out, "total", "  counted   %" PRIu64 ", on each processor:", interrupt->total);
	gn_out_array(out, "cpus");
	for (unsigned int i = 0; i < interrupt->cpus; i++)
		gn_out_u64(out, NULL, " %" PRIu64, interrupt->count[i]);
	gn_out_end(out);
	gn_out_end(out);
	gn_out_text(out, "\n");
}

static int show_count(struct gn_out *out, uint64_t number)
{
	struct gn_interrupt interrupt;
	FILE *file = fopen(GN_INTERRUPTS, "re");

	if (!file)
		return gn_fail(GN_EXIT_FAILED, GN_INTERRUPTS ": %s", strerror(errno));
	show_line(out, gn_interrupt_find(file, number, &interrupt) ? NULL : &interrupt);
	fclose(file);
	return GN_EXIT_OK;
}

static void show_fact(struct gn_out *out, const char *key, const char *yes, const char *no,
		      bool value)
{
	gn_out_bool(out, key, yes, value);
	gn_out_text(out, "%s", value ? "" : no);
}

int gn_nic_irq(struct gn_context *context, const struct gn_nic *nic)
{
	struct gn_out *out = &context->out;
	struct gn_state state = { 0 };
	struct causes causes = { 0 };
	struct gn_register acted_on;
	uint64_t number = 0;
	int code = look(nic, "state", take_state_line, &state);

	if (code == GN_EXIT_OK)
		code = look(nic, "regs", take_cause_line, &causes);
	if (code == GN_EXIT_OK &&
	    gn_file_u64(&number, GN_SYSFS "/bus/pci/devices/%s/irq", nic->pci))
		code = gn_fail(GN_EXIT_FAILED, GN_SYSFS "/bus/pci/devices/%s/irq: %s", nic->pci,
			       strerror(errno));
	if (code != GN_EXIT_OK)
		return code;

	/* Of the same bits as the mask */
	gn_register_make(&acted_on, causes.mask.offset, gn_state_value(&state, "causes", 0));
	gn_out_object(out, NULL);
	gn_out_str(out, "type", NULL, "irq");
	gn_out_str(out, "netdev", "%s", state.netdev);
	gn_out_str(out, "pci", " (%s)", nic->pci);
	gn_out_u64(out, "irq", ", interrupt %" PRIu64 "\n", number);
	code = show_count(out, number);
	show_causes(out, "mask", &causes.mask, "IMS: what may interrupt");
	show_causes(out, "pending", &causes.pending, "ICR: what has happened since");
	show_causes(out, "causes", &acted_on, "what the driver acts on");
	show_fact(out, "masked", "  masked    yes: a poll has used its budget up\n",
		  "  masked    no\n", gn_state_value(&state, "masked", 0));
	show_fact(out, "tx_armed", "  armed     yes: frames are out, and their end is waited for\n",
		  "  armed     no\n", gn_state_value(&state, "tx_armed", 0));
	show_fact(out, "napi_scheduled", "  NAPI      polls\n", "  NAPI      idle\n",
		  gn_state_value(&state, "napi_scheduled", 0));
	show_fact(out, "look", "  look      at the ring, in place of an interrupt\n", "",
		  gn_state_value(&state, "look", 0));
	gn_out_u64(out, "itr", "  ITR       %" PRIu64 " x 256 ns between two interrupts\n",
		   gn_state_value(&state, "itr", 0));
	gn_out_end(out);
	return code;
}
