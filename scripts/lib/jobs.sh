# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Jobs side by side: an emulated guest, like a fuzzer, keeps one processor busy.
#
# A job is "RESULTS COMMAND [WORD]...": COMMAND prints so many KTAP results, numbered from ktap_number on.

# jobs_results JOB...: how many all of them print.
jobs_results() {
	local job results=0
	for job; do
		results=$((results + ${job%% *}))
	done
	echo $results
}

# jobs_run JOB...: one for each processor at a time, or JOBS_AT_ONCE, but four at most; printed in their order.
jobs_run() {
	local processors number=$ktap_number processes=() job
	processors=${JOBS_AT_ONCE:-$(nproc)}
	((processors <= 4)) || processors=4
	trap 'jobs_stop "${processes[@]}"' EXIT
	trap 'exit 130' INT TERM
	set -m	# a process group for each, so that it can be ended whole
	for job; do
		jobs_start $((${#processes[@]} % processors)) "$number" "$job" >"$KTAP_LOGS/job.${#processes[@]}" &
		processes+=($!)
		number=$((number + ${job%% *}))
	done
	set +m
	for job in "${!processes[@]}"; do
		wait "${processes[job]}" || true
		cat "$KTAP_LOGS/job.$job"
	done
	ktap_number=$number
}

# jobs_start SLOT NUMBER JOB: the jobs of a slot run one after the other.
jobs_start() {
	local slot words
	set +m
	exec {slot}>"$KTAP_LOGS/slot.$1"
	flock "$slot"
	ktap_number=$2
	read -ra words <<<"${3#* }"
	"${words[@]}"
}

jobs_stop() {
	local process
	for process; do
		kill -- "-$process" 2>/dev/null || true
	done
}
