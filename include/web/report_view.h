/* SPDX-License-Identifier: EUPL-1.2 */
/* Public reports: the list, the map, one of them. No author anywhere. Rules of web/view.h. */
#ifndef URP_WEB_REPORT_VIEW_H
#define URP_WEB_REPORT_VIEW_H

#include "web/tiles_view.h"
#include "web/view.h"

struct report_photo {
    const char *url, *thumb_url, *alt;
};
/* One, as everybody sees it: on its page, and in the preview of the office. */
struct report_view {
    const char *title, *body, *place, *about; /* about: "Lampione spento · Centro storico" */
    const char *lang;                         /* of title and body */
    const char *about_own;                    /* what of about is the body's Italian */
    const char *presented, *shown;            /* "3 ottobre 2026" */
    struct view_badge state;
    const char *answer, *answer_on;
    VIEW_LIST(struct report_photo, photos);
    VIEW_LIST(struct view_event, events);     /* oldest first */
};

struct report_row {
    const char *url, *title, *lang, *place, *about, *about_own, *on, *iso; /* lang: of the title */
    struct view_badge state;
    const char *thumb_url;
};
struct report_mark {
    const char *x, *y, *r, *text, *label, *url; /* of a drawing; label is read aloud */
    const char *lang;                      /* of a label that somebody wrote */
};
/* /segnalazioni and /segnalazioni/mappa. GET to url, with the fields of filters. */
struct reports_view {
    struct view_page page;
    bool is_map, is_listed;
    const char *url, *list_url, *map_url, *clear_url; /* the tabs keep the filters; clear_url NULL: none is set */
    int64_t found;                                    /* negative: with words nobody counts */
    const char *count, *solved;                       /* "128 segnalazioni"; "37 risolte negli ultimi 12 mesi" */
    VIEW_LIST(struct view_field, filters);            /* none while nothing is published */
    VIEW_LIST(struct report_row, rows);
    const char *empty, *next_url, *first_url, *feed_url, *feed_label;
    /* the map */
    VIEW_LIST(struct report_mark, marks);
    VIEW_LIST(struct report_mark, streets);
    VIEW_LIST(struct view_link, moves);               /* nearer, farther, west, ...: icons, their labels are heard */
    VIEW_LIST(struct view_link, jumps);               /* where the reports are, the whole ground */
    VIEW_LIST(struct view_link, zones);               /* of the body, with counts: the same in words */
    const char *grid_url, *drawn;
    struct tiles_view ground;
};
/* /segnalazioni/{id} */
struct report_page_view {
    struct view_page page;
    struct report_view r;
    bool is_listed;
    const char *number, *join_url, *joined, *flag_url, *list_url, *map_url;
};
struct report_flag_view {
    struct view_page page;
    const char *report_title, *report_lang, *report_url;
    struct view_action form;
};

/* ---- the office ----------------------------------------------------------------------------------- */

struct publish_picture {
    const char *thumb_url, *name, *check_name, *alt_name, *alt;
    bool chosen;
};
/* /ufficio/richieste/{code}/pubblica */
struct publish_view {
    struct office_page page;
    const char *code, *subject, *ticket_url, *url, *csrf, *version;
    const char *lead, *bar;                   /* bar: why it may not be published; nothing can be done then */
    struct view_badge state;
    const char *public_url;                   /* its page, while it is shown */
    VIEW_LIST(struct view_row, flags);        /* what readers say is wrong: label and words */
    bool previewed;
    struct report_view preview;
    VIEW_LIST(struct view_piece, marked);     /* the texts, with what may tell who somebody is */
    const char *hints;                        /* "C'è un numero di telefono, ..." */
    struct view_action confirm;               /* hidden fields, the confirmation */
    VIEW_LIST(struct view_field, fields);
    VIEW_LIST(struct publish_picture, pictures);
    const char *pictures_error;
    VIEW_LIST(struct view_action, others);    /* take away, set aside, looked at */
};
/* /ufficio/pubblicazioni */
struct publish_row {
    const char *url, *code, *title, *about, *on, *words;
    struct view_badge badge;
};
struct publish_queue_view {
    struct office_page page;
    VIEW_LIST(struct publish_row, flagged);
    VIEW_LIST(struct publish_row, waiting);
    const char *next_url, *off;               /* off: the body publishes none */
};

#endif
