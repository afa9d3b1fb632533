#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --mem 6G --modules sch_ingress,cls_matchall,act_mirred,sch_netem,veth,netconsole
#
# What the kernel's own e1000 driver gets wrong on this device, defect by defect: here each is looked for and must
# not be found. Memory runs out by fault injection, which only the debug kernel has; on others that part is skipped, but
# for the filters, which are tried with memory.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing
FAULTS=/sys/kernel/debug
# Longer than any frame of the device (device.md 6.4)
TOO_LONG=16384
# Long enough for two programs to start
HOLD_MS=$((1500 + 500 * slow))
LINES=200
MESSAGE_PORT=6666
GROUPS_MADE=300
SLOWEST_US=16000
NO_FAULTS="it takes the debug kernel, see scripts/check debug/defects.sh"
OVER_LONG="1500 1514 1522 1523 1536 1537 1600 2047 2048 2049 4096 9014"

#
# 1: a doorbell that is lost when a later frame of the burst is dropped
#

# Frames that are sent to the client's NIC through these keep their length, whatever the NIC's MTU is. Without
# an address they report no multicast group, so that no other frame comes behind the one that is dropped.
detour_make() {
	ip -n client link add detour mtu 20000 type veth peer name detour-end mtu 20000 &&
		ip -n client link set detour addrgenmode none up &&
		ip -n client link set detour-end addrgenmode none up &&
		client tc qdisc add dev detour-end ingress &&
		client tc filter add dev detour-end ingress matchall \
			action mirred egress redirect dev "$CLIENT_NIC"
}

# What is sent is kept for a while, and then given to the driver in one burst.
burst_make() {
	client tc qdisc add dev "$CLIENT_NIC" root netem slot "${HOLD_MS}ms" "${HOLD_MS}ms" &&
		client sh -c "echo 100000 >/sys/class/net/$CLIENT_NIC/queues/tx-0/byte_queue_limits/limit_min"
}

burst_undo() {
	client tc qdisc del dev "$CLIENT_NIC" root
	client sh -c "echo 0 >/sys/class/net/$CLIENT_NIC/queues/tx-0/byte_queue_limits/limit_min"
	ip -n client link del detour
}

# A good frame and a dropped one behind it
burst_send() {
	spawn_ready "$tmp/seen" server frames recv -i "$SERVER_NIC" -m 9 -w 6000
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -m 9 &&
		client frames send -i detour -d "$SERVER_MAC" -m 9 -l "$TOO_LONG"
	wait "$spawned"
}

traced() { sed -n "s/.*: gnic_\([a-z_]*\): dev=$CLIENT_PCI .*/\1/p" "$TRACING/trace" | tr '\n' ' '; }

trace_set() {
	for trace_event in gnic_tx_queue gnic_tx_doorbell gnic_drop; do
		echo "$1" >"$TRACING/events/glassnic/$trace_event/enable"
	done
}

#
# 2: netpoll, which sends with interrupts off
#

console_make() {
	mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config || return 1
	mkdir /sys/kernel/config/netconsole/glass && cd /sys/kernel/config/netconsole/glass || return 1
	echo "$CLIENT_NIC" >dev_name
	echo "$CLIENT_V4" >local_ip
	echo "$SERVER_V4" >remote_ip
	echo "$SERVER_MAC" >remote_mac
	echo "$MESSAGE_PORT" >remote_port
	# The network namespace is that of who switches it on.
	client sh -c 'echo 1 >enabled'
	console_status=$?
	cd / && return "$console_status"
}

console_undo() { rmdir /sys/kernel/config/netconsole/glass; }

console_said() { grep -c "line [0-9]* of the console" "$tmp/console"; }

# Lines over the console, while both ends send as much as they can
console_talk() {
	spawn_ready "$tmp/recv" server xfer recv tcp 5001 $((20000000 / slow))
	console_recv=$spawned
	client xfer send tcp "$SERVER_V4" 5001 $((20000000 / slow)) &
	console_send=$!
	for console_line in $(seq "$LINES"); do
		echo "<1>line $console_line of the console" >/dev/kmsg
	done
	wait "$console_send" && wait "$console_recv"
}

#
# 3: DMA of 32 bits
#

memory_is_high() { awk '/start_pfn:/ { if ($2 >= 1048576) high = 1 } END { exit !high }' /proc/zoneinfo; }

