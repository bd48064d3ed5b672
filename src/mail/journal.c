/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/journal.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "mail/classify.h"
#include "mail/store.h"
#include "q/mail.h"
#include "ticket/calendar.h"

const char *journal_pattern(struct arena *a, const char *typed)
{
    AUTO(GSTR) GString *out = g_string_new("%");

    if (!typed)
        return NULL;
    for (const char *p = text_fold(a, typed); *p; p++) {
        if (*p == '%' || *p == '_' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '%');
    return out->len > 2 ? arena_str(a, out->str) : NULL;
}

enum rc journal_list_json(struct dbr *r, struct arena *a, const struct journal_filter *f, json_t **ret, struct err *err)
{
    struct q_journal_list_all *rows;
    size_t n;

    TRY(q_journal_list_all(r, a, f->before ? f->before : INT64_MAX, f->state, f->class, f->mailbox, f->since_at, journal_pattern(a, f->search), f->rows, &rows, &n, err));
    *ret = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(*ret, json_pack("{s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I}", "id", (json_int_t)rows[i].id, "mailbox", rows[i].mailbox,
                                              "uid", (json_int_t)rows[i].uid, "received_at", moment_format_rfc3339(a, rows[i].received_at), "state", rows[i].state, "class", rows[i].class,
                                              "reason", rows[i].reason, "message_id", rows[i].header_id, "from", rows[i].from_addr, "subject", rows[i].subject,
                                              "size_bytes", (json_int_t)rows[i].size_bytes, "ticket", rows[i].code ? rows[i].code : "", "ticket_id", (json_int_t)rows[i].ticket_id, "tries", (json_int_t)rows[i].tries));
    return OK;
}

enum rc journal_show_json(struct dbr *r, const struct conf *conf, struct arena *a, int64_t id, json_t **ret, struct err *err)
{
    struct q_journal_one j;

    TRY(q_journal_one(r, a, id, &j, err));
    *ret = json_pack("{s:I, s:s, s:I, s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", (json_int_t)j.id, "mailbox", j.mailbox,
                     "uidvalidity", (json_int_t)j.uidvalidity, "uid", (json_int_t)j.uid, "sha256", j.sha256, "size_bytes", (json_int_t)j.size_bytes, "received_at",
                     moment_format_rfc3339(a, j.received_at), "seen_at", moment_format_rfc3339(a, j.seen_at), "state", j.state, "class", j.class, "reason", j.reason,
                     "reason_words", journal_reason_words(a, j.reason), "raw", *j.sha256 ? mail_path_in(conf, a, j.sha256) : "",
                     "message_id", j.header_id, "from", j.from_addr, "subject", j.subject, "ticket", j.code ? j.code : "", "ticket_id", (json_int_t)j.ticket_id, "tries", (json_int_t)j.tries);
    assume(*ret != NULL);
    return OK;
}

const char *journal_class_words(const char *class)
{
    enum mail_class c;

    return mail_class_parse(class, &c) ? mail_class_words(c) : ""; /* "" while it is not read */
}

const char *journal_class_id(size_t i)
{
    return i < MAIL_CLASSES ? mail_class_id((enum mail_class)i) : NULL;
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

enum rc journal_give_ticket(struct dbw *w, int64_t id, int64_t ticket_id, struct err *err)
{
    struct q_journal_one row;
    int64_t changes;

    TRY(q_journal_takes_ticket(w, ticket_id, clock_now_at(), id, &changes, err));
    dbw_touch(w, DB_TOPIC_JOURNAL);
    if (changes == 1)
        return OK;
    TRY(q_journal_one(dbw_reader(w), dbw_arena(w), id, &row, err));
    if (row.ticket_id != ticket_id) /* the same form twice is fine */
        FAIL(err, E_CONFLICT, "", "Da questo messaggio è già nata una richiesta.");
    return OK;
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

enum rc journal_retry_all_op(struct dbw *w, void *retry, struct err *err)
{
    TRY(q_journal_again_all(w, &((struct journal_retry_all *)retry)->n, err));
    dbw_touch(w, DB_TOPIC_JOURNAL);
    return OK;
}
