#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# vm: --topology pair --nic e1000 --append iomem=relaxed
#
# The views of debugfs: registers, both rings, state and recorder say what is there, and looking changes nothing.

# shellcheck disable=SC2317 # functions are called through check_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Registers (driver/regs.h)
CTRL=0x0
RCTL=0x100
GPTC=0x4080
TCTL=0x400
TCTL_EN=2
EVENTS=/sys/kernel/tracing/events/glassnic
SENT=10
MANY=4000

# fact NAME: one of state
fact() { sed -n "s/^$1 *//p" "$views/state"; }

send() { client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -m 9 "$@" >"$tmp/sent"; }

slots() { grep -c "^ *[0-9]* *$2 " "$views/$1_ring"; }

# The number of a register, as a view says it and as it is read
register_viewed() { awk -v name="$1" '$1 == name { print $3 }' "$views/regs"; }
register_read() { printf '%#010x' "$(reg "$CLIENT_PCI" "$1")"; }

# Events of the recorder behind the line $1
recorded() { tail -n "+$(($1 + 1))" "$tmp/recorder"; }

test_begin 41
views=/sys/kernel/debug/glassnic/$CLIENT_PCI

check_eq "state: the interface" "$CLIENT_NIC" "$(fact netdev)"
check_eq "up, present and linked" "1 1 1" "$(fact running) $(fact present) $(fact carrier)"
before=$(fact tx_frames)
send -n "$SENT"
check_range "it counts frames" "$SENT" $((SENT + 5)) $(($(fact tx_frames) - before))

check_eq "regs: CTRL" "$(register_read "$CTRL")" "$(register_viewed CTRL)"
check_eq "RCTL" "$(register_read "$RCTL")" "$(register_viewed RCTL)"
check_run "with its fields" grep -q "^RCTL .* EN .*BAM .*SECRC" "$views/regs"
check_run "numbers in them" grep -q "^STATUS .* LU SPEED=0x2" "$views/regs"
check_run "of a register that reading clears it says that" grep -q "^GPTC  *0x4080 reading would clear it" "$views/regs"
check_run "of one that cannot be read, too" grep -q "^IMC  *0x00d8 write only" "$views/regs"
check_run "the address filter" grep -q "^RA\[0\] " "$views/regs"
reg "$CLIENT_PCI" "$GPTC" >/dev/null
send -n "$SENT"
cat "$views/regs" >"$tmp/regs"
check_range "looking clears no counter" "$SENT" $((SENT + 5)) $(($(reg "$CLIENT_PCI" "$GPTC")))
echo >/sys/kernel/tracing/trace
echo 1 >"$EVENTS/gnic_reg_write/enable"
cat "$views/regs" "$views/state" "$views/tx_ring" "$views/rx_ring" "$views/recorder" >"$tmp/all"
echo 0 >"$EVENTS/gnic_reg_write/enable"
check_eq "and writes nothing" 0 "$(grep -c "dev=$CLIENT_PCI.*gnic_reg_write\|gnic_reg_write.*dev=$CLIENT_PCI" /sys/kernel/tracing/trace)"

check_eq "tx_ring: a line a slot, and one above" 1025 "$(wc -l <"$views/tx_ring")"
check_eq "every slot is free" 1024 "$(slots tx free)"
check_run "what was sent last is there, and done" grep -q "free .* len=60 EOP .*RS.* DD" "$views/tx_ring"
check_eq "rx_ring: a line a slot, and one above" 1025 "$(wc -l <"$views/rx_ring")"
check_range "most are the device's" 768 1023 "$(slots rx device)"
check_eq "and none waits" 0 "$(slots rx driver)"

# TCP in IPv4 without a tag: the sum begins at octet 34, and goes to 50
spawn_ready "$tmp/recv" server xfer recv tcp 5030 50000
client xfer send tcp "$SERVER_V4" 5030 50000 >/dev/null
wait "$spawned"
check_run "a context says where the checksum goes" grep -q "context sum=34 at=50" "$views/tx_ring"
check_run "and data that it is to be filled in" grep -q "data addr=.* EOP .* TXSM" "$views/tx_ring"

