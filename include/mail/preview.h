/* SPDX-License-Identifier: EUPL-1.2 */
/* What a mail of the outbox will say, by the renderer that writes it, before it is written: for the eyes of whoever is about
 * to cause it. */
#ifndef URP_MAIL_PREVIEW_H
#define URP_MAIL_PREVIEW_H

#include "mail/service.h"

struct mail_preview {
    const char *label;        /* "Risposta al cittadino" */
    const char *to, *subject, *text;
    bool is_pec;
    const char **files;       /* names of what goes along */
    size_t n_files;
};
/* r: also of an operation that will be undone. Mails that carry links of a settore show none. E_NOTFOUND, E_DB */
MUST_USE enum rc mail_preview(const struct mail_env *env, struct dbr *r, struct arena *a, int64_t outbox_id, struct mail_preview *ret,
                              struct err *err);

#endif
