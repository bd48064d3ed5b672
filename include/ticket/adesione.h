/* SPDX-License-Identifier: EUPL-1.2 */
/* "Anche io": who has the same problem as the person of a report joins it instead of writing another one. An e-mail address and nothing
 * else; it counts once its owner has pressed the button behind the link that was mailed there. Who joined hears once how it ended, and can leave
 * at any time: then the address is forgotten. Nobody but the machine reads the addresses: people of the office see how many there are.
 * No event holds more than the number of the row. */
#ifndef URP_TICKET_ADESIONE_H
#define URP_TICKET_ADESIONE_H

#include "ticket/ticket.h"

#define ADESIONE_ASK_S ((int64_t)7 * 86400)  /* so long the mailed link waits for its button */
#define ADESIONE_AGAIN_S ((int64_t)10 * 60)  /* who asks again sooner gets no second mail */
#define ADESIONI_A_DAY 5                     /* of one address: more are somebody else's doing */

/* Why this request cannot be joined, in Italian, for whoever asks; NULL: it can. */
const char *adesione_refused(const struct ticket *t);

/* The page where a request is joined: "/aderisci/r83..."; neither its code nor its number can be read from it. */
char *adesione_ask_path(struct arena *a, const uint8_t key[32], int64_t ticket_id);
bool adesione_ask_open(const uint8_t key[32], const char *token, int64_t *ret_ticket_id);

/* Operation: the mail with the link is queued. Whether the address joined before is not told: the mail says it to whom it concerns.
 * E_INPUT     "email": not an address
 * E_CONFLICT  the request cannot be joined (any more): text says why
 * E_LIMIT     "email": ADESIONI_A_DAY */
struct adesione_ask {
    int64_t ticket_id;
    const char *email;
    const char *lang; /* BCP 47, of who asks: both mails come in it; NULL: Italian */
};
enum rc adesione_ask_op(struct dbw *w, void *ask, struct err *err);

/* ---- behind the link ----------------------------------------------------------------------------- */

enum adesione_state { ADESIONE_ASKED, ADESIONE_JOINED, ADESIONE_LEFT, ADESIONE_LATE /* asked too long ago */ };
struct adesione {
    int64_t id, ticket_id;
    const char *email;      /* "" once erased */
    const char *lang;       /* of its mails */
    enum adesione_state state;
};

char *adesione_path(struct arena *a, const uint8_t key[32], const struct adesione *x); /* "/adesione/a12.k3x..." */
/* What a token opens. E_NOTFOUND */
MUST_USE enum rc adesione_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *token, struct adesione *ret, struct err *err);
MUST_USE enum rc adesione_by_id(struct dbr *r, struct arena *a, int64_t id, struct adesione *ret, struct err *err);

/* Operations, with the id. Twice is once. confirm: E_CONFLICT: it ended meanwhile, was made confidential, is this person's own, or
 * the link waited too long. */
struct adesione_choice {
    int64_t id;
};
enum rc adesione_confirm_op(struct dbw *w, void *choice, struct err *err);
enum rc adesione_leave_op(struct dbw *w, void *choice, struct err *err);

/* ---- for the other operations -------------------------------------------------------------------- */

MUST_USE enum rc adesione_count(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t *ret, struct err *err);
/* From how many on the office is told at each place where an open request stands in a list (key joined_hint of the body; 0: never). A hint
 * to people and nothing else: no order, no term and no rule goes by it. */
enum { ADESIONI_HINT = 5, ADESIONI_HINT_MAX = 10000 };
int64_t adesione_hint_from(struct dbr *r, struct arena *a);
/* It ended: each hears of it once. */
MUST_USE enum rc adesione_tell_end(struct dbw *w, const struct ticket *t, struct err *err);
/* They go along with a request that is joined to another. */
MUST_USE enum rc adesione_move(struct dbw *w, int64_t from_id, int64_t to_id, struct err *err);
/* The addresses of this request that hold the passage. They stay counted. */
MUST_USE enum rc adesione_erase(struct dbw *w, int64_t ticket_id, const char *passage, struct err *err);
/* The addresses of those that nobody confirmed in time, and of those that were told the end long ago (JOINED_KEEP_S), at most n of each. Who
 * joined stays counted. */
MUST_USE enum rc adesione_sweep(struct dbw *w, int64_t now_at, int64_t n, int64_t *ret_gone, struct err *err);

#endif
