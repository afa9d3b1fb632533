#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --ports --monitor --modules 8021q
#
# Storms: what changes a NIC's life is done again and again, two kinds at a time, while frames are sent both ways. No
# splat, no leak, lockdep on to the end, and the NIC works afterwards. What one kind does may fail because of the other,
# as when the NIC is away; but each has to succeed at least once.
#
# SECONDS_EACH takes another time for a pair; on a slow machine it is as long as each needs to succeed. PAIRS=all takes
# every pair and not only those of neighbours in the list, STORMS other kinds. The long form is in
# Documentation/testing.md.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../net/libpci.sh
. "$(dirname "$0")/../net/libpci.sh"

SECONDS_EACH=${SECONDS_EACH:-10}
PAIRS=${PAIRS:-neighbours}
STORMS=${STORMS:-updown bind mtu module features unplug busreset ring coalesce link vlan capture promisc reset}

UP=0x1003		# IFF_UP, IFF_BROADCAST, IFF_MULTICAST
DOWN=0x1002
PROMISC=0x1103
module=$(find /lib/modules -name glassnic.ko | head -n 1)
folder=/sys/kernel/debug/glassnic

# The client's interface, whatever it is called now, in $nic; starts no process, and fails while there is none.
nic_now() {
	nic=
	for nic_folder in "$PCI/$CLIENT_PCI"/net/*; do
		[ -d "$nic_folder" ] && nic=${nic_folder##*/}
	done
	[ "$nic" ]
}

# set_nic FILE VALUE: in its folder of sysfs
set_nic() { echo "$2" >"/sys/class/net/$nic/$1"; }

# One round of each kind. Those that take the NIC away leave it to the other kind for a while.
storm_updown() { nic_now && set_nic flags "$DOWN" && set_nic flags "$UP"; }
storm_mtu() { nic_now && set_nic mtu 9000 && set_nic mtu 1500; }
storm_promisc() { nic_now && set_nic flags "$PROMISC" && set_nic flags "$UP"; }
storm_bind() {
	unbind "$CLIENT_PCI"
	bind "$CLIENT_PCI" && pause 5
}
storm_module() {
	rmmod glassnic
	insmod "$module" && pause 5
}
# One of four in turn
storm_features() {
	nic_now && case $features_turn in
	0) ethtool -K "$nic" rxvlan off tx-tcp-segmentation off rx-all on ;;
	1) ethtool --set-priv-flags "$nic" soft-fcs on ;;
	2) ethtool --set-priv-flags "$nic" soft-fcs off ;;
	3) ethtool -K "$nic" rxvlan on txvlan on tx-tcp-segmentation on rx-all off ;;
	esac && features_turn=$(((features_turn + 1) % 4))
}
features_turn=0
storm_coalesce() { nic_now && ethtool -C "$nic" rx-usecs 1000 && ethtool -C "$nic" rx-usecs 128; }
# 256 slots and 1024 in turn
storm_ring() { nic_now && ethtool -G "$nic" rx "$ring_slots" tx "$ring_slots" && ring_slots=$((1280 - ring_slots)); }
ring_slots=256
storm_vlan() {
	nic_now && ip link add link "$nic" name tagged type vlan id 100 && ip link set tagged up &&
		ip link del tagged
}
storm_link() { link_set 1 false && link_set 1 true; }
storm_unplug() { nic_unplug 1 && nic_plug 1 bus=slot1 && pause 5; }
# Of a NIC that is bound: one that was found a moment ago has no addresses yet, and the kernel, which saves them before
# it resets and restores them behind it, would take those away that it gets meanwhile.
storm_busreset() { [ -e "$PCI/$CLIENT_PCI/driver" ] && echo 1 >"$PCI/$CLIENT_PCI/reset"; }
# Some of the frames are read, some are left behind.
storm_capture() {
	echo 1 >"$folder/$CLIENT_PCI/capture/enabled" &&
		timeout 1 head -c 65536 "$folder/$CLIENT_PCI/capture/frames" >/dev/null
	echo 0 >"$folder/$CLIENT_PCI/capture/enabled"
}
# The transmit queue hangs until the stack notices, after 5 to 10 s.
storm_reset() {
	command_clear "$CLIENT_PCI" "$COMMAND_MASTER"
	wait_for 2 command_has "$CLIENT_PCI" "$COMMAND_MASTER"
}

