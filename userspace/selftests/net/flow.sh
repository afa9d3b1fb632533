#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed --modules 8021q,sch_netem
# vm: --topology pair --nic e1000 --append iomem=relaxed --modules 8021q,sch_netem --iommu
#
# A transmit ring that is full: the device is kept from sending (TCTL.EN is taken away behind the driver's back), the
# queue stops, and when the device goes on every frame arrives, in order and whole, with the help of one interrupt.
# And frames that were made ready for the device, wait behind such a ring, and meet a device that meanwhile does
# something else: does not insert tags any more, or has soft-fcs on.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TCTL=0x400
TCTL_EN=2
TDT=0x3818
IMC=0xd8
IRQ=/sys/kernel/tracing/events/glassnic/gnic_irq
# More than the transmit ring holds, and no more than the receive ring does; BQL lets as many octets through
FRAMES=1010
# Long enough for the programs that fill the queue
HOLD_MS=$((1500 + 500 * slow))

device_stops() { reg "$CLIENT_PCI" "$TCTL=$((tctl & ~TCTL_EN))"; }
device_goes_on() { reg "$CLIENT_PCI" "$TCTL=$tctl"; }

queue_counted() { client netstate -s "$CLIENT_NIC" | sed -n "s/^tx-$1 //p"; }

# stopped TIMES: since the beginning
stopped() { [ "$(($(queue_counted stop) - stop_before))" = "$1" ]; }

flood() { client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -m 9 "$@"; }

received() { counter server "$SERVER_NIC" rx_packets; }

# What is sent is kept for a while, and then given to the driver as one list, whose frames are ready for the device.
# A device that does not send takes them until its ring is full: the last ones wait as they are.
list_begin() {
	client tc qdisc add dev "$CLIENT_NIC" root netem limit 4000 slot "${HOLD_MS}ms" "${HOLD_MS}ms" &&
		stop_before=$(queue_counted stop) && device_stops
}

# list_waits N: and N of the frames behind those that filled the ring are among them
list_waits() {
	wait_for 8 stopped 1 || return
	list_ready=$(client tc -s qdisc show dev "$CLIENT_NIC" | sed -n 's/.* requeues //p' | tail -n 1)
	[ "$((list_ready + $(reg "$CLIENT_PCI" "$TDT")))" -ge "$((FRAMES + $1))" ] && return
	echo "only $list_ready frames were ready and wait"
	return 1
}

list_gone() { client tc -s qdisc show dev "$CLIENT_NIC" | grep -q "backlog 0b 0p"; }

list_end() {
	device_goes_on
	wait_for 8 list_gone
	client tc qdisc del dev "$CLIENT_NIC" root
}

soft_fcs() {
	client ethtool --set-priv-flags "$CLIENT_NIC" soft-fcs "$1" &&
		server ethtool --set-priv-flags "$SERVER_NIC" soft-fcs "$1"
}

# The queue's statistics, and what the interface lost, since list_begin
dropped() { echo $(($(counter client "$CLIENT_NIC" tx_dropped) - dropped_before)); }

test_begin 29
tctl=$(reg "$CLIENT_PCI" "$TCTL")
# The watchdog would start the device anew after five seconds, which is not long on a slow machine; it still speaks
quiet_begin
devlink health set "pci/$CLIENT_PCI" reporter tx auto_recover false
# One program is to fill the ring, whatever its frames cost it
wmem=$(sysctl -n net.core.wmem_default)
sysctl -qw net.core.wmem_default=8388608

stop_before=$(queue_counted stop)
wake_before=$(queue_counted wake)
dropped_before=$(counter client "$CLIENT_NIC" tx_dropped)
spawn_ready "$tmp/seen" server frames recv -i "$SERVER_NIC" -m 9 -w 8000
check_run "the device is kept from sending" device_stops
before=$(received)
check_run "$FRAMES frames are sent all the same" flood -n "$FRAMES" -e "$SERVER_MAC"
check_eq "the queue was stopped" 1 "$(($(queue_counted stop) - stop_before))"
check_eq "nothing has arrived" "$before" "$(received)"
echo >/sys/kernel/tracing/trace
echo 1 >"$IRQ/enable"
check_run "the device goes on" device_goes_on
wait "$spawned"
echo 0 >"$IRQ/enable"
check_eq "every frame arrives" "ready seen=$FRAMES wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"
check_eq "the queue was stopped once and woken once" "1 1" \
	"$(($(queue_counted stop) - stop_before)) $(($(queue_counted wake) - wake_before))"
