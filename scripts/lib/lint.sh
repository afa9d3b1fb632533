# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Checks of the source in TREE. Each says what it found and then fails; what it is told to leave out is in
# lint-exceptions alone.

# The same in Debian 12 and 13, so that it warns and formats alike everywhere.
LINT_CLANG=clang-19
LINT_EXCEPTIONS=$GNIC_TOP/scripts/lib/lint-exceptions
LINT_WORDS=/usr/lib/python3/dist-packages/codespell_lib/data/dictionary.txt

# Debian's headers make clang into gcc without a word; so clang gets a build folder of its own.
lint_clang_kdir() { echo "$GNIC_CACHE/$LINT_CLANG-$KERNEL_VERSION"; }

lint_clang_prepare() {
	local kdir
	kdir=$(lint_clang_kdir)
	[[ -e $kdir/.complete ]] && return
	say "preparing the kernel's headers for $LINT_CLANG"
	rm -rf "$kdir"
	mkdir -p "$kdir"
	cp "$KDIR/.config" "$kdir"
	# What needs a whole kernel, or a certificate; the module's code does not depend on it.
	"$(kernel_source)/scripts/config" --file "$kdir/.config" -d DEBUG_INFO_BTF -d MODULE_SIG -d MODVERSIONS
	if lint_clang_make olddefconfig && lint_clang_make modules_prepare; then
		touch "$kdir/.complete"
	else
		tail -n 20 "$kdir/log" >&2
		die "the kernel's headers could not be prepared for $LINT_CLANG; all of it is in $kdir/log"
	fi
}

lint_clang_make() {
	make -C "$(kernel_source)" O="$(lint_clang_kdir)" CC=$LINT_CLANG -j"$(nproc)" "$@" \
		</dev/null >>"$(lint_clang_kdir)/log" 2>&1
}

# lint_copy TREE COPY: the sources without what is built of them.
lint_copy() {
	local path
	for path in driver userspace Documentation Kbuild .clang-format; do
		[[ ! -e $1/$path ]] || tar -C "$1" --exclude=build --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' \
			--exclude='*.mod' --exclude='*.mod.c' -c "$path" | tar -C "$2" -x
	done
}

# lint_module TREE KDIR ARGUMENT...: the module built in a copy, and the KUnit tests compiled: a kernel without KUnit,
# as the stock one, has nothing to link them with. modpost's warnings do not fail a build.
lint_module() {
	local tree=$1 kdir=$2 copy said status=0
	shift 2
	copy=$(mktemp -d)
	lint_copy "$tree" "$copy"
	said=$({
		make -C "$kdir" M="$copy" "$@" modules && lint_kunit "$kdir" "$copy" "$@" && lint_compiled "$kdir" "$copy"
	} 2>&1) || status=1
	if ((status)) || grep -qE 'warning:|error:|WARNING: modpost: .*section mismatch' <<<"$said"; then
		status=1
		echo "${said//"$copy"\//}"
	fi
	rm -rf "$copy"
	return $status
}

# lint_kunit KDIR COPY ARGUMENT...
lint_kunit() {
	local kdir=$1 copy=$2
	shift 2
	local object
	for object in "$copy"/driver/kunit*.c; do
		[[ ! -e $object ]] ||
			make -C "$kdir" M="$copy" "$@" CONFIG_GLASSNIC_KUNIT_TEST=m "driver/$(basename "$object" .c).o" || return
	done
}

# Has the compiler that was meant made every object?
lint_compiled() {
	local object compiler=GCC
	[[ $1 != "$(lint_clang_kdir)" ]] || compiler='clang version'
	for object in "$2"/driver/*.o; do
		readelf -p .comment "$object" | grep -q "$compiler" || {
			echo "error: ${object##*/} was not compiled by $compiler"
			return 1
		}
	done
}

lint_gcc() { lint_module "$1" "$KDIR" W=1 KCFLAGS=-Werror; }
lint_clang() {
	lint_module "$1" "$(lint_clang_kdir)" CC=$LINT_CLANG W=1 KCFLAGS=-Werror KBUILD_MODPOST_WARN=1
}
lint_sparse() { lint_module "$1" "$KDIR" C=2; }
lint_analyzer() { lint_module "$1" "$KDIR" KCFLAGS="-fanalyzer -Werror"; }

