#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every JSON output of every command, on every fixture, against the schema that
# its "type" names. A command that reads packets takes part by being there.

# shellcheck disable=SC1091,SC2154 # tap.sh, and what its run leaves behind
. "$UNIT/lib/tap.sh"
schemas=$UNIT/../../lib/schema

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	skip "schemas" "python3-jsonschema is not installed"
	plan
	exit
fi

# valid COMMAND...: its output is NDJSON that its schemas accept, and not nothing
valid()
{
	"$GLASSNIC" "$@" --json >output 2>err || { sed 's/^/# /' err; return 1; }
	python3 "$UNIT/lib/validate.py" "$schemas" <output
}

check "the schemas are schemas" python3 "$UNIT/lib/validate.py" "$schemas" --schemas
for name in http mixed numbers torn links vlans hops options tunnels; do
	fixture "$name"
	last=$(grep -Ec '^(frame|old|simple)' "$UNIT/data/$name.txt")
	: >all
	failed=
	for number in $(seq "$last"); do
		"$GLASSNIC" show "$number" -r $name.pcapng --json >>all 2>/dev/null || failed="$failed $number"
		"$GLASSNIC" show "$number" --why -r $name.pcapng --json >>all 2>/dev/null
		"$GLASSNIC" signal "$number" -r $name.pcapng --json >>all 2>/dev/null
	done
	check "show and signal of $name" python3 "$UNIT/lib/validate.py" "$schemas" <all
	[ "$name" = numbers ] || check "show has every frame of $name" [ -z "$failed" ]
done
for command in $("$GLASSNIC" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	case $command in
	show|signal|nic|capture|report|verify|coredump) continue ;;
	esac
	for name in http mixed links vlans hops options; do
		check "$command of $name" valid "$command" -r $name.pcapng
	done
done
plan
