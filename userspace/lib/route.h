/* SPDX-License-Identifier: GPL-2.0 */
/* Where the default route goes. */
#ifndef GN_ROUTE_H
#define GN_ROUTE_H

#include <stdbool.h>

#define GN_PROC_NET "/proc/net"

/*
 * Does a default route of IPv4 or IPv6 leave through @netdev, or through
 * something that stands on it: a bridge, a bond, a VLAN? @root is the sysfs and
 * @proc what GN_PROC_NET is; tests have their own.
 */
bool gn_route_default(const char *root, const char *proc, const char *netdev);

#endif
