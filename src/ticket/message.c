/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/lang.h"
#include "ticket/message.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/message.h"
#include "q/public.h"
#include "ticket/search.h"

#define SALT_BYTES 16
/* Of one text on a page, and where there is no room: as the statements say it. */
#define WORDS_CHARS 20000
#define WORDS_FEW_CHARS 500
#define CUT_MARK "[…]"

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

/* ---- messages ----------------------------------------------------------------------------------- */

enum rc message_add(struct dbw *w, struct message *m, struct err *err)
{
    if (m->at == 0)
        m->at = clock_now_at();
    TRY(q_message_insert(w, m->ticket_id, m->at, m->kind, actor_id(m->author), or_empty(m->author_name),
                         channel_id(m->channel), m->user_id, m->settore_id, m->public,
                         str_empty(m->status) ? "ok" : m->status, or_empty(m->subject), or_empty(m->body),
                         or_empty(m->quoted), m->journal_id, &m->id, err));
    return search_add(w, m->ticket_id, m->id, NULL, err);
}

static enum rc from_row(const struct q_message_row *row, struct message *m, struct err *err)
{
    *m = (struct message){ .id = row->id, .ticket_id = row->ticket_id, .at = row->at, .kind = row->kind,
                           .author_name = row->author_name, .user_id = row->user_id,
                           .settore_id = row->settore_id, .journal_id = row->journal_id,
                           .public = row->public != 0, .status = row->status, .subject = row->subject,
                           .body = row->body, .quoted = row->quoted };
    if (!actor_parse(row->author, &m->author) || !channel_parse(row->channel, &m->channel))
        FAIL(err, E_DB, "", "message %lld: unknown author or channel", (long long)row->id);
    return OK;
}

enum rc message_by_id(struct dbr *r, struct arena *a, int64_t id, struct message *ret, struct err *err)
{
    struct q_message_row row;

    TRY(q_message_row(r, a, id, &row, err));
    return from_row(&row, ret, err);
}

/* What a message may have of bytes: so many of them fit whatever they hold. */
#define MESSAGE_BYTES_MAX ((size_t)2 * 4 * WORDS_CHARS)
#define BATCH ((size_t)50)

/* One character more than is shown was read, when there is one. Cut where it lies, in the arena of whoever reads: it may be long. */
static bool cut(const char *text, size_t chars)
{
    if (strlen(text) <= chars || text_chars(text) <= chars)
        return false;
    *g_utf8_offset_to_pointer(text, (glong)chars) = '\0';
    return true;
}

static void spend(struct message_room *room, const struct message *m)
{
    size_t n = strlen(m->body) + strlen(m->quoted);

    room->bytes -= MIN(n, room->bytes);
    room->rows -= MIN((size_t)1, room->rows);
}

static enum rc listed(struct q_message_list *l, int64_t ticket_id, struct message *m, struct err *err)
{
    struct q_message_row row = { .id = l->id, .ticket_id = ticket_id, .kind = "", .author = l->author, .author_name = l->author_name, .channel = l->channel,
                                 .settore_id = l->settore_id, .public = l->public, .status = l->status, .subject = "", .body = l->body, .quoted = l->quoted,
                                 .journal_id = l->journal_id };
    bool cut_body = cut(l->body, WORDS_CHARS), cut_quoted = cut(l->quoted, WORDS_CHARS);

    TRY(from_row(&row, m, err));
    m->is_cut = cut_body || cut_quoted;
    return OK;
}

/* Out of the arena of its batch: as it is, or some words of it. */
static void settle(struct arena *a, bool is_whole, struct message *m)
{
    bool cut_body = !is_whole && cut(m->body, WORDS_FEW_CHARS), cut_quoted = !is_whole && cut(m->quoted, 0);

    m->is_cut |= cut_body || cut_quoted;
    m->author_name = arena_str(a, m->author_name);
    m->status = arena_str(a, m->status);
    m->body = m->is_cut && !is_whole ? arena_fmt(a, "%s " CUT_MARK, m->body) : arena_str(a, m->body);
    m->quoted = arena_str(a, m->quoted);
}

