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
    bool certified;         /* came by PEC from a PEC address */
    bool anomaly;           /* of a provider, and nothing is certified: ordinary mail in an envelope, or one that cannot be opened */
};

/* is_pec: of a certified mailbox; elsewhere anybody could write the headers of a provider. Both mails have the
 * Message-ID of the outer one.
 * Codes of worker_parse; an envelope whose inside cannot be read counts as an ordinary mail. */
MUST_USE enum rc envelope_open(struct worker *w, struct arena *a, const char *path, bool is_pec, struct opened *ret, struct err *err);
/* A receipt is what the envelope says it is; everything else is judged by what is inside. */
struct classified classify_opened(const struct opened *o, const struct classify_by *by);

#endif