bounces_looked_for() {
	echo >"$TRACING/trace"
	echo 1 >"$TRACING/events/swiotlb/swiotlb_bounced/enable" || return
	spawn_ready "$tmp/recv" server xfer recv tcp 5003 $((20000000 / slow))
	client xfer send tcp "$SERVER_V4" 5003 $((20000000 / slow)) || return
	wait "$spawned" || return
	echo 0 >"$TRACING/events/swiotlb/swiotlb_bounced/enable"
}

#
# 5: interrupt coalescing
#

interrupts() { awk -v nic="$SERVER_NIC" '$NF == nic { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i; print sum }' /proc/interrupts; }

# Interrupts within a time that is full of frames, and the most that there may be
coalesced() {
	spawn client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -t 3 >"$tmp/flood" 2>&1
	sleep 1
	coalesced_frames=$(counter server "$SERVER_NIC" rx_packets)
	coalesced_from=$(cut -d' ' -f1 /proc/uptime | tr -d .)
	coalesced_count=$(interrupts)
	sleep 1
	coalesced_count=$(($(interrupts) - coalesced_count))
	coalesced_most=$((($(cut -d' ' -f1 /proc/uptime | tr -d .) - coalesced_from + 2) * 10000 / SLOWEST_US))
	coalesced_frames=$(($(counter server "$SERVER_NIC" rx_packets) - coalesced_frames))
	wait "$spawned"
}

#
# 6 and 7: memory that runs out
#

# Allocations of the driver itself fail: failslab asks where a call comes from.
starve_filters() {
	# Their first digit is f, more than the shell can count to.
	starve_start=$(cut -c4- /sys/module/glassnic/sections/.text)
	starve_size=$(awk '$1 == "glassnic" { print $2 }' /proc/modules)
	echo "0xf$starve_start" >"$FAULTS/failslab/require-start"
	printf '0xf%015x\n' $((0x$starve_start + starve_size)) >"$FAULTS/failslab/require-end"
	echo 32 >"$FAULTS/failslab/stacktrace-depth"
	echo N >"$FAULTS/failslab/ignore-gfp-wait"
	echo 0 >"$FAULTS/failslab/verbose"
	echo -1 >"$FAULTS/failslab/times"
	echo 100 >"$FAULTS/failslab/probability" && [ -n "$starve_start" ] && [ -n "$starve_size" ]
}

feed_filters() { echo 0 >"$FAULTS/failslab/probability"; }

last_group() { printf '01:00:5e:5a:%02x:%02x' $(((GROUPS_MADE - 1) / 256)) $(((GROUPS_MADE - 1) % 256)); }

# As many groups as no list of addresses holds; the last of them is heard.
many_groups() {
	spawn_ready "$tmp/seen" server frames recv -i "$SERVER_NIC" -m 9 -w 3000 -G "$GROUPS_MADE"
	client frames send -i "$CLIENT_NIC" -d "$(last_group)" -m 9 -n 10 -e "$SERVER_MAC"
	wait "$spawned"
}

starve_ring() {
	echo page_pool_alloc_pages >"$FAULTS/fail_function/inject" &&
		echo 0 >"$FAULTS/fail_function/page_pool_alloc_pages/retval" &&
		echo 0 >"$FAULTS/fail_function/verbose" &&
		echo -1 >"$FAULTS/fail_function/times" &&
		echo 100 >"$FAULTS/fail_function/probability"
}

feed_ring() {
	echo 0 >"$FAULTS/fail_function/probability"
	echo >"$FAULTS/fail_function/inject"
}

alloc_fails() { server netstate -s "$SERVER_NIC" | sed -n 's/^rx-alloc-fail //p'; }

test_begin 32

check_run "1: a way around the MTU" detour_make
check_run "1: a queue that gives frames in bursts" burst_make
echo >"$TRACING/trace"
trace_set 1
echo 1 >"$DROPS/enable"
check_run "1: a frame, and behind it one that the driver drops" burst_send
trace_set 0
check_eq "1: the first was queued, the second dropped, then the doorbell rang" "tx_queue drop tx_doorbell" \
	"$(traced | grep -o "[a-z_]* drop [a-z_]*")"
check_eq "1: and the kernel was told why" "PKT_TOO_BIG=1" "$(drops_told)"
check_eq "1: it arrived, without waiting for a third" "ready seen=1 wrong=0 end=no " "$(tr '\n' ' ' <"$tmp/seen")"
burst_undo