/* Those that may not fit: looked at one batch after the other. Once one is too long, the older ones are short. */
static enum rc put_rest(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only, struct message_span span, size_t left, struct message_room *room,
                        struct message **end, struct err *err)
{
    AUTO(ARENA) struct arena *batch = arena_new((BATCH + 10) * MESSAGE_BYTES_MAX);
    struct q_message_list *rows;
    bool is_whole = true;

    for (size_t n = BATCH; n == BATCH && left; left -= n) {
        arena_reset(batch);
        TRY(q_message_list(r, batch, ticket_id, public_only, span.from_id, span.before_id, (int64_t)MIN(left, BATCH), &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            struct message *m = --*end;

            TRY(listed(&rows[i], ticket_id, m, err));
            is_whole &= strlen(m->body) + strlen(m->quoted) <= room->bytes;
            settle(a, is_whole, m);
            spend(room, m);
            span.before_id = m->id;
        }
    }
    return OK;
}

enum rc message_list_in(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only, struct message_span span, struct message_room *room,
                        struct message **ret, size_t *ret_n, struct err *err)
{
    size_t max = MIN(room->rows, (size_t)MESSAGES_MAX), sure = MIN(max, room->bytes / MESSAGE_BYTES_MAX), n = 0;
    struct q_message_list *rows = NULL;
    struct message *list, *last, *end;

    if (sure)
        TRY(q_message_list(r, a, ticket_id, public_only, span.from_id, span.before_id, (int64_t)sure, &rows, &n, err));
    list = arena_array(a, n < sure ? n : max, struct message);
    last = end = list + (n < sure ? n : max);
    for (size_t i = 0; i < n; i++) {
        TRY(listed(&rows[i], ticket_id, --end, err));
        spend(room, end);
    }
    if (n == sure && sure < max) {
        span.before_id = n ? end->id : span.before_id;
        TRY(put_rest(r, a, ticket_id, public_only, span, max - n, room, &end, err));
    }
    *ret = end;
    *ret_n = (size_t)(last - end);
    return OK;
}

enum rc message_list(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only, struct message **ret, size_t *ret_n, struct err *err)
{
    struct message_room room = MESSAGE_ROOM;

    return message_list_in(r, a, ticket_id, public_only, MESSAGE_ALL, &room, ret, ret_n, err);
}

enum rc message_waits(struct dbr *r, struct arena *a, int64_t ticket_id, bool *ret, struct err *err)
{
    struct q_message_waiting row;

    TRY(q_message_waiting(r, a, ticket_id, &row, err));
    *ret = row.n > 0;
    return OK;
}

enum rc message_settle(struct dbw *w, int64_t id, const char *status, bool public, struct err *err)
{
    int64_t changed;

    TRY(q_message_settle(w, status, public, id, &changed, err));
    if (changed != 1)
        FAIL(err, E_NOTFOUND, "", "no message %lld", (long long)id);
    return OK;
}

/* ---- what is known about them ------------------------------------------------------------------- */

static const char *const tones[] = { [FACT_PLAIN] = "plain", [FACT_INFO] = "info", [FACT_GOOD] = "good", [FACT_WARN] = "warn", [FACT_BAD] = "bad" };

enum rc message_fact_add(struct dbw *w, const struct message_fact *f, struct err *err)
{
    return q_message_fact_insert(w, f->ticket_id, f->message_id, f->kind, f->text, tones[f->tone], err);
}

static enum fact_tone tone_of(const char *id)
{
    size_t i = FACT_BAD;

    while (i > FACT_PLAIN && !str_eq(tones[i], id))
        i--;
    return (enum fact_tone)i;
}

enum rc message_facts(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_fact **ret, size_t *ret_n, struct err *err)
{
    struct q_message_fact_list *rows;
    struct message_fact *list;
    size_t n;

    TRY(q_message_fact_list(r, a, ticket_id, &rows, &n, err));
    list = arena_array(a, n, struct message_fact);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct message_fact){ .ticket_id = ticket_id, .message_id = rows[i].message_id, .kind = rows[i].kind,
                                         .text = rows[i].text, .tone = tone_of(rows[i].tone) };
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc message_page_add(struct dbw *w, struct message_page *p, struct err *err)
{
    return q_message_page_insert(w, p->ticket_id, p->message_id, p->sha256, p->size_bytes, p->remote, p->left_out, p->is_cut, &p->id, err);
}

enum rc message_pages(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_page **ret, size_t *ret_n, struct err *err)
{
    struct q_message_page_list *rows;
    struct message_page *list;
    size_t n;

