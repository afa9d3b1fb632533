# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share: KTAP under the names of the kernel's ktap_helpers.sh, the two NICs and their
# namespaces, and the look at the state they leave behind. Sourced; for busybox' shell.
#
# A test needs root, two of QEMU's e1000 on one wire, bound to the driver, and the helpers in its PATH.

KSFT_PASS=0
KSFT_FAIL=1
KSFT_SKIP=4

ktap_planned=0
ktap_passed=0
ktap_failed=0
ktap_skipped=0

ktap_print_header() { echo "TAP version 13"; }

ktap_print_msg() { printf '%s\n' "$@" | sed 's/^/# /'; }

ktap_set_plan() {
	ktap_planned=$1
	echo "1..$ktap_planned"
}

ktap_skip_all() {
	echo "1..0 # SKIP $*"
	exit "$KSFT_SKIP"
}

ktap_number() { echo $((ktap_passed + ktap_failed + ktap_skipped)); }

ktap_test_pass() {
	ktap_passed=$((ktap_passed + 1))
	echo "ok $(ktap_number) $*"
}

ktap_test_skip() {
	ktap_skipped=$((ktap_skipped + 1))
	echo "ok $(ktap_number) $* # SKIP"
}

ktap_test_fail() {
	ktap_failed=$((ktap_failed + 1))
	echo "not ok $(ktap_number) $*"
}

# ktap_test_result DESCRIPTION COMMAND...
ktap_test_result() {
	ktap_description=$1
	shift
	if "$@"; then
		ktap_test_pass "$ktap_description"
	else
		ktap_test_fail "$ktap_description"
	fi
}

ktap_exit_fail_msg() {
	echo "Bail out! $*"
	ktap_print_totals
	exit "$KSFT_FAIL"
}

ktap_print_totals() {
	echo "# Totals: pass:$ktap_passed fail:$ktap_failed xfail:0 xpass:0 skip:$ktap_skipped error:0"
}

# A program that ran fewer or more tests than it planned has failed, whatever they said.
ktap_finished() {
	ktap_print_totals
	if [ "$ktap_failed" -gt 0 ] || [ "$(ktap_number)" -ne "$ktap_planned" ]; then
		exit "$KSFT_FAIL"
	fi
	exit "$KSFT_PASS"
}

# check_eq DESCRIPTION EXPECTED SEEN
check_eq() {
	[ "$2" = "$3" ] || ktap_print_msg "expected: $2" "seen: $3"
	ktap_test_result "$1" [ "$2" = "$3" ]
}

# check_range DESCRIPTION MIN MAX SEEN: whole numbers
check_range() {
	if [ "$4" -ge "$2" ] 2>/dev/null && [ "$4" -le "$3" ]; then
		ktap_test_pass "$1 ($4)"
	else
		ktap_print_msg "expected: $2 to $3" "seen: ${4:-nothing}"
		ktap_test_fail "$1"
	fi
}

# check_run DESCRIPTION COMMAND...: it succeeds, in this shell, so that what it sets stays; what it said is
# shown when it does not.
check_run() {
	check_description=$1
	shift
	"$@" >"$tmp/said" 2>&1
	check_status=$?
	[ "$check_status" = 0 ] ||
		ktap_print_msg "expected: success of: $*" "seen: status $check_status" "$(cat "$tmp/said")"
	ktap_test_result "$check_description" [ "$check_status" = 0 ]
}

# check_refused DESCRIPTION COMMAND...: it fails.
check_refused() {
	check_description=$1
	shift
	"$@" >"$tmp/said" 2>&1
	check_status=$?
	[ "$check_status" != 0 ] ||
		ktap_print_msg "expected: failure of: $*" "seen: success" "$(cat "$tmp/said")"
	ktap_test_result "$check_description" [ "$check_status" != 0 ]
}

# Times are for an emulated processor of its own. The kernel's selftests are told of slower ones in this way.
slow=1
case ${KSFT_MACHINE_SLOW:-no} in no | 0) ;; *) slow=10 ;; esac

# pause TENTHS of a second
pause() { sleep "$(($1 * slow / 10)).$(($1 * slow % 10))"; }

uptime_s() { cut -d. -f1 /proc/uptime; }

# wait_for SECONDS COMMAND...: until it succeeds, trying once more when the time is up.
wait_for() {
	wait_end=$(($(uptime_s) + $1 * slow))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(uptime_s)" -le "$wait_end" ] || return 1
		sleep 0.05
	done
}

# field NAME TEXT: the value in "name=value ..."
field() { printf '%s\n' "$2" | tr ' ' '\n' | sed -n "s/^$1=//p" | tail -n 1; }

PCI=/sys/bus/pci/devices
# Beside the tests when they are installed, in build/ when they are not.
PATH=$PATH:$(dirname "$0"):$(dirname "$0")/build

