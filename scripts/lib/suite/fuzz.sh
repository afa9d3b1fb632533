# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "fuzz": every parser of foreign bytes under libFuzzer, with ASan and UBSan.

FUZZ_SECONDS=${FUZZ_SECONDS:-60}	# for each target
FUZZ_AT_ONCE=2
FUZZ_MEMORY=1024	# MiB that a target may take
FUZZ_LENGTH=16384	# bytes of the longest input

fuzz_packages() {
	unit_packages
	printf '%s\n' clang libclang-rt-dev
}

suite_fuzz() {
	local userspace=$GNIC_TOP/userspace JOBS_AT_ONCE=$FUZZ_AT_ONCE build targets target jobs=()
	build=$userspace/build/libfuzzer/fuzz
	lock build make -s -C "$userspace" seeds >&2 || die "the inputs of the fuzz targets cannot be made"
	lock build make -s -C "$userspace" fuzz LIBFUZZER=1 >&2 || die "the fuzz targets cannot be built"
	mapfile -t targets < <(find "$build" -maxdepth 1 -name 'fuzz_*' -executable -type f | sort)
	ktap_begin $((1 + ${#targets[@]}))
	ktap_case "a bug that was put there is found" fuzz_finds_planted "$build/planted"
	for target in "${targets[@]}"; do
		jobs+=("1 fuzz_run $target $userspace/build/fuzz/seeds/${target##*/}")
	done
	jobs_run "${jobs[@]}"
}

# The fuzzer is started from inputs that do not have the bug.
fuzz_finds_planted() {
	local logs=$KTAP_LOGS/planted said
	mkdir -p "$logs/seeds"
	echo "glassnic: desc=1" >"$logs/seeds/note"
	said=$(GNIC_CACHE=$logs KTAP_LOGS=$logs ktap_number=0 fuzz_run "$1" "$logs/seeds") || true
	echo "$said"
	[[ $said == *"heap-buffer-overflow"*"not ok 1 planted"* ]] && compgen -G "$logs/planted-crash-*" >/dev/null
}

# fuzz_run TARGET SEEDS: what reached new code is kept in the cache, and the next run begins with it.
fuzz_run() {
	local name=${1##*/} kept status=0 log executions folder=/dev/shm
	# Files that a target makes: in memory, where they take a fifth of the time.
	[[ -w $folder ]] || folder=$KTAP_LOGS
	folder=$(mktemp -d -p "$folder" "glassnic-$name-XXXX")
	kept=$GNIC_CACHE/fuzz/$name log=$KTAP_LOGS/$name.log
	mkdir -p "$kept"
	# Freed memory is watched for misuse, but not hoarded.
	ASAN_OPTIONS=quarantine_size_mb=16 TMPDIR=$folder nice -n 19 timeout -k 10 $((FUZZ_SECONDS + 120)) \
		"$1" -max_total_time="$FUZZ_SECONDS" -max_len=$FUZZ_LENGTH -rss_limit_mb=$FUZZ_MEMORY -timeout=30 \
		-print_final_stats=1 -artifact_prefix="$KTAP_LOGS/$name-" "$kept" "$2" >"$log" 2>&1 || status=$?
	rm -rf "$folder"
	executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	fuzz_reached "$name" "${executions:-0}" "$log"
	if ((status == 0 && ${executions:-0})); then
		ktap_result ok "$name"
		return
	fi
	fuzz_explain "$name" $status "$log" | ktap_comment
	ktap_result "not ok" "$name"
}

# fuzz_reached NAME EXECUTIONS LOG
fuzz_reached() {
	local reached
	reached=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*/\1 edges, \2 features, \3 inputs/p' "$3" |
		tail -n 1)
	echo "# $1: $2 executions, ${reached:-nothing reached}"
}

# fuzz_explain NAME STATUS LOG: the sanitizer's or the target's own words, and the input that did it.
fuzz_explain() {
	local inputs
	echo "exit status $2"
	grep -aE -m 5 'required:|runtime error:|ERROR: |SUMMARY: ' "$3" || tail -n 20 "$3"
	inputs=$(compgen -G "$KTAP_LOGS/$1-*-*" || true)
	[[ ! $inputs ]] || echo "the input: $inputs"
}