tctl=$(reg "$CLIENT_PCI" "$TCTL")
reg "$CLIENT_PCI" "$TCTL=$((tctl & ~TCTL_EN))"
send -n "$SENT"
check_eq "a device that does not send keeps what it was given" "$SENT" "$(slots tx device)"
check_run "the recorder says that it is late" grep -q "tx  late  *descs=" "$views/recorder"
check_eq "and an interrupt is asked for" 1 "$(fact tx_armed)"
reg "$CLIENT_PCI" "$TCTL=$tctl"
check_run "until it sends" wait_for 2 sh -c "! grep -q '^ *[0-9]* *device ' $views/tx_ring"
check_run "the recorder says that it is done" grep -q "tx  done  *descs=" "$views/recorder"
check_eq "and no interrupt any more" 0 "$(fact tx_armed)"

# A ping of two frames, in the order in which the driver meets them
lines=$(wc -l <"$views/recorder")
uptime_before=$(uptime_s)
echo >/sys/kernel/tracing/trace
for event in gnic_tx_queue gnic_rx_frame; do echo 1 >"$EVENTS/$event/enable"; done
client ping -c 1 -W 1 "$SERVER_V4" >"$tmp/ping"
for event in gnic_tx_queue gnic_rx_frame; do echo 0 >"$EVENTS/$event/enable"; done
cat "$views/recorder" >"$tmp/recorder"
check_eq "recorder: request, doorbell, interrupt, reply" "frame doorbell irq frame" \
	"$(recorded "$lines" | awk '{ print $3 }' | tr '\n' ' ' | sed 's/ $//')"
check_eq "with the packet ids of the trace" \
	"$(sed -n "s/.*dev=$CLIENT_PCI .* id=\(0x[0-9a-f]*\).*/\1/p" /sys/kernel/tracing/trace | tr '\n' ' ')" \
	"$(recorded "$lines" | sed -n 's/.* id=//p' | tr '\n' ' ')"
check_eq "the frame's slot is the doorbell's" \
	"$(recorded "$lines" | sed -n 's/.* tx  frame .* index=\([0-9]*\).*/\1/p')" \
	"$(recorded "$lines" | sed -n 's/.* tx  doorbell .* index=\([0-9]*\).*/\1/p')"
check_range "the time of the last one is now" "$uptime_before" $((uptime_before + 30 * slow)) \
	"$(tail -n 1 "$tmp/recorder" | cut -d. -f1)"
check_run "it is sorted by time" sort -c -s -n -k 1,1 "$tmp/recorder"

send -n "$MANY"
cat "$views/recorder" >"$tmp/recorder"
check_range "of many the last are kept" 1024 5120 "$(wc -l <"$tmp/recorder")"
sed -n 's/.* tx  frame .* id=0x//p' "$tmp/recorder" >"$tmp/ids"
check_range "without a gap" 300 1024 "$(awk '
	{ n = 0; for (i = 1; i <= length($1); i++) n = (n * 16 + index("0123456789abcdef", substr($1, i, 1)) - 1) % 65536 }
	NR > 1 && n != (last + 1) % 65536 { gaps++ }
	{ last = n }
	END { print gaps ? -gaps : NR }' "$tmp/ids")"

# What is read while frames pass is whole lines, and sorted
spawn client frames send -i "$CLIENT_NIC" -d "$SERVER_MAC" -t 30 -m 8 >"$tmp/flood" 2>&1
cat "$views/recorder" "$views/recorder" >"$tmp/recorder"
check_eq "lines of a recorder in use that make no sense" 0 \
	"$(grep -vc '^[0-9]*\.[0-9]\{9\} \(tx\|rx\|nic\) *[a-z]* *[a-z]*=[0-9a-fx]*' "$tmp/recorder")"
check_run "a ring in use can be read" grep -q "count=1024" "$views/tx_ring"
kill "$spawned"
wait "$spawned" 2>/dev/null

client ip link set "$CLIENT_NIC" down
check_eq "a ring that is down is not there" 0 "$(cat "$views/tx_ring" "$views/rx_ring" | wc -l)"
check_eq "state: it is down" 0 "$(fact running)"
check_run "the recorder remembers" grep -q "nic stop" "$views/recorder"
client ip link set "$CLIENT_NIC" up
check_run "and that it is up again" sh -c "tail -n 20 $views/recorder | grep -q 'nic start'"
check_run "both ends talk" pair_talks

test_end
