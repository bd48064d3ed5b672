/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/thread.h"

#include <string.h>

#include "base/sv.h"
#include "mail/pec.h"
#include "q/mail.h"
#include "q/ticket.h"
#include "ticket/code.h"
#include "ticket/notify.h"

static bool is_kind(const char *kind, enum notice_kind want)
{
    enum notice_kind k;

    return notice_parse(kind, &k) && k == want;
}

enum rc thread_by_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err)
{
    struct q_outbox_by_header row;
    enum rc rc = str_empty(id) ? E_NOTFOUND : q_outbox_by_header(dbw_reader(w), dbw_arena(w), notify_header_ticket(id), id, &row, err);

    if (rc == OK)
        *ret = (struct belongs){ .ticket_id = row.ticket_id, .settore_id = row.settore_id, .outbox_id = row.id, .other_body = is_kind(row.kind, NOTICE_HANDOVER),
                                 .digest = is_kind(row.kind, NOTICE_DIGEST) };
    return rc == E_NOTFOUND && !str_empty(id) ? pec_by_id(w, id, ret, err) : rc;
}

#define BY_WORDS_MAX 50

enum rc thread_by_words(struct dbw *w, const char *text, struct belongs *ret, struct err *err)
{
    int tries = BY_WORDS_MAX; /* anybody can write this text */

    for (const char *p = text; tries-- && (p = strstr(p, "urp-"));) {
        size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789-@.");
        enum rc rc = n > 300 ? E_NOTFOUND : thread_by_id(w, arena_strn(dbw_arena(w), p, n), ret, err);
        if (rc != E_NOTFOUND)
            return rc;
        p += n;
    }
    return E_NOTFOUND;
}

/* ---- the four ways ------------------------------------------------------------------------------ */

static enum rc by_token(struct dbw *w, const struct reply_token *token, struct belongs *ret, struct err *err)
{
    (void)w;
    if (!token)
        FAIL(err, E_NOTFOUND, "", "no signed address");
    *ret = (struct belongs){ .ticket_id = token->ticket_id, .settore_id = token->settore_id };
    return OK;
}

static enum rc by_headers(struct dbw *w, const struct mime_mail *m, struct belongs *ret, struct err *err)
{
    enum rc rc = thread_by_id(w, m->in_reply_to, ret, err);

    for (size_t i = m->n_references; rc == E_NOTFOUND && i > 0; i--)
        rc = thread_by_id(w, m->references[i - 1], ret, err);
    return rc;
}

static enum rc by_number(struct dbw *w, int64_t year, int64_t number, struct belongs *ret, struct err *err)
{
    struct q_ticket_id_of_number row;

    TRY(q_ticket_id_of_number(dbw_reader(w), dbw_arena(w), year, number, &row, err));
    *ret = (struct belongs){ .ticket_id = row.id };
    return OK;
}

static enum rc by_mark(struct dbw *w, const struct mark *mark, struct belongs *ret, struct err *err)
{
    if (!mark)
        FAIL(err, E_NOTFOUND, "", "no signed mark");
    TRY(by_number(w, mark->year, mark->number, ret, err));
    ret->settore_id = mark->settore_id;
    ret->other_body = mark->other_body;
    return OK;
}

static enum rc by_subject(struct dbw *w, const char *subject, struct belongs *ret, struct err *err)
{
    struct sv rest = sv_from(subject);
    int64_t year, number;

    if (!code_find(&rest, &year, &number))
        FAIL(err, E_NOTFOUND, "", "no number in the subject");
    return by_number(w, year, number, ret, err);
}

/* A ticket that the store does not have (it was restored from yesterday) is no ticket; the next way may know better. */
static enum rc look(struct dbw *w, const struct mime_mail *m, enum mail_why how, enum rc found, struct belongs *to, struct err *err)
{
    TRY(found);
    to->how = how;
    return party_of(w, to->ticket_id, to->settore_id, m->from.addr, &to->party, err);
}

enum rc thread_find(struct dbw *w, const struct mime_mail *m, const struct reply_token *token, const struct mark *mark, struct belongs *ret,
                    struct err *err)
{
    bool digest;
    enum rc rc;

    *ret = (struct belongs){ 0 };
    rc = look(w, m, WHY_BY_ADDRESS, by_token(w, token, ret, err), ret, err);
    if (rc == E_NOTFOUND)
        rc = look(w, m, WHY_BY_ID, by_headers(w, m, ret, err), ret, err);
    digest = ret->digest;
    if (rc == E_NOTFOUND)
        rc = look(w, m, WHY_BY_MARK, by_mark(w, mark, ret, err), ret, err);
    if (rc != E_NOTFOUND)
        return rc;
    rc = look(w, m, WHY_BY_NUMBER, by_subject(w, m->subject, ret, err), ret, err);
    if (rc == E_NOTFOUND || (rc == OK && ret->party == PARTY_NONE)) {
        *ret = (struct belongs){ .digest = digest };
        return OK;
    }
    return rc;
}
