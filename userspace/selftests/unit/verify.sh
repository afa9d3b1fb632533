#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# verify: what tshark 4.0.17 printed of every story and fixture, recorded once
# in selftests/expected/tshark, so that this needs no tshark; and what verify
# does when it cannot compare.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
recorded=$UNIT/../expected/tshark

mkdir captures rows bin
"$UNIT/tell-stories" "$BUILD" captures
# A section is a file of its own, with the two lines that all have in front.
awk '
	NR <= 2 { head = head $0 "\n"; next }
	/^== / { file = "rows/" $2; printf "%s", head >file; next }
	{ print >file }' "$recorded"
ls captures >told
ls rows >kept
check "every story has its rows" cmp -s told kept
check "there are enough of them" [ "$(wc -l <kept)" -ge 125 ]

# agrees NAME: no value of it differs
agrees()
{
	"$GLASSNIC" verify -r "captures/$1" --rows "rows/$1" >log 2>&1 || { sed 's/^/# /' log; return 1; }
	tail -n 1 log | grep -q '^[1-9][0-9]* segments, [1-9][0-9]* values, 0 differences$'
}

while read -r name; do
	check "tshark says the same of $name" agrees "$name"
done <kept

# What is different is told, by value and by segment.
row=rows/http.pcapng
one=captures/http.pcapng
awk -F '\t' 'BEGIN { OFS = FS } NR == 6 { $4 += 7 } { print }' $row >changed
run "$GLASSNIC" verify -r $one --rows changed
check "a value that differs: exit status" [ "$rc" -eq 1 ]
check "a value that differs: which" has '^frame [0-9]+: tcp\.seq is [0-9]+ here, [0-9]+ for tshark$'
sed 5d $row >shorter
run "$GLASSNIC" verify -r $one --rows shorter
check "a segment that tshark does not have" has 'tcp is there here, absent for tshark'
sed '5{p;s/^[0-9]*/6/}' $row >longer
run "$GLASSNIC" verify -r $one --rows longer
check "a segment that only tshark has" [ "$rc" -eq 1 ]
run "$GLASSNIC" verify -r $one --rows changed --json
printf '%s\n' "$out" >json
if python3 -c 'import jsonschema' 2>/dev/null; then
	check "its JSON" python3 "$UNIT/lib/validate.py" "$UNIT/../../lib/schema" <json
else
	skip "its JSON" "python3-jsonschema is not installed"
fi

# 1 means that something differs, which a full disk does not say.
run sh -c "\"\$GLASSNIC\" verify -r $one --rows $row >/dev/full"
check "a full disk" said 2 "standard output: No space left on device"
: >empty
run "$GLASSNIC" verify -r empty --rows $row
check "an empty file: exit status" [ "$rc" -eq 2 ]
check "an empty file: told once" [ "$(grep -c 'the file is empty' err)" -eq 1 ]

sed 's/0800  *# Ethernet/0801/' "$UNIT/data/http.txt" >other.txt
"$BUILD/unit/mkcap" other.txt >other.pcapng
head -n 2 $row >none
run "$GLASSNIC" verify -r other.pcapng --rows none
check "a file without a segment" said 2 "other.pcapng has no TCP segment that could be compared"

# Up to a tear everything is compared; that it is equal there does not make the file equal.
# Only the last segment is gone, so that what is judged by the end of the file stays as it was.
head -c $(($(wc -c <$one) - 10)) $one >torn.pcapng
run "$GLASSNIC" segments --profile wireshark-4.0 -r torn.pcapng
check "a torn file's segments are there" [ "$rc" -eq 3 ]
torn=$(printf '%s\n' "$out" | wc -l)
check "those before the tear" [ "$torn" -ge 3 ]
head -n $((2 + torn)) $row >some
run "$GLASSNIC" verify -r torn.pcapng --rows some
check "a torn file: exit status" [ "$rc" -eq 2 ]
check "a torn file: no difference" has "^$torn segments, [1-9][0-9]* values, 0 differences$"
check "a torn file: what was compared" grep -q "could be compared up to there only: those $torn segments are equal" err
check "a torn file: told once" [ "$(grep -c 'the file ends inside' err)" -eq 1 ]
head -n $((2 + torn)) changed >some
run "$GLASSNIC" verify -r torn.pcapng --rows some
check "a torn file that differs" [ "$rc" -eq 1 ]

# What cannot be compared is neither equal nor different.
run "$GLASSNIC" verify -r $one --rows nowhere
check "rows that are not there" said 2 "nowhere: No such file or directory"
run "$GLASSNIC" verify -r nowhere --rows $row
check "a file that is not there" [ "$rc" -eq 2 ]
run "$GLASSNIC" verify -r $one --rows $one
check "rows that are none" said 2 "not rows of tshark 4.0"
sed 's/ 4\.0\./ 4.2./' $row >newer
run "$GLASSNIC" verify -r $one --rows newer
check "rows of another version" said 2 "not rows of tshark 4.0"
sed '2s/tcp.seq/tcp.seq_raw/' $row >other
run "$GLASSNIC" verify -r $one --rows other
check "rows of other fields" said 2 "not of the fields"
sed '4s/^/x/' $row >broken
run "$GLASSNIC" verify -r $one --rows broken
check "a row that is none" said 2 "a row is not one of tshark's"
run "$GLASSNIC" verify
check "verify without a file" said 2 "give it a file"
"$GLASSNIC" verify -r - <$one >out 2>err
check "verify of a pipe" [ $? -eq 2 ]
run "$GLASSNIC" verify -r $one --rows $row --record kept
check "--rows and --record" said 2 "exclude each other"

# fake TEXT: a tshark that says so
fake()
{
	printf '#!/bin/sh\necho "%s"\n' "$1" >bin/tshark
	chmod +x bin/tshark
}

fake 'TShark (Wireshark) 4.4.1 (Git).'
run env PATH="$PWD/bin:$PATH" "$GLASSNIC" verify -r $one
check "another version is named" said 2 "TShark (Wireshark) 4.4.1"
run env PATH=/nowhere "$GLASSNIC" verify -r $one
check "no tshark at all" said 2 "tshark is not installed"
fake 'TShark (Wireshark) 4.0.17 (Git).'
run env PATH="$PWD/bin:$PATH" "$GLASSNIC" verify -r $one
check "a tshark that prints nonsense" said 2 "not of the fields"

case $(tshark --version 2>/dev/null) in
"TShark (Wireshark) 4.0."*)
	run "$GLASSNIC" verify -r $one --record again
	check "the running tshark says the same" [ "$rc" -eq 0 ]
	tail -n +2 again >again.rows
	tail -n +2 $row | cmp -s - again.rows
	check "and prints what was recorded" [ $? -eq 0 ]
	for seed in 1 2 3; do
		python3 "$UNIT/lib/random_segments.py" $seed 500 random.pcap
		run "$GLASSNIC" verify -r random.pcap
		check "and of random segments, seed $seed" has '^3[0-9]{3} segments, [34][0-9]{4} values, 0 differences$'
	done
	;;
*)
	skip "the running tshark says the same" "tshark is not 4.0"
	skip "and prints what was recorded" "tshark is not 4.0"
	skip "and of random segments" "tshark is not 4.0"
	;;
esac
plan
