/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/search.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"
#include "q/search.h"
#include "q/ticket.h"
#include "ticket/code.h"

/* ---- what was typed ----------------------------------------------------------------------------- */

static bool has_token(struct sv word)
{
    for (const char *p = word.p, *end = word.p + word.n; p < end; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return true;
    return false;
}

/* l', un', dell', quest' ... : up to six letters before the apostrophe, a word after it. */
static struct sv without_article(struct sv word)
{
    ptrdiff_t at = sv_chr(word, '\'');

    if (at < 1 || at > 6 || word.n - (size_t)at - 1 < 3)
        return word;
    for (ptrdiff_t i = 0; i < at; i++)
        if (!g_ascii_isalpha(word.p[i]))
            return word;
    return sv_drop(word, (size_t)at + 1);
}

static size_t token_chars(struct sv word)
{
    size_t n = 0;

    for (const char *p = word.p + word.n; p > word.p; n++) {
        p = g_utf8_prev_char(p);
        if (!g_unichar_isalnum(g_utf8_get_char(p)))
            break;
    }
    return n;
}

static void quote(GString *out, struct sv word)
{
    if (out->len)
        g_string_append_c(out, ' ');
    g_string_append_c(out, '"');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, word.p[i]);
    }
    g_string_append_c(out, '"');
}

char *search_match(struct arena *a, const char *typed, enum search_last last)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct sv rest = sv_from(text_fold(a, typed)), word;
    size_t words = 0, last_chars = 0;

    while (words < SEARCH_WORDS_MAX && sv_next(&rest, ' ', &word)) {
        if (!has_token(word))
            continue;
        word = without_article(word);
        last_chars = token_chars(word);
        quote(out, word);
        words++;
    }
    if (last == SEARCH_BEGINNING && last_chars >= SEARCH_BEGINNING_CHARS)
        g_string_append_c(out, '*');
    return arena_strn(a, out->str, out->len);
}

/* ---- pages -------------------------------------------------------------------------------------- */

/* One page in the making. */
struct page {
    const char *match;
    int64_t from_doc_id; /* where this page began; INT64_MAX = at the newest */
    int64_t next_doc_id; /* last document looked at; 0 = none left */
    const struct search_filter *only; /* NULL: every ticket */
    int64_t *ids;
    size_t n, max;
};

/* Linear on purpose: a page is at most SEARCH_PAGE_MAX long. */
static bool on_page(const struct page *p, int64_t ticket_id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->ids[i] == ticket_id)
            return true;
    return false;
}

static enum rc on_earlier_page(struct dbr *r, struct arena *a, const struct page *p, int64_t ticket_id, bool *ret_yes,
                               struct err *err)
{
    struct q_search_seen seen;

    *ret_yes = false;
    if (p->from_doc_id == INT64_MAX)
        return OK;
    TRY(q_search_seen(r, a, ticket_id, p->from_doc_id, p->match, &seen, err));
    *ret_yes = seen.n > 0;
    return OK;
}

static enum rc fits(struct dbr *r, struct arena *a, const struct page *p, int64_t ticket_id, bool *ret_yes, struct err *err)
{
    const struct search_filter *f = p->only;
    struct q_search_fits row;

    *ret_yes = true;
    if (!f)
        return OK;
    TRY(q_search_fits(r, a, ticket_id, f->only_open, f->type, f->state, f->channel, f->settore_id, f->category_id, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

static enum rc add_hit(struct dbr *r, struct arena *a, struct page *p, int64_t ticket_id, struct err *err)
{
    bool wanted, seen;

    if (on_page(p, ticket_id))
        return OK;
    TRY(fits(r, a, p, ticket_id, &wanted, err));
    if (!wanted)
        return OK;
    TRY(on_earlier_page(r, a, p, ticket_id, &seen, err));
    if (!seen)
        p->ids[p->n++] = ticket_id;
    return OK;
}

static enum rc fill(struct dbr *r, struct arena *a, struct page *p, struct err *err)
{
    int64_t before = p->from_doc_id;
    size_t looked = 0;

    p->n = 0;
    p->next_doc_id = 0;
    for (;;) {
        struct q_search_page *rows;
        size_t n_rows, want = p->only ? SEARCH_PAGE_MAX : p->max - p->n + SEARCH_SPARE;

        TRY(q_search_page(r, a, p->match, before, (int64_t)want, &rows, &n_rows, err));
        for (size_t i = 0; i < n_rows; i++) {
            if (p->n == p->max || (p->only && looked == SEARCH_LOOK_MAX)) {
                p->next_doc_id = before;
                return OK;
            }
            before = rows[i].doc_id;
            looked++;
            TRY(add_hit(r, a, p, rows[i].ticket_id, err));
        }
        if (n_rows < want)
            return OK;
    }
}

static enum rc by_code(struct dbr *r, struct arena *a, const char *typed, struct page *p, struct err *err)
{
    int64_t year, number;
    struct q_ticket_id_of_number row;
    bool wanted;

    if (!code_parse(sv_from(typed), &year, &number))
        return E_NOTFOUND;
    TRY(q_ticket_id_of_number(r, a, year, number, &row, err));
    TRY(fits(r, a, p, row.id, &wanted, err));
    if (wanted)
        p->ids[p->n++] = row.id;
    return OK;
}

/* First page: decides how the last word counts, which the sign of the cursor then remembers. */
static enum rc first_page(struct dbr *r, struct arena *a, const char *typed, struct page *p, int64_t *ret_next,
                          struct err *err)
{
    enum rc rc = by_code(r, a, typed, p, err);

    *ret_next = 0;
    if (rc != E_NOTFOUND)
        return rc;
    p->match = search_match(a, typed, SEARCH_WHOLE);
    if (*p->match == '\0')
        return OK;
    TRY(fill(r, a, p, err));
    *ret_next = p->next_doc_id;
    if (p->n == p->max || p->next_doc_id)
        return OK;
    p->match = search_match(a, typed, SEARCH_BEGINNING);
    TRY(fill(r, a, p, err));
    *ret_next = -p->next_doc_id;
    return OK;
}

static enum rc later_page(struct dbr *r, struct arena *a, const char *typed, int64_t cursor, struct page *p,
                          int64_t *ret_next, struct err *err)
{
    p->match = search_match(a, typed, cursor < 0 ? SEARCH_BEGINNING : SEARCH_WHOLE);
    p->from_doc_id = cursor < 0 ? -cursor : cursor;
    *ret_next = 0;
    if (*p->match == '\0')
        return OK;
    TRY(fill(r, a, p, err));
    *ret_next = cursor < 0 ? -p->next_doc_id : p->next_doc_id;
    return OK;
}

enum rc search_tickets(struct dbr *r, struct arena *a, const char *typed, const struct search_filter *only, int64_t cursor, size_t n,
                       int64_t **ret_ids, size_t *ret_n, int64_t *ret_cursor, struct err *err)
{
    struct page p = { .from_doc_id = INT64_MAX, .only = only, .max = n < SEARCH_PAGE_MAX ? n : SEARCH_PAGE_MAX };
    int64_t next;

    assume(n > 0 && cursor != INT64_MIN);
    p.ids = arena_array(a, p.max, int64_t);
    if (cursor == 0)
        TRY(first_page(r, a, typed, &p, &next, err));
    else
        TRY(later_page(r, a, typed, cursor, &p, &next, err));
    *ret_ids = p.ids;
    *ret_n = p.n;
    *ret_cursor = next;
    return OK;
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
