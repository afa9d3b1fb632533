#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# nic list and capture on a sysfs of our own, mounted over /sys in a namespace:
# three NICs, and a driver whose capture/frames is a file.

# shellcheck disable=SC1091,SC2034,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
. "$UNIT/lib/sysfs.sh"
sysfs_or_skip "nic and capture"

capture=sys/kernel/debug/glassnic/0000:00:05.0/capture

mkdir -p sys/bus/pci/devices
with_sysfs nic list
check "no NIC is said, and no error" has '^no NIC of the kinds'
make_nic 0000:00:03.0 0x100e 0x1af4 e1000 eth0
make_nic 0000:00:04.0 0x100f 0x8086 - -
make_nic 0000:00:05.0 0x100c 0x1af4 glassnic eth1
mkdir -p "$capture"
echo 0 >$capture/enabled
echo 262144 >$capture/snaplen
echo 4194304 >$capture/buffer
printf '%s\n' 'captured 14' 'filtered 0' 'dropped 2' 'skipped 0' 'bytes 999' >$capture/stats
fixture http
cp http.pcapng $capture/frames

with_sysfs nic list
check "another driver's NIC" has '^0000:00:03.0  82540EM  e1000      eth0             52:54:00:12:34:01  up    -$'
check "one without a driver, and not emulated" has '^0000:00:04.0  82545EM  -          -                -                  -     -  \(not emulated'
check "ours, with its capture" has '^0000:00:05.0  82544GC  glassnic   eth1             52:54:00:12:34:01  up    off$'
with_sysfs nic list --json
printf '%s\n' "$out" >nics
check "nic list: a line a NIC" [ "$(wc -l <nics)" -eq 3 ]
check_valid "nic list: its schema" nics

with_sysfs capture -i eth0 -w out.pcapng
check "capture of another driver's NIC" said 1 "eth0 (0000:00:03.0) is driven by e1000, not by glassnic"
with_sysfs capture -i 0000:00:04.0 -w out.pcapng
check "capture of a NIC without a driver" said 1 "glassnic: 0000:00:04.0 has no driver"
check "no file was made for nothing" [ ! -e out.pcapng ]

with_sysfs capture -i eth1 -w out.pcapng
check "capture: what it came to" said 0 \
	"0000:00:05.0: 12 frames written, $(wc -c <out.pcapng) bytes to out.pcapng in "
check "capture: what was lost" said 0 "; the driver captured 14, dropped 2, filtered 0, skipped 0"
check "capture: switched off again" [ "$(cat $capture/enabled)" -eq 0 ]
check "capture: for its owner alone" [ "$(stat -c %a out.pcapng)" = 600 ]
"$GLASSNIC" show 6 -r out.pcapng >after
"$GLASSNIC" show 6 -r http.pcapng >before
check "capture: the frame is the same" cmp -s before after

with_sysfs capture -i 00:05.0 -w out.pcapng -c 5 -s 96 --json
printf '%s\n' "$out" >summary
check "capture --count" has '"frames":5,'
check "capture --snaplen" [ "$(head -n 1 $capture/snaplen)" -eq 96 ]
check_valid "capture: its schema" summary

with_sysfs capture -i eth1 -w -
check "capture to a pipe says what it came to" said 0 "12 frames written"
# shellcheck disable=SC2016 # for the inner shell
unshare -rm sh -c 'mount --rbind sys /sys && "$GLASSNIC" capture -i eth1 -w - 2>err | "$GLASSNIC" show 6 -r -' >after
check "capture to a pipe: the frame is the same" cmp -s before after

# A pipe that stays open is a driver that waits for frames.
rm $capture/frames
mkfifo $capture/frames
exec 3<>$capture/frames
cat http.pcapng >&3
# shellcheck disable=SC2016 # for the inner shell
unshare -rm sh -c 'mount --rbind sys /sys && exec "$GLASSNIC" capture -i eth1 -w live.pcapng' 2>err &
arrived=0
for _ in $(seq 100); do
	[ -e live.pcapng ] && arrived=$(wc -c <live.pcapng)
	[ "$arrived" -ge "$(wc -c <http.pcapng)" ] && break
	sleep 0.1
done
check "frames are in the file while the capture goes on" [ "$arrived" -ge "$(wc -c <http.pcapng)" ]
kill -INT $!
wait $!
rc=$?
err=$(cat err)
check "SIGINT ends a capture cleanly" said 0 "12 frames written"
check "and switches it off" [ "$(cat $capture/enabled)" -eq 0 ]
plan
