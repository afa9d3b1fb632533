// SPDX-License-Identifier: GPL-2.0
/*
 * rawsend PCI LENGTH COUNT: send COUNT broadcasts of LENGTH octets, as long or short as no driver would send
 * them, from a NIC that has no driver: its registers are mapped, and a ring of one frame is set up in this process'
 * memory. QEMU has sent a frame when the write of TDT returns.
 *
 * Without an IOMMU only: the NIC is given physical addresses.
 */
#include <fcntl.h>
#include <net/ethernet.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper.h"

#define BAR0_SIZE   0x20000
#define PAGE	    4096
#define LENGTH_MAX  65535 /* as long as QEMU puts a frame together */
#define PAUSE_US    1000  /* others shall have a turn meanwhile */
#define DESCRIPTORS 32	  /* a multiple of 8 */

#define PCI_COMMAND	 4
#define PCI_COMMAND_BITS 6 /* memory, bus master */

#define TCTL		0x0400
#define TCTL_EN		2
#define TDBAL		0x3800
#define TDBAH		0x3804
#define TDLEN		0x3808
#define TDH		0x3810
#define TDT		0x3818
#define TXD_EOP		0x01000000
#define TXD_RS		0x08000000
#define TXD_DD		1
#define PFN_MASK	((1ULL << 55) - 1)
#define ETHERTYPE_LOCAL 0x88b5

struct descriptor {
	uint64_t address;
	uint32_t lower;
	uint32_t upper;
};

static volatile uint32_t *bar0;

static void reg_write(uint32_t offset, uint32_t value)
{
	bar0[offset / 4] = value;
}

static int open_file(const char *pci, const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", pci, name);
	fd = open(path, O_RDWR | O_SYNC);
	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	return fd;
}

static void device_take(const char *pci)
{
	const uint16_t command = PCI_COMMAND_BITS;
	int fd = open_file(pci, "config");

	if (pwrite(fd, &command, sizeof(command), PCI_COMMAND) != sizeof(command))
		die("%s: bus mastering cannot be switched on: %s", pci, strerror(errno));
	close(fd);
	bar0 = mmap(NULL, BAR0_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		    open_file(pci, "resource0"), 0);
	if (bar0 == MAP_FAILED)
		die("%s: its registers cannot be mapped: %s (has it a driver?)", pci,
		    strerror(errno));
}

static uint64_t physical(const void *page)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (fd < 0 ||
	    pread(fd, &entry, sizeof(entry), (off_t)((uintptr_t)page / PAGE * 8)) !=
		    sizeof(entry) ||
	    !(entry & PFN_MASK))
		die("where its memory is cannot be read from /proc/self/pagemap");
	close(fd);
	return (entry & PFN_MASK) * PAGE;
}

/* Two pages that stay where they are. */
static void *locked_page(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE, -1, 0);

	if (page == MAP_FAILED)
		die("no memory: %s", strerror(errno));
	return page;
}

/* The frame's page again and again, until it is long enough. Returns the descriptors that takes. */
static uint32_t ring_fill(struct descriptor *ring, uint64_t frame, uint32_t length)
{
	uint32_t n = 0;

	for (uint32_t left = length; left; n++) {
		uint32_t part = left < PAGE ? left : PAGE;

		left -= part;
		ring[n] = (struct descriptor){
			.address = frame,
			.lower = part | (left ? 0 : TXD_EOP | TXD_RS),
		};
	}
	return n;
}

int main(int argc, char **argv)
{
	uint64_t length, count, sent;
	struct ether_header *frame;
	struct descriptor *ring;
	uint32_t used;

	if (argc != 4)
		die("usage: rawsend PCI LENGTH COUNT");
	length = number(argv[2], sizeof(*frame), LENGTH_MAX, "LENGTH");
	count = number(argv[3], 1, UINT32_MAX, "COUNT");

	ring = locked_page();
	frame = locked_page();
	memset(frame->ether_dhost, 0xff, ETHER_ADDR_LEN);
	frame->ether_shost[0] = 2;
	frame->ether_type = htobe16(ETHERTYPE_LOCAL);
	used = ring_fill(ring, physical(frame), (uint32_t)length);

	device_take(argv[1]);
	reg_write(TDLEN, DESCRIPTORS * sizeof(*ring));
	reg_write(TDBAL, (uint32_t)physical(ring));
	reg_write(TDBAH, physical(ring) >> 32);
	reg_write(TDT, 0);
	reg_write(TDH, 0);
	reg_write(TCTL, TCTL_EN);
	for (sent = 0; sent < count; sent++) {
		volatile struct descriptor *last = &ring[used - 1];

		last->upper = 0;
		reg_write(TDH, 0);
		reg_write(TDT, used);
		if (!(last->upper & TXD_DD))
			die("the NIC did not send frame %llu", (unsigned long long)sent);
		usleep(PAUSE_US);
	}
	reg_write(TCTL, 0);
	printf("sent=%llu\n", (unsigned long long)sent);
	return HELPER_OK;
}
