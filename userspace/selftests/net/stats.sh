#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --nics 3 --append iomem=relaxed --modules 8021q
# host: "$(dirname "$(command -v wirecheck)")/../stats-on-host"
#
# Every interface that tells how much a NIC has sent and received says the same, of frames of every size class
# and kind, and keeps it while the NIC is down; the device's own counters say so too, where they are right. What
# was counted between two marked frames is left in /out, and compared with QEMU's captures on the host.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

OUT=${OUT:-/out}
GROUP=01:00:5e:5a:00:01
BROADCAST=ff:ff:ff:ff:ff:ff
PAUSE_ADDRESS=01:80:c2:00:00:01
PAUSE_TYPE=0x8808
# QEMU 7.2 takes no frame that is longer than 16384 octets, QEMU 10 none of more than 16380.
OVERSIZE=16385
OVERSIZE_FRAMES=1000
BYTES=$((300000 / slow))
port=9700

# The device's counters (driver/regs.h): TPT, TOTL, TOTH, TPR, TORL, TORH. The pairs are cleared by
# their high half.
DEVICE_COUNTERS="0x40d4 0x40c8 0x40cc 0x40d0 0x40c0 0x40c4"

# told NAMESPACE NIC: what each interface says, a line "WHAT INTERFACE VALUE". IEEE 802.3's octets are without the 14
# of the header; the frames of a histogram are those of all its bins.
told() {
	{
		ip netns exec "$1" grep -r . "/sys/class/net/$2/statistics/" | sed 's/.*\/\(.*\):/rtnl \1 /'
		ip netns exec "$1" netstate -s "$2" | sed 's/^/qstats /'
		ip netns exec "$1" ethtool -S "$2" --all-groups |
			sed -n 's/^\([rt]x\)-rmon-etherStatsPkts\(.*to\)*\([0-9]*\)Octets: /rmon \1-upto\3 /p
				s/^\(eth-mac\|eth-ctrl\|rmon\)-\(.*\): /\1 \2 /p'
		ip netns exec "$1" ethtool -I -a "$2" | sed -n 's/^ *\([rt]x_pause_frames\): /pause \1 /p'
	} | awk '
		BEGIN {
			split("tx_packets tx-frames rx_packets rx-frames tx_bytes tx-octets rx_bytes rx-octets " \
			"multicast rx-multicast rx_length_errors rx-toolong rx_missed_errors rx-missed " \
			"tx-packets tx-frames rx-packets rx-frames tx-bytes tx-octets rx-bytes rx-octets " \
			"rx-hw-drop-overruns rx-missed FramesLostDueToIntMACRcvError rx-missed " \
			"FramesTransmittedOK tx-frames FramesReceivedOK rx-frames " \
			"MulticastFramesXmittedOK tx-multicast MulticastFramesReceivedOK rx-multicast " \
			"BroadcastFramesXmittedOK tx-broadcast BroadcastFramesReceivedOK rx-broadcast " \
			"FrameTooLongErrors rx-toolong etherStatsOversizePkts rx-toolong " \
			"etherStatsUndersizePkts rx-undersize " \
			"MACControlFramesTransmitted tx-control MACControlFramesReceived rx-control " \
			"UnsupportedOpcodesReceived rx-control " \
			"tx_pause_frames tx-pause rx_pause_frames rx-pause", words)
			for (i = 1; i in words; i += 2)
				means[words[i]] = words[i + 1]
		}
		{ value[$2] = $3 }
		$2 in means { print means[$2], $1, $3 }
		$2 ~ /-upto/ { print; frames[substr($2, 1, 2)] += $3 }
		END {
			print "tx-octets eth-mac", value["OctetsTransmittedOK"] + 14 * value["FramesTransmittedOK"]
			print "rx-octets eth-mac", value["OctetsReceivedOK"] + 14 * value["FramesReceivedOK"]
			for (direction in frames)
				print direction "-frames rmon", frames[direction]
		}' | sed 's/^rmon \([^ ]*\)/\1 rmon/' | sort
}

# difference BEFORE AFTER: the same lines, of what was told in between
difference() { awk 'NR == FNR { before[$1, $2] = $3; next } { print $1, $2, $3 - before[$1, $2] }' "$1" "$2"; }

# what NAME FILE: one of the values, after agreement was looked at
what() { sed -n "s/^$1 [^ ]* //p" "$2" | head -n 1; }

