#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000
#
# Which frames the NIC lets in: its own address, groups, further station addresses, all. The receiver is
# a packet socket that asks for nothing by itself, so what it sees went through the device's filter.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

FOREIGN=02:00:00:12:34:99
GROUP=01:00:5e:01:02:03
OTHER_GROUP=01:00:5e:33:44:55
BROADCAST=ff:ff:ff:ff:ff:ff
# The n-th address that "frames recv -G" and "-U" make up.
made_group() { printf '01:00:5e:5a:%02x:%02x' $(($1 / 256)) $(($1 % 256)); }
made_station() { printf '02:00:00:5a:%02x:%02x' $(($1 / 256)) $(($1 % 256)); }

COUNT=20
mark=0

# listen [OPTION...]: a receiver on the server, ready when this returns
listen() {
	mark=$((mark + 1))
	spawn_ready "$tmp/listen" server frames recv -i "$SERVER_NIC" -m "$mark" "$@"
}

# send_to MAC: COUNT frames to it, then one to the server itself, which ends the receiver
send_to() {
	client frames send -i "$CLIENT_NIC" -d "$1" -n "$COUNT" -l 200 -m "$mark" -e "$SERVER_MAC" \
		>"$tmp/send" || ktap_print_msg "the sender: $(cat "$tmp/send")"
}

# What the receiver saw, in $heard; not to be called in a subshell, which could not wait for it.
listened() {
	wait "$spawned"
	heard=$(field seen "$(cat "$tmp/listen")")
	[ "$(field end "$(cat "$tmp/listen")")" = yes ] ||
		heard="$heard, and not even the last frame, which was to itself"
}

# arrives DESCRIPTION MAC [OPTION...] and filtered: what a receiver with OPTION sees of frames to MAC
arrives() {
	arrives_description=$1
	arrives_mac=$2
	shift 2
	listen "$@"
	send_to "$arrives_mac"
	listened
	check_eq "arrives: $arrives_description" "$COUNT" "$heard"
}

filtered() {
	filtered_description=$1
	filtered_mac=$2
	shift 2
	listen "$@"
	send_to "$filtered_mac"
	listened
	check_eq "filtered: $filtered_description" 0 "$heard"
}

first_answer_ms() { field first_ms "$(client icmp first "$CLIENT_NIC" "$SERVER_V4" 5000)"; }

test_begin 32

arrives "a frame to the NIC's own address" "$SERVER_MAC"
arrives "a broadcast" "$BROADCAST"
filtered "a frame to another station" "$FOREIGN"

filtered "a group that nobody joined" "$GROUP"
arrives "a group that was joined" "$GROUP" -j "$GROUP"
filtered "another group than the one joined" "$OTHER_GROUP" -j "$GROUP"
filtered "a group after it was left" "$GROUP"

# A join writes the hash table and not RCTL, which would make the NIC deaf for a second (device.md 6.1).
listen -j "$GROUP"
check_range "after a join the NIC answers within ms" 0 $((500 * slow)) "$(first_answer_ms)"
send_to "$GROUP"
listened
check_eq "and hears the group" "$COUNT" "$heard"

arrives "the first of 150 groups joined" "$(made_group 0)" -G 150
arrives "the last of 150 groups joined" "$(made_group 149)" -G 150
filtered "a group beside those 150" "$OTHER_GROUP" -G 150
filtered "one of those 150 after all were left" "$(made_group 149)"

arrives "any group in allmulti mode" "$OTHER_GROUP" -a
filtered "another station in allmulti mode" "$FOREIGN" -a
filtered "any group after allmulti mode" "$OTHER_GROUP"

arrives "another station in promiscuous mode" "$FOREIGN" -p
arrives "a group nobody joined in promiscuous mode" "$OTHER_GROUP" -p
filtered "another station after promiscuous mode" "$FOREIGN"
filtered "a group after promiscuous mode" "$OTHER_GROUP"
arrives "a broadcast after promiscuous mode" "$BROADCAST"

# Sixteen exact addresses, one of them the NIC's own.
arrives "a second station address" "$FOREIGN" -u "$FOREIGN"
arrives "the last of 15 further addresses" "$(made_station 14)" -U 15
filtered "another station beside those 15" "$FOREIGN" -U 15
arrives "the last of 16 further addresses: too many for the table" "$(made_station 15)" -U 16
filtered "another station after those were given up" "$FOREIGN"

# The address deaf afterwards is the made-up one: the NIC's own stays half open to the hash, which the
# device looks up for unicast too (device.md 6.3), through the group of its IPv6 link-local address.
server ip link set "$SERVER_NIC" address "$FOREIGN"
eeprom=$SERVER_MAC
SERVER_MAC=$FOREIGN
arrives "a frame to a new address of the NIC" "$FOREIGN"
client ip neigh flush dev "$CLIENT_NIC"
check_run "ping after the change of address" client ping -c 1 -W 2 "$SERVER_V4"
SERVER_MAC=$eeprom
server ip link set "$SERVER_NIC" address "$SERVER_MAC"
client ip neigh flush dev "$CLIENT_NIC"
filtered "a frame to that address after the old one is back" "$FOREIGN"
arrives "a frame to the old address" "$SERVER_MAC"
check_run "ping after the old address is back" client ping -c 1 -W 2 "$SERVER_V4"

test_end
