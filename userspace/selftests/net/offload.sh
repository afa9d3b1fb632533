#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
# host: "$(dirname "$(command -v wirecheck)")/../offload-on-host"
#
# What the device does to frames that are sent: checksums and segments. Every octet is checked at the receiver,
# whose stack verifies each checksum itself, as this device never does; frames are counted where they are given
# to the device and where they are on the wire. The host then looks at every frame on the wire.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

QUEUED=/sys/kernel/tracing/events/glassnic/gnic_tx_queue
BYTES=$((2000000 / slow))
port=9600

# features NAME on|off...: of the client's NIC
features() { client ethtool -K "$CLIENT_NIC" "$@" >/dev/null; }

# Frames longer than the MTU that the client gave to its NIC since trace_start
trace_start() {
	echo "len > 1514" >"$QUEUED"/filter
	echo >/sys/kernel/tracing/trace
	echo 1 >"$QUEUED"/enable
}

trace_stop() {
	echo 0 >"$QUEUED"/enable
	echo 0 >"$QUEUED"/filter
	super_frames=$(grep -c "dev=$CLIENT_PCI" /sys/kernel/tracing/trace)
}

# Packets that a checksum made the server throw away
checksum_errors() {
	server cat /proc/net/snmp /proc/net/snmp6 | awk '
		/^(Tcp|Udp|Ip): [A-Z]/ { split($0, name); next }
		/^(Tcp|Udp|Ip):/ { for (i = 2; i <= NF; i++) if (name[i] ~ /CsumErrors|InHdrErrors/) sum += $i }
		/^(Udp6InCsumErrors|Ip6InHdrErrors)/ { sum += $2 }
		END { print sum + 0 }'
}

# gso_max BYTES: the largest super-frame that the stack makes for the client's NIC
gso_max() { client gsomax "$CLIENT_NIC" "$1"; }

# transfer tcp|udp ADDRESS [SIZE [BATCH [SHORTER]]]: from client to server
transfer() {
	transfer_kind=$1
	transfer_to=$2
	shift 2
	port=$((port + 1))
	spawn_ready "$tmp/recv" server xfer recv "$transfer_kind" "$port" "$BYTES"
	sent_before=$(counter client "$CLIENT_NIC" tx_packets)
	came_before=$(counter server "$SERVER_NIC" rx_packets)
	trace_start
	client xfer send "$transfer_kind" "$transfer_to" "$port" "$BYTES" "$@" || return
	trace_stop
	wait "$spawned" || return
	sent=$(($(counter client "$CLIENT_NIC" tx_packets) - sent_before))
	came=$(($(counter server "$SERVER_NIC" rx_packets) - came_before))
}

# check_transfer WHAT SUPER_FRAMES_MIN SUPER_FRAMES_MAX tcp|udp ADDRESS [SIZE [BATCH [SHORTER]]]
check_transfer() {
	check_what=$1
	check_min=$2
	check_max=$3
	shift 3
	check_run "$check_what: the content is right" transfer "$@"
	check_eq "$check_what: the wire carried as many frames as are counted" "$sent" "$came"
	check_range "$check_what: frames longer than the MTU given to the device" "$check_min" "$check_max" "$super_frames"
}

# How many of the datagrams that are sent have a context descriptor before their own
contexts() {
	spawn_ready "$tmp/recv" server xfer recv udp 4999 14000
	echo >/sys/kernel/tracing/trace
	echo 1 >"$QUEUED"/enable
	client xfer send udp "$SERVER_V4" 4999 14000 1400
	contexts_status=$?
	echo 0 >"$QUEUED"/enable
	wait "$spawned"
	contexts=$(grep -c "dev=$CLIENT_PCI .* descs=2 " /sys/kernel/tracing/trace)
	without=$(grep -c "dev=$CLIENT_PCI .* descs=1 " /sys/kernel/tracing/trace)
	return "$contexts_status"
}

many=$((BYTES / 65536 / 4))

test_begin 39
lost_before=$(losses client "$CLIENT_NIC")

check_transfer "TCP over IPv4" $many 99999 tcp "$SERVER_V4"
check_range "it is cut on the wire: more frames than are given to the device" $((BYTES / 1460)) 99999 "$sent"
check_transfer "TCP over IPv6, which the device would get wrong" 0 0 tcp "$SERVER_V6"
check_transfer "UDP in datagrams" 0 0 udp "$SERVER_V4" 1400
check_transfer "UDP in batches over IPv4" $((BYTES / 1400 / 10 / 2)) 99999 udp "$SERVER_V4" 1400 10 7
check_transfer "UDP in batches without a rest, after which the device would send an empty one" \
	$((BYTES / 1400 / 10 / 2)) 99999 udp "$SERVER_V4" 1400 10
check_transfer "UDP in batches over IPv6" 0 0 udp "$SERVER_V6" 1400 10 7

features tx-tcp-segmentation off
check_transfer "TCP without segmentation by the device" 0 0 tcp "$SERVER_V4"
features tx-checksum-ip-generic off
check_transfer "TCP without checksums by the device" 0 0 tcp "$SERVER_V4"
check_transfer "UDP without checksums by the device" 0 0 udp "$SERVER_V4" 1400 10 7
features tx-checksum-ip-generic on tx-tcp-segmentation on tx-udp-segmentation on

check_run "datagrams that differ in nothing that the device has to know" contexts
check_eq "it is told with the first" 1 "$contexts"
check_range "and not with the others" 10 99 "$without"

# Bigger than 64 KiB: TCP over IPv4 with a length of 0 in its header. TCP makes super-frames as long as its pace and
# its windows allow, which on a slow processor is little: it is told otherwise.
eager() {
	client sysctl -qw net.ipv4.tcp_min_tso_segs="$1"
	client ip route change 10.0.0.0/24 dev "$CLIENT_NIC" proto kernel scope link src 10.0.0.1 ${2:+initcwnd "$2"}
	server ip route change 10.0.0.0/24 dev "$SERVER_NIC" proto kernel scope link src 10.0.0.2 ${2:+initrwnd "$2"}
}
BYTES=$((8 * BYTES))
eager 140 300
check_run "super-frames of 200,000 octets are allowed" gso_max 200000
check_transfer "TCP in super-frames of up to 200,000 octets" 1 99999 tcp "$SERVER_V4"
longest=$(sed -n "s/.*dev=$CLIENT_PCI .* len=\([0-9]*\).*/\1/p" /sys/kernel/tracing/trace | sort -n | tail -n 1)
check_range "one of them is longer than 64 KiB" 65536 200000 "${longest:-0}"
gso_max 65536
eager 2

check_eq "no checksum was wrong at the receiver" 0 "$(checksum_errors)"
check_eq "nothing was lost" "$lost_before" "$(losses client "$CLIENT_NIC")"

test_end
