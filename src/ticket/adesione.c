/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/adesione.h"

#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/signed_id.h"
#include "q/adesione.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/lang.h"
#include "ticket/notify.h"
#include "ticket/person.h"

#define DAY_S INT64_C(86400)
enum { AT_ONCE = 5000 }; /* more are told, or erased, by nobody's hand */

const char *adesione_refused(const struct ticket *t)
{
    if (t->type != TYPE_REPORT)
        return "Si può aderire solo alle segnalazioni.";
    if (t->flags & TICKET_CONFIDENTIAL)
        return "Questa segnalazione è riservata: non si può aderire. Se hai lo stesso problema, scrivi una nuova segnalazione.";
    if (t->state == STATE_TRANSFERRED)
        return "Questa segnalazione è passata a un altro ente: qui non la seguiamo più. Se hai lo stesso problema, rivolgiti a quell'ente.";
    if (!t->open)
        return "Questa segnalazione è conclusa. Se il problema c'è ancora, scrivi una nuova segnalazione.";
    return NULL;
}

/* ---- tokens ------------------------------------------------------------------------------------- */

/* What may be told of a report (ticket/glimpse) is less than its code, with which its author is known at the desk. */
char *adesione_ask_path(struct arena *a, const uint8_t key[32], int64_t ticket_id)
{
    return arena_fmt(a, "/aderisci/%s", sealed_id(a, key, "aderisci", 'r', ticket_id));
}

bool adesione_ask_open(const uint8_t key[32], const char *token, int64_t *ret_ticket_id)
{
    return sealed_id_open(key, "aderisci", 'r', token, ret_ticket_id);
}

char *adesione_path(struct arena *a, const uint8_t key[32], const struct adesione *x)
{
    return arena_fmt(a, "/adesione/%s", signed_id(a, key, "adesione", 'a', x->id));
}

enum rc adesione_by_id(struct dbr *r, struct arena *a, int64_t id, struct adesione *ret, struct err *err)
{
    struct q_adesione_row row;

    TRY(q_adesione_row(r, a, id, &row, err));
    *ret = (struct adesione){ .id = row.id, .ticket_id = row.ticket_id, .email = row.email, .lang = row.lang };
    if (row.left_at)
        ret->state = ADESIONE_LEFT;
    else if (row.confirmed_at)
        ret->state = ADESIONE_JOINED;
    else
        ret->state = *row.email && clock_now_at() - row.asked_at <= ADESIONE_ASK_S ? ADESIONE_ASKED : ADESIONE_LATE;
    return OK;
}

enum rc adesione_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *token, struct adesione *ret, struct err *err)
{
    int64_t id;

    if (!signed_id_open(key, "adesione", 'a', token, &id))
        FAIL(err, E_NOTFOUND, "", "no such token");
    return adesione_by_id(r, a, id, ret, err);
}

/* ---- asking ------------------------------------------------------------------------------------- */

static enum rc send(struct dbw *w, enum notice_kind kind, int64_t id, const char *email, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:I}", "adesione", (json_int_t)id);

    return notify_queue(w, &(struct notice){ .kind = kind, .to_addr = email, .params = params }, NULL, err);
}

enum rc adesione_ask_op(struct dbw *w, void *arg, struct err *err)
{
    const struct adesione_ask *ask = arg;
    struct arena *a = dbw_arena(w);
    int64_t now_at = clock_now_at(), id;
    struct q_adesione_of known;
    struct q_adesione_lately lately;
    const char *email, *why, *lang = ask->lang ? ask->lang : LANG_ITALIAN;
    struct ticket t;
    enum rc rc;

    TRY(person_address(a, ask->email, &email, err));
    TRY(ticket_for_change(w, ask->ticket_id, VERSION_ANY, &t, err));
    why = adesione_refused(&t);
    if (why)
        FAIL(err, E_CONFLICT, "", "%s", why);
    rc = q_adesione_of(dbw_reader(w), a, t.id, email, &known, err);
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    /* Who has joined was told so; a stranger who writes the address again makes no second mail. */
    if (rc == OK && (known.confirmed_at || now_at - known.asked_at < ADESIONE_AGAIN_S))
        return OK;
    TRY(q_adesione_lately(dbw_reader(w), a, email, now_at - DAY_S, &lately, err));
    if (lately.n >= ADESIONI_A_DAY)
        FAIL(err, E_LIMIT, "email", "Oggi abbiamo già mandato troppi messaggi a questo indirizzo. Riprova domani, o telefonaci.");
    if (rc == E_NOTFOUND) {
        TRY(q_adesione_add(w, t.id, email, lang, now_at, &id, err));
        return send(w, NOTICE_JOIN_ASK, id, email, err);
    }
    TRY(q_adesione_asked(w, lang, now_at, known.id, err));
    return send(w, NOTICE_JOIN_ASK, known.id, email, err);
}

/* ---- choosing ----------------------------------------------------------------------------------- */

/* Of the machine: an operator who is writing an answer meanwhile has nothing to read anew. */
static enum rc record(struct dbw *w, struct ticket *t, enum event_kind kind, int64_t id, struct err *err)
{
    return ticket_event(w, t, kind, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "adesione", (json_int_t)id), NULL, err);
}

static enum rc forget(struct dbw *w, int64_t id, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:I}", "adesione", (json_int_t)id);

    TRY(q_adesione_erase(w, id, err));
    return q_adesione_unsend(w, clock_now_at(), canonical_text(dbw_arena(w), params), err);
}

