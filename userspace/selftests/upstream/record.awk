# SPDX-License-Identifier: GPL-2.0
# The file as it would have to be for what was seen: reasons are kept where they still hold, and are "?" where
# somebody has to find them.

function row_text(name, who, result, says, why) {
	return sprintf("\t%s | %s | %s%s\n", name, who, result, result == "pass" ? "" : " | " says " | " why)
}

function rows(test, name, driver,    n, text) {
	if (!was_seen(test, name, driver))
		return ""
	if (!row_of(test, name, driver))
		return row_text(name, "WHO", seen_result[test, name, driver], seen_says[test, name, driver], "?")
	for (n = 1; n <= expected_count[test, name, driver]; n++)
		text = text row_text(name, "WHO", expected_result[test, name, driver, n],
				     expected_says[test, name, driver, n], expected_why[test, name, driver, n])
	return text
}

function named(text, who) {
	gsub(/\| WHO \|/, "| " who " |", text)
	return text
}

END {
	printf "%s", header
	for (t = 1; t <= test_count; t++) {
		print "\n" tests[t]
		for (i = 1; i <= case_count[tests[t]]; i++) {
			first = rows(tests[t], cases[tests[t], i], drivers[1])
			second = rows(tests[t], cases[tests[t], i], drivers[2])
			if (first == second)
				printf "%s", named(first, "both")
			else
				printf "%s%s", named(first, drivers[1]), named(second, drivers[2])
		}
	}
}
