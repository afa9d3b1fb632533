#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append dma_debug=off --timeout 1800
#
# Every allocation fails once, one after the other, while the driver is bound to a NIC: no splat, no leak, and the next
# time it works. 1800 s are for a machine that others use, too.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=../net/lib.sh
. "$(dirname "$0")/../net/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../net/libpci.sh
. "$(dirname "$0")/../net/libpci.sh"
# shellcheck source-path=SCRIPTDIR source=libfaults.sh
. "$(dirname "$0")/libfaults.sh"

faults_begin 6
driver=/sys/bus/pci/drivers/$DRIVER
unbind "$CLIENT_PCI"
covered "bind" 100 failnth "write,$driver/bind,$CLIENT_PCI" "write,$driver/unbind,$CLIENT_PCI"
bind "$CLIENT_PCI"
check_run "the pair is back" pair_up
check_run "both ends talk" pair_talks

faults_end
