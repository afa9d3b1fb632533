// SPDX-License-Identifier: GPL-2.0
/*
 * The tree under /sys/kernel/debug/glassnic: a folder for each NIC, named by
 * its PCI address.
 */
#include <linux/debugfs.h>

#include "glassnic.h"

static struct dentry *gnic_debugfs_root;

void gnic_debugfs_init(void)
{
	gnic_debugfs_root = debugfs_create_dir(GNIC_NAME, NULL);
}

void gnic_debugfs_exit(void)
{
	debugfs_remove(gnic_debugfs_root);
}

void gnic_debugfs_add(struct gnic *gnic)
{
	gnic->debugfs = debugfs_create_dir(pci_name(gnic->pdev),
					   gnic_debugfs_root);
	gnic_capture_debugfs(gnic, gnic->debugfs);
}

/**
 * gnic_debugfs_remove() - take this NIC's folder away
 * @gnic: the NIC
 *
 * Waits for calls in flight, so never under RTNL; the blocked reader of a
 * capture is sent off first.
 */
void gnic_debugfs_remove(struct gnic *gnic)
{
	gnic_capture_hang_up(gnic);
	debugfs_remove(gnic->debugfs);
}
