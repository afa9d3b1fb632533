# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "net": the driver's selftests, each in a virtual machine of its own.
#
# A test program of the driver says in "# vm: OPTIONS" lines in which machines it is run, once for each, and
# in "# host: COMMAND" lines what has to hold afterwards, on the host.

# The suite "debug" runs the same programs in another machine, with other words before them.
#
# The stock kernel has checkers of its own: KFENCE, which puts now and then an allocation between guard pages,
# and SLUB's red zones and poison for the caches that frames and rings come from. The first costs nothing that
# can be measured, the other 6 % of the boot and 11 % of transfer.sh, in instructions.
NET_VM=(--no-build --timeout 280 --append "kfence.sample_interval=50 slab_debug=FZP,kmalloc-*,skbuff*")
NET_COMMAND="exec"
NET_AFTER=:	# called with the folder of the run

net_packages() { printf '%s\n' python3 tshark; }

# Bugs that the stock kernel's checkers know (userspace/selftests/debug/plant.c), and the words in which each has to be
# reported: by SLUB, and by the IOMMU.
net_plants=(
	"write-behind  BUG kmalloc-64 (.*): \(Object corrupt\|Right Redzone overwritten\)"
	"wild-dma      DMAR: \[DMA Read .* fault addr 0x12345000"
)
PLANT=	# folder of the module that has a bug of each kind

suite_net() {
	local jobs
	net_build
	! suite_wants net planted || plant_build stock "$KDIR" >&2 || die "the planted bugs cannot be built"
	mapfile -t jobs < <(net_plant_jobs && net_jobs net)
	ktap_begin "$(jobs_results "${jobs[@]}")"
	jobs_run "${jobs[@]}"
}

net_build() {
	{ make -s -C "$SELFTESTS/net" && make -s -C "$SELFTESTS/wire"; } >&2 ||
		die "the helpers of the net tests cannot be built"
}

# net_jobs SUITE [MACHINES]: a job for each program in each of its first MACHINES; a result, and one for every
# command on the host after it.
net_jobs() {
	local suite=$1 machines=${2:-99} test line results
	while read -r test; do
		suite_wants "$suite" "${test##*/}" || continue
		results=$((1 + $(header_lines host "$test" | wc -l)))
		while read -r line; do
			echo "$results net_run $test $line"
		done < <(header_lines vm "$test" | head -n "$machines")
	done < <("${suite}_tests")
}

net_programs() {
	echo planted
	net_test_names
}

net_test_names() { net_tests | sed 's,.*/,,'; }

net_tests() { net_tests_in net; }

# net_tests_in FOLDER
net_tests_in() { find "$SELFTESTS/$1" -maxdepth 1 -name '*.sh' -not -name 'lib*' | sort; }

net_plant_jobs() {
	local plant
	suite_wants net planted || return 0
	for plant in "${net_plants[@]}"; do
		echo "1 net_plant $plant"
	done
}

# net_plant BUG REPORT...
net_plant() {
	plant_judge "$1" "${*:2}" ktap_program "planted: $1" "$GNIC_TOP/scripts/vm" "${NET_VM[@]}" --iommu \
		--log "$KTAP_LOGS/planted-$1.run" --add "$PLANT/plant.ko:/root/plant.ko" \
		--add "$SELFTESTS/debug:/root/debug" \
		--run "exec /root/debug/plant $1"
}

# plant_build KERNEL KDIR: one run may need it for two kernels.
plant_build() {
	PLANT=$KTAP_LOGS/plant-$1
	mkdir "$PLANT" && cp "$SELFTESTS/debug/plant.c" "$PLANT" && echo "obj-m += plant.o" >"$PLANT/Kbuild" &&
		module_make "$PLANT" "$2"
}

# plant_judge BUG REPORT COMMAND...: a guest with that bug must fail, and the reason that is told must be this report.
plant_judge() {
	local bug=$1 report=$2 said
	shift 2
	if said=$("$@" 2>&1); then
		ktap_comment <<<"$said"
		ktap_result "not ok" "a planted $bug fails a run"
	elif ! grep -q "$report" <<<"$said"; then
		ktap_comment <<<"$said"
		ktap_result "not ok" "a planted $bug fails a run, and is the reason that is told"
	else
		grep -o -m 1 "$report" <<<"$said" | ktap_comment
		ktap_result ok "a planted $bug fails a run, and is the reason that is told"
	fi
}

# header_lines KEY FILE
header_lines() { sed -n "s/^# $1: //p" "$2"; }

# net_run FILE OPTION...
net_run() {
	local test=$1 name passed=1 command wired= place=${1#"$SELFTESTS"/}
	local -x NET_RUN PATH=$PATH:$SELFTESTS/wire/build
	shift
	name="${test##*/} $*"
	[[ " $* " != *" --wire "* ]] || wired="export NET_WIRED=1;"
	NET_RUN=$KTAP_LOGS/$(ktap_file_name "$name").run
	ktap_program "$name" "$GNIC_TOP/scripts/vm" "${NET_VM[@]}" --log "$NET_RUN" \
		--add "$SELFTESTS/net:/root/net" "$@" \
		--run "PATH=\$PATH:/root/net/build; $wired $NET_COMMAND /root/$place" || passed=0
	while read -r command; do
		if ((passed)); then
			ktap_program "$name host" net_on_host "$command" || passed=0
		else
			ktap_result ok "$name host # SKIP what it looks at comes from a run that failed"
		fi
	done < <(header_lines host "$test")
	"$NET_AFTER" "$NET_RUN"
	# A transfer's captures are large.
	((!passed)) || rm -rf "$NET_RUN"
}

# $RUN has console.log, nic1.pcap, nic2.pcap, and out/ with what the test left in /out.
net_on_host() {
	RUN=$NET_RUN PATH=$PATH:$GNIC_TOP/userspace/build:$SELFTESTS/net/build bash -c "$1"
}
