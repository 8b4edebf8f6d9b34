#!/usr/bin/env bash
# Shows Silo's main job on this machine: an agent mends a small program in a sandbox and every token streams. Halfway the host is
# killed with kill -9 and started again; the stream goes on where it was.
#
#   eng/demo.sh            shows it, then leaves the host running until Ctrl-C
#   eng/demo.sh --once     shows it and ends
#
# SILO_DEMO_SPEED=5 makes the agent five times as fast (0.01 to 1000; default 1: half a minute). Started as root, everything that
# runs is run as the user "silo". Nothing is left behind.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."

once=0
for argument in "$@"; do
  case $argument in
    --once) once=1 ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "eng/demo.sh: unknown option '$argument' (--once, --help)" >&2; exit 2 ;;
  esac
done
speed=${SILO_DEMO_SPEED:-1}
[[ $speed =~ ^[0-9]+(\.[0-9]+)?$ ]] || { echo "eng/demo.sh: SILO_DEMO_SPEED is '$speed'; it must be a number from 0.01 to 1000." >&2; exit 2; }

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
fi
say() { printf '%s== %s%s\n' "$bold" "$*" "$plain"; }

work='' host='' run='' watch='' done=0
stop() { # stop PID: asks a process that we started to end, and insists after 15 seconds.
  local pid=$1 i
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < 150; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}
finish() {
  local code=$?
  trap - EXIT INT TERM HUP
  for pid in $run $watch $host; do stop "$pid"; done
  if [ "$done" = 0 ] && [ -n "$work" ] && [ -s "$work/host.log" ]; then
    { echo "the end of the host's log:"; tail -n 30 "$work/host.log"; } >&2
  fi
  [ -z "$work" ] || rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit $((done == 1 ? 0 : 130))' INT
trap 'exit 143' TERM HUP
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }

eng/setup.sh --demo || exit 1

work=$(mktemp -d "${TMPDIR:-/tmp}/silo-demo.XXXXXX")
chmod 755 "$work"

say "building (the first time takes a minute)"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
for project in src/Silo.Host src/Silo.Cli; do
  dotnet build "$project" -c Release -v quiet -nologo >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; fail "$project does not build."; }
done

host_folder=$PWD/src/Silo.Host/bin/Release/net10.0
cli_folder=$PWD/src/Silo.Cli/bin/Release/net10.0
dotnet=$(readlink -f "$(command -v dotnet)")
prefix=()
mkdir "$work/agents" "$work/state" "$work/check"
cp agents/*.yaml "$work/agents/"
cp -R samples/demo-project "$work/project"
sed -i "s/^  speed: 1\b.*/  speed: $speed/" "$work/agents/demo.yaml"

if [ "$(id -u)" = 0 ]; then
  # The user silo may not be able to read this folder, nor an SDK under /root.
  cp -R "$host_folder" "$work/host"
  cp -R "$cli_folder" "$work/cli"
  host_folder=$work/host cli_folder=$work/cli
  as_silo=(setpriv --reuid silo --regid silo --init-groups --inh-caps=-all --reset-env)
  if ! "${as_silo[@]}" test -x "$dotnet"; then
    mkdir "$work/dotnet"
    cp -R "$(dirname "$dotnet")"/{dotnet,host,shared} "$work/dotnet/"
    dotnet=$work/dotnet/dotnet
  fi
  chmod -R a+rX "$work"
  chown silo:silo "$work/state" "$work/check"
  prefix=("${as_silo[@]}" env "DOTNET_ROOT=$(dirname "$dotnet")" "TERM=${TERM:-dumb}" "NO_COLOR=${NO_COLOR:-}")
fi

# An array and not a function: in the background its number is the process's own.
silo=("${prefix[@]}" "$dotnet" "$cli_folder/silo.dll")

port=''
for ((candidate = 8600; candidate < 8700; candidate++)); do
  if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then
    port=$candidate
    break
  fi
done
[ -n "$port" ] || fail "no free port from 8600 to 8699."
url=http://127.0.0.1:$port

