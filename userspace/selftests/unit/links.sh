#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every link header that is decoded; what is not is counted and told; VLANs tell connections apart.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture links
fixture vlans

run "$GLASSNIC" flows -r links.pcapng
check "every connection is found" [ "$(printf '%s\n' "$out" | grep -c '3 > < 2 .* ESTABLISHED  ESTABLISHED   15$')" -eq 17 ]
check "nothing is guessed" [ "$(printf '%s\n' "$out" | wc -l)" -eq 18 ]

# told TEXT: once, as the reason for one frame
told()
{
	[ "$(grep -c "1 frame was not decoded to the end, #[0-9]*: $1" err)" -eq 1 ]
}

check "told: another link type" told "the link type is not one that is decoded here"
check "told: another address family" told "the address family is neither IPv4's nor IPv6's"
check "told: another IP version" told "the IP version is neither 4 nor 6"
check "told: a header cut short" told "the PPPoE header is cut short"
check "told: no delimiter" told "there is no start frame delimiter behind a preamble"
check "told: nothing else" [ "$(wc -l <err)" -eq 5 ]
run "$GLASSNIC" segments --profile wireshark-4.0 -r links.pcapng
check "two passes tell it once" [ "$(wc -l <err)" -eq 5 ]

# layers FRAME: the names of its headers, in order
layers()
{
	"$GLASSNIC" show "$1" -r links.pcapng --json |
		python3 -c 'import json, sys; print(*[layer["layer"] for layer in json.load(sys.stdin)["layers"]])'
}

check "loopback" [ "$(layers 1)" = "null ipv4 tcp" ]
check "raw" [ "$(layers 16)" = "ipv6 tcp" ]
check "Linux cooked" [ "$(layers 21)" = "sll ipv4 tcp" ]
check "Linux cooked, version 2" [ "$(layers 31)" = "sll2 ipv4 tcp" ]
check "preamble" [ "$(layers 36)" = "preamble ethernet ipv4 tcp" ]
check "QinQ" [ "$(layers 46)" = "ethernet vlan vlan ipv4 tcp" ]
check "PPPoE" [ "$(layers 56)" = "ethernet pppoe ipv6 tcp" ]
check "PPPoE behind Linux cooked" [ "$(layers 76)" = "sll pppoe ipv4 tcp" ]
check "... of version 2" [ "$(layers 81)" = "sll2 pppoe ipv4 tcp" ]
check "a TPID from before 802.1ad" [ "$(layers 86)" = "ethernet vlan vlan ipv4 tcp" ]
run "$GLASSNIC" show 36 -r links.pcapng
check "the FCS behind a preamble is one" has '^FCS \(captured\), from byte 68, 4 bytes'
run "$GLASSNIC" signal 36 -r links.pcapng
check "signal: such a frame is on the line already" said 1 "as it was on the line"
run "$GLASSNIC" signal 1 -r links.pcapng
check "signal: a frame that was on no Ethernet" said 1 "the link type is not Ethernet"

# What may have a segment inside and is not opened, of which tshark shows the segment.
fixture tunnels
run "$GLASSNIC" flows -r tunnels.pcapng
check "tunnels: no connection is made up" [ "$(printf '%s\n' "$out" | wc -l)" -eq 1 ]
# told_of FRAMES FIRST TEXT
told_of()
{
	grep -q "^glassnic flows: $1 frames were not decoded to the end, #$2 the first: $3 is not decoded here$" err
}

check "told: MPLS, also in PPP" told_of 3 1 "what is behind MPLS labels"
check "told: MACsec, 802.1ah" told_of 2 3 "what is behind a header of this EtherType"
check "told: SNAP, LLC" told_of 2 5 "what is behind an LLC or SNAP header"
check "told: IP in IP, GRE, ESP, AH" told_of 6 6 "what is in a tunnel of this IP protocol"
check "told: VXLAN" told "what is in a tunnel of this UDP port"
check "what is whole as it is is not told" [ "$(wc -l <err)" -eq 5 ]
run "$GLASSNIC" show 1 -r tunnels.pcapng
check "show: where it ended" has '^Decoding stopped at byte 14: what is behind MPLS labels'

run "$GLASSNIC" flows -r vlans.pcapng --long
check "two VLANs are two connections" [ "$(printf '%s\n' "$out" | grep -c '3 > < 2 ')" -eq 2 ]
check "the first" has '^ +VLAN 10$'
check "the second" has '^ +VLAN 20$'
run "$GLASSNIC" segments --profile wireshark-4.0 -r vlans.pcapng
check "tshark takes all that follows the second SYN for one" [ "$(printf '%s\n' "$out" | awk '$2 == 1' | wc -l)" -eq 9 ]
plan