CLIENT_V4=10.0.0.1
SERVER_V4=10.0.0.2
CLIENT_V6=fd00::1
SERVER_V6=fd00::2
tmp=$(mktemp -d)

client() { ip netns exec client "$@"; }
server() { ip netns exec server "$@"; }

# spawn NAMESPACE COMMAND...: in the background; $spawned is COMMAND itself and not a shell around it,
# so that a signal to it ends it.
# shellcheck disable=SC2034 # used by the tests
spawn() {
	ip netns exec "$@" &
	spawned=$!
}

# spawn_ready FILE NAMESPACE COMMAND...: the same, its output in FILE; returns when that says "ready".
spawn_ready() {
	ready_file=$1
	shift
	: >"$ready_file"
	spawn "$@" >>"$ready_file" 2>&1
	wait_for 10 grep -q ready "$ready_file" || ktap_print_msg "not ready: $*" "$(cat "$ready_file")"
}

# The NICs in PCI order: 8086:100e, 100c and 100f of QEMU, which is subsystem 1af4:1100.
nics_find() {
	for nics_dir in "$PCI"/*; do
		case $(cat "$nics_dir/vendor" "$nics_dir/device" "$nics_dir/subsystem_vendor" \
			"$nics_dir/subsystem_device" 2>/dev/null | tr '\n' ' ') in
		"0x8086 0x100"[ecf]" 0x1af4 0x1100 ") echo "${nics_dir##*/}" ;;
		esac
	done
}

driver_of() { basename "$(readlink "$PCI/$1/driver")"; }

netdev_of() { ls "$PCI/$1/net" 2>/dev/null; }

namespace_make() {
	[ ! -e "/run/netns/$1" ] || return 0
	ip netns add "$1"
	ip -n "$1" link set lo up
	# No duplicate address detection and no router solicitation: a test's frames are its own.
	# Addresses outlive "down", as those of IPv4 do.
	for make_conf in all default; do
		ip netns exec "$1" sysctl -qw "net.ipv6.conf.$make_conf.accept_dad=0" \
			"net.ipv6.conf.$make_conf.router_solicitations=0" \
			"net.ipv6.conf.$make_conf.keep_addr_on_down=1"
	done
}

# nic_place PCI NAMESPACE ADDRESS...: whatever was there before; its interface and its address on the wire
# are in $place_nic and $place_mac. Tests call it between two floods, so it starts few processes.
nic_place() {
	place_pci=$1
	place_ns=$2
	shift 2
	namespace_make "$place_ns"
	place_nic=$(netdev_of "$place_pci")
	if [ -n "$place_nic" ]; then
		ip link set "$place_nic" netns "$place_ns" || return 1
	else
		# it is there already: the only one that is on a wire
		place_nic=$(ip -n "$place_ns" -o link show | sed -n 's/^[0-9]*: \([^:]*\):.* link\/ether .*/\1/p')
		[ -n "$place_nic" ] || return 1
	fi
	{
		for place_address; do
			echo "address replace $place_address dev $place_nic"
		done
		# Neighbours are confirmed at once and then for an hour: no probe comes in between later.
		for place_table in arp_cache ndisc_cache; do
			echo "ntable change name $place_table dev $place_nic base_reachable 3600000 delay_probe 10"
		done
	} | ip -n "$place_ns" -batch - || return 1
	ip -n "$place_ns" link set "$place_nic" up || return 1
	place_mac=$(ip -n "$place_ns" -o link show dev "$place_nic" | sed 's/.* link\/ether \([^ ]*\) .*/\1/')
}

# The client's NIC and the server's; sets CLIENT_NIC, CLIENT_MAC, SERVER_NIC and SERVER_MAC.
# shellcheck disable=SC2034 # used by the tests
pair_up() {
	nic_place "$CLIENT_PCI" client "$CLIENT_V4/24" "$CLIENT_V6/64" || return 1
	CLIENT_NIC=$place_nic
	CLIENT_MAC=$place_mac
	nic_place "$SERVER_PCI" server "$SERVER_V4/24" "$SERVER_V6/64" || return 1
	SERVER_NIC=$place_nic
	SERVER_MAC=$place_mac
}

# A NIC is deaf for a second after probe and after its receive mode was changed (device.md 6.1).
pair_talks() {
	wait_for 5 client ping -c 1 -W 1 "$SERVER_V4" && wait_for 5 server ping -c 1 -W 1 "$CLIENT_V4"
}

# What a test must leave as it found it: flags, MTU, promiscuity, qdisc, addresses, features, rings, channels,
# coalescing, private flags, copybreak, queues, NAPI, page pools; of the pair, and of NICs beside it. A NIC's
# name is not among it: a driver that is bound anew takes the next free one.
state_print() {
	state_of client "$CLIENT_NIC" client
	state_of server "$SERVER_NIC" server
	for state_pci in $OTHERS_PCI; do
		state_of '' "$(netdev_of "$state_pci")" "other NIC"
	done
}

