/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "intake/submit.h"
#include "q/dispatch.h"
#include "ticket/message.h"

struct hints {
    struct duplicate_hint list[DUPLICATES_MAX];
    size_t n;
};

static void hint(struct hints *h, int64_t id, const char *code, const char *why)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->list[i].ticket_id == id)
            return;
    if (h->n < DUPLICATES_MAX)
        h->list[h->n++] = (struct duplicate_hint){ id, code, why };
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

enum rc duplicate_hints(struct dbr *r, struct arena *a, const struct ticket *t, struct duplicate_hint **ret,
                        size_t *ret_n, struct err *err)
{
    struct q_duplicate_near *near;
    struct q_duplicate_person *own;
    struct ticket_words words;
    struct hints h = { 0 };
    size_t n_near = 0, n_own = 0;
    int64_t since_at = t->created_at - DUPLICATE_WINDOW_S;

    TRY(words_of(r, a, t->id, &words, err));
    const char *place = place_key(a, words.place), *subject = text_fold(a, words.subject);

    if (t->category_id)
        TRY(q_duplicate_near(r, a, t->category_id, t->id, since_at, &near, &n_near, err));
    for (size_t i = 0; i < n_near; i++)
        if (*place && str_eq(place, place_key(a, near[i].place)))
            hint(&h, near[i].id, near[i].code, "Stesso argomento e stesso luogo");
    if (t->person_id)
        TRY(q_duplicate_person(r, a, t->person_id, t->id, since_at, &own, &n_own, err));
    for (size_t i = 0; i < n_own; i++)
        if (str_eq(subject, text_fold(a, own[i].subject)))
            hint(&h, own[i].id, own[i].code, "Stessa persona e stesso oggetto");
    for (size_t i = 0; i < n_near; i++)
        if (t->area_id && near[i].area_id == t->area_id && str_eq(subject, text_fold(a, near[i].subject)))
            hint(&h, near[i].id, near[i].code, "Stesso argomento, stessa zona e stesso oggetto");
    *ret = arena_dup(a, h.list, sizeof h.list);
    *ret_n = h.n;
    return OK;
}
