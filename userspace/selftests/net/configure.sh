#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed
#
# What can be set while frames pass, and what cannot: ring sizes, the link, loopback, MAC address, MTU, features,
# coalescing, and the tests of ethtool -t. After each change frames pass as before; a change that is refused says why, and
# changes nothing.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=liblink.sh
. "$(dirname "$0")/liblink.sh"

# Registers (driver/regs.h)
RDLEN=0x2808
TDLEN=0x3808
DESCRIPTOR=16
BYTES=$((10000000 / slow))

slots() { echo $(($(registers "$RDLEN") / DESCRIPTOR)) $(($(registers "$TDLEN") / DESCRIPTOR)); }
ring() { client ethtool -G "$CLIENT_NIC" "$@"; }
rings_told() {
	client ethtool -g "$CLIENT_NIC" | sed -n '/Current/,$s/^\([RT]X\):[[:space:]]*\([0-9]*\)$/\2/p' | tr '\n' ' '
}
link_set() { client ethtool -s "$CLIENT_NIC" "$@"; }
link_told() { client ethtool -I "$CLIENT_NIC" | sed -n "s/^[[:space:]]*$1: *//p" | tail -n 1; }
settings() { client ethtool "$CLIENT_NIC" | grep -v "Link detected"; }
feature() { client ethtool -K "$CLIENT_NIC" "$@"; }
nic() { client ip link set "$CLIENT_NIC" "$@"; }

# refused DESCRIPTION WORDS COMMAND...: it fails, and says WORDS, itself or in the kernel's log.
refused() {
	refused_description=$1
	refused_words=$2
	shift 2
	dmesg -c >/dev/null
	"$@" >"$tmp/refused" 2>&1
	refused_status=$?
	dmesg >>"$tmp/refused"
	check_run "refused: $refused_description" sh -c \
		"[ $refused_status != 0 ] && grep -q '$refused_words' '$tmp/refused'"
}

# A stream each way, and again until they are wanted no longer. All arrive whole.
streams() {
	while :; do
		spawn_ready "$tmp/down" client xfer recv tcp 5001 "$BYTES"
		streams_down=$spawned
		spawn_ready "$tmp/up" server xfer recv tcp 5002 "$BYTES"
		streams_up=$spawned
		spawn server xfer send tcp "$CLIENT_V4" 5001 "$BYTES" >"$tmp/down.sent" 2>&1
		streams_down_sent=$spawned
		spawn client xfer send tcp "$SERVER_V4" 5002 "$BYTES" >"$tmp/up.sent" 2>&1
		for streams_end in "$streams_down" "$streams_up" "$streams_down_sent" "$spawned"; do
			wait "$streams_end" || { cat "$tmp/down" "$tmp/up"; return 1; }
		done
		[ -e "$tmp/wanted" ] || return 0
	done
}

streams_flow() { [ "$(counter client "$CLIENT_NIC" rx_bytes)" -gt $((traffic_before + 100000)) ]; }

# under_traffic COMMAND...: three times, while streams go both ways
under_traffic() {
	traffic_before=$(counter client "$CLIENT_NIC" rx_bytes)
	: >"$tmp/wanted"
	streams &
	traffic_streams=$!
	wait_for 5 streams_flow && "$@" && "$@" && "$@"
	traffic_status=$?
	rm "$tmp/wanted"
	wait "$traffic_streams" && return "$traffic_status"
}

#
# Rings
#

rings_change() { ring rx 64 tx 64 && ring rx 4096 tx 4096 && ring rx 256 && ring tx 128; }

