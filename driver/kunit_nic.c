// SPDX-License-Identifier: GPL-2.0
/*
 * A NIC for the KUnit suites: registers that are memory, a netdev that is not
 * registered, NAPI that polls as the suite says.
 */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>

#include "kunit.h"

static void gnic_test_nic_release(struct device *dev)
{
}

/**
 * gnic_test_nic_init() - make a NIC, its rings not allocated, NAPI enabled
 * @test: frees the registers
 * @nic: zeroed
 * @poll: NAPI's
 *
 * Return: 0 or -ENOMEM.
 */
int gnic_test_nic_init(struct kunit *test, struct gnic_test_nic *nic,
		       int (*poll)(struct napi_struct *napi, int budget))
{
	struct net_device *netdev;
	struct gnic *gnic;
	void *registers;

	registers = kunit_kzalloc(test, GNIC_REG_SPACE, GFP_KERNEL);
	netdev = registers ? alloc_etherdev(sizeof(*gnic)) : NULL;
	if (!netdev)
		return -ENOMEM;
	gnic = netdev_priv(netdev);
	nic->gnic = gnic;
	gnic->netdev = netdev;
	gnic->bar0 = (void __force __iomem *)registers;
	gnic->pdev = &nic->pdev;
	device_initialize(&nic->pdev.dev);
	nic->pdev.dev.release = gnic_test_nic_release;
	dev_set_name(&nic->pdev.dev, "test");
	nic->pdev.dev.dma_mask = &nic->dma_mask;
	dma_set_mask_and_coherent(&nic->pdev.dev, DMA_BIT_MASK(64));
	u64_stats_init(&gnic->rx.counters.syncp);
	u64_stats_init(&gnic->tx.counters.syncp);
	netif_napi_add(netdev, &gnic->napi, poll);
	napi_enable(&gnic->napi);
	return 0;
}

/**
 * gnic_test_nic_exit() - undo gnic_test_nic_init()
 * @nic: the NIC, made, NAPI disabled and its rings freed
 */
void gnic_test_nic_exit(struct gnic_test_nic *nic)
{
	netif_napi_del(&nic->gnic->napi);
	free_netdev(nic->gnic->netdev);
	put_device(&nic->pdev.dev);
}
