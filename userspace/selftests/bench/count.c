// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU's emulation: counts the instructions that the guest executes, and its accesses to the
 * registers of every e1000, by register and direction.
 *
 *	qemu-system-x86_64 -plugin count.so,out=FILE[,profile=FOLDER]
 *
 * At every mark (mark.h) FILE gets what was counted since the guest was started:
 *
 *	mark NUMBER INSTRUCTIONS
 *	access NIC r|w REGISTER ACCESSES	for each that is not 0; NIC is its base address
 *
 * and FOLDER a file named NUMBER, with "ADDRESS INSTRUCTIONS" lines of what ran since the mark before
 * it, by translation block.
 *
 * Instructions are counted by blocks. A block that ends early, at an exception or because QEMU stops
 * before an access to a device to bring its clock up to date, counts as a whole.
 *
 * Only one virtual processor is counted correctly: there is no locking.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mark.h"
#include "qemu-plugin-api.h"
#include "regs.h"

#define BAR0_SIZE 0x20000u
#define NICS_MAX  16

/*
 * Drivers live here and nothing else: the kernel's modules. Watching the memory accesses of all other
 * code would slow the guest down by a factor of ten.
 */
#define MODULES_START 0xffffffffc0000000ull

struct block {
	uint64_t address;
	uint64_t instructions; /* in one execution */
	uint64_t executed;     /* since the last mark */
	struct block *next;
};

struct nic {
	uint64_t base;
	uint64_t accesses[2][BAR0_SIZE / 4]; /* read, written */
};

EXPORT int qemu_plugin_version = PLUGIN_VERSION;

static uint64_t instructions;
static struct block *blocks;
static struct nic *nics[NICS_MAX];
static const char *profile;
static FILE *out;

static void die(const char *what)
{
	fprintf(stderr, "count: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		die("allocation");
	return memory;
}

static void on_block(unsigned int vcpu, void *data)
{
	struct block *block = data;

	(void)vcpu;
	block->executed++;
	instructions += block->instructions;
}

/* The NIC whose registers are at BASE. */
static struct nic *nic_at(uint64_t base)
{
	int i;

	for (i = 0; i < NICS_MAX && nics[i]; i++) {
		if (nics[i]->base == base)
			return nics[i];
	}
	if (i == NICS_MAX) {
		errno = E2BIG;
		die("more NICs than were thought of");
	}
	nics[i] = allocate(sizeof(*nics[i]));
	nics[i]->base = base;
	return nics[i];
}

/* An access of eight bytes is one access, of its first register: it is one exit. */
static void on_access(unsigned int vcpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data)
{
	struct qemu_plugin_hwaddr *hwaddr = qemu_plugin_get_hwaddr(info, vaddr);
	uint64_t address;

	(void)vcpu;
	(void)data;
	if (!hwaddr || !qemu_plugin_hwaddr_is_io(hwaddr) ||
	    strcmp(qemu_plugin_hwaddr_device_name(hwaddr), "e1000-mmio"))
		return;
	address = qemu_plugin_hwaddr_phys_addr(hwaddr);
	nic_at(address & ~(uint64_t)(BAR0_SIZE - 1))
		->accesses[qemu_plugin_mem_is_store(info)][address % BAR0_SIZE / 4]++;
}

static const char *register_name(uint32_t offset)
{
	static char text[16];

	switch (offset) {
#define NAME(name, at, access, effect) \
	case at:                       \
		return #name;
		GNIC_REGS(NAME)
#undef NAME
	}
	snprintf(text, sizeof(text), "0x%05x", offset);
	return text;
}

static void write_accesses(const struct nic *nic)
{
	for (int store = 0; store <= 1; store++) {
		for (uint32_t i = 0; i < BAR0_SIZE / 4; i++) {
			if (nic->accesses[store][i])
				fprintf(out, "access %#" PRIx64 " %c %s %" PRIu64 "\n", nic->base,
					store ? 'w' : 'r', register_name(4 * i),
					nic->accesses[store][i]);
		}
	}
}

static void write_profile(uintptr_t number)
{
	struct block *block;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%" PRIuPTR, profile, number);
	file = fopen(path, "w");
	if (!file)
		die(path);
	for (block = blocks; block; block = block->next) {
		if (block->executed)
			fprintf(file, "%016" PRIx64 " %" PRIu64 "\n", block->address,
				block->executed * block->instructions);
		block->executed = 0;
	}
	if (fclose(file))
		die(path);
}

static void on_mark(unsigned int vcpu, void *data)
{
	uintptr_t number = (uintptr_t)data;

	(void)vcpu;
	fprintf(out, "mark %" PRIuPTR " %" PRIu64 "\n", number, instructions);
	for (int i = 0; i < NICS_MAX && nics[i]; i++)
		write_accesses(nics[i]);
	if (profile)
		write_profile(number);
}

/* The number of the mark that INSN is, or -1. */
static int mark_number(const struct qemu_plugin_insn *insn)
{
	static const uint8_t opcode[] = MARK_OPCODE;
	uint8_t bytes[MARK_SIZE];
	uint32_t displacement;

	if (qemu_plugin_insn_size(insn) != MARK_SIZE)
		return -1;
#if PLUGIN_VERSION >= 3
	if (qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) != sizeof(bytes))
		return -1;
#else
	memcpy(bytes, qemu_plugin_insn_data(insn), sizeof(bytes));
#endif
	memcpy(&displacement, bytes + sizeof(opcode), sizeof(displacement));
	if (memcmp(bytes, opcode, sizeof(opcode)) ||
	    (displacement & ~(uint32_t)(MARK_NUMBERS - 1)) != MARK_MAGIC)
		return -1;
	return displacement & (MARK_NUMBERS - 1);
}

static void watch_instruction(struct qemu_plugin_insn *insn)
{
	int number = mark_number(insn);

	if (number >= 0)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)number);
	if (qemu_plugin_insn_vaddr(insn) >= MODULES_START)
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, NULL);
}

/* QEMU translates anew what it forgot, so an address may have several blocks. */
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *block = allocate(sizeof(*block));

	(void)id;
	block->address = qemu_plugin_tb_vaddr(tb);
	block->instructions = qemu_plugin_tb_n_insns(tb);
	block->next = blocks;
	blocks = block;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS, block);
	for (size_t i = 0; i < block->instructions; i++)
		watch_instruction(qemu_plugin_tb_get_insn(tb, i));
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	if (fclose(out))
		die("the output");
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4)) {
			out = fopen(argv[i] + 4, "w");
			if (!out)
				die(argv[i] + 4);
		} else if (!strncmp(argv[i], "profile=", 8)) {
			profile = strdup(argv[i] + 8);
		} else {
			fprintf(stderr, "count: unknown argument '%s'\n", argv[i]);
			return -1;
		}
	}
	if (!out) {
		fprintf(stderr, "count: out=FILE is missing\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
	return 0;
}
