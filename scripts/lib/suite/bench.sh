# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "bench": what the hot path costs, held against what is recorded in userspace/selftests/expected/bench.

# One of every shape: a frame at a time, a flood with TCP around it, nothing but transmit. How often a stream finds a
# ring full is chance; beside it stands the one that never does.
BENCH_WORKLOADS=(rr-1 udp stream stream-fit pktgen-1 pktgen-32)

# A later kernel changes both drivers' figures, so ours may move as the in-tree driver's do.
BENCH_PERCENT=3
BENCH_DRIFT=5	# percent
BENCH_ACCESSES=0.05

bench_packages() { printf '%s\n' "${PACKAGES_BUILD[@]}"; }

suite_bench() {
	local folder=$KTAP_LOGS/bench.run recorded=$SELFTESTS/expected/bench
	ktap_begin $((1 + $(grep -cE '^(reference|e1000)' "$recorded") + 2 * $(grep -c ^glassnic "$recorded")))
	ktap_case "every workload is measured, none is void" \
		"$GNIC_TOP/scripts/bench" --driver e1000 --driver glassnic --keep "$folder" "${BENCH_WORKLOADS[@]}" || true
	bench_results "$recorded" "$folder/costs"
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
