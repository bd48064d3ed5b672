/* SPDX-License-Identifier: EUPL-1.2 */
/* What people read when something did not work: what happened, what they can do, and a code for whoever helps. */
#include "base/sv.h"
#include "page.h"
#include "t/web/citizen/plain.html.h"
#include "web/public_view.h"
#include "web/routes.h"

static const struct {
    int status;
    const char *title, *text, *more;
} pages[] = {
    { 400, "Non abbiamo capito la richiesta", "Il tuo programma ha mandato qualcosa che non riusciamo a leggere.", "Torna indietro e riprova. Se succede ancora, scrivici." },
    { 403, "Non puoi aprire questa pagina", "La pagina non è per te, oppure il modulo era aperto da troppo tempo.", "Torna indietro, ricarica la pagina e riprova." },
    { 404, "La pagina non c'è", "L'indirizzo è sbagliato, oppure la pagina non esiste più.", "Controlla di averlo copiato tutto, oppure riparti dalla pagina iniziale." },
    { 405, "Qui non si può fare", "Questa pagina non accetta quello che il tuo programma ha provato a fare.", "Riparti dalla pagina iniziale." },
    { 409, "Qualcuno è arrivato prima", "Nel frattempo la richiesta è cambiata.", "Ricarica la pagina, guarda come sta adesso e riprova." },
    { 410, "Il collegamento non vale più", "Il collegamento è scaduto, oppure la richiesta è passata ad altri.", "Chiedine uno nuovo." },
    { 413, "Quello che hai mandato è troppo grande", "Ogni file può avere al massimo 20 MB, i file possono essere al massimo 10.", "Torna indietro: quello che hai scritto c'è ancora. Riduci i file e riprova." },
    { 415, "Non possiamo leggere questo formato", "Il tuo programma ha mandato i dati in un formato che non conosciamo.", "Usa il modulo della pagina." },
    { 422, "C'è qualcosa da correggere", "Controlla quello che hai scritto e riprova.", "Torna indietro: quello che hai scritto c'è ancora." },
    { 429, "Troppi tentativi", "Da questa rete sono arrivate troppe richieste in poco tempo.", "Aspetta qualche minuto e riprova. Se hai fretta, telefonaci." },
    { 500, "Qualcosa non ha funzionato", "È colpa nostra, non tua. Quello che avevi già inviato è al sicuro.", "Riprova fra qualche minuto. Se succede ancora, telefonaci e dicci il codice qui sotto." },
    { 502, "Un altro servizio non risponde", "Un servizio di cui abbiamo bisogno ha rifiutato la richiesta.", "Riprova fra qualche minuto." },
    { 503, "Il servizio è momentaneamente fermo", "In questo momento non possiamo registrare niente di nuovo. Quello che avevi già inviato è al sicuro.", "Riprova fra qualche minuto. Se è urgente, telefonaci." },
};

GString *web_error_page(struct req *rq, int status, const struct err *err)
{
    size_t i = 0, n = sizeof pages / sizeof pages[0];
    static const struct view_link links[] = {
        { .url = "/", .label = "Vai alla pagina iniziale", .icon = "it-arrow-left" },
        { .url = "/pratica", .label = "Segui una richiesta già fatta", .icon = "it-search" },
    }, office_links[] = {
        { .url = "/ufficio", .label = "Torna a «Da fare»", .icon = "it-arrow-left" },
        { .url = "/ufficio/richieste", .label = "Vedi tutte le richieste", .icon = "it-search" },
    };
    bool is_office = req_identity(rq) != NULL;
    struct plain_view v;
    GString *out = g_string_sized_new(8192);

    while (i < n - 1 && pages[i].status != status)
        i++;
    v = (struct plain_view){ .page = page_new(rq, pages[i].title, NULL, NAV_NONE), .icon = "it-warning-circle",
                             .tone = status >= 500 ? TONE_BAD : TONE_WARN, .text = pages[i].text, .more = pages[i].more, .status = status,
                             .request_id = req_id(rq), .links = is_office ? office_links : links, .n_links = 2 };
    v.page.canonical = NULL;
    if (is_office)
        v.page.here = "/"; /* the address may hold the number of a request that is not for this person */
    if (is_office && status == 403) {
        v.text = "Il tuo ruolo non comprende questa pagina, oppure il modulo era aperto da troppo tempo.";
        v.more = "Se ti serve per il tuo lavoro, chiedi al responsabile dell'URP. Se stavi scrivendo, torna indietro, ricarica la pagina e riprova.";
    }
    /* The words of an input error or a conflict are written for the person; all others are for the log. */
    if (err && (err->rc == E_INPUT || err->rc == E_CONFLICT) && !str_empty(err->text))
        v.text = arena_str(req_arena(rq), err->text);
    plain_page(out, &v);
    return out;
}

struct reply page_black(struct req *rq)
{
    static const struct view_link back[] = { { .url = "/", .label = "Vai alla pagina iniziale", .icon = "it-arrow-left" } };
    struct plain_view v = { .page = page_new(rq, "Questo messaggio ha parti oscurate", NULL, NAV_NONE), .icon = "it-lock", .tone = TONE_WARN, .status = 403,
                            .text = "Lo può leggere soltanto il responsabile dell'ufficio, e ogni lettura resta scritta.",
                            .more = "Il testo senza quelle parti è nella pagina della richiesta.", .links = back, .n_links = 1 };
    GString *out = g_string_sized_new(8192);

    plain_page(out, &v);
    return reply_html(rq, 403, out);
}
