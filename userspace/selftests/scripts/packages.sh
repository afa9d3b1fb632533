#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packages that are missing, machines that are not Debian on amd64: with programs of our own in the place
# of dpkg and apt-get, so that nothing is installed.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
export WORK=$work

# Where somebody else, too, may read them.
cp "$lib/common.sh" "$lib/packages.sh" "$work"
chmod 755 "$work"

# "installed" lists what the machine has; apt-get adds to it, unless "no-network" exists.
fake dpkg-query <<'EOS'
#!/bin/bash
for name in "${@:4}"; do
	grep -qx "$name" "$WORK/installed" && echo "$name installed"
done
exit 1
EOS
fake apt-get <<'EOS'
#!/bin/bash
echo "apt-get $*" >>"$WORK/calls"
[[ -e $WORK/no-network ]] && echo "Could not resolve 'deb.debian.org'" >&2 && exit 100
# As with the real one, -y is stronger.
[[ " $* " == *" --assume-no "* && " $* " != *" -y "* ]] && echo "Need to get 32.1 MB of archives." && exit 1
[[ " $* " == *" install "* ]] && printf '%s\n' "$@" >>"$WORK/installed"
exit 0
EOS
fake apt-cache <<'EOS'
#!/bin/bash
exit 0
EOS
fake dpkg <<'EOS'
#!/bin/bash
cat "$WORK/architecture"
EOS
for program in bash cat grep env dirname; do
	ln -s "$(command -v $program)" "$work/bin/"
done

machine() {
	printf 'ID=%s\nVERSION_ID="%s"\n' "$1" "$2" >"$work/os-release"
	echo "$3" >"$work/architecture"
}

# with_library COMMAND: in a shell that sees only the programs above.
with_library() {
	: >"$work/calls"
	PATH=$work/bin OS_RELEASE=$work/os-release run "${as_user[@]}" /bin/bash -c \
		"set -euo pipefail; . $work/common.sh; . $work/packages.sh; $1"
}

# shellcheck disable=SC2317 # called through check
called() { grep -q -- "$1" "$work/calls"; }
as_user=()

plan 15

machine debian 12 amd64
with_library require_debian
check "Debian 12 on amd64 will do" ended 0
machine debian 13 amd64
with_library require_debian
check "Debian 13 on amd64 will do" ended 0
machine debian 11 amd64
with_library require_debian
check "Debian 11 is told so" ended 1 "needs Debian 12 or 13; this machine says it is debian 11"
machine ubuntu 24.04 amd64
with_library require_debian
check "another distribution is told so" ended 1 "ubuntu 24.04"
machine debian 12 arm64
with_library require_debian
check "another architecture is told so" ended 1 "needs an amd64 machine; this one is arm64"
machine debian 12 amd64

printf '%s\n' alpha beta >"$work/installed"
with_library 'need "to test" alpha beta'
check "nothing missing: nothing said" ended 0
check "nothing missing: apt-get is not called" [ ! -s "$work/calls" ]

if ((EUID == 0)); then
	with_library 'need "to test" alpha gamma delta'
	check "what is missing is named, with the reason" ended 0 "packages missing to test: gamma delta"
	check "only what is missing is installed" called "install gamma delta$"
	check "it is installed once, with -y" [ "$(grep -c "^apt-get -y.* install" "$work/calls")" = 1 ]
	check "the size is said before" ended 0 "Need to get 32.1 MB"
else
	for name in "what is missing is named" "only that is installed" "only once" "the size is said before"; do
		check "$name # SKIP installing without sudo needs root" true
	done
fi

: >"$work/no-network"
with_library 'need "to test" omega'
check "no network: fails and says what to do" ended 1 "apt-get install --no-install-recommends omega"
rm "$work/no-network"

# Without sudo in the path, as somebody else.
((EUID)) || as_user=("$(command -v setpriv)" --reuid=65534 --clear-groups)
chmod 666 "$work/calls"
with_library 'need "to test" omega'
check "neither root nor sudo: fails and says what to do" ended 1 "not root and no sudo here"
check "neither root nor sudo: apt-get is not called" [ ! -s "$work/calls" ]

fake sudo <<'EOS'
#!/bin/bash
echo "sudo $*" >>"$WORK/calls"
exit 1
EOS
with_library 'need "to test" omega'
check "sudo that refuses: fails and says so" ended 1 "could not install omega"

finish
