/* SPDX-License-Identifier: EUPL-1.2 */
/* Citizens. Text that may be erased; events refer to it by id. Finding and reading: any thread with a reader. */
#ifndef URP_TICKET_PERSON_H
#define URP_TICKET_PERSON_H

#include "db/db.h"

struct person {
    int64_t id;
    const char *name, *surname, *email, *pec, *phone, *tax_code, *birth_place, *birth_day, *address; /* never NULL */
    bool vouched; /* for person_match: an operator typed it, so it may complete what we know of the person. What anybody writes
                   * into a form under a name of his choice never changes another's row. */
};

/* An address as somebody typed it, in stored form (no blanks around, lower case), in a. E_INPUT "email": it is none. */
MUST_USE enum rc person_address(struct arena *a, const char *typed, const char **ret, struct err *err);

MUST_USE enum rc person_by_id(struct dbr *r, struct arena *a, int64_t id, struct person *ret, struct err *err);

/* The same person as before, or a new row. The same means: the same words in the name (in any order; none on
 * either side counts as the same), a common e-mail, PEC, telephone or tax code, and nothing given that contradicts
 * the row: families share mailboxes, and nothing that was typed may get lost. The row is completed with
 * what is new, but an e-mail or PEC only when the other of the two is what they have in common: who knows a
 * name and a telephone number must not have somebody else's answers sent to himself.
 * p is put into stored form (e-mail in lower case, ...) in dbw_arena; p->id is set. */
MUST_USE enum rc person_match(struct dbw *w, struct person *p, struct err *err);

/* The same person with another e-mail: its own row when only one request has it, else a row of its own for that one, so that nobody who holds one
 * secret turns the mails of other requests to himself. person_id 0: nobody yet. */
MUST_USE enum rc person_readdressed(struct dbw *w, int64_t person_id, const char *email, int64_t *ret_id, struct err *err);

/* Look-up for the phone: beginnings of name and surname in either order, the telephone in any way of writing, e-mail, PEC, tax
 * code; at most PERSON_FIND_MAX, first those whose newest request is open, then by how new it is. Walks indexes only, a fixed number of rows. */
struct person_hit {
    struct person person;
    int64_t open_tickets; /* among the PERSON_COUNT_MAX newest */
    int64_t last_ticket_id;
};
MUST_USE enum rc person_find(struct dbr *r, struct arena *a, const char *typed, struct person_hit **ret, size_t *ret_n,
                             struct err *err);
/* Nobody was found: what was typed, where it belongs. One word is a surname; of more the first is the name. */
void person_typed(struct arena *a, const char *typed, struct person *ret);
const char *person_full_name(struct arena *a, const struct person *p); /* "Anna Verdi", or "" */

#endif