# storm KIND: until the time is up; how often it succeeded goes into a file.
storm() {
	storm_rounds=0
	until [ -e "$tmp/stop" ]; do
		if "storm_$1" >/dev/null 2>&1; then
			storm_rounds=$((storm_rounds + 1))
			echo "$storm_rounds" >"$tmp/rounds.$1"
		fi
	done
}

# succeeded KIND...: each at least once
succeeded() {
	for succeeded_kind; do
		[ -e "$tmp/rounds.$succeeded_kind" ] || return
	done
}

# traffic PCI MAC: frames from one of the NICs, whenever there is one
traffic() {
	until [ -e "$tmp/stop" ]; do
		traffic_nic=$(netdev_of "$1")
		# A driver that was bound anew leaves its interface down.
		ip link set "$traffic_nic" up
		frames send -i "$traffic_nic" -d "$2" -t 2 -l 1000
		sleep 0.1
	done >/dev/null 2>&1
}

# A NIC of a namespace comes back into the first one when its driver is bound anew: so all of it happens there.
leave_namespaces() {
	ip -n client link set "$CLIENT_NIC" netns 1
	ip -n server link set "$SERVER_NIC" netns 1
	ip link set "$(netdev_of "$CLIENT_PCI")" up
	ip link set "$(netdev_of "$SERVER_PCI")" up
}

# Whatever was interrupted midway
tidy() {
	{
		link_set 1 true
		[ -e "$PCI/$CLIENT_PCI" ] || nic_plug 1 bus=slot1
		[ -d /sys/module/glassnic ] || insmod "$module"
		bind "$CLIENT_PCI"
		ip link del tagged
		nic_now && ethtool -K "$nic" rxvlan on txvlan on tx-tcp-segmentation on rx-all off
		ethtool --set-priv-flags "$nic" soft-fcs off
		ethtool -C "$nic" rx-usecs 128
		ethtool -G "$nic" rx 1024 tx 1024
		echo 0 >"$folder/$CLIENT_PCI/capture/enabled"
	} >/dev/null 2>&1
	wait_for 3 nic_now && set_nic mtu 1500 && set_nic flags "$UP" && pair_up && pair_talks
}

pair_of_storms() {
	rm -f "$tmp/stop" "$tmp"/rounds.*
	leave_namespaces
	traffic "$CLIENT_PCI" "$SERVER_MAC" &
	pair_processes=$!
	traffic "$SERVER_PCI" "$CLIENT_MAC" &
	pair_processes="$pair_processes $!"
	for pair_kind; do
		storm "$pair_kind" &
		pair_processes="$pair_processes $!"
	done
	sleep "$SECONDS_EACH"
	wait_for "$SECONDS_EACH" succeeded "$@"
	: >"$tmp/stop"
	# shellcheck disable=SC2086 # several words
	wait $pair_processes
	tidy || { echo "the NIC does not work afterwards" && return 1; }
	succeeded "$@" || { echo "$succeeded_kind never succeeded" && return 1; }
}

rounds_of() { for rounds_kind; do echo "$rounds_kind $(cat "$tmp/rounds.$rounds_kind" 2>/dev/null)"; done | tr '\n' ' '; }

# The pairs, one per line: each kind with its two neighbours in a circle, or with every other one.
pairs() {
	# shellcheck disable=SC2086 # words
	set -- $STORMS
	pairs_first=$1
	while [ $# -gt 1 ]; do
		pairs_kind=$1
		shift
		if [ "$PAIRS" = all ]; then
			for pairs_other; do echo "$pairs_kind $pairs_other"; done
		else
			echo "$pairs_kind $1"
		fi
	done
	[ "$PAIRS" = all ] || echo "$1 $pairs_first"
}

lockdep_is_on() { grep -q "debug_locks: *1" /proc/lockdep_stats; }

grep -q . /proc/lockdep_stats 2>/dev/null || ktap_skip_all "lockdep is not here, it takes the debug kernel"
monitored_begin $(($(pairs | wc -l) + 3))
pairs >"$tmp/pairs"
while read -r one other <&3; do
	# The watchdog complains of a reset
	case " $one $other " in *" reset "*) quiet_begin ;; esac
	check_run "$one and $other for $SECONDS_EACH s" pair_of_storms "$one" "$other"
	ktap_print_msg "rounds: $(rounds_of "$one" "$other")"
	quiet_end
done 3<"$tmp/pairs"
no_complaint_but "NETDEV WATCHDOG"
check_run "lockdep is on to the end" lockdep_is_on

test_end
