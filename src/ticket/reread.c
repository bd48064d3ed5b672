/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/reread.h"

#include "base/clock.h"
#include "base/sv.h"
#include "q/dossier.h"
#include "q/message.h"
#include "ticket/message.h"
#include "ticket/search.h"

enum rc reread_place(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t journal_id, int64_t *ret_message_id, struct err *err)
{
    struct q_message_of_journal said;
    struct q_words_row words;
    enum rc rc = q_message_of_journal(r, a, ticket_id, journal_id, &said, err);

    if (rc == OK && !said.whole)
        FAIL(err, E_CONFLICT, "", "Nella richiesta c'è solo una parte di questo messaggio: il testo non si può sostituire con quello intero.");
    if (rc == E_NOTFOUND) {
        TRY(q_words_row(r, a, ticket_id, &words, err));
        if (words.journal_id != journal_id)
            FAIL(err, E_CONFLICT, "", "Nella richiesta non c'è un testo di questo messaggio: non c'è niente da sostituire.");
    }
    *ret_message_id = rc == OK ? said.id : 0;
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc replace_message(struct dbw *w, const struct reread *job, int64_t id, struct err *err)
{
    struct message m;

    TRY(message_by_id(dbw_reader(w), dbw_arena(w), id, &m, err));
    TRY(q_words_before_add(w, m.ticket_id, m.id, clock_now_at(), m.subject, m.body, m.quoted, err));
    return q_message_again(w, str_empty(m.subject) ? "" : job->subject, job->body, job->quoted, id, err);
}

static enum rc replace_request(struct dbw *w, const struct reread *job, struct err *err)
{
    struct ticket_words old;

    TRY(words_of(dbw_reader(w), dbw_arena(w), job->ticket_id, &old, err));
    TRY(q_words_before_add(w, job->ticket_id, 0, clock_now_at(), old.subject, old.body, old.quoted, err));
    return q_words_again(w, job->subject, job->body, job->quoted, job->ticket_id, err);
}

/* The mail still says what was blackened: read again, it would say so to everybody. */
static enum rc nothing_black(struct dbr *r, struct arena *a, int64_t ticket_id, struct err *err)
{
    struct q_redacted_any_words black;

    TRY(q_redacted_any_words(r, a, ticket_id, &black, err));
    if (black.n)
        FAIL(err, E_CONFLICT, "", "In questa richiesta ci sono parti oscurate: il messaggio letto di nuovo le mostrerebbe a tutti. Il testo resta com'è.");
    return OK;
}

enum rc reread_op(struct dbw *w, void *reread, struct err *err)
{
    struct reread *job = reread;
    struct ticket t;
    int64_t message_id;
    json_t *data;

    TRY(ticket_for_change(w, job->ticket_id, VERSION_ANY, &t, err));
    TRY(nothing_black(dbw_reader(w), dbw_arena(w), t.id, err));
    TRY(reread_place(dbw_reader(w), dbw_arena(w), t.id, job->journal_id, &message_id, err));
    TRY(search_forget(w, t.id, err)); /* the index forgets a word only while it still stands there */
    TRY(message_id ? replace_message(w, job, message_id, err) : replace_request(w, job, err));
    TRY(search_learn(w, t.id, err));
    data = json_pack("{s:I, s:s}", "journal", (json_int_t)job->journal_id, "charset", job->charset);
    if (message_id)
        json_object_set_new(data, "message", json_integer(message_id));
    return ticket_event(w, &t, EVENT_RILETTA, job->who, data, NULL, err);
}

enum rc reread_before(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t journal_id, struct words_before **ret, size_t *ret_n,
                      struct err *err)
{
    struct q_words_before_list *rows;
    struct words_before *list;
    struct err none = { 0 };
    int64_t message_id;
    enum rc rc = reread_place(r, a, ticket_id, journal_id, &message_id, &none);

    if (rc == E_CONFLICT) {
        *ret = NULL;
        *ret_n = 0;
        return OK;
    }
    if (rc != OK) {
        *err = none;
        return rc;
    }
    TRY(q_words_before_list(r, a, ticket_id, message_id, &rows, ret_n, err));
    list = arena_array(a, *ret_n, struct words_before);
    for (size_t i = 0; i < *ret_n; i++)
        list[i] = (struct words_before){ rows[i].at, rows[i].subject, rows[i].body, rows[i].quoted };
    *ret = list;
    return OK;
}
