// SPDX-License-Identifier: GPL-2.0
/*
 * reg PCI OFFSET[=VALUE]...: read and write a NIC's registers behind its driver's back, in this order.
 *
 * A read prints its value. The kernel must have been booted with iomem=relaxed, or BAR0 of a device
 * that has a driver cannot be mapped.
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "helper.h"

#define BAR0_SIZE 0x20000

static volatile uint32_t *bar0_map(const char *pci)
{
	char path[256];
	void *bar0;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", pci);
	fd = open(path, O_RDWR | O_SYNC);
	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	bar0 = mmap(NULL, BAR0_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar0 == MAP_FAILED)
		die("%s cannot be mapped: %s (booted with iomem=relaxed?)", path, strerror(errno));
	return bar0;
}

int main(int argc, char **argv)
{
	volatile uint32_t *bar0;

	if (argc < 3)
		die("usage: reg PCI OFFSET[=VALUE]...");
	bar0 = bar0_map(argv[1]);
	for (int i = 2; i < argc; i++) {
		char *value = strchr(argv[i], '=');
		uint32_t offset;

		if (value)
			*value++ = '\0';
		offset = number(argv[i], 0, BAR0_SIZE - 4, "an offset");
		if (value)
			bar0[offset / 4] = number(value, 0, UINT32_MAX, "a value");
		else
			printf("%#x\n", bar0[offset / 4]);
	}
	return HELPER_OK;
}
