# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# What scripts/check runs. Each suite is a file in suite/ with these functions:
#
#   NAME_packages   print the Debian packages it needs beside those of every suite, one per line
#   NAME_lacks      optional: what large thing of its own is not in the cache yet, in words; fails when nothing is
#   NAME_prepare    optional: have that thing; all that downloads or builds is here
#   NAME_programs   optional: the programs that can be run alone (suite_wants), one per line
#   suite_NAME      run it and print KTAP

SELFTESTS=$GNIC_TOP/userspace/selftests
SUITES=(unit lint net bench debug upstream fuzz)

. "$GNIC_TOP/scripts/lib/suite/unit.sh"
. "$GNIC_TOP/scripts/lib/suite/lint.sh"
. "$GNIC_TOP/scripts/lib/suite/net.sh"
. "$GNIC_TOP/scripts/lib/suite/bench.sh"
. "$GNIC_TOP/scripts/lib/suite/debug.sh"
. "$GNIC_TOP/scripts/lib/suite/upstream.sh"
. "$GNIC_TOP/scripts/lib/suite/fuzz.sh"

# suite_may FUNCTION: call what a suite need not have.
suite_may() { ! declare -F "$1" >/dev/null || "$1"; }

# suite_programs SUITE: fails when it is only run whole.
suite_programs() { declare -F "$1_programs" >/dev/null && "$1_programs"; }

# suite_wants SUITE PROGRAM: is it asked for, alone or with all the others?
suite_wants() { [[ ! ${ONLY[$1]:-} || " ${ONLY[$1]} " == *" $2 "* ]]; }

# Everything that is downloaded or built is so before the first test: tests then run without a network.
prepare_suites() {
	local suite packages
	require_debian
	mapfile -t packages < <(for suite; do "${suite}_packages"; done | sort -u)
	need "to test" kmod "${PACKAGES_VM[@]}" "${PACKAGES_BUILD[@]}" "${packages[@]}"
	KDIR=$("$GNIC_TOP/scripts/vm" --print-kdir)
	kernel_require
	for suite; do
		suite_may "${suite}_prepare"
	done
	say "building"
	lock build make -s -C "$GNIC_TOP" KDIR="$KDIR" modules tools >&2 || die "the build failed"
}

# suite_lacking SUITE: what it lacks in the cache; fails when it lacks nothing.
suite_lacking() { declare -F "$1_lacks" >/dev/null && "$1_lacks"; }

# A suite in place of which one skip is reported: it would first have to download or build for long.
suite_skipped() {
	ktap_begin 1
	ktap_result ok "$1 # SKIP $(suite_lacking "$1"); scripts/check $1 gets it"
}
