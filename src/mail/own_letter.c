/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/own_letter.h"

#include <jansson.h>

#include "base/auto.h"
#include "base/tr.h"
#include "mail/notice.h"
#include "ticket/citizen_link.h"
#include "ticket/ente.h"

enum rc own_letter(struct dbr *r, struct arena *a, const char *params, const uint8_t key[32], const char *base_url, struct letter *ret, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);
    struct citizen_link l;

    TRY(citizen_link_by_id(r, a, json_integer_value(json_object_get(p, "link")), &l, err));
    *ret = (struct letter){ .subject = tr("Le tue richieste"), .greeting = tr("Buongiorno,"), .sign_office = tr(ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico")),
                            .sign_body = ente_text(r, a, "name", ""), .contacts = notice_contacts(r, a), .hours = ente_text(r, a, "hours", "") };
    ret->lead[ret->n_lead++] = tr("ci hai chiesto l'elenco delle richieste fatte con questo indirizzo. Il collegamento vale 24 ore: non darlo ad altri.");
    ret->links[ret->n_links++] = (struct letter_link){ tr("Vedi le tue richieste"), arena_fmt(a, "%s%s", base_url, citizen_link_path(a, key, &l)), true };
    ret->notes[ret->n_notes++] = tr("Le richieste riservate non sono nell'elenco: si aprono solo con il loro numero e codice segreto.");
    ret->notes[ret->n_notes++] = tr("Se non l'hai chiesto tu, non fare niente: nessuno ha visto le tue richieste.");
    return OK;
}
