/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of the operators (/ufficio). Rules of web/view.h. */
#ifndef URP_WEB_OPERATOR_VIEW_H
#define URP_WEB_OPERATOR_VIEW_H

#include "web/view.h"

struct compose_view;

/* POST to url: "login", "password", hidden "next". */
struct sign_in_view {
    struct office_page page;
    const char *url, *next;
    const char *provider, *provider_url; /* the identity provider; url NULL: none */
    bool left_provider; /* signed out here, of a session that may go on over there */
    struct view_field login, password;
};

/* ---- the board and every list ------------------------------------------------------------------- */

struct queue_row {
    const char *url, *code, *subject;
    const char *kind;               /* "Segnalazione" */
    const char *who, *place;        /* "Anna Verdi"; "" = anonymous */
    const char *settore;            /* "" = none */
    const char *why;                /* why a human is needed: "Il cittadino ha scritto" */
    bool hidden;                    /* not for these eyes: not drawn */
    bool masked;                    /* drawn without words and names */
    bool is_alarm;                  /* an office that was not reached: nobody works on it */
    struct view_badge state, due;   /* due: "oggi", "fra 3 giorni", "scaduta da 2 giorni" */
    const char *joined;             /* "12 adesioni": enough of them for a hint; NULL: not */
    const char *age;                /* "2 ore" */
};
struct queue_view {
    struct office_page page;
    VIEW_LIST(struct view_link, bands);    /* why a human is needed: label, count, tone; current = the one shown */
    VIEW_LIST(struct view_field, filters); /* GET to filter_url: "stato", "scheda" */
    const char *filter_url;
    const char *heading;                   /* "Da smistare", "Risultati per «lampione»" */
    VIEW_LIST(struct queue_row, rows);
    const char *empty;                     /* said instead of the table */
    struct view_pager pager;
};

/* ---- one ticket --------------------------------------------------------------------------------- */

struct ticket_mail {
    const char *at, *to, *kind, *note, *url;
    struct view_badge state;
};
struct ticket_view {
    struct office_page page;
    const char *code, *subject, *kind, *channel, *received, *body, *quoted;
    const struct view_folds *folds;
    const struct compose_view *compose; /* the forms, and who else is here */
    VIEW_LIST(struct view_badge, badges);    /* state, riservata, anonima, in ritardo */
    VIEW_LIST(struct view_link, why);        /* attention: what to do first, linking to "#a-<action>" */
    VIEW_LIST(struct view_row, facts);       /* place, category, area, extra fields of the type */
    const struct view_letter *letter;        /* of the request itself; NULL: nothing is known */
    VIEW_LIST(struct view_file, files);
    VIEW_LIST(struct view_event, events);    /* as this user wants them */
    bool newest_first;
    size_t n_before_gap;                     /* of the events: after so many of them, others are missing */
    const char *older_text, *older_url;      /* "Mostra le 155 voci precedenti"; the page that has them, too; NULL: none is missing */
    struct view_action order;                /* a button: the other way round */
    const char *split_url;                   /* where a message becomes a request of its own */
    VIEW_LIST(struct view_action, actions);  /* likely ones first */
    /* side */
    struct view_badge due;
    const char *due_on, *due_why;            /* "lunedì 28 dicembre 2026"; the counting, one line a step */
    VIEW_LIST(struct view_row, clock);       /* protocol, presented, suspended since, ... */
    const char *settore, *settore_since, *settore_contact, *settore_due; /* due: "15 dicembre 2026" */
    const struct wait_view *wait;            /* web/board_view.h: who has it in hand, what happens by itself */
    const char *settore_why; /* the rule that chose it; NULL: somebody did */
    VIEW_LIST(struct view_row, contacts);    /* people of the settore */
    const struct lang_view *lang;            /* web/list_view.h */
    const struct tags_view *tags;            /* web/list_view.h; NULL: none, and none can be put on */
    const char *place;
    const struct map_view *map;              /* web/map_view.h */
    VIEW_LIST(struct view_row, person);
    VIEW_LIST(struct view_link, other);      /* other requests of the person, open ones first; count: their state */
    const char *other_text, *other_url;      /* "7 richieste, 2 aperte"; the list of them */
    const char *person_note;                 /* "Non vuole che l'ufficio sappia il suo nome." */
    const char *joined;                      /* "3 persone hanno lo stesso problema"; NULL: nobody */
    const char *joined_hint;                 /* why it is marked in lists; NULL: it is not */
    VIEW_LIST(struct view_link, united);     /* requests joined to this one, or that it was joined to */
    VIEW_LIST(struct view_action, links);    /* linked ones: title and url, a button that ends the link */
    const char *similar_url;                 /* similar requests, and how they were answered */
    VIEW_LIST(struct view_link, more);       /* what is done to the file as a whole */
    struct view_action follow;               /* a button */
    const char *followers;                   /* "Anna Neri, Paolo Bianchi" */
    VIEW_LIST(struct ticket_mail, mails);
    const char *seen_url, *print_url; /* as the citizen sees it; all of it on paper */
    const struct desk_saved *saved;          /* web/desk_view.h: just typed in by this user; NULL: not so */
    const char *prev_url, *next_url, *list_url, *list_label; /* neighbours in the list one came from, and the way back */
};

