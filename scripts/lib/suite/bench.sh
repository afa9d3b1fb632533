# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "bench": what the hot path costs, held against what is recorded in userspace/selftests/expected/bench.

# One of every shape: a frame at a time, a flood with TCP around it, nothing but transmit. How often a stream finds a
# ring full is chance; beside it stands the one that never does.
BENCH_WORKLOADS=(rr-1 rr-1+usecs0 udp stream stream-fit pktgen-1 pktgen-32)

# A later kernel changes both drivers' figures, so ours may move as the in-tree driver's do.
BENCH_PERCENT=3
BENCH_DRIFT=5	# percent
BENCH_ACCESSES=0.05

bench_packages() { printf '%s\n' "${PACKAGES_BUILD[@]}"; }

suite_bench() {
	local folder=$KTAP_LOGS/bench.run recorded=$SELFTESTS/expected/bench
	ktap_begin $((1 + $(grep -cE '^(reference|e1000)' "$recorded") + 2 * $(grep -c ^glassnic "$recorded")))
	ktap_case "every workload is measured, none is void" bench_measure "$folder" || true
	bench_results "$recorded" "$folder/costs"
}

# bench_measure FOLDER: once more when nothing but the instrument was not steady, three times at most.
bench_measure() {
	local try status
	for try in 1 2 3; do
		rm -rf "$1"
		status=0
		"$GNIC_TOP/scripts/bench" --driver e1000 --driver glassnic --keep "$1" "${BENCH_WORKLOADS[@]}" || status=$?
		if ((status == 0 || try == 3)) || ! bench_unsteady "$1"; then
			return $status
		fi
	done
}

# bench_unsteady FOLDER: is all that is void there one of e1000's that changed midway?
bench_unsteady() {
	! compgen -G "$1/*/failed" >/dev/null && awk '
		$4 == "void" { if ($1 == "e1000" && /midway/) unsteady = 1; else other = 1 }
		END { exit !(unsteady && !other) }' "$1/costs"
}

# bench_results RECORDED MEASURED
bench_results() {
	local verdict name comment
	while IFS='	' read -r verdict name comment; do
		echo "# $comment"
		ktap_result "$verdict" "$name" || true
	done < <(awk -v WORKLOADS="${BENCH_WORKLOADS[*]}" -v PERCENT=$BENCH_PERCENT -v DRIFT=$BENCH_DRIFT \
		-v ACCESSES=$BENCH_ACCESSES -f "$GNIC_TOP/scripts/lib/bench/compare.awk" "$1" "$2")
}
