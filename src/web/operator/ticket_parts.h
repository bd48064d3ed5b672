/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts of the ticket page, one file each, and the pages around it. */
#ifndef URP_WEB_OPERATOR_TICKET_PARTS_H
#define URP_WEB_OPERATOR_TICKET_PARTS_H

#include "../story.h"
#include "operator.h"
#include "web/case_view.h"

/* ticket_side.c: what stands beside the story. */
MUST_USE enum rc draw_side(struct req *rq, const struct ticket *t, const struct ticket_words *words, const struct story *s, struct ticket_view *v, struct err *err);

/* ticket_suggested.c */
struct rule_answer;
MUST_USE enum rc ticket_suggested(struct req *rq, const struct ticket *t, struct rule_answer *ret, struct err *err);

/* ticket_tags.c; *ret NULL: there is nothing to show. */
struct tags_view;
MUST_USE enum rc tags_box_of(struct req *rq, const struct ticket *t, bool is_refused, const struct tags_view **ret, struct err *err);
/* Its form by itself; E_NOTFOUND: slug is of another one. */
MUST_USE enum rc tags_form_of(struct req *rq, const struct ticket *t, const char *slug, struct tags_view *ret, struct err *err);

/* ticket_fold.c: forms that are made when somebody asks for them. */
struct view_folds;
const struct view_folds *folds_of(struct req *rq, const struct ticket *t);
bool fold_is_asked(struct req *rq, const char *slug); /* the address of the page asks for it */

/* ticket_beside.c: where one goes on from here, when it was opened from a list. */
MUST_USE enum rc draw_beside_list(struct req *rq, struct ticket_view *v, struct err *err);
/* url with that list behind it, so that it is not lost on the way ("?" or "&"); as it is when there is none. */
const char *ticket_from_list(struct req *rq, const char *url, const char *sep);

/* ticket_lang.c */
struct lang_view;
const struct lang_view *lang_box_of(struct req *rq, const struct ticket *t, const struct ticket_words *words);

/* ticket_mails.c: the mails of ours, beside the story and in it. */
void draw_mails(struct req *rq, struct story *s, struct ticket_view *v);

/* ticket_own.c: what is this user's alone. */
bool own_newest_first(struct req *rq);
MUST_USE enum rc draw_own(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err);

/* ticket_case.c: the frame of the pages that do something to the file: what it is about, one form, the way back. */
struct case_view case_view_new(struct req *rq, const struct ticket *t, const char *title);
struct reply case_show(struct req *rq, const struct case_view *v);
/* The form of such a page, without its fields. */
struct view_action case_action(struct req *rq, const struct ticket *t, const char *slug, const char *submit, enum view_tone tone);
/* Errors of an operation beside the field that they are about; names: pairs "operation's field", "form's field", ended by NULL. */
bool case_error(struct req *rq, const struct err *err, const char *const *names, struct form_errors *fe);
void case_errors(struct req *rq, struct case_view *v, const char *slug, const struct form_errors *fe);
const char *case_done(struct req *rq, const struct ticket *t, const char *done); /* the ticket page, which says that it is done */
/* The request of the address for whoever works on it as the URP: their role may hold for others only, and this one be theirs as the
 * settore's. false: *ret_reply is made. */
bool case_of_ours(struct req *rq, struct ticket *ret, struct actor *ret_who, struct reply *ret_reply);
/* The same for its responsabile. */
bool case_of_lead(struct req *rq, struct ticket *ret, struct reply *ret_reply);
bool case_leads(struct req *rq, const struct ticket *t);
/* Id of the request with this number as typed; 0: none, or none that this user works on. */
int64_t case_other(struct req *rq, const char *typed, struct ticket *ret);
/* May this user know that *t and the other are of one person? Not where the settore is not to know who one of them is. */
bool case_same_person(struct req *rq, const struct ticket *t, int64_t other_id);
/* May this user know whose this row is? Of a confidential request who reads it, of any other who knows of it. */
bool case_knows_whose(struct req *rq, int64_t ticket_id, int64_t flags);
/* What duplicate_hints says and this user may know. */
struct duplicate_hint;
MUST_USE enum rc case_hints(struct req *rq, const struct ticket *t, struct duplicate_hint **ret, size_t *ret_n, struct err *err);
/* Another request as this user may see it. */
MUST_USE enum rc case_other_of(struct req *rq, int64_t id, const char *why, struct case_other *ret, struct err *err);

#endif
