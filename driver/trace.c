// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints' bodies, and what register accesses cost when traced.
 */
#include "glassnic.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Out of line, so that an access costs one untaken branch when not traced */
void gnic_trace_read(const struct gnic *gnic, u32 reg, u32 value)
{
	char name[GNIC_REG_NAME_LEN];

	gnic_reg_name(name, reg);
	trace_gnic_reg_read(gnic, reg, name, value);
}

void gnic_trace_write(const struct gnic *gnic, u32 reg, u32 value)
{
	char name[GNIC_REG_NAME_LEN];

	gnic_reg_name(name, reg);
	trace_gnic_reg_write(gnic, reg, name, value);
}
