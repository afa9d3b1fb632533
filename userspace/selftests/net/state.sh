#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
# vm: --topology pair --nic e1000 --nics 3
#
# The look at the state that ends every test (lib.sh) sees what it is there for.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# noticed WHAT WORDS: the state differs, and WORDS, gone (-) or new (+), are why
noticed() {
	state_differs
	check_run "noticed: $1" grep -q -- "$2" <<-EOS
		$state_said
	EOS
}

unchanged() { ! state_differs; }

nic() { client ip link set "$CLIENT_NIC" "$@"; }
feature() { client ethtool -K "$CLIENT_NIC" "$@"; }

test_begin 23

check_run "nothing has changed at first" unchanged

nic mtu 1400
noticed "another MTU" "^+.* mtu 1400"
nic mtu 1500
nic promisc on
noticed "promiscuity" "^+.*PROMISC"
nic promisc off
nic txqueuelen 77
noticed "another queue length" "^+.* qlen 77"
nic txqueuelen 1000
feature gro off
noticed "a feature" "^+generic-receive-offload: off"
feature gro on
client ip address add 10.9.9.9/32 dev "$CLIENT_NIC"
noticed "an address" "^+.*10.9.9.9"
client ip address del 10.9.9.9/32 dev "$CLIENT_NIC"
client tc qdisc replace dev "$CLIENT_NIC" root pfifo limit 99
noticed "a queueing discipline" "^+.*qdisc pfifo "
client tc qdisc del dev "$CLIENT_NIC" root
usecs=$(client ethtool -c "$CLIENT_NIC" | sed -n 's/^rx-usecs:[[:space:]]*//p')
client ethtool -C "$CLIENT_NIC" rx-usecs 500
noticed "the time between interrupts" "^+rx-usecs:[[:space:]]*500"
client ethtool -C "$CLIENT_NIC" rx-usecs "$usecs"
client ethtool -G "$CLIENT_NIC" rx 512
noticed "a ring's size" "^+RX:[[:space:]]*512"
client ethtool -G "$CLIENT_NIC" rx 1024
copybreak=$(client ethtool --get-tunable "$CLIENT_NIC" rx-copybreak | sed -n 's/^rx-copybreak: //p')
client ethtool --set-tunable "$CLIENT_NIC" rx-copybreak 77
noticed "the length of what is copied" "^+rx-copybreak: 77"
client ethtool --set-tunable "$CLIENT_NIC" rx-copybreak "$copybreak"
client ethtool --set-priv-flags "$CLIENT_NIC" soft-fcs on
noticed "a private flag" "^+soft-fcs *: on"
client ethtool --set-priv-flags "$CLIENT_NIC" soft-fcs off
other=$(netdev_of "$OTHERS_PCI")
if [ -n "$other" ]; then
	ip link set "$other" mtu 1400
	noticed "a NIC beside the pair" "^+other NIC.* mtu 1400"
	ip link set "$other" mtu 1500
else
	ktap_test_skip "noticed: a NIC beside the pair: there is no third one"
fi
check_run "after all that is undone nothing has changed" unchanged

nic down
noticed "an interface that is down" "^+.*state DOWN"
noticed "its page pool is gone" "^-page pool"
nic up
pair_talks
check_run "and nothing when it is up again" unchanged

# A receiver that does not read keeps pages of the pool that an interface has given up.
spawn_ready "$tmp/seen" client frames recv -i "$CLIENT_NIC" -m 9 -w 60000
kill -STOP "$spawned"
check_run "frames to a receiver that does not read" \
	server frames send -i "$SERVER_NIC" -d "$CLIENT_MAC" -n 5 -l 1400 -m 9
nic down
nic up
noticed "a page pool whose pages are not back" "^+detached page pool, pages not back: 5"
check_run "it is not forgotten" sh -c "sleep 3; ip netns exec client netstate lo | grep detached"
kill -KILL "$spawned"
wait "$spawned" 2>/dev/null
check_run "its end comes with that of the receiver" wait_for 3 no_page_pool_detached
pair_talks

check_run "the helper's words are told when it cannot look" sh -c \
	"! ip netns exec client netstate none 2>'$tmp/said.2' && grep 'no interface' '$tmp/said.2'"
check_run "and are part of the state" grep -q "page pool" "$tmp/state.before"

test_end
