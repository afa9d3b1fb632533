# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Where things are, how the scripts speak, and how they end. Sourced first.

# shellcheck disable=SC2034 # used by the scripts that source this file
GNIC_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
GNIC_CACHE=${XDG_CACHE_HOME:-~/.cache}/glassnic

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
	say "$*"
	exit 1
}

# Asked for wrongly: exit 2, like the tool.
usage_error() {
	say "$*; see ${0##*/} --help"
	exit 2
}

# The comment block under the first two lines of the calling script is its help text.
show_help() { sed -n '3,${/^#/!q;s/^# \{0,1\}//;p}' "$0"; }

# cache_must_have MEBIBYTES WHAT: that much room in the cache, for WHAT to be put there.
cache_must_have() {
	local free
	free=$(df --output=avail -BM "$GNIC_CACHE" | tail -n 1)
	((${free%M} >= $1)) || die "$GNIC_CACHE has ${free// /} free; $2 needs ${1}M"
}

# One process at a time works on what NAME stands for; the lock goes away with the process.
# lock NAME COMMAND...
lock() (
	name=$1
	shift
	mkdir -p "$GNIC_CACHE"
	exec 9>"$GNIC_CACHE/lock-$name"
	if ! flock -n 9; then
		say "waiting for another run that holds $GNIC_CACHE/lock-$name"
		flock 9
	fi
	"$@" 9>&-
)
