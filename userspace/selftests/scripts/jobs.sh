#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Jobs side by side: how many at once, printed in which order, and what is left of them when they are ended.

# shellcheck disable=SC2317 # the functions are called through check and jobs_run
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=/dev/null # checked where it is
. "$lib/jobs.sh"

KTAP_LOGS=$work/logs
mkdir "$KTAP_LOGS"
ktap_number=0

# job NAME [FILE]...: when each FILE is there, or in 5 s, it counts those that run beside it and ends.
job() {
	local name=$1 file ended=ok
	shift
	touch "$work/running.$name"
	for file; do
		soon test -e "$work/$file" || ended="not ok"
	done
	find "$work" -name 'running.*' | wc -l >>"$work/beside"
	rm "$work/running.$name"
	touch "$work/ended.$name"
	echo "$ended $((++ktap_number)) $name"
}

# A job that ends badly after its result: by itself, or by a signal.
job_that_fails() {
	echo "ok $((++ktap_number)) fails"
	return 3
}

job_that_is_killed() {
	echo "ok $((++ktap_number)) is killed"
	kill -KILL "$BASHPID"
}

# A job that never ends, and a child of its own.
job_for_ever() {
	sleep 1000 &
	echo $! >"$work/child"
	touch "$work/for-ever"
	wait
}

# some_jobs JOB...: in a shell of their own, for they set its traps.
some_jobs() (
	rm -f "$work"/ended.* "$work/beside"
	jobs_run "$@"
	echo "then $ktap_number"
)

# soon COMMAND...: it succeeds within 5 s.
soon() {
	local tries
	for ((tries = 0; tries < 500; tries++)); do
		! "$@" || return 0
		sleep 0.01
	done
	return 1
}

gone() { ! kill -0 "$1" 2>/dev/null; }

most_beside() { sort -n "$work/beside" | tail -n 1; }

ends_with_its_jobs() {
	local shell
	(jobs_run "1 job_for_ever") >/dev/null 2>&1 &
	shell=$!
	soon test -e "$work/for-ever"
	kill "$shell"
	wait "$shell"
	status=$?
	((status == 130)) && soon gone "$(<"$work/child")"
}

plan 7

# The first waits for the third, which has to run beside it.
JOBS_AT_ONCE=2 run some_jobs "1 job long ended.third" "1 job second running.long" "1 job third" "1 job last"
check "a long job keeps none waiting, and they are printed in their order" [ "$stdout" = "ok 1 long
ok 2 second
ok 3 third
ok 4 last
then 4" ]
check "there are never more than so many at once" [ "$(most_beside)" = 2 ]

JOBS_AT_ONCE=1 run some_jobs "1 job first" "1 job second" "1 job third"
check "with one processor they follow each other" [ "$(most_beside)" = 1 ]

JOBS_AT_ONCE=100 run some_jobs "1 job 1 ended.4" "1 job 2 ended.4" "1 job 3 ended.4" \
	"1 job 4 running.1 running.2 running.3" "1 job 5"
check "and four at most, however many processors there are" [ "$(most_beside)" = 4 ]

JOBS_AT_ONCE=1 run some_jobs "1 job_that_fails" "1 job_that_is_killed" "1 job first"
check "those that end badly do not end the others" [ "$stdout" = "ok 1 fails
ok 2 is killed
ok 3 first
then 3" ]

run jobs_results "2 job" "1 job" "17 job"
check "the results of all are counted" printed 20

check "who is ended ends its jobs, and what they started" ends_with_its_jobs

finish
