# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "net": the driver's selftests, each in a virtual machine of its own.

NET_TIMEOUT=280

net_packages() { printf '%s\n' python3 tshark; }

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
