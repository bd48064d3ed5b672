#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD: speed and memory of urpd as ratios of the bare path, both driven by the same load generator in the same
# run, alternating. Absolute figures belong to the machine, ratios to the program.
#
# BENCH_SIZES="1000 100000" tickets in the store, BENCH_SECS=4 a measurement, BENCH_DATA=DIR for the stores (some 400 MB).
set -eu
cd "$(dirname "$0")/../.."
BUILD=${1:?usage: run.sh BUILD}
SIZES=${BENCH_SIZES:-1000 100000}
SECS=${BENCH_SECS:-4}
DATA=${BENCH_DATA:-/var/tmp/urp-bench.$$}
B=$BUILD/bench
J=tests/bench/jobs
mkdir -p "$B" "$DATA"
pids=()
cleanup() {
    for p in "${pids[@]}"; do kill "$p" 2>/dev/null || :; done
    wait 2>/dev/null || :
    rm -rf "$DATA"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- programs -------------------------------------------------------------------------------------

W="-std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Wshadow -Werror"
P="libmicrohttpd sqlite3 jansson libcurl gmime-3.0 glib-2.0 gobject-2.0 libsodium gdk-pixbuf-2.0 libwebp"
CC=${CC:-gcc}
# shellcheck disable=SC2086,SC2046
{
    $CC $W tests/bench/bare.c tests/bench/gen.c $(pkg-config --cflags --libs libmicrohttpd sqlite3) -lm -lpthread -o "$B/bare"
    $CC $W tests/bench/ldg.c tests/bench/template.c tests/bench/gen.c -lm -o "$B/ldg"
    $CC $W -Iinclude -Isrc -I"$BUILD/gen" $(pkg-config --cflags $P) tests/bench/seed.c tests/bench/gen.c "$BUILD/liburp.a" \
        $(pkg-config --libs $P) -lmagic -lm -lpthread -o "$B/seed"
}

# ---- pieces ---------------------------------------------------------------------------------------

free_port() { local p; for _ in $(seq 100); do p=$((25000 + RANDOM % 8000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; return; }; done; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3 && read -r -t 5 line <&3 && [[ $line == *" 200 "* ]]) 2>/dev/null; }
pss_kb() { awk '/^Pss:/ { s += $2 } END { print s + 0 }' "/proc/$1/smaps_rollup"; }
field() { sed -n "s/.*\\b$2=\\([0-9.]*\\).*/\\1/p" <<<"$1"; }

# measure bare|urpd JOB CLIENTS STATUS: leaves rate and p99 in RATE and P99
measure() {
    local port=$BARE_PORT args=()
    if [ "$1" = urpd ]; then
        port=$URPD_PORT
        args=(-H "Cookie: $COOKIE" -D "events=$DATA/events.txt" -D "long=$DATA/long.txt" -D "track=$DATA/track.txt" -D "csrf=$CSRF" -D "origin=http://127.0.0.1:$port"
            -D "moment=$(TZ=Europe/Rome date +%Y-%m-%dT%H:%M)" -D "category=$CATEGORY" -D "run=$RANDOM$RANDOM")
    fi
    local line
    line=$("$B/ldg" -a "127.0.0.1:$port" -r "$J/$1-$2.http" -c "$3" -d "$SECS" -w 1 -e "$4" -D "max=$N" -s $RANDOM -l "$1.$2" "${args[@]}") || { echo "bench: $1 $2: $line" >&2; exit 1; }
    RATE=$(field "$line" rps)
    P99=$(field "$line" p99_ms)
}

table=$DATA/table
# row NAME BARE-JOB URPD-JOB CLIENTS BARE-STATUS URPD-STATUS BUDGET [P99-BUDGET]
row() {
    measure bare "$2" "$4" "$5"
    local bare=$RATE
    measure urpd "$3" "$4" "$6"
    echo "$N|$1|$4|$bare|$RATE|$P99|$7|${8:-}" >>"$table"
    awk -F'|' -v b="$bare" -v u="$RATE" -v p="$P99" -v w="$7" -v q="${8:-}" -v n="$1, $4 clients" 'BEGIN {
        r = u / b; ok = r >= w && (q == "" || p <= q)
        printf "  %-44s %9.0f %9.0f  %5.2f  >= %-4s  p99 %7.2f ms%s  %s\n", n, b, u, r, w, p, q == "" ? "" : " (<= " q ")", ok ? "ok" : "UNDER" }'
}

start_urpd() {   # measures exec to first page on the way
    local t0 t1
    t0=$(date +%s%N)
    "$BUILD/urpd" serve --config "$DATA/urp.conf" >>"$DATA/urpd.log" 2>&1 &
    URPD_PID=$!
    pids+=("$URPD_PID")
    until answers "$URPD_PORT" /; do kill -0 "$URPD_PID" 2>/dev/null || { tail -5 "$DATA/urpd.log" >&2; exit 1; }; done
    t1=$(date +%s%N)
    START_MS=$(((t1 - t0) / 1000000))
}

