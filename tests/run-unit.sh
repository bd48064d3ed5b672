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

passed=0 failed=0 skipped=0
mkdir -p "$BUILD/tests"
programs=()
for pattern in $PATTERNS; do programs+=("$BUILD"/tests/$pattern "$BUILD"/tests/build/$pattern); done

# Tests of the mail clients talk to a real mail server; where none can run (no root, no packages) they are skipped.
ms=
stop_mailserver() { [ -z "$ms" ] || { tests/mailserver/mailserver.sh stop "$ms"; rm -rf "$ms"; }; }
if [[ " ${programs[*]} " == *"/test_mail_servers "* ]]; then
    trap stop_mailserver EXIT
    trap 'exit 130' INT TERM
    ms=$(mktemp -d /tmp/urp-unit.XXXXXX)
    chmod 755 "$ms"
    if tests/mailserver/mailserver.sh start "$ms" >"$ms/out" 2>&1; then
        set -a && . "$ms/env" && set +a
    else
        echo "no mail server: $(tail -1 "$ms/out")"
    fi
fi

for program in "${programs[@]}"; do
    # A program whose source is gone is an old one.
    [ -x "$program" ] && [ -e "tests/unit/${program##*/}.c" -o -e "tests/build/${program##*/}.c" ] || continue
    log=$program.log
    started=$(date +%s%N)
    timeout --kill-after=5 "$LIMIT_S" "$program" >"$log" 2>&1 </dev/null
    rc=$?
    # cmocka says "not ok N # SKIP name" of a test that was skipped.
    s=$(count '^(not )?ok [0-9]+ .*# SKIP')
    p=$(grep -E '^ok [0-9]' "$log" | grep -cv '# SKIP')
    f=$(grep -E '^not ok [0-9]' "$log" | grep -cv '# SKIP')
    if [ $rc != 0 ] && [ "$f" = 0 ]; then
        f=1
        echo "not ok $STAGE/${program##*/}: ended with $rc" >>"$log"
    fi
    printf '%s %s/%s: %d passed' "$([ "$f" = 0 ] && echo ok || echo 'not ok')" "$STAGE" "${program##*/test_}" "$p"
    [ "$f" = 0 ] || printf ', %d failed' "$f"
    [ "$s" = 0 ] || printf ', %d skipped' "$s"
    printf ' (%d ms)\n' $((($(date +%s%N) - started) / 1000000))
    [ "$f" = 0 ] || grep -vE '^(ok [0-9]|1\.\.|TAP version)' "$log" | head -120 | sed 's/^/    /'
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$STAGE $passed $failed $skipped" >>"$RESULTS"
echo "$STAGE: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
