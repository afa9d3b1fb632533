#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --iommu
#
# Down and up: what was sent while the interface was down never arrives, traffic passes at once after
# up, and the device touches no memory of an interface that is down: with a strict IOMMU every such
# access is a fault. CYCLES takes another number of times; 1000 is the long form.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

CYCLES=${CYCLES:-100}
STALE=200
# 30 ms on an idle machine; in-tree e1000 takes 3000
AT_ONCE_MS=$((500 * slow))

# Frames sent while the receiver is down, then one more when it is up: the receiver sees only that, and
# the NIC counts no more than that, the one which ends the receiver, and what neighbours may say. The
# others were not missed either: an interface that is down waits for none.
stale_check() {
	stale_before=$(counter client "$CLIENT_NIC" rx_packets)
	missed_before=$(counter client "$CLIENT_NIC" rx_missed_errors)
	client ip link set "$CLIENT_NIC" down
	server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n "$STALE" -l 300 -m 7 >"$tmp/stale"
	server frames send -i "$SERVER_NIC" -d ff:ff:ff:ff:ff:ff -n "$STALE" -m 7 >>"$tmp/stale"
	spawn_ready "$tmp/seen" client frames recv -i "$CLIENT_NIC" -m 7 -w 3000
	client ip link set "$CLIENT_NIC" up
	server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n 1 -l 300 -m 7 -e "$CLIENT_MAC" >>"$tmp/stale"
	wait "$spawned"
	check_eq "of $STALE frames to it and $STALE broadcasts while down none arrives, of one after up one" \
		"ready seen=1 wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"
	check_range "and no more are counted" 2 12 $(($(counter client "$CLIENT_NIC" rx_packets) - stale_before))
	check_eq "nor counted as missed" "$missed_before" "$(counter client "$CLIENT_NIC" rx_missed_errors)"
}

first_ms_after_up() {
	client ip link set "$CLIENT_NIC" down
	field first_ms "$(client icmp first "$CLIENT_NIC" "$SERVER_V4" 5000)"
}

# cycle NAMESPACE NIC TIMES: one process, so that the time goes into the driver
cycle() {
	for _ in $(seq "$3"); do
		echo "link set $2 down"
		echo "link set $2 up"
	done >"$tmp/cycle"
	ip -n "$1" -batch "$tmp/cycle"
}

# Both ways: frames from the server all the time, echoes of the client whenever it can.
cycle_under_traffic() {
	spawn server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -t 600 -l 1000 -m 8 >"$tmp/flood" 2>&1
	cycle_frames=$spawned
	spawn client icmp flood "$SERVER_V4" 600 1400 >"$tmp/echo" 2>&1
	cycle_echoes=$spawned
	cycle client "$CLIENT_NIC" "$CYCLES"
	cycle_status=$?
	kill "$cycle_frames" "$cycle_echoes"
	wait "$cycle_frames" "$cycle_echoes" 2>/dev/null
	return "$cycle_status"
}

if grep -q intel_iommu=on /proc/cmdline; then
	test_begin 14
	check_range "the IOMMU translates: groups of devices" 1 1000 "$(find /sys/kernel/iommu_groups \
		-mindepth 1 -maxdepth 1 | wc -l)"
else
	test_begin 13
fi

# The device is deaf for a second after probe only (device.md 6.1); that is over by now.
stale_check
stale_check
check_range "first echo answered after up, ms" 0 "$AT_ONCE_MS" "$(first_ms_after_up)"
check_range "and once more" 0 "$AT_ONCE_MS" "$(first_ms_after_up)"
check_run "$CYCLES times down and up under traffic" cycle_under_traffic
check_run "five times down and up at the other end" cycle server "$SERVER_NIC" 5
check_run "both ends talk" pair_talks
faults=$(kernel_said | grep -c 'DMAR:.*fault')
[ "$faults" = 0 ] || ktap_print_msg "$(kernel_said | grep 'DMAR:.*fault' | head -n 5)"
check_eq "DMA faults" 0 "$faults"

test_end
