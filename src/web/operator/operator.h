/* SPDX-License-Identifier: EUPL-1.2 */
/* The handlers of the operators' pages; the table is in routes.c. */
#ifndef URP_WEB_OPERATOR_OPERATOR_H
#define URP_WEB_OPERATOR_OPERATOR_H

#include "../page.h"
#include "q/board.h"
#include "mail/pec_view.h"
#include "q/operator.h"
#include "ticket/redact.h"
#include "web/operator_view.h"

typedef struct reply handler(struct req *rq);

/* sign_in.c */
handler get_sign_in, post_sign_in, post_sign_in_code, post_sign_out;
/* sign_in_oidc.c */
handler get_sign_in_oidc, get_sign_in_oidc_back, get_sign_out_oidc, post_oidc_out;
/* own_access.c, own_second.c: one's own access */
handler get_own_access, post_own_password, post_own_session_end, post_own_sessions_end;
handler get_own_oidc, post_own_oidc, post_own_oidc_end;
handler get_own_second, post_own_second, get_own_codes, post_own_codes;
/* readers.c: who may read a confidential request */
handler get_readers, post_reader_grant, post_reader_end, get_reader_views, get_listening, get_listening_file;
/* board.c */
handler get_board, get_events;
/* wait.c: in whose hands, put off, to be reminded of; reminders.c: what the timer has before it */
handler post_wait;
handler get_reminders;
/* list.c */
handler get_list;
/* mine.c: of a referente, of the RPCT */
handler get_mine;
const char *office_home(const struct identity *me); /* where this person begins */
/* ticket.c */
handler get_ticket, get_ticket_form;
/* ticket_seen.c: what the citizen has of it */
handler get_as_citizen, get_desk_receipt, get_desk_receipt_pdf;
/* ticket_file.c */
handler get_ticket_file, get_ticket_thumb, get_ticket_viewer;
/* ticket_own.c */
handler post_follow, post_story_order;
/* ticket_join.c */
handler get_join, post_join, get_tell, post_tell;
/* ticket_link.c */
handler get_link, post_link, post_unlink;
/* ticket_split.c */
handler get_split, post_split;
/* ticket_secrecy.c */
handler get_secrecy, post_secrecy;
/* ticket_redact.c */
handler get_redact, post_redact, get_redacted, post_redacted;
/* register.c: requests of access, for publication; review.c: the riesame */
handler get_register, get_register_csv, get_register_entry, post_register_entry;
handler get_review, post_review;
bool register_is_kept_by(struct req *rq, const struct ticket *t); /* by this person */
/* The request of the address for whoever keeps the register. false: *ret_reply is made. */
bool register_case_of(struct req *rq, struct ticket *ret, struct reply *ret_reply);
/* ticket_place.c: where it is on the ground */
handler get_place, post_place, get_place_drawing;
/* ticket_similar.c */
handler get_similar;
/* The answer to the request named by the query "come", to be taken over; NULL: none, or not for these eyes. */
const char *similar_answer(struct req *rq);
/* ticket_print.c */
handler get_print, get_ticket_pdf;
/* ticket_act.c */
handler post_ticket;
/* help.c */
handler get_help, post_help_keys, get_first_steps;
bool office_keys_on(struct req *rq); /* keys of one letter: for this person */
/* scheda.c */
handler get_scheda_list, get_scheda_new, get_scheda, post_scheda_new, post_scheda;
/* compose_save.c: drafts, what goes out later, prepared texts */
handler post_draft, post_planned, get_templates;
/* compose_preview.c */
handler get_preview;
/* compose_presence.c: who else is here */
handler get_presence, get_presence_events;
/* intake.c */
handler get_intake, post_intake;
/* letter.c */
handler get_letter, get_letter_document, get_attached_mail;
/* mail.c */
handler get_mail;
/* mail_in.c: one that came */
handler get_mail_in, get_mail_raw, get_mail_source, post_mail_retry, post_mail_charset;
const char *mail_in_url(struct arena *a, int64_t id, const char *what);
struct q_journal_row;
/* The mail of {id}, if this person may read and change it. */
bool mail_in_row(struct req *rq, struct q_journal_row *ret, struct reply *ret_reply);
/* Its page once more, with what was wrong. */
struct reply mail_in_again(struct req *rq, int64_t id, const struct form_errors *fe);
/* mail_aside.c: one that found the door closed */
handler post_mail_aside, post_mail_back;
MUST_USE enum rc mail_aside_rows(struct req *rq, int64_t id, struct view_row **ret, size_t *ret_n, struct err *err); /* who did so, for the head */
struct view_action mail_aside_action(struct req *rq, int64_t id, bool is_aside, const struct form_errors *fe);
/* mail_out.c: one of ours */
handler get_mail_out, post_mail_resend, post_mail_redirect, post_mail_hasten;
bool mail_may_hasten(struct req *rq, int64_t ticket_id); /* may this person work on what the mail is about? */

