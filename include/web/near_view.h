/* SPDX-License-Identifier: EUPL-1.2 */
/* Before somebody writes: what is reported already there, who will get it, and answers that are ready. Rules of web/view.h. */
#ifndef URP_WEB_NEAR_VIEW_H
#define URP_WEB_NEAR_VIEW_H

#include "web/tiles_view.h"
#include "web/view.h"

struct near_row {
    const char *title;              /* "Lampione spento, via Roma" */
    const char *own;                /* all of it where it is Italian; NULL: it is not */
    const char *facts;              /* "a 40 metri · segnalata il 3 ottobre 2026 · In lavorazione" */
    const char *joined;             /* "3 persone hanno già aderito."; "" = nobody */
    const char *join_url;
};
struct near_view {
    struct view_page page;          /* of the page without script */
    const char *url, *streets_url;  /* where the script asks; POST */
    const char *back_url, *go_on_url;
    bool known;                     /* the kind is chosen: there is something to say */
    bool placed;                    /* so is the place: who reported there can be looked for */
    bool paused;                    /* an emergency: of this kind nothing is taken for now */
    bool emergency;                 /* of this kind nobody should write but call 112 */
    const char *office, *office_own; /* who will get it; NULL: an operator decides. own: the same where it is Italian */
    const char *other_body, *other_email; /* whose matter it is instead, "Provincia (strade provinciali)"; NULL: ours */
    VIEW_LIST(struct near_row, rows);
    VIEW_LIST(struct view_link, schede);
    bool certain;                   /* it is a place that we know, or we know none: what is not reported there can be said */
    bool no_number;                 /* a street, of which no part was named */
    bool alone;                     /* on its own page: it is in no form */
    VIEW_LIST(struct view_link, streets); /* what the typed street may be; buttons name="via" value=label */
    struct tiles_view ground; /* of the map on which a place is shown */
};

#endif
