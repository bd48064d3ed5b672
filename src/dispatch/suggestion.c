/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/suggestion.h"

#include <stdlib.h>

#include "dispatch/suggest.h"
#include "q/dispatch.h"
#include "q/ente.h"
#include "ticket/ente.h"
#include "ticket/message.h"

#define FOUND_ARENA_BYTES ((size_t)64 * 1024)

struct suggestion_found {
    struct arena *a;
    int64_t ticket_id, version;
    const char *made_for;
    size_t n;
    struct rule_suggestion list[RULE_SUGGESTIONS_MAX];
};

/* Besides the words, which a trigger watches. */
static enum rc made_for(struct dbr *r, struct arena *a, const struct ticket *t, const char **ret, struct err *err)
{
    struct q_registers_now registers;
    struct suggest_state model;

    TRY(q_registers_now(r, a, &registers, err));
    suggest_state(&model);
    *ret = arena_fmt(a, "%s %s %lld %lld %lld %s", type_id(t->type), channel_id(t->channel), (long long)t->category_id, (long long)t->area_id,
                     (long long)registers.version, model.id);
    return OK;
}

static enum rc kept(struct dbr *r, struct arena *a, int64_t ticket_id, const char *key, struct rule_answer *ret, bool *ret_is_kept, struct err *err)
{
    struct q_suggestion_list *rows;
    size_t n;

    TRY(q_suggestion_list(r, a, ticket_id, key, &rows, &n, err));
    *ret_is_kept = n > 0;
    for (size_t i = 0; i < n && i < RULE_SUGGESTIONS_MAX; i++)
        if (rows[i].settore_id)
            ret->list[ret->n++] = (struct rule_suggestion){ .settore_id = rows[i].settore_id, .rule_id = rows[i].rule_id, .why = rows[i].why,
                                                            .settore_name = settore_name(r, rows[i].settore_id), .probability = rows[i].probability };
    return OK;
}

static struct suggestion_found *found(const struct ticket *t, const char *key, const struct rule_answer *answer)
{
    struct suggestion_found *f = calloc(1, sizeof *f);

    assume(f != NULL);
    *f = (struct suggestion_found){ .a = arena_new(FOUND_ARENA_BYTES), .ticket_id = t->id, .version = t->version, .n = answer->n };
    f->made_for = arena_str(f->a, key);
    for (size_t i = 0; i < answer->n; i++) {
        f->list[i] = answer->list[i];
        f->list[i].why = arena_str(f->a, answer->list[i].why);
    }
    return f;
}

void suggestion_free(struct suggestion_found *f)
{
    if (!f)
        return;
    arena_free(f->a);
    free(f);
}

enum rc suggestion_of(struct dbr *r, struct arena *a, const struct ticket *t, struct rule_answer *ret, struct suggestion_found **ret_found, struct err *err)
{
    struct rule_question q = { .type = t->type, .channel = t->channel, .category_id = t->category_id, .area_id = t->area_id };
    struct ticket_words words;
    const char *key;
    bool is_kept;

    *ret = (struct rule_answer){ 0 };
    *ret_found = NULL;
    TRY(made_for(r, a, t, &key, err));
    TRY(kept(r, a, t->id, key, ret, &is_kept, err));
    if (is_kept)
        return OK;
    TRY(words_of(r, a, t->id, &words, err));
    q.text = arena_fmt(a, "%s %s", words.subject, words.body);
    TRY(rule_route(r, a, &q, ret, err));
    *ret_found = found(t, key, ret);
    return OK;
}

enum rc suggestion_keep_op(struct dbw *w, void *arg, struct err *err)
{
    const struct suggestion_found *f = arg;
    struct ticket now;

    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), f->ticket_id, &now, err));
    if (now.version != f->version || now.settore_id || !now.open)
        return OK; /* its words may have become black meanwhile */
    TRY(q_suggestion_drop(w, f->ticket_id, err));
    if (!f->n)
        return q_suggestion_add(w, f->ticket_id, 0, f->made_for, 0, 0, 0, "", err);
    for (size_t i = 0; i < f->n; i++)
        TRY(q_suggestion_add(w, f->ticket_id, (int64_t)i, f->made_for, f->list[i].settore_id, f->list[i].rule_id, f->list[i].probability, f->list[i].why, err));
    return OK;
}
