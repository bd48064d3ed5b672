# SPDX-License-Identifier: EUPL-1.2
# Sourced by "mailserver.sh check DIR": the server's own test. Prints one line "N passed, N failed".
. "$DIR/env"
passed=0 failed=0
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
is() { if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not ok: $1: got '$2', wanted '$3'"; fi; }
ID="check-$$-$RANDOM@chk.test"
printf 'From: urp@chk.test\r\nTo: tributi@chk.test\r\nSubject: prova\r\nMessage-ID: <%s>\r\n\r\nciao\r\n' "$ID" >"$T/mail"
send() { curl -sS --cacert "$MS_CA" "$@" --mail-from urp@chk.test -T "$T/mail" >/dev/null 2>"$T/err" && echo 0 || echo $?; }
imap() { curl -sS --cacert "$MS_CA" --url "imaps://localhost:$MS_IMAPS/$1" --user "$2:$MS_PASSWORD" -X "$3" 2>/dev/null || :; }
found() { for _ in $(seq 100); do if imap INBOX "$1" "$2" | grep -q 'SEARCH [0-9]'; then echo yes; return; fi; sleep 0.1; done; echo no; }
rcpt() {   # the code that RCPT TO gets
    local l c=none
    exec 3<>"/dev/tcp/127.0.0.1/$MS_SMTP"
    read -r l <&3
    for l in "HELO t" "MAIL FROM:<a@chk.test>" "RCPT TO:<$1>"; do printf '%s\r\n' "$l" >&3; read -r -t 25 c <&3; done
    exec 3>&-
    echo "${c:0:3}"
}
is "STARTTLS and AUTH" "$(send --ssl-reqd --url "smtp://localhost:$MS_SUBM" --user "urp@chk.test:$MS_PASSWORD" --mail-rcpt tributi@chk.test)" 0
is "implicit TLS" "$(send --url "smtps://localhost:$MS_SMTPS" --user "urp@chk.test:$MS_PASSWORD" --mail-rcpt verde@chk.test)" 0
is "wrong password" "$(send --ssl-reqd --url "smtp://localhost:$MS_SUBM" --user urp@chk.test:no --mail-rcpt verde@chk.test)" 67
is "no AUTH without TLS" "$(send --url "smtp://localhost:$MS_SUBM" --user "urp@chk.test:$MS_PASSWORD" --mail-rcpt verde@chk.test)" 55
is "a client that does not know the CA refuses" "$(curl -sS --url "smtps://localhost:$MS_SMTPS" >/dev/null 2>&1 && echo 0 || echo $?)" 60
for row in "urp 250" "anyone 250" "nouser 550" "policy 554" "full 452" "greylist 450" "drop 521" "bounce 250" "limbo 250" "blackhole 250"; do
    set -- $row; is "RCPT $1@" "$(rcpt "$1@chk.test")" "$2"
done
is "no relay" "$(rcpt someone@example.org)" 554
is "plus address" "$(rcpt urp+T1.abc@chk.test)" 250
is "IMAPS finds the mail" "$(found tributi@chk.test "UID SEARCH HEADER Message-ID $ID")" yes
is "the folder for worked mail exists" "$(imap '' tributi@chk.test 'LIST "" *' | grep -c Lavorate)" 1
send --ssl-reqd --url "smtp://localhost:$MS_SUBM" --user "urp@chk.test:$MS_PASSWORD" --mail-rcpt bounce@chk.test >/dev/null
is "bounce@ comes back as a DSN" "$(found urp@chk.test 'UID SEARCH FROM MAILER-DAEMON TEXT bounce@chk.test')" yes
echo "$passed passed, $failed failed"
[ $failed = 0 ]
