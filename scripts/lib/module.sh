# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The driver for another kernel than the stock one: built in a copy, so that the tree's own build stays as it is.

# module_copy FOLDER: the driver's sources there.
module_copy() {
	mkdir -p "$1/driver"
	cp "$GNIC_TOP/Kbuild" "$1"
	find "$GNIC_TOP/driver" -maxdepth 1 \( -name 'K*' -o -name '*.[ch]' \) -not -name '*.mod.c' -exec cp -pt "$1/driver" {} +
}

# module_make FOLDER KDIR [VARIABLE=VALUE]...: build what is there, with the kernel's own compiler.
module_make() {
	local folder=$1 kdir=$2
	shift 2
	make -C "$kdir" M="$folder" CC="$(module_compiler "$kdir")" "$@" modules
}

# module_compiler KDIR: gcc-12, out of CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0-14) 12.2.0".
module_compiler() { sed -n 's/^CONFIG_CC_VERSION_TEXT="\([^ ]*\).*/\1/p' "$1/.config"; }

# module_kernel_files KDIR FOLDER MODULE...: files of the modules that were built in KDIR, and of what they
# depend on, in the order in which to insert them. FOLDER is where they are installed for that.
module_kernel_files() {
	local kdir=$1 folder=$2
	shift 2
	make -s -C "$kdir" INSTALL_MOD_PATH="$folder" modules_install >"$folder.log" 2>&1 || return
	modprobe -d "$folder" -S "$(<"$kdir/include/config/kernel.release")" --show-depends -a "$@" |
		awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}
