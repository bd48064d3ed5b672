/* SPDX-License-Identifier: EUPL-1.2 */
/* From the raw bytes of a mail to a struct of clean text. A pure function of the file: no policy, no
 * store, no network. It holds GMime, which one header can kill, so the daemon calls it through
 * mail/worker.h; tests, fuzzers and the worker call it directly. Needs mime_init once per process. */
#ifndef URP_MAIL_MIME_H
#define URP_MAIL_MIME_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

/* Beyond a limit only the part concerned suffers, and mail->notes says so; beyond bytes the whole mail
 * is E_LIMIT. */
struct mime_limits {
    int64_t bytes;            /* of the raw mail */
    size_t header_bytes;      /* of one block of headers; Postfix: 102,400 */
    size_t headers;           /* in one block; 200,000 cost GMime 108 MB */
    size_t addr_header_bytes; /* of one address header */
    size_t addr_colons;       /* in it, outside quotes; GMime recurses once a group */
    size_t depth;             /* of multiparts; Postfix and Dovecot: 100 */
    size_t parts;             /* 100,000 cost GMime 198 MB */
    size_t text_bytes;        /* of the body as text; beyond, the part is also kept as a file */
    size_t addresses;         /* kept from To and Cc */
    size_t references;
};
extern const struct mime_limits MIME_LIMITS;

/* What a caller's arena must admit for one mail. */
#define MIME_ARENA_BYTES ((size_t)64 * 1024 * 1024)

/* The line above which a correspondent is asked to write; all below it is quotation. */
#define MIME_REPLY_MARK "Scrivi la risposta sopra questa riga"
#define MIME_REPLY_MARK_BEFORE "Rispondere sopra questa riga" /* in mails of ours that may still be answered */

struct daticert;  /* src/mail/daticert.h */
struct signature; /* src/mail/signature.h */

struct mime_name {
    const char *name; /* one line, may be "" */
    const char *addr; /* as written, one line without blanks; "" when there is none. Not checked: addr_parse before use */
};

struct mime_header {
    const char *name;  /* lower case */
    const char *value; /* one line, decoded; Authentication-Results, Return-Path and Received undecoded */
};

struct mime_file {
    const char *name;       /* fit for a file name: no path, no control characters, never "" */
    const char *declared;   /* as the sender wrote it, one line; "" without a name */
    const char *type;       /* declared, lower case: "application/pdf" */
    const char *content_id; /* without angle brackets, or "" */
    const char *inside;     /* name of the file out of which it was unpacked, which is kept, too; "": a part of the mail */
    int64_t offset, size_bytes; /* of the decoded bytes in the parts file */
    bool is_inline;             /* a picture of the body rather than an attachment */
};

/* The HTML of the mail as a page that fetches, runs and sends nothing; pictures of the mail are in it. */
struct mime_page {
    int64_t offset, size_bytes; /* in the parts file; size_bytes 0: the mail has no HTML */
    int64_t remote;             /* things it would have fetched from elsewhere */
    int64_t left_out;           /* pictures of its own that are too large, or no pictures */
    bool is_cut;                /* too long: the end, or its looks, are missing */
};

struct mime_dsn { /* one recipient of a delivery report (RFC 3464) */
    const char *action;    /* lower case: failed delayed delivered relayed expanded */
    const char *status;    /* "5.1.1" */
    const char *recipient; /* final-recipient, else original-recipient; address only */
    const char *diagnostic;
};

/* Every string is clean text in the arena, never NULL. */
struct mime_mail {
    const char *subject;
    struct mime_name from, sender, reply_to; /* the first of each */
    size_t n_from;                           /* more than one author is suspicious */
    struct mime_name *to, *cc;
    size_t n_to, n_cc;
    const char *message_id, *in_reply_to; /* without angle brackets */
    const char **references;              /* oldest first */
    size_t n_references;
    int64_t date_at; /* 0: none, or none that a calendar knows */

    struct mime_header *headers; /* those that policy reads (list in mime_head.c), in the order of the mail */
    size_t n_headers;
    const char *type;        /* of the whole: "multipart/report" */
    const char *report_type; /* its report-type, lower case, or "" */

