/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/pace.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define MINUTE_S 60
#define DOMAINS_MAX 4096 /* of which anybody may invent names: then all begin anew */

struct domain {
    int64_t minute_at, sent; /* in the minute that began then */
    int64_t booked;          /* told to come later, and not yet due */
};

struct pace {
    int64_t per_minute;
    GHashTable *domains; /* lower-case name -> struct domain */
};

struct pace *pace_new(int64_t per_minute)
{
    struct pace *p = calloc(1, sizeof *p);

    assume(p != NULL && per_minute > 0);
    p->per_minute = per_minute;
    p->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return p;
}

void pace_free(struct pace *p)
{
    if (!p)
        return;
    g_hash_table_destroy(p->domains);
    free(p);
}

static struct domain *domain_of(struct pace *p, const char *addr)
{
    const char *at = strrchr(addr, '@');
    char *name = g_ascii_strdown(at ? at + 1 : addr, -1);
    struct domain *d = g_hash_table_lookup(p->domains, name);

    if (d) {
        g_free(name);
        return d;
    }
    if (g_hash_table_size(p->domains) >= DOMAINS_MAX)
        g_hash_table_remove_all(p->domains);
    d = g_new0(struct domain, 1);
    g_hash_table_insert(p->domains, name, d);
    return d;
}

int64_t pace_take(struct pace *p, const char *addr, int64_t now_at)
{
    struct domain *d = domain_of(p, addr);
    int64_t passed = (now_at - d->minute_at) / MINUTE_S;

    if (now_at < d->minute_at || passed > 0) { /* each minute that passed took its share of those that were sent away */
        int64_t room = passed > 0 && passed < d->booked ? passed * p->per_minute : d->booked;
        d->booked = room < d->booked ? d->booked - room : 0;
        d->minute_at = now_at;
        d->sent = 0;
    }
    if (d->sent < p->per_minute) {
        d->sent++;
        return 0;
    }
    return d->minute_at + MINUTE_S * (1 + d->booked++ / p->per_minute);
}
