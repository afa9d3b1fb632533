#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver's lines that were executed: counted, merged, judged. gcov and its tool are fakes.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export WORK=$work
PATH=$work/bin:$PATH

# A gcov-tool that fails when there is a file "break", and a gcov that knows no line when there is a file "silent".
fake gcov-tool-12 <<'EOS'
#!/bin/sh
[ ! -e "$WORK/break" ] || { echo "gcov-tool: planted" >&2 && exit 1; }
EOS
fake gcov-12 <<'EOS'
#!/bin/sh
[ ! -e "$WORK/silent" ] || exit 0
cat <<EOT
Function 'gnic_whole'
Lines executed:100.00% of 4

Function 'gnic_half'
Lines executed:50.00% of 6

Function 'gnic_of_a_header'
Lines executed:0.00% of 2

Function 'gnic_of_a_header'
Lines executed:100.00% of 2

Function 'put_page'
Lines executed:0.00% of 7

File '$WORK/driver/tx.c'
Lines executed:90.00% of 10
Creating 'tx.c.gcov'

File '/usr/include/linux/mm.h'
Lines executed:0.00% of 7
Creating 'mm.h.gcov'
EOT
touch tx.c.gcov mm.h.gcov
EOS

with_library() {
	run bash -c 'set -euo pipefail
		. '"$lib"'/common.sh; . '"$lib"'/coverage.sh
		debug_kernel() { :; }
		module_compiler() { echo gcc-12; }
		'"$1"
}
# shellcheck disable=SC2016 # expanded by the inner shell
count() { with_library 'coverage_count "$WORK/counts" "$WORK/driver" "$WORK/account"'; }

# judge ROW...: against a list with these rows
judge() {
	printf '%s\n' '# function | why' "$@" >"$work/expected"
	with_library "coverage_unknown $work/account $work/expected"
}

plan 17

mkdir -p "$work/counts" "$work/driver" "$work/account"
touch "$work/account/earlier"
count
check "without counts it fails" [ "$status $stdout" = "1 no guest has counted lines" ]
check "and an earlier account stays" [ -e "$work/account/earlier" ]
for guest in a b; do
	mkdir "$work/counts/$guest.run"
	touch "$work/counts/$guest.run/tx.gcda"
done
touch "$work/break"
count
check "counts that cannot be merged fail" ended 1 "gcov-tool: planted"
check "and an earlier account stays" [ -e "$work/account/earlier" ]
rm "$work/break"
count
check "what was counted" printed "driver        90.00 % of 10 lines were executed"
check "takes the place of an earlier account" [ ! -e "$work/account/earlier" ]
check "of the driver's lines" [ -e "$work/account/tx.c.gcov" ]
check "and no others" [ ! -e "$work/account/mm.h.gcov" ]
check "a function that was not executed as a whole" [ "$(cat "$work/account/functions")" = "gnic_half 50" ]

with_library "coverage_suffices $work/account"
check "90 % suffice" ended 0
with_library "COVERAGE_LEAST=91; coverage_suffices $work/account"
check "less does not" ended 1
judge 'gnic_half | device: never does it'
check "what was not executed, and why" [ "$status $stdout" = "0 " ]
judge
check "and what nobody knows why of" [ "$status $stdout" = "1 not in the list: gnic_half, 50 % executed" ]
judge 'gnic_half | device' 'gnic_whole | device'
check "a row too many is told" printed "in the list, and executed: gnic_whole"
check "and may be chance" ended 0

touch "$work/silent"
count
check "no line at all fails" ended 1 "gcov knows no line"
rm "$work/account/files"
with_library "coverage_suffices $work/account"
check "and does not suffice" ended 2
finish
