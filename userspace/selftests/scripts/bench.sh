#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How scripts/bench works out what a unit costs, and how the suite "bench" judges it.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export XDG_CACHE_HOME=$work/cache

plan 52

# Marks at 1000 a start, 10 instructions and half an access a unit; boot and set-up are in all of them.
counts() {
	printf '%s\n' "mark 0 1000" "access 0xfe r ICR 7" "mark 1 2100" "access 0xfe r ICR 57" "mark 2 9000" \
		"access 0xfe r ICR 60" "mark 3 11100" "access 0xfe r ICR 160" >"$work/counts"
}

# said NAME LOST
said() { echo "result $1 packet 100 5000 100 200 9000 200 $2 0 0" >"$work/said"; }

cost() { run awk -v ORDER="$1" -f "$lib/bench/cost.awk" "$work/counts" "$work/said"; }

counts
said drop 0
cost drop
check "a unit costs the difference of two lengths" printed "drop packet 10.0 0.5000 40.0 0 0 0 r:ICR=0.500"
said drop 1
cost drop
check "a lost frame makes a workload void" printed "drop packet void"
check "and the reason is told" printed " lost: 1"
: >"$work/said"
cost "drop idle"
check "a workload of which nothing is there is void" test "$stdout" = "drop - void - - - 0 0 - the guest said nothing of it
idle - void - - - 0 0 - the guest said nothing of it"
printf '%s\n' "void drop load: it broke" "absent idle no such rings" >"$work/said"
cost "drop idle"
check "a void one has the reason that the guest told" printed "drop - void - - - 0 0 - load: it broke"
check "what the driver does not offer is not void" printed "idle - - - - - 0 0 - no such rings"
said stream 1
cost stream
check "what TCP repaired is a part of the cost" printed "stream packet 10.0"

# rr MARKS NS: of 100 and 200 transactions; the long run ends with MARKS instructions and takes NS.
rr() {
	printf '%s\n' "mark 0 1000" "mark 1 2000" "mark 2 9000" "mark 3 $1" >"$work/counts"
	echo "result rr-1 transaction 100 25600 200 200 $2 400 0 0 0" >"$work/said"
	cost rr-1
}
rr 11000 51200
check "a request that keeps its gait" printed "rr-1 transaction 10.0"
rr 11000 40000
check "one that takes another time midway is void" printed "- its gait changed midway: 0.3 us, then 0.2 us"
rr 10900 51200
check "so is one that takes other instructions" printed "- its gait changed midway: 10 instructions, then 10"
counts

# unsteady COST...: is nothing but e1000's gait wrong with these?
unsteady() {
	mkdir -p "$work/measured"
	printf '%s\n' "$@" >"$work/measured/costs"
	run bash -c ". $lib/suite/bench.sh; bench_unsteady $work/measured"
}
unsteady "e1000 rr-1 transaction void 1 2 0 0 0 - its gait changed midway: x" "glassnic rr-1 transaction 9.0 1 2 0 0 0 -"
check "the instrument's gait is a reason to measure again" ended 0
unsteady "e1000 rr-1 transaction void 1 2 0 0 0 - its gait changed midway: x" "glassnic udp datagram void - - 1 0 0 - lost: 1"
check "not when ours is void, too" ended 1
unsteady "e1000 rr-1 transaction 9.0 1 2 0 0 0 -"
check "nor when all is well" ended 1

# Under KVM: what the host's kernel counts for this virtual machine, at the marks that the guest says.
# shellcheck source=/dev/null # it is checked as a part of scripts/bench
. "$lib/bench/guests.sh"
# What load does: it says a mark and rests, during which the host reads; here until it has, or for a while.
fake load <<'EOS'
#!/bin/bash
mark=0
for exits in 100 1200 2000 4100; do
	echo $exits >"$KVM_STATS/77-12/exits"
	echo $((exits / 2)) >"$KVM_STATS/77-12/mmio_exits"
	echo "mark $mark" >&"$MARKS"
	for ((tries = 30; tries; tries--)); do
		! grep -q "exits $mark mmio" "$COUNTS" 2>/dev/null || break
		/bin/sleep 0.1
	done
	((++mark))
