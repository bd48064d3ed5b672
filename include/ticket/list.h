/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of requests: any filter, any order, page by page in both directions, and how many there are. A page walks along one index
 * from where the page before ended and keeps what is wanted, so it costs the same in a store of any size: it looks at LIST_LOOK_MAX
 * requests at most, says so, and goes on from there. Reads only; any thread with a reader. Who may see what is listed is the
 * caller's matter. */
#ifndef URP_TICKET_LIST_H
#define URP_TICKET_LIST_H

#include "db/db.h"
#include "ticket/search.h"

enum { LIST_NONE = -1 };      /* of settori, operators: those that have none */
enum { LIST_VALUES_MAX = 100 }; /* nobody chooses more of one kind */

/* A request has one of these, or with is_not none of them. n 0: any. Ids as in the store. */
struct list_words {
    const char *const *list;
    size_t n;
    bool is_not;
};
struct list_numbers {
    const int64_t *list;
    size_t n;
    bool is_not;
};

/* NULL, 0 and false: any. Moments from (included) until (not included). */
struct list_filter {
    bool only_open, no_due, with_files, undelivered;
    struct list_words types, states, outcomes, channels, langs;
    struct list_numbers settori, categories /* each with its subjects */, areas, operators, tags;
    int64_t presented_from_at, presented_until_at, closed_from_at, closed_until_at;
    int64_t due_from_at, due_until_at; /* of open ones; until 0: any */
    int64_t joined_min;                /* at least so many have the same problem (ticket/adesione) */
    const char *words;                 /* list_search alone */
};

enum list_key {
    LIST_BY_ENTRY,     /* as they were registered */
    LIST_BY_DUE,       /* open ones that have a date */
    LIST_BY_UPDATED,
    LIST_BY_PRESENTED,
    LIST_BY_CLOSED,    /* those that were closed */
    LIST_BY_JOINED,    /* those that somebody joined, by how many did */
    LIST_BY_SETTORE,   /* by name, newest first in each; those of none last */
};
struct list_order {
    enum list_key key;
    bool down; /* latest first; BY_SETTORE: from Z to A */
};

/* Where a page begins or ends; only the filter and order it came from understand it. id 0: at the beginning. */
struct list_pos {
    int64_t key, id;
};

struct list_page {
    int64_t *ids; /* in the order asked for, whatever the direction of the walk */
    struct list_pos *at; /* where each of them is */
    size_t n;
    bool more;    /* beyond last (walking back: before first) there is more, or may be */
    bool bounded; /* it ended for having looked at enough, not for being full */
    size_t looked; /* at so many */
    struct list_pos first, last;
};

/* At most n of them after from, or with back before it. most: how many there are when that is known, else -1: the first page need
 * not look for more. */
MUST_USE enum rc list_find(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_pos from,
                           bool back, size_t n, int64_t most, struct list_page *ret, struct err *err);

/* The same, looking at no more than look (LIST_LOOK_MAX at most): for who asks again and again on the same page. */
MUST_USE enum rc list_find_within(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_pos from,
                                  bool back, size_t n, size_t look, struct list_page *ret, struct err *err);

/* Those with the words, in the order of search_tickets; n, cursor and *ret as there. */
MUST_USE enum rc list_search(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t cursor, size_t n, struct search_result *ret, struct err *err);

struct list_total {
    int64_t n;
    bool over; /* more than n: counting ended there */
};
/* Exact for types, states, outcomes, settori, categories, areas, channels, operators in any combination, also of several of each or of
 * all but some (cells kept by the store), for one tag, for undelivered, for terms; with anything else as far as counting costs no more than a
 * page. Words are not counted. */
MUST_USE enum rc list_count(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_total *ret, struct err *err);

/* Ids as a JSON array, for q_list_draw. */
const char *list_ids(struct arena *a, const int64_t *ids, size_t n);

#endif
