#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --ports --monitor --append iomem=relaxed
#
# The bus above a NIC is reset, because root asks for it or because the port reports an error: every register is lost,
# and the configuration space with them. A TCP connection survives it.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

BYTES=$((400000000 / (slow * slow)))
# A register that the device keeps and that nobody uses (WUC): 0 again after a reset
MARK=0x5800

mark() { reg "$CLIENT_PCI" "$MARK=0x55"; }
marked() { [ "$(reg "$CLIENT_PCI" "$MARK")" = 0x55 ]; }
was_reset() { ! marked; }

reset() { echo 1 >"$PCI/$CLIENT_PCI/reset"; }

# From the monitor's own command, which is not one of QMP's: an error that the port above the NIC reports.
port_error() { qmp human-monitor-command "command-line=pcie_aer_inject_error $2 slot1 $1"; }

recovered() { [ "$(dmesg | grep -c "device recovery successful")" -gt "$recoveries" ]; }

# survives COMMAND...: it happens to the client's NIC while a connection sends.
survives() {
	recoveries=$(dmesg | grep -c "device recovery successful")
	mark && marked && stream_start "$BYTES" && "$@" && stream_runs
}

error_survives() {
	survives port_error "$@" && wait_for 10 recovered
}

monitored_begin 16

check_run "a reset that root asks for, while a connection sends" survives reset
check_run "it really was one" was_reset
check_run "the connection goes on: every octet arrives" stream_end
check_run "three more in a row" sh -c "for i in 1 2 3; do echo 1 >$PCI/$CLIENT_PCI/reset || exit; done"
check_run "both ends talk" pair_talks

check_run "an error for which the port is reset" error_survives SDN ""
check_run "it really was" was_reset
check_run "the connection goes on" stream_end
check_run "an error that is not fatal" error_survives FCP ""
check_run "the connection goes on" stream_end

client ip link set "$CLIENT_NIC" down
check_run "a reset while the interface is down" reset
client ip link set "$CLIENT_NIC" up
check_run "both ends talk" pair_talks
check_eq "nothing counts as missed that was not" 0 "$(counter client "$CLIENT_NIC" rx_missed_errors)"
check_run "the driver can go" unbind "$CLIENT_PCI"
check_run "and come back" bind "$CLIENT_PCI"
pair_up
pair_talks

test_end
