/* SPDX-License-Identifier: EUPL-1.2 */
/* struct db from the inside, and the lock file. */
#ifndef URP_DB_STORE_H
#define URP_DB_STORE_H

#include <limits.h>
#include <pthread.h>

#include "conn.h"
#include "writer.h"

struct db {
    char path[PATH_MAX];
    enum db_mode mode;
    int64_t cache_kib;
    int lock_fd;             /* -1 in DB_READ */
    struct writer *writer;   /* NULL in DB_READ */
    pthread_key_t reader;    /* this thread's struct dbr */
    pthread_mutex_t readers_mx;
    struct dbr *readers;     /* all of them, for db_close */
};

/* How the store was left, kept in the lock file. */
enum left {
    LEFT_CLEAN,
    LEFT_RUNNING, /* killed, or no lock file yet */
    LEFT_BROKEN,  /* a device error that was not looked into */
};

/* Takes dir_of(db_path)/urp.lock; held until the descriptor is closed. E_CONFLICT when another process,
 * or another store of this one, has it; E_IO. */
MUST_USE enum rc lock_take(const char *db_path, int *ret_fd, enum left *ret_left, struct err *err);
void lock_note(int fd, enum left left);

#endif
