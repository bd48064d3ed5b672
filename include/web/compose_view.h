/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing on a ticket. Rules of web/view.h. */
#ifndef URP_WEB_COMPOSE_VIEW_H
#define URP_WEB_COMPOSE_VIEW_H

#include "web/view.h"

/* One form. POST to act->url; buttons "do": "invia", "anteprima", "salva", "butta", "programma". */
struct compose_form {
    const struct view_action *act;
    bool is_composer;         /* goes to the citizen: prepared texts */
    bool looks;               /* preview, later */
    bool keeps;               /* what is typed is kept as a draft */
    bool is_likely;           /* the one strong button of the page */
    const char *save_url;     /* POST of the same fields without files: kept, JSON */
    const char *templates_url; /* GET: JSON */
    const char *rev;          /* of the draft; "0": none */
    const char *draft;        /* "Bozza salvata …"; NULL: none */
    VIEW_LIST(struct view_option, brought);  /* boxes "tieni": files that the draft has */
    VIEW_LIST(struct view_option, pickable); /* boxes "allega": files that the ticket has */
    struct view_field when, at_night;        /* "quando", "notte" */
    const char *from;         /* the words were written for this action: hidden "da"; NULL */
};

/* What goes out by itself. POST to url: "subito", "riprendi", "annulla". */
struct compose_planned {
    const char *title, *when, *who, *text, *files, *url;
    const char *csrf, *version, *rev; /* of the ticket and of the text, as they are shown */
    const char *code, *subject, *ticket_url; /* among those of other requests; NULL */
    bool goes;                /* may be sent from here: what stopped it can be seen */
    const char *stopped;      /* why it did not; NULL: it will */
};

/* A draft whose form is not offered now. */
struct compose_left {
    const char *title, *saved, *text, *url;
};

struct compose_view {
    const char *csrf, *version;
    const char *others;       /* "Marco Riva sta guardando."; "" */
    const char *presence_url, *events_url;
    VIEW_LIST(struct compose_form, forms); /* the likely one first */
    VIEW_LIST(struct compose_planned, planned);
    VIEW_LIST(struct compose_left, left);
};

/* Somebody was faster: what happened, and the words in their form. */
struct merge_view {
    struct office_page page;
    const char *code, *subject, *ticket_url;
    const char *lead, *kept;  /* kept: where the words are now */
    VIEW_LIST(struct view_event, events);
    const struct compose_form *form; /* NULL: nothing of it can be done any more */
};

struct preview_mail {
    const char *label, *to, *subject, *text, *files; /* files: names */
};
/* Before it is sent. POST to url with the hidden fields: "invia". */
struct preview_view {
    struct office_page page;
    const char *code, *ticket_url, *back_url, *state;
    VIEW_LIST(struct preview_mail, mails);
    const char *no_mail;      /* said instead */
    const char *also;         /* who else hears of it; NULL */
    VIEW_LIST(struct view_event, entries); /* of the page of the citizen */
    const char *url, *csrf, *submit;
    VIEW_LIST(struct view_field, hidden);
};

/* What will happen by itself in the next days. */
struct ahead_view {
    struct office_page page;
    const char *text, *back_url;
    VIEW_LIST(struct compose_planned, planned);
    VIEW_LIST(struct view_row, memos);
    VIEW_LIST(struct view_table, days);
};

#endif
