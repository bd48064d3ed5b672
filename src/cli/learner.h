/* SPDX-License-Identifier: EUPL-1.2 */
/* The thread that reads the model of suggestions at the start and makes it anew once a day from what the office decided. It runs
 * when nobody else wants the processor. */
#ifndef URP_CLI_LEARNER_H
#define URP_CLI_LEARNER_H

#include "web/app.h"

struct learner;

struct learner *learner_start(struct app *app);
void learner_stop(struct learner *l); /* NULL is fine */

#endif
