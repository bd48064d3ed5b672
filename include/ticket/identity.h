/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks: how it is known, whether somebody of the URP looked, and the copies of documents that are kept until then. The law takes an
 * application over the net when it is signed digitally, when its author came in by SPID, CIE or CNS, when it is signed and a copy of the
 * document comes with it, or when it comes from the author's certified mail (CAD art. 65 c. 1 a, b, c, c-bis); on paper when it is signed
 * before the clerk, or comes with the copy (DPR 445/2000 art. 38 c. 3). Each way is an event of the request, by its code.
 * Copies of documents stand apart from the files of a request (attach_list knows none of them), are never sent, published or exported,
 * and are erased as soon as somebody has looked, or some days after the end. Readers: any thread. */
#ifndef URP_TICKET_IDENTITY_H
#define URP_TICKET_IDENTITY_H

#include "ticket/attach.h"
#include "ticket/ticket.h"

/* ---- ways --------------------------------------------------------------------------------------- */

enum identity_way {
    IDENTITY_UNKNOWN, /* a name as it was typed */
    IDENTITY_OIDC,    /* SPID, CIE or CNS through a provider */
    IDENTITY_PROXY,   /* the same, as a proxy of the body tells */
    IDENTITY_SIGNED,  /* a form with a digital signature; the signature is not checked by this program */
    IDENTITY_COPY,    /* a form signed by hand, with the copy of a document */
    IDENTITY_PEC,     /* a mail certified by the sender's provider: whose the mailbox is, INAD or INI-PEC tell */
    IDENTITY_PERSON,  /* in person, a document in hand */
};
enum { IDENTITY_WAYS = IDENTITY_PERSON + 1 };

const char *identity_way_id(enum identity_way w);    /* "oidc", "id_copy"; "" of IDENTITY_UNKNOWN */
bool identity_way_parse(const char *id, enum identity_way *ret); /* NULL, "" and unknown: false */
const char *identity_way_label(enum identity_way w); /* "modulo firmato, con la copia del documento"; to be translated */
const char *identity_way_law(enum identity_way w);   /* "CAD, art. 65, c. 1, lett. c" */
bool identity_way_proves(enum identity_way w);       /* without anybody looking at papers */

/* The kind of document that somebody showed. Its number is kept nowhere. */
enum identity_document {
    DOCUMENT_NONE, DOCUMENT_CARD, DOCUMENT_PASSPORT, DOCUMENT_LICENCE, DOCUMENT_PERMIT, DOCUMENT_OTHER,
    DOCUMENT_KNOWN, /* no document: the clerk knows the person */
};
enum { DOCUMENTS = DOCUMENT_KNOWN + 1 };
const char *identity_document_id(enum identity_document d); /* "carta"; "" */
bool identity_document_parse(const char *id, enum identity_document *ret);
const char *identity_document_label(enum identity_document d);

/* What a file of a draft is. */
enum identity_paper {
    PAPER_NONE,     /* a file like others */
    PAPER_FORM,     /* the request, signed by hand */
    PAPER_SIGNED,   /* the request, signed digitally */
    PAPER_DOCUMENT, /* copy of a document */
};
const char *identity_paper_id(enum identity_paper p); /* "", "form", "signed", "document" */
enum identity_paper identity_paper_parse(const char *id);
/* By which way these papers make somebody known; IDENTITY_UNKNOWN: something is missing. */
enum identity_way identity_of_papers(const enum identity_paper *list, size_t n);

/* Does this stored file carry a digital signature of its own: an envelope (p7m: CMS SignedData, RFC 5652) or a signed PDF (ISO 32000-1,
 * 12.8)? By its bytes alone: whether the signature is good is not said. Blocks. E_IO */
MUST_USE enum rc identity_is_signed(const struct attach_store *s, struct arena *a, const struct attach_file *f, bool *ret, struct err *err);

/* ---- what the body wants ------------------------------------------------------------------------ */

enum identity_ask {
    IDENTITY_NOT_ASKED,
    IDENTITY_OFFERED, /* whoever wants may */
    IDENTITY_WANTED,  /* a request without it is received, and asked for it */
};
const char *identity_ask_id(enum identity_ask k); /* "no", "offer", "want" */
bool identity_ask_parse(const char *id, enum identity_ask *ret);

