/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/presence.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define VISIT_MS 120000 /* how long one reads before writing, without a script that says more */
#define SIGN_MS 60000   /* pages give a sign every twenty seconds; two may get lost */

struct here {
    int64_t ticket_id, user_id; /* ticket_id 0: free */
    int64_t seen_until_ms, writes_until_ms;
    char name[64];
};
struct presence {
    pthread_mutex_t lock; /* held for a walk over the table, never while anything waits */
    struct here list[PRESENCE_MAX];
};

struct presence *presence_new(void)
{
    struct presence *p = calloc(1, sizeof *p);

    assume(p != NULL && pthread_mutex_init(&p->lock, NULL) == 0);
    return p;
}

void presence_free(struct presence *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* The one that is there, else the one that is longest over. */
static struct here *place_of(struct presence *p, int64_t ticket_id, int64_t user_id)
{
    struct here *oldest = &p->list[0];

    for (size_t i = 0; i < PRESENCE_MAX; i++) {
        struct here *h = &p->list[i];
        if (h->ticket_id == ticket_id && h->user_id == user_id)
            return h;
        if (h->seen_until_ms < oldest->seen_until_ms)
            oldest = h;
    }
    *oldest = (struct here){ .ticket_id = ticket_id, .user_id = user_id };
    return oldest;
}

/* As much of a long name as fits, in whole characters. */
static void keep_name(struct here *h, const char *name)
{
    size_t n = strlen(name);

    if (n >= sizeof h->name)
        n = sizeof h->name - 1;
    while (n && ((unsigned char)name[n] & 0xc0) == 0x80)
        n--;
    memcpy(h->name, name, n);
    h->name[n] = '\0';
}

static int state_of(const struct here *h, int64_t now_ms)
{
    return h->seen_until_ms <= now_ms ? 0 : h->writes_until_ms <= now_ms ? 1 : 2;
}

bool presence_mark(struct presence *p, int64_t ticket_id, int64_t user_id, const char *name, enum presence_kind kind, int64_t now_ms)
{
    struct here *h;
    int before, after;

    pthread_mutex_lock(&p->lock);
    h = place_of(p, ticket_id, user_id);
    before = state_of(h, now_ms);
    keep_name(h, name);
    if (kind == PRESENCE_GONE)
        h->seen_until_ms = h->writes_until_ms = 0;
    else if (h->seen_until_ms < now_ms + (kind == PRESENCE_VISIT ? VISIT_MS : SIGN_MS))
        h->seen_until_ms = now_ms + (kind == PRESENCE_VISIT ? VISIT_MS : SIGN_MS);
    if (kind == PRESENCE_WRITES)
        h->writes_until_ms = now_ms + SIGN_MS;
    else if (kind == PRESENCE_LOOKS)
        h->writes_until_ms = 0;
    after = state_of(h, now_ms);
    pthread_mutex_unlock(&p->lock);
    return before != after;
}

size_t presence_others(struct presence *p, int64_t ticket_id, int64_t user_id, int64_t now_ms, struct presence_other ret[PRESENCE_SHOWN])
{
    size_t n = 0;

    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < PRESENCE_MAX && n < PRESENCE_SHOWN; i++) {
        const struct here *h = &p->list[i];
        if (h->ticket_id != ticket_id || h->user_id == user_id || !state_of(h, now_ms))
            continue;
        ret[n].user_id = h->user_id;
        ret[n].writes = state_of(h, now_ms) == 2;
        memcpy(ret[n++].name, h->name, sizeof h->name);
    }
    pthread_mutex_unlock(&p->lock);
    return n;
}
