# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share in which memory runs out: allocations that fail, one at a time and counted. Sourced behind lib.sh.
#
# DMA-API's own records are allocated as well, and it gives up when that fails: such a test has it off. So are
# allocations of ACPI's interpreter, which uses memory that it has freed when one fails (KASAN,
# acpi_ns_get_attached_object() in 6.12.117).
# shellcheck disable=SC2154 # tmp is lib.sh's

FAULTS=/sys/kernel/debug

# faults_begin PLAN: test_begin, and the first test. What counts references says that it lost count without memory: that is
# expected until faults_end.
faults_begin() {
	[ -d "$FAULTS/failslab" ] || ktap_skip_all "no allocation fails on this kernel, it takes the debug kernel"
	test_begin "$1"
	points=0
	quiet_begin
	check_run "allocations can be made to fail" faults_prepare
}

faults_end() {
	no_complaint_but "ref_tracker: memory allocation failure"
	quiet_end
	test_end
}

faults_prepare() {
	echo 0 >"$FAULTS/fail_page_alloc/min-order"
	for faults_kind in failslab fail_page_alloc; do
		cd "$FAULTS/$faults_kind" || return
		echo N >ignore-gfp-wait
		echo 0 >verbose
		echo 32 >stacktrace-depth
		# Where ACPI is asked for the interrupt line: from this function to the next one.
		grep -A 1 ' acpi_pci_irq_enable$' /proc/kallsyms | sed 's/ .*//; s/^/0x/' >"$tmp/acpi"
		sed -n 1p "$tmp/acpi" >reject-start
		sed -n 2p "$tmp/acpi" >reject-end
	done
	grep -q . reject-end
}

# covered DESCRIPTION LEAST COMMAND...: it runs failnth, in which at least LEAST allocations have failed.
covered() {
	covered_description=$1
	covered_least=$2
	shift 2
	"$@" >"$tmp/covered" 2>&1
	covered_points=$(field points "$(cat "$tmp/covered")")
	[ -n "$covered_points" ] || ktap_print_msg "$(cat "$tmp/covered")"
	points=$((points + ${covered_points:-0}))
	check_range "$covered_description: allocations that failed, one at a time" "$covered_least" 4999 "$covered_points"
}
