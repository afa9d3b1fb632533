#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# host: "$(dirname "$(command -v wirecheck)")/../capture-on-host"
#
# The capture in debugfs: what its files take and tell, how its reader is served, what is counted. It
# leaves captures of both NICs in /out, which are compared with QEMU's own on the host.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

OUT=${OUT:-/out}
DEFAULT_BUFFER=4194304
DEFAULT_SNAPLEN=262144
SMALL_BUFFER=65536

get() { cat "$capture/$1"; }
# put FILE VALUE: "write 1", or "write EINVAL"
put() { fdops "$capture/$1" "write:$2"; }
stat_of() { sed -n "s/^$1 //p" "$capture/stats"; }
seen_by_capture() { awk '$1 != "bytes" { sum += $2 } END { print sum }' "$capture/stats"; }
seen_by_nic() { echo $(($(counter client "$CLIENT_NIC" tx_packets) + $(counter client "$CLIENT_NIC" rx_packets))); }

start() {
	echo 0 >"$capture/enabled"
	echo 1 >"$capture/enabled"
}

# ask COUNT [LENGTH]: so many frames from the client, and as many to it
ask() {
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n "$1" -l "${2:-100}" >/dev/null
	server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n "$1" -l "${2:-100}" >/dev/null
}

# refused FILE VALUE ERROR: and what it held before it holds still
refused() {
	refused_before=$(get "$1")
	check_eq "$1 refuses '$2' and is unchanged" "write $3, $refused_before" "$(put "$1" "$2"), $(get "$1")"
}

# read_to_end FILE: off, so that the reader comes to an end; what the stream then holds
read_to_end() {
	echo 0 >"$capture/enabled"
	cat "$capture/frames" >"$1"
	wirecheck "$1"
}

# reader_start OPERATION...: a reader in the background that has read the stream's header
reader_start() {
	: >"$tmp/reader"
	fdops "$capture/frames" "$@" >>"$tmp/reader" &
	reader=$!
	wait_for 5 grep -q read "$tmp/reader"
}

half_is_read() { [ "$(wc -c <"$tmp/overflow")" -gt $((SMALL_BUFFER / 2)) ]; }

test_begin 54
capture=/sys/kernel/debug/$DRIVER/$CLIENT_PCI/capture

check_eq "the files" "buffer enabled frames snaplen stats " \
	"$(find "$capture" -type f | sed 's/.*\///' | grep -v '^filter$\|^mode$\|^freeze$' | sort | tr '\n' ' ')"
check_eq "only root may read and write them" "" "$(find "$capture" -type f -perm /077)"
check_eq "off at first" 0 "$(get enabled)"
check_eq "whole frames at first" $DEFAULT_SNAPLEN "$(get snaplen)"
check_eq "4 MiB at first" $DEFAULT_BUFFER "$(get buffer)"
check_eq "the counters" "captured filtered dropped skipped bytes " "$(cut -d' ' -f1 "$capture/stats" | tr '\n' ' ')"

for value in 2 -1 on 1x ""; do
	[ -z "$value" ] && value=" "
	refused enabled "$value" EINVAL
done
for value in 0 -1 all $((DEFAULT_SNAPLEN + 1)); do
	refused snaplen "$value" EINVAL
done
for value in 0 -4096 3000000 12 lots 1099511627776; do
	refused buffer "$value" EINVAL
done

cat "$capture/frames" >"$tmp/empty"
check_eq "off and empty: a reader gets a complete file without frames" \
	"frames=0 sent=0 received=0 cut=0 longest=0 dropped=0 missing=0" "$(wirecheck "$tmp/empty")"

start
check_eq "on" 1 "$(get enabled)"
refused buffer $SMALL_BUFFER EBUSY
header=$(wc -c <"$tmp/empty")
check_eq "a quiet NIC: the stream's header, EAGAIN, and poll() waits" \
	"read $header, read EAGAIN, poll timeout" \
	"$(fdops "$capture/frames" nonblock read read poll:100 | sed 's/ [0-9]*$/&,/; s/EAGAIN/&,/
		s/timeout [0-9]*,/timeout/' | tr '\n' ' ' | sed 's/ $//')"

reader_start read open poll:$((5000 * slow)) read:16 sleep:300
wait_for 5 grep -q open "$tmp/reader"
check_eq "a second reader is refused" "open EBUSY" "$(fdops "$capture/frames" read)"
ask 1
wait "$reader"
check_eq "the same from the first reader's own process" "open EBUSY" "$(grep open "$tmp/reader")"
check_eq "poll() tells the first frame" "poll IN" "$(sed -n 's/\(poll IN\) .*/\1/p' "$tmp/reader")"
check_eq "a block is read piece by piece" "read 16" "$(tail -n 1 "$tmp/reader")"
check_eq "its rest is skipped when the reader leaves" 1 "$(stat_of skipped)"
said=$(read_to_end "$tmp/rest")
check_eq "the next reader gets the other frames, whole" "$(stat_of captured)" "$(field frames "$said")"
check_eq "and no part of the skipped one" "$(($(seen_by_capture) - 1))" "$(field frames "$said")"

