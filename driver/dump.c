// SPDX-License-Identifier: GPL-2.0
/*
 * All there is to know of a device in trouble, as one devcoredump: the format
 * is struct gnic_dump (records.h), "glassnic coredump" puts it into words.
 */
#include <linux/devcoredump.h>
#include <linux/rtnetlink.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include "glassnic.h"

static size_t gnic_dump_size(const struct gnic *gnic)
{
	return sizeof(struct gnic_dump) +
	       gnic_regs_dump(gnic, NULL) * sizeof(struct gnic_reg_value) +
	       gnic->tx.count * sizeof(struct gnic_tx_desc) +
	       gnic->rx.count * sizeof(struct gnic_rx_desc) +
	       GNIC_RECORDS_MAX * sizeof(struct gnic_record);
}

static void gnic_dump_header(const struct gnic *gnic, struct gnic_dump *dump)
{
	dump->magic = cpu_to_le32(GNIC_DUMP_MAGIC);
	dump->version = cpu_to_le16(GNIC_DUMP_VERSION);
	dump->length = cpu_to_le16(sizeof(*dump));
	strscpy_pad(dump->netdev, gnic->netdev->name);
	strscpy_pad(dump->pci, pci_name(gnic->pdev));
	dump->mono_ns = cpu_to_le64(ktime_get_ns());
	dump->tx_head = cpu_to_le32(gnic->tx.head);
	dump->tx_doorbell = cpu_to_le32(gnic->tx.doorbell);
	dump->tx_tail = cpu_to_le32(gnic->tx.tail);
	dump->rx_head = cpu_to_le32(gnic->rx.head);
	dump->rx_tail = cpu_to_le32(gnic->rx.tail);
}

/* Rings are there while the interface is up. */
static size_t gnic_dump_fill(struct gnic *gnic, struct gnic_dump *dump)
{
	bool rings = netif_running(gnic->netdev);
	void *at = dump + 1;
	unsigned int count;

	gnic_dump_header(gnic, dump);

	count = gnic_regs_dump(gnic, at);
	dump->registers = cpu_to_le32(count);
	at += count * sizeof(struct gnic_reg_value);

	count = rings ? gnic->tx.count : 0;
	dump->tx_count = cpu_to_le32(count);
	memcpy(at, gnic->tx.desc, count * sizeof(struct gnic_tx_desc));
	at += count * sizeof(struct gnic_tx_desc);

	count = rings ? gnic->rx.count : 0;
	dump->rx_count = cpu_to_le32(count);
	memcpy(at, gnic->rx.desc, count * sizeof(struct gnic_rx_desc));
	at += count * sizeof(struct gnic_rx_desc);

	count = gnic_recorder_dump(&gnic->recorder, at);
	dump->records = cpu_to_le32(count);
	at += count * sizeof(struct gnic_record);

	return at - (void *)dump;
}

/**
 * gnic_dump() - make a devcoredump
 * @gnic: the NIC; takes RTNL, so that the rings stay
 *
 * The kernel keeps one of a device for five minutes, or until it is written to;
 * meanwhile another one is dropped.
 */
void gnic_dump(struct gnic *gnic)
{
	struct gnic_dump *dump;
	size_t size;

	rtnl_lock();
	dump = vzalloc(gnic_dump_size(gnic));
	size = dump ? gnic_dump_fill(gnic, dump) : 0;
	rtnl_unlock();

	if (dump)
		dev_coredumpv(&gnic->pdev->dev, dump, size, GFP_KERNEL);
	else
		netdev_warn(gnic->netdev, "no memory for a coredump\n");
}
