# SPDX-License-Identifier: GPL-2.0
# -v test=NAME: its results, compared with what is recorded, as KTAP. What is recorded but is no pass is a skip
# with its reason.

function judge(name, driver,    n) {
	n = row_of(test, name, driver)
	if (!n)
		deviates(name, driver)
	else if (expected_result[test, name, driver, n] == "pass")
		line("ok", name, driver)
	else if (expected_why[test, name, driver, n] !~ classes)
		unexplained(name, driver)
	else
		line("ok", name, driver, " # SKIP " expected_result[test, name, driver, n] ", " \
		     expected_why[test, name, driver, n])
}

function deviates(name, driver,    n) {
	for (n = 1; n <= expected_count[test, name, driver]; n++)
		out = out "# recorded: " words(expected_result[test, name, driver, n],
					       expected_says[test, name, driver, n]) "\n"
	if (was_seen(test, name, driver))
		out = out "# seen: " words(seen_result[test, name, driver], seen_says[test, name, driver]) "\n"
	else
		out = out "# it did not run\n"
	line("not ok", name, driver)
}

function unexplained(name, driver) {
	out = out "# the record lacks a reason of a known kind for this\n"
	line("not ok", name, driver)
}

function words(result, says) { return result (says == "" ? "" : ": " says) }

function line(result, name, driver, directive) {
	out = out result " " ++count " " driver ": " name directive "\n"
}

END {
	for (i = 1; i <= case_count[test]; i++)
		for (d = 1; d in drivers; d++)
			if (was_seen(test, cases[test, i], drivers[d]) || expected_count[test, cases[test, i], drivers[d]])
				judge(cases[test, i], drivers[d])
	printf "KTAP version 1\n1..%d\n%s", count, out
}
