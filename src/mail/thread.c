/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/thread.h"

#include <string.h>

#include "base/sv.h"
#include "q/mail.h"
#include "q/pec.h"
#include "ticket/notify.h"

static bool is_handover(const char *kind)
{
    enum notice_kind k;

    return notice_parse(kind, &k) && k == NOTICE_HANDOVER;
}

/* A provider of certified mail replaces our Message-ID; who answers a PEC names the provider's. */
static enum rc by_pec_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err)
{
    struct q_outbox_by_pec_id row;

    TRY(q_outbox_by_pec_id(dbw_reader(w), dbw_arena(w), id, &row, err));
    *ret = (struct belongs){ row.ticket_id, row.settore_id, row.id, is_handover(row.kind) };
    return OK;
}

enum rc thread_by_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err)
{
    struct q_outbox_by_header row;
    enum rc rc = str_empty(id) ? E_NOTFOUND : q_outbox_by_header(dbw_reader(w), dbw_arena(w), id, &row, err);

    if (rc == OK)
        *ret = (struct belongs){ row.ticket_id, row.settore_id, row.id, is_handover(row.kind) };
    return rc == E_NOTFOUND && !str_empty(id) ? by_pec_id(w, id, ret, err) : rc;
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

enum rc thread_find(struct dbw *w, const struct mime_mail *m, const struct reply_token *token, struct belongs *ret, struct err *err)
{
    enum rc rc;

    *ret = (struct belongs){ 0 };
    if (token) {
        *ret = (struct belongs){ .ticket_id = token->ticket_id, .settore_id = token->settore_id };
        return OK;
    }
    rc = thread_by_id(w, m->in_reply_to, ret, err);
    for (size_t i = m->n_references; rc == E_NOTFOUND && i > 0; i--)
        rc = thread_by_id(w, m->references[i - 1], ret, err);
    return rc == E_NOTFOUND ? OK : rc;
}
