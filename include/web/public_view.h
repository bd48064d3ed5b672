/* SPDX-License-Identifier: EUPL-1.2 */
/* Short pages and texts every site must have. Rules of web/view.h. */
#ifndef URP_WEB_PUBLIC_VIEW_H
#define URP_WEB_PUBLIC_VIEW_H

#include "web/view.h"

/* ---- short pages -------------------------------------------------------------------------------- */

/* Thanks, sent, withdrawn, address corrected, error: a headline, some words and where to go. */
struct plain_view {
    struct view_page page;
    const char *icon;
    enum view_tone tone;
    const char *text, *more;
    VIEW_LIST(struct view_link, links);
    const char *request_id;         /* of an error: to be told to whoever helps */
    int status;                     /* 0, or the HTTP status of an error page */
    VIEW_LIST(struct view_action, actions); /* usually one: confirm, correct the address */
};

/* /privacy: the notice of art. 13. */
struct privacy_view {
    struct view_page page;
    const char *controller, *dpo;   /* "Comune di ..., via ...", name and address of the data protection officer */
    const char *dpo_email;
    VIEW_LIST(struct view_row, retention); /* label = type, value = how long */
    const char *extra;              /* the body's own paragraph */
    const char *updated;            /* "1° ottobre 2026" */
};
/* /accessibilita */
struct accessibility_view {
    struct view_page page;
    const char *statement_url;      /* AgID form; NULL while the body has none */
    const char *feedback_url;       /* our form of type info, subject filled */
    const char *updated;
};
/* /note-legali, and /domande-frequenti (faq_page) */
struct legal_view {
    struct view_page page;
    VIEW_LIST(struct view_row, about); /* whose pages these are */
    const char *updated, *source_url; /* where the source of this software is */
};

#endif
