/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of a ticket: content-addressed, immutable, outside the store, named by SHA-256 under
 * <data>/allegati/ab/. A file is durable before the row that names it is committed. Photos have a second file without
 * metadata (EXIF tells where people live): that one is what everybody but the archive sees, and its type may be another. */
#ifndef URP_TICKET_ATTACH_H
#define URP_TICKET_ATTACH_H

#include <stdio.h>

#include "db/db.h"

struct point; /* ticket/point.h */

struct attach_store; /* knows the directory; constant after attach_open; any thread */
/* Creates <data>/allegati when it is missing. E_IO, E_NOTFOUND (no data_dir). */
MUST_USE enum rc attach_open(const char *data_dir, struct attach_store **ret, struct err *err);
void attach_close(struct attach_store *s);

struct attach_file {
    int64_t id;              /* row of attachment once added, else 0 */
    const char *sha256, *shown; /* hex */
    const char *name, *mime; /* of sha256, the file as it came */
    int64_t size_bytes, shown_bytes;
    bool in_text;            /* a picture among the words of a mail */
    bool is_form;            /* the request itself, signed by hand or digitally: it carries the name */
};

/* Looks at a spool file (libmagic; the extension must agree), makes the rendition of photos in a child process, and
 * moves both into the store durably. Blocks: not on an HTTP thread, use a pool. The spool file, on the file system
 * of data_dir, is consumed on OK. name: as the browser sent it; what is kept is one clean line without folders, with
 * the extension of a photo's real type.
 * Kept: photos (JPEG, PNG, WebP, GIF, HEIC), PDF, signed files (p7m), office documents, sheets and slides, text, eml.
 * E_INPUT  a kind that the body does not take, empty, or over ATTACH_BYTES_MAX: err->text names the file and the remedy
 * E_IO     disk or child: no row can name it; bytes already there may stay */
MUST_USE enum rc attach_take(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                             struct attach_file *ret, struct err *err);
/* The same for the desk: every kind and size is kept (served only as octet-stream); refused are an empty file and a photo
 * that cannot be opened, since nobody could take its metadata away. */
MUST_USE enum rc attach_take_any(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                                 struct attach_file *ret, struct err *err);
/* The same for mail, which nobody can be asked to send again: nothing is refused but emptiness. A photo that cannot be
 * opened stays in the archive; what others see in its place is a line of text that says so. Durable only after
 * attach_settle: mails come many at a time. */
MUST_USE enum rc attach_take_mail(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                                  struct attach_file *ret, struct err *err);
/* What attach_take_mail took is durable. E_IO: it has to be taken again. */
MUST_USE enum rc attach_settle(const struct attach_store *s, struct err *err);

/* Bytes of our own making that belong to a message and are no attachment: moved in as they are, durably. Whoever names them
 * in a row of message_page keeps them. E_INPUT: empty; E_IO. */
MUST_USE enum rc attach_keep(struct attach_store *s, struct arena *a, const char *spool_path, const char **ret_sha256,
                             int64_t *ret_bytes, struct err *err);

/* Name and type of the file called shown; strings of f or in a. */
struct attach_shown {
    const char *name, *mime;
};
struct attach_shown attach_as_shown(struct arena *a, const struct attach_file *f);

/* Where a stored photo says it was taken, for whoever sent it and is asked whether that is the place: nobody keeps it otherwise. Unset: it
 * is no photo, or does not say. Reads the file in a child process: not on an HTTP thread. E_IO */
MUST_USE enum rc attach_where(const struct attach_store *s, struct arena *a, const struct attach_file *f, struct point *ret, struct err *err);

/* Path of stored bytes by hash (64 hex digits, else abort), in a. */
char *attach_path(const struct attach_store *s, struct arena *a, const char *sha256);
const char *attach_dir(const struct attach_store *s);

/* A small JPEG of the picture called shown, made once in a child process and kept under <data>/miniature/: nothing but a cache, which
 * goes with its picture. attach_thumb blocks: not on an HTTP thread. E_INPUT: it cannot be decoded; E_IO. */
char *attach_thumb_path(const struct attach_store *s, struct arena *a, const char *shown);
bool attach_has_thumb(const struct attach_store *s, struct arena *a, const char *shown);
MUST_USE enum rc attach_thumb(const struct attach_store *s, struct arena *a, const char *shown, struct err *err);

/* Row of a file on a ticket; message_id 0 = with the request itself. f->id is set. */
MUST_USE enum rc attach_add(struct dbw *w, int64_t ticket_id, int64_t message_id, bool public, struct attach_file *f,
                            struct err *err);
struct attachment {
    int64_t id, ticket_id, message_id, at;
    struct attach_file file;
    bool public;
};
MUST_USE enum rc attach_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct attachment **ret, size_t *ret_n,
                             struct err *err);
MUST_USE enum rc attach_by_id(struct dbr *r, struct arena *a, int64_t id, struct attachment *ret, struct err *err);

/* Every stored file named by a row, of tickets, copies of documents, drafts and pages of messages, is there and has its hash. */
MUST_USE enum rc attach_check(struct attach_store *s, struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err);
/* Operation, beside the one that erases the last row of a file: its bytes are to go as soon as that is committed. Both names of a photo. */
MUST_USE enum rc attach_forget(struct dbw *w, const char *sha256, const char *shown, struct err *err);
/* Unlinks what attach_forget was told, with the small picture of it, and takes the last trace of the hash out of the store. What another
 * row names stays. Blocks; one thread at a time. ret_gone: files. E_IO: the others are gone, this one is tried again the next time. */
MUST_USE enum rc attach_erase(struct attach_store *s, struct db *db, int64_t *ret_gone, struct err *err);

/* Files untouched since before_at that no row names (unsent drafts, interrupted uploads) go. */
MUST_USE enum rc attach_sweep(struct attach_store *s, struct dbr *r, int64_t before_at, int64_t *ret_gone,
                              struct err *err);

int picture_worker_main(int argc, char **argv); /* the child: `urpd picture-worker` */

#endif
