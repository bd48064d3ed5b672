/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/track.h"

#include <glib.h>
#include <string.h>

#include "base/rnd.h"
#include "base/sv.h"
#include "q/message.h"
#include "q/ticket.h"
#include "ticket/code.h"

#define SECRET_BYTES 10 /* 80 bits are 16 characters of base32 */

_Static_assert(SECRET_BYTES * 8 == TRACK_SECRET_CHARS * 5, "secret fills its characters");

static char *secret_of(struct arena *a, const uint8_t key[32], struct bytes salt)
{
    uint8_t mac[32];

    mac_of(key, "track", salt.p, salt.n, mac);
    return base32_text(a, mac, SECRET_BYTES);
}

enum rc track_secret(struct dbr *r, struct arena *a, const uint8_t key[32], int64_t ticket_id, char **ret,
                     struct err *err)
{
    struct q_track_salt row;

    TRY(q_track_salt(r, a, ticket_id, &row, err));
    *ret = secret_of(a, key, row.track_salt);
    return OK;
}

/* As people copy it: capitals, blanks and hyphens, digits that base32 does not have. Longer input stays
 * wrong: out has the length of a secret only when the typed one has. */
static void normal_form(const char *typed, char out[TRACK_SECRET_CHARS + 1])
{
    size_t n = 0;

    memset(out, 0, TRACK_SECRET_CHARS + 1);
    for (const char *p = typed; *p; p++) {
        char c = g_ascii_tolower(*p);

        if (c == ' ' || c == '-')
            continue;
        if (n == TRACK_SECRET_CHARS) {
            out[0] = '\0';
            return;
        }
        out[n++] = c == '0' ? 'o' : c == '1' ? 'l' : c == '8' ? 'b' : c;
    }
}

/* Both mistakes walk the same way: two statements and one MAC, whatever was typed. Only who has both goes further. */
enum rc track_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *code, const char *secret,
                   struct ticket *ret, struct err *err)
{
    static const uint8_t no_salt[16] = { 0 };
    struct q_ticket_id_of_number ticket = { 0 };
    struct q_track_salt row = { .track_salt = BYTES(no_salt) };
    char typed[TRACK_SECRET_CHARS + 1];
    int64_t year = 0, number = 0;
    enum rc rc;

    (void)!code_parse(sv_from(code ? code : ""), &year, &number); /* 0 is nobody's number */
    rc = q_ticket_id_of_number(r, a, year, number, &ticket, err);
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    rc = q_track_salt(r, a, ticket.id, &row, err);
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    normal_form(secret ? secret : "", typed);
    bool same = bytes_equal(typed, secret_of(a, key, row.track_salt), TRACK_SECRET_CHARS);
    if (rc != OK || !same)
        FAIL(err, E_NOTFOUND, "code", "Numero o codice non corretti. Controlla la ricevuta.");
    return ticket_by_id(r, a, ticket.id, ret, err);
}

char *track_path(struct arena *a, const char *code, const char *secret)
{
    return arena_fmt(a, "/pratica/%s/%s", code, secret);
}
