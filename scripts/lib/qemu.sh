# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# QEMU: its command line, running it within a time, and judging how the guest ended.
# $RUN is the run's folder: initramfs, console.log, result, stdout, stderr, artefacts.tar, nicN.pcap.

QEMU=()	# the command line, made by the qemu_* functions
QEMU_PID=
QEMU_FOLLOWERS=()	# what shows the guest's output

# qemu_machine ACCELERATOR: processor, memory, kernel and a quiet boot: printing it would take seconds.
qemu_machine() {
	# no_timer_check: on a busy host an emulated timer is late, and the kernel would take it for broken
	local accel=$1 cpu=(-cpu max) arguments="console=ttyS0 panic=-1 quiet net.ifnames=0 no_timer_check"
	if ((ICOUNT)); then
		accel=tcg,thread=single cpu=(-icount "shift=0,sleep=off")
	elif [[ $accel == kvm ]]; then
		cpu=(-cpu host)
	else
		accel=$(tcg_argument)
	fi
	((IOMMU)) && arguments+=" intel_iommu=on iommu.strict=1"
	QEMU=(qemu-system-x86_64 -name glassnic -pidfile "$RUN/qemu.pid" -machine "$MACHINE" -accel "$accel" "${cpu[@]}"
		-smp "$SMP" -m "$MEMORY" -nodefaults -no-user-config -display none -no-reboot
		-kernel "$KERNEL_IMAGE" -initrd "$RUN/initramfs" -append "$arguments${APPEND:+ $APPEND}")
	((IOMMU)) && QEMU+=(-device intel-iommu)
	[[ $PLUGIN ]] && QEMU+=(-plugin "$PLUGIN")
	return 0
}

# The kernel's messages and the result line on serial ports, the rest on virtio ports.
qemu_ports() {
	QEMU+=(-serial "file:$RUN/console.log" -serial "file:$RUN/result" -device "virtio-serial-pci,addr=2")
	if ((INTERACTIVE)); then
		QEMU+=(-chardev "stdio,id=terminal,mux=on,signal=off" -device "virtconsole,chardev=terminal")
	fi
	qemu_port stdout "$RUN/stdout"
	qemu_port stderr "$RUN/stderr"
	qemu_port artefacts "$RUN/artefacts.tar"
	((!MONITOR)) || monitor_devices
}

qemu_port() {
	QEMU+=(-chardev "file,id=$1,path=$2" -device "virtserialport,chardev=$1,name=$1")
}

# NIC number n has the address 52:54:00:12:34:0n and a slot that differs from its neighbours' modulo 4,
# so that four of them have four interrupt lines. What passes its port of the hub, or its end of the wire,
# is in nicN.pcap. A PCIe port, if it has one, takes the slot, and is called slotN.
qemu_nics() {
	local n port slot place
	for ((n = 1; n <= NICS; n++)); do
		port=hubport,hubid=0
		[[ $TOPOLOGY == routed && ($n == 3 || $n == 4) ]] && port=hubport,hubid=1
		((${#WIRE[@]} == 0)) || port=$(wire_netdev "$n")
		printf -v slot %x $((n + 3))
		place=addr=$slot
		if ((PORTS)); then
			QEMU+=(-device "pcie-root-port,id=slot$n,chassis=$n,addr=$slot")
			place=bus=slot$n
		fi
		QEMU+=(-netdev "$port,id=port$n"
			-object "filter-dump,id=dump$n,netdev=port$n,file=$RUN/nic$n.pcap,maxlen=$SNAPLEN"
			-device "$NIC,id=nic$n,netdev=port$n,mac=52:54:00:12:34:0$n,$place$PROPERTIES")
	done
}

# The host's root, read-only; the guest puts a writable layer of its own over it.
qemu_host_root() {
	QEMU+=(-fsdev "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap"
		-device "virtio-9p-pci,fsdev=root,mount_tag=hostroot,addr=3")
}

# QEMU runs in the background, so that a signal to this script can end it.

# qemu_run SECONDS: without a terminal; 124 when time is up.
qemu_run() {
	ulimit -c 0
	timeout -k 5 "$1" "${QEMU[@]}" </dev/null >"$RUN/qemu.log" 2>&1 &
	QEMU_PID=$!
	qemu_follow "$RUN/stdout" "$RUN/stderr"
	qemu_wait
}

# On this script's terminal.
qemu_run_terminal() {
	"${QEMU[@]}" <&0 2>"$RUN/qemu.log" &
	QEMU_PID=$!
	qemu_wait
}

qemu_wait() {
	local status=0
	wait "$QEMU_PID" || status=$?
	QEMU_PID=
	((${#QEMU_FOLLOWERS[@]} == 0)) || wait "${QEMU_FOLLOWERS[@]}"
	return $status
}

# The command's output, as it appears in the files, until QEMU is gone.
qemu_follow() {
	touch "$1" "$2"
	tail -c +1 -s 0.1 --pid="$QEMU_PID" -f "$1" &
	QEMU_FOLLOWERS=($!)
	tail -c +1 -s 0.1 --pid="$QEMU_PID" -f "$2" >&2 &
	QEMU_FOLLOWERS+=($!)
}

qemu_stop() {
	[[ ! $QEMU_PID ]] || { kill "$QEMU_PID" 2>/dev/null && wait "$QEMU_PID"; } || true
	QEMU_PID=
}
