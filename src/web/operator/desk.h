/* SPDX-License-Identifier: EUPL-1.2 */
/* The desk (phone, counter, letter): the parts of its page. The form is one, whoever fills it: an operator, a mail, what was
 * kept of an earlier try. */
#ifndef URP_WEB_OPERATOR_DESK_H
#define URP_WEB_OPERATOR_DESK_H

#include "../questions.h"
#include "../taken.h"
#include "dispatch/work.h"
#include "intake/contact.h"
#include "mail/journal.h"
#include "mail/reading.h"
#include "operator.h"
#include "ticket/message.h"
#include "ticket/person.h"
#include "web/desk_view.h"

#define DESK_URL "/ufficio/nuova"

struct desk_form {
    struct draft_data data;
    const char *csrf, *nonce, *type, *channel, *received_at, *action;
    const char *mail;       /* row of the journal it is made from; "" = none */
    const char *caller;     /* what was typed into the look-up */
    const char *looked;     /* the same as it was looked up */
    const char *person;     /* id of the caller who was chosen */
    const char *answer, *answer_type, *answer_mail, *template;
    const char *scheda;     /* the one that the answer was taken from */
    const char *ms;
    const char *drawn_at;   /* received_at as the page came: untouched, it means now */
    const char *notice;     /* over the page: what is still to be done before it is saved; NULL: nothing */
    const char *told;       /* "1": the line about 112 was on the screen */
    const char *unread;     /* answers to questions are read by their own module */
};

/* ---- desk_form.c -------------------------------------------------------------------------------- */

/* A form to begin with. */
struct desk_form desk_form_new(struct req *rq, const char *channel);
/* Fills d from the request, the answers to the questions of the category too. As form_bind. */
MUST_USE enum rc desk_bind(struct req *rq, struct desk_form *d, struct form_errors *errors, struct question_found *ret, struct err *err);
/* What is typed so far as a JSON object, and back. */
const char *desk_form_pack(struct arena *a, const struct desk_form *d);
void desk_form_unpack(struct arena *a, const char *json, struct desk_form *d);
/* Will be answered in the same operation. */
bool desk_is_answered(const struct desk_form *d);
/* type of the request: that of the answer when there is one. false: none that exists. */
bool desk_type(const struct desk_form *d, enum ticket_type *ret);
/* The page: 422 with errors. fe may be NULL. */
struct reply desk_show(struct req *rq, const struct desk_form *d, const struct form_errors *fe);

/* ---- desk_saved.c ------------------------------------------------------------------------------- */

/* The receipt holds the key of the citizen: for whoever has typed the request in, nobody else. *ret stays as it is for others, and where there
 * is no such request. */
MUST_USE enum rc desk_saved_of(struct req *rq, const char *code, const struct desk_saved **ret, struct err *err);

/* ---- desk_caller.c ------------------------------------------------------------------------------ */

handler post_callers, get_caller;
MUST_USE enum rc desk_draw_callers(struct req *rq, const struct desk_form *d, struct intake_view *v, struct err *err);
/* What we know of the person is filled in, and what may still stand there of another caller goes. */
void desk_take_person(struct desk_form *d, const struct person *person);
/* id as it came; false: there is no such person. */
bool desk_person(struct req *rq, const char *id, struct person *ret);
/* Nobody was found: what was typed goes where it belongs, into fields that are empty. */
void desk_take_typed(struct arena *a, struct desk_form *d);
MUST_USE enum rc desk_side(struct req *rq, int64_t person_id, const struct caller_side **ret, struct err *err);

/* ---- desk_live.c: what the script asks while one types -------------------------------------------- */

handler get_desk_questions, get_desk_categories, post_desk_streets, post_desk_place, post_desk_route, post_desk_draft, post_desk_draft_drop;
MUST_USE enum rc desk_route_of(struct req *rq, const struct desk_form *d, struct desk_route *ret, struct rule_answer *ret_answer, struct err *err);
/* desk_near.c: fills near. */
MUST_USE enum rc desk_near(struct req *rq, const struct desk_form *d, const struct rule_answer *answer, struct desk_route *ret, struct err *err);
MUST_USE enum rc desk_left(struct req *rq, struct intake_view *v, struct err *err);
/* What was typed under this nonce; false: nothing is kept. */
bool desk_restore(struct req *rq, const char *nonce, struct desk_form *d);
const char *desk_figures(struct req *rq);

/* ---- desk_answers.c: what is answered already ----------------------------------------------------- */

handler post_desk_template, post_desk_answers;
MUST_USE enum rc desk_draw_ready(struct req *rq, struct view_field *f, size_t *ret_n, struct err *err);
MUST_USE enum rc desk_ready_text(struct req *rq, const char *value, const char **ret, struct err *err); /* E_NOTFOUND */
/* Operation: one more answer with that scheda; any other value counts nothing. */
MUST_USE enum rc desk_count_scheda(struct dbw *w, const char *value, struct err *err);

/* ---- desk_mail.c -------------------------------------------------------------------------------- */

struct desk_post {
    struct desk_form form;
    struct draft_data asked; /* of the form, what this type asks for */
    struct form_errors errors;
    struct taken taken;
    struct question_found asked_about;
    struct contact c;
    struct q_journal_row mail; /* of form.mail */
    struct mail_reading read;
    struct message_page page; /* how it looked */
    struct attach_file *files; /* what was typed with, then what the mail carries */
    size_t n_files;
};

MUST_USE enum rc desk_mail_find(struct req *rq, const char *typed, struct q_journal_row *ret, struct err *err);
struct reply desk_from_mail(struct req *rq);
/* Pool thread: files of the mail, and itself, beside those that were uploaded. */
MUST_USE enum rc desk_mail_take(struct app *app, struct arena *a, struct desk_post *p, struct err *err);

#endif