done
echo "result udp packet 100 5000 100 200 9000 200 0 0 0"
EOS
# The network need not come to rest.
fake sleep <<'EOS'
#!/bin/sh
EOS
# guest LINE: scripts/bench's part in the guest, asked for this workload; its errors are in $work/guest/errors.
guest() {
	COUNTS=$work/guest/counts OUT=$work TOPOLOGY=none DRIVER=glassnic MARKS=3 PATH=$work/bin:$PATH:$lib/guest \
		sh "$lib/bench/guest" <<<"$1" 2>"$work/guest/errors"
}
mkdir -p "$work/guest/vm"
export KVM_STATS=$work/kvm
mkdir -p "$KVM_STATS/77-12" "$KVM_STATS/78-12"
echo 77 >"$work/guest/vm/qemu.pid"
echo 999999 >"$KVM_STATS/78-12/exits"
guest "udp 0 100 200" | guest_listen "$work/guest"
run cat "$work/guest/said"
check "marks are not among the results" test "$stdout" = "result udp packet 100 5000 100 200 9000 200 0 0 0"
run awk -v ORDER=udp -f "$lib/bench/cost.awk" "$work/guest/counts" "$work/guest/said"
check "exits are those of one machine, for a unit" printed "udp packet - 10.0000 40.0 0 0 0 exits=10.000,mmio_exits=5.000"

# A workload that breaks, and rings that cannot be set: $work/bin/load and ethtool are those of this guest.
fake load <<'EOS'
#!/bin/sh
echo "load: no server" >&2
exit 1
EOS
fake nics <<'EOS'
nic_of_number() { nic=eth$1; }
EOS
fake ethtool <<'EOS'
#!/bin/sh
echo "netlink error: Operation not supported" >&2
exit 95
EOS
run guest "udp 0 100 200"
check "the guest says why a workload is void" printed "void udp load: no server"
check "and all that was said is among the errors" grep -q "load: no server" "$work/guest/errors"
run guest "memory-256 0 0 0"
check "rings whose size cannot be set are no fault" test \
	"$stdout" = "absent memory-256 ethtool -G: netlink error: Operation not supported"

# table OPTION LINE...: of lines "DRIVER" and a workload's cost
table() {
	local option=$1
	shift
	run awk "$option" -v WHAT="$WORKLOADS" -f "$lib/bench/table.awk" <(printf '%s\n' "$@")
}
# shellcheck source=/dev/null # it is checked as a part of scripts/bench
. "$lib/bench/workloads.sh"

# row NAME WORDS: the table's first row of that name begins with them.
# shellcheck disable=SC2317 # check() calls it
row() { [[ $(awk -v name="$1" '$1 == name { $1 = $1; print; exit }' <<<"$stdout") == "$1 $2"* ]]; }

table -vJSON=0 "e1000 udp-1024 datagram 11000.0 2.0000 9.0 0 0 0 -" \
	"e1000 udp-1024+tcpdump datagram 12500.0 2.5000 9.0 0 0 0 -"
check "what looking on costs is a difference, also in accesses" row udp-1024+tcpdump "datagram 1500 0.500"
table -vJSON=0 "e1000 udp-1024 - void - - - 0 0 - lost: 1" "e1000 udp-1024+tcpdump datagram 12500.0 2.5 9.0 0 0 0 -"
check "to something void there is no difference" row udp-1024+tcpdump "datagram void -"
check "and why is said" printed "e1000: void: it is what it costs more than udp-1024, which was not measured"
check "like the reason of the void one" printed "e1000: void: lost: 1"
table -vJSON=0 "glassnic idle 2s 90000.0 63.0000 9.0 0 0 0 -"
check "nor is there one to something absent" row idle "2s - - - - | void -"
table -vJSON=0 "glassnic idle 2s 90000.0 63.0000 9.0 0 0 0 -" "glassnic idle-down 2s 80000.0 3.0000 9.0 0 0 0 -"
check "an idle NIC's accesses are a difference, too" row idle "2s - - - - | 10000 60.000"
table -vJSON=0 "glassnic memory-256 - - - - - 0 0 - no such rings"
check "what a driver does not offer is a row" row memory-256 "- - - - | - -"
table -vJSON=1 "glassnic memory-256 - - - - - 0 0 - a \"quoted\\ reason"
check "a reason is sound JSON" printed '"reason":"a \"quoted\\ reason"'

# measured E1000 GLASSNIC ACCESSES: against 1000, 500 and 1.0
measured() {
	printf '%s\n' "reference rr-1 1000 20" "e1000 rr-1 1000 20" "glassnic rr-1 500 1.0" >"$work/recorded"
	printf '%s\n' "e1000 rr-1 transaction $1 20 0 0 0 0 -" "glassnic rr-1 transaction $2 $3 0 0 0 0 -" >"$work/costs"
	run awk -v WORKLOADS=rr-1 -v PERCENT=3 -v DRIFT=5 -v ACCESSES=0.05 \
		-f "$lib/bench/compare.awk" "$work/recorded" "$work/costs"
}

# verdicts INSTRUMENT DRIFT INSTRUCTIONS ACCESSES
# shellcheck disable=SC2317 # check() calls it
verdicts() { [[ $(cut -f 1 <<<"$stdout" | tr '\n' ' ') == "$1 $2 $3 $4 " ]]; }

