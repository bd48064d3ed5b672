/* SPDX-License-Identifier: EUPL-1.2 */
/* Offices and categories from the words of a request. The guess names categories; who deals with them is asked of the rules. */
#include <math.h>

#include "base/sv.h"
#include "dispatch/suggest.h"
#include "rule_in.h"

/* An office that is less likely is not worth a line. */
#define OFFICE_MIN 0.08
#define CERTAINTY_MIN 50
#define SETTING_ARENA_BYTES 4096

struct office_guess {
    int64_t settore_id, category_id;
    double p;
    const char *words;
};

int rule_percent(double probability)
{
    long n = lrint(probability * 100);

    return (int)(n < 1 ? 1 : n > 99 ? 99 : n);
}

int rule_text_certainty(struct dbr *r)
{
    struct arena *a = arena_new(SETTING_ARENA_BYTES);
    int64_t n = 0;

    if (!sv_int(sv_from(ente_text(r, a, RULE_KEY_CERTAINTY, "")), CERTAINTY_MIN, 100, &n))
        n = 0;
    arena_free(a);
    return (int)n;
}

static const char *why(struct arena *a, double p, const char *words)
{
    return arena_fmt(a, "Dal testo (%d %%)%s%s", rule_percent(p), *words ? ": " : "", words);
}

/* Several categories may be one office's; the strongest tells its words. */
static enum rc add_up(struct dbr *r, const struct rule_question *q, const struct guess *g, struct office_guess *list, size_t *n, struct err *err)
{
    int64_t id = g->settore_id;
    size_t i = 0;

    if (!id)
        TRY(rule_office_of(r, q, &g->category, &id, err));
    if (!id)
        return OK;
    while (i < *n && list[i].settore_id != id)
        i++;
    if (i == *n)
        list[(*n)++] = (struct office_guess){ .settore_id = id, .category_id = g->category.id, .words = g->words };
    list[i].p += g->probability;
    return OK;
}

static void sort_offices(struct office_guess *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && list[k].p > list[k - 1].p; k--) {
            struct office_guess t = list[k];
            list[k] = list[k - 1];
            list[k - 1] = t;
        }
}

static void name_categories(struct arena *a, const struct guess *guesses, size_t n, struct rule_answer *ret)
{
    for (size_t i = 0; i < n && ret->n_categories < RULE_SUGGESTIONS_MAX; i++) {
        const struct guess *g = &guesses[i];
        bool is_there = false;
        for (size_t k = 0; k < ret->n_categories; k++) /* once more, for another office */
            is_there |= ret->categories[k].category_id == g->category.id;
        if (g->category.id && !is_there)
            ret->categories[ret->n_categories++] = (struct rule_category){ .category_id = g->category.id, .code = g->category.code, .name = g->category.name,
                                                                           .words = g->words, .why = why(a, g->probability, g->words), .probability = g->probability };
    }
}

enum rc rule_by_text(struct dbr *r, struct arena *a, const struct rule_question *q, struct rule_answer *ret, struct err *err)
{
    struct office_guess offices[GUESSES_MAX];
    size_t n_offices = 0, n, from_rules = ret->n;
    struct guess *guesses;
    int certainty;

    TRY(suggest_guess(r, a, q->text, &guesses, &n, err));
    if (!q->category_id)
        name_categories(a, guesses, n, ret);
    if (ret->certain)
        return OK;
    for (size_t i = 0; i < n; i++)
        TRY(add_up(r, q, &guesses[i], offices, &n_offices, err));
    sort_offices(offices, n_offices);
    for (size_t i = 0; i < n_offices && offices[i].p >= OFFICE_MIN; i++) {
        struct office_guess *o = &offices[i];
        rule_suggest(ret, (struct rule_suggestion){ .settore_id = o->settore_id, .category_id = o->category_id, .settore_name = settore_name(r, o->settore_id),
                                                    .why = why(a, o->p, o->words), .probability = o->p });
    }
    /* A rule that only suggests wants a human to look first; so no guess goes over its head. */
    certainty = q->may_decide && !from_rules && n_offices ? q->certainty ? q->certainty : rule_text_certainty(r) : 0;
    ret->certain = certainty && offices[0].p * 100 >= certainty;
    return OK;
}

static json_t *suggestions_json(const struct rule_answer *answer)
{
    json_t *list = json_array();

    for (size_t i = 0; i < answer->n; i++) {
        const struct rule_suggestion *s = &answer->list[i];
        json_t *o = json_pack("{s:s, s:I, s:I, s:s}", "settore", s->settore_name, "settore_id", (json_int_t)s->settore_id, "rule_id",
                              (json_int_t)s->rule_id, "why", s->why);
        if (s->probability > 0)
            json_object_set_new(o, "probability", json_real(round(s->probability * 1000) / 1000));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *categories_json(const struct rule_answer *answer)
{
    json_t *list = json_array();

    for (size_t i = 0; i < answer->n_categories; i++) {
        const struct rule_category *c = &answer->categories[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:f, s:s, s:s}", "category", c->code, "name", c->name, "category_id",
                                              (json_int_t)c->category_id, "probability", round(c->probability * 1000) / 1000, "words", c->words, "why", c->why));
    }
    return list;
}

enum rc rule_explain(struct dbr *r, struct arena *a, const struct rule_question *q, json_t **ret, struct err *err)
{
    struct rule_answer answer;

    TRY(rule_route(r, a, q, &answer, err));
    *ret = json_pack("{s:s, s:s, s:I, s:I, s:b, s:s?, s:s?, s:o, s:o}", "type", type_id(q->type), "channel",
                     channel_id(q->channel), "category_id", (json_int_t)q->category_id, "area_id", (json_int_t)q->area_id,
                     "certain", answer.certain, "settore", answer.certain ? answer.list[0].settore_name : NULL, "why",
                     answer.n ? answer.list[0].why : NULL, "suggestions", suggestions_json(&answer), "categories", categories_json(&answer));
    assume(*ret != NULL);
    return OK;
}
