/* SPDX-License-Identifier: EUPL-1.2 */
#include "publish_row.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "q/public.h"

enum { WORDS_MAX = 64, WORD_BYTES_MAX = 64 };
#define WINTER_S 3600 /* a day begins in Rome when it does in winter: an hour in summer changes no count that people compare */

static bool is_new(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], word))
            return false;
    return true;
}

enum rc publish_words_of(struct arena *a, const char *text, const char ***ret, size_t *ret_n)
{
    const char *p = text_fold(a, text);

    *ret = arena_array(a, WORDS_MAX, const char *);
    *ret_n = 0;
    while (*p && *ret_n < WORDS_MAX) {
        size_t n = 0;

        while (*p && !text_in_word(*p))
            p++;
        while (text_in_word(p[n]))
            n++;
        if (n > 1 && n <= WORD_BYTES_MAX) {
            const char *word = arena_strn(a, p, n);

            if (is_new(*ret, *ret_n, word))
                (*ret)[(*ret_n)++] = word;
        }
        p += n;
    }
    return OK;
}

static enum rc put_words(struct dbw *w, const struct publication *p, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const char **words;
    size_t n;

    TRY(q_public_words_drop(w, p->id, err));
    TRY(publish_words_of(a, arena_fmt(a, "%s %s", p->place, p->title), &words, &n));
    for (size_t i = 0; i < n; i++)
        TRY(q_public_word_add(w, words[i], p->id, err));
    return OK;
}

enum rc publish_row_put(struct dbw *w, const struct ticket *t, const struct publication *p, struct err *err)
{
    enum publish_phase phase = publish_phase(t);
    struct place_point at;
    struct point shown;

    TRY(place_point_of(dbw_reader(w), dbw_arena(w), t->id, &at, err));
    shown = publish_point(at.at, p->precision);
    TRY(q_public_row_put(w, p->id, t->id, t->category_id, t->area_id, (int64_t)phase, t->presented_at, p->first_at, p->changed_at,
                         phase == PHASE_SOLVED ? (t->answered_at + WINTER_S) / 86400 : 0, shown.lat, shown.lon,
                         p->n_photos ? p->photos[0].attachment_id : 0, p->lang, p->title, p->place, err));
    TRY(q_public_row_flags(w, p->id, err));
    return put_words(w, p, err);
}
