#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Which lines of a kernel log are complaints.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2317 # called through check
complains() {
	echo "$1" >"$work/log"
	run "$lib/kernel-complaints" "$work/log"
	[[ $status == 0 && $stdout == "$1" ]]
}

# shellcheck disable=SC2317 # called through check
silent() {
	echo "$1" >"$work/log"
	run "$lib/kernel-complaints" "$work/log"
	[[ $status == 1 && ! $stdout ]]
}

complaints=(
	"[    1.0] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 dev_open+0x1/0x2"
	"[    1.0] BUG: KASAN: use-after-free in gnic_poll+0x1/0x2 [glassnic]"
	"[    1.0] Oops: general protection fault, probably for non-canonical address: 0000 [#1]"
	"[    1.0] RIP: 0010:gnic_poll+0x1/0x2 [glassnic]"
	"[    1.0] Call Trace:"
	"[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:04.0] fault addr 0xfffff000"
	"[    1.0] INFO: task ip:77 blocked for more than 120 seconds."
	"[    1.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"
	"[    1.0] possible circular locking dependency detected"
	"[    1.0] NETDEV WATCHDOG: CPU: 0: transmit queue 0 timed out"
	"[    1.0] irq 11: nobody cared"
	"unreferenced object 0xffff8881 (size 64):"
	"[    1.0] DMA-API: glassnic 0000:00:04.0: device driver frees DMA memory with different size [map size=64 bytes]"
	"[    1.0] DMA-API: NULL NULL: device driver tries to sync DMA memory it has not allocated"
	"[    1.0] DMA-API: cacheline tracking ENOMEM, dma-debug disabled"
	"[    1.0] DMA-API: debugging out of memory - disabling"
	"[    1.0] BUG kmalloc-64 (Tainted: G           OE     ): Right Redzone overwritten"
	"[    1.0] BUG skbuff_head_cache (Not tainted): Poison overwritten"
	"[    1.0] page_pool_release_retry() stalled pool shutdown: id 7, 5 inflight 60 sec"
	"[    1.0] unregister_netdevice: waiting for eth0 to become free. Usage count = 2"
	"[    1.0] INFO: trying to register non-static key."
)
harmless=(
	"[    1.0] DMAR: IOMMU enabled"
	"[    1.0] glassnic 0000:00:04.0 eth0: link is up"
	"[    1.0] evm: security.apparmor"
	"[    1.0] glassnic: loading out-of-tree module taints kernel."
	"[    1.0] glassnic: module verification failed: signature and/or required key missing - tainting kernel"
	"[    1.0] DMA-API: preallocated 65536 debug entries"
	"[    1.0] DMA-API: debugging enabled by kernel config"
	"[    1.0] DMA-API: dma_debug_entry pool grown to 131072 (200%)"
)
status='' stdout='' stderr=''

plan $((${#complaints[@]} + ${#harmless[@]}))
for line in "${complaints[@]}"; do
	check "complaint: ${line#*] }" complains "$line"
done
for line in "${harmless[@]}"; do
	check "harmless: ${line#*] }" silent "$line"
done
finish
