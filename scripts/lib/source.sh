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
	local work=$GNIC_CACHE/source.$$ free version
	free=$(df --output=avail -BM "$GNIC_CACHE" | tail -n 1)
	((${free%M} >= source_mebibytes)) ||
		die "$GNIC_CACHE has ${free// /} free; unpacking the kernel's source needs ${source_mebibytes}M"
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
	local package=$1 work=$2 sandbox=()
	((EUID == 0)) && sandbox=(-o APT::Sandbox::User=root)
	say "downloading $package (150 MB, once, into $GNIC_CACHE; it is not installed)"
	(cd "$work" && apt-get download "${sandbox[@]}" "$package" >&2) ||
		die "the kernel's source could not be downloaded: no network, or no disk? apt's words are above"
}
