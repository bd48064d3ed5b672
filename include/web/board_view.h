/* SPDX-License-Identifier: EUPL-1.2 */
/* The board of the office and what belongs to it. Rules of web/view.h. */
#ifndef URP_WEB_BOARD_VIEW_H
#define URP_WEB_BOARD_VIEW_H

#include "web/operator_view.h"

struct board_item {
    struct queue_row row;     /* age is not shown: since says it of the reason */
    const char *since, *iso;  /* "dalle 10:40", RFC 3339; NULL: the reason has no beginning */
    const char *holder;       /* "Anna Neri", "tu"; NULL: nobody */
    const char *take_url, *version; /* POST "versione": mine from now on; NULL: not offered */
};

struct board_view {
    struct office_page page;
    VIEW_LIST(struct view_link, views); /* mine, the whole office: label, count, current */
    VIEW_LIST(struct view_option, settori); /* the view of one settore: GET "settore" to /ufficio; the first is none */
    const char *settore_band;           /* hidden "fascia" of that form */
    VIEW_LIST(struct view_link, bands); /* with key "1" to "9" */
    const char *heading, *empty, *empty_more; /* empty_more: what can be done instead */
    VIEW_LIST(struct board_item, items);
    struct view_pager pager;
    const char *here_url;    /* this view and band, page one */
    const char *part_url;    /* the same as a fragment, for script */
    const char *updated;     /* "10:42" */
    const char *total;       /* "12 richieste" */
    const char *joined_note, *joined_url; /* what "12 adesioni" beside a row says, and where those with the most are; NULL: the body wants no such hint */
    VIEW_LIST(struct view_link, ending); /* requests with a draft of this user that goes soon; count: when */
};

/* What waits for one request, on its page. */
struct wait_view {
    const char *holder;                    /* NULL: nobody */
    const char *snoozed;                   /* "Rimandata a giovedì 3 dicembre 2026"; NULL: not */
    const char *memo;                      /* "Te lo ricordiamo giovedì 3 dicembre 2026"; NULL: not */
    VIEW_LIST(struct view_row, ahead);     /* what happens by itself: label when, value what and to whom */
    VIEW_LIST(struct view_action, buttons); /* no fields */
    VIEW_LIST(struct view_action, forms);
};

#endif
