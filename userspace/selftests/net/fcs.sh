#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --wire testwire
# vm: --topology pair --nic e1000 --wire testwire --iommu
# host: "$(dirname "$(command -v wirecheck)")/../fcs-on-host"
#
# The frame check sequence, which the private flag soft-fcs makes the driver append and check, on a wire that damages
# frames: each one damaged is counted and dropped, no other is, TCP repairs the loss, and what arrives is what was
# sent. With one end only; frames that bring their own FCS; damaged ones for those who want them. The host then
# looks at the FCS of every frame in the capture.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libwire.sh
. "$(dirname "$0")/libwire.sh"

OUT=${OUT:-/out}
BYTES=$((2000000 / slow))
# Behind the longest header, at even distance from it: the Internet checksum does not see two words exchanged.
PAYLOAD=78
OFFLOADS="tx-checksumming|tcp-segmentation-offload|tx-udp-segmentation|rx-vlan-offload|tx-vlan-offload"

soft_fcs() { ip netns exec "$1" ethtool --set-priv-flags "$2" soft-fcs "$3"; }

soft_fcs_both() { soft_fcs client "$CLIENT_NIC" "$1" && soft_fcs server "$SERVER_NIC" "$1"; }

offloads() { client ethtool -k "$CLIENT_NIC" | grep -E "^($OFFLOADS):" | sed 's/ \[.*//'; }

promisc_both() {
	ip -n client link set "$CLIENT_NIC" promisc "$1"
	ip -n server link set "$SERVER_NIC" promisc "$1"
	pair_talks
}

mtu_both() { ip -n client link set "$CLIENT_NIC" mtu "$1" && ip -n server link set "$SERVER_NIC" mtu "$1"; }

# send PROTOCOL PORT SENDER RECEIVER ADDRESS: what the receiver said is in $received
send() {
	spawn_ready "$tmp/recv" "$4" xfer recv "$1" "$2" "$BYTES"
	ip netns exec "$3" xfer send "$1" "$5" "$2" "$BYTES" >"$tmp/send" 2>&1
	wait "$spawned"
	send_status=$?
	received=$(cat "$tmp/recv" "$tmp/send")
	return "$send_status"
}

# crc_errors NAMESPACE NIC: as each interface that counts them tells them
crc_errors() {
	counter "$1" "$2" rx_crc_errors
	ip netns exec "$1" ethtool -S "$2" --groups eth-mac | sed -n 's/.*FrameCheckSequenceErrors: //p'
}

counted() {
	for counted_name in rx_packets rx_crc_errors rx_errors rx_missed_errors rx_dropped; do
		echo "$counted_name=$(counter "$1" "$2" "$counted_name")"
	done
}

difference() { awk -F= 'NR == FNR { before[$1] = $2; next } { printf "%s=%d ", $1, $2 - before[$1] }' "$1" "$2"; }

# damaged WORD...: the wire damages frames as WORD says, from here on
damaged() {
	pair_talks
	check_run "the wire damages frames: $*" tell client damage "$@"
	counted client "$CLIENT_NIC" >"$tmp/client.before"
	counted server "$SERVER_NIC" >"$tmp/server.before"
}

# What came and what did not, beside what the wire says that it did; its own answer is a frame, too.
accounted() {
	# Cut, so that no late retransmission comes before all is counted
	wire=$(tell client cut)
	ktap_print_msg "$wire"
	counted client "$CLIENT_NIC" >"$tmp/client.after"
	counted server "$SERVER_NIC" >"$tmp/server.after"
	bad=$(field received_damaged "$wire")
	check_eq "the client dropped each damaged frame and no other" \
		"rx_packets=$(($(field received "$wire") - bad + 1)) rx_crc_errors=$bad rx_errors=$bad rx_missed_errors=0 rx_dropped=0 " \
		"$(difference "$tmp/client.before" "$tmp/client.after")"
	bad=$(field sent_damaged "$wire")
	check_eq "the server dropped each damaged frame and no other" \
		"rx_packets=$(($(field sent "$wire") - bad)) rx_crc_errors=$bad rx_errors=$bad rx_missed_errors=0 rx_dropped=0 " \
		"$(difference "$tmp/server.before" "$tmp/server.after")"
	check_run "there were some" test "$bad" -gt 0
	tell client pass >"$tmp/said"
}

not_wrong() { case $received in *"wrong byte"*) return 1 ;; esac }

storm() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		soft_fcs_both off
		pause 1
		soft_fcs_both on
		pause 1
	done
}

# heard NAMESPACE NIC COMMAND...: what fcsframe says there of the frames that COMMAND sends
heard() {
	heard_namespace=$1
	heard_nic=$2
	shift 2
	spawn_ready "$tmp/heard" "$heard_namespace" fcsframe recv "$heard_nic" 3000 10
	"$@" >"$tmp/sent" 2>&1 || cat "$tmp/sent"
	wait "$spawned"
	grep frames= "$tmp/heard"
}

own_fcs() { client fcsframe send "$CLIENT_NIC" "$SERVER_MAC" 10 "$@"; }

fragments() { server ethtool -S "$SERVER_NIC" --groups rmon | sed -n 's/.*etherStatsFragments: //p'; }

ours() { client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n 10; }

