#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run-e2e.sh STAGE BUILD [FILE...]: the tests that drive the real daemon.
#
# STAGE e2e: tests/e2e/*.test.mjs (people with browsers and mail programs), STAGE faults: tests/faults/*.test.mjs.
# FILE: only these. They run in lanes (tests/lanes.sh), each of which has a mail server of its own for the whole run; without root there is
# none and its tests are skipped. A line of a file says when it runs: "// long: why" before the others, "// alone: why" when the lanes are done,
# with the machine to itself.
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
chmod 755 "$work"
. tests/lanes.sh
cleanup() {
    lanes_end
    for ms in "$work"/ms?*; do [ ! -d "$ms" ] || tests/mailserver/mailserver.sh stop "$ms"; done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# The longest must not be begun last, when the other lanes have nothing left to do.
together=() alone=() others=()
files=("$@")
[ $# -gt 0 ] || files=(tests/"$STAGE"/*.test.mjs)
for f in "${files[@]}"; do
    case $(grep -ohE '^// (alone|long): ' "$f" 2>/dev/null) in
        *alone*) alone+=("$f") ;;
        *long*) together+=("$f") ;;
        *) others+=("$f") ;;
    esac
done
together+=("${others[@]}")
[ "$LANES" -le ${#together[@]} ] || LANES=${#together[@]}
[ "$LANES" -gt 0 ] || LANES=1

# One after the other: two that look for free ports at once could take the same.
for ((lane = 0; lane < LANES; lane++)); do
    tests/mailserver/mailserver.sh start "$work/ms$lane" >"$work/ms.out" 2>&1 && continue
    echo "no mail server: $(tail -1 "$work/ms.out")"
    rm -rf "$work/ms$lane"
done
[ "$STAGE" != e2e ] || { rm -rf "$BUILD/e2e-pages"; mkdir -p "$BUILD/screenshots"; }
mkdir "$work/ports" "$work/counts" "$work/times"
export E2E_PORTS=$work/ports

started=$(date +%s)
# Everything that is told of one file goes by its name, so lanes do not write to each other's papers.
one_file() {
    local lane=$1 f=$3 left name=${3//\//_}
    left=$((LIMIT - $(date +%s) + started))
    if [ "$left" -le 0 ]; then
        echo "not ok $f: no time left (E2E_LIMIT_S=$LIMIT)"
        echo "0 1 0" >"$work/counts/$name"
        return
    fi
    export E2E_COUNTS=$work/counts/$name E2E_TIMES=$work/times/$name
    if [ -d "$work/ms$lane" ]; then export MS_DIR=$work/ms$lane; else unset MS_DIR; fi
    local began=$SECONDS
    in_lane timeout --kill-after=10 "$left" \
        node --test-reporter=./tests/e2e/lib/reporter.mjs --test-reporter-destination=stdout "$f" 2>&1
    local rc=$?
    # A file that dies before its tests has told no count: that is a failure, not a silence.
    if [ ! -s "$work/counts/$name" ]; then
        echo "not ok $f: ended with $rc before it could report"
        echo "0 1 0" >"$work/counts/$name"
    fi
    echo "$((SECONDS - began)) $f" >>"$work/files"
}
run_lanes "$LANES" one_file "${together[@]}"
run_lanes 1 one_file "${alone[@]}"

# A lane that was ended from outside tells nothing of the file that it had begun.
for f in "${together[@]}" "${alone[@]}"; do [ -s "$work/counts/${f//\//_}" ] || { echo "not ok $f: was not run"; echo "0 1 0" >"$work/counts/${f//\//_}"; }; done
read -r passed failed skipped < <(cat "$work"/counts/* | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
mkdir -p "$BUILD"
if [ $((${#together[@]} + ${#alone[@]})) -gt 1 ]; then
    slowest "slowest files of $STAGE:" <"$work/files"
    cat "$work"/times/* 2>/dev/null | slowest "slowest tests of $STAGE:"
fi
echo "$STAGE $passed $failed $skipped" >>"${RESULTS:-$BUILD/results}"
echo "$STAGE: $passed passed, $failed failed, $skipped skipped in $(($(date +%s) - started)) s"
[ "$failed" = 0 ] && [ $((passed + skipped)) -gt 0 ]
