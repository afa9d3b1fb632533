#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# Every frame length: each payload of an echo request from 0 up, both ways, every byte of the answers
# checked; the same at MTU 9000, and what a change of the MTU must not disturb.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# IPv4 and ICMP headers take 28 of the MTU, IPv6 and ICMPv6 48.
V4_HEADERS=28
V6_HEADERS=48

mtu_both() {
	client ip link set "$CLIENT_NIC" mtu "$1" && server ip link set "$SERVER_NIC" mtu "$1"
}

# mtu_limit minmtu|maxmtu
mtu_limit() {
	client ip -d -o link show "$CLIENT_NIC" | sed -n "s/.* $1 \([0-9]*\) .*/\1/p"
}

mtu_of_client() { client cat "/sys/class/net/$CLIENT_NIC/mtu"; }

# refused_mtu MTU: is refused, changes nothing, and what passed before passes still
refused_mtu() {
	refused_before=$(mtu_of_client)
	check_refused "MTU $1 is refused" client ip link set "$CLIENT_NIC" mtu "$1"
	check_eq "after that the MTU is what it was" "$refused_before" "$(mtu_of_client)"
	check_run "and the largest frame passes" client icmp sweep "$SERVER_V4" 1470 1472
}

losses_both() { losses client "$CLIENT_NIC"; losses server "$SERVER_NIC"; }

test_begin 24

before=$(losses_both)
check_run "IPv4, client to server, payloads 0 to 1472" client icmp sweep "$SERVER_V4" 0 1472
check_run "IPv4, server to client, payloads 0 to 1472" server icmp sweep "$CLIENT_V4" 0 1472
check_run "IPv6, client to server, every 16th payload from 0 to 1452" \
	client icmp sweep "$SERVER_V6" 12 1452 16
check_run "IPv6, server to client, every 16th payload from 0 to 1452" \
	server icmp sweep "$CLIENT_V6" 12 1452 16
check_refused "a payload of 1473 exceeds MTU 1500" client icmp sweep "$SERVER_V4" 1473 1473

check_run "MTU 9000 at both ends, while up" mtu_both 9000
# around one, two and four buffers of 2048 and a page, and to the end; in between every 97th
for range in "0 8972 97" "1980 2060 1" "4040 4120 1" "8100 8200 1" "8940 8972 1"; do
	# shellcheck disable=SC2086 # three words
	set -- $range
	check_run "MTU 9000, client to server, payloads $1 to $2 in steps of $3" \
		client icmp sweep "$SERVER_V4" "$1" "$2" "$3"
done
check_run "MTU 9000, server to client, payloads 0 to 8972 in steps of 89" \
	server icmp sweep "$CLIENT_V4" 0 8972 89
check_run "MTU 9000, IPv6, payload $((9000 - V6_HEADERS))" \
	client icmp sweep "$SERVER_V6" $((9000 - V6_HEADERS)) $((9000 - V6_HEADERS))

largest=$(mtu_limit maxmtu)
check_run "MTU $largest, the largest offered, at both ends" mtu_both "$largest"
check_run "its largest payload passes" client icmp sweep "$SERVER_V4" \
	$((largest - V4_HEADERS - 16)) $((largest - V4_HEADERS))

check_run "MTU 1500 at both ends again, while up" mtu_both 1500
refused_mtu $((largest + 1))
refused_mtu $(($(mtu_limit minmtu) - 1))
check_eq "nothing was lost or in error" "$before" "$(losses_both)"

test_end
