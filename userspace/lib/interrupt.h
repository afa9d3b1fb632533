/* SPDX-License-Identifier: GPL-2.0 */
/* An interrupt line and how often it was raised, as the kernel counts. */
#ifndef GN_INTERRUPT_H
#define GN_INTERRUPT_H

#include <stdint.h>
#include <stdio.h>

#define GN_INTERRUPTS "/proc/interrupts"
#define GN_CPUS_MAX   64

/**
 * struct gn_interrupt - a line
 * @total: how often, on all processors
 * @cpus: how many processors are on line, at most GN_CPUS_MAX
 * @count: how often, on each of these
 * @users: its controller and its drivers: "IO-APIC  20-fasteoi   eth0"
 */
struct gn_interrupt {
	uint64_t total;
	unsigned int cpus;
	uint64_t count[GN_CPUS_MAX];
	char users[128];
};

/* Line @number in @file, which is /proc/interrupts. Returns 0, or -1 when nobody uses it. */
int gn_interrupt_find(FILE *file, uint64_t number, struct gn_interrupt *interrupt);

#endif
