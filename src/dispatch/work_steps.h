/* SPDX-License-Identifier: EUPL-1.2 */
/* What each action does, one function each; work.c has checked who, state and texts before. t is the ticket
 * before and after. */
#ifndef URP_DISPATCH_WORK_STEPS_H
#define URP_DISPATCH_WORK_STEPS_H

#include "dispatch/work.h"

typedef enum rc work_step(struct dbw *w, struct work *job, struct ticket *t, struct err *err);

/* work_office.c: whose desk it is on */
work_step step_take, step_assign, step_start, step_return, step_forward, step_transfer, step_renew_link, step_seen;
/* work_wait.c: who looks after it at the URP, and when again */
work_step step_hold, step_snooze, step_wake;
/* work_correct.c: what it really is */
work_step step_correct;
/* work_place.c: where it is on the ground */
work_step step_place;
/* work_words.c: what is said to whom */
work_step step_reply, step_ask, step_note, step_confirm, step_reject, step_citizen_info, step_ask_redact;
/* work_tell.c: whom no mail reaches */
work_step step_told;
/* work_end.c: how it ends, pauses, and begins again */
work_step step_answer, step_conclude, step_close, step_duplicate, step_archive, step_withdraw, step_suspend, step_resume,
    step_reopen;

/* work_common.c */

/* Adds job->text (with its files) as a message of this kind; job->new_message_id. */
MUST_USE enum rc work_say(struct dbw *w, struct work *job, const struct ticket *t, const char *kind, bool public,
                          struct err *err);
/* ticket_event in the name of the job's actor, "message" added to data when something was said. */
MUST_USE enum rc work_record(struct dbw *w, struct work *job, struct ticket *t, enum event_kind kind, json_t *owned_data,
                             int64_t *ret_event_id, struct err *err);
/* The same with a clock event: its effect on the due date goes into the same event. */
/* What kind of event moves the clock of which type, and why, is decided by ticket/state; given is the operator's reason for
 * a suspension. */
MUST_USE enum rc work_record_clock(struct dbw *w, struct work *job, struct ticket *t, enum event_kind kind,
                                   enum clock_reason given, json_t *owned_data, int64_t *ret_event_id, struct err *err);
/* A copy of what was just done in its name, to the settore's own address: a link used by somebody else is noticed. */
MUST_USE enum rc work_echo(struct dbw *w, const struct work *job, const struct ticket *t, int64_t event_id, struct err *err);
/* What work_do does once it has the ticket: for who has it at hand and whose row may be behind (ticket_catch_up). */
MUST_USE enum rc work_on(struct dbw *w, struct work *job, struct ticket *t, struct err *err);
/* received or reopened -> in hand, when somebody acts on a ticket that nobody took before. The row stays behind: work_on sees to it. */
MUST_USE enum rc work_take_first(struct dbw *w, struct work *job, struct ticket *t, struct err *err);
/* When the settore should have taken it in charge ("take_due_at") and answered ("answer_due_at"), counted from its assignment. */
MUST_USE enum rc work_office_dates(struct dbw *w, const struct ticket *t, int64_t assigned_at, json_t *data, struct err *err);
/* A human wrote to the citizen: into the data of the event that says so. */
void work_word_said(const struct ticket *t, json_t *data);
/* Nobody need come back to it: no first word is owed any more, and it waits for no day. */
void work_at_rest(const struct ticket *t, json_t *data);
/* After a step that says something to the citizen: who asked to hear by telephone or by post is on the board until a human has done it. */
MUST_USE enum rc work_owe_telling(struct dbw *w, const struct work *job, struct ticket *t, struct err *err);
/* The same of what was said by no action: beside notify_citizen. */
MUST_USE enum rc work_owe_of(struct dbw *w, struct ticket *t, struct err *err);
/* The office loses it: its links die. */
MUST_USE enum rc work_leave_office(struct dbw *w, const struct ticket *t, struct err *err);

#endif
