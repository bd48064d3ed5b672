# SPDX-License-Identifier: EUPL-1.2
# Sourced by run-unit.sh and run-e2e.sh: work in lanes beside each other.
#
# LANES says how many; else one a processor, four at most, for each has its browsers in memory; 1: one after the other. What a lane does is shown
# when it is over, so the lines of two never mix. Needs $work, a folder of the caller, who calls lanes_end when it ends, however it ends.

LANES=${LANES:-$(($(nproc) < 4 ? $(nproc) : 4))}
lane_groups=()

# run_lanes N COMMAND ITEM...: each lane takes the next item and calls COMMAND LANE NUMBER ITEM.
run_lanes() {
    local n=$1 command=$2 taken lane
    shift 2
    [ $# -gt 0 ] || return 0
    [ "$n" -le $# ] || n=$#
    taken=$(mktemp -d "$work/taken.XXXXXX")
    set -m # a group of its own for each lane: lanes_end ends it whole, and what runs in it may be interrupted
    for ((lane = 0; lane < n; lane++)); do
        lane_work "$lane" "$command" "$taken" "$@" </dev/null &
        lane_groups+=($!)
    done
    set +m
    wait
    lane_groups=()
}

lane_work() {
    local lane=$1 command=$2 taken=$3 i=0 item
    shift 3
    for item; do
        i=$((i + 1))
        mkdir "$taken/$i" 2>/dev/null || continue
        "$command" "$lane" "$i" "$item" >"$taken/out.$i" 2>&1
        flock "$work" cat "$taken/out.$i"
    done
}

# in_lane PROGRAM...: timeout makes a group of its own, so its number is kept for lanes_end.
in_lane() {
    "$@" &
    echo $! >"$work/lane.$BASHPID"
    wait $!
    local rc=$?
    rm -f "$work/lane.$BASHPID"
    return $rc
}

lanes_end() {
    local group file
    for group in "${lane_groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null; done
    for file in "$work"/lane.*; do [ ! -e "$file" ] || kill -TERM "$(cat "$file")" 2>/dev/null; done
    wait
}

# slowest TITLE: the twenty longest of the lines "SECONDS NAME" on standard input.
slowest() {
    local lines
    lines=$(sort -rn | head -20)
    [ -n "$lines" ] && printf '%s\n%s\n' "$1" "$(sed 's/^\([0-9.]*\) /  \1 s  /' <<<"$lines")"
}