start_host() {
  (
    cd "$work/state"
    exec "${prefix[@]}" "$dotnet" "$host_folder/Silo.Host.dll" \
      "--Silo:Address=$url" --Silo:Development=true "--Silo:DataDirectory=$work/state/data" "--Silo:AgentsDirectory=$work/agents"
  ) >>"$work/host.log" 2>&1 &
  host=$!
  local i
  for ((i = 0; i < 120; i++)); do
    kill -0 "$host" 2>/dev/null || { host=''; fail "the host ended while it started."; }
    if "${silo[@]}" health --server "$url" >"$work/health" 2>&1; then return; fi
    sleep 0.1
  done
  cat "$work/health" >&2
  fail "the host is not ready."
}

# until_in_time SECONDS WHAT TEST …: waits until the test succeeds.
until_in_time() {
  local i tries=$(($1 * 10)) what=$2
  shift 2
  for ((i = 0; i < tries; i++)); do
    if "$@"; then return; fi
    kill -0 "$run" 2>/dev/null || fail "the stream ended before $what."
    sleep 0.1
  done
  fail "$what did not come in time."
}
has_session() { session=$(grep -o 'ses_[0-9a-z]*' "$work/state/run.cursor" 2>/dev/null | head -n 1); [ -n "$session" ]; }
# Halfway: the test has failed, and the message that follows is being made.
halfway() {
  local at
  at=$(grep -n '"kind":"tool_result.completed"' "$work/events" | grep '"tool":"shell"' | head -n 1 | cut -d: -f1)
  [ -n "$at" ] && [ "$(tail -n "+$at" "$work/events" | grep -c '"type":"delta"')" -ge 12 ]
}

say "starting the host"
start_host
say "the host is process $host, at $url; its data are in $work/state/data"
say "giving the agent demo a folder with a failing test"
echo

"${silo[@]}" run --server "$url" --agent demo --dir "$work/project" --cursor-file "$work/state/run.cursor" --give-up-after 120 "Make the test pass." 2>&1 &
run=$!
session=''
until_in_time 60 "the session" has_session
"${silo[@]}" tail --server "$url" --follow --json "$session" >"$work/events" 2>/dev/null &
watch=$!
until_in_time 600 "the failing test" halfway

kill -KILL "$host"
wait "$host" 2>/dev/null || true
printf '\n\n'
say "kill -9 $host: the host is gone, in the middle of a message"
host=''
stop "$watch"
watch=''
say "starting it again"
start_host
say "the host is process $host; the same stream goes on from its cursor"
echo

code=0
wait "$run" || code=$?
run=''
[ "$code" = 0 ] || fail "the turn did not end well (exit $code of silo run)."

# Not only the agent's word: the files that it left, tested here.
cp -R "$work/project/." "$work/check/"
"${silo[@]}" files get --server "$url" "$session" total.sh --out "$work/state/total.sh" || fail "the mended file cannot be fetched."
cp "$work/state/total.sh" "$work/check/total.sh"
"${prefix[@]}" sh "$work/check/test.sh" >"$work/test.log" 2>&1 || { cat "$work/test.log" >&2; fail "the file that the agent left does not pass the test."; }
"${silo[@]}" tail --server "$url" --json "$session" >"$work/events" || fail "the session's events cannot be read."
lives=$(grep -c '"kind":"session.activated"' "$work/events" || true)
[ "$lives" -ge 2 ] || fail "the session was not taken up again after the kill."

echo
say "done: the session went on in a second process ($lives activations), and the file it left passes its test: $(tail -n 1 "$work/test.log")"
done=1
if [ "$once" = 1 ]; then exit 0; fi

cat <<END

The host goes on at $url until you press Ctrl-C.

  ${dim}read the whole session, as events:${plain}
  curl -N -H 'Accept: text/event-stream' '$url/v1/sessions/$session/events?follow=false'

  ${dim}say something else in it:${plain}
  curl -H 'Content-Type: application/json' -d '{"prompt":"And now?"}' $url/v1/sessions/$session/turns

  ${dim}the same with the silo command:${plain}
  dotnet $cli_folder/silo.dll tail --server $url --follow $session

END
wait "$host" || fail "the host ended by itself."
