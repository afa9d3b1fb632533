#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# A transmit queue that hangs is started anew without anybody's help. It hangs because bus mastering
# is switched off behind the driver's back, as a bus error or a careless program would: the device walks
# the ring, but cannot say so.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

# The stack's watchdog waits for 5 s and looks every 5 s.
WATCHDOG_S=12

master_on() { command_has "$CLIENT_PCI" "$COMMAND_MASTER"; }

test_begin 10

quiet_begin
received=$(counter server "$SERVER_NIC" rx_packets)
dropped=$(counter client "$CLIENT_NIC" tx_dropped)
drops_begin
check_run "bus mastering can be switched off behind the driver" command_clear "$CLIENT_PCI" "$COMMAND_MASTER"
spawn client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -t 60 -l 500 >"$tmp/flood" 2>&1
sleep 1
check_eq "nothing is sent any more" "$received" "$(counter server "$SERVER_NIC" rx_packets)"
check_run "the driver switches it on again within $WATCHDOG_S s" wait_for $WATCHDOG_S master_on
check_run "frames flow again" wait_for 3 sh -c \
	"[ \$(ip netns exec server cat /sys/class/net/$SERVER_NIC/statistics/rx_packets) -gt $((received + 100)) ]"
kill "$spawned"
check_eq "the kernel said so once" 1 "$(kernel_said | grep -c "NETDEV WATCHDOG.*timed out")"
quiet_end
no_complaint_but "NETDEV WATCHDOG"
dropped=$(($(counter client "$CLIENT_NIC" tx_dropped) - dropped))
check_range "what was in the ring counts as dropped" 1 1024 "$dropped"
check_eq "and the kernel is told why" "DEV_READY=$dropped" "$(drops_told)"
check_run "both ends talk" pair_talks

test_end
