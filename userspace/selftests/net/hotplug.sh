#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --ports --monitor
# vm: --topology pair --nic e1000 --machine pc --monitor
#
# A NIC is pulled out under traffic and plugged in again, as QEMU does it: on machine pc by ACPI, on q35 at a PCIe port.
# ROUNDS takes another number of times.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

ROUNDS=${ROUNDS:-3}
FOLDER=/sys/kernel/debug/glassnic

# Where QEMU is to put it, in the place from which it came
place() {
	case $CLIENT_PCI in
	0000:00:*) echo "addr=$(echo "$CLIENT_PCI" | sed 's/.*:0*\([0-9a-f]*\)\..*/\1/')" ;;
	*) echo bus=slot1 ;;
	esac
}

is_there() { [ -d "$PCI/$CLIENT_PCI/net" ]; }

pull() {
	nic_unplug 1 || return 1
	! is_there || { echo "its interface is still there" && return 1; }
	[ ! -e "$PCI/$CLIENT_PCI" ] || { echo "its function is still there" && return 1; }
	[ ! -e "$FOLDER/$CLIENT_PCI" ] || { echo "its folder is still in debugfs" && return 1; }
}

plug() { nic_plug 1 "$(place)" && wait_for 5 is_there; }

# The server goes on sending to a NIC that is not there.
round() { flood_start tx_packets && pull && plug && flood_stop && pair_up; }

rounds() {
	for round in $(seq "$ROUNDS"); do
		round || { echo "in round $round" && return 1; }
	done
}

monitored_begin 9

check_run "pulled out and plugged in $ROUNDS times under traffic" rounds
check_run "both ends talk" pair_talks

flood_start rx_packets
check_run "pulled out once more" pull
check_eq "the other one stays" "$DRIVER" "$(driver_of "$SERVER_PCI")"
flood_stop
check_run "the driver is removed while a NIC is out" rmmod "$DRIVER"
check_run "and inserted when it is back" sh -c "$(
	# shellcheck disable=SC2016 # expanded there
	echo 'qmp device_add driver=e1000 id=nic1 netdev=port1 mac=52:54:00:12:34:01 "$1" && sleep 1 && insmod "$2"'
)" sh "$(place)" "$(find /lib/modules -name glassnic.ko | head -n 1)"
check_run "the pair is back" pair_up
check_run "both ends talk" pair_talks

test_end
