/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/pec.h"

#include "base/sv.h"
#include "mail/outbox_ops.h"

enum rc pec_receipt(struct dbw *w, const struct mime_mail *outer, struct belongs *to, struct err *err)
{
    static const char *const final[] = { "non-accettazione", "errore-consegna", "rilevazione-virus" };
    struct sv id = sv_trim(sv_from(mime_header(outer, "x-riferimento-message-id")));
    struct sv kind = sv_trim(sv_from(mime_header(outer, "x-ricevuta")));
    enum rc rc;

    if (id.n > 2 && id.p[0] == '<')
        id = sv_of(id.p + 1, id.n - 2);
    rc = thread_by_id(w, arena_sv(dbw_arena(w), id), to, err);
    if (rc != OK)
        return rc == E_NOTFOUND ? OK : rc;
    for (size_t i = 0; i < sizeof final / sizeof final[0]; i++)
        if (sv_eq_nocase(kind, sv_from(final[i])))
            return outbox_bounced(w, to->outbox_id, 550, arena_fmt(dbw_arena(w), "PEC: %s", final[i]), err);
    return OK;
}
