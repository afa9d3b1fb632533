# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share that come at a NIC from below: drivers bound and unbound, its configuration space, and QEMU's
# monitor, which takes NICs away and flips links. Sourced behind lib.sh.
# shellcheck disable=SC2034 # used by the tests

# Of the configuration space: the command register, its low octet, and the first base address
COMMAND=4
COMMAND_MEMORY=2
COMMAND_MASTER=4
BAR0=16

bind() { echo "$1" >"/sys/bus/pci/drivers/${2:-$DRIVER}/bind"; }
unbind() { echo "$1" >"$PCI/$1/driver/unbind"; }

# config_read PCI OFFSET COUNT: octets
config_read() { od -An -tu1 -j "$2" -N "$3" "$PCI/$1/config"; }

# config_write PCI OFFSET OCTET...: behind the driver's back
config_write() {
	config_file=$PCI/$1/config config_offset=$2
	shift 2
	# shellcheck disable=SC2059 # octal escapes
	printf "$(printf '\\%03o' "$@")" | dd of="$config_file" bs=1 seek="$config_offset" conv=notrunc 2>/dev/null
}

command_read() { config_read "$1" "$COMMAND" 1 | tr -d ' '; }
command_write() { config_write "$1" "$COMMAND" "$2"; }

command_clear() { command_write "$1" $(($(command_read "$1") & ~$2)); }

command_has() { [ $(($(command_read "$1") & $2)) -ne 0 ]; }

# monitored_begin PLAN: test_begin, or a skip where nobody hears a command to QEMU.
monitored_begin() {
	[ -e /dev/virtio-ports/monitor ] || ktap_skip_all "QEMU's monitor is not here, scripts/vm --monitor has it"
	test_begin "$1"
}

# nic_unplug NUMBER, nic_plug NUMBER PLACE: NICs as scripts/vm numbers them; the place is QEMU's, addr= or bus=.
nic_unplug() { qmp -e DEVICE_DELETED device_del "id=nic$1"; }

nic_plug() { qmp device_add driver=e1000 "id=nic$1" "netdev=port$1" "mac=52:54:00:12:34:0$1" "$2"; }

# link_set NUMBER true|false: the carrier, as from the other end of a cable
link_set() { qmp set_link "name=nic$1" "up=$2"; }
