#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run-e2e.sh STAGE BUILD [FILE...]: the tests that drive the real daemon.
#
# STAGE e2e: tests/e2e/*.test.mjs (people with browsers and mail programs), STAGE faults: tests/faults/*.test.mjs.
# FILE: only these. One mail server serves the whole run; without root there is none and its tests are skipped.
# Appends a line "STAGE passed failed skipped" to $RESULTS (BUILD/results) and prints it as a sentence. Exit 1 when a test failed,
# or when nothing was run. E2E_LIMIT_S bounds the whole run, E2E_KEEP=1 keeps the data directories of the daemons.
set -u
cd "$(dirname "$0")/.."
STAGE=${1:?usage: run-e2e.sh e2e|faults BUILD [FILE...]}
BUILD=${2:?usage: run-e2e.sh e2e|faults BUILD [FILE...]}
shift 2
export BUILD
LIMIT=${E2E_LIMIT_S:-2700}
# What ASan would call a leak of a killed process, and where its report goes: into the daemon's own log.
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=1:detect_leaks=0}

work=$(mktemp -d /tmp/urp-e2e.XXXXXX)
counts=$work/counts
: >"$counts"
chmod 755 "$work"
cleanup() {
    [ -z "${MS_DIR:-}" ] || tests/mailserver/mailserver.sh stop "$MS_DIR"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

if tests/mailserver/mailserver.sh start "$work/ms" >"$work/ms.out" 2>&1; then
    export MS_DIR=$work/ms
else
    echo "no mail server: $(tail -1 "$work/ms.out")"
fi
[ "$STAGE" != e2e ] || { rm -rf "$BUILD/e2e-pages"; mkdir -p "$BUILD/screenshots"; }

files=("$@")
[ $# -gt 0 ] || files=(tests/"$STAGE"/*.test.mjs)
started=$(date +%s)
for f in "${files[@]}"; do
    left=$((LIMIT - $(date +%s) + started))
    if [ "$left" -le 0 ]; then
        echo "not ok $f: no time left (E2E_LIMIT_S=$LIMIT)"
        echo "0 1 0" >>"$counts"
        continue
    fi
    before=$(wc -l <"$counts")
    E2E_COUNTS=$counts timeout --kill-after=10 "$left" \
        node --test-reporter=./tests/e2e/lib/reporter.mjs --test-reporter-destination=stdout "$f" 2>&1
    rc=$?
    # A file that dies before its tests has told no count: that is a failure, not a silence.
    if [ "$(wc -l <"$counts")" = "$before" ]; then
        echo "not ok $f: ended with $rc before it could report"
        echo "0 1 0" >>"$counts"
    fi
done

read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$counts")
mkdir -p "$BUILD"
echo "$STAGE $passed $failed $skipped" >>"${RESULTS:-$BUILD/results}"
echo "$STAGE: $passed passed, $failed failed, $skipped skipped in $(($(date +%s) - started)) s"
[ "$failed" = 0 ] && [ $((passed + skipped)) -gt 0 ]
