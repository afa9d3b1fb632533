#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append dma_debug=off
# vm: --topology pair --nic e1000 --append dma_debug=off --iommu
#
# Every allocation of whatever the driver is asked for fails once, one after the other (bindfail.sh: of being bound): no
# splat, no leak, and the link is as before, or down in good order. With an IOMMU mapping for DMA allocates, too, so
# that it fails in turn. Then the driver's allocations for received frames fail at random under traffic.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../net/libtraffic.sh
. "$(dirname "$0")/../net/libtraffic.sh"
# shellcheck source-path=SCRIPTDIR source=libfaults.sh
. "$(dirname "$0")/libfaults.sh"

STREAM=$((20000000 / slow))

# Allocations of the driver, of slabs: failslab asks where a call comes from.
starve_slabs() {
	# Their first digit is f, more than the shell can count to.
	starve_start=$(cut -c4- /sys/module/glassnic/sections/.text)
	starve_size=$(awk '$1 == "glassnic" { print $2 }' /proc/modules)
	echo "0xf$starve_start" >"$FAULTS/failslab/require-start"
	printf '0xf%015x\n' $((0x$starve_start + starve_size)) >"$FAULTS/failslab/require-end"
	echo -1 >"$FAULTS/failslab/times"
	echo "$1" >"$FAULTS/failslab/probability"
}

starve_pool() {
	echo page_pool_alloc_pages >"$FAULTS/fail_function/inject" &&
		echo 0 >"$FAULTS/fail_function/page_pool_alloc_pages/retval" &&
		echo 0 >"$FAULTS/fail_function/verbose" &&
		echo -1 >"$FAULTS/fail_function/times" &&
		echo "$1" >"$FAULTS/fail_function/probability"
}

feed() {
	echo 0 >"$FAULTS/failslab/probability"
	echo 0 >"$FAULTS/fail_function/probability"
	echo >"$FAULTS/fail_function/inject"
}

alloc_fails() { server netstate -s "$SERVER_NIC" | sed -n 's/^rx-alloc-fail //p'; }

# A connection sends while allocations fail, and every octet arrives.
stream_survives() { stream_start "$STREAM" && stream_end; }

faults_begin 25
client ip link set "$CLIENT_NIC" down
covered "open" 20 client failnth "up,$CLIENT_NIC" "down,$CLIENT_NIC"
client ip link set "$CLIENT_NIC" up
check_run "both ends talk" pair_talks

# What may fail while frames flow, and leaves the link alone: "what | least | where | do | undo"
capture=/sys/kernel/debug/$DRIVER/$CLIENT_PCI/capture
tags=$((1 << 7 | 1 << 8))	# inserted and stripped, in ETHTOOL_SFLAGS
while IFS='|' read -r what least where act undo; do
	flood_start rx_packets
	# shellcheck disable=SC2086 # a word, or none
	covered "$what" "$least" $where failnth "$act" "$undo"
	flood_stop
	check_run "both ends talk" pair_talks
done <<EOS
MTU|5|client|mtu,$CLIENT_NIC,9000|mtu,$CLIENT_NIC,1500
a feature|1|client|flags,$CLIENT_NIC,0|flags,$CLIENT_NIC,$tags
soft-fcs|1|client|private,$CLIENT_NIC,1|private,$CLIENT_NIC,0
ring sizes|20|client|ring,$CLIENT_NIC,256,256|ring,$CLIENT_NIC,1024,1024
capture|1||write,$capture/enabled,1|write,$capture/enabled,0
a frame that is copied|1|client|send,$CLIENT_NIC,$SERVER_MAC,60|-
a frame that is mapped|1|client|send,$CLIENT_NIC,$SERVER_MAC,1514|-
EOS

failed=$(alloc_fails)
check_run "one of three pages for the ring is not there" starve_pool 33
check_run "TCP: every octet arrives" stream_survives
feed
check_run "the ring has seen it" test "$(alloc_fails)" -gt "$failed"
check_run "one of ten of the driver's slabs is not there" starve_slabs 10
check_run "TCP: every octet arrives" stream_survives
feed
# Addresses of IPv6 went when there was no memory for them.
pair_up
check_run "both ends talk" pair_talks
ktap_print_msg "$points allocations have failed, one at a time"

faults_end
