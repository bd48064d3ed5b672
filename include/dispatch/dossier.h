/* SPDX-License-Identifier: EUPL-1.2 */
/* What is done to a request as a file among other files: joined, linked, kept closer. What is said and decided about the matter
 * itself is dispatch/work. Operations, but for dossier_united. */
#ifndef URP_DISPATCH_DOSSIER_H
#define URP_DISPATCH_DOSSIER_H

#include "ticket/ticket.h"

struct dossier {
    int64_t ticket_id;
    int64_t version;        /* the one the person saw */
    struct actor who;
    const char *who_name;   /* signs notes and messages */
    int64_t other_id;       /* link, unlink */
    int64_t flags;          /* privacy: those of DOSSIER_FLAGS that it shall have */
    const char *text;       /* privacy: why; tell: what they read */
    const int64_t *only;    /* tell: of those that were joined, the ones this person works on */
    size_t n_only;

    struct ticket after;    /* result */
    size_t told;            /* result of tell: how many people */
};

/* What can be chosen about who sees a request. */
enum { DOSSIER_FLAGS = TICKET_NAME_HIDDEN | TICKET_CONFIDENTIAL };

/* Two requests about the same, each for itself: an event in both. E_INPUT ("other"): itself, not there, linked already. E_CONFLICT. */
enum rc dossier_link_op(struct dbw *w, void *dossier, struct err *err);
/* E_INPUT: no such link. A union ends by reopening, not by this. */
enum rc dossier_unlink_op(struct dbw *w, void *dossier, struct err *err);
/* Confidential, name hidden: on and off, with the reason as an internal note. E_INPUT ("text": no reason; "flags": nothing
 * changes). */
enum rc dossier_privacy_op(struct dbw *w, void *dossier, struct err *err);
/* The same words to the people of all requests that were joined to this one: they read of its end, too. E_INPUT ("text"). */
enum rc dossier_tell_op(struct dbw *w, void *dossier, struct err *err);

/* Called when t became a duplicate of main: main's story says so, its citizen is told when it is somebody else's request,
 * and who followed t follows main. */
MUST_USE enum rc dossier_join(struct dbw *w, const struct ticket *t, int64_t main_id, struct actor who, int64_t at, struct err *err);
/* Called when t is reopened: it stands for itself again. data of the event to come. */
MUST_USE enum rc dossier_leave(struct dbw *w, const struct ticket *t, json_t *data, struct actor who, struct err *err);
/* The request to which one joined to other_id really belongs: other_id itself, or what that became a duplicate of. */
MUST_USE enum rc dossier_main(struct dbr *r, struct arena *a, int64_t other_id, int64_t *ret_id, struct err *err);

/* Those joined to it, and to those: oldest first, at most DOSSIER_UNITED_MAX. */
enum { DOSSIER_UNITED_MAX = 50 };
MUST_USE enum rc dossier_united(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t **ret_ids, size_t *ret_n, struct err *err);

#endif
