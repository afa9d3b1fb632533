#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed
#
# The carrier follows STATUS.LU when LSC says so, and only then; interrupts that mean nothing do no
# harm. The link goes down as QEMU takes it down itself: autonegotiation is restarted in the PHY, behind
# the driver's back; 500 ms later it is up and LSC is raised.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=liblink.sh
. "$(dirname "$0")/liblink.sh"

# Registers (driver/regs.h), and what is written to them
STATUS=0x8
ICS=0xc8
LSC=0x4
RXT0=0x80
TXDW=0x1

link_up() { [ $(($(registers "$STATUS") & 2)) -ne 0 ]; }
went_down() { [ "$(downs)" = $((before + 1)) ]; }
interrupts() { awk -v nic="$CLIENT_NIC" '$NF == nic { print $2 + $3 }' /proc/interrupts; }

# More than one line may be shared; a storm is told by thousands.
storm_after() {
	storm_before=$(interrupts)
	registers "$ICS=$1"
	pause 5
	echo $(($(interrupts) - storm_before))
}

test_begin 12

check_run "the link is up to begin with" link_up
check_eq "and the carrier is on" 1 "$(carrier)"

before=$(downs)
registers "$RESTART_AUTONEG"
check_eq "without LSC the driver does not look: the carrier is still on" 1 "$(carrier)"
check_run "the device says up again, and LSC, within two seconds" wait_for 2 link_up
check_eq "a link that came and went unseen is not counted" "$before" "$(downs)"

registers "$RESTART_AUTONEG" "$ICS=$LSC"
check_run "LSC while the link is down: the carrier goes off" wait_for 1 went_down
check_run "LSC of the device itself: it is on again within two seconds" wait_for 2 carrier_is 1
check_eq "it was counted once" $((before + 1)) "$(downs)"
check_run "frames pass again" client ping -c 3 -i 0.2 -W 2 "$SERVER_V4"

check_range "a receive interrupt for nothing is one interrupt, not a storm" 1 20 "$(storm_after $RXT0)"
# TXDW is masked: it must not even raise the line
check_range "a cause that is masked does not interrupt" 0 20 "$(storm_after $TXDW)"

test_end
