/* SPDX-License-Identifier: EUPL-1.2 */
/* The public version of a report: what may be published, what everybody then sees, and how it goes away again. Off by default: the body
 * says that it publishes (key public_reports), a category that its reports may be, and an operator looks at each before. Who wrote it may
 * say no. No author is ever part of it. Beside the row of the store (public_row) nothing is public: without it list, page, map and feeds
 * know of nothing. */
#ifndef URP_TICKET_PUBLISH_H
#define URP_TICKET_PUBLISH_H

#include "ticket/place.h"
#include "ticket/ticket.h"

/* ---- what may be published ------------------------------------------------------------------------ */

bool publish_is_on(struct dbr *r); /* the body has public reports at all */

/* How precisely a place may be told (key public_place); the least precise one is for what does not fit. */
enum publish_precision { PUBLISH_AREA, PUBLISH_STREET, PUBLISH_EXACT };
const char *publish_precision_id(enum publish_precision p);
bool publish_precision_parse(const char *id, enum publish_precision *ret);
enum publish_precision publish_precision_of(struct dbr *r); /* of the body; unsaid: PUBLISH_STREET */
/* "Via Garibaldi 12, davanti al bar" -> "Via Garibaldi": nothing from the house number on. "" for PUBLISH_AREA. In a. */
const char *publish_place(struct arena *a, const char *place, enum publish_precision p);
/* Street: on a grid of some hundred metres. Area: unset. */
struct point publish_point(struct point at, enum publish_precision p);

/* The rules, pure: NULL: it may be; else why not, a sentence for the office. */
struct publish_case {
    bool is_on, category_public; /* of the body, of its subject */
    enum ticket_type type;
    enum state state;
    enum outcome outcome;
    int64_t flags;
};
const char *publish_bar(const struct publish_case *c);
/* The same for a request of the store. */
MUST_USE enum rc publish_bar_of(struct dbr *r, const struct ticket *t, const char **ret, struct err *err);

enum publish_phase { PHASE_ANY, PHASE_WORKED, PHASE_SOLVED, PHASE_ENDED };
enum { PHASES = PHASE_ENDED + 1 };
enum publish_phase publish_phase(const struct ticket *t);

/* ---- the public version --------------------------------------------------------------------------- */

enum { PUBLISH_TITLE_MAX = 120, PUBLISH_BODY_MAX = 2000, PUBLISH_PLACE_MAX = 150, PUBLISH_ANSWER_MAX = 2000, PUBLISH_ALT_MAX = 150, PUBLISH_PHOTOS_MAX = 5 };
enum publish_state { PUBLISH_NONE, PUBLISH_SHOWN, PUBLISH_HIDDEN, PUBLISH_REFUSED };

struct publish_photo {
    int64_t attachment_id;
    const char *alt, *shown, *name; /* shown: hash of the picture without metadata */
};
struct publication {
    int64_t id;                 /* public number; 0: there is none yet */
    enum publish_state state;
    const char *why;            /* id of a reason: why it is not shown */
    const char *title, *body, *place, *answer;
    const char *lang;           /* of title and body; the answer is Italian */
    int64_t answer_at, first_at, changed_at, changed_by;
    enum publish_precision precision;
    struct publish_photo photos[PUBLISH_PHOTOS_MAX];
    size_t n_photos;
};
/* None yet: what an operator would begin with, from the words of the request. Strings in a. */
MUST_USE enum rc publication_of(struct dbr *r, struct arena *a, const struct ticket *t, struct publication *ret, struct err *err);
/* Pictures of the request that may be shown: without metadata, not black. */
MUST_USE enum rc publish_pictures(struct dbr *r, struct arena *a, int64_t ticket_id, struct publish_photo **ret, size_t *ret_n, struct err *err);

/* Operation: shows it, or what has changed in it. Records who did, no words.
 * E_INPUT     field: "title", "body", "lang", "photos", ...: what is wrong with it
 * E_CONFLICT  it may not be published (any more), or somebody changed the request meanwhile */
struct publish {
    int64_t ticket_id, version;
    struct actor who;
    struct publication what;   /* texts, precision, photos by attachment_id and alt */
    const char *reason;        /* publish_hide_op, publish_refuse_op */
    struct ticket after;       /* result */
};
MUST_USE enum rc publish_op(struct dbw *w, void *publish, struct err *err);
MUST_USE enum rc publish_hide_op(struct dbw *w, void *publish, struct err *err);
MUST_USE enum rc publish_refuse_op(struct dbw *w, void *publish, struct err *err);

/* Why it is taken away, or set aside: id and what the office reads. */
struct publish_reason {
    const char *id, *label;
    bool by_hand; /* an operator may choose it */
};
extern const struct publish_reason publish_reasons[];
extern const size_t publish_reasons_n;
const char *publish_reason_label(const char *id); /* "" for none of ours */

/* Within an operation that changes the request: what is shown of it goes away, with the reason on record. Nothing shown: nothing. */
MUST_USE enum rc publish_hide(struct dbw *w, struct ticket *t, struct actor who, const char *reason, struct err *err);
/* Within a redaction: the same, and what was written for everybody loses the passage (NULL: none), or the file (0: none). */
MUST_USE enum rc publish_redacted(struct dbw *w, struct ticket *t, struct actor who, const char *passage, int64_t attachment_id, struct err *err);

/* The citizen wants it public, or not. */
struct publish_wish {
    int64_t ticket_id;
    struct actor who;
    bool is_public;
};
MUST_USE enum rc publish_wish_op(struct dbw *w, void *wish, struct err *err);

/* ---- "c'è un errore?" ----------------------------------------------------------------------------- */

struct publish_flag_kind {
    const char *id, *label; /* label: for everybody */
};
extern const struct publish_flag_kind publish_flags[];
extern const size_t publish_flags_n;
enum { PUBLISH_FLAG_TEXT_MAX = 500 };

struct publish_flag {
    int64_t publication_id;
    const char *reason, *text;
    int64_t hide_after; /* so many that nobody has looked at hide it; 0: never */
};
/* Operation. E_NOTFOUND: it is not shown; E_INPUT "reason" */
MUST_USE enum rc publish_flag_op(struct dbw *w, void *flag, struct err *err);
/* Operation: an operator looked at all that were said of one. */
struct publish_settle {
    int64_t ticket_id, version;
    struct actor who;
    struct ticket after;
};
MUST_USE enum rc publish_settle_op(struct dbw *w, void *settle, struct err *err);

#endif
