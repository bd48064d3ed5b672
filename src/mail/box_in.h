/* SPDX-License-Identifier: EUPL-1.2 */
/* One mailbox, shared by box.c (the thread and its connections), box_run.c (what there is to do) and box_take.c (doing it). */
#ifndef URP_MAIL_BOX_IN_H
#define URP_MAIL_BOX_IN_H

#include <pthread.h>

#include "mail/imap.h"
#include "mail/incoming.h"
#include "mail/waker.h"

/* What this process learned about the numbers of the folder; the heap's. Forgotten with it: then all is asked for again. */
struct box_memory {
    uint32_t uidvalidity;
    struct uidset tried; /* asked for and not got, and still listed: a difference from the journal */
    struct uidset old;   /* of before start_from */
    uint32_t shaky_uid;  /* the connection broke at it, once */
    uint32_t again_uid;  /* where the next round of those tried begins */
};

struct box {
    struct mail_env env;
    struct waker waker;
    struct arena *a; /* of the configuration */
    struct mail_account account;
    const char *section, *name, *folder, *done_folder;
    enum uid_order order; /* of the backlog */
    int64_t poll_ms, start_from_at;
    bool no_mark;         /* the server refused to flag or move: once a connection is enough */
    struct box_memory memory;
    pthread_t thread;
};

/* One look at the folder: takes what is new, a stretch of the backlog, and once more what could not be got.
 * ret_more: there is more to do at once. Codes of mail/imap.h, E_IO, E_DB. */
MUST_USE enum rc box_run(struct box *b, struct imap *im, const struct imap_box *at, bool *ret_more, struct err *err);

struct box_take {
    const struct imap_box *at;
    uint32_t backlog_uid;
    const uint32_t *uids; /* in the order wanted */
    size_t n;
    size_t n_taken;       /* result, also on an error: rows that are new */
};
/* Into the journal, each durably. One that cannot be got is remembered and stops nobody. */
MUST_USE enum rc box_take(struct box *b, struct imap *im, struct box_take *t, struct err *err);

/* Decoration for people who look into the mailbox: read, or moved. A refusal is logged, no more. */
MUST_USE enum rc box_mark(struct box *b, struct imap *im, const uint32_t *uids, size_t n, struct err *err);

/* Replaces a set of the memory by a copy of what it shall be. */
void box_remember(struct uidset *kept, struct uidset now);
void box_forget(struct box_memory *m);

#endif
