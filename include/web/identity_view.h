/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages where people make themselves known. Rules of web/view.h. */
#ifndef URP_WEB_IDENTITY_VIEW_H
#define URP_WEB_IDENTITY_VIEW_H

#include "web/view.h"

/* A paper that is there; the form below it takes it away: button name="togli" value=id. id NULL: it stays. */
struct identity_paper_view {
    const char *kind, *name, *size, *id; /* kind: "Modulo firmato" */
};

/* Of a draft, or of a request that is there. Upload: POST multipart to papers_url, files "modulo" and "documento", button name="do"
 * value="carica". */
struct identity_view {
    struct view_page page;
    const char *by_law, *text;      /* why it is asked; the body's own words */
    const char *known;              /* who it is, and how that is known: nothing else is needed */
    const struct view_action *offer; /* who just came in: one button; NULL: nobody did */
    const char *online_url, *online_label; /* SPID, CIE; url NULL: there is no such way */
    const char *papers_url;         /* NULL: papers are not taken */
    const char *form_url;           /* the request to be signed, as PDF; NULL: the form is not complete */
    const char *fill_url;           /* where it is completed */
    VIEW_LIST(struct identity_paper_view, papers);
    const char *papers_note;        /* what is still missing, or that it is all there */
    bool papers_done;
    const char *form_error, *document_error;
    const char *keep;               /* how long copies are kept, and who sees them */
    const char *pec;                /* the other way */
    const char *code;               /* of a request that is there: to be named in a PEC */
    const char *next_url, *next_label, *next_note; /* on without it */
};

#endif
