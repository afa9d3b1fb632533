#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How the kernel's own selftests are judged: what is made of their words, and that every deviation from the record
# fails, also one for the better.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
upstream=$top/userspace/selftests/upstream

# cases STATUS LINE...: what a test that printed these lines and ended so is taken for.
cases() {
	local ended=$1
	shift
	run awk -f "$upstream/cases.awk" -v test=t -v status="$ended" <(printf '%s\n' "$@")
}

# shellcheck disable=SC2317 # called through check
are() { [[ $stdout == "$1" ]]; }

# record ROW...: of the test t
record() { printf '%s\n' '# head' t "${@/#/$'\t'}" >"$work/expected"; }

# seen DRIVER ROW...: of the test t
seen() {
	local driver=$1
	shift
	printf 't | %s\n' "$@" >"$work/$driver"
}

compare() {
	run awk -f "$upstream/expected.awk" -f "$upstream/$1.awk" -v test=t "$work/expected" "$work/e1000" "$work/glassnic"
}

plan 25

cases 0 1..1 'ok 1 prog.name'
check "Python: a case that passes" are "t | name | pass | "
cases 0 1..1 'ok 1 prog.name # SKIP no queue'
check "Python: one that is skipped, and why" are "t | name | skip | no queue"
cases 0 1..1 'ok 1 prog.name # XFAIL no FEC'
check "Python: one that has to fail" are "t | name | xfail | no FEC"
cases 1 1..1 '# Check failed 1 != 2' 'not ok 1 prog.name'
check "Python: one that fails, and why" are "t | name | fail | Check failed 1 != 2"
cases 1 1..1 '# Exception| a.b.Error: Command failed: x' "# Exception| STDERR: b'y'" 'not ok 1 prog.name'
check "Python: one that raises, and what" are "t | name | fail | Error: Command failed: x"
cases 1 1..2 'ok 1 prog.name'
check "Python: one that is missing" are $'t | name | pass | \nt | all | fail | 1 results of 2 planned'
cases 1 'TEST: ping    [ OK ]' 'TEST: ping   [FAIL]' $'\tno answer'
check "forwarding: twice the same name" are $'t | ping | pass | \nt | ping (2) | fail | no answer'
cases 4 'TEST: SKIP: dev eth0 cannot    [ OK ]'
check "forwarding: a skip that says OK" are "t | all | skip | dev eth0 cannot"
cases 4 'SKIP: no tool'
check "a program that is skipped" are "t | all | skip | no tool"
cases 0 'FAIL: eth0: Failed to turn on feature: x' 'XFAIL: eth0: ethtool dump not supported'
check "netdevice: a case has one name whatever came of it" are \
	$'t | Turned on feature: x | fail | Failed to turn on feature: x\nt | ethtool dump | xfail | ethtool dump not supported'
cases 124 1..1 'ok 1 prog.name'
check "a program that was stopped" are $'t | name | pass | \nt | all | fail | it took too long and was stopped'
cases 2 'TEST: ping    [ OK ]'
check "a bad exit status after good cases" are $'t | ping | pass | \nt | all | fail | exit status 2'

record 'a | both | pass' 'b | e1000 | skip | no * here | device: there is none' 'b | glassnic | pass'
seen e1000 'a | pass | ' 'b | skip | no queue here'
seen glassnic 'a | pass | ' 'b | pass | '
compare judge
check "as recorded: passes" are $'KTAP version 1\n1..4\nok 1 e1000: a\nok 2 glassnic: a
ok 3 e1000: b # SKIP skip, device: there is none\nok 4 glassnic: b'
compare record
check "and the record stays as it is" are "# head"$'\n\n'"$(sed 1d "$work/expected")"

seen glassnic 'a | fail | no answer' 'b | pass | '
compare judge
check "a failure fails" printed "not ok 2 glassnic: a"
compare record
check "and its row is proposed, for somebody to explain" printed "a | glassnic | fail | no answer | ?"
seen glassnic 'a | pass | '
compare judge
check "a case that did not run fails" printed $'# it did not run\nnot ok 4 glassnic: b'
seen glassnic 'a | pass | ' 'b | pass | ' 'c | pass | '
compare judge
check "a case that nobody knows fails" printed "not ok 5 glassnic: c"
seen glassnic 'a | pass | ' 'b | pass | '
seen e1000 'a | pass | ' 'b | pass | '
compare judge
check "an unexpected pass fails" printed "not ok 3 e1000: b"
seen e1000 'a | pass | ' 'b | skip | socat is missing'
compare judge
check "a skip for another reason fails" printed "not ok 3 e1000: b"
record 'a | both | pass' 'b | e1000 | skip | no * here | ?' 'b | glassnic | pass'
seen e1000 'a | pass | ' 'b | skip | no queue here'
compare judge
check "a skip that nobody explained fails" printed "not ok 3 e1000: b"

# Our own programs under the kernel's framework: which, with which modules, and why not the others.
mkdir -p "$work/selftests/net"
# program NAME MACHINE...
program() {
	local name=$1
	shift
	printf '#!/bin/sh\n' >"$work/selftests/net/$name"
	printf '# vm: %s\n' "$@" >>"$work/selftests/net/$name"
	chmod +x "$work/selftests/net/$name"
}
# shellcheck disable=SC2016 # expanded by the inner shell
framework() { run bash -c 'SELFTESTS=$0 && . '"$lib/suite/net.sh && . $lib/suite/upstream.sh && $1" "$work/selftests"; }
program a.sh "--topology pair --nic e1000 --modules sch_netem,veth"
program b.sh "--topology pair --nic e1000 --wire testwire --snaplen 64 --modules 8021q"
program c.sh "--topology pair --nic e1000 --iommu" "--topology pair --nic e1000"
program d.sh "--topology pair --nic e1000 --modules veth,bridge"
program e.sh "--topology pair --nic e1000-82544gc"
framework framework_programs
check "the framework runs what needs no other machine" are $'a.sh\nc.sh\nd.sh'
framework framework_modules
check "with the modules that these ask for" are "bridge,sch_netem,veth"
framework framework_left_out
check "the others are told, with what they need" are $'b.sh --wire testwire --snaplen 64\ne.sh --nic e1000-82544gc'
framework upstream_jobs
check "each of them is a result" printed "3 upstream_framework"

finish