disagreements() {
	awk '$1 in said && said[$1] != $3 { print $1 ": " by[$1] " says " said[$1] ", " $2 " says " $3 }
		{ said[$1] = $3; by[$1] = $2 }' "$1"
}

# agreed NAMESPACE NIC FILE: what each interface says goes into FILE; do they all say the same?
agreed() {
	told "$1" "$2" >"$3"
	[ -z "$(disagreements "$3")" ]
}

tell_both() {
	told client "$CLIENT_NIC" >"$tmp/client.$1"
	told server "$SERVER_NIC" >"$tmp/server.$1"
}

# moved END BEFORE AFTER: what is not as it was before, a word each
moved() {
	difference "$tmp/$1.$2" "$tmp/$1.$3" >"$tmp/difference"
	disagreements "$tmp/difference"
	awk '$3 { print $1 "=" $3 }' "$tmp/difference" | sort -u | tr '\n' ' '
}

bin_of() {
	for bin_upto in 64 127 255 511 1023 1518 2047 4095 8191 16384; do
		[ $(($1 + 4)) -gt "$bin_upto" ] || break
	done
	echo "$bin_upto"
}

# send FROM TO COUNT [OPTION...]
send() {
	case $1 in
	client) send_nic=$CLIENT_NIC ;;
	server) send_nic=$SERVER_NIC ;;
	esac
	send_from=$1
	send_to=$2
	send_count=$3
	shift 3
	"$send_from" frames send -i "$send_nic" -d "$send_to" -n "$send_count" "$@" >"$tmp/send" ||
		ktap_print_msg "$(cat "$tmp/send")"
}

# class LENGTH ON_THE_WIRE: frames of this size to the server, to a group and to all; what both ends count of
# them, in alphabetical order, is these frames and no others. What was told last is "before" of the next.
class() {
	send client "$SERVER_MAC" 5 -l "$1"
	send client "$GROUP" 3 -l "$1"
	send client "$BROADCAST" 2 -l "$1"
	tell_both after
	class_counts="broadcast=2 frames=10 multicast=3 octets=$((10 * $2)) upto$(bin_of "$2")=10"
	check_eq "$1 octets, $2 on the wire: both ends count them" \
		"$(echo "$class_counts" | sed 's/[^ ]*=/tx-&/g') / $(echo "$class_counts" | sed 's/[^ ]*=/rx-&/g') " \
		"$(moved client before after)/ $(moved server before after)"
	for class_end in client server; do
		mv "$tmp/$class_end.after" "$tmp/$class_end.before"
	done
}

# device_read NAME: the device's own sums, read behind the driver's back, which clears them, behind those in
# client.NAME and server.NAME. The device's octets are with the FCS.
device_read() {
	for device_end in client:$CLIENT_PCI server:$SERVER_PCI; do
		# shellcheck disable=SC2086 # a word each
		device_said=$(reg "${device_end#*:}" $DEVICE_COUNTERS) || return 1
		# shellcheck disable=SC2086 # a word each
		device_lines $device_said >>"$tmp/${device_end%%:*}.$1"
	done
}

device_lines() {
	echo "tx-frames device $(($1))"
	echo "tx-octets device $((($3 << 32 | $2) - 4 * $1))"
	echo "rx-frames device $(($4))"
	echo "rx-octets device $((($6 << 32 | $5) - 4 * $4))"
}

# window NAME: mark a moment with a frame from the client to the server, in between nothing else passes; what is
# told then is in client.NAME and server.NAME. The marks of the two ends are a number and the next one.
mark=$((0x5ca1e000))
window() {
	for window_try in 1 2 3 4 5 6 7 8 9 10; do
		mark=$((mark + 1))
		tell_both before
		send client "$SERVER_MAC" 1 -m "$mark"
		tell_both "$1"
		[ "$(moved client before "$1")" = "tx-frames=1 tx-octets=60 tx-upto64=1 " ] || continue
		[ "$(moved server before "$1")" = "rx-frames=1 rx-octets=60 rx-upto64=1 " ] || continue
		device_read "device.$1" || return 1
		tell_both after
		[ -z "$(moved client "$1" after)$(moved server "$1" after)" ] && return 0
	done
	ktap_print_msg "in $window_try tries something else was always counted too"
	return 1
}

