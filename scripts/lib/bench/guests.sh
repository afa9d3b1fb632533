# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The guests of scripts/bench: which driver is booted with which workloads, and what came of it.
#
# $RUN/guests lists them, "DRIVER GUEST" a line; a guest's folder is $RUN/DRIVER-GUEST, with workloads (what it is
# asked to run), counts (the plugin's), said (the guest's output), profile/, out/kallsyms and the rest of scripts/vm's.

bench_tools() { echo "$GNIC_TOP/userspace/selftests/bench"; }

guests_prepare() {
	"$GNIC_TOP/scripts/vm" --print-kdir >"$RUN/kdir"
	say "building"
	lock build make -s -C "$GNIC_TOP" KDIR="$(<"$RUN/kdir")" modules tools >&2 || die "the build failed"
	make -s -C "$(bench_tools)" PLUGIN_VERSION="$(plugin_version)" OUTPUT="$RUN/tools" >&2 ||
		die "the instruments cannot be built"
	lock build make -s -C "$GNIC_TOP/userspace/selftests/net" build/gsomax >&2 || die "gsomax cannot be built"
	guests_wanted >"$RUN/guests"
	[[ -s $RUN/guests ]] || die "no such driver runs: ${NAMES[*]}"
}

# What this QEMU takes: see userspace/selftests/bench/qemu-plugin-api.h.
plugin_version() {
	if qemu_is_at_least 9.1; then
		echo 3
	elif qemu_is_at_least 9.0; then
		echo 2
	else
		echo 1
	fi
}

guests_wanted() {
	local driver guest
	for guest in $(awk 'NF { print $2 }' <<<"$WORKLOADS" | uniq); do
		for driver in ${ONLY:-e1000 glassnic veth}; do
			if [[ $(guest_workloads "$driver" "$guest") ]]; then echo "$driver $guest"; fi
		done
	done
}

# NAME NUMBER SHORT LONG, a line for each workload.
guest_workloads() {
	local driver=$1 names=("${NAMES[@]}")
	# shellcheck disable=SC2086 # words
	case $driver in
	veth) mapfile -t names < <(printf '%s\n' "${NAMES[@]}" | grep -Fx -f <(printf '%s\n' $VETH_WORKLOADS)) ;;
	e1000) mapfile -t names < <(printf '%s\n' "${NAMES[@]}" | grep -Ev '[+](capture|usecs0|big)$') ;;
	esac
	workloads_of "$2" "${names[@]}" | awk '{ print $1, NR - 1, $3, $4 }'
}

# Side by side, as many as there are processors: their clocks are their own. Under KVM time is what is measured,
# so there it is one at a time.
guests_run() {
	local driver guest processors
	processors=$(nproc)
	[[ $ACCEL == icount ]] || processors=1
	# shellcheck disable=SC2046 # numbers
	trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM HUP
	while read -r driver guest; do
		while (($(jobs -rp | wc -l) >= processors)); do
			wait -n || true
		done
		guest_run "$driver" "$guest" &
	done <"$RUN/guests"
	wait
	trap - INT TERM HUP
}

guest_run() {
	local driver=$1 guest=$2 folder=$RUN/$1-$2 options=(--no-build --timeout 1800) profile='' marks=''
	mkdir "$folder"
	guest_workloads "$driver" "$guest" >"$folder/workloads"
	if [[ $PROFILE ]]; then
		mkdir "$folder/profile"
		profile=,profile=$folder/profile
	fi
	# iomem=relaxed: load asks the devices what they missed.
	# noautogroup: a session of its own, which scripts/vm gives to a command, would cost every wake-up
	options+=(--append "mitigations=off noautogroup iomem=relaxed" --machine pc --mem 512 --log "$folder/vm")
	if [[ $ACCEL == icount ]]; then
		options+=(--icount --plugin "$RUN/tools/count.so,out=$folder/counts$profile")
	else
		options+=(--accel kvm --smp 1)
		marks=3
	fi
	# shellcheck disable=SC2207 # words
	options+=($(guest_options "$guest") --driver "${driver/veth/e1000}")
	"$GNIC_TOP/scripts/vm" "${options[@]}" --out "$folder/out" --add "$RUN/tools/load" \
		--add "$GNIC_TOP/userspace/selftests/net/build/gsomax" \
		--add "$GNIC_TOP/scripts/lib/bench/guest:/root/guest" --add "$folder/workloads:/root/workloads" \
		--run "DRIVER=$driver MARKS=$marks /root/guest </root/workloads" 2>"$folder/errors" |
		guest_listen "$folder" || guest_complain "$folder"
	rm -f "$folder"/vm/nic*.pcap
}

# Standard input is what the guest says. Under KVM it says its marks too, and rests at each: then the exits until
# there are read from the host's kernel, which has a folder PID-FD for each virtual machine.
guest_listen() {
	local folder=$1 line
	while IFS= read -r line; do
		if [[ $line == "mark "* ]]; then
			exits_at "${line#mark }" "$(<"$folder/vm/qemu.pid")" >>"$folder/counts"
		else
			printf '%s\n' "$line"
		fi
	done >"$folder/said"
}

exits_readable() { [[ $ACCEL == icount || -x ${KVM_STATS:-/sys/kernel/debug/kvm} ]]; }

# exits_at MARK PID: "exits MARK KIND COUNT" a line
exits_at() {
	local mark=$1 kind file
	for kind in exits mmio_exits io_exits; do
		for file in "${KVM_STATS:-/sys/kernel/debug/kvm}/$2"-*/"$kind"; do
			[[ ! -r $file ]] || echo "exits $mark $kind $(<"$file")"
		done
	done
}

guest_complain() {
	touch "$1/failed"
	say "${1##*/}: $(tail -n 3 "$1/errors")"
}

guests_all_well() { ! compgen -G "$RUN/*/failed" >/dev/null; }

# guest_costs DRIVER GUEST: cost.awk's lines
guest_costs() {
	local folder=$RUN/$1-$2
	[[ -e $folder/counts ]] || : >"$folder/counts"
	awk -v ORDER="$(awk '{ printf "%s ", $1 }' "$folder/workloads")" -f "$GNIC_TOP/scripts/lib/bench/cost.awk" \
		"$folder/counts" "$folder/said"
}

guest_units() { awk -v name="$2" '$1 == "result" && $2 == name { print $7 }' "$1/said"; }

guest_last_mark() { awk -v name="$2" '$1 == name { print 4 * $2 + 3 }' "$1/workloads"; }

guests_forget() { [[ $KEEP ]] || rm -rf "$RUN"; }
