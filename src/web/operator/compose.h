/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files about writing on a ticket share: one POST from its fields to its end. */
#ifndef URP_WEB_OPERATOR_COMPOSE_H
#define URP_WEB_OPERATOR_COMPOSE_H

#include "../taken.h"
#include "actions.h"
#include "dispatch/writing.h"
#include "web/compose_view.h"

struct act_form {
    const char *csrf, *version, *what, *text, *settore, *outcome, *other, *to_name, *to_addr, *reason, *note;
    const char *type, *category, *place, *presented, *channel;
    const char *kept, *attached, *when, *at_night, *from, *rev;
};

struct act {
    struct ticket t;
    int64_t user_id;
    const struct office_action *oa;
    struct act_form form;
    struct form_errors errors;
    struct taken taken;
    struct work_nature nature;
    struct work work;
    struct writing_save draft;
};

/* ticket_act.c */
/* Fields of the request; false: *ret_reply answers it. */
bool act_bind(struct req *rq, struct act *p, struct reply *ret_reply);
/* The page with what was typed still in its form. err: what the operation said, or NULL. */
struct reply act_again(struct req *rq, struct act *p, const struct err *err);
struct act_typed act_typed(const struct act *p);

/* compose_save.c */
int64_t compose_rev(const struct act_form *f); /* of the draft that the form was drawn with */
void compose_draft(struct req *rq, struct act *p, int64_t send_at); /* fills p->draft; files of p->taken are not yet in it */
/* Files of the form and of the draft behind it, in the arena of the operation. */
MUST_USE enum rc compose_files(struct dbw *w, const struct act *p, struct attach_file **ret, size_t *ret_n, struct err *err);
struct reply compose_do(struct req *rq, struct act *p);           /* what is not sent at once: by p->form.what */
/* The words are kept, then the page or the merge page says what is wrong. */
struct reply compose_kept(struct req *rq, struct act *p, const struct err *err);

/* compose.c: what its forms draw on, read once. */
struct compose_stock {
    struct writing *writings;     /* of everybody */
    size_t n_writings;
    struct attachment *files;     /* of the ticket */
    size_t n_files;
    int64_t morning_at;           /* offered for what goes out later */
    bool for_urp;                 /* of the URP: looks before sending (the mail names the citizen), sends later */
    bool name_hidden;             /* from these eyes */
};
MUST_USE enum rc compose_stock(struct req *rq, const struct ticket *t, struct compose_stock *ret, struct err *err);
/* can: bits of work_possible. */
MUST_USE enum rc compose_draw(struct req *rq, const struct ticket *t, const struct compose_stock *stock, unsigned can, struct compose_view *v, struct err *err);
struct compose_planned compose_planned(struct req *rq, const struct ticket *t, const struct writing *w);
struct act_typed compose_typed(struct req *rq, const struct writing *draft);
struct compose_form compose_form_of(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct view_action *act,
                                    const struct writing *draft, const struct act_typed *typed, const struct compose_stock *stock);

/* compose_presence.c */
/* Marks this user as here, and says who else is; "" when nobody. */
const char *compose_others(struct req *rq, const struct ticket *t, enum presence_kind kind, const struct writing *list, size_t n);

/* ticket_forms.c */
MUST_USE enum rc form_draw(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct act_typed *typed, struct view_action *va,
                           struct err *err);

/* One form by itself, as its draft was left. E_NOTFOUND: it is not offered (now). */
MUST_USE enum rc ticket_form_of(struct req *rq, const struct ticket *t, const char *slug, struct compose_form *ret, struct err *err);

/* compose_merge.c */
struct reply compose_merge(struct req *rq, struct act *p, const char *said);

#endif
