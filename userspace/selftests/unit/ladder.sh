#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# follow, flows, segments and report as a user sees them.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture http
fixture mixed

# narrow FILE: no line is wider than 80 columns (its characters are one column each)
narrow()
{
	[ -s "$1" ] && [ "$(wc -L <"$1")" -le 80 ]
}

# plain FILE: ASCII without escape sequences, and no blank at the end of a line
plain()
{
	[ -s "$1" ] && ! LC_ALL=C grep -q '[^ -~]' "$1" && ! grep -q ' $' "$1"
}

"$GLASSNIC" follow -r http.pcapng >ladder
check "the ladder of an HTTP exchange" cmp ladder "$UNIT/data/http.ladder"
check "fits 80 columns" narrow ladder
"$GLASSNIC" follow -r mixed.pcapng >mixed
check "so does everything else" narrow mixed
"$GLASSNIC" follow -r mixed.pcapng --ascii >ascii
check "--ascii" plain ascii
check "--ascii loses nothing" [ "$(wc -l <ascii)" -eq "$(wc -l <mixed)" ]
run "$GLASSNIC" follow -r mixed.pcapng --stream 2
check "--stream shows one connection" has '^6 frames, 6 segments, 1 connection, '
check "marks are explained" has '^marks: R! retransmission'
run "$GLASSNIC" follow -r http.pcapng --stream x
check "--stream x" said 2 "--stream is a number from 0 to"

# Each line is there as soon as its segment is, and an interrupt ends with the summary.
mkfifo pipe
"$GLASSNIC" follow -r - <pipe >live &
follower=$!
exec 3>pipe
awk '/^frame/ { n++ } n <= 5' "$UNIT/data/http.txt" >begun.txt
"$MKCAP" begun.txt >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -q 'SYN-ACK 2/3' live && break
	sleep 0.1
done
check "a segment is shown when it arrives" grep -q 'SYN-ACK 2/3' live
kill -INT $follower
exec 3>&-
wait $follower
check "an interrupt exits with 130" [ $? -eq 130 ]
check "and tells what was seen" grep -Eq '^[0-9]+ frames, [0-9]+ segments, 1 connection, 0 findings$' live

run "$GLASSNIC" flows -r http.pcapng
check "flows: one line a connection" has '^0 +10.0.0.1:40000 +10.0.0.2:80 +5 > < 5 +126 +170 us +fin by server +CLOSED +TIME_WAIT +31$'
run "$GLASSNIC" flows -r mixed.pcapng --max-flows 1 --json
check "flows: beyond --max-flows the idlest is printed early" [ "$(printf '%s\n' "$out" | wc -l)" -eq 3 ]
check "flows: and counted" grep -q "2 of 3 connections were closed early to stay within --max-flows 1" err
for command in follow segments report; do
	run "$GLASSNIC" $command -r mixed.pcapng --max-flows 1
	check "$command: beyond --max-flows the idlest is forgotten, and counted" \
		grep -q "2 of 3 connections were closed early to stay within --max-flows 1" err
	run "$GLASSNIC" $command -r mixed.pcapng --max-flows 0
	check "$command: --max-flows 0 is refused" said 2 "--max-flows is a number from 1 to "
done
run "$GLASSNIC" report -r mixed.pcapng --max-flows 1
check "report: the frames of who stayed are there" \
	[ "$(printf '%s\n' "$out" | grep -c 'None of its frames are shown')" -eq 0 ]
run "$GLASSNIC" segments -r mixed.pcapng --profile wireshark-4.0 --max-flows 1
check "segments: --max-flows is not for tshark's profile" said 2 "tshark keeps every connection"
run "$GLASSNIC" segments -r mixed.pcapng --stream 2
check "segments: findings by name" has ' R! of #20 unknown retransmission$'
run "$GLASSNIC" segments -r mixed.pcapng --json
check "segments: every verdict says why" has '"because":"[^"]{20,}"'

run "$GLASSNIC" segments -r http.pcapng --profile nobody
check "segments: a profile that is not there" said 2 "there is no profile 'nobody': there are rfc and wireshark-4.0"
run "$GLASSNIC" segments -r - --profile wireshark-4.0 <http.pcapng
check "segments: a profile in two passes needs a file" said 2 "reads its input twice: give it a file with -r FILE"
run "$GLASSNIC" segments -r http.pcapng --profile wireshark-4.0
check "segments: tshark's values as text" has '^7 .* seq 1 ack 74 nxtseq 1 len 0 win 509 size 65152 scale 128 complete 31 +irtt 170 us +acks #6 +rtt 100 us$'

head -c 1500 http.pcapng >cut.pcapng
for command in flows segments follow report; do
	run "$GLASSNIC" $command -r cut.pcapng
	check "$command of a torn file" said 3 "cut.pcapng: offset"
	check "$command shows what is good" has '10\.0\.0\.2|SYN'
	run "$GLASSNIC" $command
	check "$command without a source" said 2 "say what to read: -r FILE or -i NIC"
done

"$GLASSNIC" report -r mixed.pcapng -o page.html
check "report: a page that keeps to itself" python3 "$UNIT/lib/page.py" page.html
"$GLASSNIC" report -r http.pcapng >standard
"$GLASSNIC" report -r http.pcapng -o file
check "report: standard output is the same" cmp standard file
mkdir '<b>"&'
cp http.pcapng '<b>"&/x.pcapng'
"$GLASSNIC" report -r '<b>"&/x.pcapng' -o page.html
check "report: a name cannot become markup" python3 "$UNIT/lib/page.py" page.html
run "$GLASSNIC" report -r http.pcapng -o nowhere/page.html
check "report: a folder that is not there" said 1 "nowhere/page.html: No such file or directory"
run "$GLASSNIC" report -r http.pcapng -o /dev/full
check "report: a full disk" said 1 "/dev/full: No space left on device"
run "$GLASSNIC" report -r http.pcapng --json
check "report: no JSON" said 2 "a report is HTML"
plan
