#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed
#
# Devlink's health reporters: what they show of the rings is what is there, a dump has what tells of the cause,
# recovery starts the device anew, by itself or when asked; and a transmit timeout leaves a devcoredump.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TDT=0x3818
SENT=30

health() { devlink health "$@"; }

# One of the words in which devlink tells of a reporter
told() { health show "$device" reporter "$1" | tr ' ' '\n' | grep -A 1 "^$2\$" | tail -n 1; }

# One of what a reporter diagnoses
diagnosed() { health diagnose "$device" reporter "$1" | tr -s ' ' '\n' | sed -n "/^$2:\$/{n;p}"; }

resets() { sed -n 's/^resets *//p' "$views/state"; }

dump_has() { grep -q "$1" "$tmp/dump"; }

reporters() { health show | grep -c "reporter"; }

# is REPORTER STATE ERRORS RECOVERIES
is() { [ "$(told "$1" state) $(told "$1" error) $(told "$1" recover)" = "$2 $3 $4" ]; }

# A trial is reported by itself, soon after it was asked for.
trial() { health test "$device" reporter "$1" && wait_for 5 is "$@"; }

test_begin 32
device=pci/$CLIENT_PCI
views=/sys/kernel/debug/glassnic/$CLIENT_PCI

check_run "devlink knows the NIC" devlink dev show "$device"
check_eq "and its driver" glassnic "$(devlink dev info "$device" | sed -n 's/^ *driver //p')"
check_eq "with two reporters, as its peer" 4 "$(reporters)"
for reporter in tx rx; do
	check_eq "$reporter is healthy" "healthy 0 0" \
		"$(told $reporter state) $(told $reporter error) $(told $reporter recover)"
	check_eq "it recovers and dumps by itself" "true true" \
		"$(told $reporter auto_recover) $(told $reporter auto_dump)"
done

client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n "$SENT" >"$tmp/sent"
check_eq "diagnosed: the slots of the ring" 1024 "$(diagnosed tx count)"
check_eq "TDT as the device has it" "$(($(reg "$CLIENT_PCI" "$TDT")))" "$(diagnosed tx TDT)"
check_eq "nothing is in flight" "$(diagnosed tx tail)" "$(diagnosed tx head)"
before=$(diagnosed tx frames)
client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -n "$SENT" >"$tmp/sent"
check_range "frames sent since" "$SENT" $((SENT + 5)) $(($(diagnosed tx frames) - before))
check_range "buffers that wait for frames" 768 1023 $(($(diagnosed rx tail) - $(diagnosed rx head)))

resets_before=$(resets)
check_run "recovery when there is nothing to recover" health recover "$device" reporter tx
check_eq "does nothing" "$resets_before" "$(resets)"

for reporter in tx rx; do
	check_run "$reporter: a trial of trouble is counted, and recovered" trial "$reporter" healthy 1 1
	health dump show "$device" reporter "$reporter" >"$tmp/dump"
	check_run "the dump has registers" dump_has STATUS
	check_run "and events" dump_has doorbell
	health dump clear "$device" reporter "$reporter"
done
check_eq "each was a reset" $((resets_before + 2)) "$(resets)"
check_run "both ends talk" pair_talks

check_run "no recovery by itself, if not wanted" health set "$device" reporter tx auto_recover false
check_run "then trouble stays" trial tx error 2 1
check_run "until recovery is asked for" health recover "$device" reporter tx
check_run "it is over" is tx healthy 2 2
health set "$device" reporter tx auto_recover true
health dump clear "$device" reporter tx
check_run "both ends talk" pair_talks

client ip link set "$CLIENT_NIC" down
check_run "an interface that is down cannot be recovered" trial tx error 3 2
client ip link set "$CLIENT_NIC" up
check_run "when it is up it can" health recover "$device" reporter tx
check_run "and was" is tx healthy 3 3
health dump clear "$device" reporter tx
check_run "both ends talk" pair_talks

test_end
