/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks, where the law or the body wants to know: by SPID or CIE through a provider, by a proxy of the body, by a signed form. */
#ifndef URP_WEB_CITIZEN_IDENTITY_H
#define URP_WEB_CITIZEN_IDENTITY_H

#include "citizen.h"
#include "ticket/identity.h"
#include "web/identity_view.h"

/* identity.c: SPID and CIE */
bool identity_is_asked(struct req *rq, enum ticket_type type); /* it is offered for this type, and there is a way */
void identity_keep(const struct draft *d, struct draft_data *data, struct form_errors *fe); /* what is known of the person stays as it is known */
bool identity_locks(const struct draft *d, const char *field);     /* is not asked any more */
const char *identity_note(struct req *rq, const struct draft *d);  /* who, and how we know; NULL: not known by a provider */
/* The page of a draft, with what was wrong with a file that came (NULL: nothing). */
struct identity_wrong {
    const char *form, *document;
};
struct reply identity_of_draft(struct req *rq, const struct draft *d, const struct identity_wrong *wrong);

/* identity_page.c: what the pages of drafts and requests have in common */
MUST_USE enum rc identity_draw(struct req *rq, enum ticket_type type, const char *base_url, struct identity_view *v, struct err *err);
void identity_draw_papers(struct req *rq, struct identity_view *v, const struct attach_file *files, const enum identity_paper *kinds, size_t n, bool may_remove);
struct reply identity_reply(struct req *rq, struct identity_view *v, const struct identity_wrong *wrong);
const char *identity_paper_label(enum identity_paper p); /* "Modulo firmato" */
/* How a draft stands, as a row of its summary; NULL: it is not asked. */
const char *identity_summary(struct req *rq, const struct draft *d);

#endif
