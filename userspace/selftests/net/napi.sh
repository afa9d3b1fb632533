#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
#
# How the NIC's one NAPI instance is known to others: by its number, to which queues, interrupt line, page pool and
# sockets are linked; in a thread of its own; polled by a reader that is busy waiting.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"

BYTES=$((20000000 / slow))

ids() { server netstate -i "$SERVER_NIC"; }
napi_id() { ids | sed -n 's/^NAPI \([0-9]*\) .*/\1/p'; }
napi_thread() { ids | sed -n 's/^NAPI .* process //p'; }
threaded() { server sh -c "echo $1 >/sys/class/net/$SERVER_NIC/threaded"; }

# The time that a process has had, in clock ticks
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# Frames that were polled by readers
busy_frames() {
	server cat /proc/net/netstat | awk '$1 == "TcpExt:" && !names { names = split($0, name); next }
		$1 == "TcpExt:" { for (i = 1; i <= names; i++) if (name[i] == "BusyPollRxPackets") print $i }'
}

# busy US: of waiting, for data and in poll()
busy() {
	echo "$1" >/proc/sys/net/core/busy_read
	echo "$1" >/proc/sys/net/core/busy_poll
}

datagrams() {
	spawn_ready "$tmp/datagrams" server xfer recv udp 5011 $((BYTES / 20))
	client xfer send udp "$SERVER_V4" 5011 $((BYTES / 20)) && wait "$spawned"
}

# Until some of them were polled by their reader: on a busy machine the interrupt may come first many times.
datagrams_until_polled() {
	tries=20
	while datagrams; do
		tries=$((tries - 1))
		if [ "$(busy_frames)" -gt "$before" ] || [ "$tries" = 0 ]; then
			return
		fi
	done
	return 1
}

# put_off NS TIMES: interrupts, in favour of a timer
put_off() {
	server sh -c "cd /sys/class/net/$SERVER_NIC && echo $1 >gro_flush_timeout && echo $2 >napi_defer_hard_irqs"
}

stream() { stream_start "$BYTES" && stream_end; }

test_begin 17

id=$(napi_id)
check_range "there is one NAPI instance" 1 2147483647 "$id"
check_eq "with the interrupt line of the device, and no thread; queues and page pool belong to it" \
	"receive queue 0 NAPI $id,transmit queue 0 NAPI $id,NAPI $id interrupt $(cat "$PCI/$SERVER_PCI/irq") process 0,page pool NAPI $id," \
	"$(ids | tr '\n' ',')"
server ip link set "$SERVER_NIC" down
check_eq "down, nothing belongs to it" "" "$(ids | grep "queue.*NAPI $id\$")"
server ip link set "$SERVER_NIC" up
check_eq "up again, all does" "$id $id $id" \
	"$(ids | sed -n 's/.*queue.* NAPI \(.*\)/\1/p; s/^page pool NAPI //p' | tr '\n' ' ' | sed 's/ $//')"
pair_talks

check_run "it moves into a thread" threaded 1
thread=$(napi_thread)
check_eq "which netlink names" "napi/$SERVER_NIC-$id" "$(cat "/proc/$thread/comm")"
before=$(ticks "$thread")
check_run "TCP: every octet arrives" stream
check_run "polled by that thread" test "$(ticks "$thread")" -gt "$before"
server ip link set "$SERVER_NIC" down
server ip link set "$SERVER_NIC" up
check_eq "it stays in the thread over down and up" "$thread" "$(napi_thread)"
check_run "both ends talk" pair_talks
check_run "it moves out again" threaded 0
check_run "TCP: every octet arrives" stream

before=$(busy_frames)
busy 1000
check_run "UDP to a reader that polls while it waits: every octet arrives" datagrams_until_polled
busy 0
check_run "frames were polled by it" test "$(busy_frames)" -gt "$before"
put_off 20000 2
check_run "TCP while interrupts are put off: every octet arrives" stream
put_off 0 0
check_run "both ends talk" pair_talks

test_end
