// SPDX-License-Identifier: GPL-2.0
#include "nic.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "files.h"

#define VENDOR_INTEL   0x8086
#define SUBVENDOR_QEMU 0x1af4
#define SUBDEVICE_QEMU 0x1100

static const struct {
	uint16_t device;
	const char *name;
} models[] = {
	{ 0x100c, "82544GC" },
	{ 0x100e, "82540EM" },
	{ 0x100f, "82545EM" },
};

const char *gn_nic_model(const struct gn_nic *nic)
{
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (nic->vendor == VENDOR_INTEL && nic->device == models[i].device)
			return models[i].name;
	return NULL;
}

bool gn_nic_emulated(const struct gn_nic *nic)
{
	return nic->subvendor == SUBVENDOR_QEMU && nic->subdevice == SUBDEVICE_QEMU;
}

static uint16_t read_id(const char *root, const char *pci, const char *file)
{
	uint64_t id = 0;

	gn_file_u64(&id, "%s/bus/pci/devices/%s/%s", root, pci, file);
	return id;
}

/* Last component of a symbolic link, "" when it is not there. */
static void read_link_name(char *name, size_t size, const char *root, const char *pci,
			   const char *link)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *slash;
	ssize_t length;

	*name = 0;
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/%s", root, pci, link);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return;
	target[length] = 0;
	slash = strrchr(target, '/');
	snprintf(name, size, "%.*s", (int)size - 1, slash ? slash + 1 : target);
}

/* sysfs shows an interface only inside its own network namespace. */
static void read_netdev(const char *root, struct gn_nic *nic)
{
	char path[PATH_MAX], text[32];
	struct dirent *entry;
	uint64_t value;
	DIR *dir;

	nic->carrier = -1;
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/net", root, nic->pci);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)) && !*nic->netdev)
		if (entry->d_name[0] != '.')
			snprintf(nic->netdev, sizeof(nic->netdev), "%.63s", entry->d_name);
	closedir(dir);
	if (!*nic->netdev)
		return;

	if (!gn_file_line(text, sizeof(text), "%s/%s/address", path, nic->netdev))
		nic->has_mac = sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &nic->mac[0],
				      &nic->mac[1], &nic->mac[2], &nic->mac[3], &nic->mac[4],
				      &nic->mac[5]) == 6;
	if (!gn_file_u64(&value, "%s/%s/flags", path, nic->netdev))
		nic->up = value & 1; /* IFF_UP */
	/* EINVAL while the interface is down */
	if (!gn_file_u64(&value, "%s/%s/carrier", path, nic->netdev))
		nic->carrier = value != 0;
}

int gn_nic_capture_stats(const char *root, const char *pci, struct gn_capture_stats *stats)
{
	char path[PATH_MAX], line[80], name[32];
	unsigned long long value;
	FILE *file;

	memset(stats, 0, sizeof(*stats));
	snprintf(path, sizeof(path), "%s/kernel/debug/glassnic/%s/capture/stats", root, pci);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31s %llu", name, &value) != 2)
			continue;
		if (!strcmp(name, "captured"))
			stats->captured = value;
		else if (!strcmp(name, "filtered"))
			stats->filtered = value;
		else if (!strcmp(name, "dropped"))
			stats->dropped = value;
		else if (!strcmp(name, "skipped"))
			stats->skipped = value;
		else if (!strcmp(name, "bytes"))
			stats->bytes = value;
	}
	fclose(file);
	return 0;
}

static void read_capture(const char *root, struct gn_nic *nic)
{
	uint64_t enabled;

	if (gn_file_u64(&enabled, "%s/kernel/debug/glassnic/%s/capture/enabled", root, nic->pci))
		return;
	nic->captures = true;
	nic->enabled = enabled != 0;
	gn_file_u64(&nic->snaplen, "%s/kernel/debug/glassnic/%s/capture/snaplen", root, nic->pci);
	gn_file_u64(&nic->buffer, "%s/kernel/debug/glassnic/%s/capture/buffer", root, nic->pci);
	gn_nic_capture_stats(root, nic->pci, &nic->stats);
}

