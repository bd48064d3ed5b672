/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes that go for good, and soon: nobody waits for the day on which the store is tidied. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sv.h"
#include "q/attach.h"
#include "ticket/attach.h"

#define ERASE_ARENA_BYTES 262144
enum { AT_ONCE = 200, SAME_SECOND_S = 30 };

enum rc attach_forget(struct dbw *w, const char *sha256, const char *shown, struct err *err)
{
    dbw_scrub(w); /* of the row that named them: its name and hash */
    TRY(q_file_gone_add(w, sha256, clock_now_at(), err));
    return str_eq(sha256, shown) ? OK : q_file_gone_add(w, shown, clock_now_at(), err);
}

struct end {
    const char *sha256;
    int64_t at;
};

static enum rc end_op(struct dbw *w, void *arg, struct err *err)
{
    const struct end *e = arg;

    dbw_scrub(w);
    return q_file_gone_end(w, e->sha256, e->at, err);
}

/* A younger one was put there since, by somebody whose row may not be committed yet: left to the next time, when it is named or old.
 * Of the same second nobody knows which came first: it waits for a row that might come. */
static enum rc unlink_one(const char *path, int64_t forgotten_at, bool *ret_is_young, struct err *err)
{
    struct stat st;

    *ret_is_young = false;
    if (lstat(path, &st) != 0)
        return OK;
    *ret_is_young = st.st_mtim.tv_sec > forgotten_at || (st.st_mtim.tv_sec == forgotten_at && clock_now_at() < forgotten_at + SAME_SECOND_S);
    if (!*ret_is_young && unlink(path) != 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    return OK;
}

static enum rc erase_one(struct attach_store *s, struct arena *a, struct db *db, const struct q_file_gone_all *row, int64_t *gone, struct err *err)
{
    struct end end = { row->sha256, row->at };
    struct q_file_named named;
    bool young = false;

    TRY(q_file_named(db_reader(db), a, row->sha256, &named, err));
    if (named.n == 0)
        TRY(unlink_one(attach_path(s, a, row->sha256), row->at, &young, err));
    if (young)
        return OK;
    if (named.n == 0) {
        (void)unlink(attach_thumb_path(s, a, row->sha256)); /* usually nobody made one */
        (*gone)++;
    }
    TRY(file_settle(attach_dir(s), err)); /* the names are gone from the disk before the store forgets them */
    return db_write(db, end_op, &end, err);
}

enum rc attach_erase(struct attach_store *s, struct db *db, int64_t *ret_gone, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ERASE_ARENA_BYTES);
    struct q_file_gone_all *rows;
    enum rc rc = OK;
    size_t n;

    *ret_gone = 0;
    TRY(q_file_gone_all(db_reader(db), a, AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct err one = { 0 };

        if (erase_one(s, a, db, &rows[i], ret_gone, &one) != OK) {
            *err = one;
            rc = one.rc;
        }
    }
    return rc;
}
