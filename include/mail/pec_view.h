/* SPDX-License-Identifier: EUPL-1.2 */
/* Certified mail as the office sees it: what providers state about one mail, in or out, in plain Italian. Reads only; any
 * thread with a reader. */
#ifndef URP_MAIL_PEC_VIEW_H
#define URP_MAIL_PEC_VIEW_H

#include "base/sv.h"
#include "db/db.h"

/* An envelope, or a receipt about a mail of ours. Strings in a, "" when the provider does not say. */
struct pec_seen {
    int64_t journal_id, outbox_id; /* outbox_id 0: an envelope, or a receipt about a mail that we do not know */
    const char *what;              /* "Consegnata a anna@pec.example.it", "Busta di trasporto" */
    const char *by;                /* the provider */
    int64_t at;                    /* the provider's clock, else when it was here */
    const char *words;             /* why it was not delivered */
    const char *note;              /* what is wrong with the statement */
    const char *signature;         /* "Firma del gestore valida" */
    bool has_statement;            /* daticert.xml can be asked for */
};
MUST_USE enum rc pec_seen_in(struct dbr *r, struct arena *a, int64_t journal_id, struct pec_seen *ret, struct err *err); /* E_NOTFOUND: none */
MUST_USE enum rc pec_seen_about(struct dbr *r, struct arena *a, int64_t outbox_id, struct pec_seen **ret, size_t *ret_n, struct err *err);

/* How far a mail of ours has come. */
enum pec_fate {
    PEC_FATE_NONE,      /* it is no PEC */
    PEC_FATE_BY_MAIL,   /* it should be one and went out as ordinary mail: no account */
    PEC_FATE_SENT,      /* given to our provider, who has not said anything yet; a refused one, too */
    PEC_FATE_ACCEPTED,
    PEC_FATE_DELAYED,
    PEC_FATE_DELIVERED,
};
enum pec_fate pec_fate_from(const char *way, const char *effect); /* columns of the outbox and of the best receipt */
MUST_USE enum rc pec_fate_of(struct dbr *r, struct arena *a, int64_t outbox_id, enum pec_fate *ret, struct err *err);

/* daticert.xml as it lies in a mail. Starts a child: not in a thread of the site. E_NOTFOUND: there is none; else as worker_parse. */
MUST_USE enum rc pec_daticert(struct arena *a, const char *path, struct sv *ret, struct err *err);

#endif
