/* SPDX-License-Identifier: EUPL-1.2 */
/* What is wrong with the desk itself: its store, its mailboxes (not to be read, or holding mails that the server does not
 * give), its way out. Said on top of every page of the office until
 * it is over. No request and no COMMIT tells of it: somebody has to look, and the timer does. Any thread. */
#ifndef URP_WEB_FAULTS_H
#define URP_WEB_FAULTS_H

#include "web/app.h"
#include "web/view.h"

/* A mail server that is busy for some minutes is no alarm; an office that was not reached in an hour is. */
#define MAIL_WAITS_S 3600

/* Most severe first; url is where the details are (the server's own words), NULL when nowhere. Texts in a. What cannot be
 * read is logged and left out: a page with one alarm less is better than none. */
size_t faults_now(struct app *app, struct dbr *r, struct arena *a, int64_t now_at, const struct view_link **ret);

#endif
