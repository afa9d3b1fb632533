#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How scripts/vm ends: only the result line of a guest that did what it should is a success. The
# guest runs the kernel's own e1000, so that nothing has to be built.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export WORK=$work

vm() { run "$top/scripts/vm" --driver e1000 --topology none --nics 1 --log "$work/log" "$@"; }

plan 23

vm --out "$work/out" --run 'echo words; echo complaints >&2; echo file >/out/made; exit 7'
check "the command's status is returned" ended 7 "complaints"
check "the command's output is on standard output" [ "$stdout" = words ]
check "what it left in /out arrives" grep -qx file "$work/out/made"
check "the console log is there" grep -q "Linux version" "$work/log/console.log"
check "the capture is there" [ -s "$work/log/nic1.pcap" ]

vm --run 'echo "WARNING: planted" >/dev/kmsg'
check "a kernel warning is a failure, and shown" ended 125 "WARNING: planted"

vm --run 'echo c >/proc/sysrq-trigger'
check "a panic is a failure, though QEMU exits 0" ended 125 "panicked"

vm --timeout 15 --run 'sleep 1000'
check "a hang is a failure" ended 124 "no result after 15 s"
check "no QEMU is left of it" [ -z "$(grep -ls "$work/log/[i]nitramfs" /proc/[0-9]*/cmdline)" ]

# A wire in the hub's place. It is ended when QEMU has.
make -s -C "$top/userspace/selftests/wire" || exit
wire=$top/userspace/selftests/wire/build/testwire
export TMPDIR=$work
wired() { vm --topology pair --nics 2 "$@"; }

wired --wire "$wire" --run 'client ping -c 1 -w 20 server >/dev/null'
check "frames pass a wire" ended 0
check "and what it says is in the log" grep -q "^nic2: .* 0 of them damaged" "$work/log/wire.log"
fake dying <<EOS
#!/bin/bash
exec timeout 2 "$wire" "\$@"
EOS
wired --wire "$work/bin/dying" --run 'sleep 5'
check "a wire that ends before the guest is a failure" ended 125 "before the guest did, with status 124"
fake failing <<EOS
#!/bin/bash
"$wire" "\$@" &
trap 'kill \$!; exit 7' TERM
wait
EOS
wired --wire "$work/bin/failing" --run true
check "a wire that fails is a failure" ended 125 "failing ended, with status 7"
wired --wire "$work/bin/failing" --run 'exit 3'
check "also when the command has failed" ended 125 "failing ended, with status 7"
wired --wire false --run true
check "without a wire no guest is started" ended 1 "did not make its sockets"
check "no socket is left" [ -z "$(find "$work" -name '*wire-*')" ]

# A QEMU of our own for guests that are hard to make: it writes $RESULT as the second serial port.
fake qemu-system-x86_64 <<'EOS'
#!/bin/bash
for argument; do
	[[ $argument == file:*/result ]] && printf '%s\n' "$RESULT" >"${argument#file:}"
	[[ $argument == file:*/console.log ]] && echo "last words" >"${argument#file:}"
done
exit "$QEMU_STATUS"
EOS
with_fake() { RESULT=$1 QEMU_STATUS=$2 PATH=$work/bin:$PATH vm --accel tcg --run true; }

with_fake '' 0
check "a lost result line is a failure" ended 125 "the guest ended without a result"
check "its last words are shown" ended 125 "last words"
with_fake 'glassnic-result 0000000000000000 0' 0
check "a result line of another run is none" ended 125 "the guest ended without a result"
with_fake 'glassnic-result' 0
check "half a result line is none" ended 125 "the guest ended without a result"
with_fake '' 3
check "a QEMU that fails is a failure" ended 125 "QEMU failed with status 3"

fake qemu-system-x86_64 <<'EOS'
#!/bin/bash
[[ $* == *nic1* ]] || exit
echo $$ >"$WORK/pid"
exec sleep 1000
EOS
PATH=$work/bin:$PATH "$top/scripts/vm" --driver e1000 --accel tcg --log "$work/log" --run true 2>"$work/stderr" &
for ((tries = 0; tries < 300 && ! $(cat "$work/pid" 2>/dev/null || echo 0); tries++)); do sleep 0.1; done
kill $!
status=0
wait $! || status=$?
check "ended by a signal it says so" [ $status = 143 ]
check "and takes QEMU with it" [ ! -d "/proc/$(<"$work/pid")" ]

finish
