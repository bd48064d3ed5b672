/* SPDX-License-Identifier: EUPL-1.2 */
#include "walfile.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define HELD_BYTES ((size_t)64 * 1024) /* fifteen frames a call: twice as many gain nothing more */
#define FRAME_HEADER_BYTES 24          /* sqlite.org/fileformat2.html 4.1 */

struct walfile {
    sqlite3_file head;
    sqlite3_file *real;
    unsigned char *held;
    size_t n;            /* bytes held */
    sqlite3_int64 at;    /* where the first of them belongs */
    bool ends;           /* the frame whose header came last ends a transaction */
    int lost;            /* why bytes could not be written that SQLite thinks are; SQLITE_OK: all are */
    sqlite3_int64 lost_at;
};

static sqlite3_vfs *usual, ours;

static struct walfile *of(sqlite3_file *file)
{
    return (struct walfile *)(void *)file;
}

/* What cannot be written is forgotten, and said again at each call until the transaction is given up: no commit may close over the hole. */
static int put_out(struct walfile *f)
{
    size_t n = f->n;

    f->n = 0;
    if (n && f->lost == SQLITE_OK) {
        f->lost = f->real->pMethods->xWrite(f->real, f->held, (int)n, f->at);
        f->lost_at = f->at;
    }
    return f->lost;
}

/* The next transaction begins where the last whole one ended, before the hole, and fills it. */
static void begin_anew(struct walfile *f, sqlite3_int64 at)
{
    if (at <= f->lost_at)
        f->lost = SQLITE_OK;
}

static bool is_last_header(const unsigned char *p, int n)
{
    static const unsigned char none[4];

    return n == FRAME_HEADER_BYTES && memcmp(p + 4, none, sizeof none) != 0; /* size of the store after a COMMIT, else 0 */
}

static int wal_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
    struct walfile *f = of(file);
    bool was_last = f->ends;
    int rc = SQLITE_OK;

    begin_anew(f, at);
    f->ends = is_last_header(p, n);
    if (f->lost != SQLITE_OK)
        return f->lost;
    if (f->n && (at != f->at + (sqlite3_int64)f->n || f->n + (size_t)n > HELD_BYTES))
        rc = put_out(f);
    if (rc != SQLITE_OK || (size_t)n > HELD_BYTES)
        return rc != SQLITE_OK ? rc : f->real->pMethods->xWrite(f->real, p, n, at);
    if (!f->n)
        f->at = at;
    memcpy(f->held + f->n, p, (size_t)n);
    f->n += (size_t)n;
    return was_last ? put_out(f) : SQLITE_OK;
}

static int wal_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
    struct walfile *f = of(file);
    return put_out(f) == SQLITE_OK || at + n <= f->lost_at ? f->real->pMethods->xRead(f->real, p, n, at) : SQLITE_IOERR_READ;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct walfile *f = of(file);
    int rc = put_out(f);

    if (rc != SQLITE_OK && size > f->lost_at)
        return rc;
    begin_anew(f, size);
    return f->real->pMethods->xTruncate(f->real, size);
}

static int wal_sync(sqlite3_file *file, int flags)
{
    struct walfile *f = of(file);
    int rc = put_out(f);

    return rc == SQLITE_OK ? f->real->pMethods->xSync(f->real, flags) : rc;
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    struct walfile *f = of(file);
    int rc = put_out(f);

    return rc == SQLITE_OK ? f->real->pMethods->xFileSize(f->real, ret) : rc;
}

/* What is held now is of a transaction that has no end. */
static int wal_close(sqlite3_file *file)
{
    struct walfile *f = of(file);

    free(f->held);
    return f->real->pMethods->xClose(f->real);
}

static int wal_lock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xLock(of(file)->real, level);
}

static int wal_unlock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xUnlock(of(file)->real, level);
}

static int wal_is_reserved(sqlite3_file *file, int *ret)
{
    return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, ret);
}

static int wal_control(sqlite3_file *file, int what, void *arg)
{
    return of(file)->real->pMethods->xFileControl(of(file)->real, what, arg);
}

static int wal_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int wal_device(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, .xClose = wal_close, .xRead = wal_read, .xWrite = wal_write, .xTruncate = wal_truncate, .xSync = wal_sync,
    .xFileSize = wal_size, .xLock = wal_lock, .xUnlock = wal_unlock, .xCheckReservedLock = wal_is_reserved, .xFileControl = wal_control,
    .xSectorSize = wal_sector, .xDeviceCharacteristics = wal_device,
};

#define ROOM ((sizeof(struct walfile) + 15) & ~(size_t)15) /* the real file lies behind ours */

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct walfile *f = of(file);

    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return usual->xOpen(usual, name, file, flags, ret_flags);
    *f = (struct walfile){ .real = (sqlite3_file *)(void *)((char *)file + ROOM) };
    int rc = usual->xOpen(usual, name, f->real, flags, ret_flags);
    if (rc != SQLITE_OK)
        return rc; /* without methods nobody closes it */
    f->held = malloc(HELD_BYTES);
    assume(f->held != NULL);
    f->head.pMethods = &methods;
    return SQLITE_OK;
}

static void define(void)
{
    usual = sqlite3_vfs_find(NULL);
    assume(usual != NULL);
    ours = *usual;
    ours.zName = "urp-wal";
    ours.szOsFile = usual->szOsFile + (int)ROOM;
    ours.xOpen = open_file;
    assume(sqlite3_vfs_register(&ours, 0) == SQLITE_OK);
}

const char *walfile_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, define);
    return ours.zName;
}
