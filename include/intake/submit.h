/* SPDX-License-Identifier: EUPL-1.2 */
/* The only way a ticket is born, whatever the channel. One operation: person matched, number allotted, words,
 * files, search row, clock started at presentation, routed (and assigned when the rule is certain), receipt queued. */
#ifndef URP_INTAKE_SUBMIT_H
#define URP_INTAKE_SUBMIT_H

#include "intake/draft.h"
#include "dispatch/rule.h"

struct submission {
    enum ticket_type type;
    enum channel channel;
    int64_t presented_at;      /* presentation to the body; 0 = now (L. 241/1990 art. 18-bis) */
    const char *origin_key;    /* 'draft:12', 'mail:345', 'desk:...': the same key never makes a second ticket */
    struct actor who;          /* citizen, or the operator who entered it */
    struct draft_data data;
    int64_t person_id;         /* who it is, when that is known already; 0: found or made from data */
    struct attach_file *files;
    size_t n_files;
    struct identity_brought identity; /* papers, and how it is known who asks; way unknown and none: nothing */
    bool lang_chosen;          /* data.lang: the person said so; false: the browser did, which somebody else may have set up */
    bool receipt;              /* false: automatic mail, nothing is acknowledged */
    bool answered;             /* it is answered in the same operation (intake/contact): it goes to no office */
    bool clear_draft;          /* origin is a stored draft: mark it sent */
    int64_t draft_id, journal_id;
    const char *quoted;        /* of a mail; may be NULL */

    struct ticket ticket;      /* result */
    bool existed;              /* result: origin_key was known, this is the older ticket */
};
/* E_INPUT  the data cannot be a ticket (only impossible values: the forms were checked before)
 * E_DB     nothing written */
MUST_USE enum rc intake_submit(struct dbw *w, struct submission *s, struct err *err);
enum rc intake_submit_op(struct dbw *w, void *s, struct err *err);

/* Likely the same matter: same category and area or place, or the same person and folded subject, in the last 30 days;
 * at most 5, best first. Numbers and dates only; who may see the text, or know that it is the same person, is the caller's matter. */
struct duplicate_hint {
    int64_t ticket_id;
    const char *code, *why;
    bool by_person; /* nothing but the person and the subject says it */
};
MUST_USE enum rc duplicate_hints(struct dbr *r, struct arena *a, const struct ticket *t, struct duplicate_hint **ret,
                                 size_t *ret_n, struct err *err);

#endif
