/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer that is made while it is sent: its maker is asked for the next piece when the one before has left. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "internal.h"

#define PIECE_ARENA_BYTES ((size_t)16 << 20) /* one piece: some hundred rows */
#define READ_BYTES 32768

struct pieces {
    struct req *rq;
    struct arena *a;
    const struct pieces_of *of;
    void *maker;
    GString *out;
    size_t sent; /* of out */
    bool over;
};

/* The maker's own memory is that of one piece: however long the answer, it does not grow. */
static enum rc next_piece(struct pieces *p)
{
    struct arena *own = p->rq->a;
    struct err err = { 0 };
    enum rc rc;

    g_string_truncate(p->out, 0);
    p->sent = 0;
    arena_reset(p->a);
    p->rq->a = p->a;
    rc = p->of->next(p->rq, p->maker, p->out, &p->over, &err);
    p->rq->a = own;
    if (rc != OK)
        log_err("http.piece", &err);
    return rc;
}

static ssize_t piece_read(void *cls, uint64_t pos, char *buf, size_t max)
{
    struct pieces *p = cls;
    size_t n;

    (void)pos;
    if (p->sent == p->out->len) {
        if (p->over)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (next_piece(p) != OK)
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    n = p->out->len - p->sent;
    n = n < max ? n : max;
    memcpy(buf, p->out->str + p->sent, n);
    p->sent += n;
    return n || !p->over ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM; /* 0: it looked and found nothing yet, and looks on in its next turn */
}

/* The request may be gone before. */
static void pieces_gone(void *cls)
{
    struct pieces *p = cls;

    p->of->done(p->maker);
    arena_free(p->a);
    g_string_free(p->out, TRUE);
    free(p);
}

struct reply reply_pieces(struct req *rq, const char *mime, const char *name, const struct pieces_of *of, void *owned_maker)
{
    struct pieces *p = calloc(1, sizeof *p);
    struct MHD_Response *r;

    assume(p != NULL);
    *p = (struct pieces){ .rq = rq, .a = arena_new(PIECE_ARENA_BYTES), .of = of, .maker = owned_maker, .out = g_string_sized_new(READ_BYTES) };
    r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, READ_BYTES, piece_read, p, pieces_gone);
    assume(r != NULL);
    reply_header(rq, "Content-Disposition", reply_disposition(rq->a, name, false));
    reply_header(rq, "X-Accel-Buffering", "no"); /* or nginx would take all of it before the client has any */
    return reply_made(rq, 200, r, mime);
}
