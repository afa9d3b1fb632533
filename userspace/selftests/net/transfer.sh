#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# 64 MiB over TCP and UDP, on a slow machine a tenth, every byte checked at the receiver, at MTU 1500 and
# 9000; and the statistics say what was sent. BYTES takes another size.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

BYTES=${BYTES:-$((67108864 / slow))}
port=5000

# transfer FROM TO ADDRESS tcp|udp [SIZE]: one check, with the receiver's account of it when it fails
transfer() {
	port=$((port + 1))
	spawn_ready "$tmp/recv" "$2" xfer recv "$4" "$port" "$BYTES"
	transfer_receiver=$spawned
	"$1" xfer send "$4" "$3" "$port" "$BYTES" ${5:+"$5"} >"$tmp/send" 2>&1
	transfer_sent=$?
	wait "$transfer_receiver"
	transfer_received=$?
	[ "$transfer_sent$transfer_received" = 00 ] ||
		ktap_print_msg "sender: $(cat "$tmp/send")" "receiver: $(cat "$tmp/recv")"
	ktap_test_result "$4, $1 to $2, MTU $mtu, $BYTES bytes" \
		[ "$transfer_sent$transfer_received" = 00 ]
}

# both_ways: TCP in both directions at once
both_ways() {
	spawn_ready "$tmp/recv.server" server xfer recv tcp 4001 "$BYTES"
	to_server=$spawned
	spawn_ready "$tmp/recv.client" client xfer recv tcp 4002 "$BYTES"
	to_client=$spawned
	client xfer send tcp "$SERVER_V6" 4001 "$BYTES" >"$tmp/send" 2>&1 &
	server xfer send tcp "$CLIENT_V6" 4002 "$BYTES" >>"$tmp/send" 2>&1
	if wait "$to_server" && wait "$to_client"; then
		ktap_test_pass "tcp over IPv6, both ways at once, MTU $mtu, $BYTES bytes each"
	else
		ktap_print_msg "senders: $(cat "$tmp/send")" "server: $(cat "$tmp/recv.server")" \
			"client: $(cat "$tmp/recv.client")"
		ktap_test_fail "tcp over IPv6, both ways at once, MTU $mtu, $BYTES bytes each"
	fi
}

set_mtu() {
	mtu=$1
	client ip link set "$CLIENT_NIC" mtu "$mtu"
	server ip link set "$SERVER_NIC" mtu "$mtu"
	# what waits for a neighbour's address may overtake, or be overtaken
	pair_talks
}

# What the client has sent and the server received: four numbers.
counters() {
	counter client "$CLIENT_NIC" tx_packets
	counter client "$CLIENT_NIC" tx_bytes
	counter server "$SERVER_NIC" rx_packets
	counter server "$SERVER_NIC" rx_bytes
}

# TCP sends until something is lost, so a frame that found the receive ring full is no failure here;
# for UDP, which is held to a window, the receiver's own count is.
errors_both() {
	{
		losses client "$CLIENT_NIC"
		losses server "$SERVER_NIC"
	} | sed 's/ rx_missed_errors=[0-9]*//g'
}

# udp_statistics BEFORE AFTER: what each NIC counted of a UDP transfer lies between the datagrams alone
# and the datagrams with some ARP and neighbour discovery.
udp_statistics() {
	datagrams=$(field datagrams "$(cat "$tmp/send")")
	# 8 bytes of each payload are its number; Ethernet, IPv4 and UDP headers are 42
	wire_bytes=$((BYTES + datagrams * (42 + 8)))
	slack=16
	# shellcheck disable=SC2086 # four numbers each
	set -- $1 $2
	check_range "the client counts the frames it sent" "$datagrams" $((datagrams + slack)) $(($5 - $1))
	check_range "and their bytes, without FCS" "$wire_bytes" $((wire_bytes + slack * 90)) $(($6 - $2))
	check_range "the server counts the frames it received" "$datagrams" $((datagrams + slack)) \
		$(($7 - $3))
	check_range "and their bytes, without FCS" "$wire_bytes" $((wire_bytes + slack * 90)) $(($8 - $4))
	check_eq "ip -s link tells the same" "$6 $5" \
		"$(client ip -s link show "$CLIENT_NIC" | awk 'tx { print $1, $2; exit } /TX:/ { tx = 1 }')"
}

test_begin 13
before=$(errors_both)

mtu=1500
transfer client server "$SERVER_V4" tcp
transfer server client "$CLIENT_V4" tcp
counted=$(counters)
transfer client server "$SERVER_V4" udp
udp_statistics "$counted" "$(counters)"

set_mtu 9000
both_ways
transfer client server "$SERVER_V4" udp 8972
transfer server client "$CLIENT_V6" udp 8952
set_mtu 1500

ktap_print_msg "missed for lack of receive buffers: client $(counter client "$CLIENT_NIC" \
	rx_missed_errors), server $(counter server "$SERVER_NIC" rx_missed_errors)"
check_eq "no errors, nothing dropped" "$before" "$(errors_both)"
test_end
