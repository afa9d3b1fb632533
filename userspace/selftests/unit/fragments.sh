#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# TCP in fragments of IP packets, by our own rules; verify.sh has what tshark makes of the same.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture fragments
run "$GLASSNIC" segments -r fragments.pcapng --json
printf '%s\n' "$out" >segments

# data STREAM...: frame, relative number and length of the client's data of each
data()
{
	for stream; do
		sed -n "s/.*\"frame\":\([0-9]*\),.*\"stream\":$stream,.*\"seq\":\([0-9]*\),.*\"len\":\([1-9][0-9]*\),.*/$stream: \1 \2 \3/p" segments
	done
}

# is EXPECTED STREAM...
is()
{
	expected=$1
	shift
	[ "$(data "$@")" = "$expected" ] || { data "$@" | sed 's/^/# /'; return 1; }
}

check "they are a segment with the last, in any order" is "0: 6 1 100
1: 13 1 100
2: 20 1 100" 0 1 2
check "one that is incomplete is none, and its repeat is the first" is "3: 27 1 100" 3
check "a copy of a fragment changes nothing" is "4: 34 1 100" 4
check "an overlap that agrees, in IPv4" is "5: 42 1 100" 5
check "an overlap that does not, and two ends, are no segment" is "" 6 7
check "equal ones in two VLANs" is "8: 62 1 100" 8
check "IPv6" is "9: 69 1 100
10: 76 1 100" 9 10
check "an atomic fragment is for itself" is "11: 82 101 30
11: 83 1 100" 11
check "in IPv6 any overlap is the end of it" is "" 12 13
check "nobody waits for longer than a minute" is "" 14
check "all is told" [ "$(wc -l <err)" -eq 3 ]
check "what is missing" grep -q '6 frames .*, #25 the first: fragments of IP packets whose others are missing' err
check "what contradicts" grep -q '7 frames .*, #47 the first: fragments of IP packets that contradict each other' err
check "what cannot be" grep -q '3 frames .*, #53 the first: fragments of IP packets that cannot fit' err
plan
