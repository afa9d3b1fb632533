#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the scripts do when they are asked for something wrongly, or for nothing but words.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export XDG_CACHE_HOME=$work/cache

cd "$top" || exit
plan 33

for script in vm demo check bench; do
	run scripts/$script --help
	check "$script --help is about $script" printed "Usage: scripts/$script"
	run scripts/$script --nonsense
	check "$script names the unknown option" ended 2 "'--nonsense'"
done

run scripts/check unit fluff
check "check names the suites there are" ended 2 "there is no suite 'fluff': there are unit "
run scripts/check --cached fluff
check "check takes options before suites" ended 2 "there is no suite 'fluff'"

run scripts/check debug/fluff
check "check names the programs of a suite" ended 2 "the suite debug has no program 'fluff': it has planted kunit "
run scripts/check lint/fluff
check "check says that a suite has no programs" ended 2 "the suite lint is run whole"

run scripts/vm --run
check "an option without its argument" ended 2 "--run needs an argument"
run scripts/vm --topology ring --run true
check "a topology that does not exist" ended 2 "'ring' is none of: pair routed none"
run scripts/vm --nic rtl8139 --run true
check "a NIC that is not ours" ended 2 "'rtl8139' is none of: e1000 "
run scripts/vm --nics 9 --run true
check "more NICs than there are places" ended 2 "'9' is not a number from 1 to 8"
run scripts/vm --nics 2 --topology routed --run true
check "fewer NICs than the topology needs" ended 2 "needs 4 NICs"
run scripts/vm --wire nowhere --run true
check "a wire that does not exist" ended 2 "--wire: there is no program 'nowhere'"
run scripts/vm --wire true --topology routed --run true
check "one wire for two hubs" ended 2 "--wire: topology routed has two hubs"
run scripts/vm --kernel debug --no-build --run true
check "the tree's module in another kernel than the stock one" ended 2 "name another one with --module"
run scripts/vm --module /nowhere --run true
check "a module that does not exist" ended 2 "--module: there is no '/nowhere'"
run scripts/vm --kernel /nowhere --run true
check "a kernel that does not exist" ended 2 "there is no '/nowhere'"
run scripts/vm --iommu --machine pc --run true
check "an IOMMU on a machine without one" ended 2 "--iommu needs --machine q35"
run scripts/vm --ports --machine pc --run true
check "PCIe ports on a machine without them" ended 2 "--ports needs --machine q35"
run scripts/vm
check "a shell without a terminal" ended 2 "use --run"
mkdir "$work/mine" && touch "$work/mine/out"
run scripts/vm --driver e1000 --log "$work/mine" --run true
check "a log folder that has other things in it" ended 2 "is not empty"
check "what is in it stays" [ -e "$work/mine/out" ]
run scripts/demo --report "$work/none/report.html"
check "a report into a folder that does not exist" ended 2 "there is no folder $work/none"

run scripts/vm --dry-run --nic e1000-82544gc --iommu --run true
check "--dry-run prints the QEMU command" printed "e1000-82544gc\,id=nic2\,netdev=port2"
run scripts/vm --dry-run --ports --monitor --run true
check "a NIC behind a port of its own" printed "e1000\,id=nic2\,netdev=port2\,mac=52:54:00:12:34:02\,bus=slot2"
check "and a monitor for the guest" printed "name=monitor"
run scripts/vm --dry-run --wire "true fast" --run true
check "and that of the wire" printed "true fast RUN/nic1 RUN/nic2 &"
check "--dry-run leaves nothing behind" [ ! -e "$work/cache" ]

finish
