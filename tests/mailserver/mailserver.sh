#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# A real mail server (Postfix + Dovecot) that lives only inside one directory, on loopback.
#
#   mailserver.sh start DIR     starts it; DIR/env then holds ports, CA file and password as shell lines
#   mailserver.sh stop DIR      stops what start started, by the pids written inside DIR
#   mailserver.sh reload DIR    after an edit of DIR/etc/faults or DIR/etc/fates
#   mailserver.sh pause DIR | resume DIR          IMAP connects but stays silent (SIGSTOP / SIGCONT)
#   mailserver.sh uidvalidity DIR ADDRESS NUMBER  what a restored mailbox looks like
#   mailserver.sh dkim DIR DOMAIN     two doors more, in DIR/env: MS_SIGN signs for DOMAIN and hands over to MS_WORLD, which verifies
#                               what comes (opendkim on both) and says so in Authentication-Results: mx.urp.test
#   mailserver.sh check DIR     proves that it behaves as described here; needs curl
#
# Every address of every domain ending in .test is a mailbox with the password "prova", made at first use,
# so each test takes a domain of its own. MS_BASE=20000 moves the ports; without it a free block is taken.
# Faults by recipient are in the files faults and fates. Exit 77: cannot run here (not root, no packages).
# Packages: postfix dovecot-imapd dovecot-lmtpd openssl, for dkim also opendkim. Needs /dev/null and /dev/urandom, no /dev/log, no init.
set -eu
export PATH=$PATH:/usr/sbin:/sbin
HERE=$(cd "$(dirname "$0")" && pwd)
PASSWORD=prova
die() { echo "mailserver: $1" >&2; exit "${2:-1}"; }
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

