/* SPDX-License-Identifier: EUPL-1.2 */
/* Snapshot of the store and its files into a directory, beside the running daemon. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "conn.h"
#include "copy.h"
#include "db/admin.h"
#include "manifest.h"

struct backup {
    struct arena *a;
    struct manifest m;
    const char *db_path, *target;
    int64_t files, bytes;
};

/* Opening and closing the live file, or its companions, would drop SQLite's locks of this process. */
static bool is_store(const struct backup *b, struct arena *a, const struct stat *st)
{
    static const char *const suffixes[] = { "", "-wal", "-shm" };
    struct stat store;

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (stat(arena_fmt(a, "%s%s", b->db_path, suffixes[i]), &store) == 0 && store.st_dev == st->st_dev &&
            store.st_ino == st->st_ino)
            return true;
    return false;
}

/* a: scratch of this file alone; there may be millions. */
static enum rc take_file(struct backup *b, struct arena *a, const char *from, const char *name,
                         const struct stat *st, struct err *err)
{
    uint8_t sum[SHA256_BYTES];
    int64_t bytes = 0;

    if (is_store(b, a, st))
        return OK;
    if (strchr(name, '\n'))
        FAIL(err, E_IO, NULL, "a file name under %s has a line feed", b->target);
    enum rc rc = copy_file(a, from, arena_fmt(a, "%s/%s", b->target, name), true, &bytes, sum, err);
    if (rc == E_NOTFOUND)
        return OK; /* erased while we looked: then nothing in the snapshot needs it for long */
    TRY(rc);
    manifest_add(&b->m, name, bytes, sum);
    b->files++;
    b->bytes += bytes;
    return OK;
}

static enum rc take_dir(struct backup *b, const char *dir, const char *name, size_t depth, struct err *err);

static enum rc take(struct backup *b, struct arena *a, const char *path, const char *name, size_t depth,
                    struct err *err)
{
    struct stat st;

    if (lstat(path, &st) != 0) {
        if (errno == ENOENT)
            return OK;
        FAIL(err, E_IO, NULL, "look at %s: %s", path, strerror(errno));
    }
    if (S_ISDIR(st.st_mode))
        return take_dir(b, path, name, depth, err);
    return S_ISREG(st.st_mode) ? take_file(b, a, path, name, &st, err) : OK;
}

static enum rc take_dir(struct backup *b, const char *dir, const char *name, size_t depth, struct err *err)
{
    AUTO(DIR) DIR *d = opendir(dir);

    if (!d)
        FAIL(err, E_IO, NULL, "open %s: %s", dir, strerror(errno));
    if (depth >= DB_BACKUP_DEPTH_MAX)
        FAIL(err, E_LIMIT, NULL, "%s lies too deep", dir);
    for (struct dirent *e; (e = readdir(d));) {
        AUTO(ARENA) struct arena *a = arena_new(1024 * 1024);

        if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
            continue;
        TRY(take(b, a, arena_fmt(a, "%s/%s", dir, e->d_name), arena_fmt(a, "%s/%s", name, e->d_name), depth + 1,
                 err));
    }
    return OK;
}

static enum rc vacuum_into(sqlite3 *h, const char *path, struct err *err)
{
    sqlite3_stmt *st = NULL;
    enum rc rc = OK;

    if (sqlite3_prepare_v2(h, "VACUUM INTO ?1", -1, &st, NULL) != SQLITE_OK ||
        sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC) != SQLITE_OK || sqlite3_step(st) != SQLITE_DONE)
        rc = conn_fail(h, "VACUUM INTO", ERR_WHERE, err);
    (void)sqlite3_finalize(st);
    return rc;
}

/* A connection of its own, without the readers' ban on ATTACH that VACUUM INTO would meet. */
static enum rc snapshot(const char *db_path, const char *tmp, struct err *err)
{
    struct dbr r;

    TRY(conn_open(db_path, CONN_INSPECT, DB_CACHE_KIB, &r, err));
    /* query_only reaches the new file too. */
    enum rc rc = conn_exec(r.h, "PRAGMA query_only = off", err);
    if (rc == OK)
        rc = vacuum_into(r.h, tmp, err);
    conn_close(&r);
    return rc;
}

static enum rc check_copy(const char *path, struct err *err)
{
    int64_t findings = 0, app = 0;
    struct dbr r;

    TRY(conn_open(path, CONN_INSPECT, DB_CACHE_KIB, &r, err));
    enum rc rc = conn_int(r.h, "PRAGMA application_id", &app, err);
    if (rc == OK && app != DB_APPLICATION_ID)
        rc = err_set(err, E_INPUT, ERR_WHERE, NULL, "l'archivio da copiare non è di urpd");
    if (rc == OK)
        rc = db_check(&r, NULL, &findings, err);
    if (rc == OK && findings)
        rc = err_set(err, E_DB, ERR_WHERE, NULL, "the copy has %lld defects; run urpd check", (long long)findings);
    conn_close(&r);
    return rc;
}

static enum rc take_store(struct backup *b, struct err *err)
{
    const char *path = arena_fmt(b->a, "%s/" MANIFEST_STORE, b->target);
    const char *tmp = arena_fmt(b->a, "%s.tmp", path);
    uint8_t sum[SHA256_BYTES];
    int64_t bytes = 0;

    (void)unlink(tmp); /* of a run that was killed */
    TRY(conn_create_private(tmp, err));
    TRY(snapshot(b->db_path, tmp, err));
    TRY(check_copy(tmp, err));
    TRY(file_adopt_durable(tmp, path, err));
    TRY(file_sha256(path, sum, &bytes, err));
    manifest_add(&b->m, MANIFEST_STORE, bytes, sum);
    b->files++;
    b->bytes += bytes;
    return OK;
}

static enum rc take_files(struct backup *b, const struct db_files *files, size_t n, bool enter, struct err *err)
{
    const char *slash = strrchr(b->db_path, '/');
    const char *dir = slash ? arena_strn(b->a, b->db_path, (size_t)(slash - b->db_path)) : ".";

    for (size_t i = 0; i < n; i++)
        if (files[i].enter == enter)
            TRY(take(b, b->a, arena_fmt(b->a, "%s/%s", dir, files[i].name), files[i].name, 0, err));
    return OK;
}

/* What enters the store, the store, what it names: its snapshot names only files that exist by then. */
enum rc db_backup(const char *db_path, const struct db_files *files, size_t n_files, const char *target,
                  struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(DB_BACKUP_ARENA_BYTES);
    struct backup b = { .a = a, .db_path = db_path, .target = target };
    struct stat st;

    manifest_init(&b.m, a);
    if (stat(db_path, &st) != 0)
        FAIL(err, E_INPUT, NULL, "l'archivio %s non esiste", db_path);
    TRY(file_mkdirs(target, 0700, err));
    /* Until the new list is written, what lies here is no backup. */
    if (unlink(arena_fmt(a, "%s/" MANIFEST_NAME, target)) != 0 && errno != ENOENT)
        FAIL(err, E_IO, NULL, "remove old MANIFEST in %s: %s", target, strerror(errno));
    TRY(take_files(&b, files, n_files, true, err));
    TRY(take_store(&b, err));
    TRY(take_files(&b, files, n_files, false, err));
    TRY(manifest_write(&b.m, target, err));
    log_info("db.backup", kv("target", target), kv_i("files", b.files), kv_i("bytes", b.bytes));
    return OK;
}
