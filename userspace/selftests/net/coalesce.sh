#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed
# vm: --topology pair --nic e1000 --append iomem=relaxed --icount --append clock=instructions
#
# rx-usecs 0: a frame that comes while the device holds its interrupt back is found by looking at the ring. It is
# told, it is kept over down and up, no register is touched for it, and turns are shorter, which is judged where
# the clock counts instructions: elsewhere a turn may take longer than what is not waited for.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing
EVENTS="gnic_irq gnic_napi gnic_reg_read gnic_reg_write gnic_rx_refill gnic_tx_doorbell"
ITR=0xc4
LEAST=500		# of ITR, in 256 ns (device.md 7)
TURNS=$((2000 / slow))
CYCLES=$((50 / slow))
SHORTER_PERCENT=60	# seen: 40 and 41
NOT_COUNTED="the clock does not count instructions here"

counted() { grep -q clock=instructions /proc/cmdline; }

usecs_told() { ip netns exec "$1" ethtool -c "$2" | sed -n 's/^rx-usecs:[[:space:]]*//p'; }
usecs_set() { client ethtool -C "$CLIENT_NIC" rx-usecs "$1" && server ethtool -C "$SERVER_NIC" rx-usecs "$1"; }

# What there is to see of a NIC's setting
setting() { echo "$(usecs_told client "$CLIENT_NIC") $(($(reg "$CLIENT_PCI" "$ITR")))"; }

turns() { client icmp turns "$SERVER_V4" "$TURNS" >"$tmp/turns"; }
told() { field "$1" "$(cat "$tmp/turns")"; }

traced_turns() {
	for traced_event in $EVENTS; do
		echo 1 >"$TRACING/events/glassnic/$traced_event/enable"
	done
	echo >"$TRACING/trace"
	client icmp turns "$SERVER_V4" 200 >"$tmp/turns"
	traced_status=$?
	echo 0 >"$TRACING/events/glassnic/enable"
	grep "dev=$CLIENT_PCI" "$TRACING/trace" >"$tmp/trace"
	return "$traced_status"
}

count() { grep -c "$1" "$tmp/trace"; }

# Each access to a register that neither an interrupt, nor a doorbell, nor a refill is the reason of
other_accesses() {
	echo $(($(count ': gnic_reg_') - $(count ': gnic_irq: ') - $(count ': gnic_tx_doorbell: ') - $(count ': gnic_rx_refill: ')))
}

# Frames both ways all the time, while the interface, the ring that is looked at and the setting change
cycle_under_traffic() {
	spawn server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -t 600 -l 1000 -m 8 >"$tmp/flood" 2>&1
	cycle_frames=$spawned
	spawn client icmp flood "$SERVER_V4" 600 1400 >"$tmp/echo" 2>&1
	cycle_echoes=$spawned
	cycle_status=0
	for cycle_number in $(seq "$CYCLES"); do
		ip -n client link set "$CLIENT_NIC" down &&
			ip -n client link set "$CLIENT_NIC" up &&
			client ethtool -G "$CLIENT_NIC" rx $((512 << cycle_number % 2)) &&
			client ethtool -C "$CLIENT_NIC" rx-usecs $((128 * (cycle_number % 2))) || cycle_status=1
	done
	kill "$cycle_frames" "$cycle_echoes"
	wait "$cycle_frames" "$cycle_echoes" 2>/dev/null
	client ethtool -G "$CLIENT_NIC" rx 1024 2>/dev/null
	return "$cycle_status"
}

down_and_up() { ip -n client link set "$CLIENT_NIC" down && ip -n client link set "$CLIENT_NIC" up; }

unbind_under_traffic() {
	spawn server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -t 600 -l 1000 -m 8 >"$tmp/flood" 2>&1
	pause 5
	echo "$CLIENT_PCI" >"/sys/bus/pci/drivers/$DRIVER/unbind"
	unbind_status=$?
	kill "$spawned"
	wait "$spawned" 2>/dev/null
	return "$unbind_status"
}

bind() { echo "$CLIENT_PCI" >"/sys/bus/pci/drivers/$DRIVER/bind" && pair_up && pair_talks; }

set_while_down() {
	ip -n client link set "$CLIENT_NIC" down
	client ethtool -C "$CLIENT_NIC" rx-usecs "$1"
	set_status=$?
	ip -n client link set "$CLIENT_NIC" up && return "$set_status"
}

test_begin 26

before=$(setting)
check_eq "at first it is the device's least" "128 $LEAST" "$before"
for value in 1 64 127 16777 4294967295; do
	check_refused "$value us are refused" client ethtool -C "$CLIENT_NIC" rx-usecs "$value"
done
check_eq "and nothing has changed" "$before" "$(setting)"
turns
with_least=$(told median_ns)

check_run "none can be set" usecs_set 0
check_eq "it is told, and ITR has the least" "0 $LEAST" "$(setting)"
check_refused "127 us are refused then, too" client ethtool -C "$CLIENT_NIC" rx-usecs 127
check_eq "and nothing has changed" "0 $LEAST" "$(setting)"
check_run "$TURNS turns" turns
ktap_print_msg "128 us: a turn takes $with_least ns; 0: $(told median_ns) ns, 99th percentile $(told p99_ns) ns"
if counted; then
	check_range "each takes less, in percent" 1 $SHORTER_PERCENT $((100 * $(told median_ns) / with_least))
else
	ktap_test_skip "each takes less: $NOT_COUNTED"
fi

check_run "turns while registers are traced" traced_turns
if counted; then
	check_range "fewer interrupts than polls" 1 $(($(count ': gnic_napi: ') - 1)) "$(count ': gnic_irq: ')"
else
	ktap_test_skip "fewer interrupts than polls: $NOT_COUNTED"
fi
check_eq "no register is touched but for interrupts, doorbells and refills" 0 "$(other_accesses)"

check_run "down and up" down_and_up
check_eq "it is kept" "0 $LEAST" "$(setting)"
check_run "$CYCLES times down and up under traffic, another ring, on and off" cycle_under_traffic
check_run "it can be set while down" set_while_down 0
check_eq "and is told" "0 $LEAST" "$(setting)"
check_run "both ends talk" pair_talks
check_run "unbound under traffic" unbind_under_traffic
check_run "and bound, both ends talk" bind
check_eq "the driver waits again" "$before" "$(setting)"
server ethtool -C "$SERVER_NIC" rx-usecs 128

test_end
