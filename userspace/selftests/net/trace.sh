#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
#
# The tracepoints, and what they show of the driver's economy with registers, each of which may cost a VM
# exit: an idle NIC touches none, a frame sent touches one, probe few. The driver's own statistics count the same.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing
EVENTS="gnic_drop gnic_irq gnic_link gnic_napi gnic_reg_read gnic_reg_write gnic_reset gnic_rx_frame gnic_rx_refill
gnic_tx_done gnic_tx_doorbell gnic_tx_queue "

trace_start() {
	echo >$TRACING/trace
	echo 1 >$TRACING/events/glassnic/enable
}

# The trace of the client's NIC, into $tmp/trace
trace_stop() {
	echo 0 >$TRACING/events/glassnic/enable
	grep "dev=$CLIENT_PCI" $TRACING/trace >"$tmp/trace"
}

count() { grep -c "$1" "$tmp/trace"; }

# The traced register accesses. The tables of addresses are written 64 bits at a time, which is one
# access but two registers: the upper one does not count.
accesses() { grep ': gnic_reg_' "$tmp/trace" | grep -vc 'name=\(MTA\|RA\)\[[0-9]*[13579]\]'; }

# check_accesses DESCRIPTION MIN MAX: of what is in the trace; which they were, when it is not so many
check_accesses() {
	accesses=$(accesses)
	if [ "$accesses" -lt "$2" ] || [ "$accesses" -gt "$3" ]; then
		ktap_print_msg "$(sed -n 's/.*: gnic_reg_\([a-z]*\): .*name=\([A-Z0-9]*\).*/\1 \2/p' "$tmp/trace" |
			sort | uniq -c)"
	fi
	check_range "$1" "$2" "$3" "$accesses"
}

traced() {
	trace_start
	"$@"
	trace_stop
}

# traced_alone SENT COMMAND...: again until no frames are in the trace but so many sent; a neighbour's probe
# may come in between.
traced_alone() {
	alone_sent=$1
	shift
	for _ in 1 2 3 4 5 6 7 8; do
		traced "$@"
		[ "$(count ': gnic_tx_queue: ') $(count ': gnic_rx_frame: ')" = "$alone_sent 0" ] && return
	done
	ktap_print_msg "other frames came in between each time: $*"
}

send_one() { client frames send -i "$CLIENT_NIC" -d 02:00:00:00:00:01 -n 1 >/dev/null; }
send_hundred() { client frames send -i "$CLIENT_NIC" -d 02:00:00:00:00:01 -n 100 >/dev/null; }
receive_many() { server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n 600 >/dev/null && pause 3; }
answer_many() { server icmp sweep "$CLIENT_V4" 0 400 >"$tmp/answers"; }

# total EVENT FIELD: of all of these events
total() { sed -n "s/.*: $1: .* $2=\([0-9]*\).*/\1/p" "$tmp/trace" | awk '{ n += $1 } END { print n + 0 }'; }

# The least that was given to the device at once
least_refill() { sed -n 's/.*: gnic_rx_refill: .* count=\([0-9]*\).*/\1/p' "$tmp/trace" | sort -n | head -n 1; }

bind() { echo "$CLIENT_PCI" >"/sys/bus/pci/drivers/$DRIVER/bind"; }
updown() { client ip link set "$CLIENT_NIC" down && client ip link set "$CLIENT_NIC" up; }

# The client's statistics that have no standard home, "NAME VALUE"
own() { client ethtool -S "$CLIENT_NIC" | sed -n 's/^ *\([a-z_]*\): \([0-9]*\)$/\1 \2/p' | sort; }

# Of what was counted, that of which there is a trace
own_traceable() { echo "$own_difference" | grep -v '^interrupts_\|_co'; }

own_moved() { echo "$own_difference" | sed -n "s/^$1 //p"; }

# counted COMMAND...: what it makes the statistics count, and the trace, in the same time. Again when a neighbour's
# frame fell between the two.
counted() {
	for _ in 1 2 3 4 5 6 7 8; do
		own >"$tmp/own"
		traced "$@"
		own_difference=$(own | awk 'NR == FNR { before[$1] = $2; next } { print $1, $2 - before[$1] }' "$tmp/own" -)
		own_traced="interrupts $(count ': gnic_irq: .*causes=[A-Z]')
polls $(count ': gnic_napi: ')
rx_doorbells $(count ': gnic_reg_write: .*name=RDT ')
tx_doorbells $(count ': gnic_reg_write: .*name=TDT ')"
		[ "$(own_traceable)" != "$own_traced" ] || return 0
	done
	ktap_print_msg "the trace:" "$own_traced"
}

