#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The debug kernel in the cache: configured as asked, broken off, built once; and the copies of the module.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export XDG_CACHE_HOME=$work/cache WORK=$work
PATH=$work/bin:$PATH
mkdir -p "$work/cache/glassnic"

# The kernel's make: it knows no setting called LOST, and breaks off when there is a file "break".
fake make <<'EOS'
#!/bin/bash
for argument; do
	[[ $argument == O=* ]] && folder=${argument#O=}
done
echo "$*" >>"$WORK/calls"
case "$*" in
*tinyconfig) printf '%s\n' 'CONFIG_FIRST=y' '# CONFIG_SECOND is not set' >"$folder/.config" ;;
*olddefconfig) sed -i '/LOST/d' "$folder/.config" ;;
*bzImage*)
	mkdir -p "$folder/kernel" "$folder/scripts"
	touch "$folder/kernel/fork.o" "$folder/scripts/sign-file.o" "$folder/Module.symvers"
	echo "  CC      kernel/fork.o"
	[[ ! -e $WORK/break ]] || { echo "kernel/fork.c:1: error: planted" && exit 2; }
	;;
esac
EOS

# shellcheck disable=SC2016 # expanded by the inner shell
with_library() {
	: >"$work/calls"
	run bash -c 'set -euo pipefail
		for file in common packages kernel source debug module; do . '"$lib"'/$file.sh; done
		SELFTESTS=; . '"$lib"'/suite/net.sh; . '"$lib"'/suite/debug.sh
		KERNEL_VERSION=6.12.9+deb12-amd64 debug_config=$WORK/fragment
		need() { :; }
		kernel_source_require() { :; }
		kernel_compiler() { echo gcc-12; }
		'"$1"
}

fragment() { printf '%s\n' "$@" >"$work/fragment"; }

plan 31

fragment 'CONFIG_FIRST=y' '# words' 'CONFIG_LOST=y' 'CONFIG_SECOND=n' 'CONFIG_THIRD=n'
with_library debug_kernel_require
check "a setting that the kernel does not take is an end" ended 1 "the configuration does not take"
check "and named, alone" ended 1 ": CONFIG_LOST=y"
check "nothing is built of it" [ -z "$(grep bzImage "$work/calls")" ]

fragment 'CONFIG_FIRST=y' 'CONFIG_SECOND=y' 'CONFIG_THIRD=n'
with_library debug_lacks
check "it is told to be lacking before it is there" printed "not built yet"
touch "$work/break"
with_library debug_kernel_require
check "a build that breaks off is an end" ended 1 "could not be built; all of it is in"
check "and why is shown" ended 1 "error: planted"
with_library debug_kernel
folder=$stdout
check "what was built stays" [ -e "$folder/kernel/fork.o" ]
with_library debug_lacks
check "but is not taken for a kernel" printed "not built yet"
rm "$work/break"
with_library debug_kernel_require
check "the next run goes on" ended 0
check "in the same folder" grep -q "O=$folder .*bzImage" "$work/calls"
check "what modules need is there" [ -e "$folder/Module.symvers" ]
check "and what the build's own programs are made of" [ -e "$folder/scripts/sign-file.o" ]
check "the kernel's objects are not" [ ! -e "$folder/kernel/fork.o" ]
with_library 'debug_kernel_require; debug_lacks || echo complete'
check "then nothing is lacking" printed complete
check "and nothing is built again" [ ! -s "$work/calls" ]

fragment 'CONFIG_FIRST=y' 'CONFIG_SECOND=y'
with_library debug_kernel
check "another configuration is another kernel" [ "$stdout" != "$folder" ]
fake df <<'EOS'
#!/bin/bash
echo Avail
echo 12M
EOS
with_library debug_kernel_require
check "no disk: says how much is needed" ended 1 "has 12M free; building the debug kernel needs"

with_library "module_copy $work/copy"
check "a copy of the module has its sources" [ -e "$work/copy/driver/tx.c" ]
check "and how they are built" [ -e "$work/copy/driver/Kbuild" ]
check "and nothing that was built" [ -z "$(find "$work/copy" -name '*.o' -o -name '*.mod.c' -o -name '*.ko')" ]
echo 'CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0"' >"$work/copy/.config"
with_library "module_compiler $work/copy"
check "a kernel's compiler is what it says" [ "$stdout" = gcc-12 ]

mkdir "$work/plants"
with_library "KTAP_LOGS=$work/plants SELFTESTS=$top/userspace/selftests
	plant_build stock $work/copy && plant_build debug $work/copy"
check "one run builds the planted bugs for two kernels" ended 0

# What is said of a program on the debug kernel: kmemleak is empty, and takes what is written to it.
mkdir -p "$work/debugfs/"{dma-api,gcov}
ln -s /dev/null "$work/debugfs/kmemleak"
echo 0 >"$work/debugfs/dma-api/error_count"
echo N >"$work/debugfs/dma-api/disabled"
fake sleep <<'EOS'
#!/bin/sh
EOS
# checked LINE STATUS: a program that says LINE and ends so
checked() {
	printf '#!/bin/sh\necho "%s"\nexit %s\n' "$1" "$2" | fake program
	run env CHECKED_DEBUG="$work/debugfs" CHECKED_OUT="$work/out" \
		"$top/userspace/selftests/debug/checked" "$work/bin/program"
}
checked "ok 1 a" 0
check "debug: a program that passes" printed "ok 1 program"$'\n'
echo "quiet dma_debug=off" >"$work/cmdline"
CHECKED_CMDLINE=$work/cmdline checked "ok 1 a" 0
check "debug: without DMA-API its errors are a skip" printed "ok 4 DMA-API # SKIP it is off"
checked "1..0 # SKIP one NIC" 4
check "debug: one that skips whole is a skip, and why" printed "ok 1 program # SKIP one NIC"
checked "not ok 1 a" 1
check "debug: one that fails" printed "not ok 1 program"$'\n'

# KUnit: every suite of the driver has results, or has failed.
fake insmod <<'EOS'
#!/bin/sh
EOS
cp "$work/bin/insmod" "$work/bin/rmmod"
mkdir -p "$work/kunit/gnic_ring"
printf '%s\n' 1..1 "ok 1 gnic_ring" >"$work/kunit/gnic_ring/results"
run env RESULTS="$work/kunit" "$top/userspace/selftests/debug/kunit" kunit.ko gnic_ring
check "KUnit: a suite that ran" [ "$status $stdout" = $'0 1..1\nok 1 gnic_ring' ]
run env RESULTS="$work/kunit" "$top/userspace/selftests/debug/kunit" kunit.ko gnic_ring gnic_rx
check "KUnit: one that did not has failed" printed "not ok 1 gnic_rx did not run"
check "and so has the program" [ "$status" = 1 ]
with_library debug_kunit_suites
check "KUnit: the suites are those of the driver" printed gnic_rx$'\n'
check "KUnit: all of them" \
	[ "$(wc -w <<<"$stdout")" = "$(cat "$top"/driver/kunit*.c | grep -c '^static struct kunit_suite')" ]

finish
