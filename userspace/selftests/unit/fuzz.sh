#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every fuzz target on the inputs that it begins with, where there is no fuzzer.

# shellcheck disable=SC1091 # tap.sh
. "$UNIT/lib/tap.sh"

# replay NAME: what failed stands under the last input that was named
replay()
{
	TMPDIR=$PWD "$BUILD/fuzz/$1" "$BUILD/fuzz/seeds/$1" >log 2>&1 || { tail -n 20 log | sed 's/^/# /'; return 1; }
}

for target in "$UNIT"/../fuzz/fuzz_*.c; do
	name=$(basename "$target" .c)
	check "$name" replay "$name"
done
plan
