# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "unit": the tool, the library, the pure parts of the driver and these scripts, on the host.

# The tool's tests compare it with tshark, and its JSON with the schemas.
unit_packages() { printf '%s\n' libcmocka-dev mandoc python3-jsonschema tshark; }

suite_unit() {
	local tests test
	mapfile -t tests < <(find "$SELFTESTS/scripts" -name '*.sh' -not -name 'lib*' | sort)
	ktap_begin $((1 + ${#tests[@]}))
	ktap_program userspace make -s --no-print-directory -C "$GNIC_TOP/userspace" check
	for test in "${tests[@]}"; do
		ktap_program "${test##*/}" timeout 300 "$test"
	done
}
