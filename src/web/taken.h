/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that came with a form, on their way into the attachment store. What is refused is named, the rest is kept. */
#ifndef URP_WEB_TAKEN_H
#define URP_WEB_TAKEN_H

#include "ticket/attach.h"
#include "web/app.h"

struct taken {
    const struct upload *uploads;
    size_t unnamed;            /* files that came beyond those, forgotten by name */
    size_t room;               /* how many may still come */
    const char *field;         /* those of this field of the form alone; NULL: all */
    bool any_kind;             /* the office may add every kind of file */
    struct attach_file *files; /* those that were taken */
    size_t n, tried, n_chosen; /* n_chosen: that came, taken or not */
    const struct upload **adopted;
    const char *left_out;      /* names of those that were too many */
    size_t n_left_out;
    const char *error;         /* Italian, names the file; NULL = all taken */
};

bool taken_any(struct req *rq, struct taken *t); /* HTTP thread: is there something to do? */
MUST_USE enum rc taken_run(struct app *app, struct arena *a, struct taken *t, struct err *err); /* pool thread */
void taken_done(struct req *rq, struct taken *t); /* HTTP thread: the spool files have moved */

#endif
