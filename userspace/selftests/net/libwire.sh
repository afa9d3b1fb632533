# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests share whose wire is ../wire/testwire: speaking with it. Sourced behind lib.sh.

# tell NAMESPACE COMMAND...: the wire's answer, in which the NIC of NAMESPACE is the one that asks
tell() {
	tell_namespace=$1
	shift
	case $tell_namespace in
	client) client tellwire "$CLIENT_NIC" "$@" ;;
	server) server tellwire "$SERVER_NIC" "$@" ;;
	esac
}

# test_begin; on a wire that cannot be told anything all PLAN tests but the last are skipped, unless NET_WIRED says
# that it can.
# shellcheck disable=SC2154 # tmp is lib.sh's
wired_begin() {
	test_begin "$1"
	tell client pass >"$tmp/said" 2>&1 && return
	while [ "$(ktap_number)" -lt $(($1 - 1)) ]; do
		if [ "${NET_WIRED:-}" ]; then
			ktap_test_fail "$(cat "$tmp/said")"
		else
			ktap_test_skip "$(cat "$tmp/said")"
		fi
	done
	test_end
}
