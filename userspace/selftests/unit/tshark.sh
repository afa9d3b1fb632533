#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What show says of every frame, against tshark on the same file: number, time,
# lengths, addresses, ports, flags, options and the state of each checksum.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"

if ! command -v tshark >/dev/null; then
	skip "against tshark" "tshark is not installed"
	plan
	exit
fi

fields="frame.number frame.time_epoch frame.len frame.cap_len frame.drop_count eth.dst eth.src
	ip.src ip.dst ip.ttl ip.len ip.checksum ip.checksum.status ipv6.src ipv6.dst
	udp.srcport udp.dstport udp.length udp.checksum udp.checksum.status
	tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.flags tcp.window_size_value
	tcp.checksum tcp.checksum.status tcp.options.mss_val tcp.options.wscale.shift
	tcp.options.timestamp.tsval tcp.options.timestamp.tsecr
	icmp.type icmp.code icmp.ident icmp.seq icmp.checksum.status icmpv6.checksum.status
	arp.opcode arp.src.proto_ipv4 arp.dst.proto_ipv4"

# agrees NAME [MKCAP OPTION...]
agrees()
{
	fixture "$@"
	# Frame by frame, as we do: no reassembly of fragments.
	# shellcheck disable=SC2046 # a word a field
	tshark -n -r "$1.pcapng" -T fields -E header=y -E occurrence=f -o ip.check_checksum:TRUE \
		-o ip.defragment:FALSE -o ipv6.defragment:FALSE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
		$(for field in $fields; do echo "-e $field"; done) >theirs 2>err || return 1
	for number in $(cut -f 1 theirs | tail -n +2); do
		"$GLASSNIC" show "$number" -r "$1.pcapng" --json 2>/dev/null
	done >ours
	python3 "$UNIT/lib/against_tshark.py" theirs ours
}

check "an HTTP exchange" agrees http
check "an HTTP exchange, big-endian" agrees http -b
check "one of each protocol" agrees mixed
check "frame numbers among other blocks" agrees numbers
plan