/* ---- mail --------------------------------------------------------------------------------------- */

struct mail_row {
    const char *at, *who, *subject, *kind, *note, *url, *code, *ticket_url, *tries;
    struct view_badge state;
    VIEW_LIST(struct view_action, actions); /* retry, give up: buttons */
};
struct mail_view {
    struct office_page page;
    VIEW_LIST(struct view_link, tabs);    /* Ricevuta, Sospetti, Da leggere a mano, In uscita, In attesa di partire, Non consegnata */
    VIEW_LIST(struct view_row, boxes);    /* mailboxes: label, how they are, figures */
    VIEW_LIST(struct view_field, filters); /* GET to filter_url */
    const char *filter_url, *clear_url;   /* clear_url: NULL while nothing is filtered */
    const char *total;                    /* "12 messaggi" */
    const char *who_head;                 /* "Da" or "A" */
    VIEW_LIST(struct mail_row, rows);
    const char *empty;
    struct view_pager pager;
};
struct mail_read_view {
    struct office_page page;
    VIEW_LIST(struct view_row, heads);
    const char *text, *quoted, *note;
    VIEW_LIST(struct view_row, files);    /* label: name, value: size */
    const char *raw_url, *source_url, *ticket_url, *code, *list_url;
    VIEW_LIST(struct view_action, actions);
    VIEW_LIST(struct view_field, charset); /* GET to charset_url: the mail read in another charset; none = not offered */
    const char *charset_url, *charset_note;
    VIEW_LIST(struct view_row, before);   /* words that were replaced: label "fino al ...", value */
    const char *create_url, *create_label; /* desk form filled from this mail; NULL: it has its request */
};
struct mail_source_view {
    struct office_page page;
    const char *source, *note, *raw_url, *back_url;
};

/* frame_url: the mail as it looked, in a frame; NULL: its words. */
struct letter_view {
    struct office_page page;
    const char *code, *ticket_url, *frame_url;
    const char *const *notes; /* what is not shown or not possible: n_notes sentences */
    size_t n_notes;
    VIEW_LIST(struct view_row, heads);
    const char *text, *quoted;
    VIEW_LIST(struct view_file, files);
};

/* ---- the rest: settings, offices, users, figures ------------------------------------------------ */

struct panel_view {
    struct office_page page;
    const char *text;
    VIEW_LIST(struct view_row, figures);
    VIEW_LIST(struct view_table, tables);
    VIEW_LIST(struct view_link, links);
    VIEW_LIST(struct view_action, actions); /* one: shown plainly; more: folded */
    struct view_pager pager;
};

#endif
