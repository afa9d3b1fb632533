# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# A folder of its own for every run, in the cache: logs and captures; the latest ones stay.

RUN=
RUNS_KEPT=20

# RUN becomes a new folder, named after the time and this process.
new_run_folder() {
	RUN=$GNIC_CACHE/runs/$(date +%Y%m%d-%H%M%S)-$$
	mkdir -p "$RUN"
	forget_old_runs
}

# A folder whose process lives is in use.
forget_old_runs() {
	local folder
	find "$GNIC_CACHE/runs" -mindepth 1 -maxdepth 1 -type d | sort -r | tail -n +$((RUNS_KEPT + 1)) |
		while read -r folder; do
			[[ -d /proc/${folder##*-} ]] || rm -rf "$folder"
		done
}
