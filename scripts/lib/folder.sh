# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# A folder of its own for every run, in the cache: logs and captures; the latest ones stay.

RUN=
RUNS_KEPT=20

# RUN becomes a new folder, locked for as long as this process lives.
new_run_folder() {
	local runs=$GNIC_CACHE/runs lock
	mkdir -p "$runs"
	RUN=$(mktemp -d "$runs/$(date +%Y%m%d-%H%M%S)-XXXX")
	exec {lock}<"$RUN"
	flock "$lock"
	forget_old_runs "$runs"
}

forget_old_runs() {
	local folder
	find "$1" -mindepth 1 -maxdepth 1 -type d | sort -r | tail -n +$((RUNS_KEPT + 1)) |
		while read -r folder; do
			flock -n "$folder" rm -rf "$folder" || true
		done
}
