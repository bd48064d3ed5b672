/* SPDX-License-Identifier: EUPL-1.2 */
/* Several operations on their way to the writer at once, and one wait for all: they share its commits. A group belongs to one
 * thread, never to an HTTP thread (it blocks). */
#ifndef URP_DB_GROUP_H
#define URP_DB_GROUP_H

#include <pthread.h>

#include "db/db.h"

struct db_group {
    pthread_mutex_t lock;
    pthread_cond_t over;
    size_t open; /* not heard of yet */
};
#define DB_GROUP { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 }

/* post->op and arg are the caller's; rc and err are valid after db_group_wait, E_AGAIN when the queue was full. */
void db_group_post(struct db *db, struct db_group *g, struct db_post *post);
/* Until all that was posted is committed or failed; the group is empty again. */
void db_group_wait(struct db_group *g);

#endif
