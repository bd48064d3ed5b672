#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# What `make run` does once everything is built: run-demo.sh BUILD
#
# DEMO=1 (default): var/ gets a config, the invented Comune di Borgo Esempio and an operator; mail goes to var/posta/.
# DEMO=0 CONFIG=FILE: serves a real body as FILE says and creates nothing.
# PORT=8080 chooses the port of the demo.
set -eu
cd "$(dirname "$0")/.."
URPD=${1:?usage: run-demo.sh BUILD}/urpd
if [ "${DEMO:-1}" = 0 ]; then
    exec "$URPD" serve --config "${CONFIG:?DEMO=0 needs CONFIG=FILE}"
fi

VAR=${VAR:-var}
mkdir -p -m 700 "$VAR"
conf=$VAR/urp.conf
port=${PORT:-}
if [ ! -s "$conf" ]; then
    port=${port:-8080}
    cat >"$conf" <<CONF
# Demo body, made by "make run". Delete the folder $VAR to begin again; every key is explained by "urpd config doc".
[urp]
data_dir = $(cd "$VAR" && pwd)
base_url = http://127.0.0.1:$port

[http]
address = 127.0.0.1
port = $port

[smtp]
from = urp@comune.borgoesempio.example

# So that one can look around at once; a real body leaves this line out, and administrators need a code from their telephone, too.
[security]
totp_roles =
CONF
elif [ -n "$port" ]; then
    sed -i -E "s|^(base_url *= *http://127\.0\.0\.1:)[0-9]+|\1$port|; s|^(port *= *)[0-9]+|\1$port|" "$conf"
fi
port=$(sed -n 's/^port *= *//p' "$conf" | head -1)
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "La porta $port è già occupata: un'altra copia è in funzione? Altrimenti: make run PORT=8090" >&2
    exit 1
fi

"$URPD" ente load etc/ente.example.json --config "$conf" >/dev/null

# The first operator, with a password that exists nowhere else: kept for you beside the data, readable by you alone.
secret=$VAR/operatore.txt
if [ ! -s "$secret" ]; then
    password=$(head -c 12 /dev/urandom | base64 | tr '+/' 'xy')
    (umask 077; printf '%s\n' "$password" >"$secret")
    "$URPD" user add anna --name "Anna Neri" --role urp,responsabile,admin --password-file "$secret" --config "$conf" >/dev/null
fi

cat <<EOT

  Sportello del Comune di Borgo Esempio (inventato)
    cittadini    http://127.0.0.1:$port/
    operatori    http://127.0.0.1:$port/ufficio      utente: anna    password: $(cat "$secret")
    posta        $VAR/posta/ (nessun server di posta: i messaggi restano qui e si leggono dal cruscotto)
  Ctrl-C per fermare.

EOT
exec "$URPD" serve --config "$conf"
