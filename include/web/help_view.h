/* SPDX-License-Identifier: EUPL-1.2 */
/* The manual inside the product, the keys, and what a new body has to do first. Rules of web/view.h. */
#ifndef URP_WEB_HELP_VIEW_H
#define URP_WEB_HELP_VIEW_H

#include "web/view.h"

struct help_view {
    struct office_page page;
    bool keys_on;               /* single keys work for this person */
    const char *steps_url;      /* first steps; NULL: not this person's matter */
    const char *days_reopen, *days_close; /* of the body's configuration, in words: "30 giorni" */
};

struct first_step {
    bool done;
    const char *title, *why, *url, *how; /* url NULL: it is done where how says */
};
/* /ufficio/primi-passi */
struct first_steps_view {
    struct office_page page;
    const char *summary; /* "7 cose fatte su 12" */
    VIEW_LIST(struct first_step, steps);
};

#endif
