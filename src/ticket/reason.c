/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/reason.h"

#include "base/err.h"
#include "base/sv.h"

static const struct reason_row {
    const char *id;
    enum clock_kind kind;
    const char *label, *law;
} rows[CLOCK_REASONS] = {
    [REASON_PRESENTED] = { "presentazione", CLOCK_START, "Presentazione della richiesta", "L. 241/1990, art. 18-bis" },
    [REASON_REOPENED] = { "riapertura", CLOCK_START, "Riapertura", "" },
    [REASON_CLARIFICATION] = { "chiarimenti", CLOCK_SUSPEND, "Chiarimenti chiesti al cittadino", "" },
    [REASON_INCOMPLETE] = { "richiesta_incompleta", CLOCK_SUSPEND, "Richiesta irregolare o incompleta",
                            "DPR 184/2006, art. 6 c. 5" },
    [REASON_IDENTITY] = { "identita_mancante", CLOCK_SUSPEND, "Chi presenta la richiesta non è identificato",
                          "Circolare FOIA 2/2017, par. 3.2" },
    [REASON_THIRD_PARTIES] = { "controinteressati", CLOCK_SUSPEND, "Comunicazione ai controinteressati",
                               "D.lgs. 33/2013, art. 5 c. 5" },
    [REASON_CERTIFICATES] = { "acquisizione_documenti", CLOCK_SUSPEND,
                              "Informazioni o certificati non in possesso della pubblica amministrazione",
                              "L. 241/1990, art. 2 c. 7" },
    [REASON_DENIAL_NOTICE] = { "preavviso_rigetto", CLOCK_SUSPEND, "Preavviso di rigetto", "L. 241/1990, art. 10-bis" },
    [REASON_GARANTE] = { "parere_garante", CLOCK_SUSPEND, "Parere chiesto al Garante privacy", "D.lgs. 33/2013, art. 5 c. 7" },
    [REASON_WORKS] = { "lavori_programmati", CLOCK_SUSPEND, "Lavori programmati", "" },
    [REASON_CLARIFIED] = { "chiarimenti_dati", CLOCK_RESUME, "Chiarimenti ricevuti", "" },
    [REASON_OPPOSITION] = { "opposizione", CLOCK_RESUME, "Risposta del controinteressato", "D.lgs. 33/2013, art. 5 c. 5" },
    [REASON_OBSERVATIONS] = { "osservazioni", CLOCK_RESUME, "Osservazioni sul preavviso di rigetto", "L. 241/1990, art. 10-bis" },
    [REASON_ENDED] = { "causa_cessata", CLOCK_RESUME, "La causa della sospensione è finita", "" },
    [REASON_TIME_OVER] = { "durata_massima", CLOCK_RESUME, "La sospensione ha raggiunto la durata massima", "" },
    [REASON_UNDONE] = { "annullamento", CLOCK_RESUME, "La risposta è stata annullata", "" },
    [REASON_REGULARISED] = { "regolarizzazione", CLOCK_RESTART, "Richiesta completata o corretta", "DPR 184/2006, art. 6 c. 5" },
    [REASON_IDENTIFIED] = { "identificazione", CLOCK_RESTART, "Chi presenta la richiesta è stato identificato",
                            "Circolare FOIA 2/2017, par. 3.2" },
    [REASON_ANSWERED] = { "risposta", CLOCK_STOP, "Risposta", "" },
    [REASON_ARCHIVED] = { "archiviazione", CLOCK_STOP, "Archiviazione", "" },
    [REASON_TRANSFERRED] = { "trasferimento", CLOCK_STOP, "Trasferimento ad altro ente", "Circolare FOIA 2/2017, par. 4.1" },
    [REASON_SILENCE] = { "silenzio", CLOCK_STOP, "Silenzio-rigetto", "L. 241/1990, art. 25 c. 4" },
    [REASON_DELIVERED] = { "consegna", CLOCK_STOP, "Risposta consegnata per PEC", "D.lgs. 33/2013, art. 5 c. 6" },
};

static const char *const kind_ids[] = {
    [CLOCK_START] = "start",     [CLOCK_SUSPEND] = "suspend", [CLOCK_RESUME] = "resume",
    [CLOCK_RESTART] = "restart", [CLOCK_STOP] = "stop",
};

static const struct state_row {
    const char *id, *label;
} state_rows[] = {
    [CLOCK_RUNNING] = { "running", "Il termine corre" },
    [CLOCK_SUSPENDED] = { "suspended", "Termine sospeso" },
    [CLOCK_STOPPED] = { "stopped", "Termine concluso" },
};

#define COUNT(a_) (sizeof(a_) / sizeof((a_)[0]))

const char *clock_kind_id(enum clock_kind k)
{
    assume((unsigned)k < COUNT(kind_ids));
    return kind_ids[k];
}

bool clock_kind_parse(const char *id, enum clock_kind *ret)
{
    for (unsigned i = 0; id && i < COUNT(kind_ids); i++)
        if (str_eq(kind_ids[i], id)) {
            *ret = (enum clock_kind)i;
            return true;
        }
    return false;
}

const char *clock_state_id(enum clock_state s)
{
    assume((unsigned)s < COUNT(state_rows));
    return state_rows[s].id;
}

const char *clock_state_label(enum clock_state s)
{
    assume((unsigned)s < COUNT(state_rows));
    return state_rows[s].label;
}

bool clock_state_parse(const char *id, enum clock_state *ret)
{
    for (unsigned i = 0; id && i < COUNT(state_rows); i++)
        if (str_eq(state_rows[i].id, id)) {
            *ret = (enum clock_state)i;
            return true;
        }
    return false;
}

static const struct reason_row *row(enum clock_reason r)
{
    assume((unsigned)r < CLOCK_REASONS);
    return &rows[r];
}

enum clock_kind reason_kind(enum clock_reason r)
{
    return row(r)->kind;
}

const char *reason_id(enum clock_reason r)
{
    return row(r)->id;
}

const char *reason_label(enum clock_reason r)
{
    return row(r)->label;
}

const char *reason_law(enum clock_reason r)
{
    return row(r)->law;
}

bool reason_parse(const char *id, enum clock_reason *ret)
{
    for (unsigned i = 0; id && i < CLOCK_REASONS; i++)
        if (str_eq(rows[i].id, id)) {
            *ret = (enum clock_reason)i;
            return true;
        }
    return false;
}
