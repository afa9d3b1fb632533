# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# What the tests of the scripts share. Sourced.

set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
# shellcheck disable=SC2034 # used by the tests
lib=$top/scripts/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"

test_number=0 test_failures=0 test_plan=0

plan() {
	test_plan=$1
	echo "TAP version 13"
	echo "1..$1"
}

# run COMMAND...: sets status, stdout and stderr.
run() {
	status=0
	"$@" >"$work/stdout" 2>"$work/stderr" </dev/null || status=$?
	stdout=$(<"$work/stdout") stderr=$(<"$work/stderr")
}

# check NAME CONDITION...: a command that succeeds.
check() {
	local name=$1
	shift
	((++test_number))
	if "$@"; then
		echo "ok $test_number $name"
		return
	fi
	((++test_failures))
	echo "not ok $test_number $name"
	printf '%s\n' "wanted: $*" "status: $status" "stdout:" "$stdout" "stderr:" "$stderr" | sed 's/^/# /'
}

# ended STATUS [WORDS]: what was run last ended with STATUS, and WORDS stand in its standard error.
ended() { [[ $status == "$1" && $stderr == *"${2:-}"* ]]; }

printed() { [[ $stdout == *"$1"* ]]; }

# fake NAME: a program of that name in $work/bin, from standard input.
fake() {
	cat >"$work/bin/$1"
	chmod +x "$work/bin/$1"
}

finish() {
	((test_failures == 0 && test_number == test_plan))
	exit
}
