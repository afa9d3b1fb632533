#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules 8021q
# vm: --topology pair --nic e1000 --modules 8021q --property init-vet=off
# host: "$(dirname "$(command -v wirecheck)")/../vlan-on-host"
#
# VLANs: the device inserts tags and strips them, and keeps tagged frames of other VLANs out; the capture shows
# the frame with its tag. Each with the device's help and without; and once on a device that does not know from the
# start what a tag is (VET). The host then looks at the tags on the wire.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

CAPTURE=/sys/kernel/debug/glassnic

# vlan_add NAMESPACE NIC VID ADDRESS: without an address of IPv6, so that it says nothing by itself
vlan_add() {
	ip -n "$1" link add link "$2" name "v$3" type vlan id "$3" && ip -n "$1" address add "$4" dev "v$3" &&
		ip -n "$1" link set "v$3" addrgenmode none up
}

vlan_del() {
	ip -n client link del "v$1"
	ip -n server link del "v$1"
}

vlan_pings() { client ping -c 3 -i 0.2 -W 2 10.5.0.2; }

features() {
	client ethtool -K "$CLIENT_NIC" "$@" >/dev/null
	server ethtool -K "$SERVER_NIC" "$@" >/dev/null
}

# How many frames the server's NIC lets in while the client sends 20 of a VLAN to it: of their length, which no
# other frame here has
let_in() {
	let_in_before=$(frames_seen) || return
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n 20 -l 800 -q "$1" >/dev/null || return
	pause 5
	echo $(($(frames_seen) - let_in_before))
}

frames_seen() {
	server ethtool -S "$SERVER_NIC" --groups rmon |
		sed -n 's/^rx-rmon-etherStatsPkts512to1023Octets: //p' | grep .
}

# A change of the receive mode, or of the VLAN filter's, is a second without reception.
pings_again() { wait_for 5 vlan_pings; }

# capture_ping FILE: what the client captures of a ping, for the host to look at
capture_ping() {
	echo 1 >"$CAPTURE/$CLIENT_PCI/capture/enabled"
	vlan_pings >/dev/null
	echo 0 >"$CAPTURE/$CLIENT_PCI/capture/enabled"
	cat "$CAPTURE/$CLIENT_PCI/capture/frames" >"$1"
}

test_begin 23

check_eq "before there is a VLAN, any tagged frame is let in" 20 "$(let_in 7)"

vlan_add client "$CLIENT_NIC" 5 10.5.0.1/24
vlan_add server "$SERVER_NIC" 5 10.5.0.2/24
check_run "VLAN 5: ping" pings_again
check_run "a full frame and its tag" client ping -c 3 -i 0.2 -W 2 -M "do" -s 1472 10.5.0.2
check_eq "VLAN 7 is kept out" 0 "$(let_in 7)"
check_eq "VLAN 37, the same bit of the next word, too" 0 "$(let_in 37)"
check_eq "a frame with a tag but no VLAN comes in" 20 "$(let_in 0)"

vlan_add client "$CLIENT_NIC" 7 10.7.0.1/24
vlan_add server "$SERVER_NIC" 7 10.7.0.2/24
check_eq "once it is ours VLAN 7 is let in" 20 "$(let_in 7)"
check_eq "and no other" 0 "$(let_in 8)"
vlan_del 7
check_eq "and when it is no more, it is not" 0 "$(let_in 7)"

server ip link set "$SERVER_NIC" promisc on
check_run "promiscuous: ping" pings_again
check_eq "promiscuous: every VLAN is let in" 20 "$(let_in 7)"
server ip link set "$SERVER_NIC" promisc off
check_run "and then ping again" pings_again
check_eq "and not every VLAN" 0 "$(let_in 7)"

ip -n server link add link "$SERVER_NIC" name v11 type vlan id 11
check_eq "VLAN 11 is let in" 20 "$(let_in 11)"
server ethtool -K "$SERVER_NIC" rx-vlan-filter off
check_run "without the filter: ping" pings_again
check_eq "without the filter every VLAN is let in" 20 "$(let_in 7)"
server ip link del v11
ip -n server link add link "$SERVER_NIC" name v9 type vlan id 9
server ethtool -K "$SERVER_NIC" rx-vlan-filter on
check_run "with it again: ping" pings_again
check_eq "a VLAN that was added meanwhile is let in" 20 "$(let_in 9)"
check_eq "one that was deleted meanwhile is not" 0 "$(let_in 11)"
server ip link del v9

mkdir -p /out
capture_ping /out/tagged.pcapng
features rx-vlan-offload off
check_eq "without stripping there is no insertion: one bit does both" off \
	"$(client ethtool -k "$CLIENT_NIC" | sed -n 's/^tx-vlan-offload: \([a-z]*\).*/\1/p')"
check_run "VLAN 5 without the device: ping" vlan_pings
capture_ping /out/untouched.pcapng
features rx-vlan-offload on tx-vlan-offload on

vlan_del 5
check_run "without a VLAN: ping" client ping -c 3 -i 0.2 -W 2 "$SERVER_V4"

test_end
