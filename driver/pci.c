// SPDX-License-Identifier: GPL-2.0
/*
 * Bring-up on one page: probe, remove, suspend, resume, shutdown, and what
 * happens when the bus is reset.
 */
#include <linux/etherdevice.h>
#include <linux/idr.h>
#include <linux/module.h>

#include "glassnic.h"

/*
 * Only the emulated part: the subsystem id is QEMU's, so errata of silicon may
 * be left out. Not in MODULE_DEVICE_TABLE: nothing loads this module behind a
 * user's back, insmod binds what is free.
 */
#define GNIC_PCI_ID(device) \
	PCI_DEVICE_SUB(PCI_VENDOR_ID_INTEL, device, \
		       PCI_SUBVENDOR_ID_REDHAT_QUMRANET, PCI_SUBDEVICE_ID_QEMU)

static const struct pci_device_id gnic_pci_ids[] = {
	{ GNIC_PCI_ID(0x100e) },	/* 82540EM, QEMU's "e1000" */
	{ GNIC_PCI_ID(0x100c) },	/* 82544GC */
	{ GNIC_PCI_ID(0x100f) },	/* 82545EM */
	{}
};

/* The top octet of a packet id, so at most 256 NICs */
static DEFINE_IDA(gnic_instances);

/* Quiesce before anything else: a driver or kernel before us may have left
 * the device running (kexec, kdump).
 */
static void gnic_probe_hw(struct gnic *gnic)
{
	struct net_device *netdev = gnic->netdev;
	u8 addr[ETH_ALEN];

	gnic_hw_quiesce(gnic);
	gnic_hw_read_mac(gnic, addr);
	if (is_valid_ether_addr(addr)) {
		eth_hw_addr_set(netdev, addr);
	} else {
		eth_hw_addr_random(netdev);
		pci_warn(gnic->pdev,
			 "no unicast address in EEPROM: %pM; using %pM\n",
			 addr, netdev->dev_addr);
	}
	gnic_hw_init(gnic);
}

static int gnic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev;
	struct gnic *gnic;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return dev_err_probe(&pdev->dev, err, "cannot enable\n");

	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return dev_err_probe(&pdev->dev, err, "no 64-bit DMA\n");

	netdev = alloc_etherdev(sizeof(*gnic));
	if (!netdev)
		return -ENOMEM;

	SET_NETDEV_DEV(netdev, &pdev->dev);
	pci_set_drvdata(pdev, netdev);
	gnic = netdev_priv(netdev);
	gnic->netdev = netdev;
	gnic->pdev = pdev;

	/* BAR0 only: the emulated part's I/O BAR is a stub (device.md 1) */
	gnic->bar0 = pcim_iomap_region(pdev, 0, GNIC_NAME);
	if (IS_ERR(gnic->bar0)) {
		err = PTR_ERR(gnic->bar0);
		goto free_netdev;
	}
	if (!gnic_hw_answers(gnic)) {
		err = dev_err_probe(&pdev->dev, -ENODEV,
				    "the device does not answer\n");
		goto free_netdev;
	}

	err = ida_alloc_max(&gnic_instances, U8_MAX, GFP_KERNEL);
	if (err < 0)
		goto free_netdev;
	gnic->instance = err;
	gnic->tx.id = gnic_packet_id(gnic->instance, GNIC_TX, 0);
	gnic->rx.id = gnic_packet_id(gnic->instance, GNIC_RX, 0);

	err = gnic_capture_create(gnic);
	if (err)
		goto free_instance;

	gnic_netdev_init(gnic);
	err = gnic_health_create(gnic);
	if (err)
		goto destroy_capture;

	gnic_probe_hw(gnic);
	err = register_netdev(netdev);
	if (err)
		goto destroy_health;

	/* What a reset of the bus takes away, see gnic_slot_reset() */
	pci_save_state(pdev);
	gnic_debugfs_add(gnic);
	gnic_health_register(gnic);
	netdev_info(netdev, "%pM on %s\n", netdev->dev_addr, pci_name(pdev));
	return 0;

destroy_health:
	gnic_hw_quiesce(gnic);
	gnic_hw_disable(gnic);
	gnic_health_destroy(gnic);
