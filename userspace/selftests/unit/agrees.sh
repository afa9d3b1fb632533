#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# tshark-agrees on stories that the follower's tests tell, and on the fixtures. A tenth of them: a tshark takes
# seconds to start, and verify.sh has what it printed of all.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"

if ! command -v tshark >/dev/null; then
	skip "tshark agrees" "tshark is not installed"
	plan
	exit
fi

# tshark 4.0 is the one whose judgement we know; a newer one begins streams differently.
case $(tshark --version 2>/dev/null) in
"TShark (Wireshark) 4.0."*) each=3 ;;
*) each=2 ;;
esac

# agree FILE...: no result of it fails, and there are $each for each
agree()
{
	"$UNIT/../tshark-agrees" "$@" >agrees.log || { grep -v '^ok' agrees.log; return 1; }
	[ "$(grep -c '^ok' agrees.log)" -eq $((each * $#)) ]
}

mkdir stories
for program in test_tcp_states test_tcp_verdicts test_flow; do
	GN_STORY_DIR=$PWD/stories "$BUILD/unit/$program" >/dev/null 2>&1
done
check "there are stories" [ "$(find stories -name '*.pcap' | wc -l)" -ge 90 ]
if [ $each -eq 3 ]; then
	# shellcheck disable=SC2046 # a word a story
	check "every tenth story" agree $(find stories -name '*.pcap' | sort | awk 'NR % 10 == 1')
else
	skip "every tenth story" "tshark is not 4.0"
fi
# mixed has equal addresses and ports in several VLANs, which are several connections here and one for tshark.
fixture http
check "http" agree http.pcapng

# A difference is told, and a file that cannot be compared is no agreement.
cat >liar <<'SCRIPT'
#!/bin/sh
"$REAL" "$@" | sed 's/"seq_raw":1000,/"seq_raw":999,/; s/"fins":\[10,11\]/"fins":[10]/'
SCRIPT
chmod +x liar
run env REAL="$GLASSNIC" GLASSNIC="$PWD/liar" "$UNIT/../tshark-agrees" http.pcapng
check "a wrong FIN fails" [ "$rc" -eq 1 ]
check "and is named" has 'stream 0: close.fins is \[10\] here, \[10, 11\] for tshark'
run "$UNIT/../tshark-agrees" nowhere.pcapng
check "a file that is not there" [ "$rc" -eq 2 ]
head -c 24 "$(find stories -name '*.pcap' | head -n 1)" >empty.pcap
run "$UNIT/../tshark-agrees" empty.pcap
check "no segment at all is no agreement" [ "$rc" -eq 1 ]
plan
