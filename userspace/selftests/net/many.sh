#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --nics 8
#
# Eight NICs in one guest, on one hub and on four interrupt lines: four TCP connections at once, each between two of
# them, and every NIC is told from the others.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

BYTES=$((10000000 / slow))

# place_all: each of the others in a namespace of its own, n3 to n8
place_all() {
	place_number=3
	for place_one in $OTHERS_PCI; do
		nic_place "$place_one" "n$place_number" "10.0.0.$place_number/24" || return 1
		place_number=$((place_number + 1))
	done
}

# connection FROM TO ADDRESS PORT: namespaces; its two ends are added to $ends.
connection() {
	spawn_ready "$tmp/recv.$4" "$2" xfer recv tcp "$4" "$BYTES"
	ends="$ends $spawned"
	spawn "$1" xfer send tcp "$3" "$4" "$BYTES" >"$tmp/send.$4" 2>&1
	ends="$ends $spawned"
}

all_connections() {
	ends=
	connection client server "$SERVER_V4" 5001
	connection n3 n4 10.0.0.4 5002
	connection n6 n5 10.0.0.5 5003
	connection n7 n8 10.0.0.8 5004
	for end in $ends; do
		wait "$end" || { cat "$tmp"/recv.* "$tmp"/send.* && return 1; }
	done
}

# up_and_down NAMESPACE...: the others' connections must not notice.
up_and_down() {
	for _ in 1 2 3 4 5; do
		for name; do
			cycled=$(ip -n "$name" -o link show | sed -n 's/^[0-9]*: \([^:]*\):.* link\/ether .*/\1/p')
			ip -n "$name" link set "$cycled" down || return 1
			ip -n "$name" link set "$cycled" up || return 1
		done
	done
}

one_goes() {
	echo "$1" >"/sys/bus/pci/drivers/$DRIVER/unbind"
	all_of_three && echo "$1" >"/sys/bus/pci/drivers/$DRIVER/bind"
}

all_of_three() {
	ends=
	connection client server "$SERVER_V4" 5005
	connection n3 n4 10.0.0.4 5006
	connection n6 n5 10.0.0.5 5007
	up_and_down n7
	for end in $ends; do
		wait "$end" || { cat "$tmp"/recv.* "$tmp"/send.* && return 1; }
	done
}

# The top octets of the packet ids, one for each NIC, as the trace tells them
instances() {
	echo >/sys/kernel/tracing/trace
	echo 1 >/sys/kernel/tracing/events/glassnic/gnic_tx_queue/enable
	for pinger in client server n3 n4 n5 n6 n7 n8; do
		ip netns exec "$pinger" ping -c 1 -W 2 10.0.0.9 >/dev/null
	done
	echo 0 >/sys/kernel/tracing/events/glassnic/gnic_tx_queue/enable
	sed -n 's/.*: gnic_tx_queue: dev=\([^ ]*\) .* id=0x\([0-9a-f]*\) .*/\1 \2/p' /sys/kernel/tracing/trace |
		awk '{ print $1, (length($2) > 14 ? substr($2, 1, length($2) - 14) : 0) }' | sort -u
}

put_back() {
	for place_number in 3 4 5 6 7 8; do
		ip netns del "n$place_number"
	done
	wait_for 10 sh -c "[ \$(ls -d /sys/class/net/*/device | wc -l) = 6 ]"
}

test_begin 9

check_eq "eight NICs are bound" 8 "$(nics_find | wc -l)"
check_eq "each has its folder in debugfs" 8 "$(find "/sys/kernel/debug/$DRIVER" -mindepth 1 -maxdepth 1 | wc -l)"
check_run "each gets a namespace" place_all
check_run "four connections at once: every octet arrives" all_connections
check_eq "eight NICs have eight numbers in their packet ids" "8 8" \
	"$(instances >"$tmp/instances"; cut -d' ' -f1 "$tmp/instances" | sort -u | wc -l) $(cut -d' ' -f2 "$tmp/instances" | sort -u | wc -l)"
eighth=$(echo "$OTHERS_PCI" | tail -n 1)
check_run "three go on while the driver leaves the eighth and the seventh goes up and down" one_goes "$eighth"
check_run "the others are put back" put_back
check_run "both ends talk" pair_talks

test_end
