/* SPDX-License-Identifier: EUPL-1.2 */
/* Ways, documents and papers: their codes in the record, and their words. */
#include "base/arena.h"
#include "base/sv.h"
#include "base/tr.h"
#include "ticket/identity.h"

static const struct {
    const char *id, *label, *law;
    bool proves;
} ways[IDENTITY_WAYS] = {
    [IDENTITY_UNKNOWN] = { "", N_("non accertata"), "", false },
    [IDENTITY_OIDC] = { "oidc", N_("SPID o CIE"), "CAD, art. 65, c. 1, lett. b", true },
    [IDENTITY_PROXY] = { "proxy", N_("accesso del portale dell'ente"), "CAD, art. 65, c. 1, lett. b", true },
    [IDENTITY_SIGNED] = { "digital_sig", N_("firma digitale"), "CAD, art. 65, c. 1, lett. a", false },
    [IDENTITY_COPY] = { "id_copy", N_("modulo firmato, con la copia del documento"), "CAD, art. 65, c. 1, lett. c; DPR 445/2000, art. 38, c. 3", false },
    [IDENTITY_PEC] = { "pec", N_("PEC"), "CAD, art. 65, c. 1, lett. c-bis", false },
    [IDENTITY_PERSON] = { "in_person", N_("di persona allo sportello"), "DPR 445/2000, art. 38, c. 3", true },
};

const char *identity_way_id(enum identity_way w)
{
    assume((unsigned)w < IDENTITY_WAYS);
    return ways[w].id;
}

bool identity_way_parse(const char *id, enum identity_way *ret)
{
    for (int i = IDENTITY_OIDC; i < IDENTITY_WAYS; i++)
        if (str_eq(ways[i].id, id)) {
            *ret = (enum identity_way)i;
            return true;
        }
    return false;
}

const char *identity_way_label(enum identity_way w)
{
    assume((unsigned)w < IDENTITY_WAYS);
    return ways[w].label;
}

const char *identity_way_law(enum identity_way w)
{
    assume((unsigned)w < IDENTITY_WAYS);
    return ways[w].law;
}

bool identity_way_proves(enum identity_way w)
{
    assume((unsigned)w < IDENTITY_WAYS);
    return ways[w].proves;
}

static const struct {
    const char *id, *label;
} documents[DOCUMENTS] = {
    [DOCUMENT_NONE] = { "", "" },
    [DOCUMENT_CARD] = { "carta", N_("carta d'identità") },
    [DOCUMENT_PASSPORT] = { "passaporto", N_("passaporto") },
    [DOCUMENT_LICENCE] = { "patente", N_("patente di guida") },
    [DOCUMENT_PERMIT] = { "permesso", N_("permesso di soggiorno") },
    [DOCUMENT_OTHER] = { "altro", N_("altro documento di riconoscimento") },
    [DOCUMENT_KNOWN] = { "conosciuto", N_("persona conosciuta da chi era allo sportello") },
};

const char *identity_document_id(enum identity_document d)
{
    assume((unsigned)d < DOCUMENTS);
    return documents[d].id;
}

bool identity_document_parse(const char *id, enum identity_document *ret)
{
    for (int i = DOCUMENT_CARD; i < DOCUMENTS; i++)
        if (str_eq(documents[i].id, id)) {
            *ret = (enum identity_document)i;
            return true;
        }
    return false;
}

const char *identity_document_label(enum identity_document d)
{
    assume((unsigned)d < DOCUMENTS);
    return documents[d].label;
}

const char *identity_words(struct arena *a, enum identity_way w, enum identity_document d)
{
    return d == DOCUMENT_NONE ? tr(identity_way_label(w)) : arena_fmt(a, "%s: %s", tr(identity_way_label(w)), tr(identity_document_label(d)));
}

static const char *const papers[] = { [PAPER_NONE] = "", [PAPER_FORM] = "form", [PAPER_SIGNED] = "signed", [PAPER_DOCUMENT] = "document" };

const char *identity_paper_id(enum identity_paper p)
{
    return papers[p];
}

enum identity_paper identity_paper_parse(const char *id)
{
    for (int i = PAPER_FORM; i <= PAPER_DOCUMENT; i++)
        if (str_eq(papers[i], id))
            return (enum identity_paper)i;
    return PAPER_NONE;
}

/* A digital signature names its author: no copy is needed beside it (CAD art. 65 c. 1 a). */
enum identity_way identity_of_papers(const enum identity_paper *list, size_t n)
{
    bool has[PAPER_DOCUMENT + 1] = { false };

    for (size_t i = 0; i < n; i++)
        has[list[i]] = true;
    if (has[PAPER_SIGNED])
        return IDENTITY_SIGNED;
    return has[PAPER_FORM] && has[PAPER_DOCUMENT] ? IDENTITY_COPY : IDENTITY_UNKNOWN;
}

static const char *const asks[] = { [IDENTITY_NOT_ASKED] = "no", [IDENTITY_OFFERED] = "offer", [IDENTITY_WANTED] = "want" };

const char *identity_ask_id(enum identity_ask k)
{
    return asks[k];
}

bool identity_ask_parse(const char *id, enum identity_ask *ret)
{
    for (int i = 0; i <= IDENTITY_WANTED; i++)
        if (str_eq(asks[i], id)) {
            *ret = (enum identity_ask)i;
            return true;
        }
    return false;
}

const char *identity_copy_most_words(struct arena *a)
{
    return arena_fmt(a, tr_n("In ogni caso la cancelliamo al più tardi %d giorno dopo che ci è arrivata, anche se la richiesta è ancora aperta.",
                             "In ogni caso la cancelliamo al più tardi %d giorni dopo che ci è arrivata, anche se la richiesta è ancora aperta.", IDENTITY_COPY_DAYS_MOST),
                     IDENTITY_COPY_DAYS_MOST);
}
