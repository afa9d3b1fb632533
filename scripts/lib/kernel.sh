# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The guest's kernel: Debian's 6.12, its modules and headers, downloaded and unpacked into the cache.
# Nothing is installed, and the kernel that runs the host does not matter.

# What kernel_require() found.
KERNEL_VERSION=		# 6.12.117+deb12-amd64
KERNEL_DIR=		# unpacked packages; a root with boot/, lib/modules/, usr/src/

kernel_image() { echo "$KERNEL_DIR/boot/vmlinuz-$KERNEL_VERSION"; }
kernel_kdir() { echo "$KERNEL_DIR/usr/src/linux-headers-$KERNEL_VERSION"; }

# Packages and what is unpacked of them, at the same time; 6.12.117: 124 MB and 214 MB.
kernel_mebibytes=400

# Have a complete kernel in the cache: the newest one there, else the newest Debian offers.
kernel_require() {
	kernel_newest_cached && return
	[[ $GNIC_CACHE != *[[:space:]:]* ]] ||
		die "the kernel's build cannot work in '$GNIC_CACHE': set XDG_CACHE_HOME to a path without blanks and colons"
	lock kernel kernel_fetch || exit
	kernel_newest_cached || die "the kernel that was unpacked in $GNIC_CACHE is not complete"
}

kernel_newest_cached() {
	local dir
	while read -r dir; do
		KERNEL_VERSION=${dir##*/kernel-} KERNEL_DIR=$dir
		kernel_complete && return
	done < <(printf '%s\n' "$GNIC_CACHE"/kernel-* | sort -rV)
	KERNEL_VERSION='' KERNEL_DIR=''
	return 1
}

# A cache that was moved, or partly removed, is not complete: the headers name their own path.
kernel_complete() {
	[[ -r $(kernel_image) && -r $KERNEL_DIR/lib/modules/$KERNEL_VERSION/modules.dep ]] &&
		grep -qs "$KERNEL_DIR/usr/src" "$(kernel_kdir)/Makefile"
}

# The newest 6.12 whose headers are there too, as 6.12.117+deb12; nothing when there is none.
kernel_newest_offered() {
	apt-cache search --names-only '^linux-headers-6\.12\.[0-9+a-z.]*-common$' |
		sed 's/^linux-headers-\(.*\)-common .*/\1/' | grep -v -- '-rt' | sort -rV | head -n 1
}

kernel_fetch() {
	kernel_newest_cached && return	# another process was faster
	local release
	release=$(kernel_newest_offered)
	if [[ ! $release ]]; then
		apt_as_root "apt-get update"
		update_package_lists || true
		release=$(kernel_newest_offered)
	fi
	[[ $release ]] || die "apt knows no linux-headers-6.12: no network? Debian 12 has them in bookworm-security"
	cache_must_have $kernel_mebibytes "unpacking the guest kernel"
	local work=$GNIC_CACHE/unpack.$$
	# shellcheck disable=SC2064 # the path is known now
	trap "rm -rf '$work'" EXIT
	mkdir -p "$work"
	kernel_download "$release" "$work"
	kernel_unpack "$release-amd64" "$work"
	rm -rf "$work"
	trap - EXIT
}

kernel_download() {
	local release=$1 work=$2
	say "downloading the guest kernel $release (124 MB, once, into $GNIC_CACHE; it is not installed)"
	download_packages "$work" "the guest kernel" \
		"linux-image-$release-amd64" "linux-headers-$release-amd64" \
		"linux-headers-$release-common" "linux-kbuild-$release"
}

kernel_unpack() {
	local version=$1 work=$2 deb final=$GNIC_CACHE/kernel-$1
	say "unpacking the guest kernel"
	for deb in "$work"/*.deb; do
		dpkg -x "$deb" "$work/root" || die "could not unpack ${deb##*/}: is the disk full?"
	done
	[[ -e $work/root/lib ]] || ln -s usr/lib "$work/root/lib"
	depmod -b "$work/root" "$version"
	sed -i "s#/usr/src/#$final/usr/src/#" "$work/root/usr/src/linux-headers-$version/Makefile"
	rm -rf "$final"
	mv "$work/root" "$final"
}

# The compiler that the headers were made with, as a package: gcc-12.
kernel_compiler() {
	sed -n 's/.*\b\(gcc-[0-9]\+\).*/\1/p' "$(kernel_kdir)/.kernelvariables" | head -n 1
}

# Files of MODULE... and of what they depend on, in the order in which to insert them.
kernel_module_files() {
	modprobe -d "$KERNEL_DIR" -S "$KERNEL_VERSION" --show-depends -a "$@" |
		awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}