check_range "an interrupt said that the ring has room" 1 2 \
	"$(grep -c "dev=$CLIENT_PCI .*causes=.*TXDW" /sys/kernel/tracing/trace)"
check_eq "nothing was dropped" 0 "$(dropped)"
check_run "both ends talk" pair_talks

#
# Sent, but nobody has looked yet: the interrupt is masked behind the driver's back
#

# What the stack has for an interface that is down it drops itself.
sent_before=$(counter client "$CLIENT_NIC" tx_packets)
drops_begin
device_stops
flood -n 10 >"$tmp/sent"
check_run "the device goes on, and cannot say so" reg "$CLIENT_PCI" "$IMC=0xffffffff" "$TCTL=$tctl"
ip -n client link set "$CLIENT_NIC" down
check_eq "what was sent counts as sent, also when the NIC goes down first" "10 " \
	"$(($(counter client "$CLIENT_NIC" tx_packets) - sent_before)) $(drops_told)"
ip -n client link set "$CLIENT_NIC" up
check_run "both ends talk" pair_talks

#
# Tags
#

for end in client server; do
	nic=$CLIENT_NIC
	[ "$end" = client ] || nic=$SERVER_NIC
	ip -n "$end" link add link "$nic" name v5 type vlan id 5
	ip -n "$end" link set v5 addrgenmode none up
done
# The first VLAN switches the filter on, which is a second without reception
pair_talks
spawn_ready "$tmp/seen" server frames recv -i v5 -m 9 -w 8000
check_run "frames are kept back" list_begin
flood -n "$FRAMES" >"$tmp/sent"
client frames send -i v5 -d "$SERVER_MAC" -m 9 -n 10 -e "$SERVER_MAC" >"$tmp/sent"
check_run "those with a tag wait for room in the ring" list_waits 11
check_run "meanwhile the device's tags are given up" client ethtool -K "$CLIENT_NIC" rx-vlan-offload off
list_end
wait "$spawned"
check_eq "each has its tag all the same" "ready seen=10 wrong=0 end=yes " "$(tr '\n' ' ' <"$tmp/seen")"
client ethtool -K "$CLIENT_NIC" rx-vlan-offload on tx-vlan-offload on
ip -n client link del v5
ip -n server link del v5
pair_talks

#
# soft-fcs
#

# To nobody: what is in the ring when it is switched has no FCS
check_run "frames are kept back" list_begin
client frames send -i "$CLIENT_NIC" -d 02:00:00:00:7a:7a -n "$FRAMES" >"$tmp/sent"
spawn_ready "$tmp/recv" server xfer recv udp 5001 1400
receiver=$spawned
spawn client xfer send udp "$SERVER_V4" 5001 1400 1400 >"$tmp/sent" 2>&1
sender=$spawned
check_run "a datagram whose checksum is left to the device waits" list_waits 2
check_run "meanwhile soft-fcs is switched on" soft_fcs on
crc_before=$(counter server "$SERVER_NIC" rx_crc_errors)
list_end
wait "$sender"
check_run "it arrives" wait "$receiver"
check_eq "with a good FCS" "$crc_before" "$(counter server "$SERVER_NIC" rx_crc_errors)"
soft_fcs off

dropped_before=$(counter client "$CLIENT_NIC" tx_dropped)
list_begin
client frames send -i "$CLIENT_NIC" -d 02:00:00:00:7a:7a -n "$FRAMES" >"$tmp/sent"
drops_begin
spawn client xfer send udp "$SERVER_V4" 5002 14000 1400 10 7 >"$tmp/sent" 2>&1
sender=$spawned
check_run "a super-frame waits" list_waits 1
check_run "meanwhile soft-fcs is switched on" soft_fcs on
list_end
kill "$sender" 2>/dev/null
wait "$sender" 2>/dev/null
check_eq "the driver cannot cut it, and drops it" 1 "$(dropped)"
check_eq "the kernel is told why" "SKB_GSO_SEG=1" "$(drops_told)"
soft_fcs off

devlink health recover "pci/$CLIENT_PCI" reporter tx
devlink health set "pci/$CLIENT_PCI" reporter tx auto_recover true
sysctl -qw net.core.wmem_default="$wmem"
quiet_end
no_complaint_but "NETDEV WATCHDOG"
check_run "both ends talk" pair_talks
test_end
