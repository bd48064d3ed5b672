/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/group.h"

static void is_over(struct db_post *post)
{
    struct db_group *g = post->user;

    pthread_mutex_lock(&g->lock);
    if (--g->open == 0)
        pthread_cond_signal(&g->over);
    pthread_mutex_unlock(&g->lock);
}

void db_group_post(struct db *db, struct db_group *g, struct db_post *post)
{
    post->done = is_over;
    post->user = g;
    pthread_mutex_lock(&g->lock);
    g->open++;
    pthread_mutex_unlock(&g->lock);
    if (db_post(db, post, &post->err) == OK)
        return;
    post->rc = E_AGAIN;
    is_over(post);
}

void db_group_wait(struct db_group *g)
{
    pthread_mutex_lock(&g->lock);
    while (g->open)
        pthread_cond_wait(&g->over, &g->lock);
    pthread_mutex_unlock(&g->lock);
}
