/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail that did not arrive, sent to the right address. Operation. */
#ifndef URP_MAIL_REDIRECT_H
#define URP_MAIL_REDIRECT_H

#include "ticket/ticket.h"

struct redirect {
    int64_t id;               /* of the outbox row, refused or given up */
    const char *to_addr;      /* checked as any address of ours */
    bool correct_person;      /* the citizen's own address was wrong: correct it for the next time, too */
    struct actor who;
    int64_t new_id;           /* result */
};
/* The old row stays with its fate and is no trouble any more; a new one says the same; the ticket records it.
 * E_NOTFOUND  E_INPUT to_addr  the address, or the same again  E_CONFLICT  it is not among those that did not arrive */
enum rc redirect_op(struct dbw *w, void *redirect, struct err *err);

#endif
