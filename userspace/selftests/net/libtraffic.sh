# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share that do something to a NIC at work: frames both ways all the time, and a TCP connection that
# has to survive. Sourced behind lib.sh.

# flood_start rx_packets|tx_packets: frames in both directions, so that both NICs send and receive all the time;
# returns when that counter of the client says so. A NIC is deaf for a second after probe, but not mute.
# shellcheck disable=SC2154 # spawned is lib.sh's
flood_start() {
	spawn client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -t 600 -l 1400 -m 1 >/dev/null 2>&1
	flood_client=$spawned
	spawn server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -t 600 -l 700 -m 2 >/dev/null 2>&1
	flood_server=$spawned
	flood_begun=$(counter client "$CLIENT_NIC" "$1")
	wait_for 5 flood_flows "$1"
}

flood_flows() { [ "$(counter client "$CLIENT_NIC" "$1")" -gt $((flood_begun + 100)) ]; }

flood_stop() {
	kill "$flood_client" "$flood_server" 2>/dev/null
	wait "$flood_client" "$flood_server" 2>/dev/null || :
}

# stream_start BYTES: of checked content from the client to the server, over one connection
# shellcheck disable=SC2154 # tmp and slow are lib.sh's
stream_start() {
	spawn_ready "$tmp/stream.recv" server xfer recv tcp 5010 "$1"
	stream_recv=$spawned
	stream_begun=$(counter client "$CLIENT_NIC" tx_bytes)
	spawn client xfer send tcp "$SERVER_V4" 5010 "$1" >"$tmp/stream.send" 2>&1
	stream_send=$spawned
	wait_for 10 stream_flows
}

stream_flows() { [ "$(counter client "$CLIENT_NIC" tx_bytes)" -gt $((stream_begun + 100000)) ]; }

# Is there still something to send?
stream_runs() { kill -0 "$stream_send"; }

# Every octet has arrived, as it was.
stream_end() {
	wait "$stream_send" && wait "$stream_recv" && return
	cat "$tmp/stream.send" "$tmp/stream.recv"
	return 1
}
