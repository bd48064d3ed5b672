/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail is sent in a hurry: what a settore did by one it may take back for a while. Until then the citizen hears nothing of
 * it, unless the law's last day would pass. Nothing is deleted: taking back is an event like any other, mails that have not
 * left are cancelled, and the words stay where the office reads them. Operations. */
#ifndef URP_DISPATCH_UNDO_H
#define URP_DISPATCH_UNDO_H

#include "dispatch/work.h"

struct undo_offer {
    const struct ticket *before, *after;
    enum work_action action;
    int64_t settore_id, journal_id;
    int64_t first_event, last_event; /* the events that it made */
    int64_t minutes;                 /* how long; 0 = not at all */
    int64_t held;                    /* result: mails to the citizen that came of it */
    int64_t id;                      /* result; 0 = it cannot be taken back: its mails leave at once */
};
MUST_USE enum rc undo_offer(struct dbw *w, struct undo_offer *o, struct err *err);

/* The link of its mail: token made by the caller (rnd_token), stored as hash. The newest replaces the one before: its mail is
 * made anew only when that one did not arrive. */
MUST_USE enum rc undo_grant(struct dbw *w, int64_t id, const char *token, struct err *err);

struct undo {
    int64_t id, ticket_id, settore_id, expires_at, undone_at; /* undone_at 0 = not yet */
    enum work_action action;
    bool expired;
};
/* E_NOTFOUND for a token that was never given out. */
MUST_USE enum rc undo_find(struct dbr *r, struct arena *a, const char *token, struct undo *ret, struct err *err);

/* E_NOTFOUND
 * E_CONFLICT  taken back already, too late, somebody changed the ticket since, or the citizen has the mail: err->text says it */
struct undo_job {
    const char *token;
};
enum rc undo_op(struct dbw *w, void *undo_job, struct err *err);

/* What was done, as in "Hai annullato: ...". */
const char *undo_words(enum work_action action);

#endif
