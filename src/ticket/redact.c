/* SPDX-License-Identifier: EUPL-1.2 */
#include "redact_in.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/dossier.h"
#include "q/message.h"
#include "q/redact.h"
#include "ticket/message.h"
#include "ticket/publish.h"
#include "ticket/search.h"

/* Shorter ones would blacken half of every text: "a", "il". */
#define PASSAGE_CHARS_MIN 3

/* ---- words -------------------------------------------------------------------------------------- */

struct words {
    const char *subject, *body, *quoted;
};

/* Browsers send line breaks as CR LF; what is stored has LF. */
static const char *clean_passage(struct arena *a, const char *typed)
{
    struct sv s = sv_trim(sv_from(typed));
    char *out = arena_strn(a, s.p, s.n), *to = out;

    for (const char *p = out; *p; p++)
        if (*p != '\r')
            *to++ = *p;
    *to = '\0';
    return out;
}

enum rc redact_text(struct arena *a, const char *text, const char *passage, const char **ret, struct err *err)
{
    const size_t passage_n = strlen(passage), mark_n = sizeof REDACT_MARK - 1;
    size_t bytes = strlen(text);
    char *out, *to;
    const char *at;

    *ret = text;
    if (!(at = strstr(text, passage)))
        return OK;
    for (; at; at = strstr(at + passage_n, passage))
        bytes = bytes - passage_n + mark_n;
    if (bytes > REDACT_TEXT_MAX_BYTES)
        FAIL(err, E_LIMIT, "passage", "Questo passaggio ricorre troppe volte in un messaggio molto lungo: copiane una parte più lunga.");
    out = to = arena_alloc(a, bytes + 1);
    for (; (at = strstr(text, passage)) != NULL; text = at + passage_n) {
        to = mempcpy(to, text, (size_t)(at - text));
        to = mempcpy(to, REDACT_MARK, mark_n);
    }
    memcpy(to, text, strlen(text));
    *ret = out;
    return OK;
}

static enum rc blacken_all(struct arena *a, const struct words *old, const char *passage, struct words *new, bool *ret_changed, struct err *err)
{
    TRY(redact_text(a, old->subject, passage, &new->subject, err));
    TRY(redact_text(a, old->body, passage, &new->body, err));
    TRY(redact_text(a, old->quoted, passage, &new->quoted, err));
    *ret_changed = new->subject != old->subject || new->body != old->body || new->quoted != old->quoted;
    return OK;
}

static bool is_marked(const struct words *t)
{
    return strstr(t->subject, REDACT_MARK) || strstr(t->body, REDACT_MARK) || strstr(t->quoted, REDACT_MARK);
}

/* What stood there goes aside, once for each text: of one that is partly black already, the whole is kept. A mail that was read again
 * meanwhile bears no mark: it says something else than what is kept. */
static enum rc keep_words(struct dbw *w, const struct redact *job, int64_t message_id, const struct words *old, struct err *err)
{
    int64_t id, changes = 0;

    if (is_marked(old))
        TRY(q_redacted_again(w, clock_now_at(), job->who.id, job->reason, job->ticket_id, message_id, &changes, err));
    return changes ? OK : q_redacted_add(w, job->ticket_id, message_id, 0, clock_now_at(), job->who.id, job->reason, old->subject, old->body, old->quoted, "", &id, err);
}

static enum rc keep(struct dbw *w, struct redact *job, int64_t message_id, const struct words *old, int64_t journal_id, const char *subject, struct err *err)
{
    TRY(keep_words(w, job, message_id, old, err));
    TRY(q_redact_pages(w, job->ticket_id, message_id, err));
    if (journal_id && subject != old->subject)
        TRY(q_redact_journal(w, subject, journal_id, err));
    job->places++;
    return OK;
}

static enum rc redact_request(struct dbw *w, struct arena *scratch, struct redact *job, const char *passage, struct err *err)
{
    struct ticket_words t;
    struct words new;
    bool changed;

    TRY(words_of(dbw_reader(w), scratch, job->ticket_id, &t, err));
    const struct words old = { t.subject, t.body, t.quoted };
    TRY(blacken_all(scratch, &old, passage, &new, &changed, err));
    if (!changed)
        return OK;
    TRY(keep(w, job, 0, &old, t.journal_id, new.subject, err));
    return q_redact_words(w, new.subject, new.body, new.quoted, clock_now_at(), job->ticket_id, err);
}

