# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# What scripts/check runs: suite_NAME prints KTAP.

SELFTESTS=$GNIC_TOP/userspace/selftests
NET_TIMEOUT=280

# One per line. The tool's tests compare it with tshark, and its JSON with the schemas.
suite_packages() {
	case $1 in
	unit) printf '%s\n' libcmocka-dev mandoc python3-jsonschema tshark ;;
	net) printf '%s\n' python3 tshark ;;
	lint)
		printf '%s\n' perl shellcheck sparse
		suite_packages unit
		;;
	esac
}

# Everything that is downloaded or built is so before the first test: tests then run without a network.
prepare_suites() {
	local suite packages
	require_debian
	mapfile -t packages < <(for suite; do suite_packages "$suite"; done | sort -u)
	need "to test" kmod "${PACKAGES_VM[@]}" "${PACKAGES_BUILD[@]}" "${packages[@]}"
	KDIR=$("$GNIC_TOP/scripts/vm" --print-kdir)
	say "building"
	lock build make -s -C "$GNIC_TOP" KDIR="$KDIR" modules tools >&2 || die "the build failed"
}

suite_unit() {
	local tests test
	mapfile -t tests < <(find "$SELFTESTS/scripts" -name '*.sh' -not -name 'lib*' | sort)
	ktap_begin $((1 + ${#tests[@]}))
	ktap_program userspace make -s --no-print-directory -C "$GNIC_TOP/userspace" check
	for test in "${tests[@]}"; do
		ktap_program "${test##*/}" timeout 300 "$test"
	done
}

# A test program of the driver says in "# vm: OPTIONS" lines in which machines it is run, once for each, and
# in "# host: COMMAND" lines what has to hold afterwards, on the host.
suite_net() {
	local test line runs=()
	make -s -C "$SELFTESTS/net" >&2 || die "the helpers of the net tests cannot be built"
	while read -r test; do
		while read -r line; do
			runs+=("$test $line")
		done < <(header_lines vm "$test")
	done < <(net_tests)
	ktap_begin "$(net_results "${runs[@]}")"
	net_run_all "${runs[@]}"
}

# Side by side, up to four, and printed in their order: an emulated guest keeps one processor busy.
net_run_all() {
	local processors number=0 jobs=() run job
	processors=$(nproc)
	((processors <= 4)) || processors=4
	trap 'net_stop "${jobs[@]}"' EXIT
	trap 'exit 130' INT TERM
	set -m	# a process group for each, so that it can be ended whole
	for run; do
		net_run_job $((${#jobs[@]} % processors)) $number "$run" >"$KTAP_LOGS/job.${#jobs[@]}" &
		jobs+=($!)
		number=$((number + $(net_results "$run")))
	done
	set +m
	for job in "${!jobs[@]}"; do
		wait "${jobs[job]}" || true
		cat "$KTAP_LOGS/job.$job"
	done
}

# net_run_job SLOT NUMBER RUN: the jobs of a slot run one after the other.
net_run_job() {
	local slot
	set +m
	exec {slot}>"$KTAP_LOGS/slot.$1"
	flock "$slot"
	ktap_number=$2
	net_run "${3%% *}" "${3#* }"
}

net_stop() {
	local job
	for job; do
		kill -- "-$job" 2>/dev/null || true
	done
}

net_tests() { find "$SELFTESTS/net" -maxdepth 1 -name '*.sh' -not -name 'lib*' -executable | sort; }

# header_lines KEY FILE
header_lines() { sed -n "s/^# $1: //p" "$2"; }

# Every run is a result, and every command on the host after it.
net_results() {
	local run results=0
	for run; do
		results=$((results + 1 + $(header_lines host "${run%% *}" | wc -l)))
	done
	echo $results
}

# net_run FILE OPTIONS
net_run() {
	local name="${1##*/} $2" passed=1 options command
	local -x NET_RUN
	NET_RUN=$KTAP_LOGS/$(ktap_file_name "$name").run
	read -ra options <<<"$2"
	ktap_program "$name" "$GNIC_TOP/scripts/vm" --no-build --timeout $NET_TIMEOUT --log "$NET_RUN" \
		--add "$SELFTESTS/net:/root/net" "${options[@]}" \
		--run "PATH=\$PATH:/root/net/build exec /root/net/${1##*/}" || passed=0
	while read -r command; do
		if ((passed)); then
			ktap_program "$name host" net_on_host "$command" || passed=0
		else
			ktap_result ok "$name host # SKIP what it looks at comes from a run that failed"
		fi
	done < <(header_lines host "$1")
	# A transfer's captures are large.
	((!passed)) || rm -rf "$NET_RUN"
}

# $RUN has console.log, nic1.pcap, nic2.pcap, and out/ with what the test left in /out.
net_on_host() {
	RUN=$NET_RUN PATH=$PATH:$GNIC_TOP/userspace/build:$SELFTESTS/net/build bash -c "$1"
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