wired_begin 52
mkdir -p "$OUT"
capture=/sys/kernel/debug/$DRIVER/$CLIENT_PCI/capture
offered=$(offloads)

check_refused "without it a frame cannot bring its own FCS" own_fcs
check_refused "nor is there one to show" server ethtool -K "$SERVER_NIC" rx-fcs on
ip -n client link set "$CLIENT_NIC" mtu 16358
check_refused "at the longest MTU there is no room for it" soft_fcs client "$CLIENT_NIC" on
check_eq "and nothing has changed" "$offered" "$(offloads)"
ip -n client link set "$CLIENT_NIC" mtu 1500

check_run "without it, words exchanged on the wire:" tell client damage one_in=10 kind=swap from="$PAYLOAD" shortest=400
send udp 5001 client server "$SERVER_V4"
check_refused "no checksum sees it, wrong data arrives" not_wrong
tell client pass >"$tmp/said"

check_run "both ends take it" soft_fcs_both on
check_eq "the device does nothing any more that would come behind the FCS" "" "$(offloads | grep -v ': off')"
check_run "ping" pair_talks
check_run "ping, a full frame" client ping -c 3 -i 0.2 -M "do" -s 1472 "$SERVER_V4"
check_refused "an MTU that leaves it no room" ip -n client link set "$CLIENT_NIC" mtu 16358

damaged one_in=10 kind=swap from="$PAYLOAD" shortest=400
send udp 5002 client server "$SERVER_V4"
check_run "nothing wrong arrives" not_wrong
accounted

# Damage may be to the address, and the NIC has to let that in to be damaged.
promisc_both on
buffer=$(cat "$capture/buffer")
echo 67108864 >"$capture/buffer"
echo 1 >"$capture/enabled"
# Not to addresses here: by its source QEMU's capture is told which way a frame went.
damaged one_in=20 from=12
check_run "TCP to the server, whole" send tcp 5003 client server "$SERVER_V4"
check_run "TCP to the client, whole" send tcp 5004 server client "$CLIENT_V6"
accounted
echo 0 >"$capture/enabled"
cat "$capture/frames" >"$OUT/fcs.pcapng"
check_eq "the capture lost nothing" "dropped 0" "$(grep dropped "$capture/stats")"
echo "$buffer" >"$capture/buffer"
check_eq "all interfaces tell the same" 1 "$(crc_errors server "$SERVER_NIC" | sort -u | wc -l)"

check_run "the longest MTU with an FCS" mtu_both 16354
check_run "ping, the longest frame" client ping -c 3 -i 0.2 -M "do" -s $((16354 - 28)) "$SERVER_V4"
check_run "frames of many descriptors" mtu_both 9000
damaged one_in=10
check_run "TCP to the server, whole (MTU 9000)" send tcp 5005 client server "$SERVER_V4"
accounted
mtu_both 1500
promisc_both off

storm &
storm=$!
check_run "switched all the time, under TCP: it is repaired" send tcp 5006 client server "$SERVER_V4"
wait "$storm"
check_run "and both ends have it again" soft_fcs_both on
check_run "and talk" pair_talks

check_eq "a frame brings its own FCS" "frames=10 good=0 other_host=0" "$(heard server "$SERVER_NIC" own_fcs)"
before=$(counter server "$SERVER_NIC" rx_crc_errors)
drops_begin
check_eq "when it is wrong the frame is dropped" "frames=0 good=0 other_host=0" "$(heard server "$SERVER_NIC" own_fcs wrong)"
check_eq "the kernel is told why" "SKB_CSUM=10" "$(drops_told)"
check_eq "and counted" 10 "$(($(counter server "$SERVER_NIC" rx_crc_errors) - before))"
# QEMU 7.2 puts octets behind such a frame where it comes in.
before=$(fragments)
check_eq "a short one with its FCS is not padded behind it" "frames=0 good=0 other_host=0" \
	"$(heard server "$SERVER_NIC" own_fcs short)"
check_eq "where it comes it is a fragment" 10 $(($(fragments) - before))
check_run "the FCS is shown" server ethtool -K "$SERVER_NIC" rx-fcs on
check_eq "and right" "frames=10 good=10 other_host=0" "$(heard server "$SERVER_NIC" ours)"
check_run "ping, with the FCS shown" pair_talks
check_run "all frames are wanted" server ethtool -K "$SERVER_NIC" rx-all on
pair_talks
check_eq "damaged ones are marked" "frames=10 good=0 other_host=10" "$(heard server "$SERVER_NIC" own_fcs wrong)"
server ethtool -K "$SERVER_NIC" rx-all off rx-fcs off
pair_talks

soft_fcs server "$SERVER_NIC" off
before=$(counter client "$CLIENT_NIC" rx_crc_errors)
server_before=$(counter server "$SERVER_NIC" rx_errors)
check_refused "one end only: no answer is good" client ping -c 3 -i 0.2 -W 1 "$SERVER_V4"
check_eq "each is counted" 3 "$(($(counter client "$CLIENT_NIC" rx_crc_errors) - before))"
check_eq "the other end sees nothing wrong" 0 "$(($(counter server "$SERVER_NIC" rx_errors) - server_before))"

soft_fcs client "$CLIENT_NIC" off
check_eq "off again, the device does what it did" "$offered" "$(offloads)"
check_run "and ping" pair_talks
test_end
