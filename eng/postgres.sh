#!/usr/bin/env bash
# A throwaway PostgreSQL server for development: its own data, a free loopback port, an ordinary user.
#
#   eng/postgres.sh up       starts it, or finds it running, and prints the line that makes the host use it
#   eng/postgres.sh down     ends it and removes its data
#   eng/postgres.sh status   tells whether it runs
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() { echo "postgres: $*" >&2; exit 1; }

home=$PWD/artifacts/postgres
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
[ -n "$bin" ] && [ -x "$bin/initdb" ] || fail "no PostgreSQL server is installed: run eng/setup.sh, or: apt-get install postgresql-15"

# PostgreSQL refuses root: there the user that setup.sh makes runs it, and the data lie where that user may go.
as=()
if [ "$(id -u)" = 0 ]; then
  id silo >/dev/null 2>&1 || fail "the user silo is missing: run eng/setup.sh"
  as=(setpriv --reuid silo --regid silo --clear-groups --reset-env)
  home=/var/tmp/silo-postgres
fi

running() { [ -s "$home/data/postmaster.pid" ] && kill -0 "$(head -n 1 "$home/data/postmaster.pid")" 2>/dev/null; }

# Nobody listens there right now; the server says it when somebody was faster.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "found no free port"
}

tell() {
  local port
  port=$(sed -n 4p "$home/data/postmaster.pid")
  echo "postgres: running on 127.0.0.1:$port, data in $home (eng/postgres.sh down removes them)"
  echo "export SILO__POSTGRES__CONNECTIONSTRING='Host=127.0.0.1;Port=$port;Database=postgres;Username=silo;Password=$(cat "$home/password")'"
}

case ${1:-} in
  up)
    if running; then tell; exit 0; fi
    if [ ! -e "$home/data/PG_VERSION" ]; then
      rm -rf "$home"
      mkdir -p "$home"
      chmod 700 "$home"
      (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$home/password")
      [ "$(id -u)" != 0 ] || chown -R silo:silo "$home"
      "${as[@]}" "$bin/initdb" -D "$home/data" -U silo -A scram-sha-256 --pwfile="$home/password" -E UTF8 --locale=C.UTF-8 >"$home/initdb.log" 2>&1 \
        || { cat "$home/initdb.log" >&2; fail "initdb failed; what it said is above."; }
    fi
    rm -f "$home/log"
    "${as[@]}" "$bin/pg_ctl" -s -w -t 60 -D "$home/data" -l "$home/log" \
      -o "-c listen_addresses=127.0.0.1 -c port=$(free_port) -c unix_socket_directories=$home -c max_connections=200" start >/dev/null 2>&1 \
      || { cat "$home/log" >&2; fail "the server did not start; what it said is above."; }
    tell
    ;;
  down)
    if running; then "${as[@]}" "$bin/pg_ctl" -s -w -t 60 -D "$home/data" -m fast stop; fi
    rm -rf "$home"
    echo "postgres: ended; its data are gone"
    ;;
  status)
    if running; then tell; else echo "postgres: not running"; exit 1; fi
    ;;
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' eng/postgres.sh ;;
  *) sed -n '2,6s/^# \{0,1\}//p' eng/postgres.sh >&2; exit 2 ;;
esac
