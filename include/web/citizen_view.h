/* SPDX-License-Identifier: EUPL-1.2 */
/* Citizen pages: one struct a page. The rules of web/view.h hold. Urls are complete; names of form fields and buttons
 * are told here, everything else a form sends comes from its struct view_field. */
#ifndef URP_WEB_CITIZEN_VIEW_H
#define URP_WEB_CITIZEN_VIEW_H

#include "web/scheda_view.h"
#include "web/near_view.h"
#include "web/view.h"

/* ---- / ------------------------------------------------------------------------------------------ */

struct home_card {
    const char *group;              /* "Segnala e proponi": a heading when it changes */
    const char *url, *title, *text; /* "Segnala un disservizio", "Un lampione spento, una buca, rifiuti." */
    const char *icon;
};
/* Form "track": GET to track_url with field "codice". */
struct home_view {
    struct view_page page;
    VIEW_LIST(struct home_card, cards);
    const char *track_url;
    const char *banner;             /* "Allerta meteo: ..." */
    const char *emergency;          /* the body's words; NULL: ours */
    VIEW_LIST(struct view_link, more); /* public lists, register, statistics */
};

/* ---- asking: three steps ------------------------------------------------------------------------ */

enum view_step { STEP_CONDITIONS = 1, STEP_DATA, STEP_SUMMARY };

/* Step 1. Form: POST to url, fields "privacy" (checkbox "1"). */
/* The body takes nothing by this way now. title NULL: it does. */
struct closed_view {
    const char *title, *text;
    VIEW_LIST(struct view_row, ways); /* the open ones */
};
struct conditions_view {
    struct view_page page;
    const char *url;
    const char *sheet_url;          /* everything about the service */
    const char *when, *not_for;     /* what it is for; what it is not for and where to go */
    const char *conditions;         /* the body's own words about this type */
    const char *damages;            /* the body's words for who was hurt: where to ask for compensation; NULL or "": none */
    struct closed_view closed;
    const char *answerer;           /* who answers, where it is a person */
    const char *term, *silence, *cost, *remedies;
    VIEW_LIST(struct view_row, needs); /* "Cosa serve": label only, or label and value */
    bool identified;                /* name and surname are needed */
    bool emergency;                 /* "In caso di pericolo chiama il 112" */
    bool resume;                    /* a draft that this device remembers is offered */
    struct view_field privacy;
};

/* What is known already stands behind kind and place. */
static inline bool view_places(const struct view_group *g)
{
    for (size_t i = 0; i < g->n_fields; i++)
        if (!view_differ(g->fields[i].name, "category"))
            return true;
    return false;
}

/* The panel of the files stands behind the group in which the matter is told. */
static inline bool view_tells(const struct view_group *g)
{
    for (size_t i = 0; i < g->n_fields; i++)
        if (!view_differ(g->fields[i].name, "body"))
            return true;
    return false;
}

/* The files of a draft. Without script: field "files", button name="do" value="carica", name="togli" value=id, name="luogo" value=id
 * (the place of the report becomes the one where this photo was taken). With script (static/draft.js) each is sent by itself to url, in
 * pieces. */
struct draft_file_view {
    const char *name, *size, *id;
    bool placed; /* it tells a place, and one is asked for */
};
struct files_view {
    VIEW_LIST(struct draft_file_view, files);
    const char *url, *note, *error; /* note: "Foto o documenti, al massimo 10 file da 20 MB." */
    const char *max, *max_bytes;    /* for script */
    bool place;                     /* the form asks for one */
};

/* Step 2. Form: POST multipart to url; buttons name="do" value="avanti" | "indietro" (keeps the draft, to step 1) | "salva"
 * (keeps the draft, comes back), and those of files_view. */
struct data_view {
    struct view_page page;
    const char *url;
    const char *type_name;
    VIEW_LIST(struct view_group, groups);
    struct files_view files;
    struct answers_view answers;           /* to what is written so far */
    const char *answers_url;               /* where the script asks for them anew */
    struct view_field trap;                /* for programs; hidden unless it has an error */
    const char *draft_url, *draft_until;   /* absolute link of the draft; "25 dicembre 2026" */
    const char *kept_until;                /* the same as Unix seconds, for script */
    bool emergency;
    bool identify;                         /* button name="do" value="identita": on to the page that offers SPID and CIE */
    const struct near_view *near;          /* of a report; NULL: nothing is looked for */
};

