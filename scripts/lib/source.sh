# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The source of the guest's kernel: Debian's linux-source-6.12 of the same version, unpacked into the cache. The
# headers lack its checkers, its selftests, and all that a kernel of our own is built from.

# What is unpacked of it, and the package while that is done; 6.12.117.
source_mebibytes=1900

# Of the same upstream version as the guest's kernel: linux-source-6.12.117.
kernel_source() { echo "$GNIC_CACHE/linux-source-${KERNEL_VERSION%%+*}"; }

kernel_source_complete() { [[ -e $(kernel_source)/.complete ]]; }

# Have it. After kernel_require().
kernel_source_require() {
	kernel_source_complete || lock source source_fetch || exit
}

source_fetch() {
	kernel_source_complete && return	# another process was faster
	local work=$GNIC_CACHE/source.$$ version
	cache_must_have $source_mebibytes "unpacking the kernel's source"
	version=$(source_version)
	# shellcheck disable=SC2064 # the path is known now
	trap "rm -rf '$work'" EXIT
	mkdir -p "$work/source"
	source_download "linux-source-6.12${version:+=$version}" "$work"
	say "unpacking the kernel's source (1.7 GB)"
	dpkg-deb --fsys-tarfile "$work"/*.deb |
		tar -xO --wildcards '*/linux-source-6.12.tar.xz' |
		tar -xJ -C "$work/source" --strip-components=1 || die "could not unpack the kernel's source: is the disk full?"
	touch "$work/source/.complete"
	rm -rf "$(kernel_source)"
	mv "$work/source" "$(kernel_source)"
	rm -rf "$work"
	trap - EXIT
}

# The version of the package that the cached kernel was built from; nothing when Debian has another one by now.
source_version() {
	apt-cache madison linux-source-6.12 | awk -v version="${KERNEL_VERSION%%+*}" '
		index($3, version "-") == 1 { print $3; exit }'
}

source_download() {
	say "downloading $1 (150 MB, once, into $GNIC_CACHE; it is not installed)"
	download_packages "$2" "the kernel's source" "$1"
}
