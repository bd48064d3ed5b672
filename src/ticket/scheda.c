/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/scheda.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "q/scheda.h"
#include "ticket/calendar.h"
#include "ticket/idle_word.h"
#include "ticket/stem.h"

/* ---- reading ------------------------------------------------------------------------------------ */

static struct scheda scheda_of(const struct q_scheda_all *q)
{
    return (struct scheda){ .id = q->id, .category_id = q->category_id, .settore_id = q->settore_id, .source_id = q->source_id, .version = q->version,
                            .changed_at = q->changed_at, .changed_by = q->changed_by, .title = q->title, .body = q->body, .keywords = q->keywords,
                            .url = q->url, .review_on = q->review_on, .is_public = q->public != 0, .active = q->active != 0 };
}

enum rc scheda_by_id(struct dbr *r, int64_t id, struct scheda *ret, struct err *err)
{
    const struct q_scheda_all *rows;
    size_t n;

    TRY(q_scheda_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == id) {
            *ret = scheda_of(&rows[i]);
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "scheda %lld", (long long)id);
}

static bool fits(const struct q_scheda_all *q, const struct scheda_filter *f)
{
    return (q->active || f->with_retired) && (q->public || !f->only_public) && (!f->category_id || q->category_id == f->category_id) &&
           (!f->settore_id || q->settore_id == f->settore_id) && (!f->review_before || strcmp(q->review_on, f->review_before) < 0);
}

/* ---- which answers what was typed --------------------------------------------------------------- */

#define ASKED_MAX 24 /* words of a question; the rest of a long one says the same again */

/* How a word stands in a scheda. */
enum place { NOWHERE, IN_BODY, IN_HEAD };
static const double place_weight[] = { [NOWHERE] = 0, [IN_BODY] = 1.1, [IN_HEAD] = 4 };

/* All of the question in the text, or a quarter of it in the title: less is chance. */
#define ENOUGH_PART 0.25

struct asked {
    struct stem word[ASKED_MAX];
    size_t n, in[ASKED_MAX]; /* schede that hold it */
};

static void asked_of(const char *folded, struct asked *ret)
{
    struct stem s;

    ret->n = 0;
    while (ret->n < ASKED_MAX && stem_next(&folded, &s)) {
        bool known = false;
        for (size_t i = 0; i < ret->n; i++)
            known = known || stem_eq(&ret->word[i], &s);
        if (!known && !word_is_idle(sv_of(s.p, s.whole_n)))
            ret->word[ret->n++] = s;
    }
}

static void look(const char *text, const struct asked *q, enum place here, uint8_t *places)
{
    struct stem s;

    while (stem_next(&text, &s))
        for (size_t i = 0; i < q->n; i++)
            if (places[i] < here && stem_eq(&q->word[i], &s))
                places[i] = (uint8_t)here;
}

static int better_first(const void *a, const void *b)
{
    const struct scheda_hit *x = a, *y = b;

    return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : strcmp(x->scheda.title, y->scheda.title);
}

static int64_t score_of(const struct asked *q, const uint8_t *places, size_t n_schede)
{
    double sum = 0, most = 0;

    for (size_t i = 0; i < q->n; i++) {
        double rare = log(1.0 + (double)n_schede / (double)(q->in[i] ? q->in[i] : 1));
        sum += rare * place_weight[places[i]];
        most += rare * place_weight[IN_HEAD];
    }
    return most > 0 && sum >= ENOUGH_PART * most ? (int64_t)(1000 * sum) : 0;
}

static void rank(struct arena *a, const struct q_scheda_all *rows, size_t n, const struct scheda_filter *f, const char *typed, struct scheda_hit *hits, size_t *ret_n)
{
    struct asked q;
    uint8_t(*places)[ASKED_MAX] = arena_array_(a, n + 1, sizeof *places);

    asked_of(text_fold(a, typed), &q);
    memset(q.in, 0, sizeof q.in);
    memset(places, 0, n * sizeof *places);
    for (size_t i = 0; i < n; i++) {
        look(rows[i].head, &q, IN_HEAD, places[i]);
        look(rows[i].rest, &q, IN_BODY, places[i]);
        for (size_t k = 0; k < q.n; k++)
            q.in[k] += places[i][k] != NOWHERE;
    }
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t score = fits(&rows[i], f) ? score_of(&q, places[i], n) : 0;
        if (score)
            hits[(*ret_n)++] = (struct scheda_hit){ scheda_of(&rows[i]), score };
    }
    qsort(hits, *ret_n, sizeof *hits, better_first);
}

