#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# SIGINT while a file is read: what is known by then is printed, and said to be a part.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
fixture http

# interrupted COMMAND...: of a pipe that gives a whole file and then nothing more
interrupted()
{
	rm -f pipe
	mkfifo pipe
	"$GLASSNIC" "$@" -r pipe >out 2>err &
	pid=$!
	# It stays open for writing until the end, so that the reader waits.
	exec 9>pipe
	cat http.pcapng >&9
	# It has read all of it once it waits for more.
	tries=0
	until [ "$(cut -d ' ' -f 3 "/proc/$pid/stat")" = S ] || [ $tries -ge 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	kill -INT $pid
	wait $pid
	rc=$?
	exec 9>&-
	out=$(cat out)
	err=$(cat err)
}

# A shell without job control starts its children with SIGINT ignored; python gives it back.
real=$GLASSNIC
cat >bin <<SCRIPT
#!/usr/bin/python3
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv("$real", ["glassnic"] + sys.argv[1:])
SCRIPT
chmod +x bin
GLASSNIC=$PWD/bin

interrupted flows
check "flows: exit status" [ "$rc" -eq 130 ]
check "flows: what is known is there" has '^0 +10\.0\.0\.1'
check "flows: and said to be a part" said 130 "interrupted after frame 12"
interrupted segments --json
check "segments: exit status" [ "$rc" -eq 130 ]
check "segments: whole lines only" [ "$(printf '%s\n' "$out" | grep -c '^{.*}$')" -eq "$(wc -l <out)" ]
interrupted show 99
check "show: a frame that did not come" said 130 "interrupted after frame 12"

run "$real" flows -r http.pcapng
check "no bar without a terminal" [ -z "$err" ]
plan
