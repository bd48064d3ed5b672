/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/report.h"

#include "base/sv.h"
#include "base/text.h"
#include "mail/dead.h"
#include "mail/outbox_ops.h"
#include "q/mail.h"

static const struct mime_dsn *first_failed(const struct mime_mail *m)
{
    for (size_t i = 0; i < m->n_dsn; i++)
        if (str_eq(m->dsn[i].action, "failed"))
            return &m->dsn[i];
    return NULL;
}

/* The id is gone, the signed mark of our mail is still in the words: of the mails about that ticket the one to whom the report names. */
static enum rc by_mark(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err)
{
    const struct mime_dsn *d = first_failed(m);
    struct q_outbox_named_in row;

    if (!to->ticket_id || to->how != WHY_BY_MARK)
        FAIL(err, E_NOTFOUND, "", "no mark of ours");
    TRY(q_outbox_named_in(dbw_reader(w), dbw_arena(w), to->ticket_id, to->settore_id, d ? d->recipient : "", m->text, &row, err));
    to->outbox_id = row.id;
    to->settore_id = row.settore_id;
    return OK;
}

enum rc report_about(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err)
{
    enum rc rc = to->outbox_id ? OK : thread_by_id(w, m->dsn_original_id, to, err);

    if (rc == E_NOTFOUND && !m->n_dsn)
        rc = thread_by_words(w, m->text, to, err);
    if (rc == E_NOTFOUND && !m->n_dsn)
        rc = thread_by_words(w, m->quoted, to, err);
    if (rc == E_NOTFOUND)
        rc = by_mark(w, m, to, err);
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc report_failure(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err)
{
    const struct mime_dsn *d = first_failed(m);
    struct q_outbox_row_full row;
    const char *why;

    TRY(report_about(w, m, to, err));
    if (!to->outbox_id)
        return OK; /* of a mail that we did not send, or that nobody can name */
    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), to->outbox_id, &row, err));
    why = d && !str_empty(d->diagnostic) ? d->diagnostic : d && !str_empty(d->status) ? d->status : "respinto";
    if (d && outbox_too_big(550, arena_fmt(dbw_arena(w), "%s %s", d->status, d->diagnostic))) {
        bool lighter;
        TRY(outbox_lighten(w, row.id, 552, text_short(dbw_arena(w), why, 180), &lighter, err));
        if (lighter)
            return OK;
    }
    /* Anybody who was passed our mail can write a report about it. An office is only dead when its own server says so to us. */
    if (!row.settore_id && dead_reported(m, row.to_addr))
        TRY(dead_mark(w, row.to_addr, why, row.id, err));
    return outbox_bounced(w, to->outbox_id, 550, text_short(dbw_arena(w), why, 180), err);
}
