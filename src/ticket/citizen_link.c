/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/citizen_link.h"

#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "base/signed_id.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/citizen_link.h"
#include "ticket/lang.h"
#include "ticket/notify.h"
#include "ticket/person.h"

#define DAY_S INT64_C(86400)
#define MONTH_S (31 * DAY_S)
#define RENEWED_S (2 * MONTH_S)
enum { AT_ONCE = 1000 }; /* more wait for the next round */

/* ---- tokens ------------------------------------------------------------------------------------- */

static char letter_of(enum citizen_link_kind kind)
{
    return kind == LINK_OWN ? 'm' : kind == LINK_DRAFT ? 'b' : 'i';
}

char *citizen_link_path(struct arena *a, const uint8_t key[32], const struct citizen_link *l)
{
    if (l->kind == LINK_DRAFT)
        return arena_fmt(a, "/bozza/%s", l->secret);
    return arena_fmt(a, "/pratica/%s/%s", l->kind == LINK_OWN ? "mie" : "indirizzo", signed_id(a, key, "citizen-link", letter_of(l->kind), l->id));
}

enum rc citizen_link_by_id(struct dbr *r, struct arena *a, int64_t id, struct citizen_link *ret, struct err *err)
{
    struct q_citizen_link_row row;

    TRY(q_citizen_link_row(r, a, id, &row, err));
    *ret = (struct citizen_link){ .id = row.id, .ticket_id = row.ticket_id, .asked_at = row.asked_at, .email = row.email, .lang = row.lang, .done = row.done_at != 0,
                                  .secret = row.secret, .kind = str_eq(row.kind, "own") ? LINK_OWN : str_eq(row.kind, "draft") ? LINK_DRAFT : LINK_ADDRESS };
    ret->late = clock_now_at() - row.asked_at > (ret->kind == LINK_ADDRESS ? ADDRESS_ASK_S : OWN_LIST_S) || (!ret->done && !*row.email);
    return OK;
}

enum rc citizen_link_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *token, struct citizen_link *ret, struct err *err)
{
    char letter = token ? token[0] : '\0';
    int64_t id;

    if (!signed_id_open(key, "citizen-link", letter, token, &id))
        FAIL(err, E_NOTFOUND, "", "no such token");
    TRY(citizen_link_by_id(r, a, id, ret, err));
    if (letter_of(ret->kind) != letter)
        FAIL(err, E_NOTFOUND, "", "a token of another kind");
    return OK;
}

/* ---- asking ------------------------------------------------------------------------------------- */

static enum rc asked_since(struct dbw *w, const char *kind, const char *email, int64_t since_at, int64_t *ret_n, struct err *err)
{
    struct q_citizen_link_lately lately;

    TRY(q_citizen_link_lately(dbw_reader(w), dbw_arena(w), email, kind, since_at, &lately, err));
    *ret_n = lately.n;
    return OK;
}

static enum rc send(struct dbw *w, enum notice_kind kind, int64_t ticket_id, int64_t id, const char *email, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:I}", "link", (json_int_t)id);

    return notify_queue(w, &(struct notice){ .kind = kind, .ticket_id = ticket_id, .to_addr = email, .params = params }, NULL, err);
}

enum rc address_ask_op(struct dbw *w, void *arg, struct err *err)
{
    const struct address_ask *ask = arg;
    const char *email;
    struct ticket t;
    struct person p;
    int64_t id, lately;

    TRY(person_address(dbw_arena(w), ask->email, &email, err));
    TRY(ticket_for_change(w, ask->ticket_id, VERSION_ANY, &t, err));
    if (t.person_id) {
        TRY(person_by_id(dbw_reader(w), dbw_arena(w), t.person_id, &p, err));
        if (str_eq(p.email, email))
            FAIL(err, E_INPUT, "email", "È lo stesso indirizzo a cui già ti scriviamo.");
    }
    TRY(asked_since(w, "address", email, clock_now_at() - DAY_S, &lately, err));
    if (lately >= LINKS_A_DAY)
        FAIL(err, E_LIMIT, "email", "Oggi abbiamo già mandato troppi messaggi a questo indirizzo. Riprova domani, o telefonaci.");
    TRY(q_citizen_link_add(w, "address", t.id, email, LANG_ITALIAN, clock_now_at(), &id, err));
    return send(w, NOTICE_ADDRESS_ASK, t.id, id, email, err);
}

