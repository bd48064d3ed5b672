#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# install-deps.sh build|test|run...: installs the Debian packages of etc/apt-<kind>.txt that are missing, and says
# which and why; then, for build and test, what package-lock.json names (into node_modules/).
#
# Needs root or sudo only when something is missing. Node from elsewhere (18 or newer, with npm) is taken as it is.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: install-deps.sh build|test|run..." >&2; exit 64; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

have_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

# Another package may bring the same: a full nginx is as good as nginx-light.
provided() {
    case $1 in
        nodejs | npm) have_node ;;
        nginx-light) [ -x /usr/sbin/nginx ] ;;
        *) installed "$1" ;;
    esac
}

missing=()
for kind in "$@"; do
    list=etc/apt-$kind.txt
    [ -r "$list" ] || { echo "install-deps: no list $list" >&2; exit 64; }
    while read -r package _ why; do
        case $package in '' | '#') continue ;; esac
        provided "$package" && continue
        echo "install-deps: $package is missing: $why"
        missing+=("$package")
    done < <(grep -v '^#' "$list")
done

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "install-deps: run as root, or: apt-get install ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q)
    # Mail and web servers for the tests must not begin to serve this machine.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
        "${as_root[@]}" chmod 755 $policy
        trap '"${as_root[@]}" rm -f $policy' EXIT
    fi
    # The list of packages may be absent (bare machine) or older than what the servers still have.
    known() { apt-cache show --no-all-versions "${missing[@]}" >/dev/null 2>&1; }
    install() { "${apt[@]}" install -y --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" </dev/null >"$log" 2>&1; }
    log=$(mktemp)
    if ! known; then "${apt[@]}" update >/dev/null; fi
    echo "install-deps: installing ${missing[*]}"
    if ! install; then
        "${apt[@]}" update >/dev/null
        install || { tail -20 "$log" >&2; exit 1; }
    fi
    rm -f "$log"
fi

# npm writes this file last; so an interrupted run is repeated.
if [ "$*" != run ] && [ -e package-lock.json ] && ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
    echo "install-deps: npm ci (what the pages look like, and the tools of the browser tests)"
    npm ci --no-audit --no-fund --loglevel=error </dev/null
    touch node_modules/.package-lock.json
fi
