/* SPDX-License-Identifier: EUPL-1.2 */
/* Blackening: a passage of the words of a request, or a file of it. Everybody reads what is left; what stood there is kept apart,
 * for the responsabile alone, and each look at it is an event. The search forgets the words. A passage is black in all that belongs to the
 * request: texts, place, own fields and answers, contact, the name of who asks, signatures, names of files, the register; in what somebody is
 * writing about it; and mails that did not arrive yet are made anew. What belongs to others as well, a text sent to many or a scheda made of
 * an answer, stays. */
#ifndef URP_TICKET_REDACT_H
#define URP_TICKET_REDACT_H

#include "ticket/attach.h"
#include "ticket/ticket.h"

#define REDACT_MARK "[oscurato]" /* stands in the place of a passage */

struct redact {
    int64_t ticket_id;
    int64_t version;
    struct actor who;
    const char *reason;
    const char *passage;      /* words to blacken, wherever they stand in this request; or */
    int64_t attachment_id;    /* a file, wherever the same bytes stand in this request, and */
    struct attach_file instead; /* what is shown in its place: attach_keep gave sha256 and size_bytes */

    size_t places;            /* result: texts, fields, drafts that held the passage, or rows that named the file */
    size_t schede;            /* result: schede made of this request that hold the passage, too. They are left as they are */
    struct ticket after;      /* result */
};
/* Operation. How mails looked is forgotten where their words are black; the mail itself stays in the journal, see redact_hides.
 * E_INPUT  "passage": too short, or nowhere in the request; "reason": none; "attachment": not of this request, or black already
 * E_LIMIT  "passage": too many marks for one text
 * E_CONFLICT, E_DB */
enum rc redact_op(struct dbw *w, void *redact, struct err *err);

/* A line of text in the place of a file, as a file at path. */
MUST_USE enum rc redact_placeholder(const char *path, struct err *err);

/* What was blackened on a request, oldest first: each text once, as it was before anything in it was black. */
struct redacted {
    int64_t id, at, message_id, attachment_id; /* 0 = none; both 0: the request itself. at: the last time */
    const char *who, *reason;                  /* of the first time; reason goes on with the others */
    const char *part;                          /* "": a text or a file; else what body was, in Italian: "Luogo" */
    const char *subject, *body, *quoted;       /* as they were; of a file "". NULL until redact_words_of: each may be a mail of megabytes */
    const char *file_name, *sha256, *mime;     /* of a file, else "" */
};
MUST_USE enum rc redact_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct redacted **ret, size_t *ret_n, struct err *err);
/* The words of one of them, in full. */
MUST_USE enum rc redact_words_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct redacted *one, struct err *err);

/* Somebody reads what is black: said before it is shown. Of the ticket, one of: id of struct redacted, a mail that came, a mail of
 * ours, a file that is a mail. */
struct redact_look {
    int64_t ticket_id, id, journal_id, outbox_id, attachment_id;
    struct actor who;
};
enum rc redact_look_op(struct dbw *w, void *look, struct err *err);

/* Is the file as it came, or the mail of the journal, to be kept from all but the responsabile? A file: on whichever request its bytes are black. */
MUST_USE enum rc redact_hides_file(struct dbr *r, struct arena *a, int64_t attachment_id, bool *ret_yes, struct err *err);
MUST_USE enum rc redact_hides_mail(struct dbr *r, struct arena *a, int64_t journal_id, bool *ret_yes, struct err *err);
/* The same of a mail of ours, and of a file that is itself a mail and still shown: both hold words from before they were black. */
MUST_USE enum rc redact_hides_sent(struct dbr *r, struct arena *a, int64_t outbox_id, bool *ret_yes, struct err *err);
MUST_USE enum rc redact_hides_letter(struct dbr *r, struct arena *a, int64_t attachment_id, bool *ret_yes, struct err *err);

#endif
