/* SPDX-License-Identifier: EUPL-1.2 */
/* One box: a number (exact, tolerant of typing), a contact (telephone, e-mail, tax code: the requests of that person,
 * newest first), or words and phrases in quotes (all of them, folded, the last one as a
 * beginning). Reads only; any thread with a reader. Who may see what is found is the caller's matter. */
#ifndef URP_TICKET_SEARCH_H
#define URP_TICKET_SEARCH_H

#include "db/db.h"

/* Only tickets of this kind; ids as in the store, NULL and 0: any. */
struct search_filter {
    const char *type, *state, *channel;
    int64_t settore_id, category_id;
    bool only_open;
};

struct search_question {
    const char *typed;
    const struct search_filter *only; /* NULL for all tickets */
    int64_t cursor;                   /* 0 for the first page, afterwards that of the result before; may be negative */
    size_t n;                         /* tickets a page, 1..SEARCH_WINDOW */
};
struct search_hit {
    int64_t ticket_id, message_id; /* 0: the words of the request itself */
};
struct search_result {
    struct search_hit *hits;
    size_t n;
    int64_t cursor; /* 0 when this was the last page */
};

/* Each ticket once over all pages. Of the SEARCH_WINDOW newest documents those come first that fit best (db/fts: words in name
 * or subject, as typed, one after the other), newest first among equals; then the same with the next older ones. So a rare word
 * is ranked as a whole, and a frequent one costs its page, not all its hits. The last word counts as a beginning unless the whole word
 * fills the first page. A page may hold less than n and still have a next one; with a filter, SEARCH_LOOK_MAX documents are
 * looked at for one page, at most, so it may even be empty. E_DB */
MUST_USE enum rc search_tickets(struct dbr *r, struct arena *a, const struct search_question *q, struct search_result *ret, struct err *err);

/* Operations. The words of the request (message_id 0) or of a message, already stored, can be found from now on. author:
 * name and contacts given with the request, or NULL. */
MUST_USE enum rc search_add(struct dbw *w, int64_t ticket_id, int64_t message_id, const char *author, struct err *err);
/* Around a change of words that stay: forget the old ones, change them, learn the new ones, all in one operation. */
MUST_USE enum rc search_forget(struct dbw *w, int64_t ticket_id, struct err *err);
MUST_USE enum rc search_learn(struct dbw *w, int64_t ticket_id, struct err *err);
/* Nothing of this ticket can be found by words any more. Before its words are redacted or erased, never after: the
 * index must be told the old ones. search_add may follow with what is left. */
MUST_USE enum rc search_drop(struct dbw *w, int64_t ticket_id, struct err *err);

/* What was forgotten still lies in the index, found by nobody, until its parts are merged: that takes a while and is done later, in steps. */
MUST_USE enum rc search_purge_later(struct dbw *w, struct err *err);
/* One step of it, an operation of its own; asked_at is 0 at the first. done: nothing is left to do. Timer thread. */
struct search_purge {
    int64_t asked_at; /* the last request that it knows of: what was forgotten after it began is in parts that it does not merge */
    bool done;
};
MUST_USE enum rc search_purge_step(struct db *db, struct search_purge *p, struct err *err);

#endif