sign_in() {
    local origin=http://127.0.0.1:$URPD_PORT
    COOKIE=$(curl -s -i -H "Origin: $origin" --data-urlencode login=bench --data-urlencode "password@$DATA/secret.txt" "$origin/ufficio/entra" |
        tr -d '\r' | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | head -1)
    local page
    page=$(curl -s -H "Cookie: $COOKIE" "$origin/ufficio/nuova")
    CSRF=$(grep -o 'name="_csrf" value="[^"]*"' <<<"$page" | head -1 | cut -d'"' -f4)
    # Any category that rules send to an office at once.
    CATEGORY=$(grep -o '<option value="[^"]*"[^>]*>Buca' <<<"$page" | head -1 | cut -d'"' -f2)
    [ -n "$COOKIE" ] && [ -n "$CSRF" ] && [ -n "$CATEGORY" ] || { echo "bench: cannot sign in" >&2; exit 1; }
}

size_bytes() { stat -c %s "$DATA/urp/urp.db"; }

# ---- one size -------------------------------------------------------------------------------------

run_size() {
    N=$1
    rm -rf "$DATA"/urp "$DATA"/bare.db*
    mkdir -m 700 "$DATA/urp"
    BARE_PORT=$(free_port)
    URPD_PORT=$(free_port)
    cat >"$DATA/urp.conf" <<CONF
[urp]
data_dir = $DATA/urp
base_url = http://127.0.0.1:$URPD_PORT
log_level = warn
[http]
port = $URPD_PORT
[smtp]
url = smtps://127.0.0.1:1
from = urp@bench.test
[limits]
forms_per_hour = 100000
track_per_hour = 100000
CONF
    "$B/bare" fill "$DATA/bare.db" "$N"
    "$BUILD/urpd" ente load etc/ente.example.json --config "$DATA/urp.conf" >/dev/null
    head -c 18 /dev/urandom | base64 | tr -d '\n' >"$DATA/secret.txt"
    "$BUILD/urpd" user add bench --name "Banco di prova" --role urp --password-file "$DATA/secret.txt" --config "$DATA/urp.conf" >/dev/null
    local empty per
    empty=$(size_bytes)
    "$B/seed" "$DATA/urp.conf" "$N" "$DATA"
    per=$((($(size_bytes) - empty) / N))
    "$B/bare" serve "$DATA/bare.db" "$BARE_PORT" 2 &
    BARE_PID=$!
    pids+=("$BARE_PID")
    until answers "$BARE_PORT" '/d?id=1'; do :; done
    start_urpd
    local idle
    idle=$(pss_kb "$URPD_PID")
    sign_in

    printf '\n%s tickets in the store\n  %-44s %9s %9s  %5s  %s\n' "$N" "" "bare/s" "urpd/s" "ratio" "budget"
    row "list of 50, HTML, signed in" list list 8 200 200 0.33 2
    row "ticket with 20 events, HTML, signed in" ticket ticket 8 200 200 0.25
    row "ticket with 200 events, HTML, signed in" ticket ticket-long 8 200 200 0.2
    row "public tracking page" ticket track 8 200 200 0.25
    row "search, one hit" rare rare 8 200 200 0.33
    row "search, frequent word, newest first" word word 8 200 200 0.4
    row "durable create" create create 1 201 303 0.6 25
    row "durable create" create create 8 201 303 0.5 25
    row "durable create" create create 32 201 303 0.5 25
    local loaded list_kb
    loaded=$(pss_kb "$URPD_PID")
    list_kb=$(curl -s -H "Cookie: $COOKIE" "http://127.0.0.1:$URPD_PORT/ufficio/richieste" | gzip -6 | wc -c)
    printf '  %-44s %s\n' "memory idle / after load (PSS)" "$((idle / 1024)) MiB (<= 16) / $((loaded / 1024)) MiB (<= 48)" \
        "exec to first page" "$START_MS ms (<= 50)" "store" "$per bytes a ticket (<= 2500)" "list page, compressed" "$list_kb bytes (<= 10240)"
    kill "$BARE_PID" "$URPD_PID"
    wait "$BARE_PID" "$URPD_PID" 2>/dev/null || :
}

for n in $SIZES; do run_size "$n"; done

printf '\ngrowth from the smallest to the largest store\n'
awk -F'|' '{ k = $2 ", " $3 " clients"; if (!(k in rate)) { order[++m] = k; rate[k] = $5; p99[k] = $6 } last[k] = $5; lastp[k] = $6 }
    END { for (i = 1; i <= m; i++) { k = order[i]; printf "  %-44s rate x %.2f  p99 x %.2f\n", k, last[k] / rate[k], p99[k] ? lastp[k] / p99[k] : 0 } }' "$table"
