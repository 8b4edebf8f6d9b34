#!/usr/bin/env bash
# Installs what Silo needs on a Debian machine that has the .NET 10 SDK. Quick when everything is there.
#
#   eng/setup.sh           for the tests: bubblewrap, libseccomp2, uidmap, crun, runc, runsc, perl-base, gcc, libc6-dev, socat,
#                          curl, PostgreSQL, nodejs, npm, Chromium with fonts, and from npm MCP servers, SignalR's client and the TypeScript
#                          compiler
#   eng/setup.sh --demo    for the demo: bubblewrap, libseccomp2
#
# As root it also makes the ordinary user "silo", which host and sandboxes run as, and for the tests gives it subordinate ids. Without
# root it changes nothing: when something is missing it prints the one command to run, and exits with 1.
set -euo pipefail
exec </dev/null

mode=tests
for argument in "$@"; do
  case $argument in
    --demo) mode=demo ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "eng/setup.sh: unknown option '$argument' (--demo, --help)" >&2; exit 2 ;;
  esac
done

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

[ "$(uname -s)" = Linux ] || fail "Silo runs on Linux only; this is $(uname -s)."

# What a package is needed for, told by a file or command that it brings.
missing=()
want() { # want PACKAGE TEST …
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
# Any version that is there will do; the packages of other systems have other names.
server_of_postgresql() { ls /usr/lib/postgresql/*/bin/initdb; }
want bubblewrap command -v bwrap
want util-linux command -v setpriv
want libseccomp2 sh -c 'ls /lib*/libseccomp.so.2 /lib/*/libseccomp.so.2 /usr/lib*/libseccomp.so.2 | grep -q .'
if [ "$mode" = tests ]; then
  want uidmap test -x /usr/bin/newuidmap
  want crun command -v crun
  want runc command -v runc
  want runsc command -v runsc
  want perl-base command -v perl
  want gcc command -v gcc
  want libc6-dev test -e /usr/include/dlfcn.h
  want socat command -v socat
  want zsh command -v zsh
  want fish command -v fish
  want curl command -v curl
  want postgresql-15 server_of_postgresql
  want nodejs command -v node
  want npm command -v npm
  want chromium command -v chromium
  want fonts-dejavu-core test -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
  want fonts-noto-color-emoji test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
fi

root=0
[ "$(id -u)" != 0 ] || root=1
user_missing=0
[ "$root" = 0 ] || id silo >/dev/null 2>&1 || user_missing=1

# Not "dotnet --version": it wants a home folder, which a service account may lack.
if ! dotnet --list-sdks 2>/dev/null | grep -E '^[1-9][0-9]\.' >/dev/null; then
  fail "the .NET SDK 10 is missing; install it first: https://dotnet.microsoft.com/download"
fi

if [ "${#missing[@]}" -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    fail "missing: ${missing[*]} (Debian's names); install them with this machine's package manager."
  fi
  if [ "$root" = 0 ]; then
    echo "setup: missing: ${missing[*]}. Run this once, then start again:" >&2
    if command -v sudo >/dev/null; then
      echo "  sudo sh -c 'apt-get update && apt-get install -y ${missing[*]}'" >&2
    else
      echo "  su -c 'apt-get update && apt-get install -y ${missing[*]}'" >&2
    fi
    exit 1
  fi
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Debian's package would make a server of its own and start it; only its programs are wanted.
  case " ${missing[*]} " in
    *" postgresql-15 "*)
      if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
      fi
      ;;
  esac
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  # The lists of a fresh image are empty or old; when they are good enough, asking for them again costs a minute.
  if ! apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 \
    && ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    cat "$log" >&2
    fail "apt-get could not install ${missing[*]}; what it said is above."
  fi
fi

if [ "$user_missing" = 1 ]; then
  say "making the ordinary user silo"
  useradd --system --user-group --create-home --home-dir /var/lib/silo --shell /usr/sbin/nologin silo
fi

# Hosts whose sandboxes have users of their own without root: a range that nobody has, and no silo-spawner by default either.
if [ "$mode" = tests ]; then
  owner=silo
  [ "$root" = 1 ] || owner=$(id -un)
  if ! grep -q "^$owner:" /etc/subuid 2>/dev/null || ! grep -q "^$owner:" /etc/subgid 2>/dev/null; then
    first=300000
    while cat /etc/subuid /etc/subgid 2>/dev/null | awk -F: -v first="$first" '$2 <= first + 65535 && $2 + $3 > first { taken = 1 } END { exit !taken }'; do
      first=$((first + 65536))
    done
    give=(usermod --add-subuids "$first-$((first + 65535))" --add-subgids "$first-$((first + 65535))" "$owner")
    [ "$root" = 1 ] || fail "$owner has no subordinate ids, which tests need. Run this once, then start again: sudo ${give[*]}"
    say "giving the user $owner subordinate ids"
    "${give[@]}"
  fi
fi

# Sandboxes are made without privileges, which some kernels and containers forbid.
probe=(bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true)
[ "$root" = 0 ] || probe=(setpriv --reuid silo --regid silo --clear-groups --reset-env "${probe[@]}")
if ! problem=$("${probe[@]}" 2>&1); then
  fail "bubblewrap is there, but cannot make a sandbox for an ordinary user: ${problem##*$'\n'}
       Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0; with AppArmor
       kernel.apparmor_restrict_unprivileged_userns=0; in a container, one that may make namespaces)."
fi

# Packages from npm, in the versions of their lock files. Below /usr: what is there, sandboxes can read.
npm_tools() { # npm_tools NAME FOLDER WHAT
  local lock=$2 tools=/usr/local/lib/silo-test-tools version new problem
  version=$(sha256sum <"$lock/package-lock.json" | cut -c 1-12)
  [ ! -e "$tools/$1-$version/node_modules" ] || return 0
  [ -w /usr/local/lib ] || fail "$3 for tests: missing; run eng/setup.sh once as root: it installs them into $tools."
  say "installing $3 from npm into $tools"
  mkdir -p "$tools"
  new=$(mktemp -d "$tools/new.XXXXXX")
  cp "$lock/package.json" "$lock/package-lock.json" "$new"
  if ! problem=$(npm ci --prefix "$new" --no-audit --no-fund 2>&1); then
    rm -rf "$new"
    fail "npm could not install $3: ${problem##*$'\n'}"
  fi
  chmod -R go+rX "$new"
  # Another run may have been quicker.
  mv -T "$new" "$tools/$1-$version" 2>/dev/null || rm -rf "$new"
}
if [ "$mode" = tests ]; then
  tests=$(dirname "${BASH_SOURCE[0]}")/../tests
  npm_tools mcp "$tests/Silo.Mcp.Tests/npm" "MCP servers and their conformance suite"
  npm_tools hub "$tests/Silo.Host.Tests/npm" "SignalR's client"
  npm_tools typescript "$tests/../src/Silo.Client.TypeScript" "the TypeScript compiler"
fi

say "everything is there"
