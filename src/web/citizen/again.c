/* SPDX-License-Identifier: EUPL-1.2 */
/* Two small forms around sending: the address that was meant is taken, and another request begins with the place and the contact of
 * the last one, never with its words. */
#include "base/rnd.h"
#include "base/sv.h"
#include "citizen.h"
#include "intake/email_typo.h"
#include "ticket/message.h"
#include "ticket/person.h"
#include "ticket/place.h"


/* ---- the address -------------------------------------------------------------------------------- */

static struct reply corrected(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, ask_draft_url(rq, "riepilogo")) : reply_err(rq, err);
}

/* What is taken is worked out anew: whatever else is sent along counts for nothing. */
struct reply post_email(struct req *rq)
{
    struct draft_save *s = arena_one(req_arena(rq), struct draft_save);
    struct draft d;
    struct err err = { 0 };
    const char *meant;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    meant = email_meant(req_arena(rq), d.data.email);
    if (d.ticket_id || !meant)
        return reply_see(rq, ask_draft_url(rq, d.ticket_id ? "inviata" : "riepilogo"));
    *s = (struct draft_save){ .token = req_arg(rq, "token"), .type = d.type, .data = d.data };
    s->data.questions = NULL;
    s->data.email = meant;
    s->rows = draft_rows(d.type, &s->n_rows);
    return reply_after_write(rq, draft_store_op, s, corrected);
}

/* ---- another one -------------------------------------------------------------------------------- */

static struct reply begun(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/bozza/%s", OF(struct draft_save, arg)->token)) : reply_err(rq, err);
}

/* Of the person only what the page after sending showed or whoever wrote has typed: a row that was known before may hold more. */
static enum rc keep_contact(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct draft_data *d, struct err *err)
{
    struct person p;

    if (!t->person_id)
        return OK;
    TRY(person_by_id(reader_of(rq), req_arena(rq), t->person_id, &p, err));
    d->name = p.name;
    d->surname = p.surname;
    d->anonymous = t->flags & TICKET_ANONYMOUS ? "1" : "";
    d->email = str_eq(words->reply_by, "email") ? p.email : "";
    return OK;
}

static enum rc keep_place(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct draft_data *d, struct err *err)
{
    struct place_point p;

    d->place = words->place;
    TRY(place_point_of(reader_of(rq), req_arena(rq), t->id, &p, err));
    if (p.origin != PLACE_MAP && p.origin != PLACE_DEVICE)
        return OK;
    d->point = point_text(req_arena(rq), p.at);
    d->point_origin = place_origin_id(p.origin);
    return OK;
}

struct reply post_again(struct req *rq)
{
    struct draft_save *s = arena_one(req_arena(rq), struct draft_save);
    struct ticket_words words;
    struct draft d;
    struct ticket t;
    struct err err = { 0 };
    struct reply failed;
    int retry_s;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (!d.ticket_id)
        return reply_see(rq, ask_draft_url(rq, ""));
    if (!ask_sent_ticket(rq, &t, &failed))
        return failed;
    if (words_of(reader_of(rq), req_arena(rq), t.id, &words, &err) != OK)
        return reply_err(rq, &err);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "form:%s", req_client_net(rq)), (int)conf_int(app_of(rq)->conf, "limits", "forms_per_hour"), 3600, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
        return reply_status(rq, 429);
    }
    *s = (struct draft_save){ .token = rnd_token(req_arena(rq), TOKEN_SECRET_BYTES), .type = d.type, .create = true, .data = { .privacy = words.notice_id ? arena_fmt(req_arena(rq), "%lld", (long long)words.notice_id) : "" } };
    if (keep_place(rq, &t, &words, &s->data, &err) != OK || keep_contact(rq, &t, &words, &s->data, &err) != OK)
        return reply_err(rq, &err);
    s->rows = draft_rows(d.type, &s->n_rows);
    return reply_after_write(rq, draft_store_op, s, begun);
}
