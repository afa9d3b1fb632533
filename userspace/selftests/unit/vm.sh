#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What we say of the captures of our own virtual machine, in which netem lost, delayed, reordered and
# duplicated. Of each there are two: what the client's NIC saw, and what the server's.

# shellcheck disable=SC1091 # tap.sh
. "$UNIT/lib/tap.sh"
recorded=$UNIT/data/vm/findings
"$UNIT/tell-findings" "$GLASSNIC" "$UNIT/data/vm" >findings

# same NAME: nothing new is found in it, and nothing less
same()
{
	grep "^$1: " "$recorded" >wanted
	grep "^$1: " findings >found
	diff wanted found >log || { sed 's/^/# /' log; return 1; }
}

for capture in "$UNIT"/data/vm/*.pcapng.gz; do
	name=$(basename "$capture" .pcapng.gz)
	check "$name" same "$name"
done

# What one end sent again is what got lost on its way, as the other end has it.
lost_at_both()
{
	sent=$(sed -n 's/^loss6-client: retransmission [a-z_]*, //p' findings | awk '{ n += $1 } END { print n }')
	[ "$sent" -eq "$(sed -n 's/^loss6-server: lost_segment, //p' findings)" ]
}

check "there are both ends of 14 mishaps" [ "$(find "$UNIT/data/vm" -name '*.gz' | wc -l)" -eq 28 ]
check "what was lost was sent again, and nothing else" lost_at_both
plan
