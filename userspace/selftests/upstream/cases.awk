# SPDX-License-Identifier: GPL-2.0
# What one of the kernel's selftests said, its output on standard input, as lines
# "TEST | CASE | RESULT | SAYS": RESULT is pass, fail, skip or xfail, SAYS the test's own reason.
#
# -v test=NAME -v status=EXIT_STATUS. The case "all" is the program itself: one that knows no cases, or
# that did not end as they make one expect.

function result(name, verdict, says) {
	if (seen[name]++)
		name = name " (" seen[name] ")"
	cases++
	failed += verdict == "fail"
	gsub(/\|/, "/", says)
	gsub(/^[ \t]+|[ \t]+$/, "", says)
	printf "%s | %s | %s | %s\n", test, name, verdict, verdict == "pass" ? "" : says
}

# Python's tests, drivers/net/lib/py: KTAP. Why a case failed stands before its result.

/^1\.\.[0-9]+$/ {
	planned = substr($0, 4) + 0
	next
}

/^# Check failed/ {
	why = substr($0, 3)
}

/^# Exception\| [A-Za-z_.]+: / && !/^# Exception\| STD(OUT|ERR): / {
	why = $0
	sub(/^# Exception\| ([A-Za-z_]+\.)*/, "", why)
}

/^(not )?ok [0-9]+ / {
	name = $0
	sub(/^(not )?ok [0-9]+ /, "", name)
	comment = name
	if (!sub(/^.* # /, "", comment))
		comment = ""
	sub(/ # .*/, "", name)
	sub(/^[a-z_]+\./, "", name)
	if ($1 == "not")
		result(name, "fail", why)
	else if (sub(/^SKIP /, "", comment))
		result(name, "skip", comment)
	else if (sub(/^XFAIL /, "", comment))
		result(name, "xfail", comment)
	else
		result(name, "pass")
	why = ""
	next
}

# net/forwarding/lib.sh: a line, and why in the next one.

function forwarding_done() {
	if (name_open == "")
		return
	if (verdict_open == "pass" && sub(/^SKIP: /, "", name_open))
		result("all", "skip", name_open)
	else
		result(name_open, verdict_open, says_open)
	name_open = ""
}

/^TEST: .*\[ *(OK|FAIL|SKIP|XFAIL) *\]$/ {
	forwarding_done()
	verdict_open = tolower($0)
	sub(/ *\]$/, "", verdict_open)
	sub(/.*\[ */, "", verdict_open)
	sub(/ok/, "pass", verdict_open)
	name_open = substr($0, 7)
	sub(/ *\[[^[]*\]$/, "", name_open)
	says_open = ""
	next
}

/^\t/ {
	if (name_open != "" && says_open == "")
		says_open = $0
	forwarding_done()
}

# net/netdevice.sh: what failed and what did not exist is told in other words than what passed.

/^(PASS|FAIL|XFAIL|SKIP): [^ ]+: / {
	verdict = tolower($1)
	sub(/:/, "", verdict)
	text = $0
	sub(/^[A-Z]+: [^ ]+: /, "", text)
	name = text
	sub(/^Failed to turn /, "Turned ", name)
	sub(/^Failed to restore/, "Restore", name)
	sub(/ not supported$/, "", name)
	result(name, verdict, text)
	next
}

NF {
	last = $0
}

END {
	forwarding_done()
	sub(/^SKIP: /, "", last)
	if (status == 124 || status == 137)
		result("all", "fail", "it took too long and was stopped")
	else if (planned && cases != planned)
		result("all", "fail", cases + 0 " results of " planned " planned")
	else if (!cases && status == 4)
		result("all", "skip", last)
	else if (!cases)
		result("all", status ? "fail" : "pass", last)
	else if (status && status != 4 && !failed)
		result("all", "fail", "exit status " status)
}
