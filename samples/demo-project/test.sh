#!/bin/sh
# Tests total.sh. Exits with 1 when a test fails.
cd "$(dirname "$0")" || exit 2

failures=0
check() { # check NAME FILE EXPECTED
  actual=$(sh total.sh "$2" 2>&1)
  if [ "$actual" = "$3" ]; then
    echo "ok    $1"
  else
    echo "FAIL  $1: expected $3, got $actual"
    failures=$((failures + 1))
  fi
}

check "an order of nothing" data/empty.csv 0
check "one item" data/single.csv 1250
check "several items" data/breakfast.csv 2045

if [ "$failures" -gt 0 ]; then
  echo "$failures of 3 tests failed"
  exit 1
fi
echo "all 3 tests passed"