/* Whoever asks for an address that nobody has, or again too soon, is told the same as everybody. A stranger can neither flood a mailbox nor
 * use up what its owner may ask for: within the day there is always a link that opens. */
enum rc own_ask_op(struct dbw *w, void *arg, struct err *err)
{
    const struct own_ask *ask = arg;
    const char *email;
    struct ticket *list;
    int64_t id, lately;
    size_t n;

    TRY(person_address(dbw_arena(w), ask->email, &email, err));
    TRY(own_list(dbw_reader(w), dbw_arena(w), email, &list, &n, err));
    TRY(asked_since(w, "own", email, clock_now_at() - OWN_AGAIN_S, &lately, err));
    if (!n || lately)
        return OK;
    TRY(q_citizen_link_add(w, "own", 0, email, ask->lang ? ask->lang : LANG_ITALIAN, clock_now_at(), &id, err));
    return send(w, NOTICE_OWN_LIST, 0, id, email, err);
}

/* The mailbox behind an address: what follows a plus is a label of its owner. */
static const char *mailbox_of(struct arena *a, const char *email)
{
    const char *at = strrchr(email, '@'), *plus = strchr(email, '+');

    return at && plus && plus > email && plus < at ? arena_fmt(a, "%.*s%s", (int)(plus - email), email, at) : email;
}

enum rc draft_link_op(struct dbw *w, void *arg, struct err *err)
{
    const struct draft_link_ask *ask = arg;
    struct q_citizen_link_of_draft same;
    const char *email, *mailbox;
    int64_t id, lately, changes;
    uint8_t hash[SHA256_BYTES];

    TRY(person_address(dbw_arena(w), ask->email, &email, err));
    if (!token_hash(ask->token, hash))
        FAIL(err, E_NOTFOUND, "", "empty draft token");
    mailbox = mailbox_of(dbw_arena(w), email);
    TRY(q_citizen_link_of_draft(dbw_reader(w), dbw_arena(w), mailbox, BYTES(hash), clock_now_at() - OWN_AGAIN_S, &same, err));
    TRY(asked_since(w, "draft", mailbox, clock_now_at() - DAY_S, &lately, err));
    if (same.n || lately >= LINKS_A_DAY)
        return OK;
    TRY(q_citizen_link_mailed(w, ask->draft_id, LINKS_A_DRAFT, &changes, err));
    if (!changes)
        return OK;
    TRY(q_citizen_link_add_draft(w, mailbox, ask->token, BYTES(hash), clock_now_at(), &id, err));
    return send(w, NOTICE_DRAFT_LINK, 0, id, email, err);
}

enum rc citizen_link_mail_made(struct dbw *w, int64_t id, struct err *err)
{
    dbw_scrub(w);
    return q_citizen_link_mail_made(w, id, err);
}

/* ---- forgetting --------------------------------------------------------------------------------- */

static enum rc forget(struct dbw *w, int64_t id, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:I}", "link", (json_int_t)id);

    TRY(q_citizen_link_forget(w, id, err));
    return q_citizen_link_unsend(w, clock_now_at(), canonical_text(dbw_arena(w), params), err);
}

static enum rc forget_others(struct dbw *w, int64_t ticket_id, int64_t but_id, struct err *err)
{
    struct q_citizen_link_others *rows;
    size_t n;

