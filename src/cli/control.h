/* SPDX-License-Identifier: EUPL-1.2 */
/* The unix socket <data>/control.sock: one JSON object in, one out, only for the daemon's own user and root
 * (SO_PEERCRED). */
#ifndef URP_CLI_CONTROL_H
#define URP_CLI_CONTROL_H

#include <jansson.h>

#include "base/conf.h"
#include "cli/cli.h"
#include "db/db.h"

struct control;

/* Answers requests on a thread of its own until control_stop. wake is called after each, with its topics unknown: the
 * writer's listeners tell the rest of the daemon. */
MUST_USE enum rc control_start(const struct conf *conf, struct db *db, struct control **ret, struct err *err);
void control_stop(struct control *c);

/* Runs the named request in the daemon, or here under the lock when no daemon answers. *ret_answer is owned. */
MUST_USE enum rc control_ask(const struct conf *conf, struct arena *a, const char *name, json_t *args, json_t **ret_answer,
                             struct err *err);

/* One request: called on the control thread, or in the command itself. Answers in *ret (owned). */
typedef enum rc request_fn(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret,
                           struct err *err);
struct request {
    const char *name;
    request_fn *run;
};
extern const struct request requests[]; /* src/cli/requests.c; ended by a NULL name */

#endif
