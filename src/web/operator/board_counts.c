/* SPDX-License-Identifier: EUPL-1.2 */
/* How much waits, of what somebody may know. The store counts whole settori: who sees less of one gets no numbers. */
#include "operator.h"
#include "web/access.h"

enum { SCOPE_SETTORE = 1, SCOPE_MINE = 2, NO_SETTORE = -1 };

static void add(struct q_board_counts *sum, const struct q_board_counts *c)
{
    sum->all += c->all;
    sum->fresh += c->fresh;
    sum->citizen += c->citizen;
    sum->settore += c->settore;
    sum->silent += c->silent;
    sum->unsent += c->unsent;
    sum->no_word += c->no_word;
    sum->tell += c->tell;
    sum->flagged += c->flagged;
    sum->overdue += c->overdue;
    sum->undelivered += c->undelivered;
    sum->today += c->today;
}

enum rc board_counts_of(struct req *rq, int64_t scope, int64_t scope_id, int64_t now_at, int64_t until_at, struct q_board_counts *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    int64_t user_id = req_identity(rq)->user_id;
    struct access_box box = { .is_whole = true };
    struct q_board_counts one;

    if (!access_is_wide(req_identity(rq)))
        access_box_of(rq, &box);
    if (scope == SCOPE_MINE || box.is_whole)
        return q_board_counts(reader_of(rq), a, scope, scope_id, now_at, until_at, user_id, ret, err);
    /* Own work is counted in any case; a mail that nobody could read is of no settore. */
    TRY(q_board_counts(reader_of(rq), a, SCOPE_SETTORE, NO_SETTORE, now_at, until_at, user_id, ret, err));
    ret->mails = ret->shut = 0;
    for (size_t i = 0; i < box.n_settori && !box.types && box.is_exact; i++) {
        if (scope == SCOPE_SETTORE && box.settori[i] != scope_id)
            continue;
        TRY(q_board_counts(reader_of(rq), a, SCOPE_SETTORE, box.settori[i], now_at, until_at, user_id, &one, err));
        add(ret, &one);
    }
    return OK;
}
