/* SPDX-License-Identifier: EUPL-1.2 */
/* A row of the outbox becomes exact bytes, once. */
#ifndef URP_MAIL_RENDER_H
#define URP_MAIL_RENDER_H

#include "base/rnd.h"
#include "mail/service.h"
#include "q/mail.h"

struct rendered_link {
    int64_t ticket_id;
    const char *token;
};

struct rendered {
    int64_t draft_link_id;  /* the way back to a draft that is in it; 0 = none */
    const char *sha256;     /* the bytes lie under this name in the outgoing store */
    int64_t bytes;
    const char *way;        /* by which account, as the outbox keeps it: the sender in the bytes is the account's */
    const char *token;      /* of the capability that the mail carries, or of undo_id; NULL = none */
    int64_t undo_id;        /* what the link of the mail takes back; 0 = it carries no such link */
    int64_t ticket_id, settore_id, link_until_at;
    const struct rendered_link *links; /* of a summary: a capability each */
    size_t n_links;
};

/* E_INPUT: the mail cannot be made (an address, a header); it never will. E_IO, E_DB: later. */
MUST_USE enum rc render_row(const struct mail_env *env, struct arena *a, const struct q_outbox_row_full *row, struct rendered *ret,
                            struct err *err);

/* Sender of every mail that is no PEC: [smtp] from, else the body's own address. */
const char *render_from(const struct mail_env *env, struct arena *a);
/* The same of a row that is rendered: of a PEC it is [smtp-pec] from, for providers take no other (RFC 6109, 3.1.1). */
const char *render_sender(const struct mail_env *env, struct arena *a, const char *way);

#endif