promiscuous() {
	ip -n client link set "$CLIENT_NIC" promisc "$1"
	ip -n server link set "$SERVER_NIC" promisc "$1"
	pair_talks
}

mtu_both() {
	client ip link set "$CLIENT_NIC" mtu "$1" && server ip link set "$SERVER_NIC" mtu "$1"
}

# reader FILE: reads until it is told that it is enough
reader() {
	while [ -e "$tmp/reading" ]; do
		{
			server ethtool -S "$SERVER_NIC" --groups eth-mac rmon
			server netstate -s "$SERVER_NIC"
			server cat "/sys/class/net/$SERVER_NIC/statistics/rx_length_errors"
		} | sed -n 's/^eth-mac-FrameTooLongErrors: //p; t; /^[0-9]*$/p' >>"$1"
	done
}

# never_less FILE: numbers, each at least the one before it, and some in the middle of it
never_less() { awk '$1 < last { exit bad = 1 } { last = $1 } END { exit bad || NR < 3 }' "$1"; }

# window_told NAME: the moment behind all frames; what was told of those since "window NAME.start" goes to the host
window_told() {
	for told_end in client server; do
		difference "$tmp/$told_end.$1.start" "$tmp/$told_end.$1.end" >"$tmp/$told_end.$1.window"
	done
	check_eq "$1: all interfaces agree on what was in between" "" \
		"$(disagreements "$tmp/client.$1.window")$(disagreements "$tmp/server.$1.window")"
	for told_end in "client $CLIENT_MAC" "server $SERVER_MAC"; do
		printf '%s %08x %08x\n' "${told_end#* }" "$mark_start" "$mark" |
			cat - "$tmp/${told_end% *}.$1.window" >"$OUT/${told_end% *}.$1.told"
	done
}

# transfer tcp|udp FROM TO ADDRESS: super-frames, when the device cuts them
transfer() {
	port=$((port + 1))
	spawn_ready "$tmp/recv" "$3" xfer recv "$1" "$port" "$BYTES"
	case $1 in
	tcp) ip netns exec "$2" xfer send tcp "$4" "$port" "$BYTES" || return ;;
	udp) ip netns exec "$2" xfer send udp "$4" "$port" "$BYTES" 1400 10 7 || return ;;
	esac
	wait "$spawned"
}

transfers() {
	transfer tcp client server "$1.2" && transfer tcp server client "$1.1" && transfer udp client server "$1.2"
}

vlan() {
	for vlan_end in "client $CLIENT_NIC 1" "server $SERVER_NIC 2"; do
		# shellcheck disable=SC2086 # a word each
		set -- $vlan_end
		ip -n "$1" link add link "$2" name v5 type vlan id 5 && ip -n "$1" address add "10.5.0.$3/24" dev v5 &&
			ip -n "$1" link set v5 addrgenmode none up || return
	done
	wait_for 5 client ping -c 1 -W 1 10.5.0.2
}

soft_fcs() {
	client ethtool --set-priv-flags "$CLIENT_NIC" soft-fcs "$1" &&
		server ethtool --set-priv-flags "$SERVER_NIC" soft-fcs "$1"
}

gso_told() { client netstate -s "$CLIENT_NIC" | sed -n 's/^tx-hw-gso-\([a-z-]*\) /\1=/p' | sort; }

# Frames of 40 octets: QEMU 7.2 pads them behind the wire, QEMU 10 lets them in as they are.
runts_are_counted() {
	tell_both before
	rawsend "$third" 40 3 || return 1
	tell_both after
	runts_moved=$(moved server before after)
	echo "$runts_moved"
	[ "$runts_moved" = "rx-broadcast=3 rx-frames=3 rx-octets=180 rx-upto64=3 " ] ||
		[ "$runts_moved" = "rx-broadcast=3 rx-frames=3 rx-octets=120 rx-undersize=3 rx-upto64=3 " ]
}

# Two readers of registers that a read clears, while frames are refused: each of them is counted once.
read_in_parallel() {
	tell_both before
	: >"$tmp/reading"
	reader "$tmp/reader.1" &
	read_first=$!
	reader "$tmp/reader.2" &
	read_second=$!
	wait_for 10 test -s "$tmp/reader.1"
	rawsend "$third" "$OVERSIZE" "$OVERSIZE_FRAMES" >"$tmp/send" 2>&1 || ktap_print_msg "$(cat "$tmp/send")"
	wait_for 10 sh -c "[ \$(wc -l <$tmp/reader.1) -gt 6 ]"
	rm "$tmp/reading"
	wait "$read_first" "$read_second"
	tell_both after
}

