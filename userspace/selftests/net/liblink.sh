# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share that look at the client's link and its registers. Sourced behind lib.sh; for a guest that was
# booted with iomem=relaxed.

registers() { reg "$CLIENT_PCI" "$@"; }
carrier() { client cat "/sys/class/net/$CLIENT_NIC/carrier"; }
carrier_is() { [ "$(carrier)" = "$1" ]; }
downs() { client cat "/sys/class/net/$CLIENT_NIC/carrier_down_count"; }

# For registers: MDIC, a write to PHY 1, register 0: ANE, restart, full duplex, 1000 Mb/s. The device takes the link down
# for 500 ms, behind the driver's back.
# shellcheck disable=SC2034 # used by the tests
RESTART_AUTONEG=0x20=0x04201340
