/* SPDX-License-Identifier: EUPL-1.2 */
/* The receipt as a file to keep. With all that it says it is also the notice that the proceeding has begun (L. 241/1990, art. 18-bis and 8):
 * body, object, office and responsible person, digital domicile, day of presentation, last day, remedies, how to see the file. */
#include "../paper.h"
#include "base/clock.h"
#include "base/tr.h"
#include "citizen.h"
#include "ticket/calendar.h"

static void say_body(struct pdf *p, const struct view_body *b)
{
    paper_letterhead(p, b);
    pdf_text(p, PDF_SMALL, b->address);
}

static void say_facts(struct pdf *p, struct arena *a, const struct sent_view *v)
{
    pdf_row(p, tr("Numero"), v->code);
    pdf_row(p, tr("Codice segreto"), v->secret);
    pdf_row(p, tr("Tipo"), tr(v->type_name));
    pdf_row(p, tr("Oggetto"), v->subject);
    pdf_row(p, tr("Presentata"), v->presented);
    pdf_row(p, tr("Protocollo"), v->protocol);
    pdf_row(p, tr("Risposta entro"), view_set(v->due) && view_set(v->due_note) ? arena_fmt(a, "%s\n%s", v->due, tr(v->due_note)) : v->due);
    pdf_row(p, tr("Ufficio competente"), tr(v->office));
    pdf_row(p, tr("Responsabile"), v->officer);
    pdf_row(p, tr("Domicilio digitale dell’ente"), view_set(v->page.body->pec) ? arena_fmt(a, tr("%s (PEC)"), v->page.body->pec) : NULL);
    pdf_row(p, tr("Se non rispondiamo o non sei d’accordo"), v->remedies);
}

static void say_how(struct pdf *p, struct arena *a, const struct sent_view *v)
{
    const struct view_body *b = v->page.body;

    pdf_heading(p, PDF_H2, tr("Per sapere a che punto è"));
    pdf_text(p, PDF_PLAIN, tr("Apri la pagina «Segui la tua richiesta» del nostro sito e scrivi numero e codice segreto, o vieni allo sportello con questo foglio. "
                              "Non dare il codice ad altri."));
    if (view_set(b->phone))
        pdf_text(p, PDF_PLAIN, arena_fmt(a, tr("Puoi anche chiamare il %s."), b->phone));
    pdf_text(p, PDF_PLAIN, tr(v->papers));
    pdf_link(p, v->track_url, tr("Apri la tua richiesta (collegamento segreto)"));
}

struct reply receipt_pdf(struct req *rq, const struct sent_view *v)
{
    struct arena *a = req_arena(rq);
    struct pdf *p = paper_new(rq, arena_fmt(a, tr("Ricevuta della richiesta %s"), v->code), v->code, arena_fmt(a, tr("Ricevuta scaricata %s"), moment_format_it(a, clock_now_at())),
                              tr("Il testo della richiesta è troppo lungo per un solo PDF: il resto si legge nella sua pagina."));

    say_body(p, v->page.body);
    pdf_heading(p, PDF_H1, tr("Ricevuta della tua richiesta"));
    pdf_text(p, PDF_STRONG, tr(v->start));
    say_facts(p, a, v);
    say_how(p, a, v);
    for (size_t i = 0; i < v->n_sections; i++) {
        pdf_heading(p, PDF_H2, tr(v->sections[i].title));
        paper_rows(p, v->sections[i].rows, v->sections[i].n_rows);
        paper_files(p, a, v->sections[i].files, v->sections[i].n_files);
    }
    return paper_reply(rq, app_of(rq)->receipts, p, arena_fmt(a, "ricevuta-%s.pdf", v->code));
}
