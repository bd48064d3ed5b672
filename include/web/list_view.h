/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of the lists (/ufficio/richieste, /ufficio/elenco). Rules of web/view.h. */
#ifndef URP_WEB_LIST_VIEW_H
#define URP_WEB_LIST_VIEW_H

#include "web/operator_view.h"

struct list_head {
    const char *label, *url; /* url: the list ordered by it; NULL: it cannot be */
    const char *sorted;      /* "ascending", "descending"; NULL: the order is another */
};
struct list_cell {
    const char *head; /* what it is, where there is no table */
    const char *text, *small;
    struct view_badge badge;
};
struct list_row {
    struct queue_row q;
    const char *pick;      /* value of the box "r": id and version */
    VIEW_LIST(struct list_cell, cells);
    VIEW_LIST(struct view_piece, found); /* of a search: where the words stand */
};
/* Boxes of which several can be ticked. */
struct list_choice {
    const char *id, *label;
    const char *count;                     /* "2 scelti", "tutti meno 1"; NULL: none */
    VIEW_LIST(struct view_option, options); /* value: name of the box */
    const char *not_name;                  /* box: all but these */
    bool is_not;
};
struct list_view {
    struct office_page page;
    const char *heading, *total;           /* total: "1.234 richieste" */
    VIEW_LIST(struct view_link, views);    /* saved ones; current = the one shown */
    VIEW_LIST(struct view_link, chips);    /* "Tipo: Reclamo", to the list without it; count: "o", between it and the one before */
    VIEW_LIST(struct view_field, filters); /* GET to filter_url */
    VIEW_LIST(struct list_choice, choices); /* of the same form */
    const char *filter_url, *clear_url;    /* clear_url: NULL while nothing is filtered */
    const char *all_filters_url;           /* the same with every filter; NULL: they are all here, and the form is open */
    VIEW_LIST(struct list_head, heads);    /* of the cells */
    VIEW_LIST(struct list_row, rows);
    VIEW_LIST(struct view_link, near);     /* of a search: what may have been meant */
    const char *empty, *note;              /* note: the page ended for having looked at enough */
    struct view_pager pager;
    const char *query;                     /* hidden field "vista" of the forms */
    const char *csv_url, *ods_url;         /* NULL: there is nothing to take along */
    VIEW_LIST(struct view_option, columns); /* POST to columns_url: boxes, whose names are the values with "c-" before */
    const char *columns_url;
    VIEW_LIST(struct view_field, save);    /* POST to views_url: a name for this list */
    const char *views_url;
    VIEW_LIST(struct view_option, actions); /* of the select "azione"; none: this user changes nothing */
    const char *actions_url;               /* POST: boxes "r", or "tutte" */
    const char *bulk_url;                  /* a bulk action of this user that runs, or can be taken back; NULL: none */
    const char *all_label;                 /* "tutte le 1.234 di questo elenco"; NULL: what is seen is all */
};

/* Tags of one request. POST to url: "etichetta", or "togli" with the id of one. */
struct tags_view {
    VIEW_LIST(struct view_link, tags); /* url: the list of those that have it; count: its id */
    VIEW_LIST(struct view_option, known);
    struct view_action fold;           /* is_shut or not; id NULL: this user changes nothing */
    const char *url, *csrf, *version;
};

/* The language of one request. POST to url: "lingua". */
struct lang_view {
    const char *name;                  /* "Tedesco" */
    VIEW_LIST(struct view_option, langs);
    const char *note;                  /* what follows from it; NULL: nothing to say */
    const char *list_url;              /* those in the same language; NULL: Italian */
    const char *url, *csrf, *version;  /* url NULL: this user changes nothing */
};

/* Saved views: one form each. */
struct saved_row {
    const char *id, *name, *url, *what, *owner; /* what: the filters in words; owner: NULL = own */
    bool shared, is_default, may_change;
};
struct saved_view_page {
    struct office_page page;
    VIEW_LIST(struct saved_row, rows);
    const char *url, *list_url;
    bool may_share;
};

/* Before a bulk action runs, while it does, and after. */
struct bulk_line {
    const char *code, *url, *subject, *why;
    struct view_badge state;
};
struct bulk_preview {
    struct office_page page;
    const char *what;                     /* "Assegna al settore Ambiente" */
    const char *will, *not;               /* "47 richieste", NULL: none */
    VIEW_LIST(struct bulk_line, lines);   /* those to which it will not happen, with the reason; then the first of the others */
    const char *cut;                      /* not all of the list is here, and why */
    const char *url, *again_url, *nonce, *query, *action, *picked; /* the last four: hidden fields */
    VIEW_LIST(struct view_field, fields); /* of the action */
    const char *submit;                   /* NULL: there is something to fill in, or nothing to do */
};
struct bulk_page {
    struct office_page page;
    const char *what, *state, *undo_url, *undo_note, *refresh_url;
    long done, total;
    VIEW_LIST(struct view_row, figures);
    VIEW_LIST(struct bulk_line, lines);
    struct view_pager pager;
    bool running;
};

#endif
