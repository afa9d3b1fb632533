/* SPDX-License-Identifier: GPL-2.0 */
/* From one driver to another, through sysfs. */
#ifndef GN_BIND_H
#define GN_BIND_H

#include "nic.h"

#define GN_BIND_ERROR_SIZE 256

/*
 * Take @nic from the driver it has, if any, and give it to @driver, "" for
 * none. @override is the only driver that may have it from then on, "" for any
 * that knows it. Returns 0; or -1 with a sentence in @error, and then the NIC
 * has the driver and the override it had, or the sentence says that it has not.
 * @root: GN_SYSFS; tests have their own.
 */
int gn_bind(const char *root, const struct gn_nic *nic, const char *driver, const char *override,
	    char error[GN_BIND_ERROR_SIZE]);

/* Is there a driver of that name for PCI functions? */
bool gn_bind_has_driver(const char *root, const char *driver);

#endif
