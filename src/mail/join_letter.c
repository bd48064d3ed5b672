/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/join_letter.h"

#include <jansson.h>

#include "base/auto.h"
#include "base/text.h"
#include "base/tr.h"
#include "mail/notice.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/glimpse.h"

static void row(struct letter *l, const char *label, const char *value)
{
    if (!str_empty(value))
        l->rows[l->n_rows++] = (struct letter_row){ .label = tr(label), .value = value };
}

static void lead(struct letter *l, const char *text)
{
    l->lead[l->n_lead++] = tr(text);
}

static void note(struct letter *l, const char *text)
{
    l->notes[l->n_notes++] = tr(text);
}

static void link_to(struct letter *l, const char *label, const char *url, bool first)
{
    l->links[l->n_links++] = (struct letter_link){ tr(label), url, first };
}

static void ask(struct arena *a, const struct adesione *x, const char *url, struct letter *l)
{
    l->subject = l->n_rows ? arena_fmt(a, tr("Conferma: hai lo stesso problema (%s)"), l->rows[0].value) : tr("Conferma: hai lo stesso problema");
    if (x->state == ADESIONE_JOINED) {
        lead(l, "hai già aderito a questa segnalazione: ti scriviamo quando è conclusa. Non devi fare altro.");
        link_to(l, "Vedi la tua adesione, o ritirala", url, true);
        return;
    }
    lead(l, "qualcuno, forse tu, ha scritto questo indirizzo per dire che ha lo stesso problema di una segnalazione che abbiamo già. "
            "Se sei tu, apri la pagina e premi «Confermo».");
    link_to(l, "Conferma la tua adesione", url, true);
    note(l, "Se non sei tu, non fare niente: dopo sette giorni cancelliamo l'indirizzo e non ti scriviamo più.");
    note(l, "Usiamo l'indirizzo solo per dirti quando la segnalazione è conclusa. Non lo mostriamo a nessuno.");
}

static void end(struct arena *a, const struct ticket *t, const char *url, struct letter *l)
{
    bool secret = l->n_rows == 0;

    l->subject = secret ? tr("Conclusa la segnalazione a cui hai aderito") : arena_fmt(a, tr("Conclusa la segnalazione a cui hai aderito: %s"), l->rows[0].value);
    lead(l, "la segnalazione a cui hai aderito è conclusa. È il solo messaggio che ti mandiamo.");
    if (!secret)
        row(l, "Esito", tr(t->outcome == OUTCOME_NONE ? state_public_label(t->state) : outcome_label(t->outcome)));
    note(l, "Se il problema c'è ancora, scrivi una nuova segnalazione.");
    link_to(l, "Vedi la tua adesione, o ritirala", url, false);
}

enum rc join_letter(struct dbr *r, struct arena *a, const char *params, const uint8_t key[32], const char *base_url, bool ended, struct letter *ret,
                    const char **ret_off_url, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);
    struct adesione x;
    struct ticket t;
    struct glimpse g;
    const char *url;
    bool secret; /* made confidential after somebody joined it */

    TRY(adesione_by_id(r, a, json_integer_value(json_object_get(p, "adesione")), &x, err));
    TRY(ticket_by_id(r, a, x.ticket_id, &t, err));
    secret = (t.flags & TICKET_CONFIDENTIAL) != 0;
    TRY(glimpse_even_ended(r, a, &t, &g, err));
    url = arena_fmt(a, "%s%s", base_url, adesione_path(a, key, &x));
    *ret_off_url = arena_fmt(a, "%s/ritira", url);
    *ret = (struct letter){ .greeting = tr("Buongiorno,"), .sign_office = tr(ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico")),
                            .sign_body = ente_text(r, a, "name", ""), .contacts = notice_contacts(r, a), .hours = ente_text(r, a, "hours", "") };
    if (!secret) {
        row(ret, "Segnalazione", tr(g.subject));
        row(ret, "Dove", g.where);
        row(ret, "Del", day_format_it(a, g.day));
    }
    if (ended)
        end(a, &t, url, ret);
    else
        ask(a, &x, url, ret);
    return OK;
}
