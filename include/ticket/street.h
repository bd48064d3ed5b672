/* SPDX-License-Identifier: EUPL-1.2 */
/* The streets of the body: found while one types, read from the list of the registry office. The area of a typed place is in
 * ticket/ente.h. Reading: any thread with a reader. */
#ifndef URP_TICKET_STREET_H
#define URP_TICKET_STREET_H

#include "base/sv.h"
#include "db/db.h"
#include "ticket/point.h"

/* ---- while one types ---------------------------------------------------------------------------- */

struct street_hit {
    const char *place; /* the street with what was typed behind it: "Via Giuseppe Garibaldi 12/b" */
    const char *area;  /* "" = in none that we know */
};
/* Streets of which every typed word begins a word, in any order: "garib", "p.za vitt em". A house number and what follows is
 * kept. At most STREETS_FOUND, those whose name begins so first. */
MUST_USE enum rc street_find(struct dbr *r, struct arena *a, const char *typed, struct street_hit **ret, size_t *ret_n, struct err *err);

/* Streets that were perhaps meant by one that is not in the register: words that are no beginning of any are replaced by the nearest ones, one
 * letter away, or two in a long one (letters left out, doubled, wrong or in the wrong order). "via garibladi 12" is Via Garibaldi 12.
 * ret_any: the register has streets at all; false: nothing can be said of a place. */
MUST_USE enum rc street_meant(struct dbr *r, struct arena *a, const char *typed, struct street_hit **ret, size_t *ret_n, bool *ret_any, struct err *err);

/* ---- the list ----------------------------------------------------------------------------------- */

#define STREET_POINT_SIGN '@' /* in the body's file and its settings: "Via Roma @ 44.494887, 11.342616" */

struct street_row {
    const char *name, *area; /* area: name or code; "" = not said */
    int64_t line;            /* of the file */
    struct point at;         /* what the file says, else the middle of its house numbers; may be unset */
};
struct street_number {
    size_t row;              /* its street */
    const char *number;      /* place_number_key */
    struct point at;
};
struct street_problem {
    int64_t line;
    const char *text;        /* Italian */
};
struct street_list {
    const char *charset, *separator, *name_column, *area_column, *point_columns; /* as found: "Windows-1252", "punto e virgola", "via"; "" = none */
    struct street_row *rows; /* each street once */
    size_t n;
    struct street_number *numbers; /* house numbers with a point, in the order of their streets */
    size_t n_numbers;
    struct street_problem *problems; /* lines that were left out, or taken without a part */
    size_t n_problems;
    int64_t repeated;        /* lines about a street that was there already: a register of house numbers */
};
/* A CSV file in UTF-8 or Windows-1252; the separator is found out, columns go by the names of the first line. Pure.
 * E_INPUT  no list: err->text says what is wrong with the file */
MUST_USE enum rc street_read(struct arena *a, struct sv bytes, struct street_list *ret, struct err *err);

/* What the rows would change, or have changed. */
struct street_plan {
    int64_t added, changed, same, missing /* streets of an earlier list that are not in this one */;
    struct street_problem *problems; /* areas that the body does not have */
    size_t n_problems;
};
MUST_USE enum rc street_compare(struct dbr *r, struct arena *a, const struct street_list *l, struct street_plan *ret, struct err *err);

/* On any thread that may wait, but not on the writer's: many small operations, so that a city's list stops nobody else's work.
 * Idempotent: streets are matched by their folded name; a street keeps area and point when the row says none, and its house numbers
 * when the list has none of them. remove: those of an earlier list that are missing go. Interrupted, what was taken stays; the same list again
 * completes it. Touches DB_TOPIC_CONF. ret: without problems, they are those of street_compare; also of what was taken before an error.
 * E_AGAIN  the store takes no writes, or it was told to stop */
struct street_progress {
    size_t done, total;  /* atomic: rows of the list, then streets that go; who looks on reads them at any time */
    const bool *stop;    /* atomic: ends between two pieces; NULL: never */
};
MUST_USE enum rc street_take(struct db *db, const struct street_list *l, bool remove, struct street_progress *progress /* NULL: nobody looks on */,
                             struct street_plan *ret, struct err *err);

/* Operation. With its words. source: "ente", "list". */
MUST_USE enum rc street_add(struct dbw *w, const struct street_row *row, int64_t area_id, const char *source, int64_t *ret_id, struct err *err);
/* Operations. The streets of the body's own file, all of them or those of one area, between begin and end: those that are not put go.
 * A point that is unset changes none. */
MUST_USE enum rc street_begin_ente(struct dbw *w, struct err *err);
MUST_USE enum rc street_begin_area(struct dbw *w, int64_t area_id, struct err *err);
/* E_CONFLICT: the body has it in another area. */
MUST_USE enum rc street_put_of_ente(struct dbw *w, int64_t area_id, const char *name, struct point at, struct err *err);
MUST_USE enum rc street_end_ente(struct dbw *w, struct err *err);

#endif
