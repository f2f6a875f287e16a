#!/bin/sh
# Runs the template compiler on every refused/*.html and compares what it says with the .expect beside it.
#   refused.sh TPL [--accept]
set -eu
tpl=$(realpath "$1")
accept=${2:-}
cd "$(dirname "$0")/refused"
into=$(mktemp -d)
trap 'rm -rf "$into"' EXIT
bad=0
for page in *.html; do
    if "$tpl" "$page" "$into" 2>"$into/said"; then
        echo "$page: was not refused"
        bad=1
    elif [ "$accept" = --accept ]; then
        cp "$into/said" "${page%.html}.expect"
    elif ! diff -u "${page%.html}.expect" "$into/said"; then
        bad=1
    fi
done
exit $bad
