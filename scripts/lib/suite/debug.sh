# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "debug": the driver on a kernel whose checkers are on, and proof that they are.
#
# Every program has a guest of its own, because the first report switches others off: KASAN speaks once a
# boot, and lockdep is silent after any of them. So the kernel panics at what is a warning to it.

DEBUG_MODULE=	# folder of the driver's copy, built with coverage

# A bug of each kind (userspace/selftests/debug/plant.c), and the words in which it has to be reported.
debug_plants=(
	"out-of-bounds       KASAN: slab-out-of-bounds in plant_read"
	"use-after-free      KASAN: slab-use-after-free in plant_read"
	"abba                possible circular locking dependency"
	"sleep-in-atomic     sleeping function called from invalid context at .*plant.c"
	"unmap-wrong-size    DMA-API: platform plant: device driver frees DMA memory with different size"
	"leak                unreferenced object 0x[0-9a-f]* (size 64)"
	"shift-too-far       UBSAN: shift-out-of-bounds in .*plant.c"
)

debug_packages() {
	printf '%s\n' "${PACKAGES_DEBUG[@]}"
	net_packages
}

debug_lacks() {
	[[ $KERNEL_VERSION ]] && debug_kernel_complete && return 1
	echo "the debug kernel is not built yet"
}

debug_programs() {
	printf '%s\n' planted kunit
	debug_tests | sed 's,.*/,,'
}

# Those of the suite "net", and those that need what only this kernel has: failing allocations, lockdep.
debug_tests() {
	net_tests_in net
	net_tests_in debug
}

debug_prepare() { debug_kernel_require; }

suite_debug() {
	local jobs whole=1
	[[ ! ${ONLY[debug]:-} ]] || whole=0
	net_build
	debug_build || die "the driver cannot be built for the debug kernel"
	NET_VM=(--no-build --kernel debug --module "$DEBUG_MODULE/driver/glassnic.ko" --timeout 900 --append panic_on_warn=1
		--add "$SELFTESTS/debug:/root/debug")
	NET_COMMAND="export KSFT_MACHINE_SLOW=yes; exec /root/debug/checked"
	NET_AFTER=debug_take_counts
	mapfile -t jobs < <(debug_jobs)
	ktap_begin $(($(jobs_results "${jobs[@]}") + 3 * whole))
	jobs_run "${jobs[@]}"
	if ((whole)); then
		debug_covered
	else
		# Some programs reach some lines: nothing to keep, and nothing to fail.
		coverage_count "$KTAP_LOGS/gcov" "$DEBUG_MODULE/driver" "$KTAP_LOGS/coverage" 2>&1 | ktap_comment || true
	fi
}

# Each program in its first machine: other models of the NIC, or an IOMMU, are nothing new to the checkers.
debug_jobs() {
	! suite_wants debug planted || debug_plant_jobs
	! suite_wants debug kunit || echo "1 debug_kunit"
	net_jobs debug 1
}

debug_plant_jobs() {
	local plant
	echo "1 debug_plant_nothing"
	for plant in "${debug_plants[@]}"; do
		echo "1 debug_plant $plant"
	done
}

# What is built for this kernel is built in copies; only the driver's counts its lines.
debug_build() {
	local kdir
	kdir=$(debug_kernel)
	DEBUG_MODULE=$KTAP_LOGS/module
	{
		module_copy "$DEBUG_MODULE" && echo "GCOV_PROFILE := y" >>"$DEBUG_MODULE/driver/Kbuild" &&
			module_make "$DEBUG_MODULE" "$kdir" CONFIG_GLASSNIC_KUNIT_TEST=m && plant_build debug "$kdir"
	} >&2
}

# debug_program NAME OPTION... COMMAND: one in a guest, judged as the driver's tests are.
debug_program() {
	local name=$1 run passed=1
	run=$KTAP_LOGS/$(ktap_file_name "$name").run
	ktap_program "$name" "$GNIC_TOP/scripts/vm" "${NET_VM[@]}" --log "$run" "${@:2:$#-2}" \
		--run "exec /root/debug/checked ${*: -1}" || passed=0
	"$NET_AFTER" "$run"
	((passed)) && rm -rf "$run"
}

debug_kunit() {
	debug_program "KUnit" --add "$DEBUG_MODULE/driver/glassnic_kunit.ko:/root/glassnic_kunit.ko" \
		"/root/debug/kunit /root/glassnic_kunit.ko $(debug_kunit_suites | tr '\n' ' ')"
}

# Every suite that the driver's tests define, also one that kunit_test_suites() has lost.
debug_kunit_suites() { sed -n 's/^	\.name = "\(gnic_[a-z0-9_]*\)",$/\1/p' "$GNIC_TOP"/driver/kunit*.c; }

debug_plant_nothing() {
	debug_program "no bug is planted" --add "$PLANT/plant.ko:/root/plant.ko" "/root/debug/plant none"
}

# debug_plant BUG REPORT...
debug_plant() {
	plant_judge "$1" "${*:2}" debug_program "planted: $1" --add "$PLANT/plant.ko:/root/plant.ko" "/root/debug/plant $1"
}

# debug_take_counts RUN: gcov's counters of a guest, before its folder goes.
debug_take_counts() {
	[[ ! -d $1/out/gcov ]] || { mkdir -p "$KTAP_LOGS/gcov" && mv "$1/out/gcov" "$KTAP_LOGS/gcov/${1##*/}"; }
}

# The driver's lines, as all guests together executed them. gcov's account of each line stays in the cache.
debug_covered() {
	local said result=ok account=$GNIC_CACHE/coverage
	said=$(coverage_count "$KTAP_LOGS/gcov" "$DEBUG_MODULE/driver" "$account" 2>&1) || result="not ok"
	ktap_comment <<<"$said"
	ktap_result "$result" "the driver's lines are counted" || true

	ktap_case "at least $COVERAGE_LEAST % of them were executed" coverage_suffices "$account" || true

	result=ok
	said=$(coverage_unknown "$account" "$SELFTESTS/expected/coverage" 2>&1) || result="not ok"
	ktap_comment <<<"$said"
	ktap_result "$result" "why the others were not is known" || true
}
