/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages that do one thing to a request as a whole, and those that show it whole. Rules of web/view.h. */
#ifndef URP_WEB_CASE_VIEW_H
#define URP_WEB_CASE_VIEW_H

#include "web/view.h"

/* Another request, side by side with this one. */
struct case_other {
    const char *code, *url, *subject, *line; /* line: "Segnalazione · Anna Verdi · Via Roma 3 · 2 ottobre 2026" */
    const char *words;                       /* its first lines */
    const char *why;                         /* why it is suggested */
    struct view_badge state;
    const char *pick_url, *pick;             /* the page with this one chosen; what the link says */
    const char *answer, *use_url;            /* how it was answered; the form of the answer with these words in it */
    bool hidden;                             /* not for this user: not to be drawn */
    bool masked;                             /* confidential or another office's: nothing of its words is here, and it has no why */
};
struct case_view {
    struct office_page page;
    const char *code, *subject, *ticket_url;
    const char *lead;
    VIEW_LIST(struct case_other, others);
    const char *others_title, *others_empty; /* others_empty: said when there is none; NULL: nothing is said */
    const char *quote_title, *quote;         /* words that it is about */
    VIEW_LIST(struct view_file, files);
    struct view_action form;                 /* title NULL: none */
    VIEW_LIST(struct view_action, buttons);
    VIEW_LIST(struct view_link, links);
    const char *links_title;                 /* NULL: they are not for the page of one thing done */
};

/* Requests like this one: those of c may be the same matter, the others were answered. */
struct similar_view {
    struct case_view c;
    VIEW_LIST(struct case_other, answers);
};

/* A file alone on its page. */
struct file_view {
    struct office_page page;
    const char *code, *ticket_url, *name, *facts; /* "JPEG, 1,2 MB, 3 ottobre 2026" */
    const char *image_url;                   /* NULL: no picture */
    const char *url, *original_url;
    const char *prev_url, *next_url, *place; /* "2 di 5" */
};

/* The whole file of a request, for paper. */
struct print_view {
    const struct view_body *body;
    const char *title, *code, *subject, *printed, *text, *quoted, *ticket_url, *pdf_url, *notes_url;
    bool no_notes;                           /* without what the offices said among themselves; notes_url: the other way round */
    VIEW_LIST(struct view_row, head);
    VIEW_LIST(struct view_row, facts);
    VIEW_LIST(struct view_row, person);
    VIEW_LIST(struct view_row, clock);
    const char *due_why;
    VIEW_LIST(struct view_file, files);
    VIEW_LIST(struct view_event, events);
};

#endif
