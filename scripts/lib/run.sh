# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# One run of a guest: its folder, its content, its end. Uses scripts/vm's options.

# RUN is --log's folder, emptied of an earlier run, or a new one.
run_begin() {
	if [[ $LOG ]]; then
		mkdir -p "$LOG" && RUN=$(cd "$LOG" && pwd)
		rm -rf "$RUN"/{initramfs,console.log,result,stdout,stderr,artefacts.tar,out,nic*.pcap,wire.log}
	else
		new_run_folder
	fi
	trap run_clean EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# May run_begin() empty FOLDER? One with anything else in it is somebody's.
run_may_empty() { [[ -e $1/console.log || -e $1/wire.log || ! $(ls -A "$1" 2>/dev/null) ]]; }

run_clean() {
	qemu_stop
	wire_stop
	monitor_remove
	rm -rf "$RUN"/{root,initramfs,module,modules}
}

run_print() {
	RUN=RUN KERNEL_IMAGE=${KERNEL/#stock/VMLINUZ}
	kernel_newest_cached && [[ $KERNEL == stock ]] && KERNEL_IMAGE=$(kernel_image)
	run_command_line "${ACCEL/#auto/tcg}"
	((${#WIRE[@]} == 0)) || wire_print
	printf '%q ' "${QEMU[@]}"
	echo
}

run_command_line() {
	qemu_machine "$1"
	qemu_ports
	qemu_nics
	((!HOST_ROOT)) || qemu_host_root
}

run_guest() {
	local accelerator=$ACCEL
	[[ $ACCEL == auto ]] && accelerator=$(accelerator run_probe_kvm)
	run_fill_guest
	((${#WIRE[@]} == 0)) || wire_start
	((!MONITOR)) || monitor_make
	run_command_line "$accelerator"
	printf '%q ' "${QEMU[@]}" >"$RUN/command"
	say "booting with ${accelerator^^}, log and captures in $RUN"
	if ((INTERACTIVE)); then run_shell; else run_command; fi
}

run_fill_guest() {
	local added modules
	NONCE=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
	guest_create "$RUN/root"
	case $DRIVER in
	glassnic)
		guest_add_modules "$MODULE"
		guest_add "$GNIC_TOP/userspace/build/glassnic"
		;;
	e1000) MODULES="e1000 $MODULES" ;;
	esac
	# 9pnet_virtio is 9p's transport, which no dependency names.
	((!HOST_ROOT)) || MODULES+=" 9pnet_virtio 9p overlay"
	if [[ ${MODULES// /} ]]; then
		# shellcheck disable=SC2086 # a list of words
		modules=$(run_module_files $MODULES) || die "the guest's kernel has no such module: $MODULES"
		# shellcheck disable=SC2086 # paths without blanks; none at all when they are built in
		guest_add_modules $modules
	fi
	for added in "${ADD[@]}"; do
		guest_add "$added"
	done
	((!KEXEC)) || guest_add "$KERNEL_IMAGE:/boot/vmlinuz"
	run_configure_guest
	guest_pack "$RUN/initramfs"
	rm -rf "$RUN/root"
}

run_module_files() {
	if [[ $KDIR == "$(kernel_kdir)" ]]; then
		kernel_module_files "$@"
	else
		module_kernel_files "$KDIR" "$RUN/modules" "$@"
	fi
}

run_configure_guest() {
	local rows=24 columns=80 folder=$GUEST_ROOT/etc/glassnic
	if ((INTERACTIVE)); then
		read -r rows columns < <(stty size)
		run_banner >"$folder/banner"
	else
		printf '%s\n' "$COMMAND" >"$folder/command"
	fi
	printf '%s=%q\n' NONCE "$NONCE" TOPOLOGY "$TOPOLOGY" HOST_ROOT "$HOST_ROOT" \
		ROWS "$rows" COLUMNS "$columns" TERMINAL "${TERM:-linux}" >"$folder/vm.conf"
}

run_banner() {
	echo
	echo "A guest with $NICS $NIC NICs driven by $DRIVER, topology $TOPOLOGY. Try:"
	if [[ $TOPOLOGY == none ]]; then
		echo "    ip link"
	else
		echo "    client ping -c 3 server"
		[[ $DRIVER != glassnic ]] || echo "    client glassnic follow -i eth0 &        the ladder, live"
		echo "    server httpd -h /etc; client curl http://server/hosts"
	fi
	echo 'Leave with "exit"; if the guest is stuck, with Ctrl-A X.'
	echo
}

run_command() {
	local status=0
	qemu_run "$TIMEOUT" || status=$?
	run_judge $status
}

run_shell() {
	local status=0
	qemu_run_terminal || status=$?
	run_judge $status
}

# run_judge QEMU_STATUS: only the result line means that the guest did what it was asked to. QEMU itself
# exits 0 when the guest panics.
run_judge() {
	local status wired=1
	wire_end || wired=0
	status=$(run_result '[0-9]\{1,3\}')
	if [[ $status ]]; then
		run_take_artefacts || return 125
		! run_has_complaints || return 125
		((wired)) || return 125
		return "$status"
	fi
	run_explain "$1"
}

# The result line's words after the nonce, when they match PATTERN.
run_result() {
	tr -d '\r' <"$RUN/result" | sed -n "s/^glassnic-result $NONCE \($1\)\$/\1/p"
}

run_has_complaints() {
	local complaints
	complaints=$("$GNIC_TOP/scripts/lib/kernel-complaints" "$RUN/console.log") || return
	say "the guest's kernel complained (all of it in $RUN/console.log):"
	head -n 20 <<<"$complaints" >&2
}

run_take_artefacts() {
	local folder=${OUT:-$RUN/out}
	mkdir -p "$folder"
	[[ -s $RUN/artefacts.tar ]] || return 0
	tar -xf "$RUN/artefacts.tar" -C "$folder" && rm "$RUN/artefacts.tar" && return
	say "what the guest left in /out did not arrive whole"
	return 1
}

# run_explain QEMU_STATUS: there is no result; say why as far as it can be seen, and fail.
run_explain() {
	local error status=125
	error=$(run_result 'error .*')
	if [[ $error ]]; then
		say "the guest could not be set up: ${error#error }"
	elif error=$(grep -a -m 1 'Kernel panic' "$RUN/console.log"); then
		run_has_complaints || true
		say "the guest's kernel panicked: ${error#*] }"
	elif (($1 == 124)); then
		say "the guest hangs: no result after $TIMEOUT s"
		status=124
	elif (($1 != 0)); then
		say "QEMU failed with status $1: $(tail -n 3 "$RUN/qemu.log")"
	else
		say "the guest ended without a result"
	fi
	run_show_console
	return $status
}

run_show_console() {
	[[ -s $RUN/console.log ]] || return 0
	say "its last words, all of them in $RUN/console.log:"
	tail -n 20 "$RUN/console.log" | tr -d '\r' | sed 's/^/    /' >&2
}

# Under KVM, does the real kernel reach its end? A /dev/kvm that opens proves nothing: some abort QEMU,
# others leave a guest that never moves.
run_probe_kvm() {
	local folder=$RUN/kvm status=0
	"$GNIC_TOP/scripts/vm" --accel kvm --driver e1000 --timeout 10 --log "$folder" --run true \
		>/dev/null 2>&1 || status=$?
	rm -rf "$folder"
	return $status
}
