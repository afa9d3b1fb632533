#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --modules e1000
# host: "$(dirname "$(command -v wirecheck)")/../inside-on-host"
#
# The tool looks inside the running driver, moves a NIC between e1000 and glassnic, and understands the devcoredump
# that a transmit timeout leaves. What it said in JSON is left in /out: on the host it is held against the schemas.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=libpci.sh
. "$(dirname "$0")/libpci.sh"

OUT=${OUT:-/out}
WATCHDOG_S=12
DUMP=/sys/class/devcoredump

# tool ARGUMENT...: its sentence beside what it says
tool() { glassnic "$@" 2>&1; }

# keep NAME ARGUMENT...: as JSON in /out, and in words in $tmp
keep() {
	keep_name=$1
	shift
	glassnic "$@" >"$tmp/$keep_name" && glassnic "$@" --json >"$OUT/$keep_name.json"
}

# said TEXT ARGUMENT...: the tool refuses, and says so
said() {
	said_text=$1
	shift
	! tool "$@" >"$tmp/refusal" && grep -q "$said_text" "$tmp/refusal"
}

# The same in the client's namespace
there_said() {
	there_text=$1
	shift
	! client glassnic "$@" >"$tmp/refusal" 2>&1 && grep -q "$there_text" "$tmp/refusal"
}

slots() { grep -c "\"ring\":\"$1\",\"slot\":.*\"owner\":\"$2\"" "$OUT/rings.json"; }

facts() { grep -c '^  ' "$tmp/state"; }

# fails_half_way NIC: e1000 has let go when glassnic does not take it
fails_half_way() {
	mount --bind /dev/full "/sys/bus/pci/drivers/$DRIVER/bind" && said "glassnic/bind: No space left" nic bind "$1"
	fails_status=$?
	umount "/sys/bus/pci/drivers/$DRIVER/bind"
	return "$fails_status"
}

dumped() { ls "$DUMP"/devcd*/data; }

# route add|del: a default route through the client's NIC, which is in this namespace
route() { ip route "$1" default dev "$(netdev_of "$CLIENT_PCI")"; }

here() {
	client ip link set "$CLIENT_NIC" netns 1 && ip link set "$(netdev_of "$CLIENT_PCI")" up
}

command -v glassnic >/dev/null || ktap_skip_all "the tool is not here"
[ -d /sys/bus/pci/drivers/e1000 ] || ktap_skip_all "e1000 is not here"
test_begin 42
mkdir -p "$OUT"
views=/sys/kernel/debug/glassnic/$CLIENT_PCI

check_run "regs" keep regs nic regs "$CLIENT_PCI"
check_eq "regs: every register of the driver's file" "$(wc -l <"$views/regs")" "$(wc -l <"$tmp/regs")"
check_eq "regs: STATUS as it is" "$(grep '^STATUS ' "$views/regs")" "$(grep '^STATUS ' "$tmp/regs")"
check_run "rings" keep rings nic rings "$CLIENT_PCI"
check_eq "rings: every slot of tx" 1024 "$(grep -c '"ring":"tx","slot":' "$OUT/rings.json")"
check_eq "rings: all are free" 1024 "$(slots tx free)"
check_range "rings: most of rx are the device's" 768 1023 "$(slots rx device)"
check_run "state" keep state nic state "$CLIENT_PCI"
check_eq "state: every fact of the driver's file" "$(($(wc -l <"$views/state") - 1))" "$(facts)"
check_run "irq" keep irq nic irq "$CLIENT_PCI"
check_run "irq: the mask" grep -q "^  mask  *LSC RXO RXT0 " "$tmp/irq"
before=$(sed -n 's/.*"total":\([0-9]*\).*/\1/p' "$OUT/irq.json")
client ping -c 3 -i 0.2 "$SERVER_V4" >/dev/null
check_run "irq, three pings later" keep irq nic irq "$CLIENT_PCI"
check_range "irq: they are counted" $((before + 3)) $((before + 50)) \
	"$(sed -n 's/.*"total":\([0-9]*\).*/\1/p' "$OUT/irq.json")"
check_run "a namespace of its own has no debugfs: that is said" there_said "debugfs is not mounted at /sys/kernel/debug" \
	nic regs "$CLIENT_NIC"

# From one driver to the other
check_run "unbind of a NIC in another namespace is refused" said "another network namespace" nic unbind "$CLIENT_PCI"
check_run "the NIC comes to this one" here
check_run "with a default route" route add
check_run "it is refused" said "carries the default route" nic unbind "$CLIENT_PCI"
check_eq "and keeps its driver" glassnic "$(driver_of "$CLIENT_PCI")"
check_run "by force it is not" tool nic unbind "$CLIENT_PCI" --force
check_eq "e1000 has it" e1000 "$(driver_of "$CLIENT_PCI")"
check_run "and so says the tool" said "driven by e1000, not by glassnic" nic regs "$CLIENT_PCI"
pair_up
check_run "both ends talk" pair_talks
here
check_run "bind takes it over" tool nic bind "$CLIENT_PCI"
check_eq "glassnic has it" "glassnic glassnic" \
	"$(driver_of "$CLIENT_PCI") $(cat "$PCI/$CLIENT_PCI/driver_override")"
check_run "once" said "driven by glassnic already" nic bind "$CLIENT_PCI"
check_run "without a default route it is given back without force" tool nic unbind "$(netdev_of "$CLIENT_PCI")"
check_eq "e1000 has it, and any driver may" "e1000 (null)" \
	"$(driver_of "$CLIENT_PCI") $(cat "$PCI/$CLIENT_PCI/driver_override")"
check_run "something that is no NIC is not taken" said "glassnic drives QEMU" nic bind 00:00.0
check_run "a bind that fails is told" fails_half_way "$(netdev_of "$CLIENT_PCI")"
check_eq "and e1000 has it again" "e1000 (null)" \
	"$(driver_of "$CLIENT_PCI") $(cat "$PCI/$CLIENT_PCI/driver_override")"
check_run "bind takes it over by the name of its interface" tool nic bind "$(netdev_of "$CLIENT_PCI")"
pair_up
check_run "both ends talk" pair_talks

quiet_begin
check_run "bus mastering can be switched off behind the driver" command_clear "$CLIENT_PCI" "$COMMAND_MASTER"
spawn client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -t 60 -l 500 >"$tmp/flood" 2>&1
check_run "a transmit timeout leaves a devcoredump" wait_for $WATCHDOG_S dumped
kill "$spawned"
cat "$DUMP"/devcd*/data >"$OUT/timeout.dump"
for dump in "$DUMP"/devcd*/data; do echo >"$dump"; done
quiet_end
no_complaint_but "NETDEV WATCHDOG"
check_run "the tool understands it" keep coredump coredump "$OUT/timeout.dump"
check_eq "whose it is" "$CLIENT_NIC ($CLIENT_PCI)" "$(sed -n '1s/ at .*//p' "$tmp/coredump")"
check_run "what the device did not give back" grep -q "^ .* device legacy  len=500 EOP IFCS RS\$" "$tmp/coredump"
check_run "why it was made" grep -q "nic timeout  descs=" "$tmp/coredump"
check_run "both ends talk" pair_talks

test_end
