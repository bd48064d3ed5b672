/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/auto.h"
#include "dispatch/rule.h"
#include "dispatch/trial.h"
#include "q/dispatch.h"
#include "q/setting.h"
#include "ticket/ente.h"
#include "ticket/type.h"

#define STRETCH 200
#define STRETCH_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define LOOK_ARENA_BYTES ((size_t)4 * 1024 * 1024)

/* What was known when it came: who writes a mail chooses no category. */
static bool question_of(struct arena *a, const struct text_trial *t, const struct q_text_trial_tickets *row, struct rule_question *ret)
{
    *ret = (struct rule_question){ .area_id = row->area_id, .may_decide = true, .certainty = t->percent, .text = arena_fmt(a, "%s\n%s", row->subject, row->body) };
    if (!type_parse(row->type, &ret->type) || !channel_parse(row->channel, &ret->channel))
        return false;
    ret->category_id = ret->channel == CHANNEL_MAIL || ret->channel == CHANNEL_PEC ? 0 : row->category_id;
    return true;
}

static void sample(struct dbr *r, struct arena *a, struct text_trial *t, const struct q_text_trial_tickets *row, const char *to)
{
    if (t->n_samples < TRIAL_SAMPLES)
        t->samples[t->n_samples++] = (struct trial_sample){ arena_str(a, row->code), arena_str(a, settore_name(r, row->settore_id)), arena_str(a, to) };
}

static enum rc look(struct dbr *r, struct arena *a, struct text_trial *t, const struct q_text_trial_tickets *row, struct err *err)
{
    AUTO(ARENA) struct arena *scratch = arena_new(LOOK_ARENA_BYTES);
    struct rule_question q;
    struct rule_answer answer;

    if (!question_of(scratch, t, row, &q))
        return OK;
    TRY(rule_route(r, scratch, &q, &answer, err));
    t->looked++;
    if (!answer.certain)
        return OK;
    if (answer.list[0].rule_id || answer.list[0].probability <= 0) {
        t->by_rule++;
        return OK;
    }
    t->by_text++;
    if (answer.list[0].settore_id == row->settore_id)
        t->right++;
    else
        sample(r, a, t, row, answer.list[0].settore_name);
    return OK;
}

enum rc text_trial_run(struct dbr *r, struct arena *a, struct text_trial *t, struct err *err)
{
    int64_t since_at = t->now_at - (int64_t)TRIAL_DAYS * 86400, before;
    struct q_suggest_newest newest;

    t->looked = t->by_rule = t->by_text = t->right = 0;
    t->n_samples = 0;
    t->capped = false;
    TRY(q_suggest_newest(r, a, &newest, err));
    for (before = newest.id + 1; before > 1; before -= STRETCH) {
        AUTO(ARENA) struct arena *page = arena_new(STRETCH_ARENA_BYTES);
        struct q_text_trial_tickets *rows;
        size_t n;

        TRY(q_text_trial_tickets(r, page, before - STRETCH, before, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            t->capped = t->looked == TEXT_TRIAL_TICKETS_MAX;
            if (rows[i].created_at < since_at || t->capped)
                return OK;
            TRY(look(r, a, t, &rows[i], err));
        }
    }
    return OK;
}
