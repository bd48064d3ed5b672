/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is reminded of one ticket now: the rungs of dispatch/remind. Inside operations; run->now_at is in office hours. */
#ifndef URP_DISPATCH_LADDER_H
#define URP_DISPATCH_LADDER_H

#include "dispatch/remind.h"
#include "ticket/ente.h"
#include "ticket/notify.h"

/* Nothing due (any more) is OK, too: *ret_done says whether something was. */
MUST_USE enum rc ladder_climb(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);
/* The settore should have taken it in charge and has not. Once, and beside the ladder. */
MUST_USE enum rc ladder_take(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);

/* The rung that a request in the hands of *office would climb if the run were at now_at; RUNG_NONE: none. Pure. */
enum rung ladder_rung(const struct ticket *t, const struct settore *office, const struct remind_conf *conf, int64_t now_at);
/* Has the office a head with an address of its own? */
bool ladder_has_head(const struct settore *office);
bool ladder_is_own(const struct remind_conf *conf, const char *addr);
/* "params" of a NOTICE_REMINDER are as the letter knows them (mail/notice). */
enum reach { REACH_SETTORE, REACH_HEAD, REACH_URP };
MUST_USE enum rc ladder_send(struct dbw *w, struct notice *n, const char *to_addr, json_t *owned_params, struct err *err);

/* The office was heard of: into the data of the event that says so. */
void ladder_heard(const struct ticket *t, json_t *data);

#endif
