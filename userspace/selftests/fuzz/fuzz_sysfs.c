// SPDX-License-Identifier: GPL-2.0
/* What sysfs and debugfs say of a NIC, and the name that a user gives it. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "nic.h"

#define PCI "0000:00:04.0"

/* The input is the texts of these files, in their order, with zeros between; then names of NICs. */
static const char *const files[] = {
	"bus/pci/devices/" PCI "/vendor",
	"bus/pci/devices/" PCI "/device",
	"bus/pci/devices/" PCI "/subsystem_vendor",
	"bus/pci/devices/" PCI "/subsystem_device",
	"bus/pci/devices/" PCI "/net/eth0/address",
	"bus/pci/devices/" PCI "/net/eth0/flags",
	"bus/pci/devices/" PCI "/net/eth0/carrier",
	"kernel/debug/glassnic/" PCI "/capture/enabled",
	"kernel/debug/glassnic/" PCI "/capture/snaplen",
	"kernel/debug/glassnic/" PCI "/capture/buffer",
	"kernel/debug/glassnic/" PCI "/capture/stats",
};

#define FILES (sizeof(files) / sizeof(files[0]))

static char root[PATH_MAX / 2];
static int descriptors[FILES];

static void make_folders(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(path, 0700);
		*slash = '/';
	}
}

static void remove_tree(void)
{
	char command[sizeof(root) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	require(system(command) == 0);
}

/* The files are made once, and written anew for each input. */
static void make_tree(void)
{
	const char *folder = getenv("TMPDIR");
	char path[PATH_MAX];

	snprintf(root, sizeof(root), "%s/fuzz_sysfs.XXXXXX", folder ? folder : "/tmp");
	require(mkdtemp(root));
	atexit(remove_tree);
	for (size_t i = 0; i < FILES; i++) {
		snprintf(path, sizeof(path), "%s/%s", root, files[i]);
		make_folders(path);
		descriptors[i] = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		require(descriptors[i] >= 0);
	}
}

/* The next text of the input; it is moved past it and the zero behind. */
static size_t next_text(const uint8_t **data, size_t *size, const uint8_t **text)
{
	const uint8_t *zero = memchr(*data, 0, *size);
	size_t length = zero ? (size_t)(zero - *data) : *size;

	*text = *data;
	*data += zero ? length + 1 : length;
	*size -= zero ? length + 1 : length;
	return length;
}

static void check_nic(const struct gn_nic *nic)
{
	require(!strcmp(nic->pci, PCI) && !*nic->driver);
	require(!strcmp(nic->netdev, "eth0"));
	require(nic->carrier >= -1 && nic->carrier <= 1);
	require(nic->captures || (!nic->enabled && !nic->stats.captured));
}

static void find(const char *name)
{
	struct gn_nic nic;

	/* A name never leads out of its folder. */
	if (gn_nic_find(root, name, &nic) == 0)
		check_nic(&nic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_nic *nics;
	const uint8_t *text;
	char name[64];
	int count;

	if (!descriptors[0])
		make_tree();
	for (size_t i = 0; i < FILES; i++) {
		size_t length = next_text(&data, &size, &text);

		require(pwrite(descriptors[i], text, length, 0) == (ssize_t)length);
		require(ftruncate(descriptors[i], length) == 0);
	}
	count = gn_nic_list(root, &nics);
	require(count == 0 || count == 1);
	for (int i = 0; i < count; i++) {
		require(gn_nic_model(&nics[i]));
		check_nic(&nics[i]);
	}
	free(nics);
	while (size) {
		size_t length = next_text(&data, &size, &text);

		snprintf(name, sizeof(name), "%.*s", (int)(length < 63 ? length : 63),
			 (const char *)text);
		find(name);
	}
	return 0;
}
