#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# show --why: each verdict with its rule, inputs and section, and tshark's
# beside it where the two do not agree.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
schemas=$UNIT/../../lib/schema
mkdir stories
"$UNIT/tell-stories" "$BUILD" stories

# why STORY N: what is explained of its Nth frame
why()
{
	run "$GLASSNIC" show "$2" --why -r "stories/$1"
	out=$(printf '%s\n' "$out" | sed -n '/^Why$/,$p')
}

why data_backs_off.pcap 6
check "a verdict has its frame, cause and section" has '^  retransmission of #4, cause rto, by RFC 6298 5\.4$'
check "its rule" has '^    rule: 100 of its sequence numbers had been sent in #4: this is copy 3'
check "its inputs with their values" has '^    inputs: bytes_seen 100, transmission 3, elapsed 400 ms, rto 410 ms, timeouts 2$'
check "the sum behind the numbers" has '^  numbers: 1 \(1001 on the wire\) \+ 100 bytes = 101, the next that the client will send$'
why http.pcapng 3
check "a SYN counts one" has ' \+ 0 bytes \+ 1 for the SYN = 1,'
why client_closes_first.pcap 6
check "a FIN counts one" has ' \+ 1 for the FIN = 102,'
check "states before and after" has '^  the client was ESTABLISHED and is FIN_WAIT_1$'
why T1_acknowledgments.pcap 5
check "a clean round trip" has '^  news for #4; round trip 10\.0 ms since #4, clean'
why K1_karn.pcap 6
check "Karn's algorithm" has 'no round trip: one of them was sent twice'

# The disagreements that confuse learners.
why T5_repeat_at_once.pcap 7
check "out of order by the stopwatch" has '^  tshark 4\.0 says out_of_order, and we do not$'
check "... for the reason" has 'less than 10\.0 ms \(the first round trip'
check "... instead of a retransmission" has '^  tshark 4\.0 does not say retransmission$'
why A1_nothing_outstanding.pcap 7
check "a duplicate ACK of nothing" has '^  tshark 4\.0 says duplicate_ack, and we do not$'
check "... and nothing of ours" has '^  no verdict: the ordinary course of TCP$'
why X1_rst_out_of_window.pcap 4
check "a verdict that tshark does not have" has '^    because it has no such verdict$'
why T9_sack_and_window.pcap 9
check "a moved window hides a duplicate" has 'the window moved, so it says window_update'
why closed_windows.pcap 10
check "an episode" has '^  window_reopened of #5, by RFC 9293'
why window-client.pcapng.gz 12
check "a window probe without a byte" has 'a probe with a byte; one without it takes for a keep-alive$'
why reorder-server.pcapng.gz 44
check "ACKs repeated because of what came out of order" has 'instead, by the ACKs that were repeated alone$'
why options_cut.pcap 8
check "options that were not captured whole" has 'because it ends at options that were not captured whole'
why fin_repeated.pcap 8
check "a FIN that was not needed again" has 'it says retransmission instead: its rule wants data'
why M1_acked_unseen.pcap 5
check "an ACK of what was not captured" has 'which counts as many ACKs that ask again, 10\.0 ms before'
why mixed.pcapng 1
check "a frame that is no segment" has '^  no verdict: it is no TCP segment'
why http.pcapng 3
check "ARP that held it up" has 'it waited for ARP: asked in #1, answered in #2'

run "$GLASSNIC" show 1 --why -r - <stories/http.pcapng
check "a pipe cannot be read twice" said 2 "more than once"

if python3 -c 'import jsonschema' 2>/dev/null; then
	for story in T5_repeat_at_once A1_nothing_outstanding T6_window_probes T16_spurious scoreboard; do
		for number in 1 2 3 4 5 6 7 8; do
			"$GLASSNIC" show $number --why -r stories/$story.pcap --json 2>/dev/null
		done
	done >all
	check "JSON of it" python3 "$UNIT/lib/validate.py" "$schemas" <all
else
	skip "JSON of it" "python3-jsonschema is not installed"
fi

# Every flag of tshark's, and every verdict of ours, has its sentence somewhere.
for story in stories/*.pcap; do
	for number in $("$GLASSNIC" segments -r "$story" | cut -d ' ' -f 1); do
		"$GLASSNIC" show "$number" --why -r "$story" --json
	done
done >everything 2>/dev/null
check "no explanation has a gap" [ "$(grep -c -e '"because":"[^"]*[?{}]' -e '"because":""' everything)" -eq 0 ]
for flag in ack_lost_segment duplicate_ack fast_retransmission keep_alive keep_alive_ack lost_segment \
	out_of_order retransmission spurious_retransmission window_full window_update zero_window \
	zero_window_probe zero_window_probe_ack reused_ports; do
	check "tshark's $flag is explained" grep -q "{\"id\":\"$flag\",\"agrees\"" everything
done
plan