requirements() {
    [ "$(id -u)" = 0 ] || die "must be root: Postfix's master insists" 77
    local c
    for c in postfix dovecot openssl; do command -v "$c" >/dev/null || die "no $c" 77; done
    local d=$DIR                          # the postfix and mail users must get through every parent
    while [ "$d" != / ]; do
        d=$(dirname "$d")
        case $(stat -c %A "$d") in *x|*t) ;; *) die "$d is closed to other users";; esac
    done
    [ ${#DIR} -le 60 ] || die "DIR too long: unix sockets live in it"
}

free_base() {   # a block of ports in which all are free
    local b p
    for _ in $(seq 200); do
        b=$((21000 + RANDOM % 200 * 50)); p=0
        for o in 1 2 3 4 5 6 7 8 9; do if port_open $((b + o)); then p=1; fi; done
        [ $p = 1 ] || { echo "$b"; return; }
    done
    die "no free block of ports"
}

certificates() {   # a CA, a server certificate, and one that a careful client must refuse
    [ -s "$DIR/ca/server.crt" ] && return 0
    local ca=$DIR/ca
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=URP test CA" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$ca/ca.key" -out "$ca/ca.crt" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=localhost" \
        -keyout "$ca/server.key" -out "$ca/server.csr" 2>/dev/null
    printf '%s\n' "subjectAltName=DNS:localhost,DNS:mail.urp.test,IP:127.0.0.1" "extendedKeyUsage=serverAuth" >"$ca/ext"
    openssl x509 -req -in "$ca/server.csr" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -CAcreateserial -days 3650 \
        -extfile "$ca/ext" -out "$ca/server.crt" 2>/dev/null
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=evil.test" \
        -keyout "$ca/evil.key" -out "$ca/evil.crt" 2>/dev/null
    chmod 600 "$ca"/*.key
}

fill() {
    sed -e "s|@DIR@|$DIR|g" -e "s|@SMTP@|$((BASE + 1))|g" -e "s|@SUBM@|$((BASE + 2))|g" -e "s|@SMTPS@|$((BASE + 3))|g" \
        -e "s|@IMAP@|$((BASE + 4))|g" -e "s|@IMAPS@|$((BASE + 5))|g" -e "s|@PASSWORD@|$PASSWORD|g" \
        -e "s|@OWNER@|$OWNER|g" -e "s|@GROUP@|$GROUP|g" "$HERE/$1" >"$DIR/etc/$2"
}

configure() {
    # Dovecot refuses mail owned by root; through sudo the mail belongs to the caller, who wants to read it.
    OWNER=mail GROUP=mail
    if [ "${SUDO_UID:-0}" != 0 ]; then OWNER=$(id -un "$SUDO_UID") GROUP=$(id -gn "$SUDO_UID"); fi
    mkdir -p "$DIR"/{ca,etc/postfix,queue,state,dovecot,mail,log}
    chmod 755 "$DIR"
    chown postfix "$DIR/state"
    chown "$OWNER:$GROUP" "$DIR/mail"; chmod 700 "$DIR/mail"
    certificates
    echo '/\.test$/ virtual' >"$DIR/etc/domains"
    echo '/@.*\.test$/ mailbox' >"$DIR/etc/mailboxes"
    [ -s "$DIR/etc/faults" ] || cp "$HERE/faults" "$DIR/etc/faults"
    [ -s "$DIR/etc/fates" ] || cp "$HERE/fates" "$DIR/etc/fates"
    fill main.cf.in postfix/main.cf
    fill master.cf.in postfix/master.cf
    fill dovecot.conf.in dovecot.conf
    printf '%s\n' "MS_DIR=$DIR" "MS_SMTP=$((BASE + 1))" "MS_SUBM=$((BASE + 2))" "MS_SMTPS=$((BASE + 3))" "MS_IMAP=$((BASE + 4))" \
        "MS_IMAPS=$((BASE + 5))" "MS_CA=$DIR/ca/ca.crt" "MS_PASSWORD=$PASSWORD" >"$DIR/env"
}

stop_pid() {   # pid-file program: a pid that now belongs to another program is left alone
    local p; p=$(tr -dc 0-9 <"$1" 2>/dev/null || :)
    [ -n "$p" ] && [ "$(cat "/proc/$p/comm" 2>/dev/null)" = "$2" ] || return 0
    kill -CONT "$p" 2>/dev/null || :
    kill "$p" 2>/dev/null || :
    for _ in $(seq 100); do [ -d "/proc/$p" ] || return 0; sleep 0.05; done
    kill -9 "$p" 2>/dev/null || :
}
stop_milters() { [ ! -d "$DIR/dkim" ] || for m in sign verify; do if [ -e "$DIR/dkim/$m.pid" ]; then stop_pid "$DIR/dkim/$m.pid" opendkim; fi; done; }
stop_all() { stop_milters; stop_pid "$DIR/queue/pid/master.pid" master; stop_pid "$DIR/dovecot/master.pid" dovecot; }

# The key lives as long as DIR. No resolver is asked: opendkim reads the record of DOMAIN from a file instead.
milter() {   # name mode port, then lines of its configuration
    local name=$1 mode=$2 port=$3; shift 3
    printf '%s\n' "Mode $mode" "Socket inet:$port@127.0.0.1" "PidFile $DIR/dkim/$name.pid" "Syslog no" "Background yes" "RequireSafeKeys no" \
        "On-DNSError accept" "$@" >"$DIR/dkim/$name.conf"
    opendkim -x "$DIR/dkim/$name.conf" </dev/null >"$DIR/log/dkim-$name" 2>&1 || { cat "$DIR/log/dkim-$name" >&2; exit 1; }
    for _ in $(seq 200); do if port_open "$port"; then return; fi; sleep 0.05; done
    die "no answer of opendkim ($name)"
}

dkim() {   # domain
    command -v opendkim >/dev/null || die "no opendkim" 77
    . "$DIR/env"
    local base=$((MS_SMTP - 1))
    stop_milters
    mkdir -p "$DIR/dkim"
    [ -s "$DIR/dkim/key" ] || openssl genrsa -out "$DIR/dkim/key" 2048 2>/dev/null
    echo "s._domainkey.$1 v=DKIM1; k=rsa; p=$(openssl rsa -in "$DIR/dkim/key" -pubout -outform DER 2>/dev/null | openssl base64 -A)" >"$DIR/dkim/dns"
    milter sign s $((base + 8)) "Domain $1" "Selector s" "KeyFile $DIR/dkim/key" "InternalHosts 127.0.0.1"
    milter verify v $((base + 9)) "TestDNSData file:$DIR/dkim/dns" "AuthservID mx.urp.test" "AlwaysAddARHeader yes" "InternalHosts 192.0.2.1"
    grep -q "^127.0.0.1:$((base + 6)) " "$DIR/etc/postfix/master.cf" || cat >>"$DIR/etc/postfix/master.cf" <<END
127.0.0.1:$((base + 6)) inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:$((base + 8))
  -o milter_macro_daemon_name=sign
  -o content_filter=smtp:[127.0.0.1]:$((base + 7))
127.0.0.1:$((base + 7)) inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:$((base + 9))
  -o milter_macro_daemon_name=verify
END
    grep -q MS_SIGN "$DIR/env" || printf '%s\n' "MS_SIGN=$((base + 6))" "MS_WORLD=$((base + 7))" >>"$DIR/env"
    postfix -c "$DIR/etc/postfix" reload >/dev/null 2>&1
    local port
    for port in $((base + 6)) $((base + 7)); do
        for _ in $(seq 200); do if port_open "$port"; then continue 2; fi; sleep 0.05; done
        die "nothing answers on port $port"
    done
}

start() {
    mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd -P)
    requirements
    local p; p=$(cat "$DIR/dovecot/master.pid" 2>/dev/null || :)
    if [ -n "$p" ] && [ "$(cat "/proc/$p/comm" 2>/dev/null)" = dovecot ]; then die "already running in $DIR"; fi
    BASE=${MS_BASE:-$(free_base)}
    configure
    # Daemons keep the standard error they are born with: a caller that reads ours must not wait for them.
    dovecot -c "$DIR/etc/dovecot.conf" </dev/null >"$DIR/log/start" 2>&1 || { cat "$DIR/log/start" >&2; exit 1; }
    if ! postfix -c "$DIR/etc/postfix" start </dev/null >"$DIR/log/start" 2>&1; then cat "$DIR/log/start" >&2; stop_all; exit 1; fi
    local port
    for port in $((BASE + 1)) $((BASE + 5)); do
        for _ in $(seq 200); do if port_open "$port"; then continue 2; fi; sleep 0.05; done
        stop_all; tail -5 "$DIR"/log/*.log >&2; die "nothing answers on port $port"
    done
    cat "$DIR/env"
}

case ${1:-} in start|stop|reload|pause|resume|uidvalidity|dkim|check) ;; *) sed -n '3,16s/^# \{0,1\}//p' "$0"; exit 64;; esac
DIR=${2:?DIR is missing}
[ "$1" = start ] || DIR=$(cd "$DIR" && pwd -P)
case $1 in
    start)  start;;
    stop)   stop_all;;
    reload) postfix -c "$DIR/etc/postfix" reload >/dev/null 2>&1;;
    pause)  kill -STOP "$(cat "$DIR/dovecot/master.pid")";;
    resume) kill -CONT "$(cat "$DIR/dovecot/master.pid")";;
    uidvalidity) doveadm -c "$DIR/etc/dovecot.conf" mailbox update --uid-validity "${4:?NUMBER}" -u "${3:?ADDRESS}" INBOX;;
    dkim)   dkim "${3:?DOMAIN}";;
    check)  . "$HERE/check.sh";;
esac
