#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# nic bind and unbind in a sysfs of our own, where what is written to a file
# stays in it; no name here is one of the host's, whose routes count.
# selftests/net/inside.sh does it with real drivers.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
. "$UNIT/lib/sysfs.sh"
sysfs_or_skip "nic bind and unbind"
drivers=sys/bus/pci/drivers
devices=sys/bus/pci/devices

# make_driver NAME
make_driver()
{
	mkdir -p "$drivers/$1"
	: >"$drivers/$1/bind"
	: >"$drivers/$1/unbind"
}

# untouched: nothing was written anywhere
untouched()
{
	find sys -name bind -size +0 -o -name unbind -size +0 -o -name driver_override -size +0 >written
	[ ! -s written ]
}

# refused NAME REASON: the last run was, before anything happened
refused()
{
	check "$1" said 1 "$2"
	check "$1: nothing was touched" untouched
}

make_nic 0000:00:03.0 0x100e 0x1af4 e1000 gn0
make_nic 0000:00:04.0 0x100e 0x8086 e1000 gn1
make_nic 0000:00:05.0 0x10d3 0x1af4 e1000e gn2
make_nic 0000:00:06.0 0x100f 0x1af4 vfio-pci -
make_nic 0000:00:07.0 0x100c 0x1af4 glassnic gn3
make_nic 0000:00:08.0 0x100e 0x1af4 - -
make_nic 0000:00:09.0 0x100e 0x1af4 e1000 -
for pci in "$devices"/*; do
	: >"$pci/driver_override"
done
make_driver e1000

with_sysfs nic bind gn0
refused "bind without the module" "glassnic.ko is not loaded"
make_driver glassnic
with_sysfs nic bind gn1
refused "bind of real hardware" "0000:00:04.0 is 8086:100e of 8086:1100; glassnic drives QEMU's"
with_sysfs nic bind gn2 --force
refused "bind of another model" "0000:00:05.0 is 8086:10d3"
with_sysfs nic bind 00:06.0 --force
refused "bind of a NIC that somebody else uses" "is driven by vfio-pci; it is taken over from e1000 alone"
with_sysfs nic bind gn3
refused "bind of ours" "is driven by glassnic already"
with_sysfs nic bind 00:09.0
refused "bind of one in another namespace" "in another network namespace"
with_sysfs nic unbind gn0
refused "unbind of theirs" "0000:00:03.0 is driven by e1000, not by glassnic"
with_sysfs nic unbind 00:08.0
refused "unbind of nobody's" "0000:00:08.0 is driven by none, not by glassnic"
with_sysfs nic bind
check "bind of nothing" said 2 "glassnic nic bind NIC"
with_sysfs nic regs gn3 --force
check "--force where it has no meaning" said 2 "--force goes with bind and unbind"

with_sysfs nic bind gn0
check "bind" [ "$rc" -eq 0 ]
check "bind: what became of it is shown" has '^0000:00:03.0  82540EM'
check "bind: away from e1000" [ "$(cat $drivers/e1000/unbind)" = 0000:00:03.0 ]
check "bind: to glassnic" [ "$(cat $drivers/glassnic/bind)" = 0000:00:03.0 ]
check "bind: and to no other" [ "$(cat $devices/0000:00:03.0/driver_override)" = glassnic ]
with_sysfs nic bind 00:08.0 --json
printf '%s\n' "$out" >bind.json
check_valid "bind: its schema" bind.json
check "bind of nobody's" [ "$(cat $drivers/glassnic/bind)" = 0000:00:08.0 ]
with_sysfs nic bind 00:09.0 -f
check "bind by force" [ "$(cat $drivers/glassnic/bind)" = 0000:00:09.0 ]

with_sysfs nic unbind gn3
check "unbind" [ "$(cat $drivers/glassnic/unbind) $(cat $drivers/e1000/bind)" = "0000:00:07.0 0000:00:07.0" ]
check "unbind: any driver may have it" [ -z "$(cat $devices/0000:00:07.0/driver_override)" ]

: >$drivers/e1000/bind
: >$devices/0000:00:03.0/driver_override
rm $drivers/glassnic/bind
ln -s /dev/full $drivers/glassnic/bind
with_sysfs nic bind gn0
check "a driver that fails" said 1 "glassnic/bind: No space left on device"
check "then the one before has it" [ "$(cat $drivers/e1000/bind)" = 0000:00:03.0 ]
check "and no other must" [ -z "$(cat $devices/0000:00:03.0/driver_override)" ]

rm -r $drivers/e1000
with_sysfs nic unbind gn3
check "unbind without e1000" [ "$rc $(cat $drivers/glassnic/unbind)" = "0 0000:00:07.0" ]
plan
