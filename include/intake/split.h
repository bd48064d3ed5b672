/* SPDX-License-Identifier: EUPL-1.2 */
/* One message says two things, and the second is a request of its own: same person, its own number, receipt and term, which
 * runs from the day on which the message was here. Both know of each other; the message stays where it is, too. Operation. */
#ifndef URP_INTAKE_SPLIT_H
#define URP_INTAKE_SPLIT_H

#include "intake/submit.h"

struct split {
    int64_t ticket_id, version; /* where the message is, as the person saw it */
    int64_t message_id;
    struct actor who;
    enum ticket_type type;
    const char *subject, *body; /* of the new request; body: the part of the message that it is about */
    int64_t category_id;        /* 0 = none */
    bool receipt;               /* the citizen gets the number of the new one */

    struct ticket born;         /* result */
    bool existed;               /* result: this message was split off before, into born */
};
/* E_INPUT ("subject", "body": missing), E_NOTFOUND: no such message of the citizen here; E_CONFLICT, E_DB */
enum rc split_op(struct dbw *w, void *split, struct err *err);

#endif
