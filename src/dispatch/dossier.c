/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/dossier.h"

#include "base/clock.h"
#include "base/sv.h"
#include "q/dossier.h"
#include "q/dispatch.h"
#include "ticket/adesione.h"
#include "ticket/message.h"
#include "ticket/notify.h"
#include "ticket/publish.h"

static enum rc record_other(struct dbw *w, struct ticket *t, enum event_kind kind, struct actor who, int64_t other_id, int64_t message_id,
                            int64_t *ret_event_id, struct err *err)
{
    json_t *data = json_pack("{s:I}", "other", (json_int_t)other_id);

    if (message_id)
        json_object_set_new(data, "message", json_integer(message_id));
    return ticket_event(w, t, kind, who, data, ret_event_id, err);
}

/* ---- links -------------------------------------------------------------------------------------- */

static enum rc other_of(struct dbw *w, const struct dossier *d, struct ticket *ret, struct err *err)
{
    struct err none = { 0 };

    if (!d->other_id || d->other_id == d->ticket_id || ticket_for_change(w, d->other_id, VERSION_ANY, ret, &none) != OK)
        FAIL(err, E_INPUT, "other", "Scrivi il numero dell'altra richiesta, per esempio 2026-000123-K.");
    return OK;
}

enum rc dossier_link_op(struct dbw *w, void *dossier, struct err *err)
{
    struct dossier *d = dossier;
    struct q_link_between between;
    struct ticket t, other;

    TRY(ticket_for_change(w, d->ticket_id, d->version, &t, err));
    TRY(other_of(w, d, &other, err));
    TRY(q_link_between(dbw_reader(w), dbw_arena(w), t.id, other.id, &between, err));
    if (between.n)
        FAIL(err, E_INPUT, "other", "Le due richieste sono già collegate.");
    TRY(q_link_add(w, t.id, other.id, "related", clock_now_at(), err));
    TRY(record_other(w, &t, EVENT_COLLEGATA, d->who, other.id, 0, NULL, err));
    TRY(record_other(w, &other, EVENT_COLLEGATA, d->who, t.id, 0, NULL, err));
    d->after = t;
    return OK;
}

enum rc dossier_unlink_op(struct dbw *w, void *dossier, struct err *err)
{
    struct dossier *d = dossier;
    struct ticket t, other;
    int64_t gone;

    TRY(ticket_for_change(w, d->ticket_id, d->version, &t, err));
    TRY(other_of(w, d, &other, err));
    TRY(q_link_drop(w, "related", t.id, other.id, &gone, err));
    if (!gone)
        FAIL(err, E_INPUT, "other", "Le due richieste non sono più collegate.");
    TRY(record_other(w, &t, EVENT_SCOLLEGATA, d->who, other.id, 0, NULL, err));
    TRY(record_other(w, &other, EVENT_SCOLLEGATA, d->who, t.id, 0, NULL, err));
    d->after = t;
    return OK;
}

/* ---- unions ------------------------------------------------------------------------------------- */

/* A chain is as long as people joined what was joined already; one that goes round is none of ours. */
#define CHAIN_MAX 16

enum rc dossier_main(struct dbr *r, struct arena *a, int64_t other_id, int64_t *ret_id, struct err *err)
{
    struct ticket t;

    *ret_id = other_id;
    for (int i = 0; i < CHAIN_MAX; i++) {
        TRY(ticket_by_id(r, a, *ret_id, &t, err));
        if (!t.duplicate_of)
            return OK;
        *ret_id = t.duplicate_of;
    }
    return OK;
}

enum rc dossier_united(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
    struct q_has_united some;
    struct q_united *rows;

    *ret_n = 0;
    *ret_ids = NULL;
    TRY(q_has_united(r, a, ticket_id, &some, err));
    if (!some.n) /* nearly always */
        return OK;
    TRY(q_united(r, a, ticket_id, DOSSIER_UNITED_MAX, &rows, ret_n, err));
    *ret_ids = arena_array(a, *ret_n, int64_t);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret_ids)[i] = rows[i].id;
    return OK;
}

/* Nothing of the other person is told: what they wrote and who they are stays theirs. */
static const char joined_words[] = "Alla tua richiesta ne abbiamo unita un'altra, sullo stesso problema: le trattiamo insieme. Per te non cambia niente.";

enum rc dossier_join(struct dbw *w, const struct ticket *t, int64_t main_id, struct actor who, int64_t at, struct err *err)
{
    struct ticket main_t;
    struct message m = { .ticket_id = main_id, .at = at, .kind = "info", .author = ACTOR_URP, .channel = CHANNEL_WEB, .user_id = who.kind == ACTOR_URP ? who.id : 0,
                         .public = true, .body = joined_words };
    int64_t event_id;
    bool tell;

