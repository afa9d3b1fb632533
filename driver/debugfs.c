// SPDX-License-Identifier: GPL-2.0
/*
 * The tree under /sys/kernel/debug/glassnic: a folder for each NIC, named by
 * its PCI address, with the views of its rings and its state.
 */
#include <linux/debugfs.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>

#include "glassnic.h"

static struct dentry *gnic_debugfs_root;

static void gnic_show_fact(void *to, const char *name, u64 value)
{
	seq_printf(to, "%-16s %llu\n", name, value);
}

/* A line a fact; those of the rings begin with tx_ and rx_. */
static void gnic_show_tx_fact(void *to, const char *name, u64 value)
{
	seq_puts(to, "tx_");
	gnic_show_fact(to, name, value);
}

static void gnic_show_rx_fact(void *to, const char *name, u64 value)
{
	seq_puts(to, "rx_");
	gnic_show_fact(to, name, value);
}

static int gnic_state_show(struct seq_file *file, void *data)
{
	const struct gnic *gnic = file->private;

	seq_printf(file, "%-16s %s\n", "netdev", gnic->netdev->name);
	gnic_state_nic(gnic, gnic_show_fact, file);
	gnic_state_tx(gnic, gnic_show_tx_fact, file);
	gnic_state_rx(gnic, gnic_show_rx_fact, file);
	return 0;
}

/* One flag of a descriptor */
static void gnic_show_flag(struct seq_file *file, u32 flags, u32 flag,
			   const char *name)
{
	if ((flags & flag) == flag)
		seq_printf(file, " %s", name);
}

static void gnic_show_context(struct seq_file *file,
			      const struct gnic_tx_context *context)
{
	u32 transport = le32_to_cpu(context->transport);
	u32 command = le32_to_cpu(context->command);
	u32 segment = le32_to_cpu(context->segment);

	seq_printf(file, "context sum=%lu at=%lu",
		   FIELD_GET(GNIC_TXC_START, transport),
		   FIELD_GET(GNIC_TXC_SUM, transport));
	if (command & GNIC_TXC_TSE)
		seq_printf(file, " headers=%lu mss=%lu payload=%lu",
			   FIELD_GET(GNIC_TXC_HDRLEN, segment),
			   FIELD_GET(GNIC_TXC_MSS, segment),
			   FIELD_GET(GNIC_TXC_PAYLEN, command));
	gnic_show_flag(file, command, GNIC_TXC_TCP, "TCP");
	gnic_show_flag(file, command, GNIC_TXC_IPV4, "IPV4");
	gnic_show_flag(file, command, GNIC_TXC_TSE, "TSE");
}

static void gnic_show_tx_desc(struct seq_file *file,
			      const struct gnic_tx_desc *desc)
{
	u32 lower = le32_to_cpu(desc->lower);
	u32 upper = le32_to_cpu(desc->upper);

	/* A context has DEXT, and not the bit that makes data of it. */
	if ((lower & GNIC_TXD_DATA) == GNIC_TXC_DEXT) {
		gnic_show_context(file, (const void *)desc);
	} else {
		seq_printf(file, "%s addr=%#llx len=%lu",
			   lower & GNIC_TXC_DEXT ? "data" : "legacy",
			   le64_to_cpu(desc->addr),
			   FIELD_GET(GNIC_TXD_LEN, lower));
		gnic_show_flag(file, lower, GNIC_TXD_EOP, "EOP");
		gnic_show_flag(file, lower, GNIC_TXD_IFCS, "IFCS");
		gnic_show_flag(file, lower, GNIC_TXD_TSE, "TSE");
		gnic_show_flag(file, lower, GNIC_TXD_RS, "RS");
		gnic_show_flag(file, lower, GNIC_TXD_VLE, "VLE");
		gnic_show_flag(file, upper, GNIC_TXD_IXSM, "IXSM");
		gnic_show_flag(file, upper, GNIC_TXD_TXSM, "TXSM");
		if (lower & GNIC_TXD_VLE)
			seq_printf(file, " vlan=%#lx",
				   FIELD_GET(GNIC_TXD_VLAN, upper));
	}
	gnic_show_flag(file, upper, GNIC_TXD_DD, "DD");
	seq_putc(file, '\n');
}

/* Whose is a slot? Of the device what lies between the index it takes next and
 * the one it must not reach, of the stack's frames what waits for a doorbell.
 */
