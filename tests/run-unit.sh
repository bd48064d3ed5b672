#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run-unit.sh BUILD [STAGE [PATTERNS]]: runs the test programs of BUILD/tests whose name fits one of PATTERNS
# (test_*; also % as make writes it).
#
# One line a program; of a failed one also what it said. Appends "STAGE passed failed skipped" to $RESULTS
# (BUILD/results). A program that dies counts as one failed test more: its rows after the death were not run.
set -u
cd "$(dirname "$0")/.."
BUILD=${1:?usage: run-unit.sh BUILD [STAGE [PATTERNS]]}
STAGE=${2:-unit}
PATTERNS=${3:-test_*}
PATTERNS=${PATTERNS//%/*}
RESULTS=${RESULTS:-$BUILD/results}
LIMIT_S=${UNIT_LIMIT_S:-300}
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
export CMOCKA_MESSAGE_OUTPUT=TAP

count() { grep -cE "$1" "$log"; }

mkdir -p "$BUILD/tests"
programs=()
for pattern in $PATTERNS; do
    for program in "$BUILD"/tests/$pattern "$BUILD"/tests/build/$pattern; do
        # A program whose source is gone is an old one.
        [ -x "$program" ] && [ -e "tests/unit/${program##*/}.c" -o -e "tests/build/${program##*/}.c" ] && programs+=("$program")
    done
done

work=$(mktemp -d /tmp/urp-unit.XXXXXX)
chmod 755 "$work"
. tests/lanes.sh
# Tests of the mail clients talk to a real mail server; where none can run (no root, no packages) they are skipped.
ms=
cleanup() {
    lanes_end
    [ -z "$ms" ] || tests/mailserver/mailserver.sh stop "$ms"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
if [[ " ${programs[*]} " == *"/test_mail_servers "* ]]; then
    if tests/mailserver/mailserver.sh start "$work/ms" >"$work/out" 2>&1; then
        ms=$work/ms
        set -a && . "$ms/env" && set +a
    else
        echo "no mail server: $(tail -1 "$work/out")"
    fi
fi

one_program() {
    local program=$3 log=$3.log started rc s p f
    started=$(date +%s%N)
    in_lane timeout --kill-after=5 "$LIMIT_S" "$program" >"$log" 2>&1 </dev/null
    rc=$?
    # cmocka says "not ok N # SKIP name" of a test that was skipped.
    s=$(count '^(not )?ok [0-9]+ .*# SKIP')
    p=$(grep -E '^ok [0-9]' "$log" | grep -cv '# SKIP')
    f=$(grep -E '^not ok [0-9]' "$log" | grep -cv '# SKIP')
    if [ $rc != 0 ] && [ "$f" = 0 ]; then
        f=1
        echo "not ok $STAGE/${program##*/}: ended with $rc" >>"$log"
    fi
    local ms=$((($(date +%s%N) - started) / 1000000))
    printf '%s %s/%s: %d passed' "$([ "$f" = 0 ] && echo ok || echo 'not ok')" "$STAGE" "${program##*/test_}" "$p"
    [ "$f" = 0 ] || printf ', %d failed' "$f"
    [ "$s" = 0 ] || printf ', %d skipped' "$s"
    printf ' (%d ms)\n' "$ms"
    [ "$f" = 0 ] || grep -vE '^(ok [0-9]|1\.\.|TAP version)' "$log" | head -120 | sed 's/^/    /'
    echo "$p $f $s" >>"$work/counts"
    printf '%d.%d %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "${program##*/}" >>"$work/times"
}
run_lanes "$LANES" one_program "${programs[@]}"

# A lane that was ended from outside tells nothing of what it had begun.
touch "$work/counts" "$work/times"
read -r told passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print NR, p + 0, f + 0, s + 0 }' "$work/counts")
failed=$((failed + ${#programs[@]} - told))
[ ${#programs[@]} -le 3 ] || slowest "slowest programs of $STAGE:" <"$work/times"
echo "$STAGE $passed $failed $skipped" >>"$RESULTS"
echo "$STAGE: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
