# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# KTAP in the style of the kernel: programs that print it are run, nested and judged.
# https://docs.kernel.org/dev-tools/ktap.html

KTAP_LOGS=	# folder for the programs' logs; set by the script
KTAP_SKIP=4	# kselftest's exit status for "skipped"

ktap_begin() {
	ktap_number=0
	printf 'KTAP version 1\n1..%d\n' "$1"
}

# ktap_result ok|"not ok" NAME: fails as NAME did.
ktap_result() {
	echo "$1 $((++ktap_number)) $2"
	[[ $1 == ok ]]
}

ktap_comment() { sed 's/^/# /'; }

# ktap_program NAME COMMAND...: COMMAND prints KTAP. It has failed when one of its tests has, when
# its results are not those it planned, or when its exit status is bad; then so has ktap_program. Whoever skips
# everything may end with 0, too.
ktap_program() {
	local name=$1 status=0 log passed failed skipped planned seen reason
	shift
	log=$KTAP_LOGS/$(ktap_file_name "$name")
	echo "  # $name"
	"$@" 2>"$log.err" | tee "$log" | sed -u 's/^/  /' || status=$?
	read -r passed failed skipped planned seen reason < <(awk -f "$GNIC_TOP/scripts/lib/ktap.awk" "$log")
	if ((planned == 0 && seen == 0 && (status == 0 || status == KTAP_SKIP))) && [[ $reason ]]; then
		ktap_result ok "$name # SKIP $reason"
	elif ((failed || planned == 0 || planned != seen)) || ((status && (status != KTAP_SKIP || passed))); then
		((failed && planned == seen)) || echo "# exit status $status, $seen results of $planned planned"
		tail -n 40 "$log.err" | ktap_comment
		ktap_result "not ok" "$name"
	elif ((passed == 0)); then
		ktap_result ok "$name # SKIP $reason"
	else
		ktap_result ok "$name"
	fi
}

# ktap_case NAME COMMAND...: COMMAND's exit status is the result; the last line that a skipped one says
# is the reason.
ktap_case() {
	local name=$1 status=0 said
	shift
	said=$("$@" 2>&1) || status=$?
	if ((status == KTAP_SKIP)); then
		ktap_result ok "$name # SKIP $(tail -n 1 <<<"$said")"
	elif ((status)); then
		tail -n 60 <<<"$said" | ktap_comment
		ktap_result "not ok" "$name"
	else
		ktap_result ok "$name"
	fi
}

# ktap_conclude LOG STATUS: the last line about a whole run that ended with STATUS; success when something passed and
# nothing failed. A run that ended midway is a failure of its own: what it would still have said is not known.
ktap_conclude() {
	local passed failed skipped planned seen
	read -r passed failed skipped planned seen _ < <(awk -f "$GNIC_TOP/scripts/lib/ktap.awk" "$1")
	if (($2 || planned == 0 || planned != seen)); then
		((++failed))
		say "the run ended midway: exit status $2, $seen results of $planned planned"
	fi
	echo "$passed passed, $failed failed, $skipped skipped"
	((failed == 0 && passed > 0))
}

ktap_file_name() { tr -cs '[:alnum:].\n' - <<<"$1"; }
