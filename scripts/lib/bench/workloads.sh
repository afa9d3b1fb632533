# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The workloads of scripts/bench, in the order in which the table shows them.

# NAME GUEST SHORT LONG WHAT. A guest is one boot of one driver and runs all of its workloads in this order;
# guest_options() says what it consists of; the streams have one of their own, so that two guests share the work. SHORT
# and LONG are in units; what a unit costs is taken from their difference, so that boot, set-up and the first units do
# not count. rr-1 and rr-128 are over before a watchdog of in-tree e1000 wakes again (load.c).
WORKLOADS='
rr-1            pair    500  2000 TCP request and response, 1 byte
rr-128          pair    500  2000 the same, 128 bytes
rr-1+usecs0     pair   1000  4000 rr-1 with ethtool -C NIC rx-usecs 0 at both ends
rr-1x8          pair   1600  6400 the same, 1 byte, on 8 connections at once
rr-128x8        pair   1600  6400 the same, 128 bytes
connect         pair    100   400 TCP connection opened and closed
udp             pair    640  3200 datagrams of 16 bytes in bursts of 64, sent and received
udp+usecs0      pair    640  3200 udp with ethtool -C NIC rx-usecs 0 at both ends
udp-1024        pair    640  3200 datagrams of 1024 bytes in bursts of 64
udp-1024+tcpdump pair   640  3200 the same, tcpdump -s 128 at the receiving NIC
udp-1024+sums    pair   640  3200 the same, the stack adds up the checksums of what is sent
udp-1024+capture pair   640  3200 the same, capture at snaplen 128 at the receiving NIC
drop            pair   5000 20000 60-octet frames received and dropped by IP
pktgen-1        pair   5000 20000 60-octet frames sent to nobody, one a doorbell
pktgen-32       pair  12800 51200 60-octet frames sent to nobody, bursts of 32
ifup            pair      2     6 interface set up until the first ping is answered
idle            pair     10    40 one NIC with link, 2 seconds
idle-down       pair     10    40 the same guest with its interfaces down
stream          stream 16384 262144 TCP stream, client to server
stream-back     stream 4096 12288 TCP stream, server to client
stream-fit      stream 16384 65536 TCP stream in a window that fits a ring of 256
stream-fit+big  stream 16384 65536 the same, super-frames of up to 192 KiB (gso_ipv4_max_size)
stream9000      stream 4096 12288 TCP stream with MTU 9000
forward         routed 5000 20000 60-octet frames forwarded from NIC to NIC
probe           nics      0     1 probe of one NIC
memory          nics      0     0 memory of an interface that is up
memory-256      nics      0     0 the same with rings of 256 descriptors
memory-4096     nics      0     0 the same with rings of 4096 descriptors
nics-2          nics   1000  4000 TCP request and response, 1 byte, 1 pair of NICs
nics-4          nics   1600  6400 the same, 2 pairs at once
nics-8          nics   1600  6400 the same, 4 pairs at once
bounces         big    4096 12288 bounce buffers in a guest of 6 GiB, TCP stream
'

# Of the same workloads, those that a veth pair can run: the share of the stack.
VETH_WORKLOADS='rr-1 rr-128 rr-1x8 rr-128x8 connect udp udp-1024 stream stream-back stream-fit stream9000'

guest_options() {
	case $1 in
	pair | stream) echo --topology pair --modules pktgen,veth ;;
	routed) echo --topology routed --modules pktgen ;;
	nics) echo --topology none --nics 8 ;;
	big) echo --topology pair --mem 6G ;;
	esac
}

workload_names() { awk 'NF { print $1 }' <<<"$WORKLOADS"; }

# What is read at one moment, not counted over a time.
workload_is_value() { [[ $1 == memory* || $1 == bounces ]]; }

# workloads_of GUEST NAME...: of the lines, those of this guest and of these names.
workloads_of() {
	local guest=$1
	shift
	awk -v guest="$guest" -v names=" $* " '$2 == guest && index(names, " " $1 " ")' <<<"$WORKLOADS"
}