destroy_capture:
	gnic_capture_destroy(gnic);
free_instance:
	ida_free(&gnic_instances, gnic->instance);
free_netdev:
	free_netdev(netdev);
	return err;
}

static void gnic_remove(struct pci_dev *pdev)
{
	struct net_device *netdev = pci_get_drvdata(pdev);
	struct gnic *gnic = netdev_priv(netdev);

	gnic_health_unregister(gnic);
	/* Not under RTNL: it waits for readers, who get -EIO */
	gnic_debugfs_remove(gnic);
	unregister_netdev(netdev);
	gnic_health_destroy(gnic);
	gnic_hw_quiesce(gnic);
	gnic_hw_disable(gnic);
	gnic_fcs_remove(gnic);
	gnic_capture_destroy(gnic);
	ida_free(&gnic_instances, gnic->instance);
	free_netdev(netdev);
}

static void gnic_shutdown(struct pci_dev *pdev)
{
	struct gnic *gnic = netdev_priv(pci_get_drvdata(pdev));

	gnic_netdev_suspend(gnic);
	gnic_hw_disable(gnic);
}

/* Before the registers are lost: by sleep, by a reset somebody asked for */
static void gnic_pause(struct pci_dev *pdev)
{
	gnic_netdev_suspend(netdev_priv(pci_get_drvdata(pdev)));
}

/* And after. Who restored the configuration space has used up what was saved
 * of it.
 */
static void gnic_unpause(struct pci_dev *pdev)
{
	pci_save_state(pdev);
	gnic_netdev_resume(netdev_priv(pci_get_drvdata(pdev)));
}

static int gnic_suspend(struct device *dev)
{
	gnic_pause(to_pci_dev(dev));
	return 0;
}

static int gnic_resume(struct device *dev)
{
	struct gnic *gnic = netdev_priv(dev_get_drvdata(dev));

	gnic_recorder_start(&gnic->recorder);
	gnic_unpause(to_pci_dev(dev));
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(gnic_pm_ops, gnic_suspend, gnic_resume);

/* The bus reports an error. The device cannot (it has no AER), but the port
 * above it can, and resets everything below.
 */
static pci_ers_result_t gnic_error_detected(struct pci_dev *pdev,
					    pci_channel_state_t state)
{
	gnic_pause(pdev);
	if (state == pci_channel_io_perm_failure)
		return PCI_ERS_RESULT_DISCONNECT;
	return PCI_ERS_RESULT_NEED_RESET;
}

/* BARs and the command register are cleared by a reset (device.md 1), and
 * nobody but us restores them here.
 */
static pci_ers_result_t gnic_slot_reset(struct pci_dev *pdev)
{
	struct gnic *gnic = netdev_priv(pci_get_drvdata(pdev));

	pci_restore_state(pdev);
	if (!gnic_hw_answers(gnic))
		return PCI_ERS_RESULT_DISCONNECT;
	return PCI_ERS_RESULT_RECOVERED;
}

static const struct pci_error_handlers gnic_error_handlers = {
	.error_detected	= gnic_error_detected,
	.slot_reset	= gnic_slot_reset,
	.resume		= gnic_unpause,
	.reset_prepare	= gnic_pause,
	.reset_done	= gnic_unpause,
};

static struct pci_driver gnic_pci_driver = {
	.name		= GNIC_NAME,
	.id_table	= gnic_pci_ids,
	.probe		= gnic_probe,
	.remove		= gnic_remove,
	.shutdown	= gnic_shutdown,
	.err_handler	= &gnic_error_handlers,
	.driver.pm	= pm_sleep_ptr(&gnic_pm_ops),
};

static int __init gnic_init(void)
{
	int err;

	gnic_debugfs_init();
	err = pci_register_driver(&gnic_pci_driver);
	if (err)
		gnic_debugfs_exit();
	return err;
}
module_init(gnic_init);

static void __exit gnic_exit(void)
{
	pci_unregister_driver(&gnic_pci_driver);
	gnic_debugfs_exit();
}
module_exit(gnic_exit);

MODULE_DESCRIPTION("Transparent driver for QEMU's emulated e1000");
MODULE_AUTHOR("The glassnic authors");
MODULE_LICENSE("GPL");
