/* SPDX-License-Identifier: EUPL-1.2 */
/* What a search shows besides its rows: the words where they stand, and what may have been meant. */
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "list.h"
#include "q/search.h"
#include "ticket/search_near.h"
#include "ticket/search_words.h"
#include "web/access.h"

#define FOUND_CHARS 150
#define LIST_BODY_CHARS 20000 /* of list_draw: in fewer bytes there are not as many */
/* The words of one hit, however long: a mail's text has 2 MB. */
#define HIT_ARENA_BYTES ((size_t)16 * 1024 * 1024)

static void pieces(struct arena *a, const struct search_marker *m, const char *text, struct list_row *row)
{
    struct search_piece *found;
    struct view_piece *list;

    row->n_found = search_mark(a, m, text, FOUND_CHARS, &found);
    list = arena_array(a, row->n_found + 1, struct view_piece);
    for (size_t i = 0; i < row->n_found; i++)
        list[i] = (struct view_piece){ found[i].text, found[i].marked };
    row->found = list;
}

/* One hit among texts that may be long: read, and forgotten before the next. */
static enum rc in_others(struct req *rq, const struct search_marker *m, const struct search_hit *hit, struct list_row *row, struct err *err)
{
    AUTO(ARENA) struct arena *scratch = arena_new(HIT_ARENA_BYTES);
    struct q_search_shown shown;
    enum rc rc = q_search_shown(reader_of(rq), scratch, hit->ticket_id, hit->message_id, &shown, err);

    if (rc == E_NOTFOUND) { /* forgotten a moment ago */
        *err = (struct err){ 0 };
        return OK;
    }
    if (rc != OK)
        return rc;
    const char *const texts[] = { shown.body, hit->message_id ? shown.subject : NULL, shown.author };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && !row->n_found; i++)
        if (texts[i])
            pieces(req_arena(rq), m, texts[i], row);
    return OK;
}

static enum rc in_author(struct req *rq, const struct search_marker *m, int64_t ticket_id, struct list_row *row, struct err *err)
{
    struct q_search_author author;
    enum rc rc = q_search_author(reader_of(rq), req_arena(rq), ticket_id, &author, err);

    if (rc == OK)
        pieces(req_arena(rq), m, author.author, row);
    if (rc == E_NOTFOUND)
        *err = (struct err){ 0 };
    return rc == E_NOTFOUND ? OK : rc;
}

/* The text says more than subject and name, which the row shows anyway. body: the request as it begins, and most hits are there; whether that
 * is all of it, one sees. */
enum rc list_show_found(struct req *rq, const struct search_marker *m, const struct search_hit *hit, const char *body, struct list_row *row, struct err *err)
{
    if (hit->message_id || !body)
        return in_others(rq, m, hit, row, err);
    pieces(req_arena(rq), m, body, row);
    if (row->n_found)
        return OK;
    return strlen(body) < LIST_BODY_CHARS ? in_author(rq, m, hit->ticket_id, row, err) : in_others(rq, m, hit, row, err);
}

static const char *slip_text(enum search_slip slip)
{
    switch (slip) {
    case SLIP_NO_LETTER:
        return "il numero con la sua lettera";
    case SLIP_LETTER:
        return "lo stesso numero, un'altra lettera";
    case SLIP_DIGIT:
        return "una cifra diversa";
    case SLIP_SWAP:
        return "due cifre scambiate";
    }
    return "";
}

static const char *words_url(struct req *rq, const char *words)
{
    char *q = g_uri_escape_string(words, NULL, FALSE);
    const char *url = arena_fmt(req_arena(rq), "/ufficio/richieste?q=%s", q);

    g_free(q);
    return url;
}

/* Words that only requests hold which this person may not read are not offered: they could be guessed letter by letter. */
static enum rc may_read_one(struct req *rq, const char *words, bool *ret_yes, struct err *err)
{
    struct search_question q = { .typed = words, .n = SEARCH_NEAR_MAX };
    struct search_result found;
    struct ticket t;

    *ret_yes = false;
    TRY(search_tickets(reader_of(rq), req_arena(rq), &q, &found, err));
    for (size_t i = 0; i < found.n && !*ret_yes; i++) {
        TRY(ticket_by_id(reader_of(rq), req_arena(rq), found.hits[i].ticket_id, &t, err));
        *ret_yes = access_of_row(rq, t.id, t.flags) >= ACCESS_READ;
    }
    return OK;
}

static bool may_know(struct req *rq, int64_t id)
{
    struct err err = { 0 };
    struct ticket t;

    return ticket_by_id(reader_of(rq), req_arena(rq), id, &t, &err) == OK && access_of_row(rq, t.id, t.flags) > ACCESS_NONE;
}

enum rc list_show_near(struct req *rq, const char *typed, bool nothing_found, struct list_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_link *list = arena_array(a, 2 * SEARCH_NEAR_MAX, struct view_link);
    struct search_number *numbers;
    const char *const *words;
    size_t n_numbers, n_words = 0;

    TRY(search_numbers(reader_of(rq), a, typed, clock_now_at(), &numbers, &n_numbers, err));
    for (size_t i = 0; i < n_numbers; i++)
        if (may_know(rq, numbers[i].ticket_id))
            list[v->n_near++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", numbers[i].code), .label = numbers[i].code, .count = slip_text(numbers[i].slip) };
    if (nothing_found && !v->n_near)
        TRY(search_spellings(reader_of(rq), a, typed, &words, &n_words, err));
    for (size_t i = 0; i < n_words; i++) {
        bool may;
        TRY(may_read_one(rq, words[i], &may, err));
        if (may)
            list[v->n_near++] = (struct view_link){ .url = words_url(rq, words[i]), .label = words[i] };
    }
    v->near = list;
    return OK;
}
