# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# KVM or emulation (TCG): decided by what really boots, not by /dev/kvm being there.

# accelerator PROBE...: print kvm or tcg. PROBE boots the real kernel under KVM and succeeds within its
# bounds or fails; its answer is kept for this host kernel, this QEMU and this guest kernel.
accelerator() {
	[[ -r /dev/kvm && -w /dev/kvm ]] || {
		echo tcg
		return
	}
	local key answer
	key=$(printf '%s\n' "$(uname -rv)" "$(qemu-system-x86_64 --version)" "$KERNEL_VERSION" | sha256sum)
	answer=$GNIC_CACHE/accel-${key:0:16}
	if [[ ! -s $answer ]]; then
		say "trying KVM once on this machine (10 s at most)"
		if "$@"; then echo kvm; else echo tcg; fi >"$answer.$$"
		mv "$answer.$$" "$answer"
	fi
	cat "$answer"
}

# tcg_argument: for QEMU's -accel. Before 8.1 QEMU could translate code while another processor was
# patching it ("accel/tcg: Always lock pages before translation", deba78709ae8): a guest with threads for
# its processors then dies now and then, with "Oops: int3". Once in sixty boots with 7.2 on a busy host.
tcg_argument() {
	if qemu_is_at_least 8.1; then echo tcg; else echo tcg,thread=single; fi
}

qemu_is_at_least() {
	local version
	version=$(qemu-system-x86_64 --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p')
	printf '%s\n' "$1" "$version" | sort -VC
}
