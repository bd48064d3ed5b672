/* SPDX-License-Identifier: EUPL-1.2 */
/* The door: what can I ask, and the texts that every site must have. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "t/web/citizen/home.html.h"
#include "t/web/citizen/texts.html.h"
#include "ticket/channel.h"
#include "ticket/scheda.h"
#include "ticket/type.h"
#include "web/public_view.h"

static const struct {
    enum ticket_type type;
    const char *group, *title, *text, *icon;
} cards[] = {
    { TYPE_REPORT, "Segnala e proponi", "Segnala un disservizio", "Un lampione spento, una buca, rifiuti abbandonati.", "it-flag" },
    { TYPE_COMPLAINT, "Segnala e proponi", "Fai un reclamo", "Un servizio non è andato come doveva e vuoi una risposta.", "it-error" },
    { TYPE_SUGGESTION, "Segnala e proponi", "Dai un suggerimento", "Hai un'idea per migliorare il nostro lavoro.", "it-comment" },
    { TYPE_PRAISE, "Segnala e proponi", "Fai un elogio", "Qualcosa, o qualcuno, ha funzionato bene.", "it-star-outline" },
    { TYPE_INFO, "Chiedi", "Chiedi informazioni", "Orari, documenti, uffici: ti rispondiamo noi.", "it-info-circle" },
    { TYPE_MAYOR, "Chiedi", "Scrivi al Sindaco", "Una lettera che arriva alla segreteria del Sindaco.", "it-mail" },
    { TYPE_ACCESS_DOC, "Accedi a documenti e dati", "Accesso agli atti", "Documenti che ti riguardano e che ti servono.", "it-file" },
    { TYPE_ACCESS_CIVIC, "Accedi a documenti e dati", "Accesso civico semplice", "Qualcosa che dovevamo pubblicare e sul sito non c'è.", "it-search" },
    { TYPE_ACCESS_FOIA, "Accedi a documenti e dati", "Accesso civico generalizzato (FOIA)", "Dati e documenti del Comune, senza dire perché.", "it-files" },
};
#define CARDS_N (sizeof cards / sizeof cards[0])

/* Only what there is. */
static void draw_more(struct req *rq, struct home_view *v)
{
    static const struct scheda_filter public = { .only_public = true };
    static const struct view_link answers = { .url = "/schede", .label = "Risposte pronte alle domande più frequenti" };
    struct scheda_hit *hits;
    struct err err = { 0 };
    size_t n;

    if (scheda_find(reader_of(rq), req_arena(rq), "", &public, 1, &hits, &n, &err) == OK && n) {
        v->more = &answers;
        v->n_more = 1;
    }
}

struct reply get_home(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const char *welcome = page_text(rq, "text.welcome");
    struct home_view v = { .page = page_new(rq, "Come possiamo aiutarti?", *welcome ? welcome : "Segnala un problema, chiedi informazioni o documenti, di' come la pensi. Bastano pochi minuti e non serve registrarsi.", NAV_HOME), .track_url = "/pratica",
                           .banner = page_text(rq, "banner"), .emergency = page_text(rq, "text.emergency") };
    struct home_card *list = arena_array(a, CARDS_N, struct home_card);
    struct channel_state web;
    struct err err = { 0 };
    GString *out = g_string_sized_new(16384);

    for (size_t i = 0; i < CARDS_N; i++)
        list[i] = (struct home_card){ .group = cards[i].group, .title = cards[i].title, .text = cards[i].text, .icon = cards[i].icon,
                                      .url = cards[i].type == TYPE_REPORT
                                                 ? "/segnala"
                                                 : arena_fmt(a, "/richiedi/%s", type_info(cards[i].type)->slug) };
    if (channel_state(reader_of(rq), a, CHANNEL_WEB, clock_now_at(), &web, &err) != OK)
        return reply_err(rq, &err);
    if (web.closed)
        v.banner = arena_fmt(a, tr("%s%sI moduli sul sito sono chiusi%s%s: aprine uno per sapere come rivolgerti a noi."), v.banner, *v.banner ? " " : "",
                             web.until_day ? " " : "", channel_until_words(a, &web));
    v.cards = list;
    v.n_cards = CARDS_N;
    draw_more(rq, &v);
    page_ask_clear(rq, &v.page);
    home_page(out, &v);
    return reply_html(rq, 200, out);
}

struct reply get_faq(struct req *rq)
{
    struct legal_view v = { .page = page_new(rq, "Domande frequenti", NULL, NAV_NONE) };
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v.page, "/", "Inizio");
    page_ask_clear(rq, &v.page);
    faq_page(out, &v);
    return reply_html(rq, 200, out);
}
