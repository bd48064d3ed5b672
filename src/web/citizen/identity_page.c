/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages on which somebody makes themselves known say, for a draft and for a request that is there. */
#include "identity.h"

#include "base/log.h"
#include "base/sv.h"
#include "base/tr.h"
#include "t/web/citizen/identity.html.h"

const char *identity_paper_label(enum identity_paper p)
{
    switch (p) {
    case PAPER_NONE: return "";
    case PAPER_FORM: return "Modulo firmato a mano";
    case PAPER_SIGNED: return "Modulo con firma digitale";
    case PAPER_DOCUMENT: return "Copia del documento";
    }
    assume(!"paper out of range");
}

/* What the laws of the types say, for whoever asks. */
static const char *law_words(enum ticket_type type)
{
    if (!identity_by_law(type))
        return NULL;
    return type == TYPE_ACCESS_DOC ? "Per darti i documenti la legge ci chiede di sapere con certezza chi sei (DPR 184/2006, articoli 5 e 6)."
                                   : "L'accesso civico lo può chiedere chiunque, senza dire perché. La legge ci chiede solo di sapere chi sei (decreto legislativo 33/2013, articolo 5, comma 3).";
}

static const char *keep_words(struct req *rq)
{
    struct arena *a = req_arena(rq);
    int64_t days = identity_copy_days(reader_of(rq), a);

    const char *usual = arena_fmt(a, tr_n("La copia del documento la vede soltanto chi deve verificare chi sei: non va ad altri uffici e non si pubblica. La cancelliamo per sempre dopo la verifica, al più tardi %d giorno dopo la fine della richiesta.",
                                          "La copia del documento la vede soltanto chi deve verificare chi sei: non va ad altri uffici e non si pubblica. La cancelliamo per sempre dopo la verifica, al più tardi %d giorni dopo la fine della richiesta.",
                                          (long)days), (int)days);

    return arena_fmt(a, "%s %s", usual, identity_copy_most_words(a));
}

enum rc identity_draw(struct req *rq, enum ticket_type type, const char *base_url, struct identity_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct identity_rule rule;

    TRY(identity_rule_of(reader_of(rq), a, type, &rule, err));
    *v = (struct identity_view){ .page = page_new(rq, "Fatti riconoscere", NULL, NAV_NEW), .by_law = law_words(type), .text = rule.text, .keep = keep_words(rq),
                                 .pec = page_body(rq)->pec };
    if (rule.papers) {
        v->papers_url = arena_fmt(a, "%s/carte", base_url);
        v->form_url = arena_fmt(a, "%s/modulo", base_url);
    }
    return OK;
}

static const char *papers_note(const enum identity_paper *kinds, size_t n)
{
    bool form = false;

    if (n == 0)
        return NULL;
    if (identity_of_papers(kinds, n) != IDENTITY_UNKNOWN)
        return "C'è tutto: quando la richiesta è inviata, una persona dell'ufficio guarda e verifica.";
    for (size_t i = 0; i < n; i++)
        form |= kinds[i] == PAPER_FORM;
    return form ? "Manca ancora la copia del documento." : "Manca ancora il modulo firmato. Se hai cambiato le parole o i file, va firmato di nuovo.";
}

void identity_draw_papers(struct req *rq, struct identity_view *v, const struct attach_file *files, const enum identity_paper *kinds, size_t n, bool may_remove)
{
    struct arena *a = req_arena(rq);
    struct identity_paper_view *list = arena_array(a, n + 1, struct identity_paper_view);

    for (size_t i = 0; i < n; i++)
        list[i] = (struct identity_paper_view){ .kind = tr(identity_paper_label(kinds[i])), .name = files[i].name, .size = page_size_text(a, files[i].size_bytes),
                                                .id = may_remove ? arena_fmt(a, "%lld", (long long)files[i].id) : NULL };
    v->papers = list;
    v->n_papers = n;
    v->papers_note = papers_note(kinds, n);
    v->papers_done = n > 0 && identity_of_papers(kinds, n) != IDENTITY_UNKNOWN;
}

struct reply identity_reply(struct req *rq, struct identity_view *v, const struct identity_wrong *wrong)
{
    struct view_error *errors = arena_array(req_arena(rq), 2, struct view_error);
    GString *out = g_string_sized_new(24576);

    if (wrong) {
        v->form_error = wrong->form;
        v->document_error = wrong->document;
    }
    if (view_set(v->form_error))
        errors[v->page.n_errors++] = (struct view_error){ .url = "#f-modulo", .text = v->form_error };
    if (view_set(v->document_error))
        errors[v->page.n_errors++] = (struct view_error){ .url = "#f-documento", .text = v->document_error };
    v->page.errors = errors;
    identity_page(out, v);
    return reply_html(rq, v->page.n_errors ? 422 : 200, out);
}

const char *identity_summary(struct req *rq, const struct draft *d)
{
    enum identity_way way = draft_identity(d);
    struct identity_rule rule;
    struct err err = { 0 };

    if (!identity_is_asked(rq, d->type))
        return NULL;
    if (way != IDENTITY_UNKNOWN)
        return identity_way_label(way);
    if (identity_rule_of(reader_of(rq), req_arena(rq), d->type, &rule, &err) != OK || rule.ask != IDENTITY_WANTED)
        return "Non ti sei fatto riconoscere: non è obbligatorio.";
    if (d->type == TYPE_ACCESS_CIVIC || d->type == TYPE_ACCESS_FOIA) /* Circ. FOIA 2/2017, 3.2: receivable once somebody is known */
        return "Non ancora. Puoi inviare lo stesso: ti scriviamo per saperlo. Se lo sappiamo subito, i tempi della risposta partono da oggi.";
    return "Non ancora. Puoi inviare lo stesso: ti scriviamo per saperlo.";
}