    TRY(q_message_page_list(r, a, ticket_id, &rows, &n, err));
    list = arena_array(a, n, struct message_page);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct message_page){ .id = rows[i].id, .ticket_id = ticket_id, .message_id = rows[i].message_id, .sha256 = rows[i].sha256,
                                         .size_bytes = rows[i].size_bytes, .remote = rows[i].remote, .left_out = rows[i].left_out,
                                         .is_cut = rows[i].is_cut != 0 };
    *ret = list;
    *ret_n = n;
    return OK;
}

/* ---- the request itself ------------------------------------------------------------------------- */

enum rc words_add(struct dbw *w, const struct ticket *t, const struct ticket_words *words, const char *person_text,
                  struct err *err)
{
    uint8_t salt[SALT_BYTES];

    rnd_bytes(salt, sizeof salt);
    TRY(q_words_insert(w, t->id, or_empty(words->subject), or_empty(words->body), or_empty(words->place),
                       str_empty(words->fields) ? "{}" : words->fields, or_empty(words->caller),
                       str_empty(words->reply_by) ? "email" : words->reply_by, words->notice_id, or_empty(words->quoted),
                       words->journal_id, BYTES(salt), str_empty(words->lang) ? LANG_ITALIAN : words->lang, err));
    return search_add(w, t->id, 0, person_text, err);
}

enum rc words_place(struct dbw *w, int64_t ticket_id, const char *place, struct err *err)
{
    TRY(search_forget(w, ticket_id, err));
    TRY(q_words_place(w, place, ticket_id, err));
    return search_learn(w, ticket_id, err);
}

enum rc words_lang(struct dbw *w, struct ticket *t, struct actor who, const char *lang, struct err *err)
{
    struct ticket_words words;

    if (!lang_is_id(lang))
        FAIL(err, E_INPUT, "lang", "Scegli la lingua dall'elenco.");
    TRY(words_of(dbw_reader(w), dbw_arena(w), t->id, &words, err));
    if (str_eq(words.lang, lang))
        return OK;
    TRY(q_words_lang(w, lang, t->id, err));
    TRY(q_publication_lang(w, lang, t->id, words.lang, err));
    TRY(q_public_row_lang(w, lang, t->id, words.lang, err));
    return ticket_event(w, t, EVENT_LINGUA, who, json_pack("{s:s, s:s}", "lang", lang, "before", words.lang), NULL, err);
}

enum rc words_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct ticket_words *ret, struct err *err)
{
    struct q_words_row row;

    TRY(q_words_row(r, a, ticket_id, &row, err));
    *ret = (struct ticket_words){ .subject = row.subject, .body = row.body, .place = row.place,
                                  .fields = row.fields, .caller = row.caller, .reply_by = row.reply_by,
                                  .notice_id = row.notice_id, .quoted = row.quoted,
                                  .journal_id = row.journal_id, .lang = row.lang };
    return OK;
}

enum rc words_begin(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_room *room, struct message *ret, struct err *err)
{
    bool whole = room->bytes >= (size_t)2 * 4 * WORDS_CHARS;
    struct q_words_begin row;

    TRY(q_words_begin(r, a, whole ? WORDS_CHARS : WORDS_FEW_CHARS, ticket_id, &row, err));
    *ret = (struct message){ .ticket_id = ticket_id, .kind = "info", .author = ACTOR_CITIZEN, .author_name = "", .public = true, .status = "ok",
                             .subject = row.subject, .body = row.body, .quoted = row.quoted, .is_cut = row.is_cut != 0 };
    if (ret->is_cut)
        ret->body = arena_fmt(a, "%s " CUT_MARK, ret->body);
    spend(room, ret);
    return OK;
}

enum rc words_subject(struct dbr *r, struct arena *a, int64_t ticket_id, const char **ret, struct err *err)
{
    struct q_words_subject row;

    TRY(q_words_subject(r, a, ticket_id, &row, err));
    *ret = row.subject;
    return OK;
}
