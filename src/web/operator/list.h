/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of the lists share: a list is its query, and everything about it follows from that. */
#ifndef URP_WEB_OPERATOR_LIST_H
#define URP_WEB_OPERATOR_LIST_H

#include "operator.h"
#include "ticket/list.h"
#include "ticket/place.h"
#include "web/list_view.h"

/* ---- list_ask.c: the query ---------------------------------------------------------------------- */

enum ask_key {
    ASK_WORDS, ASK_STATE, ASK_TYPE, ASK_OUTCOME, ASK_SETTORE, ASK_CATEGORY, ASK_AREA, ASK_CHANNEL, ASK_OPERATOR, ASK_TAG, ASK_DEADLINE,
    ASK_PRESENTED_FROM, ASK_PRESENTED_UNTIL, ASK_CLOSED_FROM, ASK_CLOSED_UNTIL, ASK_FILES, ASK_UNDELIVERED, ASK_JOINED, ASK_LANG, ASK_ORDER, /* the list */
    ASK_BEFORE, ASK_AFTER,                                                                                                     /* the page of it */
    ASK_KEYS
};
enum { ASK_LIST = ASK_BEFORE }; /* keys up to here say which list it is */

struct ask {
    const char *value[ASK_KEYS]; /* as asked, NULL: not; what is no value of its key is not there. Of several: "closed,archived", "non:3" */
    struct list_filter filter;
    struct list_order order;
    bool needs_due, needs_closed, needs_joined; /* the order knows only some requests */
    struct list_pos from;
    bool back;
    int64_t cursor;               /* of the search */
    bool is_narrow;               /* less than everything is listed: what this person may know of */
    bool hides_total;             /* how many there are would tell of others */
    bool counts_told;             /* those count alone that are told to this person */
};
/* ret_messy: the address holds more than it says, the list has a shorter one. */
struct ask ask_of_request(struct req *rq, bool *ret_messy);
struct ask ask_of_query(struct req *rq, const char *query); /* "stato=aperte&settore=3" */
const char *ask_name(enum ask_key k);                       /* "stato" */

/* Of which several can be asked for, or all but some. */
bool ask_is_many(enum ask_key k);
struct ask_values {
    const char *list[LIST_VALUES_MAX];
    size_t n;
    bool is_not;
};
struct ask_values ask_values(struct arena *a, const char *value); /* of such a key; NULL: none */
const char *ask_joined(struct arena *a, const struct ask_values *v);

/* Its query, the shortest, always in the same order; with key set to value (NULL: without it), and without the page. ASK_KEYS: as it is. */
const char *ask_query(struct arena *a, const struct ask *ask, enum ask_key key, const char *value);
const char *list_url_of(struct arena *a, const char *query); /* /ufficio/richieste?... */
/* A list, the page of it, and a place in it, for the address of the request that stands there: "elenco=...&posto=...". Back: false when
 * this page was opened in another way. here: the same for all rows of a page. */
const char *ask_here(struct arena *a, const struct ask *ask);
const char *ask_place(struct arena *a, const char *here, struct list_pos pos);
bool ask_of_place(struct req *rq, struct ask *ret, struct list_pos *ret_pos);
bool ask_filters(const struct ask *ask);                     /* anything but words and order? */

struct order_option {
    const char *id, *label;
    struct list_order order;
};
extern const struct order_option ask_orders[];
extern const size_t ask_orders_n;
const struct order_option *ask_order(const struct ask *ask); /* the one in force */
struct deadline_option {
    const char *id, *label;
};
extern const struct deadline_option ask_deadlines[];
extern const size_t ask_deadlines_n;

/* list_rights.c: the list becomes one of what this person may know of, so that its total is theirs, too. Searches ask of each row. */
void ask_narrow(struct req *rq, struct ask *ask);
/* Is it asked for what a masked row hides? */
bool ask_tells_hidden(const struct ask *ask);

/* ---- list_filters.c: as a form ------------------------------------------------------------------- */

/* Into v: fields, and boxes of which several can be ticked. all: also those that are asked for seldom. */
MUST_USE enum rc ask_fields(struct req *rq, const struct ask *ask, bool all, struct list_view *v, struct err *err);

