/* SPDX-License-Identifier: EUPL-1.2 */
/* A settore's reply acts like its page, if everything fits: sent to the signed address of that office, from one of its people,
 * verified by our mail server (mail/sender_auth), a command that can be read in one way only, on a request that the office has
 * and where it is possible now. Anything less is a note for the URP, and a hint to whoever wrote. Operation. */
#ifndef URP_MAIL_SETTORE_REPLY_H
#define URP_MAIL_SETTORE_REPLY_H

#include "dispatch/work.h"
#include "mail/mime.h"
#include "mail/sender_auth.h"

struct settore_reply {
    const struct mime_mail *outer; /* the mail as it came, with the envelope of a certified one */
    const char *text;              /* what the sender wrote now */
    struct work base;              /* ticket, settore, text, quoted, files and journal of the mail; no action */
    bool signed_address;
    bool automatic;                /* nobody wants an answer */
    enum auth_verdict auth;
    int64_t undo_minutes;
};
MUST_USE enum rc settore_reply(struct dbw *w, struct settore_reply *s, struct err *err);

#endif
