#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# What becomes of a frame that is received: up to copybreak it is copied, and its page stays in the ring; a longer one
# is its page. One path for every MTU: a frame takes as many descriptors as it needs. GRO joins segments.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

EVENTS=/sys/kernel/tracing/events/glassnic
TRACE=/sys/kernel/tracing/trace
FRAMES=100
BYTES=$((2000000 / slow))

copybreak() { server ethtool --set-tunable "$SERVER_NIC" rx-copybreak "$1"; }

copybreak_told() { server ethtool --get-tunable "$SERVER_NIC" rx-copybreak | sed -n 's/^rx-copybreak: //p'; }

# What a socket is charged for each of FRAMES frames of LENGTH that nobody reads: octets of memory. A page is one of
# 4096, and a copy is not.
charge() {
	spawn_ready "$tmp/seen" server frames recv -i "$SERVER_NIC" -m 5 -w 60000
	kill -STOP "$spawned"
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -m 5 -n "$FRAMES" -l "$1" -e "$SERVER_MAC" >"$tmp/sent"
	pause 5
	server cat /proc/net/packet | awk -v frames="$((FRAMES + 1))" '$4 == "88b5" { print int($7 / frames) }'
	kill -CONT "$spawned"
	wait "$spawned"
}

# check_charge WHAT LENGTH MIN MAX: and each frame is what was sent
check_charge() {
	check_range "$1: memory of a frame of $2 octets" "$3" "$4" "$(charge "$2")"
	check_eq "$1: its content" "ready seen=$FRAMES wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"
}

# The trace of EVENT at the server's NIC, while COMMAND runs
traced() {
	traced_event=$1
	shift
	echo >"$TRACE"
	echo 1 >"$EVENTS/$traced_event/enable"
	"$@"
	echo 0 >"$EVENTS/$traced_event/enable"
	grep "dev=$SERVER_PCI" "$TRACE"
}

# descriptors LENGTH: what a frame of it takes
descriptors() {
	traced gnic_rx_frame client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -l "$1" |
		sed -n "s/.* descs=\([0-9]*\) .* len=$1\$/\1/p"
}

mtu_both() { ip -n client link set "$CLIENT_NIC" mtu "$1" && ip -n server link set "$SERVER_NIC" mtu "$1"; }

# How many packets of a TCP stream are longer at the server than any frame was
joined() {
	spawn server tcpdump -Z root --immediate-mode -U -ni "$SERVER_NIC" -s 64 -w "$tmp/long" tcp and greater 1515 2>"$tmp/long.says"
	joined_listener=$spawned
	wait_for 10 grep -q listening "$tmp/long.says"
	spawn_ready "$tmp/recv" server xfer recv tcp "$1" "$BYTES"
	client xfer send tcp "$SERVER_V4" "$1" "$BYTES" >"$tmp/said"
	wait "$spawned" || cat "$tmp/recv"
	pause 5
	kill "$joined_listener"
	wait "$joined_listener"
	tcpdump -Z root -nr "$tmp/long" 2>/dev/null | grep -c '^[0-9]'
}

too_long_counted() { [ "$(counter server "$SERVER_NIC" rx_length_errors)" = "$1" ]; }

test_begin 28

check_eq "copybreak" 256 "$(copybreak_told)"
check_refused "a longer one than a buffer" copybreak 2049
check_charge "copied" 256 256 2047
check_charge "longer than copybreak" 257 4096 8191
check_run "copybreak 0" copybreak 0
check_eq "it is told" 0 "$(copybreak_told)"
check_charge "nothing is copied" 60 4096 8191
check_run "copybreak 2048" copybreak 2048
check_charge "everything is copied" 1514 1514 4095
check_run "copybreak as it was" copybreak 256

check_eq "a frame that fills a buffer" 1 "$(descriptors 1514)"
check_eq "a longer MTU changes no register" "" "$(traced gnic_reg_write mtu_both 9000)"
check_eq "2048 octets: one descriptor" 1 "$(descriptors 2048)"
check_eq "2049 octets: two" 2 "$(descriptors 2049)"
check_eq "8193 octets: five" 5 "$(descriptors 8193)"
check_charge "many descriptors" 8192 16384 20479
check_eq "nor does a shorter one" "" "$(traced gnic_reg_write mtu_both 1500)"
check_run "both ends talk" pair_talks
client ip link set "$CLIENT_NIC" mtu 9000
drops_begin
client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n 5 -l 2000 >"$tmp/said"
wait_for 3 too_long_counted 5
check_eq "frames longer than the MTU allows are dropped, and the kernel is told why" "PKT_TOO_BIG=5" "$(drops_told)"
client ip link set "$CLIENT_NIC" mtu 1500

check_range "GRO joins segments" 2 99999 "$(joined 5001)"
server ethtool -K "$SERVER_NIC" gro off
check_eq "or does not" 0 "$(joined 5002)"
server ethtool -K "$SERVER_NIC" gro on
check_eq "nothing was lost" "5 0" \
	"$(counter server "$SERVER_NIC" rx_errors) $(counter server "$SERVER_NIC" rx_missed_errors)"

test_end
