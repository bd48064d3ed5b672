#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh BUILD (made by make all bench-build): speed and memory of urpd as ratios of the bare path, both driven by the same load generator in the same
# run, alternating. Absolute figures belong to the machine, ratios to the program.
#
# BENCH_SIZES="1000 100000 1000000" tickets in the store, BENCH_TURNS=3 measurements of each row (the middle one counts) of
# BENCH_SECS=1 each, BENCH_ROWS=PATTERN those rows alone, BENCH_DATA=DIR for the stores (5 kB a ticket, with the bare one), BENCH_KEEP=1 leaves the filled
# stores there and takes those that are there already, BENCH_GROW=1 makes those beyond 100,000 out of that one (with BENCH_KEEP=1): a million
# in ten minutes of processor instead of forty.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${1:?usage: run.sh BUILD}
SIZES=${BENCH_SIZES:-1000 100000 1000000}
SECS=${BENCH_SECS:-1}
TURNS=${BENCH_TURNS:-3}
ROWS=${BENCH_ROWS:-.}
KEEP=${BENCH_KEEP:-}
DATA=${BENCH_DATA:-/var/tmp/urp-bench.$$}
B=$BUILD/bench
J=tests/bench/jobs
mkdir -p "$B" "$DATA"
pids=()
cleanup() {
    for p in "${pids[@]}"; do kill "$p" 2>/dev/null || :; done
    wait 2>/dev/null || :
    rm -rf "${DATA:?}/run"
    [ -n "$KEEP" ] || rm -rf "$DATA"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- pieces ---------------------------------------------------------------------------------------

free_port() { local p; for _ in $(seq 100); do p=$((25000 + RANDOM % 8000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; return; }; done; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3 && read -r -t 5 line <&3 && [[ $line == *" 200 "* ]]) 2>/dev/null; }
pss_kb() { awk '/^Pss:/ { s += $2 } END { print s + 0 }' "/proc/$1/smaps_rollup"; }
field() { sed -n "s/.*\\b$2=\\([0-9.]*\\).*/\\1/p" <<<"$1"; }
middle() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
size_bytes() { stat -c %s "$1/urp.db"; }

# What a process has worked so far, all threads, in microseconds: true also while others load the machine.
cpu_us() { cat "/proc/$1"/task/*/schedstat | awk '{ s += $1 } END { printf "%.0f", s / 1000 }'; }

# measure bare|urpd JOB CLIENTS STATUS: leaves rate, p99 and the work of the server for one answer in RATE, P99 and US
measure() {
    local port=$BARE_PORT pid=$BARE_PID args=() job line before good
    if [ "$1" = urpd ]; then
        port=$URPD_PORT pid=$URPD_PID
        args=(-H "Cookie: $COOKIE" -D "events=$R/events.txt" -D "long=$R/long.txt" -D "track=$R/track.txt" -D "codes=$R/codes.txt" -D "callers=$R/callers.txt" -D "public=$R/public.txt"
            -D "csrf=$CSRF" -D "origin=http://127.0.0.1:$port" -D "moment=$(TZ=Europe/Rome date +%Y-%m-%dT%H:%M)" -D "category=$CATEGORY" -D "run=$RANDOM$RANDOM")
    fi
    job=$J/$1-$2.http
    [ -e "$job" ] || { job=$R/job.http; printf 'GET %s HTTP/1.1\n' "$2" >"$job"; }
    args+=(-a "127.0.0.1:$port" -r "$job" -c "$3" -e "$4" -D "max=$N" -l "$1")
    line=$("$B/ldg" "${args[@]}" -d 0.2 -s $RANDOM -o 1000000000) || { echo "bench: $1 $2: $line" >&2; exit 1; }
    before=$(cpu_us "$pid")
    line=$("$B/ldg" "${args[@]}" -d "$SECS" -s $RANDOM) || { echo "bench: $1 $2: $line" >&2; exit 1; }
    good=$(field "$line" good)
    US=$((($(cpu_us "$pid") - before) / (good ? good : 1)))
    RATE=$(field "$line" rps)
    P99=$(field "$line" p99_ms)
}

table=$DATA/table
: >"$table"
# row NAME BARE-JOB URPD-JOB CLIENTS BARE-STATUS URPD-STATUS BUDGET [P99-BUDGET]. A job is a file of jobs/, or a path.
row() {
    local bare=() urpd=() p99=() bare_p99=() bare_us=() urpd_us=()
    grep -Eq "$ROWS" <<<"$1" || return 0
    for _ in $(seq "$TURNS"); do
        measure bare "$2" "$4" "$5"; bare+=("$RATE") bare_p99+=("$P99") bare_us+=("$US")
        measure urpd "$3" "$4" "$6"; urpd+=("$RATE") p99+=("$P99") urpd_us+=("$US")
    done
    local b u p bp bu uu
    bp=$(printf '%s\n' "${bare_p99[@]}" | middle)
    bu=$(printf '%s\n' "${bare_us[@]}" | middle) uu=$(printf '%s\n' "${urpd_us[@]}" | middle)
    b=$(printf '%s\n' "${bare[@]}" | middle) u=$(printf '%s\n' "${urpd[@]}" | middle) p=$(printf '%s\n' "${p99[@]}" | middle)
    echo "$N|$1|$4|$b|$u|$p|$7|${8:-}|$uu" >>"$table"
    awk -v b="$b" -v u="$u" -v bu="$bu" -v uu="$uu" -v p="$p" -v bp="$bp" -v w="$7" -v q="${8:-}" -v n="$1, $4 clients" 'BEGIN {
        r = b ? u / b : 0; ok = r >= w && (q == "" || p <= q)
        printf "  %-52s %9.0f %9.0f  %5.2f  >= %-4s  %5.0f %6.0f  %4.2f  p99 %6.2f %7.2f ms%s  %s\n", n, b, u, r, w, bu, uu, uu ? bu / uu : 0, bp, p, q == "" ? "" : " (<= " q ")", ok ? "ok" : "UNDER" }'
}
list() { row "list, $1" list "/ufficio/richieste?$2" 8 200 200 0.33 2; }

start_urpd() {   # measures exec to first page on the way
    local t0 t1
    t0=$(date +%s%N)
    "$BUILD/urpd" serve --config "$R/urp.conf" >>"$R/urpd.log" 2>&1 &
    URPD_PID=$!
    pids+=("$URPD_PID")
    until answers "$URPD_PORT" /; do kill -0 "$URPD_PID" 2>/dev/null || { tail -5 "$R/urpd.log" >&2; exit 1; }; done
    t1=$(date +%s%N)
    START_MS=$(((t1 - t0) / 1000000))
}

# What fell due since the store was filled (reminders, terms, digests) is done before anything is measured: it is done once, and not beside each page.
settle() {
    local from=$SECONDS calm=0 before
    while [ $calm -lt 3 ] && [ $((SECONDS - from)) -lt 900 ]; do
        before=$(cpu_us "$URPD_PID")
        sleep 1
        if [ $(($(cpu_us "$URPD_PID") - before)) -lt 20000 ]; then calm=$((calm + 1)); else calm=0; fi
    done
    [ $calm = 3 ] || echo "bench: the daemon does not come to rest" >&2
}

sign_in() {
    local origin=http://127.0.0.1:$URPD_PORT
    COOKIE=$(curl -s -i -H "Origin: $origin" --data-urlencode login=bench --data-urlencode "password@$R/secret.txt" "$origin/ufficio/entra" |
        tr -d '\r' | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | head -1)
    local page
    page=$(curl -s -H "Cookie: $COOKIE" "$origin/ufficio/nuova")
    CSRF=$(grep -o 'name="_csrf" value="[^"]*"' <<<"$page" | head -1 | cut -d'"' -f4)
    # Any category that rules send to an office at once.
    CATEGORY=$(grep -o '<option value="[^"]*"[^>]*>Buca' <<<"$page" | head -1 | cut -d'"' -f2)
    [ -n "$COOKIE" ] && [ -n "$CSRF" ] && [ -n "$CATEGORY" ] || { echo "bench: cannot sign in" >&2; exit 1; }
}

# A draft about a hole in via Roma: its address holds a secret. What is asked stands there, and what is near.
begin_draft() {
    local origin=http://127.0.0.1:$URPD_PORT
    DRAFT=$(curl -s -i -H "Origin: $origin" -d privacy=1 "$origin/segnala" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    curl -s -o /dev/null -H "Origin: $origin" --data-urlencode "category=$CATEGORY" --data-urlencode "place=via Roma 12" -d do=vicino "$origin$DRAFT"
    [ -n "$DRAFT" ] && [ "$(curl -s -o /dev/null -w '%{http_code}' "$origin$DRAFT/vicino")" = 200 ] || { echo "bench: no draft" >&2; exit 1; }
}

# ---- stores ---------------------------------------------------------------------------------------

write_conf() {
    cat >"$1/urp.conf" <<CONF
[urp]
data_dir = $1/urp
base_url = http://127.0.0.1:${URPD_PORT:-1}
log_level = warn
[http]
port = ${URPD_PORT:-1}
[smtp]
url = smtps://127.0.0.1:1
from = urp@bench.test
[limits]
forms_per_hour = 100000
sends_per_minute = 0
track_per_hour = 100000
[tempi]
track_months = 0
CONF
}

# The example body, but nobody is reminded of anything: timers must not work beside the measurement.
write_body() {
    local t type timer
    t=$(for type in report complaint suggestion praise info; do for timer in ack take settore reply; do
        printf '    {"type": "%s", "timer": "%s", "days": 365, "unit": "calendar"},\\n' "$type" "$timer"; done; done)
    sed -E '/"timer": "(ack|take|settore|reply|close)"/d; s/^( *"terms": \[)$/\1\n'"$t"'/; s/^( *)"dpo_email"/\1"public_reports": "1", "public_place": "exact",\n&/' etc/ente.example.json >"$1/ente.json"
}

fill_store() {   # fill_store N DIR
    mkdir -p "$2"
    mkdir -m 700 "$2/urp"
    write_conf "$2"
    write_body "$2"
    "$BUILD/urpd" ente load "$2/ente.json" --config "$2/urp.conf" >/dev/null
    head -c 18 /dev/urandom | base64 | tr -d '\n' >"$2/secret.txt"
    "$BUILD/urpd" user add bench --name "Banco di prova" --role urp --password-file "$2/secret.txt" --config "$2/urp.conf" >/dev/null
    for i in $(seq 11); do
        "$BUILD/urpd" user add "anna$i" --name "Anna $i" --role urp --password-file "$2/secret.txt" --config "$2/urp.conf" >/dev/null
    done
    local empty
    empty=$(size_bytes "$2/urp")
    "$B/bare" fill "$2/bare.db" "$1" &
    local filling=$!
    "$B/seed" "$2/urp.conf" "$1" "$2"
    wait "$filling"
    echo $((($(size_bytes "$2/urp") - empty) / $1)) >"$2/per"
    "$B/seed" "$2/urp.conf" publish "$2" # after that: the budget is that of a ticket
    touch "$2/filled"
}

# Other words, numbers and addresses, the same stories; of them, too, whatever may be is published.
grow_store() {   # grow_store N DIR
    cp -r "$DATA/100000" "$2"
    rm -f "$2/filled" "$2"/bare.db*
    write_conf "$2"
    "$B/bare" fill "$2/bare.db" "$1" &
    local filling=$!
    "$B/seed" "$2/urp.conf" grow $(($1 / 100000)) "$2"
    "$B/seed" "$2/urp.conf" publish "$2"
    wait "$filling"
    touch "$2/filled"
}

store_of() {   # store_of N DIR
    rm -rf "${2:?}"
    if [ -n "${BENCH_GROW:-}" ] && [ "$1" -gt 100000 ] && [ -e "$DATA/100000/filled" ]; then grow_store "$@"; else fill_store "$@"; fi
}

# ---- one size -------------------------------------------------------------------------------------

reads() {
    local settore category area operator tag
    # shellcheck source=/dev/null
    . "$R/values.sh"
    row "board, the whole office" list board 8 200 200 0.33 2
    row "board, one's own" list "/ufficio?vista=mie" 8 200 200 0.33 2
    row "board, one settore, new ones" list "/ufficio?settore=$settore&fascia=nuove" 8 200 200 0.33 2
    row "board, what the live page fetches" list "/ufficio?fascia=tutte&parte=1" 8 200 200 0.33 2
    row "list of 50, HTML, signed in" list list 8 200 200 0.33 2
    list "open, newest" "stato=aperte"
    list "settore and open" "stato=aperte&settore=$settore"
    list "settore and state" "stato=in_progress&settore=$settore"
    list "subject" "argomento=$category"
    list "subject and open" "stato=aperte&argomento=$category"
    list "area" "zona=$area"
    list "area and open" "stato=aperte&zona=$area"
    list "tag" "etichetta=$tag"
    list "operator" "operatore=$operator"
    list "operator and open" "stato=aperte&operatore=$operator"
    list "outcome and channel" "esito=planned&canale=letter"
    list "term within three days" "scadenza=tre-giorni"
    list "term over" "scadenza=oltre"
    list "by term" "ordine=scadenza"
    list "by last change" "ordine=modifica"
    list "by settore" "ordine=settore"
    list "presented in one month" "presentate_da=$(date -d '400 days ago' +%F)&presentate_a=$(date -d '370 days ago' +%F)"
    list "a page deep in it" "dopo=0.{{rand:1:max}}"
    list "settore, a page deep in it" "settore=$settore&dopo=0.{{rand:1:max}}"
    row "ticket with 20 events, HTML, signed in" ticket ticket 8 200 200 0.25
    row "ticket with 200 events, HTML, signed in" ticket ticket-long 8 200 200 0.2
    row "ticket, similar ones" ticket "/ufficio/richieste/{{line:codes}}/simili" 8 200 200 0
    row "public tracking page" ticket track 8 200 200 0.25
    row "public list" list "/segnalazioni" 8 200 200 0.33
    row "public list, one subject and state" list "/segnalazioni?argomento=strade-buche&stato=risolte" 8 200 200 0.33
    row "public list, a page deep in it" list "/segnalazioni?da={{rand:1:max}}" 8 200 200 0.33
    row "public list, words of a street" list "/segnalazioni?via=via+roma" 8 200 200 0
    row "public report" list "/segnalazioni/{{line:public}}" 8 200 200 0.33
    row "public map, counts of a grid" list "/segnalazioni/griglia?z=13&s=44.45&w=11.25&n=44.5&e=11.4" 8 200 200 0
    row "public feed" list "/segnalazioni/atom" 8 200 200 0
    row "public map, counts of a group of subjects" list "/segnalazioni/griglia?argomento=strade&z=13&s=44.45&w=11.25&n=44.5&e=11.4" 8 200 200 0
    row "public map, page" list "/segnalazioni/mappa" 8 200 200 0
    row "public list, a group of subjects" list "/segnalazioni?argomento=strade" 8 200 200 0.2
    row "board, errors told by readers" list "/ufficio?fascia=errori" 8 200 200 0.33 2
    row "publications that wait" list "/ufficio/pubblicazioni" 8 200 200 0
    list "most joined first, open" "stato=aperte&ordine=adesioni"
    row "home" ticket / 8 200 200 0.25
    row "form, first step" ticket /segnala 8 200 200 0.25
    row "form, what is asked" ticket "$DRAFT" 8 200 200 0.1
    row "form, what is reported nearby" ticket "$DRAFT/vicino" 8 200 200 0.1
    row "search, one hit" rare rare 8 200 200 0.33
    # The bare path gives fifty rows; ours a page of 25, each with the words around the hit.
    row "search, frequent word, newest first" word word 8 200 200 0.4
    row "caller, while typing" rare caller 8 200 200 0
    row "schede, search" list "/ufficio/schede?q={{word|url}}" 8 200 200 0
}

writes() {
    row "durable create" create create 1 201 303 0.6 25
    row "durable create" create create 8 201 303 0.5 25
    row "durable create" create create 32 201 303 0.5 25
}

export_speed() {
    curl -s -o /dev/null --max-time 20 -H "Cookie: $COOKIE" -w '%{size_download} %{time_total}\n' "http://127.0.0.1:$URPD_PORT/ufficio/elenco/scarica?formato=csv" |
        awk '{ printf "  %-52s %.1f MB in %.1f s, %.1f MB/s\n", "export of everything as CSV (20 s at most)", $1 / 1e6, $2, $1 / 1e6 / $2 }'
}

run_size() {
    N=$1
    local seed=$DATA/$N
    R=$DATA/run
    rm -rf "${R:?}"
    [ -e "$seed/filled" ] || store_of "$N" "$seed"
    if [ -n "$KEEP" ]; then cp -r --reflink=auto "$seed" "$R"; else mv "$seed" "$R"; fi
    BARE_PORT=$(free_port)
    URPD_PORT=$(free_port)
    write_conf "$R"
    "$B/bare" serve "$R/bare.db" "$BARE_PORT" 2 &
    BARE_PID=$!
    pids+=("$BARE_PID")
    until answers "$BARE_PORT" '/d?id=1'; do :; done
    start_urpd
    local idle loaded
    idle=$(pss_kb "$URPD_PID")
    settle
    sign_in
    begin_draft
    printf '\n%s tickets in the store, %s of them public\n  %-52s %9s %9s  %5s  %-7s  %5s %6s  %s\n' "$N" "$(cat "$R/n_public")" "" "bare/s" "urpd/s" "ratio" "budget" "bare" "urpd" "ratio of work (microseconds of processor an answer), p99 of both"
    reads
    writes
    loaded=$(pss_kb "$URPD_PID")
    export_speed
    printf '  %-52s %s\n' "memory idle / after load (PSS)" "$((idle / 1024)) MiB (<= 16) / $((loaded / 1024)) MiB (<= 48)" \
        "exec to first page" "$START_MS ms (<= 50)" "store" "$(cat "$R/per") bytes a ticket (<= 2500)"
    node tests/bench/weight.mjs "http://127.0.0.1:$URPD_PORT" "$COOKIE" "$(head -1 "$R/events.txt")" "$(head -1 "$R/track.txt")"
    kill "$BARE_PID" "$URPD_PID"
    wait "$BARE_PID" "$URPD_PID" 2>/dev/null || :
}

for n in $SIZES; do run_size "$n"; done

# Budgets: p99 at most twice (board, list, ticket, one hit), creating keeps 70 % with 32 clients.
printf '\ngrowth from the smallest to the largest store\n'
awk -F'|' '{ k = $2 ", " $3 " clients"; if (!(k in rate)) { order[++m] = k; rate[k] = $5; p99[k] = $6; bare[k] = $4; us[k] = $9 } last[k] = $5; lastp[k] = $6; lastb[k] = $4; lastus[k] = $9 }
    END { for (i = 1; i <= m; i++) { k = order[i]
        printf "  %-52s rate x %.2f (bare x %.2f)  work x %.2f  p99 x %.2f\n", k, last[k] / rate[k], lastb[k] / bare[k], us[k] ? lastus[k] / us[k] : 0, p99[k] ? lastp[k] / p99[k] : 0 } }' "$table"
