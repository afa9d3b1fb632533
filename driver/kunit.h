/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit suites share: a NIC whose registers are memory.
 */
#ifndef GNIC_KUNIT_H
#define GNIC_KUNIT_H

#include <kunit/test.h>

#include "glassnic.h"

/**
 * struct gnic_test_nic - a NIC without a device
 * @gnic: it, or NULL when it could not be made
 * @pdev: as much of a PCI function as DMA needs
 * @dma_mask: of @pdev
 */
struct gnic_test_nic {
	struct gnic *gnic;
	struct pci_dev pdev;
	u64 dma_mask;
};

int gnic_test_nic_init(struct kunit *test, struct gnic_test_nic *nic,
		       int (*poll)(struct napi_struct *napi, int budget));
void gnic_test_nic_exit(struct gnic_test_nic *nic);

#endif /* GNIC_KUNIT_H */
