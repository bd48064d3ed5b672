/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/optout.h"

#include <string.h>

#include "base/rnd.h"
#include "base/sv.h"

#define MAC_BYTES 10
#define MAC_CHARS 16

bool optout_allowed(enum notice_kind kind, int64_t message_id)
{
    return !message_id && (kind == NOTICE_TAKEN || kind == NOTICE_CLOSED);
}

static char *token_of(struct arena *a, const uint8_t key[32], int64_t ticket_id)
{
    const char *text = arena_fmt(a, "n%lld", (long long)ticket_id);
    uint8_t mac[32];

    mac_of(key, "optout", text, strlen(text), mac);
    return arena_fmt(a, "%s.%s", text, base32_text(a, mac, MAC_BYTES));
}

char *optout_path(struct arena *a, const uint8_t key[32], int64_t ticket_id)
{
    return arena_fmt(a, "/avvisi/%s", token_of(a, key, ticket_id));
}

bool optout_open(const uint8_t key[32], const char *token, int64_t *ret_ticket_id)
{
    struct sv rest = sv_from(token), number;
    int64_t id;

    if (rest.n < 2 || rest.p[0] != 'n' || !sv_next(&rest, '.', &number) || rest.n != MAC_CHARS || !sv_int(sv_drop(number, 1), 1, INT64_MAX, &id))
        return false;
    struct arena *a = arena_new(4096);
    bool ok = bytes_equal(strchr(token_of(a, key, id), '.') + 1, rest.p, MAC_CHARS);
    arena_free(a);
    if (ok)
        *ret_ticket_id = id;
    return ok;
}

enum rc optout_op(struct dbw *w, void *optout, struct err *err)
{
    const struct optout *o = optout;
    struct ticket t;

    TRY(ticket_for_change(w, o->ticket_id, VERSION_ANY, &t, err));
    if (((t.flags & TICKET_FEW_MAILS) != 0) == o->stop)
        return OK;
    return ticket_event(w, &t, EVENT_AVVISI, (struct actor){ .kind = ACTOR_CITIZEN }, json_pack("{s:I}", "flags", (json_int_t)(t.flags ^ TICKET_FEW_MAILS)), NULL,
                        err);
}
