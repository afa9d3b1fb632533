# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "lint": what compilers and checkers say of the source.

lint_packages() {
	printf '%s\n' perl shellcheck sparse
	unit_packages
}

suite_lint() {
	local copy=$KTAP_LOGS/module
	mkdir -p "$copy"
	cp -r "$GNIC_TOP/driver" "$GNIC_TOP/Kbuild" "$copy"
	ktap_begin 6
	ktap_case "the module builds with W=1, without a warning" lint_module "$copy"
	ktap_case "sparse finds nothing" lint_sparse "$copy"
	ktap_case "kernel-doc finds nothing" lint_kernel_doc
	ktap_case "checkpatch finds nothing" lint_checkpatch
	ktap_case "shellcheck finds nothing" lint_shellcheck
	ktap_program "unit tests under ASan and UBSan" \
		make -s --no-print-directory -C "$GNIC_TOP/userspace" check SANITIZE=1
}

# The tree's own build must not see these flags, or it would be built anew afterwards.
lint_module() { make -C "$KDIR" M="$1" W=1 KCFLAGS=-Werror clean modules; }

lint_sparse() {
	local said
	said=$(make -C "$KDIR" M="$1" C=2 modules 2>&1) || { echo "$said" && return 1; }
	! grep -E "warning:|error:" <<<"$said"
}

lint_kernel_doc() { "$KDIR/scripts/kernel-doc" -none -Werror -Wall "$GNIC_TOP"/driver/*.[ch]; }

# The last four are ways in which lists of registers, records and tracepoints have to be written.
checkpatch_ignored=CAMELCASE,MACRO_ARG_REUSE,BIT_MACRO,PREFER_DEFINED_ATTRIBUTE_MACRO
checkpatch_ignored+=,COMPLEX_MACRO,MACRO_ARG_UNUSED,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT

lint_checkpatch() {
	local checkpatch=$GNIC_CACHE/checkpatch.pl files
	if [[ ! -r $checkpatch ]]; then
		echo "there is no $checkpatch; linux-source-6.12 has it in scripts/, with spelling.txt"
		return $KTAP_SKIP
	fi
	mapfile -t files < <(find "$GNIC_TOP/driver" -name '*.[ch]' -not -name '*.mod.c')
	perl "$checkpatch" --strict --no-tree --no-signoff --no-summary --terse --max-line-length=100 \
		--ignore $checkpatch_ignored -f "${files[@]}" 2>/dev/null
}

lint_shellcheck() {
	local scripts
	mapfile -t scripts < <(cd "$GNIC_TOP" && grep -rIlE --exclude-dir=build '^#!.*sh$' scripts userspace .ci)
	(cd "$GNIC_TOP" && shellcheck -xa "${scripts[@]}")
}
