/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes a complete mail as the exact bytes that go over the wire: CRLF everywhere, 7 bit, lines within
 * 998 bytes. The same input gives the same bytes, so a mail rendered again after a crash is the same
 * mail. Any thread after mime_init. */
#ifndef URP_MAIL_COMPOSE_H
#define URP_MAIL_COMPOSE_H

#include "base/rnd.h"
#include "mail/addr.h"

struct compose_name {
    const char *name; /* UTF-8, may be NULL or "" */
    struct addr addr;
};

struct compose_header {
    const char *name, *value; /* value ASCII; "Auto-Submitted", "auto-replied" */
};

struct compose_file {
    const char *path; /* the bytes */
    const char *name; /* as the reader shall see it */
    const char *type; /* "application/pdf"; message/... and multipart/... go as octet-stream */
};

struct compose {
    struct compose_name from;
    const struct compose_name *to, *reply_to; /* both may be empty lists */
    size_t n_to, n_reply_to;
    const char *subject;
    const char *message_id, *in_reply_to; /* without angle brackets; in_reply_to may be NULL */
    const char *const *references;        /* without angle brackets, oldest first */
    size_t n_references;
    int64_t date_at;
    const struct compose_header *extra;
    size_t n_extra;
    const char *text; /* UTF-8; any line ends; always present */
    const char *html; /* NULL: text alone */
    const struct compose_file *files;
    size_t n_files;
};

/* Writes path (created, 0600; an older file of that name is replaced at the end, never half), fsynced with
 * its directory.
 * E_INPUT  a control character in a header, a wrong header name, an id that is no Message-ID: err->field
 * E_NOTFOUND, E_IO  an attachment or path; nothing is left behind */
MUST_USE enum rc compose_write(const struct compose *c, const char *path, uint8_t ret_sha256[SHA256_BYTES],
                               int64_t *ret_bytes, struct err *err);

#endif
