/* SPDX-License-Identifier: EUPL-1.2 */
/* One action of an operator on many requests. It is stored first and runs in the background, one small operation a request, each
 * against the version that the operator saw; a restart goes on where it was. For a minute it can be taken back: until then its mails
 * wait (unless the law's last day would pass), and taking back is an event like any other. */
#ifndef URP_DISPATCH_BULK_H
#define URP_DISPATCH_BULK_H

#include "ticket/ticket.h"

enum bulk_action { BULK_ASSIGN, BULK_TAG, BULK_UNTAG, BULK_REMIND, BULK_LINK, BULK_CLOSE };
enum { BULK_ACTIONS = BULK_CLOSE + 1 };
const char *bulk_name(enum bulk_action a); /* stable id: "assegna" */
bool bulk_parse(const char *name, enum bulk_action *ret);

/* What is to be done; only what the action needs. */
struct bulk_plan {
    enum bulk_action action;
    int64_t settore_id;   /* ASSIGN */
    int64_t tag_id;       /* UNTAG; TAG when it exists */
    const char *tag;      /* TAG: the word */
    int64_t other_id;     /* LINK */
    enum outcome outcome; /* CLOSE */
    const char *text;     /* CLOSE: what the citizens read */
};

/* Why it cannot be done to *t, in Italian; NULL: it can. For the preview: the operation looks again. In r's arena a. */
const char *bulk_obstacle(struct dbr *r, struct arena *a, const struct bulk_plan *p, const struct ticket *t);

struct bulk_pick {
    int64_t ticket_id, version;
};
struct bulk_new {
    const char *nonce; /* of the form: the same one again is the same action */
    int64_t user_id;
    struct bulk_plan plan;
    const struct bulk_pick *picks;
    size_t n;
    int64_t id;        /* result */
};
enum rc bulk_new_op(struct dbw *w, void *bulk_new, struct err *err);

/* Runs everything that is to be run or taken back, until nothing is left, or *stop (may be NULL) becomes true meanwhile: the next call
 * goes on with the next request. From a thread that may wait; a second one at the same time does no harm. */
void bulk_run_all(struct db *db, const bool *stop);

struct bulk_undo {
    int64_t id, user_id;
};
/* E_NOTFOUND, E_DENIED: somebody else's; E_CONFLICT: too late, or done already. What is to be taken back, bulk_run_all does. */
enum rc bulk_undo_op(struct dbw *w, void *bulk_undo, struct err *err);

#endif
