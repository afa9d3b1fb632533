/* SPDX-License-Identifier: GPL-2.0 */
/* NICs of the kinds QEMU's e1000 comes in, as sysfs and debugfs tell of them. */
#ifndef GN_NIC_H
#define GN_NIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source.h"

#define GN_SYSFS      "/sys"
#define GN_PCI_STRLEN 16

struct gn_capture_stats {
	uint64_t captured, filtered, dropped, skipped, bytes;
};

/**
 * struct gn_nic - one PCI function
 * @pci: address, "0000:00:04.0"
 * @vendor,@device,@subvendor,@subdevice: PCI ids
 * @driver: name of the bound driver, "" for none
 * @netdev: interface name, "" when it has none in this network namespace
 * @has_mac,@mac: of that interface
 * @up: the interface is administratively up
 * @carrier: 1 link, 0 no link, -1 unknown (no interface here, or it is down)
 * @captures: the driver offers capture/ in debugfs and we may look at it;
 *	@enabled, @snaplen, @buffer and @stats are its state
 */
struct gn_nic {
	char pci[GN_PCI_STRLEN];
	uint16_t vendor, device, subvendor, subdevice;
	char driver[64];
	char netdev[64];
	bool has_mac;
	uint8_t mac[6];
	bool up;
	int carrier;
	bool captures, enabled;
	uint64_t snaplen, buffer;
	struct gn_capture_stats stats;
};

/* "82540EM" and so on for a device glassnic can drive, NULL for any other. */
const char *gn_nic_model(const struct gn_nic *nic);

/* QEMU's emulation (subsystem 1af4:1100): the only one glassnic binds. */
bool gn_nic_emulated(const struct gn_nic *nic);

/*
 * Every NIC of our PCI ids, in order of address, below the sysfs at @root
 * (GN_SYSFS; tests have their own). Free *@nics. Returns their number, or -1
 * with errno.
 */
int gn_nic_list(const char *root, struct gn_nic **nics);

/*
 * The NIC called @name: an interface name, or a PCI address with or without
 * its domain. Any PCI function with a driver is found, ours or not. Returns 0
 * or -1 when there is none.
 */
int gn_nic_find(const char *root, const char *name, struct gn_nic *nic);

/*
 * Why the debugfs folder of @nic, which the user called @name, has no @view
 * ("capture"): a sentence that says what to do, in @why. Returns @why.
 */
#define GN_ABSENCE_SIZE 512
const char *gn_nic_absence(const char *root, const char *name, const struct gn_nic *nic,
			   const char *view, char why[GN_ABSENCE_SIZE]);

/* Returns 0, or -1 with errno. @pci is a full PCI address. */
int gn_nic_capture_stats(const char *root, const char *pci, struct gn_capture_stats *stats);

#endif
