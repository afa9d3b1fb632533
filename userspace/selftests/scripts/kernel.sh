#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The cache with the guest kernel: lost, half written, moved, full disk, no network.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export XDG_CACHE_HOME=$work/cache WORK=$work
cache=$work/cache/glassnic
PATH=$work/bin:$PATH

# What kernel_complete() looks for. cached VERSION
cached() {
	local dir=$cache/kernel-$1
	mkdir -p "$dir/boot" "$dir/lib/modules/$1" "$dir/usr/src/linux-headers-$1"
	touch "$dir/boot/vmlinuz-$1" "$dir/lib/modules/$1/modules.dep"
	echo "include $dir/usr/src/x" >"$dir/usr/src/linux-headers-$1/Makefile"
}

fake apt-cache <<'EOS'
#!/bin/bash
printf '%s\n' 'linux-headers-6.12.9+deb12-common - x' 'linux-headers-6.12.90+deb12-common-rt - x' \
	'linux-headers-6.12.10+deb12-common - x'
EOS
fake apt-get <<'EOS'
#!/bin/bash
echo "apt-get $*" >>"$WORK/calls"
exit 100
EOS

with_library() {
	: >"$work/calls"
	run bash -c "set -euo pipefail; . $lib/common.sh; . $lib/packages.sh; . $lib/kernel.sh; $1"
}

# shellcheck disable=SC2016 # expanded by the inner shell
version='kernel_require; echo $KERNEL_VERSION'

plan 10

with_library kernel_newest_offered
check "the newest kernel offered, by version, without -rt" [ "$stdout" = 6.12.10+deb12 ]

with_library kernel_require
check "no network: fails and says so" ended 1 "could not be downloaded"
check "no network: nothing is left in the cache" [ -z "$(find "$cache" -name 'unpack*' -o -name 'kernel-*')" ]

fake df <<'EOS'
#!/bin/bash
echo Avail
echo 12M
EOS
with_library kernel_require
check "no disk: says how much is needed" ended 1 "has 12M free; unpacking the guest kernel needs"
check "no disk: nothing is downloaded" [ ! -s "$work/calls" ]
rm "$work/bin/df"

cached 6.12.9+deb12-amd64
cached 6.12.10+deb12-amd64
with_library "$version"
check "the newest cached kernel is taken" [ "$stdout" = 6.12.10+deb12-amd64 ]
check "a cached kernel needs no apt-get" [ ! -s "$work/calls" ]

rm "$cache/kernel-6.12.10+deb12-amd64/lib/modules/6.12.10+deb12-amd64/modules.dep"
with_library "$version"
check "a half-written one is passed over" [ "$stdout" = 6.12.9+deb12-amd64 ]

mv "$cache" "$work/cache/moved" && mkdir "$cache" && mv "$work/cache/moved/kernel-6.12.9+deb12-amd64" "$cache"
sed -i "s#$cache#/elsewhere#" "$cache"/kernel-*/usr/src/*/Makefile
with_library 'kernel_newest_cached'
check "one that was moved is passed over" ended 1

XDG_CACHE_HOME="$work/with blank" with_library kernel_require
check "a cache the build cannot work in is told so" ended 1 "path without blanks"

finish
