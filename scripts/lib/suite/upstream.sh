# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "upstream": the kernel's own selftests, unmodified, on glassnic and on the kernel's e1000, held
# against userspace/selftests/expected/upstream; and our own selftests under the kernel's framework.

UPSTREAM=$SELFTESTS/upstream
UPSTREAM_EXPECTED=$SELFTESTS/expected/upstream
UPSTREAM_TESTS=tools/testing/selftests
UPSTREAM_MODULES=vrf,sch_ingress,sch_netem,cls_flower,cls_matchall,act_gact,bridge,8021q
# What the selftests of network drivers are made of, in the kernel's source.
upstream_parts=(
	"$UPSTREAM_TESTS"/{Makefile,lib.mk,run_kselftest.sh,kselftest,kselftest.h,kselftest_harness.h,net,drivers/net}
	tools/net/ynl Documentation/netlink/specs scripts/subarch.include
)
# The tests sleep for much of their time.
upstream_at_once=4

upstream_packages() {
	printf '%s\n' rsync python3 python3-yaml socat jq netsniff-ng iperf3
}

upstream_lacks() {
	[[ $KERNEL_VERSION ]] && kernel_source_complete && return 1
	echo "linux-source-6.12, which has the kernel's selftests, is not there yet"
}

upstream_prepare() { kernel_source_require; }

suite_upstream() {
	local jobs tests test JOBS_AT_ONCE=$upstream_at_once
	upstream_install >"$KTAP_LOGS/install.log" 2>&1 ||
		die "the kernel's selftests cannot be built; why is in $KTAP_LOGS/install.log"
	mkdir "$KTAP_LOGS/seen"
	mapfile -t jobs < <(upstream_jobs)
	mapfile -t tests < <(upstream_tests)
	ktap_begin $(($(jobs_results "${jobs[@]}") + ${#tests[@]}))
	jobs_run "${jobs[@]}"
	upstream_cases e1000 >"$KTAP_LOGS/seen/e1000"
	upstream_cases glassnic >"$KTAP_LOGS/seen/glassnic"
	for test in "${tests[@]}"; do
		ktap_program "$test" upstream_compare judge.awk -v test="$test" || true
	done
	upstream_compare table.awk | ktap_comment
	upstream_propose
}

# The kernel's selftests and ours, built and installed out of a copy: in kselftest/ of the logs' folder.
upstream_install() {
	local copy=$KTAP_LOGS/linux installed=$KTAP_LOGS/kselftest
	mkdir -p "$copy"
	(cd "$(kernel_source)" && cp -a --parents "${upstream_parts[@]}" "$copy") || return
	cp -r "$SELFTESTS/net" "$copy/$UPSTREAM_TESTS/drivers/net/glassnic" || return
	make -C "$copy/$UPSTREAM_TESTS" TARGETS="drivers/net drivers/net/hw net/lib drivers/net/glassnic" \
		FORCE_TARGETS=1 INSTALL_PATH="$installed" install || return
	# All of TARGETS=net would need a dozen libraries.
	make -C "$copy/$UPSTREAM_TESTS/net" OUTPUT="$installed/net" TEST_GEN_FILES= \
		"$installed/net/gro" "$installed/net/txtimestamp" || return
	(cd "$copy/$UPSTREAM_TESTS" && cp --parents net/*.sh net/forwarding/*.sh "$installed") || return
	rm -r "$copy"
}

upstream_jobs() {
	local part driver
	for part in drivers/net net; do
		for driver in e1000 glassnic; do
			echo "1 upstream_guest $driver $part"
		done
	done
	echo "$((1 + $(framework_left_out | wc -l))) upstream_framework"
}

# upstream_guest DRIVER PART: that part of the tests; what they say goes to a folder of the logs.
upstream_guest() {
	local name="$1: a guest runs the tests in $2"
	ktap_case "$name" "$GNIC_TOP/scripts/vm" --no-build --driver "$1" --host-root --topology routed --smp 1 \
		--modules $UPSTREAM_MODULES --timeout 3000 --snaplen 128 --log "$KTAP_LOGS/$1-${2//\//-}" \
		--add "$KTAP_LOGS/kselftest" --add "$UPSTREAM" \
		--run "exec /usr/local/bin/upstream/run /usr/local/bin/kselftest $2/"
}

# Of our programs, those that need a pair of NICs and modules, and what the kernel's own runner says of them; each
# of the others is a skip.
upstream_framework() {
	local programs program lack
	mapfile -t programs < <(framework_programs)
	# busybox serves HTTP in a test.
	ktap_program "run_kselftest.sh, drivers/net/glassnic" "$GNIC_TOP/scripts/vm" --no-build --host-root --smp 1 \
		--modules "$(framework_modules)" --timeout 1200 --log "$KTAP_LOGS/framework" \
		--add "$KTAP_LOGS/kselftest" --run "
			mkdir /tmp/applets && ln -s \"\$(command -v busybox)\" /tmp/applets/httpd
			PATH=\$PATH:/tmp/applets exec /usr/local/bin/kselftest/run_kselftest.sh \
				${programs[*]/#/-t drivers/net/glassnic:}" || true
	while read -r program lack; do
		ktap_result ok "run_kselftest.sh, $program # SKIP it needs scripts/vm $lack; scripts/check net/$program runs it"
	done < <(framework_left_out)
}

# framework_machines FILE: what is left of its "# vm:" lines without what the framework's guest has, NICs in a pair and
# modules; an empty line for a machine of which nothing is left.
framework_machines() {
	header_lines vm "$1" | sed -E 's/--topology pair//; s/--nic e1000( |$)//; s/--modules [^ ]+//; s/ +/ /g; s/^ | $//g'
}

framework_programs() {
	local test
	while read -r test; do
		! framework_machines "$test" | grep -qx '' || echo "${test##*/}"
	done < <(net_tests)
}

# The others, each with the options of its first machine.
framework_left_out() {
	local test
	while read -r test; do
		framework_machines "$test" | grep -qx '' || echo "${test##*/} $(framework_machines "$test" | head -n 1)"
	done < <(net_tests)
}

framework_modules() {
	local program
	while read -r program; do
		header_lines vm "$SELFTESTS/net/$program" | sed -n 's/.*--modules \([^ ]*\).*/\1/p' | tr , '\n'
	done < <(framework_programs) | sort -u | paste -sd,
}

# The list without its comments: test | network | seconds | command
upstream_list() { grep -vE '^(#|$)' "$UPSTREAM/tests"; }

upstream_tests() { upstream_list | awk '{ print $1 }'; }

# upstream_cases DRIVER: every case that its tests told of, one per line.
upstream_cases() {
	local folder test status
	for folder in "$KTAP_LOGS/$1"-*/out; do
		while read -r test status _; do
			awk -f "$UPSTREAM/cases.awk" -v test="$test" -v status="$status" "$folder/${test//\//-}"
		done <"$folder/times"
	done
}

# upstream_compare PROGRAM [AWK_OPTION]...
upstream_compare() {
	local program=$1
	shift
	awk -f "$UPSTREAM/expected.awk" -f "$UPSTREAM/$program" "$@" "$UPSTREAM_EXPECTED" "$KTAP_LOGS"/seen/*
}

# The record is changed by hand only, but nobody has to type it.
upstream_propose() {
	local proposed=$KTAP_LOGS/expected
	upstream_compare record.awk >"$proposed"
	cmp -s "$proposed" "$UPSTREAM_EXPECTED" ||
		echo "# as recorded from this run, with ? for reasons to find: diff $UPSTREAM_EXPECTED $proposed"
}
