#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# nic list and capture on a sysfs of our own, mounted over /sys in a namespace:
# three NICs, and a driver whose capture/frames is a file.

# shellcheck disable=SC1091,SC2034,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"

if ! unshare -rm mount --bind "$WORK" /sys 2>/dev/null; then
	skip "nic and capture" "no user namespace may mount here"
	plan
	exit
fi

capture=sys/kernel/debug/glassnic/0000:00:05.0/capture

# make_nic PCI DEVICE SUBVENDOR DRIVER NETDEV
make_nic()
{
	device=sys/bus/pci/devices/$1
	mkdir -p "$device"
	echo 0x8086 >"$device/vendor"
	echo "$2" >"$device/device"
	echo "$3" >"$device/subsystem_vendor"
	echo 0x1100 >"$device/subsystem_device"
	[ "$4" = - ] || ln -s "../../drivers/$4" "$device/driver"
	[ "$5" = - ] && return
	mkdir -p "$device/net/$5" "sys/class/net/$5"
	echo 52:54:00:12:34:01 >"$device/net/$5/address"
	echo 0x1003 >"$device/net/$5/flags"
	echo 1 >"$device/net/$5/carrier"
	ln -s "../../../$1" "sys/class/net/$5/device"
}

# with_sysfs COMMAND...: the tool, where our sysfs is /sys
with_sysfs()
{
	# shellcheck disable=SC2016 # for the inner shell
	run unshare -rm sh -c 'mount --rbind sys /sys && exec "$GLASSNIC" capture -i eth1 -w live.pcapng' 2>err &
arrived=0
for _ in $(seq 100); do
	[ -e live.pcapng ] && arrived=$(wc -c <live.pcapng)
	[ "$arrived" -ge "$(wc -c <http.pcapng)" ] && break
	sleep 0.1
done
check "frames are in the file while the capture goes on" [ "$arrived" -ge "$(wc -c <http.pcapng)" ]
kill -INT $!
wait $!
rc=$?
err=$(cat err)
check "SIGINT ends a capture cleanly" said 0 "12 frames written"
check "and switches it off" [ "$(cat $capture/enabled)" -eq 0 ]
plan
