/* SPDX-License-Identifier: EUPL-1.2 */
/* Reply templates: prepared texts whose fields are filled in from one ticket.
 *
 *     Gentile {{nome}}, la richiesta {{numero}} su «{{oggetto}}» [[in {{luogo}} ]]avrà risposta entro {{scadenza|pochi giorni}}.
 *
 *     {{campo}}           the value; one that may lack needs one of the two below
 *     {{campo|parole}}    the value, or these words when there is none
 *     [[ ... ]]           a passage that goes away when a field in it has no value
 *
 * So an empty field never leaves a hole in a sentence: template_check refuses the text of which that is not certain. One
 * pass: braces in what a citizen wrote are words. Any thread that has a reader. */
#ifndef URP_TICKET_TEMPLATE_H
#define URP_TICKET_TEMPLATE_H

#include "ticket/ticket.h"

struct template_field {
    const char *name;
    const char *meaning;  /* Italian, for the page where templates are edited */
    bool may_lack;        /* a ticket may have no such thing */
    bool of_request;      /* of the ticket and its person; the others are of the office */
};
extern const struct template_field template_fields[];
extern const size_t template_fields_n;

/* When a template is saved. E_INPUT: names the field or the bracket, and the remedy; err->field is "body". */
MUST_USE enum rc template_check(const char *body, struct err *err);

/* Would a hole be left where there is no request yet? Then it is nothing for an answer on the phone. */
bool template_needs_request(const char *body);

/* For this ticket (NULL: there is none yet), in a. operator_name: who signs ({{operatore}}). A text that template_check would refuse is filled as well
 * as can be. E_NOTFOUND, E_DB */
MUST_USE enum rc template_fill(struct dbr *r, struct arena *a, const struct ticket *t, const char *operator_name, const char *body,
                               char **ret, struct err *err);

struct reply_template {
    const char *code, *title, *body, *language; /* as stored: fields not filled */
    bool by_category; /* made for the category of this ticket */
};
/* Those that fit the type and the category of a ticket: in its language first, of those made for its category first, by title. */
MUST_USE enum rc template_list(struct dbr *r, struct arena *a, const struct ticket *t, struct reply_template **ret, size_t *ret_n,
                               struct err *err);

#endif