test_begin 57
third=$(nics_find | sed -n 3p)
mkdir -p "$OUT"

check_eq "ethtool -S alone tells only what has no standard home (trace.sh)" \
	"interrupts interrupts_foreign polls rx_doorbells rx_copied tx_doorbells tx_contexts " \
	"$(client ethtool -S "$CLIENT_NIC" | sed -n 's/^ *\([a-z_]*\): .*/\1/p' | tr '\n' ' ')"
check_eq "what eth-mac, eth-phy, eth-ctrl and rmon tell of" \
	"eth-ctrl:3 eth-mac:12 eth-phy:1 rmon:3 rx-rmon:10 tx-rmon:10 " \
	"$(client ethtool -S "$CLIENT_NIC" --all-groups | sed -n 's/-\(Frame\|Octets\|Multicast\|Broadcast\|Alignment\|Symbol\|MAC\|Unsupported\|ether\).*//p' |
		sort | uniq -c | awk '{ printf "%s:%s ", $2, $1 }')"
check_eq "and the queues" "receive queue 0 rx-alloc-fail, receive queue 0 rx-bytes, \
receive queue 0 rx-csum-none, receive queue 0 rx-hw-drop-overruns, receive queue 0 rx-hw-drops, \
receive queue 0 rx-packets, transmit queue 0 tx-bytes, transmit queue 0 tx-hw-gso-bytes, transmit queue 0 tx-hw-gso-packets, \
transmit queue 0 tx-hw-gso-wire-bytes, transmit queue 0 tx-hw-gso-wire-packets, transmit queue 0 tx-packets, \
transmit queue 0 tx-stop, transmit queue 0 tx-wake, " \
	"$(client netstate -q "$CLIENT_NIC" | sed 's/ [0-9]*$//' | sort | sed 's/$/,/' | tr '\n' ' ')"
check_eq "nobody sends PAUSE, and nobody heeds it" "Autonegotiate:off RX:off TX:off " \
	"$(client ethtool -a "$CLIENT_NIC" | sed -n 's/:[[:space:]]*o/:o/p' | tr '\n' ' ')"

promiscuous on
check_run "a mark before all frames" window start
mark_start=$mark
tell_both first
check_eq "all interfaces agree" "" "$(disagreements "$tmp/client.first")$(disagreements "$tmp/server.first")"

tell_both before
class 22 60
for length in 60 61 123 124 251 252 507 508 1019 1020 1514; do
	class $length $length
done
mtu_both 16358
for length in 1515 2043 2044 4091 4092 8187 8188 16372; do
	class $length $length
done
mtu_both 1500

tell_both before
send server "$PAUSE_ADDRESS" 4 -y $PAUSE_TYPE -m 0x00010000
send server "$CLIENT_MAC" 3 -y $PAUSE_TYPE -m 0x00010000
send server "$PAUSE_ADDRESS" 2 -y $PAUSE_TYPE -m 0x01010000
tell_both after
check_eq "MAC Control frames, and PAUSE among them, are counted by who sends them" \
	"tx-control=9 tx-frames=9 tx-multicast=6 tx-octets=540 tx-pause=7 tx-upto64=9 " \
	"$(moved server before after)"
check_eq "and by who receives them" \
	"rx-control=9 rx-frames=9 rx-multicast=6 rx-octets=540 rx-pause=7 rx-upto64=9 " \
	"$(moved client before after)"

check_run "echoes of every length pass" client icmp sweep "$SERVER_V4" 0 1472
check_run "and the other way" server icmp sweep "$CLIENT_V6" 0 1452 7

if [ -n "$third" ]; then
	[ ! -e "$PCI/$third/driver" ] || echo "$third" >"$PCI/$third/driver/unbind"
	read_in_parallel
	check_eq "frames that the device finds too long, each counted once, whoever reads meanwhile" \
		"rx-toolong=$OVERSIZE_FRAMES / rx-toolong=$OVERSIZE_FRAMES " \
		"$(moved client before after)/ $(moved server before after)"
	check_run "what the first reader saw never went back" never_less "$tmp/reader.1"
	check_run "nor what the second one saw" never_less "$tmp/reader.2"
	check_eq "queue statistics have them among what the device dropped" "$OVERSIZE_FRAMES" \
		"$(server netstate -s "$SERVER_NIC" | sed -n 's/^rx-hw-drops //p')"