enum rc scheda_find(struct dbr *r, struct arena *a, const char *typed, const struct scheda_filter *f, size_t max, struct scheda_hit **ret, size_t *ret_n,
                    struct err *err)
{
    const struct q_scheda_all *rows;
    struct scheda_hit *hits;
    size_t n;

    TRY(q_scheda_all(r, &rows, &n, err));
    hits = arena_array(a, n + 1, struct scheda_hit);
    *ret_n = 0;
    if (!str_empty(typed) && *text_fold(a, typed)) {
        rank(a, rows, n, f, typed, hits, ret_n);
    } else {
        for (size_t i = 0; i < n; i++)
            if (fits(&rows[i], f))
                hits[(*ret_n)++] = (struct scheda_hit){ scheda_of(&rows[i]), 0 };
    }
    if (*ret_n > max)
        *ret_n = max;
    *ret = hits;
    return OK;
}

/* ---- changing ----------------------------------------------------------------------------------- */

static enum rc check(const struct scheda *s, struct err *err)
{
    int32_t day;

    if (str_empty(s->title))
        FAIL(err, E_INPUT, "title", "Scrivi il titolo: la domanda, come la fanno le persone.");
    if (text_chars(s->title) > SCHEDA_TITLE_MAX_CHARS)
        FAIL(err, E_INPUT, "title", "Il titolo può avere al massimo %d caratteri.", SCHEDA_TITLE_MAX_CHARS);
    if (str_empty(s->body))
        FAIL(err, E_INPUT, "body", "Scrivi la risposta.");
    if (text_chars(s->body) > SCHEDA_BODY_MAX_CHARS)
        FAIL(err, E_INPUT, "body", "La risposta può avere al massimo %d caratteri: se serve di più, indica una pagina di approfondimento.", SCHEDA_BODY_MAX_CHARS);
    if (text_chars(s->keywords) > SCHEDA_KEYWORDS_MAX_CHARS)
        FAIL(err, E_INPUT, "keywords", "Le altre parole possono avere al massimo %d caratteri.", SCHEDA_KEYWORDS_MAX_CHARS);
    if (!str_empty(s->url) && (!sv_starts(sv_from(s->url), SV("https://")) || strpbrk(s->url, " \"<>\n")))
        FAIL(err, E_INPUT, "url", "Scrivi l'indirizzo intero della pagina: comincia con https:// e non ha spazi.");
    if (!day_parse(s->review_on, &day))
        FAIL(err, E_INPUT, "review_on", "Scegli il giorno entro cui ricontrollare la scheda.");
    return OK;
}

static enum rc change(struct dbw *w, const struct scheda *s, int64_t user_id, struct err *err)
{
    struct q_scheda_version now;

    TRY(q_scheda_version(dbw_reader(w), dbw_arena(w), s->id, &now, err));
    if (now.version != s->version)
        FAIL(err, E_CONFLICT, "", "Un'altra persona ha cambiato questa scheda mentre scrivevi.");
    TRY(q_scheda_keep(w, s->id, err));
    return q_scheda_change(w, s->title, s->body, s->keywords, s->url, s->category_id, s->settore_id, s->is_public, s->active, s->review_on, clock_now_at(),
                           user_id, s->id, err);
}

enum rc scheda_put_op(struct dbw *w, void *arg, struct err *err)
{
    struct scheda_job *job = arg;
    struct scheda *s = &job->scheda;

    s->keywords = s->keywords ? s->keywords : "";
    s->url = s->url ? s->url : "";
    TRY(check(s, err));
    job->id = s->id;
    if (s->id)
        TRY(change(w, s, job->user_id, err));
    else
        TRY(q_scheda_add(w, s->title, s->body, s->keywords, s->url, s->category_id, s->settore_id, s->is_public, s->active, s->review_on, s->source_id,
                         clock_now_at(), job->user_id, &job->id, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return q_registers_change(w, err);
}

enum rc scheda_used_op(struct dbw *w, void *arg, struct err *err)
{
    const struct scheda_used *u = arg;
    struct q_scheda_version known;

    TRY(q_scheda_version(dbw_reader(w), dbw_arena(w), u->id, &known, err));
    return q_scheda_use_add(w, u->id, !u->by_citizen, u->by_citizen, clock_now_at(), err);
}
