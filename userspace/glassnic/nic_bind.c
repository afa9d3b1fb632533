// SPDX-License-Identifier: GPL-2.0
/* glassnic nic bind and unbind: a NIC is taken over from the kernel's driver, and given back. */
#include "bind.h"

#include <string.h>

#include "nic_verbs.h"
#include "route.h"

#define OURS   "glassnic"
#define THEIRS "e1000"

/* Would somebody be cut off? An exit code after a sentence. */
static int check_route(struct gn_context *context, const struct gn_nic *nic)
{
	if (gn_context_option(context, "force") || !*nic->driver)
		return GN_EXIT_OK;
	if (!*nic->netdev)
		return gn_fail(GN_EXIT_FAILED,
			       "%s: its interface is in another network namespace, where it may "
			       "carry the default route; --force does it all the same",
			       nic->pci);
	if (gn_route_default(GN_SYSFS, GN_PROC_NET, nic->netdev))
		return gn_fail(GN_EXIT_FAILED,
			       "%s (%s) carries the default route; --force does it all the same",
			       nic->netdev, nic->pci);
	return GN_EXIT_OK;
}

/* From the driver it has to @driver, and what came of it. */
static int move(struct gn_context *context, const struct gn_nic *nic, const char *driver,
		const char *override)
{
	char error[GN_BIND_ERROR_SIZE];
	struct gn_nic now;
	int code = check_route(context, nic);

	if (code != GN_EXIT_OK)
		return code;
	if (gn_bind(GN_SYSFS, nic, driver, override, error))
		return gn_fail(GN_EXIT_FAILED, "%s", error);
	if (gn_nic_find(GN_SYSFS, nic->pci, &now))
		return gn_fail(GN_EXIT_FAILED, "%s is gone", nic->pci);
	gn_nic_show(&context->out, &now);
	return GN_EXIT_OK;
}

int gn_nic_bind(struct gn_context *context, const struct gn_nic *nic)
{
	if (!gn_nic_model(nic) || !gn_nic_emulated(nic))
		return gn_fail(GN_EXIT_FAILED,
			       "%s is %04x:%04x of %04x:%04x; glassnic drives QEMU's 8086:100e, "
			       "100f and 100c of 1af4:1100 alone",
			       nic->pci, nic->vendor, nic->device, nic->subvendor, nic->subdevice);
	if (!strcmp(nic->driver, OURS))
		return gn_fail(GN_EXIT_FAILED, "%s is driven by glassnic already", nic->pci);
	if (*nic->driver && strcmp(nic->driver, THEIRS))
		return gn_fail(GN_EXIT_FAILED,
			       "%s is driven by %s; it is taken over from e1000 alone", nic->pci,
			       nic->driver);
	if (!gn_bind_has_driver(GN_SYSFS, OURS))
		return gn_fail(GN_EXIT_FAILED, "glassnic.ko is not loaded: there is no " GN_SYSFS
					       "/bus/pci/drivers/glassnic");
	return move(context, nic, OURS, OURS);
}

/* To e1000 where that is there; without it the NIC waits for a driver, as before insmod. */
int gn_nic_unbind(struct gn_context *context, const struct gn_nic *nic)
{
	if (strcmp(nic->driver, OURS))
		return gn_fail(GN_EXIT_FAILED, "%s is %s%s, not by glassnic", nic->pci,
			       *nic->driver ? "driven by " : "driven by none", nic->driver);
	return move(context, nic, gn_bind_has_driver(GN_SYSFS, THEIRS) ? THEIRS : "", "");
}
