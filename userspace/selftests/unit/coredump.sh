#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# coredump, on what a transmit timeout left in a VM: data/timeout.dump.gz, and
# its words in data/timeout.coredump.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
recorded=$UNIT/data/timeout.dump.gz

# lines TYPE: how many objects of it
lines()
{
	grep -c "^{\"type\":\"$1\"," dump.json
}

gzip -dc "$recorded" >dump
"$GLASSNIC" coredump dump >words
check "in words" cmp words "$UNIT/data/timeout.coredump"
"$GLASSNIC" coredump "$recorded" >words
check "compressed" cmp words "$UNIT/data/timeout.coredump"
"$GLASSNIC" coredump - <dump >words
check "from standard input" cmp words "$UNIT/data/timeout.coredump"
check "what the device did not send is its own" grep -q '^ *12-142 *device legacy *len=500 EOP IFCS RS$' words

"$GLASSNIC" coredump --json dump >dump.json
check_valid "JSON: its schemas" dump.json
check "JSON: both rings, every slot" [ "$(lines coredump) $(lines ring) $(lines slot)" = "1 2 2048" ]
check "JSON: every event that is in the text" [ "$(lines record)" -eq "$(grep -c '^[0-9]*\.[0-9]\{9\} ' words)" ]

head -c 20000 dump >torn
run "$GLASSNIC" coredump torn
check "cut short: it is said" said 3 "torn: it is cut short: of 1024 slots of rx_ring 39 are there"
printf '%s\n' "$out" >words
check "cut short: what could be read" [ "$(head -n 90 words)" = "$(head -n 90 "$UNIT/data/timeout.coredump")" ]
run "$GLASSNIC" coredump --json torn
printf '%s\n' "$out" >torn.json
check_valid "cut short: its schemas" torn.json
{ cat dump && echo; } >longer
run "$GLASSNIC" coredump longer
check "something behind its end" said 3 "1 bytes follow its end"
head -c 2000 "$recorded" >torn.gz
run "$GLASSNIC" coredump torn.gz
check "compressed and cut short" said 3 "torn.gz: "
run "$GLASSNIC" coredump /dev/null
check "nothing" said 3 "/dev/null: it does not begin as a coredump of glassnic does"
check "nothing comes of nothing" [ -z "$out" ]
run "$GLASSNIC" coredump nowhere
check "no such file" said 1 "nowhere: No such file or directory"
run "$GLASSNIC" coredump .
check "a folder" said 1 ".: Is a directory"
run "$GLASSNIC" coredump
check "without a file" said 2 "glassnic coredump FILE"
plan
