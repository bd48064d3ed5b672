/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/journal.h"

#include <string.h>

#include "base/sv.h"
#include "mail/classify.h"
#include "q/mail.h"
#include "ticket/calendar.h"

#define LIST_ROWS 100

enum rc journal_list_json(struct dbr *r, struct arena *a, const char *state, int64_t before, json_t **ret, struct err *err)
{
    struct q_journal_list_all *rows;
    size_t n;

    TRY(q_journal_list_all(r, a, before ? before : INT64_MAX, state, LIST_ROWS, &rows, &n, err));
    *ret = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(*ret, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", (json_int_t)rows[i].id, "mailbox", rows[i].mailbox,
                                              "received_at", moment_format_rfc3339(a, rows[i].received_at), "state", rows[i].state, "class", rows[i].class,
                                              "reason", rows[i].reason, "from", rows[i].from_addr, "subject", rows[i].subject, "ticket",
                                              (json_int_t)rows[i].ticket_id, "tries", (json_int_t)rows[i].tries));
    return OK;
}

enum rc journal_show_json(struct dbr *r, struct arena *a, int64_t id, json_t **ret, struct err *err)
{
    struct q_journal_one j;

    TRY(q_journal_one(r, a, id, &j, err));
    *ret = json_pack("{s:I, s:s, s:I, s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", (json_int_t)j.id, "mailbox", j.mailbox,
                     "uidvalidity", (json_int_t)j.uidvalidity, "uid", (json_int_t)j.uid, "sha256", j.sha256, "size_bytes", (json_int_t)j.size_bytes, "received_at",
                     moment_format_rfc3339(a, j.received_at), "seen_at", moment_format_rfc3339(a, j.seen_at), "state", j.state, "class", j.class, "reason", j.reason,
                     "message_id", j.header_id, "from", j.from_addr, "subject", j.subject, "ticket", (json_int_t)j.ticket_id, "tries", (json_int_t)j.tries);
    assume(*ret != NULL);
    return OK;
}

const char *journal_class_words(const char *class)
{
    enum mail_class c;

    return mail_class_parse(class, &c) ? mail_class_words(c) : ""; /* "" while it is not read */
}

const char *journal_reason_words(struct arena *a, const char *reason)
{
    const char *words = "", *next, *end;
    enum mail_why why;

    for (const char *p = reason; !str_empty(p); p = next) {
        end = strstr(p, "; ");
        next = end ? end + 2 : "";
        if (!why_parse(end ? arena_strn(a, p, (size_t)(end - p)) : p, &why))
            return arena_fmt(a, "%s Dice: «%s»", why_words(WHY_TROUBLE), reason);
        if (!strstr(words, why_words(why))) /* several marks say the same */
            words = *words ? arena_fmt(a, "%s %s", words, why_words(why)) : why_words(why);
    }
    return words;
}

enum rc journal_retry_op(struct dbw *w, void *retry, struct err *err)
{
    struct journal_retry *job = retry;
    struct q_journal_one row;
    int64_t changes;

    TRY(q_journal_one(dbw_reader(w), dbw_arena(w), job->id, &row, err));
    TRY(q_journal_again(w, job->id, &changes, err));
    if (changes != 1)
        FAIL(err, E_CONFLICT, "", "Questo messaggio non è tra quelli non letti.");
    dbw_touch(w, DB_TOPIC_JOURNAL);
    return OK;
}
