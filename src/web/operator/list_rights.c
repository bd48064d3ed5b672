/* SPDX-License-Identifier: EUPL-1.2 */
/* A list holds what somebody may know of, and nothing else: rows that are left out afterwards would still be counted. */
#include "base/sv.h"
#include "list.h"
#include "web/access.h"

static bool wanted(const struct list_numbers *asked, int64_t id)
{
    for (size_t i = 0; i < asked->n; i++)
        if (asked->list[i] == id)
            return !asked->is_not;
    return !asked->n || asked->is_not;
}

static void narrow_settori(struct arena *a, const struct access_box *box, struct list_numbers *settori)
{
    int64_t *ids = arena_array(a, box->n_settori + 1, int64_t);
    size_t n = 0;

    for (size_t i = 0; i < box->n_settori; i++)
        if (wanted(settori, box->settori[i]))
            ids[n++] = box->settori[i];
    if (!n)
        ids[n++] = INT64_MAX; /* a settore that is not there: nothing */
    *settori = (struct list_numbers){ .list = ids, .n = n };
}

static bool wanted_word(const struct list_words *asked, const char *id)
{
    for (size_t i = 0; i < asked->n; i++)
        if (str_eq(asked->list[i], id))
            return !asked->is_not;
    return !asked->n || asked->is_not;
}

static void narrow_types(struct arena *a, const struct access_box *box, struct list_words *types)
{
    const char **ids = arena_array(a, TICKET_TYPES + 1, const char *);
    size_t n = 0;

    for (int t = 0; t < TICKET_TYPES; t++)
        if (box->types & 1u << t && wanted_word(types, type_id((enum ticket_type)t)))
            ids[n++] = type_id((enum ticket_type)t);
    if (!n)
        ids[n++] = "";
    *types = (struct list_words){ .list = ids, .n = n };
}

/* A masked row shows no labels, no files, not how many joined it, and not that a message failed: that it is in such a list would say it. */
bool ask_tells_hidden(const struct ask *ask)
{
    return ask->filter.tags.n || ask->filter.with_files || ask->filter.undelivered || ask->filter.joined_min;
}

void ask_narrow(struct req *rq, struct ask *ask)
{
    struct access_box box;

    ask->counts_told = ask_tells_hidden(ask) && !access_leads_all(req_identity(rq));
    if (access_is_wide(req_identity(rq)) || ask->filter.words)
        return;
    access_box_of(rq, &box);
    if (box.is_whole) {
        ask->hides_total = ask->counts_told; /* an administrator knows of all, and reads some */
        return;
    }
    ask->is_narrow = true;
    ask->hides_total = !box.is_exact;
    if (box.n_settori)
        narrow_settori(req_arena(rq), &box, &ask->filter.settori);
    if (box.types)
        narrow_types(req_arena(rq), &box, &ask->filter.types);
}
