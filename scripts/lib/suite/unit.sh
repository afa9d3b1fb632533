# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# The suite "unit": the tool, the library, the pure parts of the driver and these scripts, on the host.

# The tool's tests compare it with tshark, and its JSON with the schemas.
unit_packages() { printf '%s\n' libcmocka-dev mandoc python3-jsonschema tshark; }

# The longest first: backwards, vm.sh begins, which boots guests.
suite_unit() {
	local tests test jobs=("1 unit_userspace")
	mapfile -t tests < <(find "$SELFTESTS/scripts" -name '*.sh' -not -name 'lib*' | sort -r)
	for test in "${tests[@]}"; do
		jobs+=("1 unit_script ${test##*/}")
	done
	ktap_begin ${#jobs[@]}
	jobs_run "${jobs[@]}"
}

unit_userspace() { ktap_program userspace make -s --no-print-directory -C "$GNIC_TOP/userspace" check; }

unit_script() { ktap_program "$1" timeout 300 "$SELFTESTS/scripts/$1"; }
