#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# nic regs, rings, irq and state on what the driver's debugfs held in a VM
# (data/inside), in a sysfs of our own.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
. "$UNIT/lib/sysfs.sh"
sysfs_or_skip "nic regs, rings, irq and state"
inside=sys/kernel/debug/glassnic/0000:00:04.0

# json_valid VERB: its JSON, in $out and in VERB.json, is what the schemas want
json_valid()
{
	with_sysfs nic "$1" eth1 --json
	printf '%s\n' "$out" >"$1.json"
	check_valid "$1: its schemas" "$1.json"
}

mkdir -p sys/bus/pci/devices sys/kernel/debug
make_nic 0000:00:03.0 0x100e 0x1af4 e1000 eth0
make_nic 0000:00:04.0 0x100e 0x1af4 glassnic eth1
make_nic 0000:00:05.0 0x100e 0x1af4 - -
echo 20 >sys/bus/pci/devices/0000:00:04.0/irq

for verb in regs rings irq state; do
	with_sysfs nic $verb eth0
	check "$verb of another driver's NIC" said 1 "0000:00:03.0 is driven by e1000, not by glassnic"
	with_sysfs nic $verb 00:05.0
	check "$verb of a NIC without a driver" said 1 "0000:00:05.0 has no driver; is glassnic.ko loaded?"
	with_sysfs nic $verb eth1
	check "$verb without debugfs" said 1 "debugfs is not mounted at /sys/kernel/debug"
	with_sysfs nic $verb eth7
	check "$verb of no NIC" said 1 "no PCI NIC called 'eth7' here"
	with_sysfs nic $verb
	check "$verb of nothing" said 2 "glassnic nic $verb NIC"
done
with_sysfs nic regs eth0 eth1
check "two NICs" said 2 "say which NIC"
with_sysfs nic list eth0
check "list of a NIC" said 2 "it shows them all"
with_sysfs nic look eth1
check "an unknown verb" said 2 "unknown: 'look'"
with_sysfs nic
check "no verb" said 2 "say what to do"

mkdir -p $inside
cp "$UNIT"/data/inside/* $inside

with_sysfs nic regs eth1
printf '%s\n' "$out" >regs.txt
check "regs: as the driver has them" cmp -s regs.txt $inside/regs
with_sysfs nic regs 0000:00:04.0
printf '%s\n' "$out" >regs.txt
check "regs: by PCI address" cmp -s regs.txt $inside/regs
json_valid regs
check "regs: every line is an object" [ "$(wc -l <regs.json)" -eq "$(wc -l <$inside/regs)" ]
check "regs: fields" has '"name":"STATUS","offset":8,"value":2148009859,"unread":null,"values":{"SPEED":2},"flags":\["FD","LU"\]'
check "regs: not read" has '"name":"GPTC","offset":16512,"value":null,"unread":"reading would clear it"'

with_sysfs nic rings eth1
check "rings: the ring" has '^tx_ring: 1024 slots, head 10, doorbell 10, tail 10$'
check "rings: a context descriptor" has '^   8 +free   context sum=34 at=50$'
check "rings: a data descriptor" has '^   9 +free   data    addr=0x[0-9a-f]* len=74 EOP IFCS RS TXSM DD$'
check "rings: alike but for the buffer" has '^   5-6    device$'
json_valid rings
check "rings: every slot" [ "$(grep -c '"type":"slot"' rings.json)" -eq \
	$(($(wc -l <$inside/tx_ring) + $(wc -l <$inside/rx_ring) - 2)) ]
check "rings: in words" has '"ring":"tx","slot":8,"owner":"free","kind":"context","values":\{"sum":34,"at":50\},"flags":\[\]'

with_sysfs nic state eth1
check "state: a fact" has '^  carrier          1$'
check "state: the slot of an index" has '^  tail             1023 \(slot 1023\)$'
json_valid state
check "state: the rings' facts are theirs" has '"tx":\{"count":1024,"head":10,'

# shellcheck disable=SC2016 # for the inner shell
run unshare -rm sh -c 'mount --bind "$1" /proc/interrupts && mount --rbind sys /sys && "$GLASSNIC" nic irq eth1 &&
	"$GLASSNIC" nic irq eth1 --json' sh "$UNIT/data/inside/interrupts"
printf '%s\n' "$out" | grep '^{' >irq.json
check_valid "irq: its schemas" irq.json
check "irq: how often, and where" has '^  counted   5, on each processor: 5 0$'
check "irq: who shares the line" has '^  line      IO-APIC  *20-fasteoi  *eth0$'
check "irq: the mask" has '^  mask      LSC RXO RXT0  *IMS'
check "irq: in JSON" has '"line":\{"users":"IO-APIC .*","total":5,"cpus":\[5,0\]\},"mask":\["LSC","RXO","RXT0"\],"pending":\[\]'
echo 99 >sys/bus/pci/devices/0000:00:04.0/irq
with_sysfs nic irq eth1
check "irq: a line that nobody asked for" has 'nobody has asked for it'
json_valid irq

sed -i 's/^look  *0/look             1/' $inside/state
with_sysfs nic irq eth1
check "irq: a ring that is looked at" has '^  look      at the ring, in place of an interrupt$'
json_valid irq

# Nothing of a ring while the interface is down
: >$inside/tx_ring
: >$inside/rx_ring
with_sysfs nic rings eth1
check "rings: down" has '^tx_ring: 0 slots, head 0, doorbell 0, tail 0$'
json_valid rings

# What no driver writes
for file in regs state tx_ring; do
	cp "$UNIT/data/inside/$file" $inside
	echo "neither head nor tail" >>$inside/$file
	case $file in
	tx_ring) with_sysfs nic rings eth1 ;;
	*) with_sysfs nic $file eth1 ;;
	esac
	check "$file: a line that makes no sense" said 3 "/$file: line $(wc -l <$inside/$file) makes no sense"
done
plan
