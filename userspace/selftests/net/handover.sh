#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules e1000
# vm: --topology pair --nic e1000 --modules e1000 --iommu
#
# A NIC changes hands under traffic, from this driver to the kernel's own e1000 and back: what one leaves behind is no
# trouble for the other, and with a strict IOMMU no access of the device to memory that is no longer its own. ROUNDS takes
# another number of times.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

ROUNDS=${ROUNDS:-3}
BYTES=$((5000000 / slow))

# give PCI DRIVER: and it takes it
give() {
	echo "$2" >"$PCI/$1/driver_override"
	unbind "$1"
	echo "$1" >/sys/bus/pci/drivers_probe
	[ "$(driver_of "$1")" = "$2" ] || { echo "$1 is not bound to $2" && return 1; }
}

# The stream needs the name that the NIC has now.
works_with() { pair_up && pair_talks && stream_start "$BYTES" && stream_end; }

# Frames go on while nobody drives the NIC, and while another driver begins to.
hand_over() {
	flood_start tx_packets
	give "$CLIENT_PCI" "$1" || return 1
	pair_up
	flood_stop
	works_with
}

rounds() {
	for round in $(seq "$ROUNDS"); do
		echo "round $round"
		hand_over e1000 || return 1
		hand_over "$DRIVER" || return 1
	done
}

test_begin 8

[ -d /sys/bus/pci/drivers/e1000 ] || insmod "$(find /lib/modules -name e1000.ko | head -n 1)"
check_run "the client's NIC goes to e1000, under traffic, and works" hand_over e1000
check_run "and back, and works" hand_over "$DRIVER"
check_run "$ROUNDS times more" rounds
check_run "the server's NIC goes to e1000" give "$SERVER_PCI" e1000
check_run "each driver has one, and they talk" works_with
check_run "and back" give "$SERVER_PCI" "$DRIVER"
check_run "both ends talk" works_with
for pci in "$CLIENT_PCI" "$SERVER_PCI"; do
	echo >"$PCI/$pci/driver_override"
done

test_end
