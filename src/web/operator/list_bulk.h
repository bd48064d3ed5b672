/* SPDX-License-Identifier: EUPL-1.2 */
/* A bulk action from the list to the order to run it: what was chosen, what is to be done, and to whom it cannot be. */
#ifndef URP_WEB_OPERATOR_LIST_BULK_H
#define URP_WEB_OPERATOR_LIST_BULK_H

#include "dispatch/bulk.h"
#include "http/form.h"
#include "list.h"

const struct view_option *bulk_options(size_t *ret_n); /* of the select "azione" */
/* "Assegna al settore Ambiente" */
const char *bulk_words(struct req *rq, const struct bulk_plan *p);

struct bulk_form {
    const char *csrf, *list, *action, *all, *nonce, *ticked, *picked, *doing; /* ticked on the list, picked on the preview: "12.3,15.1" */
    const char *settore, *tag, *new_tag, *other, *outcome, *template, *text;
};
struct bulk_ask {
    struct bulk_form form;
    struct form_errors errors;
    struct bulk_new new;
    bool ready;        /* nothing is missing in the plan */
    bool cut;          /* there were more than BULK_MAX */
    bool unseen;       /* not all of the list was looked at */
};

/* ---- list_bulk_page.c --------------------------------------------------------------------------- */

struct reply bulk_preview_show(struct req *rq, struct bulk_ask *b, int status);
/* The one of this user that still runs, or can be taken back; NULL: none. */
const char *bulk_now_url(struct req *rq);

#endif