static enum rc redact_messages(struct dbw *w, struct arena *scratch, struct redact *job, const char *passage, struct err *err)
{
    struct q_redact_message_next row = { 0 };
    struct words new;
    bool changed;
    enum rc rc;

    for (arena_reset(scratch); (rc = q_redact_message_next(dbw_reader(w), scratch, job->ticket_id, row.id, &row, err)) == OK; arena_reset(scratch)) {
        const struct words old = { row.subject, row.body, row.quoted };
        TRY(blacken_all(scratch, &old, passage, &new, &changed, err));
        if (!changed)
            continue;
        TRY(keep(w, job, row.id, &old, row.journal_id, new.subject, err));
        TRY(q_message_again(w, new.subject, new.body, new.quoted, row.id, err));
    }
    return rc == E_NOTFOUND ? OK : rc;
}

/* Earlier readings of the same mails say the same. */
static enum rc redact_before(struct dbw *w, struct arena *scratch, const struct redact *job, const char *passage, struct err *err)
{
    struct q_redact_before_next row = { 0 };
    struct words new;
    bool changed;
    enum rc rc;

    for (arena_reset(scratch); (rc = q_redact_before_next(dbw_reader(w), scratch, job->ticket_id, row.id, &row, err)) == OK; arena_reset(scratch)) {
        const struct words old = { row.subject, row.body, row.quoted };
        TRY(blacken_all(scratch, &old, passage, &new, &changed, err));
        if (changed)
            TRY(q_redact_before_put(w, new.subject, new.body, new.quoted, row.id, err));
    }
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc redact_passage(struct dbw *w, struct redact *job, const struct ticket *t, int64_t *ret_person, struct err *err)
{
    AUTO(ARENA) struct arena *scratch = arena_new(REDACT_ARENA_BYTES); /* one text at a time: a mail may have megabytes */
    const char *passage = clean_passage(dbw_arena(w), job->passage);

    if (text_chars(passage) < PASSAGE_CHARS_MIN)
        FAIL(err, E_INPUT, "passage", "Copia qui il passaggio da oscurare: almeno tre lettere.");
    job->places = 0;
    TRY(search_forget(w, job->ticket_id, err)); /* the index forgets a word only while it still stands there */
    TRY(redact_request(w, scratch, job, passage, err));
    TRY(redact_messages(w, scratch, job, passage, err));
    TRY(redact_before(w, scratch, job, passage, err));
    TRY(redact_reach(w, scratch, job, t, passage, ret_person, err));
    TRY(search_learn(w, job->ticket_id, err));
    TRY(search_purge_later(w, err));
    if (!job->places)
        FAIL(err, E_INPUT, "passage", "Questo passaggio nella richiesta non c'è: copialo dal testo così com'è, con le maiuscole e la punteggiatura.");
    return OK;
}

/* ---- files -------------------------------------------------------------------------------------- */

#define MIME_BLACK "application/octet-stream" /* no picture any more, whatever its name says: others see a line of text */
static const char black_file[] = "Questo allegato è stato oscurato dall'Ufficio Relazioni con il Pubblico, perché contiene dati che non si possono mostrare.\n";

enum rc redact_placeholder(const char *path, struct err *err)
{
    return file_write_durable(path, black_file, sizeof black_file - 1, 0600, err);
}

/* The same file may have been sent twice, or stand beside an answer, too: black is all of it. */
static enum rc redact_file(struct dbw *w, struct redact *job, struct err *err)
{
    struct attachment f;
    struct q_redact_same_files *same;
    struct err none = { 0 };
    size_t n;
    int64_t id;

