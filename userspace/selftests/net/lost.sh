#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# A device that answers no more, because its memory is switched off behind the driver's back: reads are 0. The driver
# says so once and lets go of it, instead of waiting for it for ever; bound anew it works.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

# The stack's watchdog waits for 5 s and looks every 5 s.
WATCHDOG_S=12

said() { kernel_said | grep -c "$1"; }
is_detached() { [ "$(said "does not answer: detached")" -gt 0 ]; }

test_begin 23

missed=$(counter client "$CLIENT_NIC" rx_missed_errors)
quiet_begin
flood_start rx_packets
check_run "the device can be switched off behind the driver" command_write "$CLIENT_PCI" 0
check_run "the driver lets go of it within $WATCHDOG_S s" wait_for $WATCHDOG_S is_detached
sleep $WATCHDOG_S
check_eq "one message, and no other after as long again" 1 "$(said "does not answer")"
check_eq "the stack has waited once" 1 "$(said "NETDEV WATCHDOG.*timed out")"
check_eq "its counters stay" "$missed" "$(counter client "$CLIENT_NIC" rx_missed_errors)"
flood_stop
check_refused "ethtool is told that there is no device" client ethtool "$CLIENT_NIC"
check_run "the interface can be taken down" client ip link set "$CLIENT_NIC" down
check_refused "and not up" client ip link set "$CLIENT_NIC" up
check_run "the driver can be unbound" unbind "$CLIENT_PCI"
check_run "and bound" bind "$CLIENT_PCI"
check_run "the pair is back" pair_up
check_run "both ends talk" pair_talks

client ip link set "$CLIENT_NIC" down
command_clear "$CLIENT_PCI" "$COMMAND_MEMORY"
check_refused "without a device the interface does not come up" client ip link set "$CLIENT_NIC" up
check_eq "and why is said" 1 "$(said "the device does not answer$")"
command_write "$CLIENT_PCI" $(($(command_read "$CLIENT_PCI") | COMMAND_MEMORY))
check_run "when it is back it does" client ip link set "$CLIENT_NIC" up
check_run "both ends talk" pair_talks

flood_start rx_packets
command_write "$CLIENT_PCI" 0
check_run "a device that does not answer can be unbound at once" unbind "$CLIENT_PCI"
flood_stop
bind "$CLIENT_PCI"
pair_up
pair_talks

unbind "$CLIENT_PCI"
bar0=$(config_read "$CLIENT_PCI" "$BAR0" 4)
config_write "$CLIENT_PCI" "$BAR0" 0 0 0 0
check_refused "a device that does not answer is not bound" bind "$CLIENT_PCI"
check_eq "and why is said" 1 "$(said "error.*the device does not answer$")"
# shellcheck disable=SC2086 # octets
config_write "$CLIENT_PCI" "$BAR0" $bar0
check_run "when it is back it is" bind "$CLIENT_PCI"
pair_up
check_run "both ends talk" pair_talks
quiet_end
no_complaint_but "NETDEV WATCHDOG"

test_end
