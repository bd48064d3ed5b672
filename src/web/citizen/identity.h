/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks, where the law wants to know: by SPID or CIE through a provider, or by a proxy of the body. */
#ifndef URP_WEB_CITIZEN_IDENTITY_H
#define URP_WEB_CITIZEN_IDENTITY_H

#include "citizen.h"

bool identity_is_asked(struct req *rq, enum ticket_type type); /* it is offered for this type, and there is a way */
void identity_keep(const struct draft *d, struct draft_data *data, struct form_errors *fe); /* what is known of the person stays as it is known */
bool identity_locks(const struct draft *d, const char *field);     /* is not asked any more */
const char *identity_note(struct req *rq, const struct draft *d);  /* who, and how we know; NULL: not known */

#endif
