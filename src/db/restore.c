/* SPDX-License-Identifier: EUPL-1.2 */
/* A backup becomes a data directory again. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "copy.h"
#include "db/admin.h"
#include "manifest.h"
#include "store.h"

static enum rc verify(struct manifest *m, const char *source, struct err *err)
{
    bool has_store = false;

    TRY(manifest_read(m, source, err));
    for (const struct manifest_file *f = m->files; f; f = f->next) {
        const char *path = arena_fmt(m->a, "%s/%s", source, f->path);
        uint8_t sum[SHA256_BYTES];
        int64_t bytes = 0;

        enum rc rc = file_sha256(path, sum, &bytes, err);
        if (rc == E_NOTFOUND)
            FAIL(err, E_INPUT, NULL, "backup incompleto: manca %s", path);
        TRY(rc);
        if (bytes != f->bytes || !bytes_equal(sum, f->sha256, sizeof sum))
            FAIL(err, E_INPUT, NULL, "backup danneggiato: %s non corrisponde al MANIFEST", path);
        has_store = has_store || str_eq(f->path, MANIFEST_STORE);
    }
    if (!has_store)
        FAIL(err, E_INPUT, NULL, "il backup non contiene l'archivio %s", MANIFEST_STORE);
    return OK;
}

/* Copies, not links: a live store must never share its files with a backup. */
static enum rc bring_one(const struct manifest_file *f, const char *source, const char *data_dir, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(1024 * 1024);
    uint8_t sum[SHA256_BYTES];
    int64_t bytes = 0;

    TRY(copy_file(a, arena_fmt(a, "%s/%s", source, f->path), arena_fmt(a, "%s/%s", data_dir, f->path), false,
                  &bytes, sum, err));
    if (!bytes_equal(sum, f->sha256, sizeof sum))
        FAIL(err, E_IO, NULL, "%s/%s changed while it was read", source, f->path);
    return OK;
}

/* The store comes last, so a
 * restore that was cut short has none and can simply be run again. */
static enum rc bring_back(const struct manifest *m, const char *source, const char *data_dir, struct err *err)
{
    const struct manifest_file *store = NULL;

    for (const struct manifest_file *f = m->files; f; f = f->next) {
        if (str_eq(f->path, MANIFEST_STORE))
            store = f;
        else
            TRY(bring_one(f, source, data_dir, err));
    }
    assume(store != NULL);
    return bring_one(store, source, data_dir, err);
}

static enum rc is_free(struct arena *a, const char *store, struct err *err)
{
    static const char *const suffixes[] = { "", "-wal" };
    struct stat st;

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const char *path = arena_fmt(a, "%s%s", store, suffixes[i]);

        if (lstat(path, &st) == 0)
            FAIL(err, E_CONFLICT, NULL, "%s exists already; restore into an empty data directory", path);
    }
    return OK;
}

enum rc db_restore(const char *source, const char *data_dir, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(DB_BACKUP_ARENA_BYTES);
    const char *store = arena_fmt(a, "%s/" MANIFEST_STORE, data_dir);
    struct manifest m;
    enum left left;
    int fd = -1;

    manifest_init(&m, a);
    TRY(verify(&m, source, err));
    TRY(file_mkdirs(data_dir, 0700, err));
    TRY(lock_take(store, &fd, &left, err));
    AUTO(FD) int lock = fd;
    TRY(is_free(a, store, err));
    lock_note(lock, LEFT_RUNNING);
    TRY(bring_back(&m, source, data_dir, err));
    log_info("db.restored", kv("source", source), kv("data_dir", data_dir));
    return OK;
}
