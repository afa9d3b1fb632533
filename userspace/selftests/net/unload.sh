#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# The driver goes away under traffic: the module removed, one NIC unbound, with a reader at the capture.
# ROUNDS takes another number of times.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

ROUNDS=${ROUNDS:-5}

module=$(find /lib/modules -name glassnic.ko | head -n 1)

module_round() {
	flood_start rx_packets || { echo "the flood does not flow" && return 1; }
	rmmod "$DRIVER" || return 1
	flood_stop
	insmod "$module" && pair_up
}

module_rounds() {
	for round in $(seq "$ROUNDS"); do
		module_round || { echo "in round $round" && return 1; }
	done
}

# Each NIC goes while the other one still sends to it, or to nobody.
bind_round() {
	flood_start tx_packets || { echo "the flood does not flow" && return 1; }
	for bind_pci in "$@"; do
		unbind "$bind_pci" || return 1
		[ ! -d "$PCI/$bind_pci/net" ] || { echo "$bind_pci has an interface after unbind" && return 1; }
	done
	flood_stop
	for bind_pci in "$@"; do
		bind "$bind_pci" || return 1
	done
	pair_up
}

bind_rounds() {
	for round in $(seq "$ROUNDS"); do
		bind_round "$CLIENT_PCI" "$SERVER_PCI" || { echo "in round $round" && return 1; }
	done
}

reader_has_file() {
	for fd in "/proc/$reader/fd"/*; do
		case $(readlink "$fd") in
		*/frames*) return 0 ;;
		esac
	done
	return 1
}

test_begin 12

check_run "the module removed and inserted $ROUNDS times under traffic" module_rounds
check_run "both ends talk" pair_talks
check_run "both NICs unbound and bound $ROUNDS times under traffic" bind_rounds
check_run "both ends talk" pair_talks

# A reader that is blocked when its NIC goes away is told so; the module stays while the file is open.
capture=/sys/kernel/debug/$DRIVER/$CLIENT_PCI/capture
echo 1 >"$capture/enabled"
fdops "$capture/frames" read drain read poll:1000 sleep:$((8000 * slow)) >"$tmp/reader" &
reader=$!
wait_for 5 grep -q read "$tmp/reader"
flood_start rx_packets
check_refused "the module cannot be removed while a reader has the capture open" rmmod "$DRIVER"
check_run "its NIC can be unbound" unbind "$CLIENT_PCI"
check_run "without waiting for the reader, which still has the file open" reader_has_file
flood_stop
wait_for 5 grep -q poll "$tmp/reader"
check_eq "the blocked read ended with EIO, and so does the next; poll() tells that it is over" \
	"drain EIO read EIO poll HUP " "$(sed 1d "$tmp/reader" | sed 's/ [0-9][0-9]*//g; s/ ERR//' | tr '\n' ' ')"
check_run "the NIC can be bound again while the old reader is there" bind "$CLIENT_PCI"
wait "$reader"
check_run "the pair is back" pair_up
check_run "both ends talk" pair_talks

test_end
