/* SPDX-License-Identifier: EUPL-1.2 */
/* Certified mail in the store: what providers state about the mails that came in, and what became of the PEC that we sent
 * (RFC 6109, 3.1-3.3). Inside an operation. */
#ifndef URP_MAIL_PEC_H
#define URP_MAIL_PEC_H

#include "mail/thread.h"

/* What a receipt means for the mail of ours that it is about. */
enum pec_effect {
    PEC_NOTHING,   /* between providers, or not to be believed: kept, and no more */
    PEC_ACCEPTED,  /* sent */
    PEC_DELIVERED,
    PEC_DELAYED,   /* not after 12 hours: it may still come */
    PEC_FAILED,
};
enum { PEC_EFFECTS = PEC_FAILED + 1 };
const char *pec_effect_id(enum pec_effect e);    /* "delivered" */
const char *pec_effect_words(enum pec_effect e); /* for operators */
bool pec_effect_parse(const char *id, enum pec_effect *ret);

/* Pure: by header, statement and text. *ret_words: the reason that the provider gives, *ret_note: what is wrong with the
 * receipt, both in a or "". Good news is believed only with a statement that agrees with the header and a signature that is
 * not broken (one that nobody knows is said); bad news without a statement, too: an operator looks at it. */
enum pec_effect pec_receipt_effect(const struct mime_mail *receipt, struct arena *a, const char **ret_words, const char **ret_note);

/* The receipt is kept and has its effect, once. to: the mail of ours that it is about, by the Message-ID of ours that it
 * repeats; outbox_id 0 = none. received_at stands for a moment that the provider does not give. */
MUST_USE enum rc pec_receipt(struct dbw *w, int64_t journal_id, int64_t received_at, const struct mime_mail *receipt, struct belongs *to, struct err *err);

/* Our mail under the Message-ID that the provider put in the place of ours: what whoever answers a PEC names. E_NOTFOUND. */
MUST_USE enum rc pec_by_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err);

/* An envelope is kept with the statement and the moment of sending; certified, note: struct opened's. */
struct pec_came {
    int64_t journal_id;
    const struct mime_mail *outer;
    bool certified;
    const char *note;
};
MUST_USE enum rc pec_envelope(struct dbw *w, const struct pec_came *c, struct err *err);
/* What the office sees of it beside the words: certified or not, and the signature. message_id: what the mail became on that
 * ticket; 0: the request itself. */
MUST_USE enum rc pec_facts(struct dbw *w, const struct pec_came *c, int64_t ticket_id, int64_t message_id, struct err *err);

#endif
