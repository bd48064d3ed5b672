/* SPDX-License-Identifier: EUPL-1.2 */
/* The story as the citizen sees it: what is public of the newest part, and by pieces what was before. Which events those are depends on each,
 * so a stretch of them is read and sifted; how many are still further back is not counted. What the page says besides is asked for by itself:
 * when an office had it first, what we asked last. */
#include "q/message.h"
#include "q/ticket.h"
#include "story_in.h"

enum { CITIZEN_READ = 150, CITIZEN_TOLD = 30 }; /* events, of which a third is for these eyes; what a page is to have of those */

/* The version from which on there is enough to tell; back by twice as many each time, when offices have noted a lot meanwhile. */
static enum rc enough_from(const struct weave *w, const struct ticket *t, int64_t *ret, struct err *err)
{
    struct q_event_told_since told = { 0 };

    for (int64_t back = CITIZEN_READ; back < t->version && told.n < CITIZEN_TOLD; back *= 2) {
        *ret = t->version - back + 1;
        TRY(q_event_told_since(reader_of(w->rq), w->a, t->id, *ret, &told, err));
    }
    if (told.n < CITIZEN_TOLD)
        *ret = 1;
    return OK;
}

enum rc story_citizen_from(struct weave *w, const struct ticket *t, struct err *err)
{
    return t->version <= CITIZEN_READ ? OK : enough_from(w, t, &w->from_version, err);
}

enum rc story_citizen_shorten(const struct weave *w, const struct ticket *t, int64_t from_id, struct strand *list, size_t *n, struct story *ret, struct err *err)
{
    size_t begin = from_id != STORY_WHOLE && *n > STORY_FULL ? *n - STORY_PART : 0;
    struct q_event_id_of row;

    while (begin > 0 && list[begin - 1].e->id >= from_id)
        begin--;
    ret->older = begin;
    ret->older_more = w->from_version > 1;
    if (begin > STORY_PIECE) {
        ret->older_id = list[begin - STORY_PIECE].e->id;
    } else if (ret->older_more) {
        TRY(q_event_id_of(reader_of(w->rq), w->a, t->id, w->from_version > CITIZEN_READ ? w->from_version - CITIZEN_READ : 1, &row, err));
        ret->older_id = row.id;
    }
    for (size_t i = begin; i < *n; i++)
        list[i - begin] = list[i];
    *n -= begin;
    return OK;
}

enum rc story_citizen_recall(const struct weave *w, const struct ticket *t, struct story *ret, struct err *err)
{
    struct q_event_first_office first;
    struct q_message_asked asked;
    enum rc rc;

    if (w->from_version == 1)
        return OK;
    rc = q_event_first_office(reader_of(w->rq), w->a, t->id, &first, err);
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    if (rc == OK)
        ret->begun_at = first.at;
    if (t->state != STATE_WAITING_CITIZEN || ret->question)
        return OK;
    rc = q_message_asked(reader_of(w->rq), w->a, t->id, &asked, err);
    if (rc == OK)
        ret->question = asked.body;
    return rc == E_NOTFOUND ? OK : rc;
}