static enum rc may_confirm(struct dbw *w, const struct adesione *x, const struct ticket *t, struct err *err)
{
    const char *why = adesione_refused(t);
    struct person p;

    if (x->state == ADESIONE_LATE)
        FAIL(err, E_CONFLICT, "", "Il collegamento non vale più: sono passati più di sette giorni. Torna sulla segnalazione e premi di nuovo «Anche io».");
    if (x->state == ADESIONE_LEFT)
        FAIL(err, E_CONFLICT, "", "Hai già ritirato questa adesione. Per aderire di nuovo torna sulla segnalazione e premi «Anche io».");
    if (why)
        FAIL(err, E_CONFLICT, "", "%s", why);
    if (!t->person_id)
        return OK;
    TRY(person_by_id(dbw_reader(w), dbw_arena(w), t->person_id, &p, err));
    if (str_eq(p.email, x->email))
        FAIL(err, E_CONFLICT, "", "Questa segnalazione l'hai fatta tu: ti avvisiamo già di come va a finire.");
    return OK;
}

static int64_t month_of(int64_t at)
{
    struct ymd d = day_ymd(day_of(at));

    return (int64_t)d.year * 100 + d.month;
}

enum rc adesione_confirm_op(struct dbw *w, void *arg, struct err *err)
{
    const struct adesione_choice *c = arg;
    struct adesione x;
    struct ticket t;

    TRY(adesione_by_id(dbw_reader(w), dbw_arena(w), c->id, &x, err));
    if (x.state == ADESIONE_JOINED)
        return OK;
    TRY(ticket_for_change(w, x.ticket_id, VERSION_ANY, &t, err));
    TRY(may_confirm(w, &x, &t, err));
    TRY(q_adesione_confirm(w, clock_now_at(), x.id, err));
    TRY(q_adesione_month(w, month_of(clock_now_at()), t.category_id, err));
    return record(w, &t, EVENT_ADESIONE, x.id, err);
}

enum rc adesione_leave_op(struct dbw *w, void *arg, struct err *err)
{
    const struct adesione_choice *c = arg;
    struct adesione x;
    struct ticket t;

    TRY(adesione_by_id(dbw_reader(w), dbw_arena(w), c->id, &x, err));
    if (x.state == ADESIONE_LEFT)
        return OK;
    TRY(q_adesione_leave(w, clock_now_at(), x.id, err));
    TRY(forget(w, x.id, err));
    if (x.state != ADESIONE_JOINED)
        return OK;
    TRY(ticket_for_change(w, x.ticket_id, VERSION_ANY, &t, err));
    return record(w, &t, EVENT_ADESIONE_TOLTA, x.id, err);
}

/* ---- for the other operations ------------------------------------------------------------------- */

enum rc adesione_count(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t *ret, struct err *err)
{
    struct q_adesione_count row;

    TRY(q_adesione_count(r, a, ticket_id, &row, err));
    *ret = row.n;
    return OK;
}

int64_t adesione_hint_from(struct dbr *r, struct arena *a)
{
    int64_t n;

    return sv_int(sv_from(ente_text(r, a, "joined_hint", "")), 0, ADESIONI_HINT_MAX, &n) ? n : ADESIONI_HINT;
}

enum rc adesione_tell_end(struct dbw *w, const struct ticket *t, struct err *err)
{
    struct q_adesione_to_tell *rows;
    size_t n;

    TRY(q_adesione_to_tell(dbw_reader(w), dbw_arena(w), t->id, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(send(w, NOTICE_JOIN_END, rows[i].id, rows[i].email, err));
        TRY(q_adesione_told(w, clock_now_at(), rows[i].id, err));
    }
    return OK;
}

enum rc adesione_move(struct dbw *w, int64_t from_id, int64_t to_id, struct err *err)
{
    struct q_adesione_both *rows;
    size_t n;

    TRY(q_adesione_both(dbw_reader(w), dbw_arena(w), to_id, from_id, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(q_adesione_leave(w, clock_now_at(), rows[i].id, err));
        TRY(forget(w, rows[i].id, err));
    }
    return q_adesione_move(w, to_id, from_id, err);
}

enum rc adesione_erase(struct dbw *w, int64_t ticket_id, const char *passage, struct err *err)
{
    struct q_adesione_holding *rows;
    size_t n;

    TRY(q_adesione_holding(dbw_reader(w), dbw_arena(w), ticket_id, passage, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(forget(w, rows[i].id, err));
    return OK;
}

enum rc adesione_sweep(struct dbw *w, int64_t now_at, int64_t n, int64_t *ret_gone, struct err *err)
{
    struct q_adesione_late *rows;
    struct q_adesione_told_before *told;
    size_t found, n_told;

    TRY(q_adesione_late(dbw_reader(w), dbw_arena(w), now_at - ADESIONE_ASK_S, n, &rows, &found, err));
    for (size_t i = 0; i < found; i++)
        TRY(forget(w, rows[i].id, err));
    TRY(q_adesione_told_before(dbw_reader(w), dbw_arena(w), now_at - JOINED_KEEP_S, n, &told, &n_told, err));
    for (size_t i = 0; i < n_told; i++)
        TRY(forget(w, told[i].id, err));
    *ret_gone = (int64_t)MAX(found, n_told);
    return OK;
}