else
	for _ in 1 2 3 4; do
		ktap_test_skip "too long frames: there is no third NIC that could send them"
	done
fi

check_run "a mark behind all frames" window end
for end in client server; do
	difference "$tmp/$end.start" "$tmp/$end.end" >"$tmp/$end.window"
	awk '{ sum[$1] += $3 } END { for (what in sum) print what, "device", sum[what] }' \
		"$tmp/$end.device.end" >>"$tmp/$end.window"
done
check_eq "all interfaces and the device agree on what was in between" "" \
	"$(disagreements "$tmp/client.window")$(disagreements "$tmp/server.window")"
for end in "client $CLIENT_MAC" "server $SERVER_MAC"; do
	printf '%s %08x %08x\n' "${end#* }" "$mark_start" "$mark" | cat - "$tmp/${end% *}.window" >"$OUT/${end% *}.all.told"
done

check_run "VLAN 5" vlan
echo "$BYTES" >"$OUT/bytes"
gso_told >"$tmp/gso.before"
client vnet tcp "$CLIENT_NIC" "$SERVER_MAC" 1000 4500
gso_told >"$tmp/gso.after"
check_eq "a super-frame, as it was and as it became" "bytes=4554 packets=1 wire-bytes=4770 wire-packets=5 " \
	"$(awk -F= 'NR == FNR { before[$1] = $2; next } { printf "%s=%d ", $1, $2 - before[$1] }' \
		"$tmp/gso.before" "$tmp/gso.after")"
check_run "offload: a mark before all frames" window offload.start
mark_start=$mark
check_run "super-frames that the device cuts" transfers 10.0.0
check_run "and tags that it inserts and strips" transfers 10.5.0
check_run "offload: a mark behind all frames" window offload.end
window_told offload

check_run "soft-fcs" soft_fcs on
check_run "fcs: a mark before all frames" window fcs.start
mark_start=$mark
check_run "frames that end in their FCS" transfers 10.0.0
check_run "and have a tag" transfers 10.5.0
for length in 60 61 123 124 1514; do
	send client "$SERVER_MAC" 5 -l $length
	send server "$GROUP" 5 -l $length
done
check_run "fcs: a mark behind all frames" window fcs.end
window_told fcs
check_run "soft-fcs off" soft_fcs off
ip -n client link del v5
ip -n server link del v5
promiscuous off

if [ -n "$third" ]; then
	check_run "frames that are too short are counted as long as the device says" runts_are_counted
else
	ktap_test_skip "too short frames: there is no third NIC that could send them"
fi

tell_both up
client ip link set "$CLIENT_NIC" down
told client "$CLIENT_NIC" >"$tmp/client.down"
check_eq "nothing is lost while down" "" "$(disagreements "$tmp/client.down")$(difference "$tmp/client.up" \
	"$tmp/client.down" | awk '$3 < 0')"
check_eq "by queue there is nothing to tell then" "" "$(client netstate -q "$CLIENT_NIC")"
server frames send -i "$SERVER_NIC" -d "$BROADCAST" -n 50 >/dev/null
[ -z "$third" ] || rawsend "$third" "$OVERSIZE" 50 >"$tmp/send"
check_eq "nor is anything counted" "" "$(told client "$CLIENT_NIC" | diff "$tmp/client.down" -)"
client ip link set "$CLIENT_NIC" up
pair_talks
# What the neighbours say of an interface that is up again may come between two questions.
wait_for 5 agreed client "$CLIENT_NIC" "$tmp/client.up"
check_eq "up again nothing was forgotten" "" "$(disagreements "$tmp/client.up")$(difference "$tmp/client.down" \
	"$tmp/client.up" | awk '$3 < 0')"
check_eq "and nothing that came meanwhile is among the losses" \
	"$(what rx-toolong "$tmp/client.down") $(what rx-missed "$tmp/client.down")" \
	"$(what rx-toolong "$tmp/client.up") $(what rx-missed "$tmp/client.up")"

[ -z "$third" ] || echo "$third" >"/sys/bus/pci/drivers/$DRIVER/bind"
test_end
