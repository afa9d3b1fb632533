# SPDX-License-Identifier: GPL-2.0
# Read userspace/selftests/expected/upstream, the first file, and then what cases.awk made of each driver's
# run, in files named after the driver. Included before judge.awk, table.awk or record.awk.

BEGIN {
	FS = " *\\| *"
	split("e1000 glassnic", drivers, " ")
	classes = "^(device|driver|later|test|slow|host): [^ ]"
}

function driver_of(path) {
	sub(/.*\//, "", path)
	return path
}

# Cases in the order in which they were seen or, not seen, in which the file has them.
function note_case(test, name) {
	if ((test, name) in known)
		return
	known[test, name] = 1
	if (!tests_known[test]++)
		tests[++test_count] = test
	cases[test, ++case_count[test]] = name
}

function expect(test, name, driver, result, says, why,    n) {
	n = ++expected_count[test, name, driver]
	expected_result[test, name, driver, n] = result
	expected_says[test, name, driver, n] = says
	expected_why[test, name, driver, n] = why
}

# matches TEXT PATTERN: * stands for any text.
function matches(text, pattern,    parts, count, i, at) {
	count = split(pattern, parts, "*")
	if (count <= 1)
		return text == pattern
	if (index(text, parts[1]) != 1)
		return 0
	text = substr(text, length(parts[1]) + 1)
	for (i = 2; i < count; i++) {
		at = index(text, parts[i])
		if (!at)
			return 0
		text = substr(text, at + length(parts[i]))
	}
	return length(text) >= length(parts[count]) &&
	       substr(text, length(text) - length(parts[count]) + 1) == parts[count]
}

function was_seen(test, name, driver) { return (test, name, driver) in seen_result }

# The number of the row that tells of what was seen; 0 when none does.
function row_of(test, name, driver,    n) {
	if (!was_seen(test, name, driver))
		return 0
	for (n = 1; n <= expected_count[test, name, driver]; n++)
		if (seen_result[test, name, driver] == expected_result[test, name, driver, n] &&
		    matches(seen_says[test, name, driver], expected_says[test, name, driver, n]))
			return n
	return 0
}

NR == FNR && /^#/ {
	if (!expected_test)
		header = header $0 "\n"
	next
}

NR == FNR && /^[^\t ]/ {
	expected_test = $1
	next
}

NR == FNR && NF {
	sub(/^[\t ]+/, "", $1)
	row++
	row_test[row] = expected_test
	row_case[row] = $1
	for (i in drivers)
		if ($2 == "both" || $2 == drivers[i])
			expect(expected_test, $1, drivers[i], $3, $4, $5)
	next
}

NR != FNR && NF {
	note_case($1, $2)
	seen_result[$1, $2, driver_of(FILENAME)] = $3
	seen_says[$1, $2, driver_of(FILENAME)] = $4
}

END {
	for (i = 1; i <= row; i++)
		note_case(row_test[i], row_case[i])
}
