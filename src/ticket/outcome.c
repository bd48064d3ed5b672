/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/outcome.h"

#include "base/err.h"
#include "base/sv.h"

#define BIT(t_) (1U << (t_))
#define ACCESS (BIT(TYPE_ACCESS_DOC) | BIT(TYPE_ACCESS_CIVIC) | BIT(TYPE_ACCESS_FOIA))
#define ALL (BIT(TICKET_TYPES) - 1U)

static const struct outcome_row {
    const char *id, *label;
    unsigned types;
    bool refusal;
} rows[OUTCOMES] = {
    [OUTCOME_NONE] = { NULL, "", 0, false },
    [OUTCOME_GRANTED] = { "granted", "Accolta", ALL, false },
    [OUTCOME_PARTIAL] = { "partial", "Accolta in parte", ALL, true },
    [OUTCOME_DENIED] = { "denied", "Respinta", ALL, true },
    /* Deferral is for a harm that passes: documents only (L. 241/1990 art. 24 c. 4; d.lgs. 33/2013 art. 5-bis c. 5). What
     * must be published by law cannot be put off. */
    [OUTCOME_DEFERRED] = { "deferred", "Rinviata", BIT(TYPE_ACCESS_DOC) | BIT(TYPE_ACCESS_FOIA), true },
    [OUTCOME_INADMISSIBLE] = { "inadmissible", "Non ammissibile", ALL, true },
    [OUTCOME_SOLVED] = { "solved", "Risolta", ALL & ~ACCESS, false },
    [OUTCOME_PLANNED] = { "planned", "Intervento programmato", ALL & ~ACCESS, false },
    [OUTCOME_NOT_COMPETENT] = { "not_competent", "Non di competenza dell'ente", ALL, false },
    [OUTCOME_UNFOUNDED] = { "unfounded", "Verificata, nessun intervento necessario", ALL & ~ACCESS, false },
    [OUTCOME_DUPLICATE] = { "duplicate", "Già segnalata", ALL, false },
    [OUTCOME_WITHDRAWN] = { "withdrawn", "Ritirata da chi l'ha presentata", ALL, false },
    [OUTCOME_SILENT_REFUSAL] = { "silent_refusal", "Respinta per silenzio (art. 25 L. 241/1990)", 0, true },
};

static const struct outcome_row *row(enum outcome o)
{
    assume((unsigned)o < OUTCOMES);
    return &rows[o];
}

const char *outcome_id(enum outcome o)
{
    return row(o)->id;
}

const char *outcome_label(enum outcome o)
{
    return row(o)->label;
}

bool outcome_parse(const char *id, enum outcome *ret)
{
    if (str_empty(id)) {
        *ret = OUTCOME_NONE;
        return true;
    }
    for (unsigned i = OUTCOME_NONE + 1; i < OUTCOMES; i++)
        if (str_eq(rows[i].id, id)) {
            *ret = (enum outcome)i;
            return true;
        }
    return false;
}

bool outcome_fits(enum outcome o, enum ticket_type t)
{
    return (row(o)->types & BIT(t)) != 0;
}

bool outcome_is_refusal(enum outcome o)
{
    return row(o)->refusal;
}
