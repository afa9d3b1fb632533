#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How test programs are judged and counted: what they say, and what they do not say.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
mkdir "$work/logs"

# judge COMMAND: the program's own result is the last line of what is printed.
judge() {
	run bash -c "set -euo pipefail; . $lib/common.sh; . $lib/ktap.sh; KTAP_LOGS=$work/logs; ktap_begin 1; $1"
}

program() { judge "ktap_program name printf '$1'"; }

# shellcheck disable=SC2317 # called through check
last() { [[ ${stdout##*$'\n'} == "$1" ]]; }

# counted WORDS LINE...: WORDS is what is said about a log of these lines.
# shellcheck disable=SC2317 # called through check
counted() {
	local wanted=$1
	shift
	[[ $(printf '%s\n' "$@" | awk -f "$lib/ktap.awk") == "$wanted" ]]
}

# conclude STATUS LINE...: a whole run that printed these and ended so
conclude() {
	local ended=$1
	shift
	printf '%s\n' "$@" >"$work/log"
	run bash -c "set -euo pipefail; . $lib/common.sh; . $lib/ktap.sh; ktap_conclude $work/log $ended"
}

# shellcheck disable=SC2317 # called through check
failed_saying() { [[ $status == 1 && $stdout == "$1" && $stderr == *"$2"* ]]; }

plan 24

program 'TAP version 13\n1..2\nok 1 a\nok 2 b\n'
check "all passed" last "ok 1 name"
check "its output is nested" printed "  ok 2 b"
program '1..2\nok 1 a\nnot ok 2 b\n'
check "one failed" last "not ok 1 name"
program '1..2\nok 1 a\n'
check "fewer results than planned" last "not ok 1 name"
program '1..1\nok 1 a\nok 2 b\n'
check "more results than planned" last "not ok 1 name"
program 'hello\n'
check "no plan at all" last "not ok 1 name"
judge 'ktap_program name bash -c "echo 1..1; echo ok 1 a; exit 1"'
check "a bad exit status after good results" last "not ok 1 name"
judge 'ktap_program name bash -c "echo 1..1; echo ok 1 a; kill -9 \$\$"'
check "a program that was killed" last "not ok 1 name"
program '1..0 # SKIP no such device\n'
check "skipped as a whole, with the reason" last "ok 1 name # SKIP no such device"
judge 'ktap_program name bash -c "echo 1..0 \# SKIP no such device; exit 4"'
check "with kselftest's status for it" last "ok 1 name # SKIP no such device"
judge 'ktap_program name bash -c "echo 1..0 \# SKIP no such device; exit 125"'
check "skipped as a whole, but the kernel complained" last "not ok 1 name"
program '1..1\nok 1 a # SKIP no network\n'
check "every test skipped" last "ok 1 name # SKIP no network"
judge 'ktap_case name bash -c "echo no tool; exit 4"'
check "a case that is skipped" last "ok 1 name # SKIP no tool"
judge 'ktap_case name false'
check "a case that fails" last "not ok 1 name"

check "nested results count once" counted "2 1 1 1 1 why" 1..1 "  1..4" "  ok 1 a" "  ok 2 b" "  not ok 3 c" \
	"  ok 4 d # SKIP why" "not ok 1 program"
check "a program that failed without a failed test counts" counted "1 1 0 1 1 " 1..1 "  1..1" "  ok 1 a" "not ok 1 program"
check "three levels" counted "2 0 0 1 1 " 1..1 "  1..2" "    ok 1 a" "  ok 1 x" "    ok 1 b" "  ok 2 y" "ok 1 suite"
check "nothing is nothing" counted "0 0 0 0 0 " "some text"

conclude 0 1..2 "ok 1 a" "ok 2 b"
check "a whole run" printed "2 passed, 0 failed, 0 skipped"
check "succeeds" ended 0
conclude 0 1..4 "ok 1 a"
check "a run that ended midway fails, saying so" failed_saying "1 passed, 1 failed, 0 skipped" "1 results of 4 planned"
conclude 137 1..1 "ok 1 a"
check "so does one that was killed" failed_saying "1 passed, 1 failed, 0 skipped" "exit status 137"
conclude 0
check "and one that said nothing" failed_saying "0 passed, 1 failed, 0 skipped" "ended midway"
conclude 0 1..1 "ok 1 a # SKIP why"
check "of which nothing but skips is there, no success" ended 1

finish