measured 1000 500 1.0
check "the same is fine" verdicts ok ok ok ok
measured 1000 514 1.049
check "a little worse is fine" verdicts ok ok ok ok
measured 1000 516 1.0
check "more than 3 % more instructions are not" verdicts ok ok "not ok" ok
measured 1000 500 1.06
check "more than 0.05 accesses more are not" verdicts ok ok ok "not ok"
measured 1020 520 1.0
check "a kernel that costs both drivers more is no fault of this one" verdicts ok ok ok ok
measured 1040 500 1.0
check "an instrument that is off is seen" verdicts "not ok" ok ok ok
measured void 500 1.0
check "without the other driver there is nothing to compare with" verdicts "not ok" "not ok" "not ok" ok
measured 1000 void -
check "a void run does not pass" verdicts ok ok "not ok" "not ok"
# Without a reference, as stream-fit
measured 1060 530 1.0
check "a drift that could hide ours is seen" verdicts "not ok" "not ok" ok ok
printf '%s\n' "e1000 rr-1 1000 20" "glassnic rr-1 500 1.0" >"$work/recorded"
run awk -v WORKLOADS=rr-1 -v PERCENT=3 -v DRIFT=5 -v ACCESSES=0.05 -f "$lib/bench/compare.awk" "$work/recorded" "$work/costs"
check "also where nothing older is known" test "$(cut -f 1 <<<"$stdout" | tr '\n' ' ')" = "not ok ok ok "

# What the other driver does not offer
printf '%s\n' "e1000 rr-1 1000 20" "glassnic rr-1+usecs0 500 1.0" >"$work/recorded"
for instructions in 520 541; do
	printf '%s\n' "e1000 rr-1 transaction 1040 20 0 0 0 0 -" \
		"glassnic rr-1+usecs0 transaction $instructions 1.0 0 0 0 0 -" >"$work/costs"
	run awk -v WORKLOADS="rr-1 rr-1+usecs0" -v PERCENT=3 -v DRIFT=5 -v ACCESSES=0.05 -f "$lib/bench/compare.awk" \
		"$work/recorded" "$work/costs"
	check "is held against the same without the condition: $instructions" test "$(cut -f 1 <<<"$stdout" | tr '\n' ' ')" = \
		"ok $( ((instructions < 536)) || echo "not ")ok ok "
done

cd "$top" || exit
run scripts/bench --list
check "bench lists its workloads" printed "pktgen-32"
check "each by the name of its row" printed "memory-4096 "
run scripts/bench fluff
check "bench names the workload that it does not know" ended 2 "there is no workload 'fluff'"
run scripts/bench --driver virtio
check "bench names the driver that it does not know" ended 2 "'virtio' is none of: e1000 glassnic veth"
for workload in memory bounces; do
	run scripts/bench --profile $workload
	check "a profile of $workload, which is a size, is refused" ended 2 "'$workload' is a size"
done
run scripts/bench --driver e1000 --profile rr-1 --driver veth
check "a profile of two drivers is refused" ended 2 "of one driver, not of 'e1000 veth'"
run scripts/bench --profile rr-1 udp
check "a profile of two workloads is refused" ended 2 "does not go with 'udp'"
run scripts/bench --profile rr-1 --json
check "a profile as JSON is refused" ended 2 "--profile has no --json"
run scripts/bench --profile rr-1 --accel kvm
check "a profile without instructions is refused" ended 2 "--profile counts instructions"

# A whole run of scripts/bench after its guest has said what is in $work/said
profile() {
	local folder=$work/run/glassnic-pair
	mkdir -p "$folder/profile" "$folder/out"
	echo "glassnic pair" >"$work/run/guests"
	echo "udp 0 100 200" >"$folder/workloads"
	echo "ffffffff81000000 T start_kernel" >"$folder/out/kallsyms"
	echo "ffffffff81000000 7000" >"$folder/profile/3"
	cp "$work/counts" "$folder"
	cp "$work/said" "$folder"
	# shellcheck disable=SC2016 # expanded by the inner shell
	run bash -c '. <(sed "/^main \"/d; s,^here=.*,here='"$top"'/scripts,"  scripts/bench)
		RUN=$0 PROFILE=udp ROWS=9 report_profile' "$work/run"
}

counts
said udp 0
profile
check "a profile is of what was measured" printed "start_kernel"
check "for a unit" printed "35.0"
said udp 1
profile
check "a profile of a void workload fails" ended 1 "udp was not measured: it is void"
: >"$work/said"
profile
check "so does one of which nothing is there" ended 1 "udp was not measured: it is void"

finish
