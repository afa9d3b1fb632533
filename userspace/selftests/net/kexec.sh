#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --kexec --append crashkernel=320M --mem 2G --smp 1
#
# One kernel after the other on the same devices, under traffic: by kexec, before which the driver shuts its device
# down; then by a panic, after which it is still running, with rings in memory that is not the new kernel's. Each time
# the next one's driver works. One processor: with two, of which the panic stops one, QEMU 7.2 goes on delivering an
# interrupt whose line the device has lowered (INTx status 0), and the new kernel gives the line up.
#
# This program is run again by each of them: what the others have found is in $left.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libtraffic.sh
. "$(dirname "$0")/libtraffic.sh"

BYTES=10000000
left=/etc/glassnic/kexec
kernel=/boot/vmlinuz

# pack WHO_COMES_NEXT: this root as an initramfs, without the kernel's image where there is no next one
pack() {
	mkdir -p "$left"
	cp "$tmp/state.before" "$left"
	echo "$1 $ktap_planned $ktap_passed $ktap_failed $ktap_skipped" >"$left/counts"
	cd / && find . -xdev | { if [ "$1" = crash ]; then grep -v "^./boot/"; else cat; fi; } |
		cpio -o -H newc >"$tmp/initramfs" 2>/dev/null
}

arguments() { sed 's/ crashkernel=[^ ]*//' /proc/cmdline; }

# go_on: as test_begin, in the middle
go_on() {
	read -r kind ktap_planned ktap_passed ktap_failed ktap_skipped <"$left/counts"
	# shellcheck disable=SC2046 # one word each
	set -- $(nics_find)
	CLIENT_PCI=$1
	SERVER_PCI=$2
	OTHERS_PCI=
	cp "$left/state.before" "$tmp"
	pair_up || ktap_exit_fail_msg "the pair could not be set up in the next kernel"
}

works() { pair_talks && stream_start "$BYTES" && stream_end; }

# They go on until the kernel itself is gone.
flood() { flood_start rx_packets; }

# The panic's own words are expected: the console, where they fail a run, hears no more of this kernel.
console_off() { echo N >/sys/class/tty/ttyS0/console; }

first() {
	[ -e "$kernel" ] || ktap_skip_all "there is no $kernel here, scripts/vm --kexec has it"
	[ "$slow" = 1 ] || ktap_skip_all "what watches this kernel does not watch the next: scripts/check net/kexec.sh"
	test_begin 8
	check_run "frames flow" flood
	pack kexec
	kexec load "$kernel" "$tmp/initramfs" "$(cat /proc/cmdline)" && kexec run
	ktap_exit_fail_msg "the next kernel was not run"
}

after_kexec() {
	go_on
	check_run "after kexec both ends talk, and TCP works" works
	check_eq "its kernel has no complaint" "" "$(dmesg | kernel-complaints)"
	check_run "frames flow" flood
	pack crash
	kexec crash "$kernel" "$tmp/initramfs" "$(arguments) nr_cpus=1 reset_devices" ||
		ktap_exit_fail_msg "no kernel is loaded for when this one panics"
	console_off
	echo c >/proc/sysrq-trigger
	ktap_exit_fail_msg "the kernel did not panic"
}

after_panic() {
	go_on
	check_run "this is the kernel after a panic" test -e /proc/vmcore
	check_run "both ends talk, and TCP works" works
	check_eq "its kernel has no complaint" "" "$(dmesg | kernel-complaints)"
	test_end
}

if [ ! -e "$left/counts" ]; then
	first
else
	read -r kind _ <"$left/counts"
	if [ "$kind" = kexec ]; then after_kexec; else after_panic; fi
fi
