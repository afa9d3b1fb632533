#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The man page and --help name the same commands and options, both ways.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
page=$UNIT/../../../Documentation/glassnic.1

# help_options COMMAND: "-c --count N", a line each
help_options()
{
	"$GLASSNIC" "$1" --help |
		sed -En 's/^  (-.,)? *(--[a-z-]+)( [A-Z]+)?  .*/\1 \2\3/p' |
		sed 's/^ //; s/,//' | sort
}

# man_options HEADING: the same out of the page's subsection
man_options()
{
	awk -v heading=".Ss $1" '
		/^\.S[sh] / { inside = ($0 == heading || index($0, heading " ") == 1) }
		inside && /^\.It Fl / {
			sub(/^\.It /, "")
			gsub(/ , /, " ")
			gsub(/Fl -/, "--")
			gsub(/Fl /, "-")
			sub(/Ar /, "")
			print
		}' "$page" | sort
}

# agree COMMAND: its own options, and those of every command that it takes
agree()
{
	help_options "$1" >help.txt
	{
		man_options "$1"
		man_options "Options of every command" | grep -v -e --read -e --interface
		grep -q -e --read help.txt &&
			man_options "Options of every command" | grep -e --read -e --interface
	} | sort >man.txt
	[ -s help.txt ] && diff help.txt man.txt | sed 's/^/# /' | tee differences && [ ! -s differences ]
}

commands=$("$GLASSNIC" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
for command in $commands; do
	check "options of $command" agree "$command"
done

# shellcheck disable=SC2086 # a word a command
printf '%s\n' $commands >help.txt
awk '/^\.Sh / { inside = ($2 == "COMMANDS") } inside && /^\.Ss / { print $2 }' "$page" >man.txt
check "the commands, in the same order" cmp -s help.txt man.txt

if command -v mandoc >/dev/null; then
	# Which other manuals are installed here is not the page's business.
	mandoc -Tlint "$page" 2>&1 | grep -v -e "referenced manual not found" -e "outdated mandoc.db" >lint
	sed 's/^/# /' lint
	check "mandoc has nothing to say" [ ! -s lint ]
else
	skip "mandoc has nothing to say" "mandoc is not installed"
fi
plan
