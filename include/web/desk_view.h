/* SPDX-License-Identifier: EUPL-1.2 */
/* Phone and counter: the form of the desk, who is calling, what that person has asked before. Rules of web/view.h. */
#ifndef URP_WEB_DESK_VIEW_H
#define URP_WEB_DESK_VIEW_H

#include "web/operator_view.h"

/* A field of the desk. types: ids of those that ask for it, blank separated; NULL: all of them. */
struct desk_field {
    struct view_field field;
    const char *types;
    bool hidden;             /* not of the type chosen now */
};

/* What the category asks besides, and what to say to whoever gives an answer that means danger. */
struct desk_stop {
    const char *name, *value; /* field and answer */
    bool hidden;             /* another one was given, or none */
};
struct desk_questions {
    struct view_group group; /* no fields: nothing is asked */
    VIEW_LIST(struct desk_stop, stops);
    bool told;               /* one of them is seen */
};

struct caller_hit {
    const char *id, *name, *contact, *open; /* open: "2 richieste aperte" */
};

/* The requests of the one who calls, beside the form: "ho già segnalato" is read, not looked for. */
struct caller_request {
    const char *url, *code, *subject, *settore, *where; /* where: state and settore in words */
    const char *call;        /* value of the button that notes the call on it; NULL: it is closed, or not this operator's */
    struct view_badge due;
};
struct caller_side {
    const char *name, *contact; /* NULL: nobody was chosen */
    const char *sum;         /* "2 richieste aperte" */
    VIEW_LIST(struct caller_request, requests);
    const char *all_url;
};

/* What becomes of it, as far as can be told now. */
struct desk_route {
    const char *text;        /* "Va subito a: Lavori pubblici" */
    const char *why;
    bool emergency;          /* of the category */
    VIEW_LIST(struct view_link, near); /* open reports about the same, at the same place; count: of whom, where, how far it is */
};

struct desk_saved {
    const char *code, *url, *sms, *print_url, *pdf_url;
    bool answered, emergency;
};
struct desk_left {           /* typed and not saved */
    const char *at, *what, *url, *nonce;
};

/* One form, POST multipart to url; buttons "do": "salva" (opens the request), "altra" (begins anew), "cerca" (looks "chi" up),
 * "usa:<id>" (takes that person), "modello" (puts the prepared text into the answer), "tipo" (fields of the chosen type),
 * "chiamata:<code>:<version>" (notes the call on that request). */
struct intake_view {
    struct office_page page;
    const char *url, *nonce, *ms, *scheda, *lookup, *person_id, *drawn_at;
    const char *focus;       /* name of the field where the operator goes on */
    bool looked_up, fresh, kept; /* fresh: nothing was typed yet; kept: typed earlier, or by somebody else: no time is measured */
    VIEW_LIST(struct caller_hit, callers);
    const struct caller_side *side;
    VIEW_LIST(struct view_field, come);     /* channel, received_at */
    VIEW_LIST(struct desk_field, person);   /* what most callers say */
    VIEW_LIST(struct desk_field, more);     /* what few do */
    bool more_open;
    struct view_field subject, type, reply;
    struct view_field answer, answer_type, answer_mail, template;
    bool has_templates;
    struct desk_questions questions;
    VIEW_LIST(struct desk_field, request);
    VIEW_LIST(struct desk_field, choices);
    bool choices_open;
    struct desk_route route;
    const char *file_note, *file_error;
    const char *mail, *mail_url;        /* the mail that it is made from; NULL or "": none */
    const struct desk_saved *saved;     /* the one before; NULL: none */
    const char *noted_code, *noted_url; /* the call was noted on this one */
    VIEW_LIST(struct desk_left, left);
    const char *left_url;               /* POST: nonce; it goes */
    const char *figures;                /* "Questa settimana: 41 s una richiesta, 12 s una domanda" */
};

/* ---- the list of streets -------------------------------------------------------------------------- */

struct streets_view {
    struct office_page page;
    const char *url, *state;            /* state: "1.204 vie, 13 senza zona" */
    const char *file_error;
    bool preview, only_read;
    const char *token;
    VIEW_LIST(struct view_row, found);  /* charset, separator, columns, what would change */
    struct view_table rows;             /* the first of them */
    VIEW_LIST(struct view_row, problems); /* label: "Riga 12", value */
    const char *missing;                /* question of the check box; NULL: nothing would go */
    bool running;                       /* a list is being taken: done of total */
    int64_t done, total;
    const char *taking;                 /* what became of it, or that it goes on; NULL: none since the start of the daemon */
    enum view_tone taking_tone;
};

#endif
