/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/search.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "db/fit.h"
#include "q/search.h"
#include "q/ticket.h"
#include "ticket/code.h"
#include "ticket/search_words.h"

/* ---- pages -------------------------------------------------------------------------------------- */

/* The documents from one place on, newest first, and the best of them first. */
struct window {
    const char *match;
    int64_t words; /* for closeness(): below zero, the last one is a beginning */
    int64_t from_doc_id; /* older than this; INT64_MAX = from the newest on */
    int64_t first_doc_id, next_doc_id; /* newest one looked at; where the next window begins, 0 = nothing is left */
    const struct search_filter *only; /* NULL: every ticket */
    const struct window *whole; /* all that hold the words as they stand; NULL: it is told with each document */
    int64_t docs[SEARCH_WINDOW]; /* the first ones looked at, whatever became of them */
    size_t looked;
    struct found {
        struct search_hit hit;
        int64_t doc_id, fit;
    } found[SEARCH_WINDOW];
    size_t n;
};

/* Linear on purpose: a window is small. */
static int64_t fit_of(const struct window *v, const struct q_search_page *row)
{
    for (size_t i = 0; v->whole && i < v->whole->looked; i++)
        if (v->whole->docs[i] == row->doc_id)
            return row->fit | FTS_WHOLE;
    return row->fit;
}

/* Linear, too. The better of two documents speaks for the ticket. */
static bool in_window(struct window *v, const struct q_search_page *row, int64_t fit)
{
    for (size_t i = 0; i < v->n; i++) {
        struct found *f = &v->found[i];
        if (f->hit.ticket_id != row->ticket_id)
            continue;
        if (fit > f->fit)
            *f = (struct found){ .hit = { row->ticket_id, row->message_id }, .doc_id = f->doc_id, .fit = fit };
        return true;
    }
    return false;
}

static enum rc in_newer_window(struct dbr *r, struct arena *a, const struct window *v, int64_t ticket_id, bool *ret_yes, struct err *err)
{
    struct q_search_seen seen;

    *ret_yes = false;
    if (v->from_doc_id == INT64_MAX)
        return OK;
    TRY(q_search_seen(r, a, ticket_id, v->from_doc_id, v->match, &seen, err));
    *ret_yes = seen.n > 0;
    return OK;
}

static enum rc is_wanted(struct dbr *r, struct arena *a, const struct search_filter *f, int64_t ticket_id, bool *ret_yes, struct err *err)
{
    struct q_search_fits row;