static const char *gnic_tx_owner(const struct gnic_tx_ring *tx, u32 slot)
{
	u32 ahead = gnic_ring_slot(slot - tx->head, tx->count);

	if (ahead < tx->doorbell - tx->head)
		return "device";
	if (ahead < tx->tail - tx->head)
		return "queued";
	return "free";
}

static void gnic_show_tx_ring(struct seq_file *file,
			      const struct gnic_tx_ring *tx)
{
	u32 slot;

	seq_printf(file, "count=%u head=%u doorbell=%u tail=%u\n", tx->count,
		   gnic_ring_slot(tx->head, tx->count),
		   gnic_ring_slot(tx->doorbell, tx->count),
		   gnic_ring_slot(tx->tail, tx->count));
	for (slot = 0; slot < tx->count; slot++) {
		seq_printf(file, "%4u %-6s ", slot, gnic_tx_owner(tx, slot));
		gnic_show_tx_desc(file, &tx->desc[slot]);
	}
}

static void gnic_show_rx_desc(struct seq_file *file,
			      const struct gnic_rx_desc *desc)
{
	seq_printf(file, "addr=%#llx", le64_to_cpu(desc->addr));
	if (desc->status & GNIC_RXD_DD)
		seq_printf(file, " len=%u", le16_to_cpu(desc->length));
	gnic_show_flag(file, desc->status, GNIC_RXD_DD, "DD");
	gnic_show_flag(file, desc->status, GNIC_RXD_EOP, "EOP");
	gnic_show_flag(file, desc->status, GNIC_RXD_IXSM, "IXSM");
	gnic_show_flag(file, desc->status, GNIC_RXD_VP, "VP");
	if (desc->status & GNIC_RXD_VP)
		seq_printf(file, " vlan=%#x", le16_to_cpu(desc->special));
	if (desc->errors)
		seq_printf(file, " errors=%#x", desc->errors);
	seq_putc(file, '\n');
}

/* What the device has finished is the driver's, and so is what was taken and
 * not given back yet.
 */
static const char *gnic_rx_owner(const struct gnic_rx_ring *rx, u32 slot)
{
	u32 ahead = gnic_ring_slot(slot - rx->head, rx->count);

	if (ahead >= rx->tail - rx->head)
		return "free";
	return rx->desc[slot].status & GNIC_RXD_DD ? "driver" : "device";
}

static void gnic_show_rx_ring(struct seq_file *file,
			      const struct gnic_rx_ring *rx)
{
	u32 slot;

	seq_printf(file, "count=%u head=%u tail=%u\n", rx->count,
		   gnic_ring_slot(rx->head, rx->count),
		   gnic_ring_slot(rx->tail, rx->count));
	for (slot = 0; slot < rx->count; slot++) {
		seq_printf(file, "%4u %-6s ", slot, gnic_rx_owner(rx, slot));
		gnic_show_rx_desc(file, &rx->desc[slot]);
	}
}

/* RTNL keeps the ring there; what happens in it goes on. */
static int gnic_tx_ring_show(struct seq_file *file, void *data)
{
	struct gnic *gnic = file->private;

	rtnl_lock();
	if (netif_running(gnic->netdev))
		gnic_show_tx_ring(file, &gnic->tx);
	rtnl_unlock();
	return 0;
}

static int gnic_rx_ring_show(struct seq_file *file, void *data)
{
	struct gnic *gnic = file->private;

	rtnl_lock();
	if (netif_running(gnic->netdev))
		gnic_show_rx_ring(file, &gnic->rx);
	rtnl_unlock();
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(gnic_state);
DEFINE_SHOW_ATTRIBUTE(gnic_regs);
DEFINE_SHOW_ATTRIBUTE(gnic_tx_ring);
DEFINE_SHOW_ATTRIBUTE(gnic_rx_ring);
DEFINE_SHOW_ATTRIBUTE(gnic_recorder);

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
	struct dentry *dir = debugfs_create_dir(pci_name(gnic->pdev),
						gnic_debugfs_root);

	gnic->debugfs = dir;
	debugfs_create_file("state", 0400, dir, gnic, &gnic_state_fops);
	debugfs_create_file("regs", 0400, dir, gnic, &gnic_regs_fops);
	debugfs_create_file("tx_ring", 0400, dir, gnic, &gnic_tx_ring_fops);
	debugfs_create_file("rx_ring", 0400, dir, gnic, &gnic_rx_ring_fops);
	debugfs_create_file("recorder", 0400, dir, gnic, &gnic_recorder_fops);
	gnic_capture_debugfs(gnic, dir);
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