    if (attach_by_id(dbw_reader(w), dbw_arena(w), job->attachment_id, &f, &none) != OK || f.ticket_id != job->ticket_id)
        FAIL(err, E_INPUT, "attachment", "Scegli un allegato dall'elenco.");
    if (str_eq(f.file.shown, job->instead.sha256))
        FAIL(err, E_INPUT, "attachment", "Questo allegato è già oscurato.");
    TRY(q_redact_same_files(dbw_reader(w), dbw_arena(w), f.id, job->ticket_id, job->instead.sha256, &same, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(q_redacted_add(w, job->ticket_id, same[i].message_id, same[i].id, clock_now_at(), job->who.id, job->reason, "", "", "", same[i].mime, &id, err));
        TRY(q_redact_file(w, job->instead.sha256, job->instead.size_bytes, MIME_BLACK, same[i].id, err));
    }
    job->places = n;
    TRY(q_redact_writing_files(w, job->instead.sha256, job->instead.size_bytes, MIME_BLACK, f.file.sha256, job->ticket_id, err));
    return redact_unsent(w, job->ticket_id, err);
}

enum rc redact_op(struct dbw *w, void *redact, struct err *err)
{
    struct redact *job = redact;
    int64_t person_id = 0;
    struct ticket t;
    json_t *data;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    if (sv_trim(sv_from(job->reason)).n == 0)
        FAIL(err, E_INPUT, "reason", "Scrivi perché: lo legge il responsabile.");
    TRY(job->attachment_id ? redact_file(w, job, err) : redact_passage(w, job, &t, &person_id, err));
    /* Whatever was black in the request may be in what everybody reads, in other words too: gone until somebody has looked. */
    TRY(publish_redacted(w, &t, job->who, job->attachment_id ? NULL : clean_passage(dbw_arena(w), job->passage), job->attachment_id, err));
    data = json_pack("{s:I}", "places", (json_int_t)job->places);
    if (job->attachment_id)
        json_object_set_new(data, "attachment", json_integer(job->attachment_id));
    if (person_id)
        json_object_set_new(data, "person_id", json_integer(person_id));
    TRY(ticket_event(w, &t, EVENT_DATI_CANCELLATI, job->who, data, NULL, err));
    job->after = t;
    return OK;
}

/* ---- what is black ------------------------------------------------------------------------------ */

enum rc redact_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct redacted **ret, size_t *ret_n, struct err *err)
{
    struct q_redacted_list *rows;
    struct redacted *list;

    TRY(q_redacted_list(r, a, ticket_id, &rows, ret_n, err));
    list = arena_array(a, *ret_n, struct redacted);
    for (size_t i = 0; i < *ret_n; i++)
        list[i] = (struct redacted){ .id = rows[i].id, .at = rows[i].at, .message_id = rows[i].message_id, .attachment_id = rows[i].attachment_id,
                                     .who = rows[i].who, .reason = rows[i].reason, .part = rows[i].part, .file_name = rows[i].file_name, .sha256 = rows[i].sha256, .mime = rows[i].mime };
    *ret = list;
    return OK;
}

enum rc redact_words_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct redacted *one, struct err *err)
{
    struct q_redacted_words row;

    TRY(q_redacted_words(r, a, ticket_id, one->id, &row, err));
    one->subject = row.subject;
    one->body = row.body;
    one->quoted = row.quoted;
    return OK;
}

static enum rc is_listed(struct dbw *w, const struct redact_look *l, struct err *err)
{
    struct redacted *list;
    size_t n;

    TRY(redact_list(dbw_reader(w), dbw_arena(w), l->ticket_id, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == l->id)
            return OK;
    FAIL(err, E_NOTFOUND, "", "nothing black of that number");
}

enum rc redact_look_op(struct dbw *w, void *look, struct err *err)
{
    const struct redact_look *l = look;
    const struct { const char *name; int64_t id; } whole[] = { { "mail", l->journal_id }, { "outbox", l->outbox_id }, { "attachment", l->attachment_id } };
    const char *name = "redacted";
    int64_t id = l->id;
    struct ticket t;

    TRY(ticket_for_change(w, l->ticket_id, VERSION_ANY, &t, err));
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (whole[i].id)
            name = whole[i].name, id = whole[i].id;
    if (str_eq(name, "redacted"))
        TRY(is_listed(w, l, err));
    return ticket_event(w, &t, EVENT_ORIGINALE_LETTO, l->who, json_pack("{s:I}", name, (json_int_t)id), NULL, err);
}

enum rc redact_hides_file(struct dbr *r, struct arena *a, int64_t attachment_id, bool *ret_yes, struct err *err)
{
    struct q_redacted_file row;

    TRY(q_redacted_file(r, a, attachment_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

enum rc redact_hides_mail(struct dbr *r, struct arena *a, int64_t journal_id, bool *ret_yes, struct err *err)
{
    struct q_redacted_mail row;

    TRY(q_redacted_mail(r, a, journal_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

enum rc redact_hides_sent(struct dbr *r, struct arena *a, int64_t outbox_id, bool *ret_yes, struct err *err)
{
    struct q_redacted_sent row;

    TRY(q_redacted_sent(r, a, outbox_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

enum rc redact_hides_letter(struct dbr *r, struct arena *a, int64_t attachment_id, bool *ret_yes, struct err *err)
{
    struct q_redacted_letter row;

    TRY(q_redacted_letter(r, a, attachment_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}