start
reader_start read read
pause 3
check_eq "read() blocks while there is nothing" 1 "$(grep -c read "$tmp/reader")"
ask 1
check_run "and returns with the first frame" wait_for 1 sh -c "[ \$(grep -c read $tmp/reader) = 2 ]"
wait "$reader"

start
reader_start read read
echo 0 >"$capture/enabled"
wait "$reader"
check_eq "a blocked read() ends when the capture is switched off" "read 0" "$(tail -n 1 "$tmp/reader")"

start
before=$(seen_by_nic)
check_eq "switching on clears the counters" 0 "$(seen_by_capture)"
ask 50
wait_for 2 sh -c "[ \$(awk '\$1 == \"captured\" { print \$2 }' $capture/stats) -ge 100 ]"
said=$(read_to_end "$tmp/hundred")
after=$(seen_by_nic)
check_eq "every frame that the NIC counted was seen" $((after - before)) "$(seen_by_capture)"
check_eq "and captured, and read" "$(seen_by_capture) $(seen_by_capture)" \
	"$(stat_of captured) $(field frames "$said")"
check_range "the sent ones as sent" 50 60 "$(field sent "$said")"
check_range "the received ones as received" 50 60 "$(field received "$said")"
check_eq "no packet id is missing" 0 "$(field missing "$said")"
check_run "tcpdump reads it" tcpdump -Z root -nr "$tmp/hundred"
check_eq "and finds every frame" "$(field frames "$said")" "$(tcpdump -Z root -nr "$tmp/hundred" 2>/dev/null | grep -c '^[0-9]')"

start
ask 5
start
echo 0 >"$capture/enabled"
cat "$capture/frames" >"$tmp/cleared"
check_eq "switching on clears the stream" 0 "$(field frames "$(wirecheck "$tmp/cleared")")"

put snaplen 64 >/dev/null
start
ask 10 1000
said=$(read_to_end "$OUT/snaplen.pcapng")
check_eq "snaplen 64: no frame is longer in the capture" 64 "$(field longest "$said")"
check_range "and each keeps its original length" 20 30 "$(field cut "$said")"
put snaplen $DEFAULT_SNAPLEN >/dev/null

put buffer $SMALL_BUFFER >/dev/null
start
before=$(seen_by_nic)
ask 200 1000
# What is read makes room for later frames.
cat "$capture/frames" >"$tmp/overflow" &
reader=$!
wait_for 5 half_is_read
ask 1 60
echo 0 >"$capture/enabled"
wait "$reader"
said=$(wirecheck "$tmp/overflow")
after=$(seen_by_nic)
check_range "a ring of 64 KiB overflows: frames are dropped" 300 400 "$(stat_of dropped)"
check_eq "captured, dropped, filtered and skipped are all that the NIC counted" $((after - before)) \
	"$(seen_by_capture)"
check_eq "the next one that is captured tells how many" "$(stat_of dropped)" "$(field dropped "$said")"
check_eq "what was captured can be read" "$(stat_of captured)" "$(field frames "$said")"
put buffer $DEFAULT_BUFFER >/dev/null

# For the host: both ends of the same traffic, nothing dropped.
both_ends() {
	for end in client:$CLIENT_PCI server:$SERVER_PCI; do
		end_capture=/sys/kernel/debug/$DRIVER/${end#*:}/capture
		echo 16777216 >"$end_capture/buffer" && echo 1 >"$end_capture/enabled" || return 1
		cat "$end_capture/frames" >"$OUT/${end%%:*}.pcapng" &
	done
}

both_ends_stop() {
	for end in $CLIENT_PCI $SERVER_PCI; do
		echo 0 >"/sys/kernel/debug/$DRIVER/$end/capture/enabled" || return 1
	done
	wait
	for end in $CLIENT_PCI $SERVER_PCI; do
		echo "$DEFAULT_BUFFER" >"/sys/kernel/debug/$DRIVER/$end/capture/buffer" || return 1
	done
}

traffic() {
	client icmp sweep "$SERVER_V4" 0 1472 && server icmp sweep "$CLIENT_V6" 0 1452 11 || return 1
	spawn_ready "$tmp/tcp" server xfer recv tcp 26001 4000000
	client xfer send tcp "$SERVER_V4" 26001 4000000 || return 1
	spawn_ready "$tmp/udp" client xfer recv udp 26002 1000000
	server xfer send udp "$CLIENT_V4" 26002 1000000
}

mkdir -p "$OUT"
check_run "both captures can be switched on" both_ends
check_run "pings of all sizes, TCP and UDP pass meanwhile" traffic
check_run "both are switched off, and their readers end" both_ends_stop

test_end