    const char *text;   /* what the sender wrote now; the whole body when that would be blank */
    const char *quoted; /* what was repeated from earlier mails, and below it the texts of attached mails; or "" */
    bool was_html;      /* the text was made from HTML */

    struct mime_file *files;
    size_t n_files;
    struct mime_page page;

    struct mime_dsn *dsn;
    size_t n_dsn;
    const char *dsn_original_id; /* Message-ID of the mail that is reported on, or "" */

    /* Only from the worker, and only of mails that say of themselves to come from a provider of certified mail. */
    struct daticert *daticert;   /* NULL: none, or none that can be read */
    struct signature *signature; /* NULL: not looked at */

    const char **notes; /* Italian, for the operator: what could not be read, and why */
    size_t n_notes;
};

/* Starts GMime: once in main before threads, and in tests. */
void mime_init(void);

/* A mail: a whole file, or a stretch of one (an attached mail inside the parts file of another). Borrowed. */
struct mime_source {
    int fd;
    int64_t offset, size_bytes; /* size_bytes -1: to the end */
};

/* The file must not change meanwhile.
 *
 * headers_only  the body is not looked at, limits->bytes does not hold; no files
 * parts_fd      decoded parts are appended here, one behind the other; empty at first
 * ret           always filled; on an error with empty strings
 * E_LIMIT       more than limits->bytes
 * E_IO          unreadable, or parts_fd unwritable */
MUST_USE enum rc mime_parse(const struct mime_source *from, bool headers_only, const struct mime_limits *limits,
                            struct arena *a, int parts_fd, struct mime_mail *ret, struct err *err);
/* The same for an operator who sees letters that are none: every text, and every header that stands there in bare bytes, is
 * read in this charset whatever the mail says of itself. NULL: as mime_parse does. E_INPUT: no charset that we know. */
MUST_USE enum rc mime_parse_as(const struct mime_source *from, const char *charset, bool headers_only, const struct mime_limits *limits,
                               struct arena *a, int parts_fd, struct mime_mail *ret, struct err *err);

/* Empty file in memory for the parts of one mail; the caller closes it. E_AGAIN. */
MUST_USE enum rc mime_parts_new(int *ret_fd, struct err *err);
/* Copies one file out into path (0600, must not exist, not fsynced). E_IO, E_NOTFOUND, E_CONFLICT: nothing is left. */
MUST_USE enum rc mime_file_save(int parts_fd, const struct mime_file *f, const char *path, struct err *err);
/* Its bytes, in a; E_LIMIT beyond max_bytes. */
MUST_USE enum rc mime_file_read(int parts_fd, const struct mime_file *f, size_t max_bytes, struct arena *a, struct sv *ret,
                                struct err *err);

/* First header of that lower-case name, NULL when absent. Only the names that are kept. */
const char *mime_header(const struct mime_mail *m, const char *name);

/* Parts a clean body into what is new and what is quoted. Nothing is lost: every line goes to one of them; answers between quoted
 * lines go to both, so that the quotation can be read as the conversation that it is. */
void mime_split_quote(struct arena *a, const char *body, const char **ret_text, const char **ret_quoted);
/* HTML to plain text: nothing is fetched, scripts and styles go, quotations get "> ". html is valid UTF-8. */
char *mime_html_text(struct arena *a, struct sv html);
/* Bytes to clean text: the declared charset (may be NULL) if it fits, UTF-8, windows-1252. */
char *mime_charset_text(struct arena *a, struct sv bytes, const char *charset);
/* Bytes to clean text in that charset and no other; what it does not know becomes U+FFFD. The charset is a known one. */
char *mime_charset_forced(struct arena *a, struct sv bytes, const char *charset);
bool mime_charset_known(const char *charset);

/* For crossing the border of the process. The string is for free(). */
char *mime_to_json(const struct mime_mail *m);
/* E_INPUT: not what mime_to_json writes (the worker is not trusted). */
MUST_USE enum rc mime_from_json(struct sv json, struct arena *a, struct mime_mail *ret, struct err *err);

#endif
