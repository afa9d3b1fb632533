#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules dummy
#
# A NIC gets another name, another network namespace, another number, while frames flow: what shows it follows, its
# folder in debugfs, its trace, its interrupt line, a capture that goes on; and it survives its namespace.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"

TRACING=/sys/kernel/tracing
EVENT=$TRACING/events/glassnic/gnic_tx_queue/enable
capture=/sys/kernel/debug/glassnic/$(nics_find | head -n 1)/capture

number_in() { ip netns exec "$1" cat "/sys/class/net/$2/ifindex"; }

# traced NAMESPACE NIC: the number in the trace of a frame that it sends
traced() {
	echo >"$TRACING/trace"
	echo 1 >"$EVENT"
	ip netns exec "$1" frames send -i "$2" -d "$SERVER_MAC" >"$tmp/sent"
	echo 0 >"$EVENT"
	sed -n "s/.*: gnic_tx_queue: dev=$CLIENT_PCI ifindex=\([0-9]*\) .*/\1/p" "$TRACING/trace" | tail -n 1
}

# The frames that the capture has seen, whatever became of them
captured() { awk '$1 != "bytes" { sum += $2 } END { print sum }' "$capture/stats"; }
line_name() { sed -n "s/^ *$(cat "$PCI/$CLIENT_PCI/irq"):.* //p" /proc/interrupts; }

captures_more() {
	captures_before=$(captured)
	wait_for 3 has_captured
}
has_captured() { [ "$(captured)" -gt $((captures_before + 20)) ]; }

is_back() { [ "$(netdev_of "$CLIENT_PCI")" ]; }

test_begin 20

old=$CLIENT_NIC
flood_start rx_packets
check_run "a capture is switched on" sh -c "echo 1 >$capture/enabled"
check_run "the interface is renamed while it is up and frames flow" client ip link set "$old" name glass7
CLIENT_NIC=glass7
check_run "the capture goes on" captures_more
check_eq "its interrupt line has the new name" glass7 "$(line_name)"
check_eq "the trace its number" "$(number_in client glass7)" "$(traced client glass7)"
flood_stop
check_run "both ends talk" pair_talks

namespace_make third
number=$(number_in client glass7)
check_run "another interface has its number in a third namespace" \
	ip -n third link add name blocker index "$number" type dummy
flood_start rx_packets
check_run "it moves there while frames flow" ip -n client link set glass7 netns third
ip -n third link set glass7 up
check_refused "under another number" test "$(number_in third glass7)" = "$number"
check_eq "which the trace has, too" "$(number_in third glass7)" "$(traced third glass7)"
check_run "the capture goes on" captures_more
check_run "the folder stays" test -d "/sys/kernel/debug/glassnic/$CLIENT_PCI"
flood_stop

ip netns exec third sleep 1000 &
keeper=$!
flood_start_server() {
	spawn server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -t 600 -m 2 >/dev/null 2>&1
	flood_server=$spawned
}
flood_start_server
kill "$keeper"
wait "$keeper" 2>/dev/null
check_run "the namespace is deleted, with the interface up" ip netns del third
check_run "it comes back into the first one" wait_for 10 is_back
check_run "where it can be named as before" ip link set "$(netdev_of "$CLIENT_PCI")" name "$old"
kill "$flood_server"
wait "$flood_server" 2>/dev/null
check_run "the pair is back" pair_up
check_eq "its interrupt line has the name" "$old" "$(line_name)"
echo 0 >"$capture/enabled"
check_run "both ends talk" pair_talks
check_eq "the trace has its number" "$(number_in client "$old")" "$(traced client "$old")"

test_end
