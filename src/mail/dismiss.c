/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/dismiss.h"

#include "base/clock.h"
#include "base/sv.h"
#include "q/mail.h"

const struct dismiss_reason dismiss_reasons[] = {
    { "pubblicita", "È pubblicità, o un messaggio fatto in serie" }, { "niente", "Non chiede niente" },
    { "altrove", "C'è già, in un'altra richiesta" },                 { "risposto", "Ha già avuto risposta in un altro modo" },
    { "altri", "Non riguarda il nostro ente" },
};
const size_t dismiss_reasons_n = sizeof dismiss_reasons / sizeof dismiss_reasons[0];

static const struct dismiss_reason *reason_of(const char *id)
{
    for (size_t i = 0; i < dismiss_reasons_n; i++)
        if (str_eq(dismiss_reasons[i].id, id))
            return &dismiss_reasons[i];
    return NULL;
}

const char *dismiss_label(const char *reason)
{
    const struct dismiss_reason *r = reason_of(reason);

    return r ? r->label : *reason ? reason : "rimessa fra le non prese";
}

enum rc dismiss_op(struct dbw *w, void *dismiss, struct err *err)
{
    const struct dismiss *job = dismiss;
    int64_t changes;

    if (*job->reason && !reason_of(job->reason))
        FAIL(err, E_INPUT, "motivo", "Scegli perché non serve una richiesta.");
    TRY(q_journal_dismiss(w, *job->reason != 0, job->journal_id, &changes, err));
    if (changes != 1)
        FAIL(err, E_CONFLICT, "", "Nel frattempo qualcun altro si è occupato di questo messaggio. Guarda qui sotto com'è adesso.");
    TRY(q_dismissal_add(w, job->journal_id, clock_now_at(), job->user_id, job->reason, err));
    dbw_touch(w, DB_TOPIC_JOURNAL);
    return OK;
}
