#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules 8021q
# host: "$(dirname "$(command -v wirecheck)")/../combine-on-host"
#
# What the device does to sent frames, one thing beside the other, and each at its edges: checksums far behind in a
# frame, super-frames of nearly 64 KiB and beyond, with a last segment that is nearly nothing, with ECN, with options,
# with tags in front; TCP and UDP over a VLAN with each combination of what can be switched; 802.1ad; soft-fcs with
# tags. Every octet is checked at the receiver, and the host looks at the wire.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

OUT=${OUT:-/out}
BYTES=$((300000 / slow))	# of each transfer
MSS=1000
port=9800

# heard COMMAND...: what arrives at the server of the frames that COMMAND sends, so many as $expected
heard() {
	spawn_ready "$tmp/heard" server vnet recv "$SERVER_NIC" 6000 "$expected"
	"$@" >"$tmp/sent" 2>&1 || cat "$tmp/sent"
	wait "$spawned"
	grep frames= "$tmp/heard"
}

# sums NIC START OFFSET...: frames that leave checksums to the device
sums() {
	sums_nic=$1
	shift
	while [ $# -ge 2 ]; do
		client vnet sum "$sums_nic" "$SERVER_MAC" "$1" "$2" || return
		shift 2
	done
}

# check_super FRAMES tcp|udp PAYLOAD WORD...: a super-frame becomes so many frames, all of them right
check_super() {
	expected=$1
	super_cwr=0
	case " $* " in *" ecn "*) super_cwr=1 ;; esac
	super_kind=$2
	super_payload=$3
	shift 3
	check_eq "a super-frame of $super_kind, $super_payload octets of payload${*:+, $*}: $expected frames" \
		"frames=$expected right=$expected octets=$super_payload cwr=$super_cwr" \
		"$(heard client vnet "$super_kind" "$CLIENT_NIC" "$SERVER_MAC" "$MSS" "$super_payload" "$@")"
}

features() { client ethtool -K "$CLIENT_NIC" "$@" >/dev/null; }

# transfers ADDRESS: TCP, and UDP in batches
transfers() {
	for transfers_kind in tcp udp; do
		port=$((port + 1))
		spawn_ready "$tmp/recv" server xfer recv "$transfers_kind" "$port" "$BYTES"
		case $transfers_kind in
		tcp) client xfer send tcp "$1" "$port" "$BYTES" || return ;;
		udp) client xfer send udp "$1" "$port" "$BYTES" 1400 10 7 || return ;;
		esac
		wait "$spawned" || return
	done
}

# vlan NAME PROTOCOL VID SUBNET: at both ends
vlan() {
	ip -n client link add link "$CLIENT_NIC" name "$1" type vlan proto "$2" id "$3" &&
		ip -n server link add link "$SERVER_NIC" name "$1" type vlan proto "$2" id "$3" &&
		ip -n client address add "$4.1/24" dev "$1" && ip -n server address add "$4.2/24" dev "$1" &&
		ip -n client link set "$1" addrgenmode none up && ip -n server link set "$1" addrgenmode none up &&
		wait_for 5 client ping -c 1 -W 1 "$4.2"
}

soft_fcs() {
	client ethtool --set-priv-flags "$CLIENT_NIC" soft-fcs "$1" &&
		server ethtool --set-priv-flags "$SERVER_NIC" soft-fcs "$1"
}

# What the stack has no protocol for is among the server's rx_dropped.
errors() { echo "$(losses client "$CLIENT_NIC") $(counter server "$SERVER_NIC" rx_errors)"; }

test_begin 43
errors_before=$(errors)
# Segments are to be seen as they came.
server ethtool -K "$SERVER_NIC" gro off

check_run "VLAN 5" vlan v5 802.1Q 5 10.5.0
check_run "a VLAN of 802.1ad, whose tags the device does not know" vlan s5 802.1ad 5 10.6.0

expected=6
check_eq "checksums at every octet that a context can name, and behind" "frames=6 right=6 octets=0 cwr=0" \
	"$(heard sums "$CLIENT_NIC" 200 50 201 50 200 52 201 54 200 56 300 16)"
check_eq "the same in a VLAN" "frames=6 right=6 octets=0 cwr=0" \
	"$(heard sums v5 200 50 201 50 200 52 201 54 200 56 300 16)"
features tx-vlan-offload off
check_eq "and where the stack puts the tag in front" "frames=6 right=6 octets=0 cwr=0" \
	"$(heard sums v5 200 50 201 50 200 52 201 54 200 56 300 16)"
features tx-vlan-offload on

for tail in 1 5 6; do
	check_super 3 tcp $((2 * MSS + tail))
done
check_super 2 tcp $((2 * MSS))
for tail in 1 17 18; do
	check_super 3 udp $((2 * MSS + tail))
done
check_super 2 udp $((2 * MSS))
check_super 5 tcp $((4 * MSS + 500)) ecn
for kind in tcp udp; do
	check_super 5 "$kind" $((4 * MSS + 500)) options=40
	check_super 5 "$kind" $((4 * MSS + 500)) tags=1
	check_super 5 "$kind" $((4 * MSS + 500)) tags=2
done

# The octets of a super-frame beside 64 KiB: 65535, 65536 and 65537; and the longest that IPv4 can say
for limit in 65536 200000; do
	client gsomax "$CLIENT_NIC" "$limit"
	for payload in 65481 65482 65483 65495; do
		check_super $((payload / MSS + 1)) tcp "$payload"
	done
	check_super 66 udp 65507
done
client gsomax "$CLIENT_NIC" 65536

mkdir -p "$OUT"
echo "$BYTES" >"$OUT/bytes"
for tags in on off; do
	features tx-vlan-offload $tags
	for segments in on off; do
		features tx-tcp-segmentation $segments tx-udp-segmentation $segments
		check_run "VLAN 5, tags $tags, segments $segments, checksums on" transfers 10.5.0.2
	done
	features tx-checksum-ip-generic off
	check_run "VLAN 5, tags $tags, segments and checksums off" transfers 10.5.0.2
	features tx-checksum-ip-generic on tx-tcp-segmentation on tx-udp-segmentation on
done
features tx-vlan-offload on
check_run "802.1ad" transfers 10.6.0.2
check_run "soft-fcs" soft_fcs on
check_run "soft-fcs, VLAN 5" transfers 10.5.0.2
check_run "soft-fcs, 802.1ad" transfers 10.6.0.2
check_run "soft-fcs off" soft_fcs off

for vlan in v5 s5; do
	ip -n client link del $vlan
	ip -n server link del $vlan
done
server ethtool -K "$SERVER_NIC" gro on
check_eq "no frame was damaged or lost" "$errors_before" "$(errors)"
test_end
