/* SPDX-License-Identifier: EUPL-1.2 */
/* Sheets of the services, one for each type of request. Rules of web/view.h. */
#ifndef URP_WEB_SHEET_VIEW_H
#define URP_WEB_SHEET_VIEW_H

#include "web/view.h"

/* Ours in the language of now, or words of the body. */
struct sheet_text {
    const char *text;
    bool own;
};

/* What search engines and the catalogue of services read: a body without an address leaves the place empty. */
struct sheet_metatag {
    const char *name, *operator_name, *area, *service_url, *place, *street, *postcode, *locality;
};

/* /servizi/{tipo}: the sections in the order that the model of municipal sites prescribes. */
struct sheet_view {
    struct view_page page;          /* title, and the description as lead */
    const char *status;             /* "Servizio attivo" */
    bool open;
    const char *begin_url, *begin_label, *reports_url; /* where it begins; the public list, or NULL */
    struct sheet_text lead, about, how, achieved, calendar, cost; /* lines are paragraphs */
    const char *addressed, *not_for, *conditions;
    const char *damages;            /* of a report: where compensation is asked for; "": the body has not told */
    VIEW_LIST(struct view_row, steps);    /* how, one after the other: label only */
    VIEW_LIST(struct view_row, ways);     /* other doors: "Telefono", number */
    VIEW_LIST(struct view_row, needs);
    VIEW_LIST(struct view_row, terms);    /* "Entro 30 giorni", "Risposta" */
    VIEW_LIST(struct view_row, by_category); /* topics with a term of their own */
    const char *silence, *remedies, *answerer, *law;
    const char *document_url, *document_label;
    VIEW_LIST(struct view_row, contacts);
    const char *const *topics;
    size_t n_topics;
    const char *updated, *updated_iso;
    VIEW_LIST(struct view_row, faq);      /* question, answer */
    VIEW_LIST(struct view_link, answers); /* schede that fit */
    struct sheet_metatag metatag;
};

/* /servizi */
struct sheet_item {
    const char *group, *url, *title, *icon;
    struct sheet_text text;
};
struct sheets_view {
    struct view_page page;
    VIEW_LIST(struct sheet_item, items);
};

#endif
