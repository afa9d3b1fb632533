#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The captures by which programs are measured are what they are said to be: nothing lost, nothing odd.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
make=$UNIT/../../../scripts/lib/bench/captures.py

if ! command -v python3 >/dev/null; then
	skip "captures" "python3 is not installed"
	plan
	exit
fi
for kind in many fat flood; do
	"$make" $kind 1 $kind.pcap
	"$make" $kind 1 again.pcap
	check "$kind: the same bytes every time" cmp -s $kind.pcap again.pcap
	check "$kind: as large as asked for" [ "$(wc -c <$kind.pcap)" -ge 1048576 ]
	"$GLASSNIC" flows -r $kind.pcap --json >$kind
	check "$kind: no finding" [ "$(grep -c '"findings":\[\]' $kind)" -eq "$(wc -l <$kind)" ]
done
check "many: every connection is whole" [ "$(grep -c '"close":{"how":"fin","first":"server".*"completeness":31' many)" -eq "$(wc -l <many)" ]
check "many: there are many" [ "$(wc -l <many)" -ge 60 ]
check "fat: one" [ "$(wc -l <fat)" -eq 1 ]
check "flood: a SYN each" [ "$(grep -c '"outcome":"unanswered"' flood)" -eq 11651 ]
run "$make" few 1 few.pcap
check "another kind is refused" [ "$rc" -eq 2 ]

# Beyond --max-flows the oldest are told early, and counted.
run "$GLASSNIC" flows -r flood.pcap --max-flows 1000
check "--max-flows: every connection is printed" [ "$(printf '%s\n' "$out" | wc -l)" -eq 11652 ]
check "--max-flows: and counted" said 0 "10651 of 11651 connections were closed early to stay within --max-flows 1000"
plan
