/* SPDX-License-Identifier: EUPL-1.2 */
/* The one writing thread: queue, batches, checkpoints, illness. */
#ifndef URP_DB_WRITER_H
#define URP_DB_WRITER_H

#include "conn.h"

#define WRITER_LAST_MAX 4

struct dbw {
    struct dbr r;
    struct arena *a;
    unsigned topics; /* of the operation that runs */
    bool scrub;      /* some operation since the last checkpoint wants the log emptied */
    struct {
        op_fn *op;
        int64_t note;
    } last[WRITER_LAST_MAX]; /* of this batch */
    size_t n_last;
};

struct writer;

/* Takes over the open connection *conn, for good. path is borrowed and outlives the writer. */
struct writer *writer_start(const char *path, const struct dbr *owned_conn);
/* Runs what is queued, ends the thread, checkpoints, closes. Returns false when the store was ill to the
 * end in a way that the next start must look into. */
bool writer_stop(struct writer *w);

MUST_USE enum rc writer_post(struct writer *w, struct db_post *post, struct err *err);
bool writer_is_me(const struct writer *w);
void writer_listen(struct writer *w, db_listener *fn, void *ctx);
bool writer_is_ill(struct writer *w, char *ret_why, size_t why_size);
void writer_stats(struct writer *w, struct db_stats *ret);

#endif