/* Does the law itself want to know? Then the body cannot switch it off, nor refuse one of the ways. NULL: no; else why, in Italian with
 * the law (accesso documentale: DPR 184/2006 artt. 5 c. 2 and 6 c. 3; accesso civico: d.lgs. 33/2013 art. 5 c. 3, Circ. FOIA 2/2017 par. 3.2). */
const char *identity_by_law(enum ticket_type type);

struct identity_rule {
    enum identity_ask ask;
    bool papers;      /* a signed form will do */
    const char *text; /* the body's own words; "" = none. In a */
};
MUST_USE enum rc identity_rule_of(struct dbr *r, struct arena *a, enum ticket_type type, struct identity_rule *ret, struct err *err);

/* Days after the end of a request at which copies go that nobody looked at (key identity_copy_days of the body; usually 30). */
int64_t identity_copy_days(struct dbr *r, struct arena *a);
#define IDENTITY_COPY_DAYS_MOST 365 /* that a body can choose, and that a copy stays whatever happens; another can be brought */
/* The sentence about that; in a, translated. */
const char *identity_copy_most_words(struct arena *a);

/* ---- of a request ------------------------------------------------------------------------------- */

struct identity_state {
    enum identity_way way; /* the last that was said, or found */
    bool is_known;         /* proved by its way, or somebody of the URP looked */
    int64_t at, user_id;   /* of the event that says so; user_id 0: nobody of ours */
    enum identity_document document;
};
/* No event about it, or of a copy that went unseen: IDENTITY_UNKNOWN. */
MUST_USE enum rc identity_read(struct dbr *r, struct arena *a, int64_t ticket_id, struct identity_state *ret, struct err *err);
/* "modulo firmato, con la copia del documento", "di persona allo sportello: carta d'identità". In a, translated. */
const char *identity_words(struct arena *a, enum identity_way w, enum identity_document d);

struct identity_copy {
    int64_t id, ticket_id, at;
    struct attach_file file;
};
MUST_USE enum rc identity_copies(struct dbr *r, struct arena *a, int64_t ticket_id, struct identity_copy **ret, size_t *ret_n, struct err *err);
/* E_NOTFOUND also when it is of another request. */
MUST_USE enum rc identity_copy_by_id(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t id, struct identity_copy *ret, struct err *err);

/* Operations. What came with a request, or later: the way as an event (none for IDENTITY_UNKNOWN), forms as files of the request, copies apart. */
struct identity_brought {
    struct attach_file *files;
    const enum identity_paper *papers; /* n of them */
    size_t n;
    enum identity_way way;
    enum identity_document document;
    bool is_late; /* the request was there already: somebody of the URP is to look */
};
MUST_USE enum rc identity_bring(struct dbw *w, struct ticket *t, struct actor who, const struct identity_brought *b, struct err *err);

/* The citizen of a request that is there brings papers. Those that are there already count with them; the way is said once they are enough.
 * E_INPUT     "files": too many
 * E_CONFLICT  it is known already who asks: nothing is kept */
struct identity_add {
    int64_t ticket_id;
    struct attach_file *files;
    const enum identity_paper *papers;
    size_t n;
};
enum rc identity_add_op(struct dbw *w, void *add, struct err *err);
/* The papers of a request that is there: forms among its files, and copies. Names and kinds for whoever brought them. */
MUST_USE enum rc identity_papers(struct dbr *r, struct arena *a, int64_t ticket_id, struct attach_file **ret, enum identity_paper **ret_kinds, size_t *ret_n,
                                 struct err *err);

/* What became of the copies, in the record. */
enum identity_end { IDENTITY_END_VERIFIED, IDENTITY_END_USELESS, IDENTITY_END_TIME };
/* All copies of the request go, for good, and an event says so. None: nothing is said. */
MUST_USE enum rc identity_erase(struct dbw *w, struct ticket *t, struct actor who, enum identity_end why, struct err *err);
/* "dopo la verifica", of the id in the record; NULL: unknown. */
const char *identity_end_words(const char *id);

/* Who looks at a copy is on record before it is shown. */
struct identity_look {
    int64_t ticket_id, copy_id;
    struct actor who;
};
enum rc identity_look_op(struct dbw *w, void *look, struct err *err); /* E_NOTFOUND: it is gone */

/* Copies of requests that ended more than days ago go, and those that have been there for a year, at most n requests; ret_gone: how many did. */
MUST_USE enum rc identity_sweep(struct dbw *w, int64_t now_at, int64_t days, int64_t n, int64_t *ret_gone, struct err *err);

#endif
