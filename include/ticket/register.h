/* SPDX-License-Identifier: EUPL-1.2 */
/* The register of requests of access (ANAC del. 1309/2016 par. 9, Circolare FOIA 2/2017 par. 9) and the riesame by the RPCT (d.lgs. 33/2013
 * art. 5 c. 7). What is published names nobody: dates and outcomes are those of the request, the object and the reasons are written for
 * the register by a person. */
#ifndef URP_TICKET_REGISTER_H
#define URP_TICKET_REGISTER_H

#include "ticket/outcome.h"
#include "ticket/term.h"
#include "ticket/ticket.h"

bool register_holds(enum ticket_type t); /* is it a request of access? */

/* Why access is refused: a closed list (d.lgs. 33/2013 art. 5-bis; L. 241/1990 art. 24; Circolare FOIA 2/2017 par. 7). */
struct register_ground {
    const char *id, *label; /* stable; Italian */
};
extern const struct register_ground register_grounds[];
extern const size_t register_grounds_n;
const char *register_ground_label(const char *id); /* "" for "" and for what is none */

struct register_entry {
    const char *object, *ground, *reasons;
    bool checked;
};
MUST_USE enum rc register_entry_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct register_entry *ret, struct err *err); /* none yet: empty */

/* Operation.
 * E_INPUT  "object": missing where it is to be published; "ground": unknown, or missing for a refusal that is to be published
 * E_CONFLICT, E_DB */
struct register_write {
    int64_t ticket_id, version;
    struct actor who;
    struct register_entry entry;
};
enum rc register_write_op(struct dbw *w, void *write, struct err *err);

/* ---- riesame ------------------------------------------------------------------------------------ */

struct review {
    int64_t id, filed_at, asked_at, opinion_at, decided_at; /* moments of days; 0 = not */
    bool third_party; /* asked for by one whom the access harms */
    enum outcome outcome;
    const char *reasons;
};
MUST_USE enum rc review_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct review **ret, size_t *ret_n, struct err *err);
/* When it has to be decided, and why then; twenty days, without those of the opinion of the Garante (ten at the most). */
MUST_USE enum rc review_due(struct dbr *r, struct arena *a, const struct review *v, struct due *ret, struct err *err);
/* May somebody ask for one? NULL: yes; else why not, in Italian. */
const char *review_refused(const struct ticket *t, bool third_party, int64_t now_at);

enum review_step { REVIEW_FILE, REVIEW_ASK_GARANTE, REVIEW_OPINION, REVIEW_DECIDE };
/* Operation.
 * E_INPUT  "day": none, in the future, or before what it follows; "who", "outcome", "reasons"
 * E_CONFLICT  one is open already; somebody changed the request; E_NOTFOUND: no open one of that id; E_DB */
struct review_job {
    int64_t ticket_id, version, id;
    struct actor who;
    enum review_step step;
    int32_t day;
    bool third_party;
    enum outcome outcome;
    const char *reasons;
};
enum rc review_op(struct dbw *w, void *job, struct err *err);

#endif
