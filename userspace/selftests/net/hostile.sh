#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --wire testwire --snaplen 64 --modules 8021q
#
# Frames that nobody should send, made by seed: of every length up to 65000, random, cut off within their headers,
# with lengths that lie, tags upon tags, to this station, to others and to groups. What has to become of each is
# known (../wire/hostile.c); what arrived is that, in every octet, and every other frame is counted: dropped
# with a reason, or kept out by the filter.
#
# FRAMES takes another number of them, SEED others. A million meets every length nine times: how it is run, and what came
# of it, is in Documentation/testing.md.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libwire.sh
. "$(dirname "$0")/libwire.sh"

FRAMES=${FRAMES:-$((60000 / slow))}
SEED=${SEED:-1}
MTU_MAX=16358
LONGEST=65000
LONGEST_IN=16380
# QEMU 10 looks for address and tag of a shorter frame where there is none.
WHOLE_HEADER=20

feature_on() { server ethtool -k "$SERVER_NIC" | grep -q "^$1: on"; }

# What is counted of every frame: given to the stack, dropped by the driver, dropped by the device. rx_dropped is
# not among it: the stack adds what it has no protocol for.
counters() {
	for counters_name in rx_packets rx_bytes rx_length_errors rx_errors rx_missed_errors; do
		echo "$counters_name=$(counter server "$SERVER_NIC" "$counters_name")"
	done
	server netstate -s "$SERVER_NIC" | sed -n 's/^\(rx-hw-drops\|rx-alloc-fail\) /\1=/p'
}

# difference FILE FILE: of each counter, in one line
difference() {
	awk -F= 'NR == FNR { before[$1] = $2; next } { printf "%s=%d ", $1, $2 - before[$1] }' "$1" "$2"
}

# QEMU 7.2 lets in frames of up to 16384 octets and pads short ones, QEMU 10 of up to 16380 and pads none (device.md
# 6.4). One of 16384 tells which it is.
limits_find() {
	counters >"$tmp/before"
	tell server hostile seed=1 count=1 promisc=1 pads=1 strip=0 limit=16384 accept=1522 \
		shortest=16384 longest=16384 >"$tmp/said" || cat "$tmp/said"
	counters >"$tmp/after"
	if [ "$(field rx-hw-drops "$(difference "$tmp/before" "$tmp/after")")" = 0 ]; then
		limit=16384 pads=1
	else
		limit=16380 pads=0
	fi
}

# The filter, in the wire's words.
groups() { ip -n server maddress show dev "$SERVER_NIC" | sed -n 's/.*link  *\([0-9a-f:]*\).*/group=\1/p'; }

# attack NAME FRAMES WORD...: FRAMES hostile ones, the NIC being as WORD says; what the wire said of them is in
# $attack_said, what the driver counted in $attack_counted
attack() {
	attack_name=$1
	attack_frames=$2
	shift 2
	attack_mtu=$(cat_server mtu)
	pair_talks
	tell server cut >/dev/null
	counters >"$tmp/before"
	# shellcheck disable=SC2046 # words
	tell server hostile seed="$SEED" count="$attack_frames" pads="$pads" strip="$strip" \
		limit="$limit" accept=$((attack_mtu + 22)) "$@" $(groups) >"$tmp/attack" 2>&1
	counters >"$tmp/after"
	attack_counted=$(difference "$tmp/before" "$tmp/after")
	attack_said=$(cat "$tmp/attack")
	ktap_print_msg "$attack_said"
	ktap_test_result "what has to arrive does, whole: $attack_name" grep -q "^ok" "$tmp/attack"
	tell server pass >/dev/null
	check_run "the NIC works" pair_talks
}

accounted() {
	check_eq "all is accounted for: $attack_name" "$(attack_expected "$attack_said")" "$attack_counted"
}

cat_server() { server cat "/sys/class/net/$SERVER_NIC/$1"; }

# The wire's answers arrive, too.
attack_expected() {
	expected_errors=$(($(field long "$1") + $(field runt "$1") + $(field oversize "$1")))
	echo "rx_packets=$(($(field delivered "$1") + $(field answers "$1")))" \
		"rx_bytes=$(($(field octets "$1") + $(field answer_octets "$1")))" \
		"rx_length_errors=$expected_errors rx_errors=$expected_errors rx_missed_errors=0" \
		"rx-alloc-fail=0 rx-hw-drops=$(field oversize "$1") "
}

# While others have the processor the poll, a thread then, has to wait; the ring fills, and of what comes the device
# misses whole frames: those for which too few descriptors are left.
starved() {
	server sh -c "echo 1 >/sys/class/net/$SERVER_NIC/threaded"
	chrt -f 1 timeout 3 sh -c 'while :; do :; done' &
	"$@"
	wait $!
	server sh -c "echo 0 >/sys/class/net/$SERVER_NIC/threaded"
}

accounted_with_loss() {
	loss_missed=$(field rx_missed_errors "$attack_counted")
	ktap_print_msg "missed: $loss_missed"
	check_run "frames are missed" test "$loss_missed" -gt 0
	check_eq "all is accounted for: $attack_name" \
		$(($(field made "$attack_said") + $(field answers "$attack_said"))) \
		$(($(field rx_packets "$attack_counted") + $(field rx_length_errors "$attack_counted") + loss_missed))
}

# Every page that the stack was given has come back from it.
no_page_lost() {
	server ip link set "$SERVER_NIC" down
	server ip link set "$SERVER_NIC" up
	wait_for 5 no_page_pool_detached
}

wired_begin 22
strip=0
! feature_on rx-vlan-offload || strip=1
# What waits for the rest of its datagram holds pages.
server sysctl -qw net.ipv4.ipfrag_time=1 net.ipv6.ip6frag_time=1

server ip link set "$SERVER_NIC" promisc on mtu "$MTU_MAX"
limits_find
ktap_print_msg "QEMU lets in frames of up to $limit octets"
attack "promiscuous, frames of up to $LONGEST octets" $((FRAMES / 3)) promisc=1 longest="$LONGEST"
accounted
server ip link set "$SERVER_NIC" mtu 1500
attack "promiscuous, MTU 1500" $((FRAMES / 6)) promisc=1 longest="$LONGEST_IN"
accounted
starved attack "promiscuous, in bursts that the ring cannot hold" $((FRAMES / 6)) promisc=1 longest="$LONGEST_IN" \
	burst=5000 loss=1
accounted_with_loss
server ip link set "$SERVER_NIC" promisc off
attack "filtered by address" $((FRAMES / 6)) shortest="$WHOLE_HEADER" longest="$LONGEST_IN"
accounted
server ip link set "$SERVER_NIC" allmulticast on
attack "all groups" $((FRAMES / 12)) allmulti=1 shortest="$WHOLE_HEADER" longest="$LONGEST_IN"
accounted
server ip link set "$SERVER_NIC" allmulticast off

for vid in 5 100; do
	server ip link add link "$SERVER_NIC" name "vlan$vid" type vlan id "$vid"
	server ip link set "vlan$vid" up
done
vids=
! feature_on rx-vlan-filter || vids="vid=0 vid=5 vid=100"
# shellcheck disable=SC2086 # words
attack "filtered by VLAN" $((FRAMES / 12)) $vids shortest="$WHOLE_HEADER" longest="$LONGEST_IN"
accounted
server ip link del vlan5
server ip link del vlan100

check_run "no page is lost" no_page_lost
check_run "nor is the NIC" pair_talks
server sysctl -qw net.ipv4.ipfrag_time=30 net.ipv6.ip6frag_time=60
test_end