/* mail_pec.c */
handler get_mail_daticert;
/* What receipts add to the state of a mail of ours: badge and note are those of the mail, before and after. */
void pec_mark(struct arena *a, enum pec_fate fate, const char *state, struct view_badge *badge, const char **note);
MUST_USE enum rc pec_badge(struct req *rq, int64_t outbox_id, const char *state, struct view_badge *badge, const char **note, struct err *err);
const char *pec_sender(struct req *rq, int64_t outbox_id); /* as the mail of ours names it */
/* Rows for the head of a mail of ours (its receipts), and of one that came (envelope or receipt). None: it is no PEC. */
MUST_USE enum rc pec_rows_out(struct req *rq, int64_t outbox_id, struct view_row **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc pec_rows_in(struct req *rq, int64_t journal_id, struct view_row **ret, size_t *ret_n, struct err *err);

/* mail.c: what we sent, in words; the ticket page says the same. Unknown names come back as they are. */
struct view_badge outbox_badge(const char *state);
struct view_badge journal_badge(const char *state, const char *class, bool has_ticket);
const char *outbox_kind(const char *notice);
const char *mail_tries(struct arena *a, int64_t attempts);
/* black.c: a mail that holds what is black on its request is for the responsabile alone; false: *ret_reply says so. */
bool mail_is_open(struct req *rq, int64_t ticket_id, int64_t journal_id, struct reply *ret_reply);
bool black_reads(struct req *rq, int64_t ticket_id); /* may this person read below the black of this request? */
/* next(rq, arg), after the reading is written down. */
struct reply black_look(struct req *rq, const struct redact_look *look, void *arg, done_fn *next);
/* To read the mail of the journal, or a file that may be a mail: next(rq, arg) at once when nothing is black in it; else after the reading of
 * the responsabile is written down; anybody else is refused. */
struct reply black_read_mail(struct req *rq, int64_t ticket_id, int64_t journal_id, void *arg, done_fn *next);
struct reply black_read_letter(struct req *rq, const struct attachment *f, void *arg, done_fn *next);
bool file_is_black(struct req *rq, int64_t attachment_id); /* also when it cannot be told */
const char *mail_ticket_url(struct arena *a, const char *code); /* NULL without a code */
int64_t mail_id(struct req *rq);                                /* of the path; 0: none */

/* office.c: the frame, with what waits in the menu. */
enum office_menu { MENU_BOARD, MENU_MINE, MENU_LIST, MENU_NEW, MENU_MAIL, MENU_SCHEDE, MENU_REGISTER, MENU_SETTINGS, MENU_PUBLISH, MENU_NONE };
struct office_page office_page_new(struct req *rq, const char *title, enum office_menu here);
/* board_counts.c: q_board_counts, of what this person may know. */
MUST_USE enum rc board_counts_of(struct req *rq, int64_t scope, int64_t scope_id, int64_t now_at, int64_t until_at, struct q_board_counts *ret, struct err *err);

/* One row of a list, whatever query it came from. */
#define JOINED_UNREAD (-1)
struct ticket_row {
    int64_t id, due_at, attention, at, flags;
    int64_t joined; /* how many joined it; JOINED_UNREAD: the query has not looked */
    const char *code, *type, *state, *channel, *subject, *place, *name, *surname, *settore;
};
/* Shows what this person may see (web/access). .hidden: nothing at all, the row is to be left out; .masked: no words, so that a
 * search by words must leave it out, too. */
struct queue_row office_row(struct req *rq, const struct ticket_row *t);
/* "Non consegnata al settore dalle 10:40"; NULL: it knows of the request. */
const char *office_unreached(struct req *rq, int64_t ticket_id, int64_t attention);

/* The ticket page; typed comes back when an action was refused. */
struct act_typed {
    const char *action; /* slug of the form that came back */
    const char *text, *outcome, *settore, *other, *to_name, *to_addr, *reason;
    const char *type, *category, *place, *presented, *channel;
    const char *when, *at_night, *rev;
    const struct form_errors *fe;
};
struct reply ticket_show(struct req *rq, const struct ticket *t, const struct act_typed *typed);
/* After the write of a small box beside the story: to the page, or the page once more with what was wrong at the field.
 * done: what its address goes on with, "#etichette". */
struct reply ticket_box_done(struct req *rq, struct ticket *t, const char *box, const char *field, const char *done, const struct err *err);
/* The ticket of {code}, if this person may read it, or, where req_writes, work on it; else the answer is made. A look at a
 * confidential one is recorded. */
bool ticket_of(struct req *rq, struct ticket *ret, struct reply *ret_reply);
const char *ticket_url(struct req *rq, const struct ticket *t, const char *page);

/* admit.c: the same for a ticket found in another way; ticket_id 0 (no ticket): yes. */
bool office_admits(struct req *rq, const struct ticket *t, struct reply *ret_reply);
bool office_admits_id(struct req *rq, int64_t ticket_id, struct reply *ret_reply);
/* What a link to another request may say of it. */
const char *office_subject(struct req *rq, int64_t ticket_id, int64_t flags, const char *subject);
/* wait.c: the box of a request's page. */
struct wait_view;
MUST_USE enum rc wait_box_of(struct req *rq, const struct ticket *t, const struct wait_view **ret, struct err *err);
/* One of its forms by itself; E_NOTFOUND. */
MUST_USE enum rc wait_form_of(struct req *rq, const struct ticket *t, const char *slug, struct view_action *ret, struct err *err);

/* ticket_forms.c: the forms of the actions that are possible now. */
MUST_USE enum rc ticket_forms(struct req *rq, const struct ticket *t, const struct act_typed *typed, struct ticket_view *v,
                              struct err *err);

#endif
