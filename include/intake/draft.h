/* SPDX-License-Identifier: EUPL-1.2 */
/* What is asked for, before it is a ticket: the same rows of fields whatever the channel. A web draft lives in the
 * store under a secret token (so that it survives a lost connection and works without cookies and without script);
 * phone, mail and API fill the same struct in memory. */
#ifndef URP_INTAKE_DRAFT_H
#define URP_INTAKE_DRAFT_H

#include "base/rnd.h"
#include "http/form.h"
#include "ticket/attach.h"
#include "ticket/identity.h"
#include "ticket/ticket.h"

/* Every field that any type asks for. Clean text, never NULL after binding. */
struct draft_data {
    const char *privacy;                     /* number of the notice that was read (conditions step; ticket/privacy_notice); "" none */
    const char *point, *point_origin;        /* where on the ground, as point_parse takes it; how it is known, as place_origin_parse does */
    const char *category, *place, *subject, *body, *happened_day;
    const char *name, *surname, *email, *phone, *pec, *tax_code, *birth_place, *birth_day, *address;
    const char *anonymous, *name_hidden, *confidential, *not_public; /* "1" or ""; not_public: of a report (ticket/publish) */
    const char *reply_by;
    const char *capacity, *motive, *access_mode;         /* accesso documentale */
    const char *identifiers, *period, *office, *purpose; /* accesso generalizzato */
    const char *questions;                               /* JSON: code of a question of the category -> answer */
    const char *identity;                                /* how it is known who asks: id of enum identity_way; "": as typed */
    const char *document;                                /* desk: the document that was shown, id of enum identity_document */
    const char *lang;                                    /* of ticket/lang; "": by the words, else Italian */
    const char *section_url;                             /* accesso semplice: where it should have been published */
    const char *page_url;                                /* accessibility: the page that cannot be used */
};

enum draft_group { GROUP_PLACE, GROUP_REQUEST, GROUP_PERSON, GROUP_CHOICES, GROUP_REPLY };

struct draft_row {
    enum draft_group group;
    struct field field;
};

/* The rows of a type for the citizen's form, in the order of the page. Constant data. */
const struct draft_row *draft_rows(enum ticket_type type, size_t *ret_n);
/* The rows of the operator: those of every type in one form, because he may choose the type last. Little is required: what is
 * incomplete was presented all the same (L. 241/1990 art. 18-bis) and is completed later. Channel and moment are asked
 * elsewhere. */
const struct draft_row *draft_desk_rows(size_t *ret_n);
/* Is this row of the operator asked for a request of this type? What others ask must not get into it. */
bool draft_desk_asks(enum ticket_type type, const char *name);
const char *draft_group_title(enum ticket_type type, enum draft_group g);

/* Value of one field by its name, for drawing and for the summary. "" when unset. */
const char *draft_value(const struct draft_data *d, const char *name);
void draft_set(struct draft_data *d, const char *name, const char *value); /* value borrowed */

/* Checks what the single rows cannot: category exists, anonymous admitted for this type, an e-mail when the
 * answer is wanted by e-mail, happened_day not in the future. Adds to errors. desk: operator's rules, by which the person of
 * a type that wants one is known by name at least. */
MUST_USE enum rc draft_check(struct dbr *r, enum ticket_type type, const struct draft_data *d, bool desk,
                             struct form_errors *errors, struct err *err);

/* What the category asks besides (ticket/question): the field of an answer is called "q-" and the code of its question. Checks what
 * stands in d->questions. Texts live in a. */
MUST_USE enum rc draft_questions_check(struct dbr *r, struct arena *a, const struct draft_data *d, struct form_errors *errors, struct err *err);

/* Who does not want to say who he is: what would tell it is replaced by "". E-mail, PEC and telephone stay, where we answer; nobody who wrote
 * an address gets no answer without being told. Without the tick nothing changes. */
void draft_unname(struct draft_data *d);

/* ---- stored drafts (web) ------------------------------------------------------------------------ */

/* What the draft knows of a file besides. */
struct draft_mark {
    const char *key; /* as the browser that sent it in pieces calls it: a second time is the same file. "" */
    bool placed;     /* it says where it was taken; where is not kept */
    enum identity_paper paper; /* what it is for; the bytes of a document are no file like others beside it */
};

struct draft {
    int64_t id;
    enum ticket_type type;
    int64_t created_at, updated_at, ticket_id; /* ticket_id: already sent, at updated_at */
    int64_t mailed; /* so often its link went out by mail: who holds it may be a stranger */
    struct draft_data data;
    struct attach_file *files;
    struct draft_mark *marks; /* n_files of them */
    size_t n_files;
    struct attach_file *papers; /* by which it is to be known who asks: apart, and never shown among the files */
    enum identity_paper *paper_kinds; /* n_papers of them */
    size_t n_papers;
};
/* token: what the URL holds. E_NOTFOUND */
MUST_USE enum rc draft_open(struct dbr *r, struct arena *a, const char *token, struct draft *ret, struct err *err);

/* By which way it is known who asks: as the provider said, else by the papers. */
enum identity_way draft_identity(const struct draft *d);

/* Is there a draft with this hash of its token that may still be sent? */
MUST_USE enum rc draft_is_open(struct dbr *r, struct arena *a, const uint8_t token_hash[SHA256_BYTES], bool *ret, struct err *err);

struct draft_save {
    const char *token;        /* made by the caller */
    enum ticket_type type;
    bool create;
    const struct draft_row *rows; /* which members of data to store; NULL with n_rows 0: only files */
    size_t n_rows;
    struct draft_data data;   /* besides rows: lang and privacy unless empty, questions unless NULL (not asked now: those of before stay) */
    struct attach_file *add;  /* files to add; one that the draft has already gets its id */
    const struct draft_mark *add_marks; /* n_add of them, or NULL */
    size_t n_add;
    int64_t remove_file_id;   /* 0 = none */
    const char *new_token;    /* the draft goes on under this one, and the old one opens nothing; NULL: as it was */
};
MUST_USE enum rc draft_store(struct dbw *w, struct draft_save *s, struct err *err);
enum rc draft_store_op(struct dbw *w, void *s, struct err *err);
/* Unsent drafts older than before_at go, at most n, and with them the bytes of their files that nobody else names (attach_forget). */
MUST_USE enum rc draft_sweep(struct dbw *w, int64_t before_at, int64_t n, int64_t *ret_gone, struct err *err);

#endif
