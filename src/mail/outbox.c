/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/outbox.h"

#include <string.h>

#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/capability.h"
#include "dispatch/undo.h"
#include "mail/dead.h"
#include "mail/outbox_ops.h"
#include "ticket/citizen_link.h"
#include "ticket/ente.h"
#include "ticket/notify.h"

int64_t outbox_next_try(int64_t created_at, int64_t now_at)
{
    int64_t wait = now_at - created_at;

    if (wait < OUTBOX_FIRST_WAIT_S)
        wait = OUTBOX_FIRST_WAIT_S;
    if (wait > OUTBOX_LONGEST_WAIT_S)
        wait = OUTBOX_LONGEST_WAIT_S;
    return now_at + wait;
}

/* Of a summary: for each request that the office still has. */
static enum rc grant_links(struct dbw *w, const struct rendered *r, struct err *err)
{
    struct ticket t;
    int64_t id;

    for (size_t i = 0; i < r->n_links; i++) {
        TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), r->links[i].ticket_id, &t, err));
        if (t.settore_id == r->settore_id)
            TRY(capability_grant(w, t.id, r->settore_id, r->links[i].token, r->link_until_at, &id, err));
    }
    return OK;
}

/* The link that the mail carries is good from the moment the mail can leave; a crash before this renders anew. If the ticket
 * left the office in the meantime the link is dead from the beginning: the mail that says so is on its way, too. */
enum rc outbox_rendered_op(struct dbw *w, void *rendered, struct err *err)
{
    struct outbox_rendered *o = rendered;
    struct q_outbox_row_full row;
    struct ticket t;
    int64_t changes, capability_id;
    uint8_t sha[SHA256_BYTES];

    assume(hex_bytes(o->r.sha256, sha, sizeof sha));
    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), o->id, &row, err));
    o->is_stale = row.stale;
    if (o->is_stale)
        return q_outbox_release(w, o->id, err);
    TRY(q_outbox_ready(w, BYTES(sha), o->r.bytes, o->r.way, o->id, &changes, err));
    if (changes == 1 && o->r.draft_link_id) /* from now on it stands in the bytes alone, which are sent as they are however often */
        return citizen_link_mail_made(w, o->r.draft_link_id, err);
    if (changes == 1 && o->r.n_links)
        return grant_links(w, &o->r, err);
    if (changes != 1 || !o->r.token)
        return OK;
    if (o->r.undo_id)
        return undo_grant(w, o->r.undo_id, o->r.token, err);
    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), o->r.ticket_id, &t, err));
    if (t.settore_id != o->r.settore_id)
        return OK;
    return capability_grant(w, o->r.ticket_id, o->r.settore_id, o->r.token, o->r.link_until_at, &capability_id, err);
}

enum rc outbox_lease_op(struct dbw *w, void *leases, struct err *err)
{
    struct outbox_leases *l = leases;
    int64_t changes, now_at = clock_now_at();

    for (size_t i = 0; i < l->n; i++) {
        TRY(q_outbox_lease(w, now_at + OUTBOX_LEASE_S, l->list[i].id, now_at, &changes, err));
        l->list[i].mine = changes == 1;
    }
    return OK;
}

enum rc outbox_postpone_op(struct dbw *w, void *postpone, struct err *err)
{
    const struct outbox_postpone *o = postpone;

    return q_outbox_postpone(w, o->at, o->id, err);
}

enum rc outbox_release_op(struct dbw *w, void *leases, struct err *err)
{
    struct outbox_leases *l = leases;

    for (size_t i = 0; i < l->n; i++)
        if (l->list[i].mine)
            TRY(q_outbox_release(w, l->list[i].id, err));
    return OK;
}

/* ---- what the ticket hears ---------------------------------------------------------------------- */

static enum rc tell_ticket(struct dbw *w, const struct q_outbox_row_full *row, enum event_kind kind, int code, bool failed,
                           struct err *err)
{
    struct q_outbox_bad_of_ticket bad;
    struct ticket t;
    json_t *data;