# state_of NAMESPACE NIC WHAT: an empty NAMESPACE is the one that the test runs in.
state_of() {
	state_ip="ip${1:+ -n $1}"
	state_in="${1:+ip netns exec $1}"
	# shellcheck disable=SC2086 # several words, or none
	{
		$state_ip -d -o link show dev "$2" | sed 's/^[0-9]*: //; s/ numtxqueues.*//'
		$state_ip -o address show dev "$2" | awk '{ print $3, $4 }' | sort
		for state_option in -k -g -l -c --show-priv-flags; do
			$state_in ethtool "$state_option" "$2" 2>&1
		done
		$state_in ethtool --get-tunable "$2" rx-copybreak 2>&1
		$state_in netstate "$2" 2>&1
	} | sed "s/\<$2\>/$3/"
}

# Is it another one than at the beginning? $state_said says in what.
state_differs() {
	state_print >"$tmp/state.after" 2>&1
	! state_said=$(diff -U 0 "$tmp/state.before" "$tmp/state.after")
}

# A page pool that was given up ends when its last page is back; the kernel looks once a second.
no_page_pool_detached() { ! { client netstate lo && server netstate lo; } | grep -q detached; }

state_check() {
	wait_for 3 no_page_pool_detached
	if state_differs; then
		ktap_print_msg "expected: no difference" "seen, - before and + after:" "$state_said"
		ktap_test_fail "the state is what it was before the test"
	else
		ktap_test_pass "the state is what it was before the test"
	fi
}

# test_begin PLAN: the header, the pair ready and talking, its state noted. PLAN counts test_end's too.
# shellcheck disable=SC2034 # used by the tests
test_begin() {
	ktap_print_header
	# shellcheck disable=SC2046 # one word each
	set -- "$1" $(nics_find)
	[ $# -ge 3 ] || ktap_skip_all "$(($# - 1)) of QEMU's e1000 here, two are needed"
	CLIENT_PCI=$2
	SERVER_PCI=$3
	OTHERS_PCI=$(nics_find | sed 1,2d)
	DRIVER=$(driver_of "$CLIENT_PCI")
	ktap_set_plan "$1"
	pair_up || ktap_exit_fail_msg "the pair could not be set up: is a driver bound to $2 and $3?"
	pair_talks || ktap_exit_fail_msg "no ping passes between client and server at the start"
	state_print >"$tmp/state.before" 2>&1
	log_mark="kselftest: ${0##*/} $$ begins"
	echo "$log_mark" >/dev/kmsg
}

# What the kernel has said since then: other programs may have run in the same guest.
kernel_said() {
	dmesg | awk -v mark="$log_mark" 'index($0, mark) { lines = 0; next } { line[lines++] = $0 }
		END { for (i = 0; i < lines; i++) print line[i] }'
}

# From quiet_begin to quiet_end what the kernel says is kept from the console, where a complaint fails a run: one is
# expected.
quiet_begin() { dmesg -n 1; }
quiet_end() { dmesg -n 7; }

# no_complaint_but WORDS: a test, that the kernel has no other complaint than one with these
no_complaint_but() {
	if ! command -v kernel-complaints >/dev/null; then
		ktap_test_skip "the kernel has no complaint but $1: there is no kernel-complaints here"
		return
	fi
	check_eq "the kernel has no complaint but $1" "" "$(kernel_said | kernel-complaints | grep -v "$1")"
}

test_end() {
	state_check
	rm -rf "$tmp"
	ktap_finished
}

# counter NAMESPACE NIC NAME: one of the interface's 64-bit statistics.
counter() { ip netns exec "$1" cat "/sys/class/net/$2/statistics/$3"; }

# The frames that the driver itself drops, and as the kernel's own drop monitors see them: drops_begin, and then
# drops_told, a word "REASON=FRAMES" for each reason
DROPS=/sys/kernel/tracing/events/skb/kfree_skb
drops_begin() {
	echo >/sys/kernel/tracing/trace
	echo 1 >"$DROPS/enable"
}

drops_told() {
	echo 0 >"$DROPS/enable"
	sed -n 's/.*: kfree_skb: .*location=\(gnic_\|dev_kfree_skb_any_reason\).* reason: //p' /sys/kernel/tracing/trace |
		sort | uniq -c | awk '{ print $2 "=" $1 }'
}

# losses NAMESPACE NIC: everything that is not a frame passed on.
losses() {
	for losses_name in rx_errors tx_errors rx_dropped tx_dropped rx_missed_errors; do
		echo "$losses_name=$(counter "$1" "$2" "$losses_name")"
	done | tr '\n' ' '
}
