#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules sch_ingress,cls_matchall,act_gact
# host: "$(dirname "$(command -v wirecheck)")/../../tshark-agrees" "$RUN/out/ladder.pcapng"
# host: "$(dirname "$(command -v wirecheck)")/../ladder-on-host"
#
# Connections of every kind, captured at the client into /out; on the host the tool's account of them is
# compared with tshark's: HTTP as in the demo, IPv6, several at once, one refused, one reset in the
# middle, one that loses segments behind the driver.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

OUT=${OUT:-/out}

serve() {
	mkdir "$tmp/srv" && seq 1 20000 >"$tmp/srv/numbers.txt" || return 1
	server httpd -p 80 -h "$tmp/srv"
}

fetch() {
	client curl -gsS --max-time $((20 * slow)) -o "$tmp/fetched" "http://$1/numbers.txt" &&
		cmp "$tmp/fetched" "$tmp/srv/numbers.txt"
}

# send BYTES PORT... one connection each, all at the same time
send() {
	send_bytes=$1
	shift
	send_processes=
	for send_port; do
		spawn_ready "$tmp/recv.$send_port" server xfer recv tcp "$send_port" "$send_bytes"
		send_processes="$send_processes $spawned"
	done
	for send_port; do
		client xfer send tcp "$SERVER_V4" "$send_port" "$send_bytes" &
		send_processes="$send_processes $!"
	done
	for send_process in $send_processes; do
		wait "$send_process" || { cat "$tmp"/recv.* && return 1; }
	done
}

# The receiver is killed with data in its socket: its kernel sends RST.
reset_midway() {
	spawn_ready "$tmp/reset" server xfer recv tcp 27001 1000000000
	client xfer send tcp "$SERVER_V4" 27001 1000000000 &
	pause 1
	kill "$spawned"
	! wait $!
}

# One frame in @1 is dropped before the server's stack sees it, so the capture has the original too. A frame of the
# wire, that is: put together by GRO, a megabyte may come in fewer pieces than that.
lose() {
	server ethtool -K "$SERVER_NIC" gro off &&
		server tc qdisc add dev "$SERVER_NIC" ingress &&
		server tc filter add dev "$SERVER_NIC" ingress matchall \
			action gact pass random determ drop "$1"
}

lose_no_more() {
	server tc qdisc del dev "$SERVER_NIC" ingress &&
		server ethtool -K "$SERVER_NIC" gro on
}

test_begin 11
mkdir -p "$OUT"
capture=/sys/kernel/debug/$DRIVER/$CLIENT_PCI/capture
buffer=$(cat "$capture/buffer")
echo 67108864 >"$capture/buffer"
echo 1 >"$capture/enabled"
cat "$capture/frames" >"$OUT/ladder.pcapng" &
reader=$!

check_run "an HTTP server" serve
check_run "HTTP over IPv4" fetch "$SERVER_V4"
check_run "HTTP over IPv6" fetch "[$SERVER_V6]"
check_run "five connections at once" send 300000 27011 27012 27013 27014 27015
check_refused "a connection to a port nobody listens on" client xfer send tcp "$SERVER_V4" 27002 1
check_run "a connection that is reset in the middle" reset_midway
check_run "a filter that loses one frame of 20" lose 20
check_run "a connection that loses segments" send 1000000 27003
check_run "the filter is gone" lose_no_more

echo 0 >"$capture/enabled"
wait "$reader"
check_eq "the capture lost nothing" "dropped 0" "$(grep dropped "$capture/stats")"
echo "$buffer" >"$capture/buffer"
kill "$(pidof httpd)"
test_end
