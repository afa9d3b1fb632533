# SPDX-License-Identifier: GPL-2.0
# What a KTAP log says: "PASSED FAILED SKIPPED PLANNED SEEN REASON" on one line.
#
# Counted are the innermost results. A result that stands under deeper ones sums them up and does not
# count again, unless it failed although none of them did: a program that died after its last test.
# PLANNED and SEEN are of the outermost level, REASON is that of the first skip.

function indent_of(line) {
	match(line, /^ */)
	return RLENGTH
}

# Results deeper than LEVEL since the last one that was not: any, and failed ones.
function forget_deeper(level,    deeper) {
	for (deeper in seen)
		if (deeper + 0 > level) {
			delete seen[deeper]
			delete failures[deeper]
		}
}

function sum_deeper(array, level,    deeper, sum) {
	for (deeper in array)
		if (deeper + 0 > level)
			sum += array[deeper]
	return sum + 0
}

function note_skip(line) {
	sub(/.*# *SKIP */, "", line)
	if (reason == "")
		reason = line
}

/^ *1\.\.[0-9]+/ {
	level = indent_of($0)
	text = substr($0, level + 4)
	if (level == 0)
		planned += text + 0
	if (text ~ /^0.*# *SKIP/)
		note_skip($0)
}

/^ *(not )?ok [0-9]*/ {
	level = indent_of($0)
	bad = $1 == "not"
	children = sum_deeper(seen, level)
	bad_children = sum_deeper(failures, level)
	if (bad && !bad_children)
		failed++
	else if (!children && /# *SKIP/) {
		skipped++
		note_skip($0)
	} else if (!children && !bad)
		passed++
	if (level == 0)
		results++
	forget_deeper(level)
	seen[level]++
	failures[level] += bad
}

END {
	print passed + 0, failed + 0, skipped + 0, planned + 0, results + 0, reason
}
