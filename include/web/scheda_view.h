/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of the schede, for the office and for citizens. Rules of web/view.h. */
#ifndef URP_WEB_SCHEDA_VIEW_H
#define URP_WEB_SCHEDA_VIEW_H

#include "web/view.h"

struct scheda_row {
    const char *url, *title, *about; /* about: "Carta d'identità · Servizi demografici" */
    const char *start;               /* first words of the answer */
    VIEW_LIST(struct view_badge, badges); /* "da ricontrollare", "interna" */
    const char *used;                /* "usata 12 volte"; NULL: never */
};

/* /ufficio/schede: search by GET, field "q". */
struct schede_view {
    struct office_page page;
    const char *asked;
    VIEW_LIST(struct view_link, tabs);    /* Tutte, Da ricontrollare, Messe da parte */
    VIEW_LIST(struct scheda_row, rows);
    const char *heading, *empty, *add_url;
};
/* /ufficio/schede/{id} */
struct scheda_view {
    struct office_page page;
    const char *title, *body, *url, *url_label;
    VIEW_LIST(struct view_badge, badges);
    VIEW_LIST(struct view_row, facts);    /* office, subject, review, who changed it, how often it helped */
    VIEW_LIST(struct view_event, before); /* what it said, newest first */
    VIEW_LIST(struct view_action, actions);
    const char *list_url, *public_url;    /* public_url: as citizens see it; NULL: they do not */
};
/* /ufficio/schede/nuova and a form that came back. */
struct scheda_edit_view {
    struct office_page page;
    const char *note;
    struct view_action form;
};

/* ---- citizens ----------------------------------------------------------------------------------- */

struct scheda_group {
    const char *title, *own; /* own: the title where it is the body's Italian */
    VIEW_LIST(struct view_link, links);
};
/* /schede: what is there, or what answers the question "q". */
struct public_schede_view {
    struct view_page page;
    const char *asked;
    VIEW_LIST(struct scheda_row, found);
    VIEW_LIST(struct scheda_group, groups);
    const char *none; /* said in place of the list */
};
/* /schede/{id} */
struct public_scheda_view {
    struct view_page page;
    const char *body, *url, *office, *office_own, *office_contact, *checked; /* checked: "Controllata il 3 ottobre 2026" */
    const char *useful_url; /* POST; NULL: just said */
};

/* Answers that are there already, beside what somebody writes (answers.html.t). */
struct answers_view {
    VIEW_LIST(struct scheda_row, found);
    const char *say; /* to whoever cannot see that they have come */
};

#endif
