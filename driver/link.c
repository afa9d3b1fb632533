// SPDX-License-Identifier: GPL-2.0
/*
 * Carrier. The emulated PHY is always 1000 Mb/s full duplex and up from
 * power-on; only the host's set_link changes STATUS.LU and raises LSC.
 */
#include "glassnic.h"
#include "trace.h"

/**
 * gnic_link_update() - tell the stack what STATUS says of the link
 * @gnic: the NIC
 *
 * Called at open and from the interrupt handler on LSC. STATUS and not the
 * PHY: register 17 says "up" even when it is down (device.md 4).
 */
void gnic_link_update(struct gnic *gnic)
{
	struct net_device *netdev = gnic->netdev;
	unsigned long flags;
	bool changed;
	bool up;

	/* Open and the handler may come here at once: the later look wins */
	spin_lock_irqsave(&gnic->link_lock, flags);
	up = gnic_rd32(gnic, GNIC_STATUS) & GNIC_STATUS_LU;
	changed = up != netif_carrier_ok(netdev);
	if (changed && up)
		netif_carrier_on(netdev);
	else if (changed)
		netif_carrier_off(netdev);
	spin_unlock_irqrestore(&gnic->link_lock, flags);

	trace_gnic_link(gnic, up);
	if (changed)
		netdev_info(netdev, "link %s\n",
			    up ? "up, 1000 Mb/s full duplex" : "down");
}