# lint_tool TREE COMPILER FLAGS TEST_FLAGS: user space, and with TEST_FLAGS all that its tests consist of, built in a copy.
# They are in the environment, because a makefile cannot add to a variable of its command line.
lint_tool() {
	local tree=$1 copy folder status=0
	local -x CC=$2 CFLAGS=$3
	copy=$(mktemp -d)
	lint_copy "$tree" "$copy"
	make -sk -C "$copy/userspace" all 2>&1 || status=1
	CFLAGS=$4
	make -sk -C "$copy/userspace" tests 2>&1 || status=1
	for folder in "$copy"/userspace/selftests/{bench,net,wire}; do
		[[ ! -d $folder ]] || make -sk -C "$folder" 2>&1 || status=1
	done
	rm -rf "$copy"
	return $status
}

lint_tool_clang() { lint_tool "$1" $LINT_CLANG "-O2 -g" "-O2 -g"; }

lint_tool_analyzer() {
	local flags
	flags="-O1 -g -fanalyzer$(lint_analyzer_exceptions userspace)"
	lint_tool "$1" cc "$flags" "$flags$(lint_analyzer_exceptions selftests)"
}

# lint_analyzer_exceptions WHAT: " -Wno-analyzer-NAME" for each of them.
lint_analyzer_exceptions() {
	local excepted
	excepted=$(lint_excepted analyzer "$1")
	# shellcheck disable=SC2086 # words
	[[ ! $excepted ]] || printf ' -Wno-analyzer-%s' ${excepted//,/ }
}

lint_sources() { find "$1/driver" -name '*.[ch]' -not -name '*.mod.c' | sort; }

lint_kernel_doc() {
	local files
	mapfile -t files < <(lint_sources "$1")
	"$KDIR/scripts/kernel-doc" -none -Werror -Wall "${files[@]}"
}

# lint_excepted CHECK FILE: what is not reported of it, with commas.
lint_excepted() {
	awk -v check="$1" -v file="$2" '
		$1 == check && ($2 == "*" || $2 == file) { printf "%s%s", separator, $3; separator = "," }' "$LINT_EXCEPTIONS"
}

# 80 columns, as netdev has it.
lint_checkpatch() (
	cd "$1" || exit
	status=0
	while read -r file; do
		perl "$(kernel_source)/scripts/checkpatch.pl" --strict --no-tree --no-signoff --no-summary --terse \
			--show-types --max-line-length=80 --codespell --codespellfile=$LINT_WORDS \
			--ignore "$(lint_excepted checkpatch "$file")" -f "$file" || status=1
	done < <(lint_sources . | sed 's:^\./::')
	exit $status
)

# lint_coccinelle TREE [NAME]: every script of the kernel's that can report (those that only patch have no such
# mode), or the one of that name. spatch exits 0 whatever it finds, and speaks of its scripts on stderr.
lint_coccinelle() {
	local files excepted errors said status=0
	mapfile -t files < <(lint_sources "$1")
	excepted=$(lint_excepted coccinelle driver)
	errors=$(mktemp)
	said=$(find "$(kernel_source)/scripts/coccinelle" -name "${2:-*}.cocci" -exec grep -lZ 'virtual report' {} + |
		grep -zvE "/(${excepted//,/|})\.cocci" |
		xargs -0 -P "$(nproc)" -I COCCI spatch -D report --no-show-diff --very-quiet --include-headers \
			--cocci-file COCCI "${files[@]}" 2>"$errors") || status=1
	((!status)) || tail -n 20 "$errors"
	rm "$errors"
	[[ ! ${said//[[:space:]]/} ]] || status=1
	echo "${said//"$1"\//}"
	return $status
}

# What netdev's maintainers refuse by rule and no checker of the kernel reports: process/maintainer-netdev.rst,
# process/coding-style.rst section 15.
lint_netdev() {
	local status=0
	! grep -nE '^[^/*"]*\binline\b' "$1"/driver/*.c || status=1
	! grep -rnE '\bmodule_param(_[a-z]+)?\(' "$1/driver" --include='*.[ch]' || status=1
	! grep -rnE '\b__free\(|\bguard\(' "$1/driver" --include='*.[ch]' || status=1
	return $status
}

lint_shellcheck() (
	cd "$1" || exit
	mapfile -t scripts < <(grep -rIlE --exclude-dir=build '^#!.*sh$' scripts userspace .ci)
	shellcheck -xa "${scripts[@]}"
)

lint_format() (
	cd "$1" || exit
	find userspace -name build -prune -o -name '*.[ch]' -print0 |
		xargs -0 "${LINT_CLANG/clang/clang-format}" --dry-run -Werror 2>&1
)