    if (!row->ticket_id)
        return OK;
    TRY(ticket_for_change(w, row->ticket_id, 0, &t, err));
    TRY(q_outbox_bad_of_ticket(dbw_reader(w), dbw_arena(w), row->ticket_id, &bad, err));
    data = json_pack("{s:I, s:i}", "outbox", (json_int_t)row->id, "smtp", code);
    if (failed)
        ticket_attention(&t, data, ATTN_UNDELIVERED, 0);
    else if (bad.n == 0)
        ticket_attention(&t, data, 0, ATTN_UNDELIVERED);
    return ticket_event(w, &t, kind, (struct actor){ .kind = ACTOR_SYSTEM }, data, NULL, err);
}

/* An office that cannot be reached has a second address; the same thing is said there, once. */
static enum rc try_fallback(struct dbw *w, const struct q_outbox_row_full *row, struct err *err)
{
    struct settore office;
    struct q_outbox_same_notice same;
    struct notice n = { .ticket_id = row->ticket_id, .event_id = row->event_id, .message_id = row->message_id, .settore_id = row->settore_id };
    enum rc rc;

    if (!row->settore_id || !notice_parse(row->kind, &n.kind))
        return OK;
    TRY(settore_by_id(dbw_reader(w), row->settore_id, &office, err));
    if (!text_is_email(sv_from(office.fallback_email)) || str_eq(office.fallback_email, row->to_addr))
        return OK;
    TRY(q_outbox_same_notice(dbw_reader(w), dbw_arena(w), row->ticket_id, row->kind, row->event_id, office.fallback_email, &same, err));
    if (same.n)
        return OK;
    n.to_addr = office.fallback_email;
    n.params = json_loads(row->params, 0, NULL);
    rc = notify_queue(w, &n, NULL, err);
    json_decref(n.params);
    return rc;
}

/* Given up after days: the board says so, and the office hears of it where it reads anyway. */
static enum rc tell_urp(struct dbw *w, const struct q_outbox_row_full *row, struct err *err)
{
    const char *addr = ente_text(dbw_reader(w), dbw_arena(w), "email", "");
    struct notice n = { .kind = NOTICE_UNDELIVERED, .ticket_id = row->ticket_id, .event_id = row->event_id, .to_addr = addr };
    enum rc rc;

    if (!row->ticket_id || str_eq(row->kind, notice_name(NOTICE_UNDELIVERED)) || !text_is_email(sv_from(addr)) ||
        sv_eq_nocase(sv_from(addr), sv_from(row->to_addr)))
        return OK;
    n.params = json_pack("{s:I}", "outbox", (json_int_t)row->id);
    rc = notify_queue(w, &n, NULL, err);
    json_decref(n.params);
    return rc;
}

/* ---- too big ------------------------------------------------------------------------------------ */

bool outbox_too_big(int code, const char *text)
{
    return code == 552 ? !strstr(text, "5.2.2") && !strstr(text, "4.2.2") : code / 100 == 5 && (strstr(text, "5.3.4") || strstr(text, "5.2.3"));
}

enum rc outbox_lighten(struct dbw *w, int64_t id, int code, const char *text, bool *ret, struct err *err)
{
    struct q_outbox_row_full row;
    int64_t changes = 0;

    *ret = false;
    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), id, &row, err));
    if (str_eq(row.kind, notice_name(NOTICE_HANDOVER))) /* another body has no link */
        return OK;
    TRY(q_outbox_lighten(w, clock_now_at(), code, text, id, &changes, err));
    *ret = changes == 1;
    if (*ret)
        dbw_touch(w, DB_TOPIC_OUTBOX);
    return OK;
}

enum rc outbox_bounced(struct dbw *w, int64_t id, int code, const char *text, struct err *err)
{
    struct q_outbox_row_full row;
    int64_t now_at = clock_now_at();

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), id, &row, err));
    if (str_eq(row.state, "refused") || str_eq(row.state, "dead"))
        return OK;
    TRY(q_outbox_settle(w, "refused", row.next_try_at, code, text, now_at, id, err));
    TRY(tell_ticket(w, &row, EVENT_MAIL_NON_CONSEGNATA, code, true, err));
    return try_fallback(w, &row, err);
}