check_counted() {
	check_eq "$1: the driver's statistics count what the trace shows" "$own_traced" "$(own_traceable)"
}

# A connection, whose segments need a context when what is offloaded changes
send_tcp() {
	spawn_ready "$tmp/recv" server xfer recv tcp 5020 100000
	client xfer send tcp "$SERVER_V4" 5020 100000 >/dev/null
	wait "$spawned"
}
receive_small() { server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n 50 -l 100 >/dev/null && pause 1; }
receive_large() { server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n 50 -l 1000 >/dev/null && pause 1; }

without_fields() {
	for without_event in $EVENTS; do
		for without_field in dev ifindex; do
			grep -q "field:.* $without_field;" "$TRACING/events/glassnic/$without_event/format" ||
				echo "$without_event has no $without_field"
		done
	done
}

test_begin 32
check_eq "the events" "$(echo "$EVENTS" | tr '\n' ' ' | sed 's/ $//')" \
	"$(find $TRACING/events/glassnic -mindepth 1 -type d | sed 's/.*\///' | sort | tr '\n' ' ')"
check_eq "each has the NIC and its interface" "" "$(without_fields)"

traced client ping -c 1 -W 2 "$SERVER_V4" >/dev/null
check_range "ping: frames queued" 1 3 "$(count ': gnic_tx_queue: ')"
check_eq "as many doorbells" "$(count ': gnic_tx_queue: ')" "$(count ': gnic_tx_doorbell: ')"
check_eq "each taken back" "$(count ': gnic_tx_queue: ')" "$(count ': gnic_tx_done: ')"
check_range "frames received" 1 3 "$(count ': gnic_rx_frame: ')"
check_range "interrupts for them" 1 3 "$(count ': gnic_irq: .*causes=RXT0')"
check_eq "a register write is told by name" "$(count ': gnic_tx_doorbell: ')" \
	"$(count ': gnic_reg_write: .*name=TDT ')"

traced_alone 0 sleep 2
check_accesses "register accesses of an idle NIC in 2 s" 0 0
traced_alone 1 send_one
check_accesses "of a frame sent" 1 1
traced_alone 100 send_hundred
check_accesses "of 100 frames sent one by one" 100 100
traced answer_many
check_range "answers to requests that come many in a poll: all are sent" 401 410 "$(count ': gnic_tx_queue: ')"
check_range "with fewer doorbells" 1 400 "$(count ': gnic_tx_doorbell: ')"
check_eq "and none waits for one" "$(total gnic_tx_queue descs)" "$(total gnic_tx_doorbell count)"
traced receive_many
check_range "of 600 frames received: buffers are given to the device in batches" 1 4 "$(count ': gnic_rx_refill: ')"
check_range "of many each" 128 1023 "$(least_refill)"
check_eq "with one write of RDT each" "$(count ': gnic_rx_refill: ')" "$(count ': gnic_reg_write: .*name=RDT ')"
check_eq "which interrupts push, and no ICS" 0 "$(count ': gnic_reg_write: .*name=ICS ')"

check_eq "statistics of its own" \
	"interrupts interrupts_foreign polls rx_copied rx_doorbells tx_contexts tx_doorbells " \
	"$(own | cut -d' ' -f1 | tr '\n' ' ')"
counted send_hundred
check_counted "100 frames sent one by one"
check_range "that needed no context" 0 2 "$(own_moved tx_contexts)"
counted receive_small
check_counted "50 short frames received"
check_range "that were copied" 50 55 "$(own_moved rx_copied)"
counted receive_large
check_counted "50 long frames received"
check_range "that were not" 0 5 "$(own_moved rx_copied)"
counted send_tcp
check_counted "a connection"
# A super-frame whose payload fills its last segment is closed by a second one.
check_range "that needed contexts" 2 "$((2 * $(count ': gnic_tx_queue: ')))" "$(own_moved tx_contexts)"
counted receive_many
check_counted "600 frames received"
check_range "in batches of buffers" 1 4 "$(own_moved rx_doorbells)"

traced updown
check_accesses "of down and up" 1 60
echo "$CLIENT_PCI" >"/sys/bus/pci/drivers/$DRIVER/unbind"
traced bind
check_accesses "of probe" 1 150
pair_up
pair_talks

test_end
