/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "intake/submit.h"
#include "q/dispatch.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/place.h"

struct hints {
    struct duplicate_hint list[DUPLICATES_MAX];
    size_t n;
};

static void hint(struct hints *h, int64_t id, const char *code, const char *why, bool by_person)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->list[i].ticket_id == id)
            return;
    if (h->n < DUPLICATES_MAX)
        h->list[h->n++] = (struct duplicate_hint){ id, code, why, by_person };
}

/* "Via Roma, 12" and "via roma 12" are one place. */
static const char *place_key(struct arena *a, const char *place)
{
    char *key = text_fold(a, place), *out = key;

    for (const char *p = key; *p; p++)
        if (*p != ' ' && *p != ',' && *p != '.')
            *out++ = *p;
    *out = '\0';
    return key;
}

static enum rc near(struct dbr *r, struct arena *a, const struct ticket *t, const struct ticket_words *words, int64_t since_at,
                    struct hints *h, struct err *err)
{
    const char *place = place_key(a, words->place), *subject = text_fold(a, words->subject);
    struct q_duplicate_near *rows;
    size_t n;

    if (!t->category_id || (!*place && !t->area_id))
        return OK;
    TRY(q_duplicate_near(r, a, t->category_id, t->area_id, t->id, since_at, &rows, &n, err));
    for (size_t i = 0; i < n && *place; i++)
        if (str_eq(place, place_key(a, rows[i].place)))
            hint(h, rows[i].id, rows[i].code, "Stesso argomento e stesso luogo", false);
    for (size_t i = 0; i < n && t->area_id; i++)
        if (str_eq(subject, text_fold(a, rows[i].subject)))
            hint(h, rows[i].id, rows[i].code, "Stesso argomento, stessa zona e stesso oggetto", false);
    return OK;
}

/* From two houses one hole in the road has two addresses. How far they can be from each other its subject may say; the radius in which
 * others are shown to who asks for the neighbourhood (category_near_m) would be a guess here, where a request says that it is another. */
static enum rc same_spot(struct dbr *r, struct arena *a, const struct ticket *t, int64_t since_at, struct hints *h, struct err *err)
{
    struct place_ask q = { .within_m = PLACE_SAME_M, .except_id = t->id, .category_id = t->category_id };
    struct place_point here;
    struct place_near *near;
    struct category c;
    size_t n;

    TRY(place_point_of(r, a, t->id, &here, err));
    if (!t->category_id || !place_is_exact(here))
        return OK;
    TRY(category_by_id(r, t->category_id, &c, err));
    if (c.near_m)
        q.within_m = c.near_m;
    q.at = here.at;
    TRY(place_near(r, a, &q, &near, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct ticket other;

        if (near[i].origin == PLACE_STREET)
            continue;
        TRY(ticket_by_id(r, a, near[i].ticket_id, &other, err));
        if (other.created_at > since_at)
            hint(h, other.id, arena_str(a, other.code), arena_fmt(a, "Stesso argomento, a %lld metri", (long long)near[i].metres), false);
    }
    return OK;
}

static enum rc same_person(struct dbr *r, struct arena *a, const struct ticket *t, const struct ticket_words *words, int64_t since_at,
                           struct hints *h, struct err *err)
{
    const char *subject = text_fold(a, words->subject);
    struct q_duplicate_person *rows;
    size_t n;

    if (!t->person_id)
        return OK;
    TRY(q_duplicate_person(r, a, t->person_id, t->id, since_at, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (str_eq(subject, text_fold(a, rows[i].subject)))
            hint(h, rows[i].id, rows[i].code, "Stessa persona e stesso oggetto", true);
    return OK;
}

enum rc duplicate_hints(struct dbr *r, struct arena *a, const struct ticket *t, struct duplicate_hint **ret,
                        size_t *ret_n, struct err *err)
{
    int64_t since_at = t->created_at - DUPLICATE_WINDOW_S;
    struct ticket_words words;
    struct hints h = { 0 };

    TRY(words_of(r, a, t->id, &words, err));
    TRY(near(r, a, t, &words, since_at, &h, err));
    TRY(same_spot(r, a, t, since_at, &h, err));
    TRY(same_person(r, a, t, &words, since_at, &h, err));
    *ret = arena_dup(a, h.list, sizeof h.list);
    *ret_n = h.n;
    return OK;
}