rings_check() {
	check_eq "the rings' slots, receive and transmit" "1024 1024 " "$(rings_told)"
	check_eq "are what the device was told" "1024 1024" "$(slots)"
	refused "a size that is no power of two" "powers of two, 64 to 4096" ring rx 1000
	refused "one that is too small" "powers of two, 64 to 4096" ring tx 32
	refused "one that is too large" "exceeds maximum\|Invalid argument" ring rx 8192
	check_eq "and nothing was changed" "1024 1024 1024 1024 " "$(rings_told)$(slots) "
	check_run "changed while streams pass" under_traffic rings_change
	check_eq "told" "256 128 " "$(rings_told)"
	check_eq "and of the device" "256 128" "$(slots)"
	check_run "the smallest: streams pass" under_traffic ring rx 64 tx 64
	nic down
	check_run "changed while down" ring rx 2048 tx 512
	nic up
	check_eq "they are so when it is up" "2048 512 2048 512 " "$(rings_told)$(slots) "
	check_run "and as at first" ring rx 1024 tx 1024
	check_run "both ends talk" pair_talks
}

#
# Link
#

# It takes half a second, in which a slow machine does not even start a program: so one looks all the time.
negotiates() {
	link_set speed 1000 duplex full autoneg off
	link_set autoneg on && pause 5 && grep -q "^no (Autoneg)$" "$tmp/looks"
}

look_at_link() {
	while [ -e "$tmp/looking" ]; do
		link_told 'Link detected' >>"$tmp/looks"
	done
}

seen_negotiating() {
	: >"$tmp/looks"
	: >"$tmp/looking"
	look_at_link &
	wait_for 10 negotiates
	seen_status=$?
	rm "$tmp/looking"
	wait "$!"
	return "$seen_status"
}

link_check() {
	link_before=$(downs)
	check_run "autonegotiation off" link_set speed 1000 duplex full autoneg off
	check_eq "told" off "$(link_told Auto-negotiation)"
	check_eq "the link stays" "$link_before" "$(downs)"
	refused "to restart what is off" "Invalid argument" client ethtool -r "$CLIENT_NIC"

	check_run "on again: the link is down, and why" seen_negotiating
	check_run "it comes back" wait_for 2 carrier_is 1

	link_before=$(downs)
	check_run "autonegotiation restarted" client ethtool -r "$CLIENT_NIC"
	check_run "the link comes back" wait_for 2 carrier_is 1
	check_eq "it was down once" $((link_before + 1)) "$(downs)"

	settings >"$tmp/settings"
	refused "100 Mb/s" "1000 Mb/s full duplex only\|Invalid argument" link_set speed 100 duplex full autoneg off
	refused "half duplex" "1000 Mb/s full duplex only\|Invalid argument" link_set speed 1000 duplex half autoneg off
	refused "to advertise 100 Mb/s" "1000 Mb/s full duplex only" link_set advertise 0x8
	refused "a fibre" "1000 Mb/s full duplex only" link_set port fibre
	settings >"$tmp/settings.after"
	check_run "and nothing was changed" cmp "$tmp/settings" "$tmp/settings.after"
	check_run "both ends talk" pair_talks
	check_eq "one channel, of both kinds" 1 "$(client ethtool -l "$CLIENT_NIC" | sed -n 's/^Combined:[[:space:]]*//p' | tail -n 1)"
}

#
# Loopback
#

# seen_at NAMESPACE NIC: how many of ten frames of the client, to itself, arrive there.
seen_at() {
	spawn_ready "$tmp/seen" "$1" frames recv -i "$2" -m 9 -w 1500
	client frames send -i "$CLIENT_NIC" -d "$CLIENT_MAC" -n 10 -l 300 -m 9 >"$tmp/sent"
	wait "$spawned"
	field seen "$(cat "$tmp/seen")"
}

loopback_check() {
	server ip link set "$SERVER_NIC" promisc on
	pause 15
	check_eq "frames to itself go to the wire, and not back" 0 "$(seen_at client "$CLIENT_NIC")"
	check_eq "the other end sees them" 10 "$(seen_at server "$SERVER_NIC")"
	check_run "loopback on" feature loopback on
	check_eq "now they come back" 10 "$(seen_at client "$CLIENT_NIC")"
	check_eq "and the other end sees none" 0 "$(seen_at server "$SERVER_NIC")"
	nic down
	nic up
	check_eq "also after down and up" 10 "$(seen_at client "$CLIENT_NIC")"
	check_run "loopback off" feature loopback off
	check_eq "the other end sees them again" 10 "$(seen_at server "$SERVER_NIC")"
	server ip link set "$SERVER_NIC" promisc off
	pair_talks
}

