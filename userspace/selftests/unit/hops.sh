#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# One packet at two NICs, and twice at one, is no retransmission; what changed on its way is told.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture hops

run "$GLASSNIC" segments -r hops.pcapng
for pair in "2 1" "4 3" "6 5" "8 7" "10 9" "12 11" "14 13"; do
	# shellcheck disable=SC2086 # two words
	set -- $pair
	check "#$1 is #$2 again" has "^$1 .*  = of #$2 same_packet\$"
done
check "what was sent again, was" has '^9 .*  R! of #7 rto retransmission$'
check "... and nothing else" [ "$(printf '%s\n' "$out" | grep -c retransmission)" -eq 1 ]
run "$GLASSNIC" flows -r hops.pcapng --json
check "no finding of it" has '"findings":\[{"frame":9,"id":"retransmission","of":7,"cause":"rto"}\]'

run "$GLASSNIC" show 4 --why -r hops.pcapng
check "the hop before" has '^  seen in #3 at interface 1: 52:54:00:12:34:02 > 52:54:00:12:34:12, TTL 64, header checksum 0x26ce$'
check "the hop after" has '^  seen in #4 at interface 0: 52:54:00:12:34:11 > 52:54:00:12:34:01, TTL 63, header checksum 0x27ce$'
run "$GLASSNIC" segments -r hops.pcapng --json
check "JSON: TTL before and after" has '"frame":4,.*"hop":{"before":{"frame":3,.*"ttl":64,.*"now":{"frame":4,.*"ttl":63,'

# One of the two captures cuts the options, and time stamps with them: still the same packets.
fixture hopcut
run "$GLASSNIC" segments -r hopcut.pcapng
for pair in "2 1" "4 3" "6 5"; do
	# shellcheck disable=SC2086 # two words
	set -- $pair
	check "options cut: #$1 is #$2 again" has "^$1 .*  = of #$2 same_packet\$"
done
run "$GLASSNIC" flows --long -r hopcut.pcapng
check "options cut: what one of the two shows is known" has 'agreed: window scaling, SACK, time stamps$'
plan
