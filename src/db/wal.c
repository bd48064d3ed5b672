/* SPDX-License-Identifier: EUPL-1.2 */
#include "wal.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/limits.h"

static int after_commit(void *ctx, sqlite3 *h, const char *name, int pages)
{
    struct wal *l = ctx;

    (void)h;
    (void)name;
    if (pages < l->copied) /* the log began anew */
        l->copied = 0;
    l->pages = pages - l->copied;
    return SQLITE_OK;
}

void wal_watch(struct wal *l, sqlite3 *h, const char *path)
{
    *l = (struct wal){ .h = h, .path = path, .due_at = DB_CHECKPOINT_PAGES,
                        .idle_due_at = DB_CHECKPOINT_IDLE_PAGES, .has_erased = true }; /* by an earlier process, perhaps */
    (void)sqlite3_wal_hook(h, after_commit, l);
    /* Only wal_finish may checkpoint while closing: a close after a device error must leave the log. */
    (void)sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

bool wal_is_worth(const struct wal *l)
{
    return l->has_erased || l->pages >= l->idle_due_at;
}

bool wal_is_due(const struct wal *l, bool is_idle)
{
    return l->pages >= l->due_at || (is_idle && wal_is_worth(l));
}

static bool file_is_large(const struct wal *l)
{
    char path[PATH_MAX];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s-wal", l->path);
    return stat(path, &st) == 0 && st.st_size > DB_WAL_TRUNCATE_BYTES;
}

/* A reader that is still there makes it BUSY; the next time will do. */
static void cut_back(struct wal *l)
{
    int rc;

    (void)sqlite3_busy_timeout(l->h, 0);
    rc = sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(l->h, DB_BUSY_MS);
    if (rc == SQLITE_OK)
        l->has_erased = false;
}

int wal_checkpoint(struct wal *l)
{
    int in_log = 0, copied = 0;
    int rc = sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);

    if (rc == SQLITE_OK && in_log == copied) {
        l->copied = in_log;
        l->pages = 0;
        l->due_at = DB_CHECKPOINT_PAGES;
        l->idle_due_at = DB_CHECKPOINT_IDLE_PAGES;
        if (l->has_erased || file_is_large(l))
            cut_back(l);
        return SQLITE_OK;
    }
    l->due_at = l->pages + DB_CHECKPOINT_RETRY_PAGES;
    l->idle_due_at = l->pages + 1;
    return (rc & 0xFF) == SQLITE_BUSY || (rc & 0xFF) == SQLITE_LOCKED ? SQLITE_OK : rc;
}

void wal_finish(struct wal *l)
{
    (void)sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_db_config(l->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}
