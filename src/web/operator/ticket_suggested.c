/* SPDX-License-Identifier: EUPL-1.2 */
/* To which offices a request might go: found at the first look at it, kept for the next ones. */
#include <stdlib.h>

#include "base/log.h"
#include "dispatch/suggestion.h"
#include "ticket_parts.h"

static void suggestions_kept(struct db_post *post)
{
    if (post->rc != OK)
        log_err("suggestion.keep", &post->err); /* the next look finds them once more */
    suggestion_free(post->arg);
    free(post);
}

/* The page does not wait for what the first look keeps for the next ones. */
enum rc ticket_suggested(struct req *rq, const struct ticket *t, struct rule_answer *ret, struct err *err)
{
    struct suggestion_found *found;
    struct db_post *post;
    struct err none = { 0 };

    TRY(suggestion_of(reader_of(rq), req_arena(rq), t, ret, &found, err));
    if (!found)
        return OK;
    post = calloc(1, sizeof *post);
    assume(post != NULL);
    *post = (struct db_post){ .op = suggestion_keep_op, .arg = found, .done = suggestions_kept };
    if (db_post(app_of(rq)->db, post, &none) != OK) { /* the writer has more than it can do */
        suggestion_free(found);
        free(post);
    }
    return OK;
}
