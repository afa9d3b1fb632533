# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Which lines of the driver were executed, in guests that counted them for gcov.

COVERAGE_LEAST=90	# of a hundred lines

# coverage_count COUNTS DRIVER ACCOUNT: lines of the driver that some guest executed, by file and in all. COUNTS has a
# folder NAME.run of each guest, DRIVER is the folder that the driver was built in. gcov's own account of each line and
# function goes to the folder ACCOUNT, in place of an earlier one. Fails when there is nothing to count.
coverage_count() {
	local merged=$1/merged driver=$2 account=$3 version
	version=$(module_compiler "$(debug_kernel)")
	version=${version#gcc}
	coverage_merge "gcov-tool$version" "$1" "$merged" || return
	rm -f "$merged"/kunit*.gcda	# a test, and not the driver
	rm -rf "$account"
	mkdir -p "$account"
	cp "$merged"/*.gcda "$driver" || return
	(cd "$account" && "gcov$version" -f -o "$driver" "$driver"/*.gcda >summary) || return
	coverage_files "$driver/" <"$account/summary" >"$account/files" || return
	coverage_functions <"$account/summary" >"$account/functions"
	coverage_forget_foreign "$account"
	cat "$account/files"
	echo "line by line, those that were not executed with #####: $account"
}

# coverage_merge GCOV_TOOL COUNTS MERGED: the counts of all guests, added up.
coverage_merge() {
	local counts
	rm -rf "$3"
	for counts in "$2"/*.run; do
		[[ -d $counts ]] || { echo "no guest has counted lines" && return 1; }
		if [[ -d $3 ]]; then
			"$1" merge -o "$3" "$3" "$counts" || return
		else
			cp -r "$counts" "$3" || return
		fi
	done
}

# coverage_files FOLDER: of what gcov says, the files below it, and their sum as the last line.
coverage_files() {
	awk -v folder="$1" '
		/^Function / { file = "" }
		/^File / { gsub(/^File .|.$/, ""); file = index($0, folder) == 1 ? substr($0, length(folder) + 1) : "" }
		/^Lines executed:/ && file != "" {
			split($2, part, /[:%]/)
			lines += $NF
			executed += part[2] * $NF / 100
			printf "%-12s %6.2f %% of %d lines\n", file, part[2], $NF
			file = ""
		}
		END {
			if (!lines) {
				print "gcov knows no line of the driver" >"/dev/stderr"
				exit 1
			}
			printf "%-12s %6.2f %% of %d lines were executed\n", "driver", 100 * executed / lines, lines
		}'
}

# Of what gcov says, the driver's functions that have lines which were not executed: FUNCTION PERCENT, sorted. A function of
# a header is counted in each file that uses it; the best of them is taken.
coverage_functions() {
	awk -v quote="'" '
		/^File / { name = "" }
		/^Function / { name = $2; gsub(quote, "", name) }
		/^Lines executed:/ && name ~ /^(gnic|pcapng)_/ {
			split($2, part, /[:%]/)
			if (!(name in best) || part[2] + 0 > best[name])
				best[name] = part[2] + 0
			name = ""
		}
		END {
			for (name in best)
				if (best[name] < 100)
					print name, best[name]
		}' | sort
}

# coverage_forget_foreign FOLDER: accounts of the kernel's own headers.
coverage_forget_foreign() {
	local file name
	for file in "$1"/*.gcov; do
		name=${file##*/}
		[[ -e $GNIC_TOP/driver/${name%.gcov} ]] || rm "$file"
	done
}

# coverage_suffices ACCOUNT
coverage_suffices() {
	awk -v least="$COVERAGE_LEAST" '/ were executed$/ { enough = $2 >= least } END { exit !enough }' "$1/files"
}

# coverage_unknown ACCOUNT EXPECTED: functions that were not executed as a whole, and EXPECTED does not say why. There
# a row is FUNCTION | WHY; of one that was executed this time its row is told, but that may be chance.
coverage_unknown() {
	awk -F ' *[|] *' '
		NR == FNR && /^[a-z]/ { why[$1] = $2 }
		NR == FNR { next }
		{ split($0, word, " ") }
		word[1] in why { seen[word[1]]; next }
		{ print "not in the list: " word[1] ", " word[2] " % executed"; unknown = 1 }
		END {
			for (name in why)
				if (!(name in seen))
					print "in the list, and executed: " name
			exit unknown
		}' "$2" "$1/functions"
}