static void read_nic(const char *root, const char *pci, struct gn_nic *nic)
{
	memset(nic, 0, sizeof(*nic));
	snprintf(nic->pci, sizeof(nic->pci), "%.15s", pci);
	nic->vendor = read_id(root, pci, "vendor");
	nic->device = read_id(root, pci, "device");
	nic->subvendor = read_id(root, pci, "subsystem_vendor");
	nic->subdevice = read_id(root, pci, "subsystem_device");
	read_link_name(nic->driver, sizeof(nic->driver), root, pci, "driver");
	read_netdev(root, nic);
	read_capture(root, nic);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int gn_nic_list(const char *root, struct gn_nic **nics)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int found, count = 0;

	*nics = NULL;
	snprintf(path, sizeof(path), "%s/bus/pci/devices", root);
	found = scandir(path, &entries, not_hidden, alphasort);
	if (found < 0)
		return -1;
	*nics = calloc(found ? found : 1, sizeof(**nics));
	for (int i = 0; i < found; i++) {
		struct gn_nic nic = {
			.vendor = read_id(root, entries[i]->d_name, "vendor"),
			.device = read_id(root, entries[i]->d_name, "device"),
		};

		if (*nics && gn_nic_model(&nic))
			read_nic(root, entries[i]->d_name, &(*nics)[count++]);
		free(entries[i]);
	}
	free(entries);
	return *nics ? count : -1;
}

/* "0000:00:04.0" from itself or from "00:04.0"; false when it is no PCI address. */
static bool parse_pci(const char *name, char pci[GN_PCI_STRLEN])
{
	unsigned int domain = 0, bus, slot, function;
	int used = 0;

	if (sscanf(name, "%4x:%2x:%2x.%1o%n", &domain, &bus, &slot, &function, &used) != 4 ||
	    name[used]) {
		domain = 0;
		if (sscanf(name, "%2x:%2x.%1o%n", &bus, &slot, &function, &used) != 3 || name[used])
			return false;
	}
	snprintf(pci, GN_PCI_STRLEN, "%04x:%02x:%02x.%o", domain, bus, slot, function);
	return true;
}

int gn_nic_find(const char *root, const char *name, struct gn_nic *nic)
{
	char path[PATH_MAX], target[PATH_MAX], pci[GN_PCI_STRLEN];
	ssize_t length;

	if (!parse_pci(name, pci)) {
		if (!*name || strchr(name, '/') || *name == '.')
			return -1;
		snprintf(path, sizeof(path), "%s/class/net/%s/device", root, name);
		length = readlink(path, target, sizeof(target) - 1);
		if (length < 0)
			return -1;
		target[length] = 0;
		if (!parse_pci(strrchr(target, '/') ? strrchr(target, '/') + 1 : target, pci))
			return -1;
	}
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s", root, pci);
	if (access(path, F_OK))
		return -1;
	read_nic(root, pci, nic);
	return 0;
}

const char *gn_nic_absence(const char *root, const char *name, const struct gn_nic *nic,
			   const char *view, char why[GN_ABSENCE_SIZE])
{
	char who[96], debugfs[160];
	struct statfs fs;

	snprintf(who, sizeof(who), strcmp(name, nic->pci) ? "%.64s (%s)" : "%.64s", name, nic->pci);
	snprintf(debugfs, sizeof(debugfs), "%s/kernel/debug", root);
	if (!*nic->driver)
		snprintf(why, GN_ABSENCE_SIZE, "%s has no driver; is glassnic.ko loaded?", who);
	else if (strcmp(nic->driver, "glassnic"))
		snprintf(why, GN_ABSENCE_SIZE, "%s is driven by %s, not by glassnic", who,
			 nic->driver);
	else if (!statfs(debugfs, &fs) && fs.f_type != DEBUGFS_MAGIC)
		snprintf(why, GN_ABSENCE_SIZE,
			 "debugfs is not mounted at %s; try: mount -t debugfs none %s", debugfs,
			 debugfs);
	else if (access(debugfs, X_OK) && errno == EACCES)
		snprintf(why, GN_ABSENCE_SIZE, "%s is for root alone; try sudo", debugfs);
	else
		snprintf(why, GN_ABSENCE_SIZE, "%s: the driver offers no %s in %s/glassnic", who,
			 view, debugfs);
	return why;
}
