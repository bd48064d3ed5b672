/* SPDX-License-Identifier: EUPL-1.2 */
/* The mail as its author wrote it: certified mail (PEC) comes inside a mail of the provider, whose sender, date and
 * words are the provider's own (RFC 6109). */
#ifndef URP_MAIL_ENVELOPE_H
#define URP_MAIL_ENVELOPE_H

#include "mail/classify.h"
#include "mail/worker.h"

struct opened {
    struct mime_mail outer; /* as it came: what machines say about it stands here */
    struct mime_mail mail;  /* what a person wrote; the same as outer without an envelope */
    int parts_fd;           /* of mail.files; the caller's to close */
    bool has_envelope;      /* outer is the provider's */
    bool certified;         /* came by PEC from a PEC address, and the provider's statement says so, too */
    bool anomaly;           /* of a provider, and nothing is certified: ordinary mail in an envelope, or one that cannot be opened */
    const char *note;       /* Italian, for the operator: what is wrong with the statement of the provider; "" = nothing */
};

/* is_pec: of a certified mailbox; elsewhere anybody could write the headers of a provider. Both mails have the
 * Message-ID of the outer one. The sender of a certified mail is the one that daticert.xml states, and answers go there: a
 * Reply-To counts only when it is the same address (CAD art. 65: the domicile from which the request came). Without a
 * statement, or with one that contradicts the envelope, nothing is certified, and note says why.
 * Codes of worker_parse; an envelope whose inside cannot be read counts as an ordinary mail. */
MUST_USE enum rc envelope_open(struct worker *w, struct arena *a, const char *path, bool is_pec, struct opened *ret, struct err *err);
/* A receipt is what the envelope says it is; everything else is judged by what is inside. */
struct classified classify_opened(const struct opened *o, const struct classify_by *by);
/* The same for what lay in a certified mailbox: whatever is neither envelope nor receipt is the provider's own (RFC 6109) and
 * gets no answer by itself. */
struct classified classify_in_pec_box(const struct opened *o, const struct classify_by *by);

#endif
