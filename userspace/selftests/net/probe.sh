#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000-82544gc
# vm: --topology pair --nic e1000-82545em
#
# Probe and remove: who is bound, its address, link and speed, and everything once more after the module
# was removed and inserted.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# QEMU's word for the n-th NIC in scripts/lib/qemu.sh; not read from the driver.
qemu_mac() { echo "52:54:00:12:34:0$1"; }

# The first PCI function that is none of ours.
foreign_pci() {
	for foreign in "$PCI"/*; do
		nics_find | grep -q "${foreign##*/}" || { echo "${foreign##*/}" && return; }
	done
}

bind_foreign() { echo "$foreign" >"/sys/bus/pci/drivers/$DRIVER/bind"; }

link_settings() { "$1" ethtool "$2" | sed -n 's/^[[:space:]]*\(Speed\|Duplex\|Link detected\): //p' | tr '\n' ' '; }

up_at_once() {
	client ip link set "$CLIENT_NIC" down
	client ip link set "$CLIENT_NIC" up
	client cat "/sys/class/net/$CLIENT_NIC/carrier"
}

module_file() {
	find "/lib/modules" -name "$DRIVER.ko" 2>/dev/null | head -n 1
}

leftovers() {
	[ ! -d "/sys/bus/pci/drivers/$DRIVER" ] || echo "the driver is still registered"
	[ ! -d "/sys/kernel/debug/$DRIVER" ] || echo "its debugfs folder is still there"
	grep -c "$CLIENT_NIC\|$SERVER_NIC" /proc/interrupts | sed '/^0$/d; s/$/ interrupt lines are still held/'
	for left in "$CLIENT_PCI" "$SERVER_PCI"; do
		[ ! -d "$PCI/$left/net" ] || echo "$left still has a network interface"
	done
}

test_begin 19

check_eq "both NICs, and nothing else, are bound to $DRIVER" "$(nics_find | tr '\n' ' ')" \
	"$(cd "/sys/bus/pci/drivers/$DRIVER" && echo 0000:* | sed 's/$/ /')"
check_eq "the client's address is the one of the EEPROM" "$(qemu_mac 1)" "$CLIENT_MAC"
check_eq "the server's address is the one of the EEPROM" "$(qemu_mac 2)" "$SERVER_MAC"
check_eq "the permanent address is told to ethtool -P" "Permanent address: $(qemu_mac 1)" \
	"$(client ethtool -P "$CLIENT_NIC")"
check_eq "the link is up as soon as the interface is" 1 "$(up_at_once)"
check_eq "the client's link: speed, duplex, detected" "1000Mb/s Full yes " \
	"$(link_settings client "$CLIENT_NIC")"
check_eq "the server's link: speed, duplex, detected" "1000Mb/s Full yes " \
	"$(link_settings server "$SERVER_NIC")"
check_eq "ethtool -i names the driver and the PCI function" "$DRIVER $CLIENT_PCI" \
	"$(client ethtool -i "$CLIENT_NIC" | awk '$1 == "driver:" { d = $2 } $1 == "bus-info:" { b = $2 }
		END { print d, b }')"
pair_talks
check_run "IPv4 ping from client to server" client ping -c 3 -i 0.2 -W 2 "$SERVER_V4"
check_run "IPv4 ping from server to client" server ping -c 3 -i 0.2 -W 2 "$CLIENT_V4"
check_run "IPv6 ping from client to server" client ping -c 3 -i 0.2 -W 2 "$SERVER_V6"
check_run "IPv6 ping from server to client" server ping -c 3 -i 0.2 -W 2 "$CLIENT_V6"

foreign=$(foreign_pci)
check_refused "another device ($foreign, $(cat "$PCI/$foreign/vendor" "$PCI/$foreign/device" |
	tr '\n' ' ')) cannot be bound" bind_foreign

module=$(module_file)
check_run "the module can be removed" rmmod "$DRIVER"
check_eq "nothing is left of it" "" "$(leftovers)"
check_run "the module can be inserted again" insmod "$module"
check_run "both NICs are back" pair_up
check_run "they talk again" pair_talks

test_end
