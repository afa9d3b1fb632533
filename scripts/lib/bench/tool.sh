# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# scripts/bench tool: what `glassnic flows` takes, beside tshark and tcptrace; no virtual machine.

# bench_tool [--json] [--mib N] [CAPTURE]...: of N MiB (1000) many and fat, and flood of as many thousand half-open
# connections; all three without a CAPTURE.
bench_tool() {
	local form=TEXT mebibytes=1000 captures=()
	while (($#)); do
		case $1 in
		--json) form=JSON ;;
		--mib)
			[[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || usage_error "--mib: '${2:-}' is not a number from 1 to 99999"
			mebibytes=$2
			shift
			;;
		many | fat | flood) captures+=("$1") ;;
		*) usage_error "tool does not know '$1'" ;;
		esac
		shift
	done
	((${#captures[@]})) || captures=(many fat flood)
	require_debian
	need "to build the tool and to measure others" "${PACKAGES_BUILD[@]}" python3 tshark tcptrace
	mkdir -p "$GNIC_CACHE"
	cache_must_have $((mebibytes + 200)) "a capture of $mebibytes MiB"
	make -s -C "$GNIC_TOP/userspace" >&2
	new_run_folder
	python3 "$GNIC_TOP/scripts/lib/bench/tool.py" "$GNIC_TOP/userspace/build/glassnic" "$RUN" "$mebibytes" "$form" \
		"${captures[@]}"
}
