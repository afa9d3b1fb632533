# SPDX-License-Identifier: GPL-2.0
# Lines "DRIVER" and what cost.awk prints, as a table; with JSON=1 as an object a line. WHAT is the list of
# workloads with what they are, in their order (workloads.sh).

BEGIN {
	lines = split(WHAT, line, "\n")
	for (i = 1; i <= lines; i++)
		if (split(line[i], word) >= 5) {
			order[++names] = word[1]
			known[word[1]] = 1
			text = line[i]
			sub(/^ *[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ /, "", text)
			what[word[1]] = text
		}
}

{
	driver = $1
	name = $2
	if (!known[name]++)
		order[++names] = name
	measured[name] = 1
	if ($3 != "-")
		unit[name] = $3
	instructions[name, driver] = $4
	accesses[name, driver] = $5
	ns[name, driver] = $6
	lost[name, driver] = $7
	mean[name, driver] = $8
	p99[name, driver] = $9
	registers[name, driver] = $10
	reason[name, driver] = words_behind($0, 10)
}

function words_behind(line, count) {
	while (count-- > 0)
		sub(/^[^ ]+ */, "", line)
	return line
}

function is_number(value) { return value ~ /^-?[0-9.]+$/ }

# What NAME costs more than PARTNER, another workload: what idling NICs cost the guest, or what looking on costs a
# datagram, which is a frame. Without the partner the difference is not known, and all of it is another thing.
function derive(name, partner, driver, format) {
	if (!is_number(instructions[name, driver]))
		return
	if (!is_number(instructions[partner, driver])) {
		instructions[name, driver] = "void"
		accesses[name, driver] = "-"
		reason[name, driver] = "it is what it costs more than " partner ", which was not measured"
		return
	}
	instructions[name, driver] = sprintf(format, instructions[name, driver] - instructions[partner, driver])
	if (is_number(accesses[name, driver]) && is_number(accesses[partner, driver]))
		accesses[name, driver] = sprintf("%.4f", accesses[name, driver] - accesses[partner, driver])
}

function quotient(name,    ours, theirs) {
	ours = instructions[name, "glassnic"]
	theirs = instructions[name, "e1000"]
	if (ours == "-" && theirs == "-") {
		ours = ns[name, "glassnic"]
		theirs = ns[name, "e1000"]
	}
	return is_number(ours) && is_number(theirs) && theirs > 0 ? sprintf("%.2f", ours / theirs) : "-"
}

function shown(value, format) { return is_number(value) ? sprintf(format, value) : value == "" ? "-" : value }

function us(name, driver) {
	return is_number(ns[name, driver]) ? sprintf("%.1f", ns[name, driver] / 1000) : "-"
}

function print_row(name) {
	printf "%-17s %-11s", name, unit[name]
	printf " %10s %8s %9s %5s", shown(instructions[name, "e1000"], "%.0f"),
	       shown(accesses[name, "e1000"], "%.3f"), us(name, "e1000"), shown(lost[name, "e1000"], "%d")
	printf " | %10s %8s %9s %5s", shown(instructions[name, "glassnic"], "%.0f"),
	       shown(accesses[name, "glassnic"], "%.3f"), us(name, "glassnic"), shown(lost[name, "glassnic"], "%d")
	printf " | %6s %10s\n", quotient(name), shown(instructions[name, "veth"], "%.0f")
}

function print_table(    i, register, accesses_are) {
	register = ACCEL == "kvm" ? "" : "register"
	accesses_are = ACCEL == "kvm" ? "exits" : "accesses"
	printf "%-17s %-11s %10s %8s %9s %5s | %10s %8s %9s %5s | %6s %10s\n", "", "",
	       "e1000", register, "", "", "glassnic", register, "", "", "", "veth"
	printf "%-17s %-11s %10s %8s %9s %5s | %10s %8s %9s %5s | %6s %10s\n", "workload", "a",
	       "instruct.", accesses_are, "us", "lost", "instruct.", accesses_are, "us", "lost", "ratio", "instruct."
	for (i = 1; i <= names; i++)
		if (measured[order[i]] && order[i] != "idle-down")
			print_row(order[i])
}

# Request and response, one after the other: the mean hides what one in a hundred waits.
function print_latencies(    i, name) {
	for (i = 1; i <= names; i++) {
		name = order[i]
		if (mean[name, "glassnic"] + mean[name, "e1000"] == 0)
			continue
		printf "%-17s latency, us: mean and 99th percentile %27s | %27s\n", name,
		       latency(name, "e1000"), latency(name, "glassnic")
	}
}

function latency(name, driver) {
	if (!mean[name, driver])
		return "-"
	return sprintf("%.1f %.1f", mean[name, driver] / 1000, p99[name, driver] / 1000)
}

function print_reasons(    i, d, name) {
	for (i = 1; i <= names; i++) {
		name = order[i]
		for (d = 1; d in driver_of; d++)
			if (reason[name, driver_of[d]] != "")
				printf "%-17s %s: %s%s\n", name, driver_of[d],
				       instructions[name, driver_of[d]] == "void" ? "void: " : "", reason[name, driver_of[d]]
	}
}

function print_notes(    i, name) {
	print ""
	for (i = 1; i <= names; i++) {
		name = order[i]
		if (measured[name] && name != "idle-down" && name in what)
			printf "%-17s %s\n", name, what[name]
	}
}

function json_number(key, value) { return sprintf("\"%s\":%s", key, is_number(value) ? value : "null") }

function json_text(key, value) {
	gsub(/[\001-\037]/, " ", value)
	gsub(/\\/, "\\\\\\\\", value)
	gsub(/"/, "\\\"", value)
	return sprintf("\"%s\":%s", key, value == "" ? "null" : "\"" value "\"")
}

function json_registers(text,    count, pair, i, part, out) {
	count = text == "-" || text == "" ? 0 : split(text, pair, ",")
	for (i = 1; i <= count; i++) {
		split(pair[i], part, "=")
		out = out (i > 1 ? "," : "") sprintf("\"%s\":%s", part[1], part[2])
	}
	return "{" out "}"
}

function json_driver(name, driver) {
	if (!((name, driver) in instructions))
		return "null"
	return sprintf("{\"void\":%s,%s,%s,%s,%s,%s,%s,%s,\"registers\":%s}",
		       instructions[name, driver] == "void" ? "true" : "false",
		       json_text("reason", reason[name, driver]),
		       json_number("instructions", instructions[name, driver]),
		       json_number("accesses", accesses[name, driver]), json_number("ns", ns[name, driver]),
		       json_number("lost", lost[name, driver]),
		       json_number("mean_ns", mean[name, driver] ? mean[name, driver] : "-"),
		       json_number("p99_ns", p99[name, driver] ? p99[name, driver] : "-"),
		       json_registers(registers[name, driver]))
}

function print_json(    i, name) {
	for (i = 1; i <= names; i++) {
		name = order[i]
		if (measured[name])
			printf "{\"type\":\"bench\",\"workload\":\"%s\",\"unit\":\"%s\",\"e1000\":%s,\"glassnic\":%s,\"veth\":%s,%s}\n",
			       name, unit[name], json_driver(name, "e1000"), json_driver(name, "glassnic"),
			       json_driver(name, "veth"), json_number("ratio", quotient(name))
	}
}

END {
	split("e1000 glassnic veth", driver_of)
	for (i = 1; i <= 3; i++) {
		derive("idle", "idle-down", driver_of[i], "%.0f")
		for (n = 1; n <= names; n++)
			if (plus = index(order[n], "+"))
				derive(order[n], substr(order[n], 1, plus - 1), driver_of[i], "%.1f")
	}
	if (JSON)
		print_json()
	else {
		print_table()
		print_latencies()
		print_reasons()
		print_notes()
	}
}
