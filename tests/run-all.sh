#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run-all.sh test|check BUILD: the stages of "make test" (everything) or "make check" (sanitizers, the
# other compiler, threads, a little fuzzing, a hostile world around the daemon).
#
# A failed stage does not stop the later ones. Each appends "stage passed failed skipped" to BUILD/results; the last
# line sums them up.
set -u
cd "$(dirname "$0")/.."
WHAT=${1:?usage: run-all.sh test|check BUILD}
BUILD=${2:?usage: run-all.sh test|check BUILD}
MAKE=${MAKE:-make}
FUZZ_S=${FUZZ_S:-10}
export RESULTS=$PWD/$BUILD/results
mkdir -p "$BUILD"
: >"$RESULTS"

title() { printf '\n== %s\n' "$1"; }

# A stage that is one test: its commands succeed or not.
one() {
    local name=$1
    shift
    title "$name"
    if "$@"; then
        echo "$name 1 0 0" >>"$RESULTS"
    else
        echo "$name 0 1 0" >>"$RESULTS"
        echo "not ok $name"
        return 1
    fi
}

build() {
    local dir=$1
    shift
    case " ${MAKEFLAGS:-} " in *" -j"* | *jobserver*) ;; *) set -- -j"$(nproc)" "$@" ;; esac
    $MAKE --no-print-directory --keep-going BUILD="$dir" Q=@ "$@"
}

# needed TARGET DIR VARIABLE=...: a few programs and what they need of the library. A round more where a compiler has left in a call that the
# plain build was without.
needed() {
    local target=$1 dir=$2 programs needed before=none
    shift 2
    case $target in thread-build) programs=(tests/unit/test_thread_*.c) ;; fuzz-build) programs=(tests/fuzz/fuzz_*.c) ;; esac
    programs=("${programs[@]/%.c/.o}")
    build "$dir" FROM="$BUILD" "$@" "${programs[@]/#/$dir/obj/}" || return
    while needed=$(tests/needed.sh "$BUILD" "$dir" "${programs[@]}" | tr '\n' ' ') && [ "$needed" != "$before" ]; do
        build "$dir" FROM="$BUILD" NEEDED="$needed" "$@" objects || return
        before=$needed
    done
    build "$dir" FROM="$BUILD" NEEDED="$needed" "$@" "$target"
}

fuzz_smoke() {
    local program rc=0
    for program in "$BUILD"-fuzz/fuzz/fuzz_*; do
        [ -x "$program" ] || continue
        local name=${program##*/} seeds=() corpus
        corpus=$(mktemp -d)
        for dir in tests/fuzz/corpus/"${name#fuzz_}" tests/fixtures; do [ ! -d "$dir" ] || seeds+=("$dir"); done
        # Real mails, where they are beside the project (tests/faults/corpus.test.mjs).
        [ "$name" != fuzz_mime ] || [ ! -d "${URP_CORPUS:-../shared/corpus}/mail" ] || seeds+=("${URP_CORPUS:-../shared/corpus}/mail" -max_len=65536)
        if "$program" -max_total_time="$FUZZ_S" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$BUILD-fuzz/" -verbosity=0 \
            -print_final_stats=1 "$corpus" "${seeds[@]}" >"$program.log" 2>&1; then
            echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$program.log") inputs in $FUZZ_S s"
            echo "fuzz 1 0 0" >>"$RESULTS"
        else
            echo "not ok $name"
            tail -40 "$program.log" | sed 's/^/    /'
            echo "fuzz 0 1 0" >>"$RESULTS"
            rc=1
        fi
        rm -rf "$corpus"
    done
    return $rc
}

# The tests that drive the daemon; their results come from the file of that build.
daemon() {
    local label=$1 stage=$2 dir=$3
    [ -x tests/run-e2e.sh ] && compgen -G "tests/$stage/*.test.mjs" >/dev/null || return 0
    title "$label"
    if [ ! -x "$dir/urpd" ]; then
        echo "not ok $label: there is no $dir/urpd"
        echo "$label 0 1 0" >>"$RESULTS"
        return 1
    fi
    local results=$RESULTS rc
    [ "$dir" = "$BUILD" ] || results=$dir/results
    RESULTS=$results tests/run-e2e.sh "$stage" "$dir"
    rc=$?
    # The same stage of another build has a name of its own in the summary.
    [ "$dir" = "$BUILD" ] || sed -n '$s/^[^ ]*/'"$label"'/p' "$dir/results" >>"$RESULTS"
    return $rc
}

check() {
    one asan-build build "$BUILD-asan" SAN=asan all unit-build && tests/run-unit.sh "$BUILD-asan" asan
    daemon asan-faults faults "$BUILD-asan"
    one tsan-build needed thread-build "$BUILD-tsan" SAN=tsan && tests/run-unit.sh "$BUILD-tsan" tsan 'test_thread_*'
    one clang build "$BUILD-clang" FROM="$BUILD" CC=clang syntax
    if compgen -G 'tests/fuzz/fuzz_*.c' >/dev/null; then
        one fuzz-build needed fuzz-build "$BUILD-fuzz" CC=clang SAN=fuzz && fuzz_smoke
    fi
}

finish() {
    title results
    tests/summary "$RESULTS"
    exit
}

one install etc/install-deps.sh build test || finish
rm -f "$BUILD/urpd" "$BUILD-asan/urpd" # what does not build anew must not be tested
one build build "$BUILD" all unit-build bench-build
one depcheck build "$BUILD" depcheck
[ "$WHAT" = check ] || { title unit && tests/run-unit.sh "$BUILD"; }
check
if [ "$WHAT" = test ]; then
    daemon e2e e2e "$BUILD"
    daemon faults faults "$BUILD"
fi
finish