    *ret_yes = true;
    if (!f)
        return OK;
    TRY(q_search_fits(r, a, ticket_id, f->only_open, f->type, f->state, f->channel, f->settore_id, f->category_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

static enum rc add_found(struct dbr *r, struct arena *a, struct window *v, const struct q_search_page *row, struct err *err)
{
    int64_t fit = fit_of(v, row);
    bool wanted, seen;

    if (in_window(v, row, fit))
        return OK;
    TRY(is_wanted(r, a, v->only, row->ticket_id, &wanted, err));
    if (!wanted)
        return OK;
    TRY(in_newer_window(r, a, v, row->ticket_id, &seen, err));
    if (!seen)
        v->found[v->n++] = (struct found){ .hit = { row->ticket_id, row->message_id }, .doc_id = row->doc_id, .fit = fit };
    return OK;
}

static int better_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    return x->fit != y->fit ? (x->fit < y->fit) - (x->fit > y->fit) : (x->doc_id < y->doc_id) - (x->doc_id > y->doc_id);
}

/* Goes on past documents whose tickets were all on earlier pages: a window with nothing in it is none. */
static enum rc look(struct dbr *r, struct arena *a, struct window *v, struct err *err)
{
    int64_t before = v->from_doc_id;
    size_t most = v->only ? SEARCH_LOOK_MAX : SEARCH_WINDOW;

    v->n = v->looked = 0;
    v->first_doc_id = v->next_doc_id = 0;
    while (v->looked < most || (v->n == 0 && v->looked < SEARCH_LOOK_MAX)) {
        struct q_search_page *rows;
        size_t n_rows;

        TRY(q_search_page(r, a, v->words, v->match, before, SEARCH_WINDOW, &rows, &n_rows, err));
        if (n_rows && !v->first_doc_id)
            v->first_doc_id = rows[0].doc_id;
        for (size_t i = 0; i < n_rows && v->n < SEARCH_WINDOW; i++) {
            before = rows[i].doc_id;
            if (v->looked < SEARCH_WINDOW)
                v->docs[v->looked] = before;
            v->looked++;
            TRY(add_found(r, a, v, &rows[i], err));
        }
        if (n_rows < SEARCH_WINDOW && v->n < SEARCH_WINDOW) {
            before = 0;
            break;
        }
        if (v->n == SEARCH_WINDOW)
            break;
    }
    v->next_doc_id = before;
    qsort(v->found, v->n, sizeof v->found[0], better_first);
    return OK;
}

static enum rc by_code(struct dbr *r, struct arena *a, const char *typed, const struct search_filter *only, struct search_result *ret, struct err *err)
{
    int64_t year, number;
    struct q_ticket_id_of_number row;
    bool wanted;

    if (!code_parse(sv_from(typed), &year, &number))
        return E_NOTFOUND;
    TRY(q_ticket_id_of_number(r, a, year, number, &row, err));
    TRY(is_wanted(r, a, only, row.id, &wanted, err));
    if (wanted)
        ret->hits[ret->n++] = (struct search_hit){ row.id, 0 };
    return OK;
}

#define TAX_CODE_CHARS 16

static const char *upper(struct arena *a, const char *s)
{
    char *out = arena_str(a, s);

    for (char *p = out; *p; p++)
        *p = g_ascii_toupper(*p);
    return out;
}

struct contact {
    const char *phone, *email, *tax_code; /* "" = it is none */
};

/* A telephone in whatever way it is written, an e-mail address, a tax code: what identifies a person is not looked for by words. */
static bool contact_read(struct arena *a, const char *typed, struct contact *ret)
{
    const char *line = text_line(a, sv_from(typed));

    *ret = (struct contact){ .phone = text_phone(a, line), .email = text_is_email(sv_from(line)) ? text_fold(a, line) : "",
                             .tax_code = strlen(line) == TAX_CODE_CHARS ? upper(a, line) : "" };
    return *ret->phone || *ret->email || *ret->tax_code;
}

static enum rc tickets_of(struct dbr *r, struct arena *a, const struct contact *c, int64_t before_id, int64_t max, struct q_search_person_tickets **ret,
                          size_t *ret_n, struct err *err)
{
    return q_search_person_tickets(r, a, c->phone, before_id, c->email, c->tax_code, max, ret, ret_n, err);
}

/* Pages by ticket: the cursor is the last one that was looked at. *ret_is: the contact is somebody's, so that words are not looked for. */
static enum rc by_contact(struct dbr *r, struct arena *a, const struct search_question *q, size_t max, struct search_result *ret, bool *ret_is, struct err *err)
{
    int64_t before_id = q->cursor > 0 ? q->cursor : INT64_MAX;
    struct q_search_person_tickets *rows;
    size_t n, looked = 0;
    struct contact c;
    bool wanted;

    *ret_is = false;
    if (q->cursor < 0 || !contact_read(a, q->typed, &c))
        return OK;
    TRY(tickets_of(r, a, &c, INT64_MAX, 1, &rows, &n, err));
    *ret_is = n > 0;
    do {
        TRY(tickets_of(r, a, &c, before_id, SEARCH_WINDOW, &rows, &n, err));
        for (size_t i = 0; i < n; i++, looked++) {
            if (ret->n == max || looked == SEARCH_LOOK_MAX) {
                ret->cursor = before_id;
                return OK;
            }
            before_id = rows[i].id;
            TRY(is_wanted(r, a, q->only, rows[i].id, &wanted, err));
            if (wanted)
                ret->hits[ret->n++] = (struct search_hit){ rows[i].id, 0 };
        }
    } while (n == SEARCH_WINDOW);
    return OK;
}

/* ---- cursor ------------------------------------------------------------------------------------- */

/* Where a page begins: a window, and how many of it were shown. Negative: the last word may be a beginning. */
static int64_t cursor_make(int64_t from_doc_id, size_t skip, bool beginning)
{
    int64_t c = from_doc_id * SEARCH_WINDOW + (int64_t)skip;

    return beginning ? -c : c;
}

/* Anybody can write one into the address. */
static bool cursor_read(int64_t cursor, int64_t *ret_from, size_t *ret_skip)
{
    int64_t c = cursor < 0 ? -cursor : cursor;

    *ret_from = c / SEARCH_WINDOW;
    *ret_skip = (size_t)(c % SEARCH_WINDOW);
    return *ret_from > 0;
}

static void cut_page(const struct window *v, size_t skip, size_t max, bool beginning, struct search_result *ret)
{
    /* The newest window is named by its newest document, so that what comes in later does not move it. */
    int64_t from = v->from_doc_id == INT64_MAX ? v->first_doc_id + 1 : v->from_doc_id;

    ret->n = 0;
    ret->cursor = 0;
    while (ret->n < max && skip < v->n)
        ret->hits[ret->n++] = v->found[skip++].hit;
    if (skip < v->n)
        ret->cursor = cursor_make(from, skip, beginning);
    else if (v->next_doc_id)
        ret->cursor = cursor_make(v->next_doc_id, 0, beginning);
}

static enum rc show_page(struct dbr *r, struct arena *a, struct window *v, const struct search_words *w, enum search_last last, size_t skip, size_t max,
                         struct search_result *ret, struct err *err)
{
    v->match = search_expression(a, w, last);
    v->words = last == SEARCH_BEGINNING ? -(int64_t)w->n : (int64_t)w->n;
    TRY(look(r, a, v, err));
    cut_page(v, skip, max, last != SEARCH_WHOLE, ret);
    return OK;
}

/* Behind the words as they stand, whatever begins with the last one. Once all of the former are known, the beginning alone says as much as
 * both, for two thirds of the work. */
static enum rc show_beginnings(struct dbr *r, struct arena *a, const struct window *whole, const struct search_words *w, size_t max, struct search_result *ret,
                               struct err *err)
{
    struct window *v = arena_one(a, struct window);

    v->from_doc_id = INT64_MAX;
    v->only = whole->only;
    if (whole->looked > SEARCH_WINDOW)
        return show_page(r, a, v, w, SEARCH_EITHER, 0, max, ret, err);
    v->whole = whole;
    return show_page(r, a, v, w, SEARCH_BEGINNING, 0, max, ret, err);
}

enum rc search_tickets(struct dbr *r, struct arena *a, const struct search_question *q, struct search_result *ret, struct err *err)
{
    struct window *v = arena_one(a, struct window);
    size_t max = q->n < SEARCH_WINDOW ? q->n : SEARCH_WINDOW, skip = 0;
    struct search_words w;
    bool is_contact;

    assume(q->n > 0);
    *ret = (struct search_result){ .hits = arena_array(a, max, struct search_hit) };
    v->only = q->only;
    v->from_doc_id = INT64_MAX;
    if (q->cursor == 0) {
        enum rc rc = by_code(r, a, q->typed, q->only, ret, err);
        if (rc != E_NOTFOUND)
            return rc;
    }
    TRY(by_contact(r, a, q, max, ret, &is_contact, err));
    if (is_contact)
        return OK;
    search_words(a, q->typed, &w);
    if (!w.n || (q->cursor && (q->cursor == INT64_MIN || !cursor_read(q->cursor, &v->from_doc_id, &skip))))
        return OK;
    if (q->cursor)
        return show_page(r, a, v, &w, q->cursor < 0 ? SEARCH_EITHER : SEARCH_WHOLE, skip, max, ret, err);
    TRY(show_page(r, a, v, &w, SEARCH_WHOLE, 0, max, ret, err));
    if (ret->n == max || ret->cursor || !w.may_go_on)
        return OK;
    return show_beginnings(r, a, v, &w, max, ret, err);
}

/* ---- what can be found -------------------------------------------------------------------------- */

/* Runs once at the end of a batch. Ids only grow, so everything from the first new document on is new; what was undone
 * is not there, and an id given out again is there once. */
static enum rc index_new(struct dbw *w, void *first_id, struct err *err)
{
    return q_search_index_add(w, *(const int64_t *)first_id, err);
}

enum rc search_add(struct dbw *w, int64_t ticket_id, int64_t message_id, const char *author, struct err *err)
{
    int64_t *first_id = dbw_last(w, index_new), id;

    TRY(q_search_doc_add(w, ticket_id, message_id, author ? author : "", &id, err));
    if (*first_id == 0 || id < *first_id)
        *first_id = id;
    return OK;
}

/* Documents from this one on are in no index yet. */
static int64_t first_new(struct dbw *w)
{
    int64_t *first_id = dbw_last(w, index_new);

    if (*first_id == 0)
        *first_id = INT64_MAX; /* nothing is new in this batch so far */
    return *first_id;
}

enum rc search_forget(struct dbw *w, int64_t ticket_id, struct err *err)
{
    return q_search_index_drop(w, ticket_id, first_new(w), err);
}

enum rc search_learn(struct dbw *w, int64_t ticket_id, struct err *err)
{
    return q_search_index_put(w, ticket_id, first_new(w), err);
}

enum rc search_drop(struct dbw *w, int64_t ticket_id, struct err *err)
{
    TRY(search_forget(w, ticket_id, err));
    return q_search_doc_drop(w, ticket_id, err);
}

/* ---- what was forgotten is gone ----------------------------------------------------------------- */

#define PURGE_PAGES 250 /* a step: some milliseconds of the writer */

static enum rc structure(struct dbw *w, struct bytes *ret, struct err *err)
{
    struct q_search_structure row;

    TRY(q_search_structure(dbw_reader(w), dbw_arena(w), &row, err));
    *ret = row.block;
    return OK;
}

struct purge {
    int64_t known_at; /* the last request that the step before this one knew of */
    struct search_purge result;
};

static enum rc purge_op(struct dbw *w, void *arg, struct err *err)
{
    struct purge *p = arg;
    struct q_search_purge_due due;
    struct bytes before, after;

    TRY(q_search_purge_due(dbw_reader(w), dbw_arena(w), &due, err));
    TRY(structure(w, &before, err));
    TRY(q_search_merge(w, due.asked_at == p->known_at ? PURGE_PAGES : -PURGE_PAGES, err));
    TRY(structure(w, &after, err));
    p->result.asked_at = due.asked_at;
    p->result.done = before.n == after.n && memcmp(before.p, after.p, after.n) == 0;
    return p->result.done ? q_search_purge_end(w, err) : OK;
}

enum rc search_purge_later(struct dbw *w, struct err *err)
{
    return q_search_purge_ask(w, clock_now_at(), err);
}

enum rc search_purge_step(struct db *db, struct search_purge *p, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(16384);
    struct q_search_purge_due due;

    TRY(q_search_purge_due(db_reader(db), a, &due, err));
    p->done = due.asked_at == 0;
    if (p->done)
        return OK;
    struct purge step = { .known_at = p->asked_at };
    TRY(db_write(db, purge_op, &step, err));
    *p = step.result;
    return OK;
}