/* ---- list_chips.c: in words ----------------------------------------------------------------------- */

void ask_chips(struct req *rq, const struct ask *ask, const struct view_link **ret, size_t *ret_n);
/* One value of such a key in words: "Ambiente"; of what is gone, that it is. */
const char *ask_value_name(struct req *rq, enum ask_key k, const char *value);
/* "Aperte, settore Ambiente": for the names of views and the log of exports. */
const char *ask_words(struct req *rq, const struct ask *ask);
const char *operator_name(struct req *rq, int64_t id); /* "" when there is none */
const char *area_name(struct req *rq, int64_t id);
const char *count_it(struct arena *a, int64_t n); /* "1.234" */
const char *total_it(struct arena *a, const struct list_total *t); /* "più di 10.000 richieste" */

/* ---- list_columns.c ----------------------------------------------------------------------------- */

struct list_column {
    const char *id, *label;
    const char *up, *down; /* ids of orders; NULL: it is none */
};
enum { LIST_COLUMNS_MAX = 21 };
struct columns {
    const struct list_column *list[LIST_COLUMNS_MAX];
    size_t n;
    bool with_words; /* a search shows where it found them */
};
extern const struct list_column list_columns[];
extern const size_t list_columns_n;
handler post_columns;
struct columns columns_of(struct req *rq); /* as this user chose */
const char *columns_text(struct arena *a, const struct columns *c); /* "stato,scadenza" */
struct columns columns_named(const char *names);
const struct view_option *columns_options(struct req *rq, const struct columns *c); /* list_columns_n boxes */

/* One request with all that a list may show of it. */
struct list_drawn {
    struct ticket_row row;
    const char *outcome, *lang, *category, *area, *operator, *tags; /* names, "" = none; those of columns that are not shown are missing */
    int64_t presented_at, updated_at, closed_at, version, n_files, n_joined;
    struct place_point point; /* missing unless one of its columns is shown */
    const char *body; /* with_words alone; else NULL */
};
MUST_USE enum rc list_drawn(struct req *rq, struct dbr *r, struct arena *a, const struct columns *c, const int64_t *ids, size_t n, struct list_drawn **ret,
                            size_t *ret_n, struct err *err);
/* q: what office_row lets this person see. */
struct list_cell column_cell(struct req *rq, const struct list_column *c, const struct list_drawn *d, const struct queue_row *q);
/* The same as plain text, without the day it is read on: for a file. */
const char *column_text(struct arena *a, const struct list_column *c, const struct list_drawn *d, const struct queue_row *q);

/* ---- list_views.c ------------------------------------------------------------------------------- */

MUST_USE enum rc views_links(struct req *rq, const struct ask *ask, const struct view_link **ret, size_t *ret_n, struct err *err);
/* The list that this user begins with; NULL: all. */
const char *views_default(struct req *rq);
const char *pref_text(struct req *rq, const char *key); /* NULL: never chosen */
handler get_views, post_view_save, post_view;

/* Is this row for the one who asks? By its number a request without words may be found; by its words it may not, or they could be
 * guessed. by_hidden: by words, or ask_tells_hidden. */
bool list_tells(struct req *rq, const struct list_drawn *d, const struct queue_row *q, bool by_hidden);

/* ---- list_found.c ------------------------------------------------------------------------------- */

struct search_marker;
/* Into row: where the words of this hit stand. Only for who may read the request. body: its words, NULL = not read yet. */
MUST_USE enum rc list_show_found(struct req *rq, const struct search_marker *m, const struct search_hit *hit, const char *body, struct list_row *row,
                                 struct err *err);
/* Into v: numbers that are near to what was typed and, when nothing was found, words. */
MUST_USE enum rc list_show_near(struct req *rq, const char *typed, bool nothing_found, struct list_view *v, struct err *err);

/* ---- list_export.c, list_bulk.c, list_bulk_page.c ------------------------------------------------- */

handler get_export, get_exports;
handler post_bulk, get_bulk, post_bulk_undo;

/* ticket_tags.c, ticket_lang.c */
handler post_tags, post_lang;

#endif
