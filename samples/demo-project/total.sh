#!/bin/sh
# usage: total.sh FILE
# Prints the total of an order: the sum of quantity times price, in cents.
set -eu

total=0
tail -n +2 "$1" | while IFS=, read -r item quantity cents; do
  total=$((total + quantity * cents))
done
echo "$total"
