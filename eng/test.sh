#!/usr/bin/env bash
# Builds Silo as it ships and runs every test. The last line is always "N passed, N failed, N skipped".
#
#   eng/test.sh            everything, samples of the long sweeps
#   eng/test.sh --full     every case of the long sweeps as well
#   eng/test.sh Storage    only the suites whose name holds the word
#
# A suite is a built tests/Silo.*.Tests project, found by its folder: a new one joins by itself. A suite that crashes, hangs, runs
# no test or skips one fails the run. What each printed stays in artifacts/test/<suite>.log.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null 2>&1

full=0
only=''
for argument in "$@"; do
  case $argument in
    --full) full=1 ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' eng/test.sh; exit 0 ;;
    -*) echo "eng/test.sh: unknown option '$argument' (--full, --help)"; exit 2 ;;
    *) only=$argument ;;
  esac
done

export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# A build node that outlives this script would hold its output open.
export MSBUILDDISABLENODEREUSE=1
if [ "$full" = 1 ]; then export SILO_TEST_FULL=1; else unset SILO_TEST_FULL; fi
suite_seconds_max=${SILO_TEST_SUITE_SECONDS_MAX:-$((full == 1 ? 2400 : 1200))}
stage_seconds_max=1200

logs=$PWD/artifacts/test
rm -rf "$logs"
mkdir -p "$logs"

passed=0
failed=0
skipped=0
failures=()
declare -A ring_seconds=()

finish() {
  # Named again at the end, where whoever sees only the last lines looks.
  if [ "${#failures[@]}" != 0 ]; then printf 'failed: %s\n' "${failures[@]}"; fi
  for ring in core conformance host; do
    if [ -n "${ring_seconds[$ring]:-}" ]; then echo "ring $ring: ${ring_seconds[$ring]} s"; fi
  done
  echo "total: $SECONDS s"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$skipped" = 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

# stage <name> <command …>: runs it into a log; prints the log when it fails.
stage() {
  local name=$1 began=$SECONDS
  shift
  if timeout --kill-after=10 "$stage_seconds_max" "$@" >"$logs/$name.log" 2>&1; then
    echo "$name: ok, $((SECONDS - began)) s"
    return 0
  fi
  cat "$logs/$name.log"
  echo "$name: FAILED"
  failed=$((failed + 1))
  return 1
}

ring_of() {
  case $1 in
    Silo.Storage.Tests | Silo.Sandboxes.Tests | Silo.Entered.Tests) echo conformance ;;
    Silo.Host.Tests | Silo.Operating.Tests | Silo.Console.Tests | Silo.Client.Tests | Silo.Simulation.Tests) echo host ;;
    *) echo core ;;
  esac
}

# The number after a word in the runner's summary line; 0 where the line leaves it out.
figure() {
  local number
  number=$(sed -n "s/.*[ ,]$1: \([0-9][0-9]*\).*/\1/p" <<<"$2")
  echo "${number:-0}"
}

# What the log says of each failed test: its name, the message, the stack. The whole log stays in artifacts/test.
show_failures() {
  awk '/ \[FAIL\]$/ { show = 1 } / \[(PASS|SKIP)\]$/ || /^  Finished: / || /^[0-9-]+T/ { show = 0 } show' "$1" | head -n 400
}

run_suite() {
  local name=$1 ring began=$SECONDS code=0 summary total bad lost
  ring=$(ring_of "$name")
  local executable=tests/$name/bin/Release/net10.0/$name log=$logs/$name.log
  if [ ! -x "$executable" ]; then
    echo "$name: FAILED, no executable was built at $executable"
    failed=$((failed + 1))
    return
  fi
  timeout --kill-after=10 "$suite_seconds_max" "$executable" -noColor -longRunning 60 >"$log" 2>&1 || code=$?
  local seconds=$((SECONDS - began))
  ring_seconds[$ring]=$((${ring_seconds[$ring]:-0} + seconds))
  summary=$(sed -n '/=== TEST EXECUTION SUMMARY ===/,$p' "$log" | grep -E 'Total: [0-9]+' | tail -n 1)
  if [ -z "$summary" ]; then
    tail -n 200 "$log"
    case $code in
      124 | 137) echo "$name: FAILED, still running after $suite_seconds_max s (exit $code); the end of its log is above" ;;
      *) echo "$name: FAILED, it ended without a summary (exit $code); the end of its log is above" ;;
    esac
    failed=$((failed + 1))
    return
  fi
  total=$(figure Total "$summary")
  bad=$(($(figure Failed "$summary") + $(figure Errors "$summary")))
  lost=$(($(figure Skipped "$summary") + $(figure 'Not Run' "$summary")))
  passed=$((passed + total - bad - lost))
  skipped=$((skipped + lost))
  if [ "$bad" = 0 ] && [ "$code" != 0 ]; then
    bad=1
    echo "$name: every test passed, and the process ended with exit $code"
  fi
  if [ "$total" = 0 ]; then
    bad=1
    echo "$name: it ran no test"
  fi
  failed=$((failed + bad))
  if [ "$bad" != 0 ] || [ "$lost" != 0 ]; then
    show_failures "$log"
    mapfile -t -O "${#failures[@]}" failures < <(sed -n 's/^ *\(.*\) \[\(FAIL\|SKIP\)\]$/\1/p' "$log")
    echo "$name ($ring): FAILED, $bad of $total failed, $lost skipped, $seconds s"
  else
    echo "$name ($ring): ok, $total passed, $seconds s"
  fi
}

if [ -f eng/setup.sh ]; then stage setup bash eng/setup.sh || finish; fi

# Analyzers and code style are part of the build (Directory.Build.props); the four kinds of warning that stay warnings are named there.
stage build dotnet build Silo.sln -c Release -nologo -v minimal || finish
if grep -E ': warning ' "$logs/build.log" | grep -vE 'warning (NU1603|NU190[1-4]|NETSDK1206):' | sort -u | grep .; then
  echo "build: FAILED, the warnings above are not allowed"
  failed=$((failed + 1))
fi

stage format dotnet format Silo.sln --no-restore --verify-no-changes
stage cli eng/pack-cli.sh artifacts/cli

ran=0
for ring in core conformance host; do
  for project in tests/Silo.*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    if [ "$(ring_of "$name")" = "$ring" ] && [[ $name == *"$only"* ]]; then
      run_suite "$name"
      ran=$((ran + 1))
    fi
  done
done
if [ "$ran" = 0 ]; then
  echo "No suite's name holds '$only'."
  failed=$((failed + 1))
fi
finish