#
# ethtool -t, -d, -e
#

selftest() { client ethtool -t "$CLIENT_NIC" "$@"; }

# selftest_without_link WHICH RESULTS: the PHY takes the link down for half a second, which a busy host may spend elsewhere.
selftest_without_link() {
	registers "$RESTART_AUTONEG"
	! selftest "$1" >"$tmp/test" &&
		[ "$(sed -n 's/.*line)[[:space:]]*\([01]\)$/\1/p' "$tmp/test" | tr '\n' ' ')" = "$2 " ]
}

selftest_check() {
	check_run "the device's tests, online" selftest online
	check_run "and offline" selftest offline
	check_run "frames pass, within the second in which it is deaf" pair_talks
	check_run "offline while streams pass" under_traffic selftest offline
	nic down
	check_run "offline while down" selftest offline
	nic up
	check_run "both ends talk" pair_talks

	check_run "online while the link is down: failed by that, and nothing else" \
		wait_for 20 selftest_without_link online "1 0 0 0 0"
	check_run "offline, where loopback wants a link, too" wait_for 20 selftest_without_link offline "1 0 0 1 0"
	wait_for 2 carrier_is 1
	check_run "both ends talk" pair_talks

	check_eq "the EEPROM begins with the MAC address" "$CLIENT_MAC" "$(client ethtool -e "$CLIENT_NIC" raw on length 6 |
		od -A n -t x1 | sed 's/^ *//; s/ /:/g')"
	# offset and value, little-endian: CTRL is the first, STATUS the second
	check_eq "the registers: STATUS says that the link is up" "8 2" "$(client ethtool -d "$CLIENT_NIC" raw on |
		od -A n -t u4 -j 8 -N 8 | awk '{ print $1, int($2 / 2) % 2 * 2 }')"
}

#
# What else is changed while frames pass
#

address_change() {
	nic address "$address_other" && nic address "$CLIENT_MAC"
}

# From the largest to the smallest of IPv6, so that the stream goes on
mtu_change() { nic mtu 9000 && nic mtu 1280 && nic mtu 1500; }

features_change() {
	for features_name in tx-checksum-ip-generic tx-tcp-segmentation tx-udp-segmentation rxvlan rx-vlan-filter \
		scatter-gather rx-all; do
		case $(client ethtool -k "$CLIENT_NIC" | sed -n "s/^[[:space:]]*$features_name: \([a-z]*\).*/\1/p") in
		on) feature "$features_name" off && feature "$features_name" on || return 1 ;;
		off) feature "$features_name" on && feature "$features_name" off || return 1 ;;
		esac
	done
	feature tx-checksum-ip-generic on tx-scatter-gather on tx-tcp-segmentation on tx-udp-segmentation on \
		tx-vlan-hw-insert on
}

coalesce_change() {
	client ethtool -C "$CLIENT_NIC" rx-usecs 1000 && client ethtool -C "$CLIENT_NIC" rx-usecs 128
}

changes_check() {
	# The server has to go on with the first one: a question of the client's under the other would be believed
	ip -n server neigh replace "$CLIENT_V4" lladdr "$CLIENT_MAC" dev "$SERVER_NIC" nud permanent
	check_run "the MAC address" under_traffic address_change
	ip -n server neigh del "$CLIENT_V4" dev "$SERVER_NIC"
	check_run "the MTU" under_traffic mtu_change
	check_run "coalescing" under_traffic coalesce_change
	check_run "features" under_traffic features_change
	check_run "both ends talk" pair_talks
	refused "coalescing shorter than the device's" "rx-usecs can be" client ethtool -C "$CLIENT_NIC" rx-usecs 100
	refused "an MTU that is too large" "greater than device maximum\|Invalid argument" nic mtu 20000
}

test_begin 57
address_other=02:00:00:00:00:77

rings_check
link_check
loopback_check
selftest_check
changes_check

test_end
