# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The guest's root file system: a folder that is filled here and packed as an initramfs.

# What every guest has beside busybox. A tool of this list takes the place of busybox' applet; so the
# shell must not be busybox', which prefers its own applets to what is in the path.
GUEST_TOOLS=(dash bash chrt ip tc devlink ethtool ping tcpdump curl)

GUEST_ROOT=	# the folder

guest_create() {
	GUEST_ROOT=$1
	mkdir -p "$GUEST_ROOT"/{dev,proc,sys,run,tmp,root,out,etc/glassnic,usr/{bin,lib,lib64,lib/modules,local/bin}}
	local name
	for name in bin sbin lib lib64; do
		ln -s "usr/$name" "$GUEST_ROOT/$name"
	done
	ln -s bin "$GUEST_ROOT/usr/sbin"
	guest_add_busybox
	guest_add_tools
	guest_add_scripts
}

# busybox makes the links to its applets itself; they point to where it is on the host.
guest_add_busybox() {
	local busybox
	busybox=$(host_program busybox)
	cp -L "$busybox" "$GUEST_ROOT/usr/bin/busybox"
	"$busybox" --install -s "$GUEST_ROOT/usr/bin"
}

guest_add_tools() {
	local tool path paths=()
	for tool in "${GUEST_TOOLS[@]}"; do
		path=$(host_program "$tool")
		paths+=("$path")
		cp -L --remove-destination "$path" "$GUEST_ROOT/usr/bin/$tool"
	done
	ln -sf dash "$GUEST_ROOT/usr/bin/sh"
	guest_add_libraries "${paths[@]}"
}

guest_add_scripts() {
	local guest=$GNIC_TOP/scripts/lib/guest name
	cp "$guest/init" "$GUEST_ROOT/init"
	cp "$guest/bashrc" "$GUEST_ROOT/etc/glassnic/bashrc"
	cp "$guest"/{checkers,nics,topology} "$GNIC_TOP/scripts/lib/kernel-complaints" "$GUEST_ROOT/usr/local/bin/"
	for name in client server router; do
		cp "$guest/in-namespace" "$GUEST_ROOT/usr/local/bin/$name"
	done
	echo 'root:x:0:0:root:/root:/bin/bash' >"$GUEST_ROOT/etc/passwd"
	echo 'root:x:0:' >"$GUEST_ROOT/etc/group"
	echo 'hosts: files' >"$GUEST_ROOT/etc/nsswitch.conf"
	# IPv4 before IPv6, as in the documentation's examples.
	echo 'precedence ::ffff:0:0/96 100' >"$GUEST_ROOT/etc/gai.conf"
	echo '127.0.0.1 localhost' >"$GUEST_ROOT/etc/hosts"
}

# Administration tools are in /usr/sbin, which a user's PATH may lack.
host_program() {
	PATH=$PATH:/usr/sbin:/sbin command -v "$1" || die "there is no $1 on this machine"
}

# guest_add FILE[:GUESTPATH]: a program with its libraries, a data file or a folder; /usr/local/bin/ is
# where it goes when no path is given.
guest_add() {
	local file=${1%%:*} place=/usr/local/bin/${1%%:*}
	place=/usr/local/bin/${file##*/}
	[[ $1 == *:* ]] && place=${1#*:}
	[[ -r $file ]] || die "cannot read $file, which the guest should have"
	mkdir -p "$GUEST_ROOT${place%/*}"
	cp -rL "$file" "$GUEST_ROOT$place"
	[[ -d $file ]] || guest_add_libraries "$file"
}

# The shared libraries of dynamically linked PROGRAM...; of anything else, nothing.
guest_add_libraries() {
	local libraries
	mapfile -t libraries < <(ldd "$@" 2>/dev/null | awk '
		$2 == "=>" && $3 ~ /^\// { print $3 }
		$1 ~ /^\/.*[^:]$/ { print $1 }' | sed 's#^/lib#/usr/lib#;s#^/usr/usr#/usr#' | sort -u)
	((${#libraries[@]} == 0)) || (cd / && cp -L --parents "${libraries[@]#/}" "$GUEST_ROOT")
}

# guest_add_modules FILE.ko[.xz]...: inserted by the guest's init in this order.
guest_add_modules() {
	local file name
	for file; do
		name=${file##*/}
		name=${name%.xz}
		# busybox' insmod complains about compressed modules before it takes them.
		case $file in
		*.xz) busybox xzcat "$file" ;;
		*) cat "$file" ;;
		esac >"$GUEST_ROOT/usr/lib/modules/$name"
		echo "/lib/modules/$name" >>"$GUEST_ROOT/etc/glassnic/modules"
	done
}

# guest_pack FILE: uncompressed, because decompressing takes longer under emulation than loading.
guest_pack() {
	(cd "$GUEST_ROOT" && find . | busybox cpio -o -H newc -R 0:0 2>/dev/null) >"$1" ||
		die "could not write $1: is the disk full?"
}
