#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Exit codes, and the one sentence that goes with each.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture http
fixture mixed
fixture numbers
fixture torn

run "$GLASSNIC" --help
check "--help lists the commands" has '^  show  '
run "$GLASSNIC" --version
check "--version" has '^glassnic [0-9]'
run "$GLASSNIC"
check "no command is a question of usage" [ "$rc" -eq 2 ]
run "$GLASSNIC" shwo
check "an unknown command" said 2 "unknown command 'shwo'"
run "$GLASSNIC" --shwo
check "an unknown option before the command" said 2 "unknown option '--shwo'"

for command in $("$GLASSNIC" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	run "$GLASSNIC" "$command" --help
	check "$command --help" has "^Usage: glassnic $command"
	check "$command --help is no error" [ "$rc" -eq 0 ]
	run "$GLASSNIC" "$command" --no-such-option
	check "$command with an unknown option" said 2 "glassnic $command: unknown or ambiguous option '--no-such-option'"
	run "$GLASSNIC" "$command" -%
	check "$command with an unknown letter" said 2 "unknown or ambiguous option '-%'"
	run "$GLASSNIC" "$command" --json=yes
	check "$command with an argument nobody asked for" said 2 "option '--json=yes' takes no argument"
done

run "$GLASSNIC" show
check "show without a number" said 2 "say which frame"
run "$GLASSNIC" show 1 2 -r http.pcapng
check "show with two numbers" said 2 "say which frame"
run "$GLASSNIC" show 1
check "show without a source" said 2 "say what to read: -r FILE or -i NIC"
run "$GLASSNIC" show 1 -r http.pcapng -i eth0
check "show with two sources" said 2 "-r and -i exclude each other"
run "$GLASSNIC" show 1 -r
check "a missing argument" said 2 "option '-r' needs an argument"
for number in 0 -1 1x '' 99999999999999999999; do
	run "$GLASSNIC" show -r http.pcapng -- "$number"
	check "show '$number'" said 2 "a frame number is a number from 1 to"
done
run "$GLASSNIC" show 13 -r http.pcapng
check "a frame that is not there" said 1 "there is no frame 13, the last is 12"
run "$GLASSNIC" show 2 -r numbers.pcapng
check "a number that is no frame" said 1 "number 2 is a block that holds no frame"
run "$GLASSNIC" show 1 -r nowhere.pcapng
check "a file that is not there" said 1 "nowhere.pcapng: No such file or directory"
run "$GLASSNIC" show 1 -r "$UNIT/data/http.txt"
check "a file of another kind" said 3 "http.txt: offset 0: neither pcap nor pcapng"

head -c 1000 http.pcapng >cut.pcapng
run "$GLASSNIC" show 3 -r cut.pcapng
check "a torn file: what is good is shown" [ "$rc" -eq 0 ]
run "$GLASSNIC" show 9 -r cut.pcapng
check "a torn file: where and what" said 3 "cut.pcapng: offset 972: the file ends inside enhanced packet block"

"$GLASSNIC" show 6 -r http.pcapng >plain
gzip -k http.pcapng
"$GLASSNIC" show 6 -r http.pcapng.gz >gzipped
check "a gzipped file is the same" cmp -s plain gzipped
"$GLASSNIC" show 6 -r - <http.pcapng >piped
check "standard input is the same" cmp -s plain piped
"$MKCAP" -b "$UNIT/data/http.txt" | "$GLASSNIC" show 6 -r - >swapped
check "the other byte order is the same" cmp -s plain swapped

run "$GLASSNIC" show 3 -r http.pcapng
check "show: the SYN bit" has '^ +47\.6 +1  SYN +1 .*first$'
check "show: the ruler" has '\|offset \|rsv  \|A\|C\|E\|U\|A\|P\|R\|S\|F\|window 64240'
check "show: an offloaded checksum is not wrong" has 'checksum +0x1431 .*left to the device, which sends 0x542e; the capture says so'
check "show: the driver's option" has 'driver: descriptor 1 \(1 of them\), checksum partial'
run "$GLASSNIC" show 6 -r mixed.pcapng
check "show: a wrong checksum is" has 'checksum .*WRONG: computed 0x'
run "$GLASSNIC" show 25 -r mixed.pcapng
check "show: a hostile payload stays in its place" [ "$(printf '%s' "$out" | tr -d '[:print:]\n' | wc -c)" -eq 0 ]
run "$GLASSNIC" show 8 -r numbers.pcapng
check "show: another link type is told" has 'the link type is not one that is decoded here'
run "$GLASSNIC" show 4 -r torn.pcapng
check "show: where decoding stopped" has '^Decoding stopped at byte 16: the IPv4 total length points beyond the frame'

run "$GLASSNIC" signal 1 -r http.pcapng
check "signal: preamble in the order of the line" has '0 ns   55 55 55 55 55 55  10101010'
check "signal: padding is computed" has '^padding, 18 octets, computed'
check "signal: what was captured says so" has '^destination, 6 octets, captured'
run "$GLASSNIC" signal 23 -r mixed.pcapng
check "signal: a wrong FCS" has 'computed .*: 0xf84d6fe8, and one was captured that is WRONG'
run "$GLASSNIC" signal 20 -r mixed.pcapng
check "signal: a cut frame has no FCS" said 1 "frame 20: the frame was not captured whole"
run "$GLASSNIC" signal 21 -r mixed.pcapng
check "signal: a super-frame is not on the line" said 1 "frame 21: this is a super-frame"
run "$GLASSNIC" signal 1 --speed 2500 -r http.pcapng
check "signal: --speed out of range" said 2 "--speed is a number from 10 to 1000, not '2500'"
run "$GLASSNIC" signal 1 --speed 40 -r http.pcapng
check "signal: --speed that no line has" said 2 "--speed is 10, 100 or 1000, not 40"

run "$GLASSNIC" capture
check "capture without a NIC" said 2 "say what to capture: -i NIC"
run "$GLASSNIC" capture -i eth0
check "capture without a file" said 2 "say where to write: -w FILE"
run "$GLASSNIC" capture -i eth0 -w - --json
check "capture: --json and -w -" said 2 "both want standard output"
run "$GLASSNIC" capture -i nonic0 -w kept -c 0
check "capture: --count 0" said 2 "--count is a number from 1"
echo precious >kept
run "$GLASSNIC" capture -i nonic0 -w kept
check "capture of a NIC that is not there" said 1 "there is no PCI NIC called 'nonic0' here"
check "... leaves the file alone" [ "$(cat kept)" = precious ]
run "$GLASSNIC" nic
check "nic without a verb" said 2 "say what to do"
run "$GLASSNIC" nic lsit
check "nic with an unknown verb" said 2 "unknown: 'lsit'"
run "$GLASSNIC" show 1 -r http.pcapng surplus
check "a surplus argument" said 2 "say which frame"

run "$GLASSNIC" show 6 -r http.pcapng --ascii
check "--ascii" [ "$(printf '%s' "$out" | tr -d '[:print:]\n\t' | wc -c)" -eq 0 ]
# shellcheck disable=SC2016 # for the inner shell
run sh -c '"$GLASSNIC" show 6 -r http.pcapng >/dev/full'
check "a full disk" said 1 "standard output: No space left on device"
plan
