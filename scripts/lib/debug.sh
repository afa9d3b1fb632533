# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The debug kernel: the guest's own source with the kernel's checkers switched on, built once into the cache.

PACKAGES_DEBUG=(flex bison bc libelf-dev libssl-dev lz4)

debug_config=$GNIC_TOP/scripts/lib/debug.config
# The build's folder, and its commands; 6.12.117.
debug_mebibytes=800
debug_commands=2200

# With five levels of page tables KASAN reports an interrupt that comes while identify_cpu() forgets and reads
# anew what the processor can (LA57 among it): memory has no shadow for so long. Seen once in twenty boots.
# shellcheck disable=SC2034 # scripts/vm uses it
debug_arguments=no5lvl

# A folder for each kernel, configuration and compiler. It is built where it stays, because its files name
# their own path; what an interrupted build left is continued. After kernel_require().
debug_kernel() {
	local key
	key=$({ cat "$debug_config" && kernel_compiler; } | sha256sum)
	echo "$GNIC_CACHE/debug-${KERNEL_VERSION%%+*}-${key:0:12}"
}

debug_kernel_complete() { [[ -e $(debug_kernel)/.complete ]]; }

# Have it. After kernel_require().
debug_kernel_require() {
	debug_kernel_complete && return
	need "to build the debug kernel" make libc6-dev "$(kernel_compiler)" "${PACKAGES_DEBUG[@]}"
	kernel_source_require
	lock debug debug_kernel_build "$(debug_kernel)" || exit
}

debug_kernel_build() {
	local folder=$1
	debug_kernel_complete && return	# another process was faster
	cache_must_have $debug_mebibytes "building the debug kernel"
	mkdir -p "$folder"
	debug_kernel_configure "$folder"
	say "building the debug kernel in $folder, once: 8 to 15 minutes on two processors"
	debug_make "$folder" -j"$(nproc)" bzImage modules | tee "$folder/build.log" | debug_progress ||
		die "the debug kernel could not be built; all of it is in $folder/build.log"
	debug_kernel_strip "$folder"
	touch "$folder/.complete"
}

# What modules are built with stays; the kernel's own objects, three quarters of the folder, do not.
debug_kernel_strip() {
	(cd "$1" && find . \( -path ./scripts -o -path ./tools \) -prune -o -type f \
		\( -name '*.o' -o -name '*.a' -o -name '.*.cmd' -o -name '.tmp_vmlinux*' \) -exec rm -f {} +)
}

# The kernel's make, with the compiler that modules for the stock kernel are built with.
debug_make() {
	local folder=$1
	shift
	nice make -C "$(kernel_source)" O="$folder" CC="$(kernel_compiler)" "$@" 2>&1
}

# Other defaults, or a prompt that depends on something new, would silently drop a checker.
debug_kernel_configure() {
	local folder=$1 dropped
	{
		debug_make "$folder" tinyconfig &&
			cat "$debug_config" >>"$folder/.config" &&
			debug_make "$folder" olddefconfig
	} >"$folder/configure.log" || {
		tail -n 20 "$folder/configure.log" >&2
		die "the debug kernel could not be configured"
	}
	dropped=$(debug_dropped "$debug_config" "$folder/.config")
	[[ ! $dropped ]] || die "the configuration does not take of ${debug_config##*/}: $dropped"
}

# debug_dropped WANTED CONFIG: settings of WANTED that CONFIG does not have, on one line.
debug_dropped() {
	awk -F= '
		/^# CONFIG_.* is not set/ { split($0, word, " "); set[word[2]] = "n" }
		!/^CONFIG_/ { next }
		FILENAME == ARGV[1] { wanted[$1] = $2; order[++n] = $1; next }
		{ set[$1] = $2 }
		END {
			for (i = 1; i <= n; i++) {
				name = order[i]
				if (wanted[name] != (name in set ? set[name] : "n"))
					printf "%s=%s ", name, wanted[name]
			}
		}' "$1" "$2"
}

# Every tenth of the way, and what went wrong, out of what make prints.
debug_progress() {
	awk -v commands="$debug_commands" -v name="${0##*/}" '
		/^ +(CC|AS|LD|AR|HOSTCC) / && ++done % (commands / 10) < 1 {
			printf "%s: %d of about %d files\n", name, done, commands > "/dev/stderr"
		}
		/error:|Error [0-9]+$|\*\*\*/ { print > "/dev/stderr" }'
}
