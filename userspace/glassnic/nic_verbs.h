/* SPDX-License-Identifier: GPL-2.0 */
/* What "glassnic nic VERB NIC" does, each after nic.c has found the NIC. Returns an exit code. */
#ifndef GN_NIC_VERBS_H
#define GN_NIC_VERBS_H

#include "command.h"
#include "nic.h"

/* nic_look.c: inside the NIC, as the driver's debugfs shows it */
int gn_nic_regs(struct gn_context *context, const struct gn_nic *nic);
int gn_nic_rings(struct gn_context *context, const struct gn_nic *nic);
int gn_nic_irq(struct gn_context *context, const struct gn_nic *nic);
int gn_nic_state(struct gn_context *context, const struct gn_nic *nic);

/* nic_bind.c: whose it is */
int gn_nic_bind(struct gn_context *context, const struct gn_nic *nic);
int gn_nic_unbind(struct gn_context *context, const struct gn_nic *nic);

/* nic.c: a line or an object of "nic list" */
void gn_nic_show(struct gn_out *out, const struct gn_nic *nic);

#endif
