/* SPDX-License-Identifier: EUPL-1.2 */
/* The body of a request, as it comes in pieces: fields and JSON into bounded memory, files to the spool. Knows nothing of
 * connections, so that tests and the fuzzer can feed it bytes. */
#ifndef URP_HTTP_BODY_H
#define URP_HTTP_BODY_H


#include "base/limits.h"
#include "http/route.h"
#include "multipart.h"

/* Files in flight of all requests together: twenty people with all the files a form takes. */
#define SPOOL_MAX_BYTES (20 * UPLOADS_MAX * UPLOAD_MAX_BYTES)

/* Of one request: a form takes no more. */
#define BODY_SPOOL_MAX_BYTES (UPLOADS_MAX * UPLOAD_MAX_BYTES)

struct field_value {
    const char *name;
    GString *raw;      /* bytes as they came; freed with the body */
    const char *clean; /* made at the end of the body; NULL: not text */
    struct field_value *next;
};

struct http_body {
    struct arena *a;
    const char *spool_dir;
    enum body kind;
    int64_t born_ms;
    int refused;                  /* status for the end of the body; what comes until then is read away */
    int64_t seen_bytes, max_bytes;
    int64_t drain_bytes;          /* after a refusal: so much more is read away before the connection is cut */
    struct multipart *mp;         /* multipart */
    GString *raw;                 /* urlencoded, JSON */
    struct field_value *fields, *field; /* field: the last one, which a multipart body may still add to */
    size_t n_fields, field_bytes;
    struct upload *uploads, *upload; /* upload: of the file that comes in now */
    size_t n_uploads, n_unnamed; /* in the list; beyond it */
    int upload_fd;
    int64_t upload_bytes;         /* of this file in the spool */
    struct sha256 upload_hash;
    int64_t spooled_bytes, *all_spooled_bytes; /* all: of every body of the server, atomic; NULL: not counted */
};

/* All by the headers. 0 = fine, else the status to refuse with before the body is read. length is NULL for chunked or none. */
int body_begin(struct http_body *b, const char *length, bool chunked, const char *type);
bool body_more(struct http_body *b, const char *data, size_t n); /* false: close the connection */
int body_end(struct http_body *b); /* 0 or the status */
void body_done(struct http_body *b);

/* upload.c. false: the disk did not take it. */
bool upload_open(struct http_body *b, const char *field, const char *name);
/* One more than may be kept: its name is told, its bytes are read away. */
void upload_skip(struct http_body *b, const char *field, const char *name);
bool upload_more(struct http_body *b, struct sv bytes);
void upload_close(struct http_body *b);
void upload_done(struct http_body *b); /* removes what nobody adopted; a second time does nothing */
/* Removes what an earlier process left in the spool. */
void upload_sweep(const char *spool_dir);

/* urlencoded.c */
/* Percent-decoded into the arena; plus: '+' is a blank. What is no escape stays as it is. */
struct sv url_decode(struct arena *a, struct sv s, bool plus);

#endif