struct summary_section {
    const char *title, *edit_url;   /* edit_url ends in "#" and the id of a group, or in "#allegati" */
    VIEW_LIST(struct view_row, rows);
    VIEW_LIST(struct view_file, files);
};
/* Step 3. Form: POST to url, hidden "nonce"; button "Invia". */
struct summary_view {
    struct view_page page;
    const char *url, *back_url, *nonce;
    const char *later_url;          /* where the way back is mailed from */
    const char *type_name;
    VIEW_LIST(struct summary_section, sections);
    const char *office, *office_own; /* who will get it: "Settore Lavori pubblici"; NULL: the URP decides. own: the same where it is Italian */
    struct answers_view answers;    /* for whoever writes without script, the first time they are shown */
    const char *declaration;        /* what the person declares by sending */
    const char *no_contact;         /* warning: without e-mail we cannot write to you */
    const char *stamp, *proof_bits; /* hidden "timbro", and "prova" which a script fills; NULL: no proof is asked for */
    const char *email;              /* where the answer goes, to be read once more; NULL: none */
    bool unnamed;                   /* no name goes along */
    const char *email_meant;        /* the address that was perhaps meant; NULL: nothing looks wrong */
    const char *email_url;          /* POST: takes it */
    VIEW_LIST(struct near_row, near); /* what is reported already there */
    const char *other_body, *other_email; /* whose matter it is instead, "Provincia (strade provinciali)"; NULL: ours */
};

/* After sending, and the receipt to print (same contents). */
struct sent_view {
    struct view_page page;
    const char *code, *secret, *type_name, *subject;
    const char *track_url, *receipt_url, *receipt_pdf_url, *again_url;
    const char *back_url;           /* receipt: where one goes on from it */
    const char *more_url;           /* POST: another one with the same place and contact; NULL: only from the beginning */
    const char *presented, *due, *due_note; /* "25 novembre 2026, ore 19:02"; "28 dicembre 2026"; why it moved, silence */
    const char *protocol;           /* number and date, when the body registers at once */
    const char *office, *office_own, *officer; /* who deals with it (own: the same where it is Italian); responsible person */
    const char *start;              /* whether it is also the notice that the proceeding has begun; NULL: none has */
    const char *papers;             /* where they are seen */
    const char *email;              /* where the receipt went; NULL: none was given */
    bool reached;                   /* the answer gets to them; false: it is only to be read here */
    const char *remedies;
    VIEW_LIST(struct view_row, next); /* what happens now: label = title, value = text */
    VIEW_LIST(struct summary_section, sections); /* receipt: the whole request */
};

/* ---- following ---------------------------------------------------------------------------------- */

/* Form: POST to url, fields "codice" and "chiave". */
struct track_form_view {
    struct view_page page;
    const char *url;
    struct view_field code, secret;
};

struct track_view {
    struct view_page page;          /* title: the subject */
    const char *code, *type_name;
    int step;                       /* 1 Ricevuta, 2 In lavorazione, 3 Aspettiamo i tuoi chiarimenti, 4 Conclusa */
    const char *steps_at[5];        /* 1..4: when it got there; NULL = not yet, or never */
    struct view_badge state;        /* the public label */
    const char *state_text;         /* one sentence: what is going on */
    const char *outcome, *due, *due_note, *presented, *protocol, *office, *office_own, *officer, *place;
    bool late;
    const char *question;           /* what we need to know; set: the answer form comes first */
    const char *question_lang;
    VIEW_LIST(struct view_event, events); /* newest first; answers, messages, moves */
    const char *older_url, *older_text;   /* more of them; NULL: these are all */
    VIEW_LIST(struct view_row, request);  /* what was asked */
    VIEW_LIST(struct view_file, files);
    VIEW_LIST(struct view_action, actions); /* answer, add, reopen, withdraw, urge */
    const char *public_url;         /* its page for everybody, while it is shown */
    const char *rate_url, *receipt_url, *receipt_pdf_url, *remedies;
    const char *rated;              /* "Il tuo voto: 4 su 5."; NULL: not yet */
    const char *calendar_url, *feed_url;
    const char *identity_url, *identity_text; /* where they make themselves known, while it is not known who asks; why. url NULL: nothing to do */
    const char *notice_url;         /* the privacy notice that held when it was written; NULL: none was shown */
    const char *address_note;       /* how another address comes to hold; NULL: it cannot */
};

/* Form: POST to rating.url; fields "stars" 1-5, "reason" (id of the answer), "text" <= 200. */
struct rate_view {
    struct view_page page;
    const char *code, *subject;
    struct view_rating rating;
};

#endif