check_run "2: a console over the NIC" console_make
spawn server tcpdump -Z root -lni "$SERVER_NIC" -A udp port "$MESSAGE_PORT" >"$tmp/console" 2>"$tmp/console.says"
console_listener=$spawned
wait_for 10 grep -q listening "$tmp/console.says"
check_run "2: $LINES lines while TCP sends" console_talk
wait_for 5 sh -c "[ \$(grep -c 'of the console' $tmp/console) -ge $LINES ]"
kill "$console_listener"
wait "$console_listener" 2>/dev/null
check_eq "2: every line arrives" "$LINES" "$(console_said)"
check_run "2: the console goes" console_undo

check_eq "3: DMA to all of 64 bits" "64 64" \
	"$(cat "$PCI/$CLIENT_PCI/dma_mask_bits") $(cat "$PCI/$CLIENT_PCI/consistent_dma_mask_bits")"
if memory_is_high; then
	check_run "3: TCP while the kernel tells of every buffer that it copies" bounces_looked_for
	check_eq "3: it copies none" 0 "$(grep -c swiotlb_bounced: "$TRACING/trace")"
else
	ktap_test_skip "3: TCP while the kernel tells of every buffer that it copies: all memory is in reach of 32 bits"
	ktap_test_skip "3: it copies none"
fi

ip -n client link set "$CLIENT_NIC" mtu 9000
check_run "4: damaged and over-long frames are wanted" server ethtool -K "$SERVER_NIC" rx-all on
pair_talks
spawn_ready "$tmp/heard" server fcsframe recv "$SERVER_NIC" 10000 12
heard=$spawned
spawn_ready "$tmp/seen" server frames recv -i "$SERVER_NIC" -w 10000
seen=$spawned
for length in $OVER_LONG; do
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -l "$length" >"$tmp/sent" || cat "$tmp/sent"
done
client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n 0 -e "$SERVER_MAC" >"$tmp/sent"
wait "$heard"
wait "$seen"
check_eq "4: they come, those that are too long are marked" "frames=12 good=0 other_host=9" \
	"$(grep frames= "$tmp/heard")"
check_eq "4: whole, octet by octet" "ready seen=12 wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"
check_eq "4: and as long as they were" "$OVER_LONG " "$(grep -o 'length=[0-9]*' "$tmp/heard" | cut -d= -f2 | tr '\n' ' ')"
server ethtool -K "$SERVER_NIC" rx-all off
ip -n client link set "$CLIENT_NIC" mtu 1500
check_run "4: and the NIC works" pair_talks

before=$(server ethtool -c "$SERVER_NIC" | sed -n 's/^rx-usecs:[[:space:]]*//p')
check_eq "5: the time between interrupts is told" 128 "$before"
check_refused "5: less than the device's least is refused" server ethtool -C "$SERVER_NIC" rx-usecs 127
check_refused "5: and more than its most" server ethtool -C "$SERVER_NIC" rx-usecs 16777
check_run "5: as much as $SLOWEST_US us are set" server ethtool -C "$SERVER_NIC" rx-usecs "$SLOWEST_US"
check_eq "5: and told" "$SLOWEST_US" "$(server ethtool -c "$SERVER_NIC" | sed -n 's/^rx-usecs:[[:space:]]*//p')"
coalesced
# On a slow machine the poll may find new frames for ever, and there is none.
check_range "5: no interrupt comes earlier" $((slow == 1)) "$coalesced_most" "$coalesced_count"
check_run "5: each is for many frames ($coalesced_frames)" test "$coalesced_frames" -gt $((2 * coalesced_count))
server ethtool -C "$SERVER_NIC" rx-usecs "$before"

if [ -d "$FAULTS/failslab" ]; then
	check_run "6: no memory for the driver" starve_filters
	check_run "6: $GROUPS_MADE groups are joined without any of its own" many_groups
	feed_filters
else
	ktap_test_skip "6: no memory for the driver: $NO_FAULTS"
	ktap_test_skip "6: $GROUPS_MADE groups are joined without any of its own: $NO_FAULTS"
	many_groups
fi
check_eq "6: the last of them is heard" "ready seen=10 wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"

if [ -d "$FAULTS/fail_function" ]; then
	pair_talks
	failed=$(alloc_fails)
	check_run "7: no page for the ring any more" starve_ring
	client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n 4000 -l 1000 >"$tmp/sent"
	check_run "7: the ring has seen it" test "$(alloc_fails)" -gt "$failed"
	feed_ring
	check_run "7: when pages are back the first ping is answered" client ping -c 1 -W 1 "$SERVER_V4"
else
	ktap_test_skip "7: no page for the ring any more: $NO_FAULTS"
	ktap_test_skip "7: the ring has seen it: $NO_FAULTS"
	ktap_test_skip "7: when pages are back the first ping is answered: $NO_FAULTS"
fi

test_end
