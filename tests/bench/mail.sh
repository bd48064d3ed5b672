#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# mail.sh BUILD: how fast mail comes in and goes out. Three measurements:
#   corpus    real mails through the whole intake (kept, parsed, request made, indexed, committed) against GMime alone
#   mailbox   mails waiting in a Dovecot mailbox until each is a ticket; peak memory of the daemon and its worker
#   outbox    receipts out through Postfix, against Postfix's own smtp-source
# The last two need root and Postfix + Dovecot (tests/mailserver), else they are passed over, and said so.
#
# URP_CORPUS=DIR with mail/*/*.eml, else tests/fixtures/mail; BENCH_MAILS=10000 in the mailbox, BENCH_OUT=1000 to send;
# BENCH_DATA=DIR for the stores.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${1:?usage: mail.sh BUILD}
CORPUS=${URP_CORPUS:-../shared/corpus}/mail
[ -d "$CORPUS" ] || CORPUS=tests/fixtures/mail
MAILS=${BENCH_MAILS:-10000}
OUT=${BENCH_OUT:-1000}
COPIES=${BENCH_COPIES:-8}
DATA=${BENCH_DATA:-/var/tmp/urp-bench-mail.$$}
B=$BUILD/bench
MS=
pids=()
mkdir -p "$B" "$DATA"
cleanup() {
    for p in "${pids[@]}"; do kill "$p" 2>/dev/null || :; done
    wait 2>/dev/null || :
    [ -z "$MS" ] || tests/mailserver/mailserver.sh stop "$MS"
    rm -rf "$DATA" ${MS:+"$MS"}
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- pieces ---------------------------------------------------------------------------------------

free_port() { local p; for _ in $(seq 100); do p=$((25000 + RANDOM % 8000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; return; }; done; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
rate() { awk -v n="$1" -v ms="$2" 'BEGIN { printf "%.0f", n * 1000 / (ms ? ms : 1) }'; }

# configure DIR [LINES]: a fresh store and its urp.conf, with no way out unless the lines say one
configure() {
    rm -rf "$1"
    mkdir -m 700 -p "$1/urp"
    PORT=$(free_port)
    cat >"$1/urp.conf" <<CONF
[urp]
data_dir = $1/urp
base_url = http://127.0.0.1:$PORT
log_level = warn
[http]
port = $PORT
${2:-[smtp]
url = smtps://127.0.0.1:1
from = urp@bench.test}
CONF
    "$BUILD/urpd" ente load etc/ente.example.json --config "$1/urp.conf" >/dev/null
}

start() {
    "$BUILD/urpd" serve --config "$1/urp.conf" >>"$1/log" 2>&1 &
    URPD=$!
    pids+=("$URPD")
}
stop() {
    kill "$URPD"
    wait "$URPD" 2>/dev/null || :
}
metrics() { curl -s "http://127.0.0.1:$PORT/metrics"; }
gauge() { metrics | awk -v k="$1" '$1 == k { print $2 }'; }

# Peak of the daemon and of its children, in MiB.
peak_mib() {
    local p sum=0 kb
    for p in "$1" $(pgrep -P "$1"); do
        kb=$(awk '/^VmHWM:/ { print $2 }' "/proc/$p/status" 2>/dev/null || echo 0)
        sum=$((sum + kb))
    done
    echo $((sum / 1024))
}

# ---- the corpus -----------------------------------------------------------------------------------

# Copies that differ in their Message-ID, so that none is a duplicate; an mbox line is no part of a mail.
deliver_copies() {
    local new=$1/urp/arrivi/mail/new n=0 f c
    mkdir -p "$1/urp/arrivi/mail"/{tmp,new,cur}
    for c in $(seq "$COPIES"); do
        for f in "$CORPUS"/*/*.eml "$CORPUS"/*.eml; do
            [ -f "$f" ] || continue
            n=$((n + 1))
            sed -e '1{/^From /d}' -e "s/^\([Mm]essage-[Ii][Dd]: *<\)/\1c$c./" "$f" >"$new/1.M${n}P1.bench"
        done
    done
    DELIVERED=$n
}

corpus() {
    local d=$DATA/corpus line bare t0 ms
    configure "$d"
    deliver_copies "$d"
    line=$("$B/gmime_parse" "$CORPUS" 3)
    bare=${line##*rps=}
    sync -f "$d"
    t0=$(now_ms)
    start "$d"
    until [ -z "$(ls -A "$d/urp/arrivi/mail/new")" ]; do sleep 0.05; done
    until [ "$(gauge urp_journal_new)" = 0 ]; do sleep 0.05; done
    ms=$(($(now_ms) - t0))
    awk -v n="$DELIVERED" -v ms="$ms" -v b="$bare" -v m="$(peak_mib $URPD)" -v f="$(gauge urp_journal_failed)" 'BEGIN {
        u = n * 1000 / ms; printf "  %-44s %9.0f %9.0f  %5.2f  >= 0.4   %s  (%d mails, %d not readable, peak %d MiB)\n",
        "corpus: raw mail to committed request", b, u, u / b, (u >= 0.4 * b ? "ok" : "UNDER"), n, f, m }'
    stop
}

# ---- a full mailbox -------------------------------------------------------------------------------

fill_mailbox() {
    local box=$MS/mail/bench.test/urp/new
    mkdir -p "$box"
    node -e '
        const fs = require("node:fs"), [dir, n] = process.argv.slice(1);
        for (let i = 1; i <= n; i++)
            fs.writeFileSync(`${dir}/1${String(i).padStart(9, "0")}.M${i}P1.bench`, [`From: Anna Verdi ${i} <cittadina${i}@bench.test>`, "To: urp@bench.test",
                `Subject: Lampione spento in via Roma ${i}`, `Message-ID: <bench-${i}@bench.test>`, "Date: Mon, 02 Mar 2026 09:16:04 +0100", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "", `Buongiorno, il lampione davanti al numero ${i} di via Roma è spento da tre giorni.`,
                "La strada è buia e pericolosa, soprattutto per gli anziani.", "", "Grazie, Anna Verdi", ""].join("\r\n"));' "$box" "$MAILS"
    chown -R mail:mail "$MS/mail"
}

mailbox() {
    local d=$DATA/box t0 ms done=0
    configure "$d" "[smtp]
url = smtps://127.0.0.1:1
from = urp@bench.test
[mailbox urp]
url = imaps://localhost:$MS_IMAPS
user = urp@bench.test
password_file = $DATA/secret.txt
ca_file = $MS_CA"
    printf '%s' "$MS_PASSWORD" >"$DATA/secret.txt"
    chmod 600 "$DATA/secret.txt"
    fill_mailbox
    t0=$(now_ms)
    start "$d"
    while [ "$done" -lt "$MAILS" ]; do
        sleep 0.2
        done=$(find "$d/urp/posta-in-arrivo" -type f 2>/dev/null | wc -l)
        kill -0 "$URPD" 2>/dev/null || { tail -5 "$d/log" >&2; exit 1; }
    done
    sleep 0.2 # the last row
    until [ "$(gauge urp_journal_new)" = 0 ]; do sleep 0.1; done
    ms=$(($(now_ms) - t0))
    printf '  %-44s %9s %9s         (%s mails, peak %s MiB, %s a ticket)\n' "mailbox: waiting mail to ticket" "" "$(rate "$MAILS" "$ms")" "$MAILS" \
        "$(peak_mib $URPD)" "$(($(stat -c %s "$d/urp/urp.db") / MAILS)) bytes"
    stop
}

# ---- the way out ----------------------------------------------------------------------------------

outbox() {
    local d=$DATA/out t0 ms bare
    # What the server can take: its own load generator, one connection, the size of a receipt.
    t0=$(now_ms)
    smtp-source -4 -s 1 -m "$OUT" -l 6000 -f urp@bench.test -t blackhole@bench.test "127.0.0.1:$MS_SMTP"
    ms=$(($(now_ms) - t0))
    bare=$(rate "$OUT" "$ms")
    configure "$d"
    mkdir -p "$d/urp/arrivi/mail"/{tmp,new,cur}
    for i in $(seq "$OUT"); do
        printf 'From: Anna Verdi <blackhole+%s@bench.test>\r\nTo: urp@bench.test\r\nSubject: Buca in via Roma %s\r\nMessage-ID: <out-%s@bench.test>\r\n\r\nUna buca davanti al numero %s.\r\n' \
            "$i" "$i" "$i" "$i" >"$d/urp/arrivi/mail/new/1.M${i}P1.bench"
    done
    start "$d"
    until [ -z "$(ls -A "$d/urp/arrivi/mail/new")" ] && [ "$(gauge urp_journal_new)" = 0 ]; do sleep 0.1; done
    stop
    sed -i "s|^url = smtps://127.0.0.1:1|url = smtps://localhost:$MS_SMTPS\nuser = urp@bench.test\npassword_file = $DATA/secret.txt\nca_file = $MS_CA|" "$d/urp.conf"
    t0=$(now_ms)
    start "$d"
    until [ "$(gauge urp_outbox_due)" = 0 ]; do sleep 0.1; done
    ms=$(($(now_ms) - t0))
    awk -v n="$OUT" -v ms="$ms" -v b="$bare" -v f="$(gauge urp_outbox_failed)" 'BEGIN {
        u = n * 1000 / ms; printf "  %-44s %9.0f %9.0f  %5.2f           (%d mails, %d not taken)\n", "outbox: through Postfix, TLS and login", b, u, u / b, n, f }'
    stop
}

printf '\nmail\n  %-44s %9s %9s  %5s  %s\n' "" "bare/s" "urpd/s" "ratio" "budget"
corpus
MS=/tmp/ms.$$
if tests/mailserver/mailserver.sh start "$MS" >/dev/null; then
    # shellcheck disable=SC1091
    . "$MS/env"
    mailbox
    outbox
else
    MS=
    echo "  mailbox, outbox: passed over, no mail server can run here"
fi
