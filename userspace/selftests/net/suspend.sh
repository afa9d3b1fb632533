#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --machine pc --modules 8021q
#
# Suspend to RAM and resume, while a TCP connection sends as much as it can; QEMU then resets every device, so all that
# the driver had written is lost. The connection goes on, and what was set is so again. Machine pc: after it was asleep
# QEMU's q35 does not power itself off any more (seen with 7.2, whatever the driver).

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"

BYTES=$((400000000 / (slow * slow)))
# The alarm must come after the machine is asleep, or nobody wakes it.
ASLEEP_S=$((4 + slow))
GROUP=01:00:5e:01:02:03
OTHER_MAC=02:00:00:00:00:0a

suspends() { cat /sys/power/suspend_stats/success; }

sleep_and_wake() {
	echo 0 >/sys/class/rtc/rtc0/wakealarm
	echo "+$ASLEEP_S" >/sys/class/rtc/rtc0/wakealarm && echo mem >/sys/power/state
}

sleep_while_sending() { stream_runs && sleep_and_wake && stream_runs; }

# heard MAC: a frame to it arrives.
heard() {
	spawn_ready "$tmp/seen" client frames recv -i "$CLIENT_NIC" -m 9 -w 3000
	server frames send -i "$SERVER_NIC" -d "$1" -m 9 -n 1 -e "$1" >"$tmp/sent"
	wait "$spawned" && grep -q "seen=1 wrong=0 end=yes" "$tmp/seen"
}

usecs() { client ethtool -c "$CLIENT_NIC" | sed -n 's/^rx-usecs:[[:space:]]*//p'; }

[ "$slow" = 1 ] || ktap_skip_all "ACPI of machine pc finds no interrupt line within the kernel's 30 s on the debug kernel"
grep -q mem /sys/power/state || ktap_skip_all "this machine cannot be suspended to RAM"
test_begin 16
before=$(suspends)

stream_start "$BYTES"
check_run "the machine sleeps and wakes while a connection sends" sleep_while_sending
check_eq "it really slept" $((before + 1)) "$(suspends)"
check_run "the connection goes on: every octet arrives" stream_end
check_run "and the other way" pair_talks
check_eq "nothing counts as missed that was not" 0 "$(counter client "$CLIENT_NIC" rx_missed_errors)"

# What the device is told only when it changes
client ip link set "$CLIENT_NIC" address "$OTHER_MAC"
client ip maddress add "$GROUP" dev "$CLIENT_NIC"
client ip link add link "$CLIENT_NIC" name tagged type vlan id 100
client ip link set tagged up
server ip link add link "$SERVER_NIC" name tagged type vlan id 100
server ip link set tagged up
client ip address add 10.0.100.1/24 dev tagged
server ip address add 10.0.100.2/24 dev tagged
before_usecs=$(usecs)
client ethtool -C "$CLIENT_NIC" rx-usecs 500
server ip link set "$SERVER_NIC" down
check_run "it sleeps and wakes with one interface down" sleep_and_wake
check_run "that comes up" server ip link set "$SERVER_NIC" up
check_run "a ping passes within 5 s" wait_for 5 client ping -c 1 -W 1 "$SERVER_V4"
check_run "an address that was changed is heard" heard "$OTHER_MAC"
check_run "and a group that was joined" heard "$GROUP"
check_refused "and no other" heard "${GROUP%3}4"
check_run "a VLAN passes the filter" client ping -c 1 -W 2 10.0.100.2
check_eq "the time between interrupts is told as it was set" 500 "$(usecs)"
check_eq "and nothing counts as missed" 0 "$(counter client "$CLIENT_NIC" rx_missed_errors)"

client ethtool -C "$CLIENT_NIC" rx-usecs "$before_usecs"
client ip link del tagged
server ip link del tagged
client ip maddress del "$GROUP" dev "$CLIENT_NIC"
client ip link set "$CLIENT_NIC" address "$CLIENT_MAC"
check_run "both ends talk" pair_talks

test_end
