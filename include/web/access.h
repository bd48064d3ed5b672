/* SPDX-License-Identifier: EUPL-1.2 */
/* Who sees what of a request, and who works on it: the one place that decides. Pages ask through access_of (one request
 * that somebody opens) and access_of_row (one of many in a list); nothing else compares roles with requests. */
#ifndef URP_WEB_ACCESS_H
#define URP_WEB_ACCESS_H

#include "db/db.h"
#include "http/http.h"
#include "ticket/ticket.h"

/* ---- roles in words ----------------------------------------------------------------------------- */

struct role_info {
    enum role role;
    const char *id;    /* stable: command line, configuration: "responsabile" */
    const char *name;  /* "Responsabile URP" */
    const char *means; /* one plain sentence */
};
extern const struct role_info role_infos[];
extern const size_t role_infos_n;

/* "urp,admin" -> bits; 0: empty, or a word is no role. */
unsigned roles_parse(const char *text);
const char *roles_ids(struct arena *a, unsigned roles);   /* "urp,admin" */
const char *roles_names(struct arena *a, unsigned roles); /* "Operatore, Amministratore" */

/* ---- the decision ------------------------------------------------------------------------------- */

enum access {
    ACCESS_NONE,   /* it does not exist for this person: 404 */
    ACCESS_EXISTS, /* number, type, state, office, terms; no words, names, files */
    ACCESS_READ,
    ACCESS_WORK,
};

/* Where a role holds: in these settori (none listed: in all) and for these types. */
struct role_scope {
    enum role role;
    const int64_t *settori;
    size_t n_settori;
    unsigned types; /* 1 << enum ticket_type; 0: all */
};
struct viewer {
    int64_t user_id;
    unsigned roles;
    const struct role_scope *scopes; /* a role without one holds everywhere; a referente without settori nowhere */
    size_t n_scopes;
};
struct access_case {
    enum ticket_type type;
    int64_t flags, settore_id, operator_id; /* ids: 0 = none */
    int64_t registered_by;                  /* user who typed it in (phone, counter, letter); 0 = came by itself */
    bool granted;                           /* the responsabile let this viewer in */
};

/* Is v responsabile of this very request? The role alone may hold for others only. */
bool access_leads(const struct viewer *v, const struct access_case *c);
/* Of which types of requests of this settore: 1 << enum ticket_type. ACCESS_ALL_TYPES: the settore is theirs. */
unsigned access_led_types(const struct viewer *v, int64_t settore_id);
#define ACCESS_ALL_TYPES ((1u << TICKET_TYPES) - 1u)
/* All that lists show to v, as one box: in these settori and of these types. is_whole: everything. Where several roles make a shape that is
 * no box, the box is the smallest around it and not exact: a count of it would tell of what v may not know. A grant opens one request and
 * is not in it. */
struct access_box {
    const int64_t *settori;
    size_t n_settori; /* 0: all */
    unsigned types;   /* 1 << enum ticket_type; 0: all */
    bool is_whole, is_exact;
};
void access_box(const struct viewer *v, struct arena *a, struct access_box *ret);
/* Of the person who asks, both. */
unsigned access_led_types_of(struct req *rq, int64_t settore_id);
void access_box_of(struct req *rq, struct access_box *ret);
/* Writes what the register of access says of it, and the riesame: the RPCT, the responsabile. */
bool access_keeps_register(const struct viewer *v, const struct access_case *c);
/* No store, no clock: tests/unit/test_web_access.c has the table. */
enum access access_decide(const struct viewer *v, const struct access_case *c);
/* Of a request that v may read: is the name of the citizen for v, too? Who asked that the settore not know it is named to nobody
 * who reads as that settore, whatever roles they have for other requests. */
bool access_shows_name(const struct viewer *v, const struct access_case *c);
/* In whose name v works on it, once access_decide says ACCESS_WORK: of the URP, or of the settore of the request. */
struct actor access_actor(const struct viewer *v, const struct access_case *c);

/* *me as a viewer, for me->rights: read once a request, however many rows ask. */
MUST_USE enum rc viewer_read(struct dbr *r, struct arena *a, const struct identity *me, const struct viewer **ret, struct err *err);

/* ---- for pages ---------------------------------------------------------------------------------- */

/* What the signed-in person of rq may do with *t. ret_case and ret_viewer may be NULL. On the thread of the handler. */
MUST_USE enum rc access_of(struct req *rq, const struct ticket *t, enum access *ret, struct viewer *ret_viewer,
                           struct access_case *ret_case, struct err *err);
/* The same by id, for links and rows; ACCESS_NONE when it cannot be told. flags: those of the ticket, known from its row. */
enum access access_of_row(struct req *rq, int64_t ticket_id, int64_t flags);
/* Who works on *t; false: nobody of ours (the caller has ACCESS_READ at most). */
bool access_works(struct req *rq, const struct ticket *t, struct actor *ret);
/* Not access_shows_name, of the signed-in person; true when it cannot be told. The second by id, as access_of_row. */
bool access_name_hidden(struct req *rq, const struct ticket *t);
bool access_name_hidden_of_row(struct req *rq, int64_t ticket_id, int64_t flags);
/* Has a desk role for everything: no row needs a look of its own unless it is confidential. */
bool access_is_wide(const struct identity *me);
/* Works on everything, too: reading it all in one role does not widen another one that is narrowed. */
bool access_works_wide(const struct identity *me);
/* Is this person responsabile of everything, not of some settori or types alone? */
bool access_leads_all(const struct identity *me);

/* Subject of a confidential request wherever several are listed, for whomever. */
#define ACCESS_SUBJECT "Richiesta riservata"

/* ---- confidential requests ---------------------------------------------------------------------- */

struct access_grant {
    int64_t ticket_id, user_id, by_user_id;
    const char *reason;
    int64_t id; /* result; for the end: which */
};
enum rc access_grant_op(struct dbw *w, void *grant, struct err *err);     /* E_INPUT: no reason; E_CONFLICT: has one */
enum rc access_grant_end_op(struct dbw *w, void *grant, struct err *err); /* E_NOTFOUND */

/* Queues the record that somebody looks: what is a stable word, "pagina", "allegati/12". Must be called before anything is
 * shown, and nothing may be shown unless OK: E_LIMIT or E_AGAIN when the store takes no writes now. */
MUST_USE enum rc access_note_view(struct req *rq, int64_t ticket_id, const char *what, struct err *err);

#endif
