# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Debian packages: which are missing, and installing them.

PACKAGES_VM=(qemu-system-x86 busybox-static iproute2 iputils-ping ethtool tcpdump curl)
PACKAGES_BUILD=(make gcc libc6-dev zlib1g-dev)

apt_options=(--no-install-recommends -o DPkg::Lock::Timeout=300 -o APT::Get::AutomaticRemove=false)

# Only Debian 12 and 13 on amd64 have the packages that everything here is built from.
# OS_RELEASE is for the tests.
require_debian() {
	local id='' version=''
	# shellcheck source=/dev/null
	read -r id version < <(. "${OS_RELEASE:-/etc/os-release}" && echo "${ID:-} ${VERSION_ID:-}") || true
	[[ $id == debian && $version =~ ^1[23]$ ]] ||
		die "this needs Debian 12 or 13; this machine says it is ${id:-unknown} ${version}"
	local arch
	arch=$(dpkg --print-architecture)
	[[ $arch == amd64 ]] || die "this needs an amd64 machine; this one is $arch"
}

# The ones of PACKAGE... that are not installed, one per line.
missing_packages() {
	local -A present=()
	local name status
	while read -r name status; do
		[[ $status == installed ]] && present[$name]=1
	done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
	for name; do
		[[ ${present[$name]:-} ]] || echo "$name"
	done
}

# need WHY PACKAGE...: afterwards they are installed, or the script has ended with the reason.
need() {
	local why=$1 missing
	shift
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]} == 0)) && return
	say "packages missing $why: ${missing[*]}"
	install_packages "${missing[@]}"
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]} == 0)) || die "apt-get said it installed, but these are still missing: ${missing[*]}"
}

install_packages() {
	local by_hand="apt-get install --no-install-recommends $*"
	apt_as_root "$by_hand"
	package_lists_present || update_package_lists || true
	install_size "$@"
	# The lists may be older than the archive, which then answers 404.
	run_apt install "$@" || { update_package_lists && run_apt install "$@"; } ||
		die "could not install $* (no network, no space, no permission? apt's words are above); as root, run: $by_hand"
}

# APT is how to run apt-get as root; when there is no way, BY_HAND is what to run instead.
apt_as_root() {
	APT=(apt-get)
	export DEBIAN_FRONTEND=noninteractive
	((EUID == 0)) && return
	command -v sudo >/dev/null || die "not root and no sudo here; as root, run: $1"
	APT=(sudo --preserve-env=DEBIAN_FRONTEND apt-get)
}

run_apt() { "${APT[@]}" -y "${apt_options[@]}" "$@" >&2; }

package_lists_present() { apt-cache show busybox-static >/dev/null 2>&1; }

update_package_lists() {
	say "refreshing the package lists"
	run_apt update
}

# Say how much apt would fetch and how much it would take on disk; apt-get fails because it may not go on.
install_size() {
	local line
	while read -r line; do
		[[ $line =~ ^(Need to get|After this) ]] && say "$line"
	done < <(apt-get install "${apt_options[@]}" --assume-no -o Debug::NoLocking=1 "$@" 2>/dev/null)
	return 0
}

# download_packages FOLDER WHAT PACKAGE...: as files, to be unpacked and not installed. apt-get checks every one against
# Debian's signatures.
download_packages() {
	local folder=$1 what=$2 sandbox=()
	shift 2
	((EUID == 0)) && sandbox=(-o APT::Sandbox::User=root)
	(cd "$folder" && apt-get download "${sandbox[@]}" "$@" >&2) ||
		die "$what could not be downloaded: no network, or no disk? apt's words are above"
}
