#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest that asked for a checker which its kernel has not switched on is not one to believe.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# checkers ARGUMENT...: of the kernel
checkers() {
	echo "console=ttyS0 quiet $*" >"$work/cmdline"
	run env SYS="$work/sys" CMDLINE="$work/cmdline" "$lib/guest/checkers"
}

# says FILE WORD: below /sys
says() {
	mkdir -p "$work/sys/${1%/*}"
	echo "$2" >"$work/sys/$1"
}

# cache NAME CHECKS RED_ZONES POISON
cache() {
	says "kernel/slab/$1/sanity_checks" "$2"
	says "kernel/slab/$1/red_zone" "$3"
	says "kernel/slab/$1/poison" "$4"
}

slab="slab_debug=FZP,kmalloc-*,skbuff*"

plan 12

checkers
check "nothing is asked for" ended 0
checkers kfence.sample_interval=50
check "a kernel without KFENCE" ended 1 "KFENCE was asked for, but "
says module/kfence/parameters/sample_interval 0
checkers kfence.sample_interval=50
check "KFENCE that is off" ended 1 "says 0, not 50"
says module/kfence/parameters/sample_interval 50
checkers kfence.sample_interval=50
check "KFENCE that is on" ended 0

checkers "$slab"
check "a kernel without SLUB's checks" ended 1 "slab_debug=F was asked for"
cache kmalloc-64 1 1 1
cache skbuff_head_cache 1 1 1
cache dentry 0 0 0
checkers "$slab"
check "the caches that are asked for have them" ended 0
cache skbuff_head_cache 1 0 1
checkers "$slab"
check "one of them has no red zones" ended 1 "skbuff_head_cache/red_zone says 0, not 1"
checkers "slab_debug=FP,skbuff*"
check "nobody asked for these" ended 0

says bus/pci/devices/0000:00:02.0/class 0x078000
says bus/pci/devices/0000:00:04.0/class 0x020000
checkers intel_iommu=on iommu.strict=1
check "a NIC without an IOMMU" ended 1 "a strict IOMMU was asked for"
says bus/pci/devices/0000:00:04.0/iommu_group/type DMA-FQ
checkers intel_iommu=on iommu.strict=1
check "a lazy one" ended 1 "says DMA-FQ, not DMA"
says bus/pci/devices/0000:00:04.0/iommu_group/type DMA
checkers intel_iommu=on iommu.strict=1
check "a strict one" ended 0
checkers kfence.sample_interval=50 "$slab" iommu.strict=1
check "one of several is enough" ended 1 "skbuff_head_cache"

finish
