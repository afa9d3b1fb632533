# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# TAP for the scripts here: check NAME COMMAND... is one result; plan ends it.
# run COMMAND... keeps what it did in $rc, $out and $err for the checks.

tap_count=0

tap()
{
	tap_count=$((tap_count + 1))
	echo "$1 $tap_count - $2"
}

check()
{
	tap_name=$1
	shift
	if "$@"; then
		tap ok "$tap_name"
	else
		tap "not ok" "$tap_name"
		echo "# failed: $*"
	fi
}

# skip NAME REASON
skip()
{
	tap ok "$1 # SKIP $2"
}

plan()
{
	echo "1..$tap_count"
}

run()
{
	out=$("$@" 2>err)
	rc=$?
	err=$(cat err)
}

# said RC TEXT: the last run ended with RC and one sentence on stderr that holds TEXT
said()
{
	[ "$rc" -eq "$1" ] || { echo "# exit status $rc, not $1"; return 1; }
	[ "$(wc -l <err)" -eq 1 ] || { echo "# not one line: $err"; return 1; }
	case $err in
	*"$2"*) ;;
	*) echo "# '$2' is not in '$err'"; return 1 ;;
	esac
}

# fixture NAME [MKCAP OPTION...]: NAME.pcapng in the working folder, out of data/NAME.txt
fixture()
{
	tap_fixture=$1
	shift
	"$MKCAP" "$@" "$UNIT/data/$tap_fixture.txt" >"$tap_fixture.pcapng" || exit 1
}

# has PATTERN: the last run's output has such a line (extended regular expression)
has()
{
	printf '%s\n' "$out" | grep -Eq -- "$1"
}

# valid FILE: NDJSON as its schemas want it
valid()
{
	python3 "$UNIT/lib/validate.py" "$UNIT/../../lib/schema" <"$1"
}

# check_valid NAME FILE
check_valid()
{
	if python3 -c 'import jsonschema' 2>/dev/null; then
		check "$1" valid "$2"
	else
		skip "$1" "python3-jsonschema is not installed"
	fi
}
