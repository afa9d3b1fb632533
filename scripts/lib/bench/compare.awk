# SPDX-License-Identifier: GPL-2.0
# What scripts/bench measured ($RUN/costs) against what is recorded (userspace/selftests/expected/bench), in this
# order. Lines "ok|not ok<tab>NAME<tab>FIGURES": one for every reference and every line of e1000, two for every
# line of glassnic.

/^#/ || !NF { next }

FNR == NR {
	recorded[$1, $2] = $3
	recorded_accesses[$1, $2] = $4
	next
}

{
	measured[$1, $2] = $4
	accesses[$1, $2] = $5
}

function is_number(value) { return value ~ /^[0-9.]+$/ && value > 0 }

function result(good, name, figures) { printf "%s\t%s\t%s\n", good ? "ok" : "not ok", name, figures }

function within(value, goal, percent) {
	return is_number(value) && is_number(goal) && value <= goal * (1 + percent / 100) && value >= goal * (1 - percent / 100)
}

# Where there are few, a percent of them is nothing.
function near(value, goal) { return value <= goal + ACCESSES && value >= goal - ACCESSES }

# The instrument itself: the in-tree driver costs what it was known to cost before there was this one.
function check_instrument(name,    now, was, now_accesses, was_accesses) {
	now = measured["e1000", name]
	was = recorded["reference", name]
	now_accesses = accesses["e1000", name]
	was_accesses = recorded_accesses["reference", name]
	result(within(now, was, PERCENT) && (within(now_accesses, was_accesses, PERCENT) || near(now_accesses, was_accesses)),
	       name ": in-tree e1000 costs what it is known to cost",
	       sprintf("%s instructions, %s known; %s accesses, %s known", now, was, now_accesses, was_accesses))
}

# Ours may move as the in-tree driver does, but that may not go far: behind it anything could hide.
function check_drift(name,    now, was) {
	now = measured["e1000", name]
	was = recorded["e1000", name]
	result(within(now, was, DRIFT), name ": in-tree e1000 has not drifted since ours was recorded",
	       sprintf("%s instructions, %s recorded, %s %% allowed: beyond, the instrument or the kernel is another one, " \
		       "and both lines have to be recorded anew", now, was, DRIFT))
}

# With a condition that the in-tree driver does not offer (NAME+CONDITION) its NAME without one stands for it.
function check_instructions(name,    now, limit, drift, theirs) {
	now = measured["glassnic", name]
	theirs = ("e1000", name) in recorded ? name : substr(name, 1, index(name "+", "+") - 1)
	drift = is_number(measured["e1000", theirs]) && is_number(recorded["e1000", theirs]) ? \
		measured["e1000", theirs] / recorded["e1000", theirs] : 0
	limit = recorded["glassnic", name] * drift * (1 + PERCENT / 100)
	result(is_number(now) && now <= limit, name ": instructions",
	       sprintf("%s, at most %.0f", now, limit))
}

function check_accesses(name,    now, limit) {
	now = accesses["glassnic", name]
	limit = recorded_accesses["glassnic", name] + ACCESSES
	result(now ~ /^[0-9.]+$/ && now <= limit, name ": register accesses",
	       sprintf("%s, at most %.3f", now, limit))
}

END {
	count = split(WORKLOADS, workload, " ")
	for (i = 1; i <= count; i++) {
		if (("reference", workload[i]) in recorded)
			check_instrument(workload[i])
		if (("e1000", workload[i]) in recorded)
			check_drift(workload[i])
		if (("glassnic", workload[i]) in recorded) {
			check_instructions(workload[i])
			check_accesses(workload[i])
		}
	}
}
