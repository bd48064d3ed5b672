/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages behind the link in the mail to a settore (/s/<capability>): no account, no menu. Rules of web/view.h. A GET never
 * acts: mail scanners open links. */
#ifndef URP_WEB_SETTORE_VIEW_H
#define URP_WEB_SETTORE_VIEW_H

#include "web/view.h"

struct settore_view {
    struct office_page page;        /* user_name NULL */
    const char *settore;            /* "Settore Lavori pubblici" */
    const char *code, *type_name, *subject, *body;
    VIEW_LIST(struct view_row, facts); /* place, category, received, channel */
    VIEW_LIST(struct view_row, person); /* empty when the name is hidden */
    const char *hidden_note;        /* "Il cittadino ha chiesto di non comunicare il suo nome." */
    VIEW_LIST(struct view_file, files);
    VIEW_LIST(struct view_event, events); /* oldest first */
    struct view_badge state;
    const char *due, *due_note;     /* "entro giovedì 3 dicembre 2026" */
    enum view_tone due_tone;
    const char *link_until;         /* the link works until */
    const char *closed;             /* nothing can be done any more, and why */
    /* In this order on the page: prendi-in-carico, rispondi, chiedi, concludi, inoltra, restituisci. Those that speak
     * to somebody have a field for the name of who signs. */
    VIEW_LIST(struct view_action, actions);
};

/* Done, or the link is no longer good. new_link: a form with one button, sends a new link to the settore's own mailbox,
 * never to an address typed here. */
struct settore_plain_view {
    struct office_page page;
    const char *icon;
    enum view_tone tone;
    const char *text, *more;
    const char *typed;              /* what could not be sent: to be copied before it is lost */
    VIEW_LIST(struct view_link, links);
    VIEW_LIST(struct view_action, actions);
};

#endif
