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
    const char *own;                /* words of the body within text */
    VIEW_LIST(struct view_link, links);
    const char *request_id;         /* of an error: to be told to whoever helps */
    int status;                     /* 0, or the HTTP status of an error page */
    VIEW_LIST(struct view_action, actions); /* usually one: confirm, correct the address */
};

/* /privacy and /privacy/versioni/{id}: a version of the notice of art. 13. */
struct notice_block {
    bool heading, own;              /* own: words of the body, in Italian */
    const char *text;
};
struct privacy_view {
    struct view_page page;
    const char *version;            /* "Versione 3, valida dal 1° ottobre 2026" */
    const char *over;               /* it does not hold any more, and since when; NULL: it is the valid one */
    bool italian;                   /* there is no text in the language of the page */
    VIEW_LIST(struct notice_block, blocks);
    VIEW_LIST(struct view_link, others); /* those before it; of /privacy alone */
};
/* /accessibilita */
struct accessibility_view {
    struct view_page page;
    const char *statement_url;      /* AgID form; NULL while the body has none */
    const char *feedback_url;       /* the form that becomes a request with its thirty days */
    const char *updated;
};
struct cookie_row {
    const char *name, *what, *how_long;
};
/* /note-legali, and /domande-frequenti (faq_page) */
struct legal_view {
    struct view_page page;
    VIEW_LIST(struct view_row, about); /* whose pages these are */
    const char *own;                /* the body's own paragraphs */
    VIEW_LIST(struct cookie_row, cookies); /* all that these pages set */
    const char *updated, *source_url; /* where the source of this software is */
};

#endif
