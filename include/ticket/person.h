/* SPDX-License-Identifier: EUPL-1.2 */
/* Citizens. Text that may be erased; events refer to it by id. */
#ifndef URP_TICKET_PERSON_H
#define URP_TICKET_PERSON_H

#include "db/db.h"

struct person {
    int64_t id;
    const char *name, *surname, *email, *pec, *phone, *tax_code, *birth_place, *birth_day, *address; /* never NULL */
};

MUST_USE enum rc person_by_id(struct dbr *r, struct arena *a, int64_t id, struct person *ret, struct err *err);

/* The same person as before (same tax code; or same e-mail, PEC or phone and same folded name), completed with
 * what is new and not contradictory, or a new row. Different data under the same e-mail is a new person: families share
 * mailboxes. p->id is set. */
MUST_USE enum rc person_match(struct dbw *w, struct person *p, struct err *err);

/* Look-up for the phone: by beginning of name or surname, phone digits, e-mail, tax code; at most 10, those with
 * the newest requests first. */
struct person_hit {
    struct person person;
    int64_t tickets, open_tickets, last_ticket_id;
};
MUST_USE enum rc person_find(struct dbr *r, struct arena *a, const char *typed, struct person_hit **ret, size_t *ret_n,
                             struct err *err);
const char *person_full_name(struct arena *a, const struct person *p); /* "Anna Verdi", or "" */

#endif
