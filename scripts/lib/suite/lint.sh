# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "lint": what compilers and checkers say of the source, and that each of them does say it.

. "$GNIC_TOP/scripts/lib/lint.sh"

# From bc on: for the build folder that clang uses.
lint_packages() {
	printf '%s\n' perl shellcheck sparse coccinelle codespell binutils "$LINT_CLANG" \
		"${LINT_CLANG/clang/clang-format}" bc bison flex libelf-dev libssl-dev
	unit_packages
}

lint_lacks() {
	[[ $KERNEL_VERSION ]] && kernel_source_complete && return 1
	echo "linux-source-6.12, which has checkpatch and what coccinelle looks for, is not there yet"
}

lint_prepare() {
	kernel_source_require
	lock clang lint_clang_prepare || exit
}

# The longest first.
suite_lint() {
	local jobs=(
		"planted faults|ktap_program|$SELFTESTS/lint/planted"
		"unit tests under ASan and UBSan|ktap_program|lint_sanitizers"
		"coccinelle|ktap_case|lint_coccinelle"
		"gcc -fanalyzer: the driver|ktap_case|lint_analyzer"
		"sparse|ktap_case|lint_sparse"
		"gcc W=1 -Werror: the driver|ktap_case|lint_gcc"
		"clang W=1 -Werror: the driver|ktap_case|lint_clang"
		"clang -Werror: user space|ktap_case|lint_tool_clang"
		"gcc -fanalyzer: user space|ktap_case|lint_tool_analyzer"
		"checkpatch --strict|ktap_case|lint_checkpatch"
		"shellcheck|ktap_case|lint_shellcheck"
		"kernel-doc|ktap_case|lint_kernel_doc"
		"netdev's rules|ktap_case|lint_netdev"
		"clang-format: user space|ktap_case|lint_format"
	)
	ktap_begin ${#jobs[@]}
	lint_side_by_side "${jobs[@]}"
}

# As many at a time as there are processors, printed in their order.
lint_side_by_side() {
	local job number=0 pids=()
	for job; do
		((number < $(nproc))) || wait -n || true
		lint_job $number "$job" >"$KTAP_LOGS/lint.$number" &
		pids+=($!)
		((++number))
	done
	for number in "${!pids[@]}"; do
		wait "${pids[number]}" || true
		cat "$KTAP_LOGS/lint.$number"
	done
}

# lint_job NUMBER "NAME|HOW|COMMAND"
lint_job() {
	local name how command
	IFS='|' read -r name how command <<<"$2"
	ktap_number=$1
	"$how" "$name" "$command" "$GNIC_TOP"
}

# Among them is the one that compares --help with the man page.
lint_sanitizers() { make -s --no-print-directory -C "$GNIC_TOP/userspace" check SANITIZE=1; }
