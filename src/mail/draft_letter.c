/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/draft_letter.h"

#include <jansson.h>

#include "base/auto.h"
#include "intake/draft.h"
#include "mail/notice.h"
#include "ticket/citizen_link.h"
#include "ticket/ente.h"

enum rc draft_letter_lang(struct dbr *r, struct arena *a, const char *params, const char **ret_token, const struct tr_lang **ret, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);
    struct citizen_link l;
    struct draft d;

    TRY(citizen_link_by_id(r, a, json_integer_value(json_object_get(p, "link")), &l, err));
    TRY(draft_open(r, a, l.secret, &d, err));
    *ret_token = l.secret;
    *ret = tr_lang(d.data.lang);
    return OK;
}

void draft_letter(struct dbr *r, struct arena *a, const char *token, const char *base_url, struct letter *ret)
{
    *ret = (struct letter){ .subject = tr("Il collegamento per continuare"), .greeting = tr("Buongiorno,"), .sign_office = tr(ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico")),
                            .sign_body = ente_text(r, a, "name", ""), .contacts = notice_contacts(r, a), .hours = ente_text(r, a, "hours", "") };
    ret->lead[ret->n_lead++] = tr("qualcuno, forse tu, ha cominciato a scriverci una richiesta e ha chiesto di mandare qui il collegamento per finirla.");
    ret->links[ret->n_links++] = (struct letter_link){ tr("Riprendi a scrivere"), arena_fmt(a, "%s/bozza/%s", base_url, token), true };
    ret->notes[ret->n_notes++] = tr("La richiesta non è ancora inviata. Chi ha il collegamento può leggerla e finirla: non darlo ad altri.");
    ret->notes[ret->n_notes++] = tr("Se non sei tu, non aprirlo e non fare niente: non ti scriviamo altro.");
}
