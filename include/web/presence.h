/* SPDX-License-Identifier: EUPL-1.2 */
/* Who of the office has a request before the eyes, so that two do not answer the same citizen. In memory alone: nothing is
 * written, nothing is logged, and a name is forgotten a minute or two after its page was left. Any thread. */
#ifndef URP_WEB_PRESENCE_H
#define URP_WEB_PRESENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRESENCE_MAX 512      /* pages open at once in the largest office; beyond, the oldest is forgotten */
#define PRESENCE_SHOWN 8

enum presence_kind {
    PRESENCE_GONE,
    PRESENCE_VISIT,           /* a page without script was loaded: nobody says when it is left */
    PRESENCE_LOOKS,           /* the page says so, again and again */
    PRESENCE_WRITES,
};

struct presence;
struct presence *presence_new(void);
void presence_free(struct presence *p); /* NULL is fine */

/* True when others see something else than before. now_ms: clock_mono_ms. */
bool presence_mark(struct presence *p, int64_t ticket_id, int64_t user_id, const char *name, enum presence_kind kind, int64_t now_ms);

struct presence_other {
    int64_t user_id;
    char name[64];
    bool writes;
};
/* Who else than user_id; at most PRESENCE_SHOWN. */
size_t presence_others(struct presence *p, int64_t ticket_id, int64_t user_id, int64_t now_ms, struct presence_other ret[PRESENCE_SHOWN]);

#endif
