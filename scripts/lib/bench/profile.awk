# SPDX-License-Identifier: GPL-2.0
# By function: first /proc/kallsyms, sorted by address, then a profile of count.c, sorted too. What is below the
# first symbol is user space. UNITS is how many units were done meanwhile, ROWS how many rows to print.

FNR == NR {
	if ($2 ~ /^[tTwW]$/ && $3 !~ /^\./) {
		address[++symbols] = $1
		symbol[symbols] = $3 ($4 == "" ? "" : " " $4)
	}
	next
}

{
	# both are sorted, and addresses have the same length
	while (at < symbols && address[at + 1] <= $1)
		at++
	instructions[at ? symbol[at] : "(user space)"] += $2
	total += $2
}

END {
	printf "%12s %6s  %s\n", "instructions", "share", "function"
	printf "%12.1f %6s  %s\n", total / UNITS, "100%", "(all)"
	sorted = "sort -k1,1nr | head -n " ROWS
	for (name in instructions)
		printf "%12.1f %5.1f%%  %s\n", instructions[name] / UNITS, 100 * instructions[name] / total, name | sorted
	close(sorted)
}
