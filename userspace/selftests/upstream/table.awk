# SPDX-License-Identifier: GPL-2.0
# What was seen of both drivers side by side, with the kind of reason where one is recorded.

function verdict(test, name, driver,    n, kind) {
	if (!was_seen(test, name, driver))
		return "-"
	n = row_of(test, name, driver)
	if (!n)
		return seen_result[test, name, driver] " (deviates)"
	kind = expected_why[test, name, driver, n]
	sub(/:.*/, "", kind)
	return seen_result[test, name, driver] (kind == "" ? "" : " (" kind ")")
}

END {
	printf "%-40s %-60s %-16s %s\n", "test", "case", drivers[1], drivers[2]
	for (t = 1; t <= test_count; t++)
		for (i = 1; i <= case_count[tests[t]]; i++) {
			name = cases[tests[t], i]
			printf "%-40s %-60s %-16s %s\n", tests[t], name,
			       verdict(tests[t], name, drivers[1]), verdict(tests[t], name, drivers[2])
		}
}
