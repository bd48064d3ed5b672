/* SPDX-License-Identifier: EUPL-1.2 */
/* What operators are writing on a ticket. A draft is kept for each person, ticket and action, until it is sent or thrown
 * away. One with a moment goes out by itself then, as the same work_do with the version that its author saw: when somebody
 * changed the ticket meanwhile it is not sent, and the board says so. No text is dropped but by its author, because it went out, or,
 * of a draft and of one that was stopped, because nobody took it up for months (GDPR art. 5: it may hold words about people); the author
 * is told a week before. */
#ifndef URP_DISPATCH_WRITING_H
#define URP_DISPATCH_WRITING_H

#include "dispatch/work.h"

#define WRITING_FILES_MAX 20 /* with one text: more do not go into a mail either */

struct writing_file {
    struct attach_file file;  /* file.id: its row */
    int64_t attachment_id;    /* one that the ticket has already; 0: brought by the author */
};
struct writing {
    int64_t id, ticket_id, user_id;
    enum work_action action;
    int64_t version;          /* of the ticket that the author saw */
    const char *user_name, *text;
    enum outcome outcome;
    const char *fields;       /* JSON object: what else stood in the form, by its own names; only the form reads it */
    int64_t saved_at, send_at; /* saved_at: or stopped; send_at 0: a draft */
    int64_t rev;              /* another one each time it is saved */
    const char *stopped;      /* why it did not go out, in Italian; "": it will */
    struct writing_file *files;
    size_t n_files;
};
/* Of one ticket, by everybody: what goes out first comes first, drafts at the end. */
MUST_USE enum rc writing_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct writing **ret, size_t *ret_n, struct err *err);
/* E_NOTFOUND */
MUST_USE enum rc writing_by_id(struct dbr *r, struct arena *a, int64_t id, struct writing *ret, struct err *err);
/* What goes with it. What the ticket had already is shared by its hash: no byte is copied. */
struct attach_file *writing_attached(struct arena *a, const struct writing *w);

/* Operation. Puts the draft of user_id for this action in the place of the one before; one with nothing in it is none. Words that
 * another window of the same person saved meanwhile (its rev is not seen_rev) are not written over: they stand below.
 * E_INPUT  "send_at": not in the future, too far away, or at night; "text" or "outcome": missing where it is to go out by itself
 * E_LIMIT  too many files */
struct writing_save {
    int64_t ticket_id, user_id, version;
    int64_t seen_rev;                /* of the draft that the form was drawn with; 0: there was none */
    enum work_action action;
    const char *text, *fields;
    enum outcome outcome;
    const struct attach_file *files; /* come to those that it has */
    size_t n_files;
    bool keeps;                      /* kept: says anew which of those that it has stay (rows of writing_file) */
    const int64_t *kept;
    size_t n_kept;
    bool picks;                      /* attached: says anew which files of the ticket go along */
    const int64_t *attached;
    size_t n_attached;
    int64_t send_at;                 /* 0: it stays a draft */
    bool at_night;                   /* the author wants that hour */
    int64_t id, rev;                 /* results; 0: nothing is left of it */
};
MUST_USE enum rc writing_save(struct dbw *w, struct writing_save *s, struct err *err);
/* Operation. Thrown away by its author; none is fine. */
MUST_USE enum rc writing_draft_drop(struct dbw *w, int64_t ticket_id, int64_t user_id, enum work_action action, struct err *err);
/* Operation. The words were sent: their draft goes, unless another window saved other words meanwhile. */
MUST_USE enum rc writing_draft_sent(struct dbw *w, const struct work *job, int64_t user_id, int64_t seen_rev, struct err *err);

/* Operation. What is to go out becomes a draft of user_id again, who goes on with it, or goes.
 * E_NOTFOUND  it is gone: sent, or taken by somebody
 * E_CONFLICT  user_id has a draft for this action already: nothing is written over */
struct writing_recall {
    int64_t id, ticket_id, user_id;
    bool drop;
    enum work_action action;         /* result */
};
MUST_USE enum rc writing_recall(struct dbw *w, struct writing_recall *c, struct err *err);

/* Operation. Goes at once, in the name of who says so: who saw it answers for it. Also one that was stopped.
 * E_NOTFOUND  it is gone: sent, or taken by somebody
 * E_CONFLICT  another text stands there by now, or the ticket changed since version, or it is not possible in this state
 * E_INPUT     as work_do */
struct writing_now {
    int64_t id, ticket_id, user_id;
    const char *user_name;
    int64_t rev, version;            /* of the text and of the ticket, as they were seen */
    enum work_action action;         /* result */
};
MUST_USE enum rc writing_send_now(struct dbw *w, struct writing_now *now, struct err *err);

/* Operation. Drafts that were last touched before that go with their text and files, at most n. */
MUST_USE enum rc writing_sweep(struct dbw *w, int64_t before_at, int64_t n, int64_t *ret_gone, struct err *err);
/* What was stopped before that goes, each in an operation of its own: one that cannot be read stays, and the log says so. Timer thread.
 * E_AGAIN: the store takes no writes; E_DB */
MUST_USE enum rc writing_sweep_stopped(struct db *db, int64_t before_at, int64_t *ret_gone, struct err *err);

/* Nobody is woken by the town hall: true between 21 and 7 in Rome. */
bool writing_at_night(int64_t at);
/* Nine o'clock of the next day on which the office is open, counted from tomorrow. */
MUST_USE enum rc writing_next_morning(struct dbr *r, struct arena *a, int64_t now_at, int64_t *ret_at, struct err *err);

/* Sends what is due, each in an operation of its own: sent and gone, or kept and stopped. Timer thread.
 * E_AGAIN: the store takes no writes; E_DB */
struct writing_run {
    int64_t now_at;
    int64_t sent, stopped; /* results */
};
MUST_USE enum rc writing_send_due(struct db *db, struct writing_run *run, struct err *err);

#endif
