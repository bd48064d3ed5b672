/* SPDX-License-Identifier: EUPL-1.2 */
/* One thread that does what the calendar asks for: reminders, overdue marks, closing, sweeping of unsent drafts and
 * expired counters; and that tells the open boards of faults. Wakes by the monotonic clock, decides by the wall clock. */
#ifndef URP_CLI_TIMER_H
#define URP_CLI_TIMER_H

#include "web/app.h"

struct timer;

MUST_USE enum rc timer_start(struct app *app, struct timer **ret, struct err *err);
void timer_stop(struct timer *t); /* NULL is fine */

#endif
