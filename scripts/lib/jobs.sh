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
# The next one starts when any has ended: none waits behind a long one while a processor is idle.
jobs_run() {
	local processors number=$ktap_number processes=() running=() printed=0 job
	processors=${JOBS_AT_ONCE:-$(nproc)}
	((processors <= 4)) || processors=4
	trap 'jobs_stop "${running[@]}"' EXIT
	trap 'exit 130' INT TERM
	for job; do
		((${#running[@]} < processors)) || jobs_await_end
		set -m	# a process group for each, so that it can be ended whole
		jobs_start "$number" "$job" >"$KTAP_LOGS/job.${#processes[@]}" &
		set +m
		processes+=($!)
		running+=($!)
		number=$((number + ${job%% *}))
	done
	while ((${#running[@]})); do
		jobs_await_end
	done
	ktap_number=$number
}

# jobs_start NUMBER JOB
jobs_start() {
	local words
	set +m
	ktap_number=$1
	read -ra words <<<"${2#* }"
	"${words[@]}"
}

# One of those running has ended; what is now complete is printed. Who has ended is asked of the kernel: before
# bash 5.3, "wait -n" does not tell of a job that ended before it was called and was killed.
jobs_await_end() {
	local job
	wait -n || true
	for job in "${!running[@]}"; do
		kill -0 "${running[job]}" 2>/dev/null || unset "running[$job]"
	done
	while ((printed < ${#processes[@]})) && [[ " ${running[*]} " != *" ${processes[printed]} "* ]]; do
		cat "$KTAP_LOGS/job.$((printed++))"
	done
}

jobs_stop() {
	local process
	for process; do
		kill -- "-$process" 2>/dev/null || true
	done
}
