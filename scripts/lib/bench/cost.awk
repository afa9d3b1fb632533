# SPDX-License-Identifier: GPL-2.0
# What a guest of scripts/bench measured: of the plugin's counts (count.c) and then the guest's output (load.c), for
# each workload a line
#
#	NAME UNIT INSTRUCTIONS ACCESSES NS LOST MEAN P99 REGISTERS [REASON]
#
# each for one unit but LOST; REGISTERS is "r:ICR=1.02,w:TDT=2.00" or "-"; under KVM ACCESSES are exits, and
# REGISTERS their kinds. What was not measured is "-". For a workload that lost frames, that changed while it was
# measured, or of which nothing is there,
# INSTRUCTIONS is "void", and REASON the words for that; for what the driver does not offer it is "-", and
# REASON what it said. Set ORDER to the names in the order of their numbers.

BEGIN {
	count = split(ORDER, name_of)
	for (i = 1; i <= count; i++)
		number[name_of[i]] = i - 1
}

$1 == "mark" {
	mark = $2
	instructions[mark] = $3
	counted = 1
}

$1 == "access" {
	key = $3 ":" $4
	accesses[mark] += $5
	registers[mark, key] += $5
	seen[key] = 1
}

# Under KVM, "exits MARK KIND COUNT": the kind "exits" is all of them.
$1 == "exits" {
	if ($3 == "exits")
		accesses[$2] = $4
	registers[$2, $3] = $4
	seen[$3] = 1
	exited = 1
}

# What COUNTS grew by in the long run more than in the short one, for a unit.
function per_unit(counts, suffix,    first, long, short) {
	first = 4 * number[$2]
	long = counts[first + 3 suffix] - counts[first + 2 suffix]
	short = counts[first + 1 suffix] - counts[first suffix]
	return (long - short) / ($7 - $4)
}

# How much LONG is more than SHORT, of either, in percent.
function apart(short, long) { return 100 * (short > long ? short / long - 1 : long / short - 1) }

# One request and response after the other between two NICs of in-tree e1000 has more than one gait: whether their
# interrupts come in turn or together, and whether an idle processor stops its tick. A change of it between the two
# runs, or within one, would be taken for a cost. Where the gait is kept the runs agree within 1 %.
function changed_midway(    first, short, long) {
	if ($2 !~ /^rr-[0-9]+$/ || !counted)
		return ""
	if (apart($5 / $4, $8 / $7) > 3)
		return sprintf("its gait changed midway: %.1f us, then %.1f us", $5 / $4 / 1000, $8 / $7 / 1000)
	first = 4 * number[$2]
	short = (instructions[first + 1] - instructions[first]) / $4
	long = (instructions[first + 3] - instructions[first + 2]) / $7
	return apart(short, long) > 3 ? sprintf("its gait changed midway: %.0f instructions, then %.0f", short, long) : ""
}

function by_register(    key, each, text) {
	for (key in seen) {
		each = per_unit(registers, SUBSEP key)
		if (each >= 0.0005 || each <= -0.0005)
			text = text (text == "" ? "" : ",") key "=" sprintf("%.3f", each)
	}
	return text == "" ? "-" : text
}

# not_measured HOW: the words behind the name say why.
function not_measured(how,    name, reason) {
	name = $2
	reason = $0
	sub(/^[^ ]+ +[^ ]+ */, "", reason)
	told[name] = 1
	print name, "-", how, "-", "-", "-", 0, 0, "-", reason
}

$1 == "result" { told[$2] = 1 }

$1 == "result" && $7 == $4 { print $2, $3, "void", "-", "-", $10, 0, 0, "-", "the long run is no longer than the short one" }

$1 == "result" && $7 != $4 {
	# TCP repairs what a stream loses, and that is part of what it costs; it is shown. Nor is a ping lost
	# that is sent before an interface that was set up has a link.
	reason = $10 && $2 !~ /^(stream|ifup)/ ? "lost: " $10 : changed_midway()
	void = reason != ""
	printf "%s %s %s %s %.1f %d %d %d %s%s\n", $2, $3,
	       void ? "void" : counted ? sprintf("%.1f", per_unit(instructions, "")) : "-",
	       counted || exited ? sprintf("%.4f", per_unit(accesses, "")) : "-",
	       ($8 - $5) / ($7 - $4), $10, $11, $12, counted || exited ? by_register() : "-",
	       void ? " " reason : ""
}

$1 == "value" {
	told[$2] = 1
	print $2, $3, $4, "-", "-", 0, 0, 0, "-"
}

$1 == "void" { not_measured("void") }

$1 == "absent" { not_measured("-") }

END {
	for (i = 1; i <= count; i++)
		if (!told[name_of[i]])
			print name_of[i], "-", "void", "-", "-", "-", 0, 0, "-", "the guest said nothing of it"
}