    TRY(q_citizen_link_others(dbw_reader(w), dbw_arena(w), ticket_id, but_id, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(forget(w, rows[i].id, err));
    return OK;
}

enum rc citizen_link_sweep(struct dbw *w, int64_t now_at, struct err *err)
{
    struct q_citizen_link_late *rows;
    size_t n;

    TRY(q_citizen_link_late(dbw_reader(w), dbw_arena(w), now_at - ADDRESS_ASK_S, now_at - OWN_LIST_S, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(forget(w, rows[i].id, err));
    return OK;
}

enum rc citizen_link_erase(struct dbw *w, int64_t ticket_id, const char *passage, struct err *err)
{
    struct q_citizen_link_holding *rows;
    size_t n;

    TRY(q_citizen_link_holding(dbw_reader(w), dbw_arena(w), ticket_id, passage, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(forget(w, rows[i].id, err));
    return OK;
}

/* ---- doing -------------------------------------------------------------------------------------- */

static enum rc tell_old(struct dbw *w, const struct ticket *t, int64_t link_id, const char *email, struct err *err)
{
    struct person p;

    if (!t->person_id)
        return OK;
    TRY(person_by_id(dbw_reader(w), dbw_arena(w), t->person_id, &p, err));
    return text_is_email(sv_from(p.email)) && !str_eq(p.email, email) ? send(w, NOTICE_ADDRESS_OLD, t->id, link_id, p.email, err) : OK;
}

enum rc address_confirm_op(struct dbw *w, void *arg, struct err *err)
{
    const struct citizen_link_choice *c = arg;
    struct citizen_link l;
    struct ticket t;
    int64_t person_id;

    TRY(citizen_link_by_id(dbw_reader(w), dbw_arena(w), c->id, &l, err));
    if (l.kind != LINK_ADDRESS)
        FAIL(err, E_NOTFOUND, "", "no address");
    if (l.done)
        return OK;
    if (l.late)
        FAIL(err, E_CONFLICT, "", "Il collegamento non vale più: sono passati più di sette giorni. Scrivi di nuovo il tuo indirizzo nella pagina della richiesta.");
    TRY(ticket_for_change(w, l.ticket_id, VERSION_ANY, &t, err));
    TRY(tell_old(w, &t, l.id, l.email, err));
    TRY(person_readdressed(w, t.person_id, l.email, &person_id, err));
    TRY(q_reply_by_email(w, t.id, err));
    TRY(q_citizen_link_done(w, clock_now_at(), l.id, err));
    TRY(forget_others(w, t.id, l.id, err));
    return ticket_event(w, &t, EVENT_INDIRIZZO_CAMBIATO, (struct actor){ .kind = ACTOR_CITIZEN }, json_pack("{s:I}", "person_id", (json_int_t)person_id), NULL, err);
}

enum rc own_list(struct dbr *r, struct arena *a, const char *email, struct ticket **ret, size_t *ret_n, struct err *err)
{
    struct q_own_tickets *rows;
    size_t n;

    TRY(q_own_tickets(r, a, email, TICKET_CONFIDENTIAL, OWN_LIST_MAX, &rows, &n, err));
    *ret = arena_array(a, n + 1, struct ticket);
    for (size_t i = 0; i < n; i++)
        TRY(ticket_by_id(r, a, rows[i].id, &(*ret)[i], err));
    *ret_n = n;
    return OK;
}

/* ---- the end of a secret ------------------------------------------------------------------------ */

enum rc track_is_over(struct dbr *r, struct arena *a, const struct ticket *t, int64_t months, bool *ret, struct err *err)
{
    int64_t ended_at = t->closed_at ? t->closed_at : t->answered_at ? t->answered_at : t->updated_at, now_at = clock_now_at();
    struct q_track_until row;

    *ret = false;
    if (!months || t->open || now_at - ended_at <= months * MONTH_S)
        return OK;
    TRY(q_track_until(r, a, t->id, &row, err));
    *ret = row.track_until < now_at;
    return OK;
}

enum rc track_renew_op(struct dbw *w, void *arg, struct err *err)
{
    const struct track_renew *job = arg;
    uint8_t salt[16];
    struct ticket t;
    struct person p = { .email = "" };
    struct q_track_until was;

    TRY(ticket_for_change(w, job->ticket_id, VERSION_ANY, &t, err));
    TRY(q_track_until(dbw_reader(w), dbw_arena(w), t.id, &was, err));
    if (was.track_until > clock_now_at()) /* pressed twice: a second secret would kill the one that was just mailed */
        return OK;
    if (t.person_id)
        TRY(person_by_id(dbw_reader(w), dbw_arena(w), t.person_id, &p, err));
    if (!text_is_email(sv_from(p.email)))
        FAIL(err, E_CONFLICT, "", "Non abbiamo un indirizzo e-mail a cui mandarti il nuovo collegamento. Chiama o vieni all'URP con un documento.");
    rnd_bytes(salt, sizeof salt);
    TRY(q_track_renew(w, BYTES(salt), clock_now_at() + RENEWED_S, t.id, err));
    TRY(forget_others(w, t.id, 0, err)); /* asked for by whoever had the old secret */
    return send(w, NOTICE_TRACK_RENEWED, t.id, 0, p.email, err);
}
