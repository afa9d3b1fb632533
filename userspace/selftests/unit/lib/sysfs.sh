# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A sysfs of our own in the working folder's sys/, mounted over /sys in a
# namespace for the tool; after tap.sh.

# sysfs_or_skip NAME: ends the test where no namespace may mount
sysfs_or_skip()
{
	unshare -rm mount --bind "$WORK" /sys 2>/dev/null && return
	skip "$1" "no user namespace may mount here"
	plan
	exit
}

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
	run unshare -rm sh -c 'mount --rbind sys /sys && exec "$GLASSNIC" "$@"' sh "$@"
}
