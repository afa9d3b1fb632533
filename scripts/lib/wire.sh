# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# A program that is the wire between the NICs, in the place of QEMU's hub: it runs from before QEMU starts until
# QEMU has ended. What it says is in $RUN/wire.log.

WIRE_ROOM=RUN	# folder of the sockets
WIRE_PID=
WIRE_START_S=10

# wire_netdev N: QEMU's end of NIC N.
wire_netdev() {
	local socket=$WIRE_ROOM/nic$1
	echo "dgram,local.type=unix,local.path=$socket,remote.type=unix,remote.path=$socket.wire"
}

# The wire's command line, in WIRE_COMMAND.
wire_command() {
	local n
	WIRE_COMMAND=("${WIRE[@]}")
	for ((n = 1; n <= NICS; n++)); do
		WIRE_COMMAND+=("$WIRE_ROOM/nic$n")
	done
}

wire_print() {
	wire_command
	printf '%q ' "${WIRE_COMMAND[@]}"
	echo '&'
}

# The sockets are not in $RUN, whose path may be longer than the 107 octets that theirs may have.
wire_start() {
	local n tries
	WIRE_ROOM=$(mktemp -d -t glassnic-wire-XXXX)
	wire_command
	"${WIRE_COMMAND[@]}" </dev/null >"$RUN/wire.log" 2>&1 &
	WIRE_PID=$!
	for ((n = 1, tries = 0; n <= NICS; tries++)); do
		if [[ -S $WIRE_ROOM/nic$n.wire ]]; then
			((n++))
		elif ((tries < WIRE_START_S * 20)) && kill -0 "$WIRE_PID" 2>/dev/null; then
			sleep 0.05
		else
			die "the wire ${WIRE[*]} did not make its sockets: $(tail -n 3 "$RUN/wire.log")"
		fi
	done
}

# The guest has ended. The wire fails when it did so before, or ends with another status than 0.
wire_end() {
	local status=0 early=''
	[[ $WIRE_PID ]] || return 0
	kill "$WIRE_PID" 2>/dev/null || early=" before the guest did"
	wait "$WIRE_PID" || status=$?
	WIRE_PID=
	[[ ! $early && $status == 0 ]] && return
	say "the wire ${WIRE[*]} ended$early, with status $status: $(tail -n 3 "$RUN/wire.log")"
	return 1
}

wire_stop() {
	[[ ! $WIRE_PID ]] || { kill "$WIRE_PID" 2>/dev/null && wait "$WIRE_PID"; } || true
	WIRE_PID=
	[[ $WIRE_ROOM == RUN ]] || rm -rf "$WIRE_ROOM"
}