    TRY(ticket_for_change(w, main_id, VERSION_ANY, &main_t, err));
    tell = main_t.open && main_t.person_id && main_t.person_id != t->person_id;
    if (tell)
        TRY(message_add(w, &m, err));
    TRY(record_other(w, &main_t, EVENT_UNITA, who, t->id, m.id, &event_id, err));
    TRY(adesione_move(w, t->id, main_id, err));
    if (!main_t.open) /* nothing else will tell them */
        TRY(adesione_tell_end(w, &main_t, err));
    TRY(q_watch_copy(w, main_id, at, t->id, err));
    return tell ? notify_citizen(w, &main_t, NOTICE_UPDATE, event_id, m.id, err) : OK;
}

enum rc dossier_leave(struct dbw *w, const struct ticket *t, json_t *data, struct actor who, struct err *err)
{
    struct ticket main_t;
    int64_t gone;

    if (!t->duplicate_of)
        return OK;
    json_object_set_new(data, "duplicate_of", json_null());
    TRY(q_link_drop(w, "duplicate", t->id, t->duplicate_of, &gone, err));
    TRY(ticket_for_change(w, t->duplicate_of, VERSION_ANY, &main_t, err));
    return record_other(w, &main_t, EVENT_SCOLLEGATA, who, t->id, 0, NULL, err);
}

static enum rc tell_one(struct dbw *w, const struct dossier *d, int64_t id, struct err *err)
{
    struct message m = { .ticket_id = id, .kind = "reply", .author = ACTOR_URP, .author_name = d->who_name, .channel = CHANNEL_WEB, .user_id = d->who.id,
                         .public = true, .body = d->text };
    struct ticket t;
    int64_t event_id;

    TRY(ticket_for_change(w, id, VERSION_ANY, &t, err));
    TRY(message_add(w, &m, err));
    TRY(ticket_event(w, &t, EVENT_MESSAGGIO_URP, d->who, json_pack("{s:I}", "message", (json_int_t)m.id), &event_id, err));
    return notify_citizen(w, &t, NOTICE_UPDATE, event_id, m.id, err);
}

static bool may_tell(const struct dossier *d, int64_t id)
{
    for (size_t i = 0; i < d->n_only; i++)
        if (d->only[i] == id)
            return true;
    return false;
}

enum rc dossier_tell_op(struct dbw *w, void *dossier, struct err *err)
{
    struct dossier *d = dossier;
    int64_t *ids;
    size_t n;

    TRY(ticket_for_change(w, d->ticket_id, d->version, &d->after, err));
    if (sv_trim(sv_from(d->text)).n == 0)
        FAIL(err, E_INPUT, "text", "Scrivi il messaggio.");
    TRY(dossier_united(dbw_reader(w), dbw_arena(w), d->ticket_id, &ids, &n, err));
    if (!n)
        FAIL(err, E_CONFLICT, "", "A questa richiesta non ne sono unite altre: non c'è nessuno da avvisare.");
    d->told = 0;
    for (size_t i = 0; i < n; i++)
        if (may_tell(d, ids[i])) {
            TRY(tell_one(w, d, ids[i], err));
            d->told++;
        }
    if (!d->told)
        FAIL(err, E_CONFLICT, "", "Le richieste unite a questa sono di altri uffici: non puoi scrivere a chi le ha presentate.");
    return OK;
}

/* ---- who sees it -------------------------------------------------------------------------------- */

enum rc dossier_privacy_op(struct dbw *w, void *dossier, struct err *err)
{
    struct dossier *d = dossier;
    struct message m = { .ticket_id = d->ticket_id, .kind = "note", .author = ACTOR_URP, .author_name = d->who_name, .channel = CHANNEL_WEB, .user_id = d->who.id,
                         .body = d->text };
    struct ticket t;
    int64_t wanted;

    TRY(ticket_for_change(w, d->ticket_id, d->version, &t, err));
    if (sv_trim(sv_from(d->text)).n == 0)
        FAIL(err, E_INPUT, "text", "Scrivi perché: resta nella storia della richiesta.");
    wanted = (t.flags & ~(int64_t)DOSSIER_FLAGS) | (d->flags & DOSSIER_FLAGS);
    if (wanted == t.flags)
        FAIL(err, E_INPUT, "flags", "Non hai cambiato niente: scegli che cosa cambiare.");
    TRY(message_add(w, &m, err));
    if (wanted & TICKET_CONFIDENTIAL)
        TRY(publish_hide(w, &t, d->who, "riservata", err));
    TRY(ticket_event(w, &t, EVENT_RISERVATEZZA, d->who, json_pack("{s:I, s:I}", "flags", (json_int_t)wanted, "message", (json_int_t)m.id), NULL, err));
    d->after = t;
    return OK;
}