enum rc outbox_proved(struct dbw *w, int64_t id, bool is_delivered, const char *text, struct err *err)
{
    struct q_outbox_row_full row;
    int64_t changes;

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), id, &row, err));
    TRY(q_outbox_proved(w, text, clock_now_at(), id, is_delivered, &changes, err));
    if (changes != 1)
        return OK;
    if (is_delivered)
        TRY(dead_lift(w, row.to_addr, err));
    return tell_ticket(w, &row, EVENT_MAIL_INVIATA, 250, false, err);
}

/* An answer to a mail shows that the server is there; a connection lost after the dot shows nothing. */
static enum rc note_server(struct dbw *w, const struct q_outbox_row_full *row, const struct outbox_settle *s, int64_t now_at, struct err *err)
{
    const char *way = str_eq(row->way, "pec") ? "pec" : "mail";

    if (s->fate == FATE_LATER && s->is_account)
        return q_server_down(w, way, now_at, err);
    return s->fate != FATE_UNKNOWN && s->code ? q_server_up(w, way, err) : OK;
}

enum rc outbox_settle_op(struct dbw *w, void *settle, struct err *err)
{
    struct outbox_settle *s = settle;
    struct q_outbox_row_full row;
    int64_t now_at = clock_now_at(), next_at;
    bool lighter;

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), s->id, &row, err));
    TRY(note_server(w, &row, s, now_at, err));
    if (str_eq(row.state, "done")) /* a receipt was faster (outbox_proved) */
        return OK;
    switch (s->fate) {
    case FATE_DONE:
        TRY(q_outbox_settle(w, "done", now_at, s->code, s->text, now_at, s->id, err));
        TRY(dead_lift(w, row.to_addr, err));
        return tell_ticket(w, &row, EVENT_MAIL_INVIATA, s->code, false, err);
    case FATE_REFUSED:
        if (outbox_too_big(s->code, s->text)) {
            TRY(outbox_lighten(w, s->id, s->code, s->text, &lighter, err));
            if (lighter)
                return OK;
        }
        if (s->code && dead_says("", s->text))
            TRY(dead_mark(w, row.to_addr, s->text, s->id, err));
        return outbox_bounced(w, s->id, s->code, s->text, err);
    case FATE_LATER:
    case FATE_UNKNOWN:
        break;
    }
    if (now_at - row.created_at > OUTBOX_GIVE_UP_S && row.attempts + 1 >= OUTBOX_TRIES_AT_LEAST) {
        TRY(q_outbox_settle(w, "dead", now_at, s->code, s->text, now_at, s->id, err));
        TRY(tell_ticket(w, &row, EVENT_MAIL_NON_CONSEGNATA, s->code, true, err));
        TRY(tell_urp(w, &row, err));
        return try_fallback(w, &row, err);
    }
    next_at = s->fate == FATE_LATER && s->is_account ? now_at + OUTBOX_ACCOUNT_WAIT_S : outbox_next_try(row.created_at, now_at);
    TRY(q_outbox_settle(w, s->fate == FATE_UNKNOWN ? "unknown" : "later", next_at, s->code, s->text, 0, s->id, err));
    return s->fate == FATE_UNKNOWN ? tell_ticket(w, &row, EVENT_MAIL_INCERTA, s->code, false, err) : OK;
}

enum rc outbox_resend_op(struct dbw *w, void *resend, struct err *err)
{
    struct outbox_resend *o = resend;
    struct q_outbox_row_full row;
    int64_t changes;

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), o->id, &row, err));
    TRY(q_outbox_again(w, clock_now_at(), o->id, &changes, err));
    if (changes != 1)
        FAIL(err, E_CONFLICT, "", "Questo messaggio non è tra quelli non consegnati.");
    TRY(dead_lift(w, row.to_addr, err));
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return OK;
}
