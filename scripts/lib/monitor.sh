# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# QEMU's monitor as a port of the guest: a test unplugs a NIC from the machine that it runs in. QEMU is joined to
# itself: what listens at a socket is the monitor, what connects to it is the port.

MONITOR_ROOM=RUN	# folder of the socket

# monitor_make: only its owner may reach a QEMU that obeys.
monitor_make() { MONITOR_ROOM=$(mktemp -d -t glassnic-monitor-XXXX); }

# monitor_devices: in the order in which QEMU has to make them.
monitor_devices() {
	QEMU+=(-chardev "socket,id=commands,path=$MONITOR_ROOM/qmp,server=on,wait=off" -mon "chardev=commands,mode=control"
		-chardev "socket,id=monitor,path=$MONITOR_ROOM/qmp" -device "virtserialport,chardev=monitor,name=monitor")
}

monitor_remove() { [[ $MONITOR_ROOM == RUN ]] || rm -rf "$MONITOR_ROOM"; }
