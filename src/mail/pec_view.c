/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/pec_view.h"

#include "base/auto.h"
#include "mail/daticert.h"
#include "mail/pec.h"
#include "mail/signature.h"
#include "mail/worker.h"
#include "q/pec.h"

static const char *what_of(struct arena *a, const char *tipo, const char *effect, const char *recipient)
{
    enum pec_effect e;

    if (!pec_effect_parse(effect, &e))
        return pec_tipo_of(sv_from(tipo)) == PEC_ERRORE ? "Busta di anomalia: posta ordinaria arrivata alla PEC" : "Busta di trasporto";
    if (e == PEC_NOTHING)
        return arena_fmt(a, "%s (%s)", pec_effect_words(e), tipo);
    return e == PEC_DELIVERED && *recipient ? arena_fmt(a, "%s a %s", pec_effect_words(e), recipient) : pec_effect_words(e);
}

static const char *signature_words(const char *id)
{
    enum signature_state s = SIGNATURE_NOT_CHECKED;

    (void)signature_state_parse(id, &s);
    return signature_state_words(s);
}

#define SEEN(row_, outbox_id_)                                                                                               \
    (struct pec_seen){ .journal_id = (row_).journal_id, .outbox_id = (outbox_id_), .by = (row_).gestore,                     \
                       .what = what_of(a, (row_).tipo, (row_).effect, (row_).recipient),                                    \
                       .at = (row_).data_at ? (row_).data_at : (row_).received_at, .words = (row_).words, .note = (row_).note, \
                       .signature = signature_words((row_).signature), .has_statement = *(row_).gestore != '\0' }

enum rc pec_seen_in(struct dbr *r, struct arena *a, int64_t journal_id, struct pec_seen *ret, struct err *err)
{
    struct q_pec_mail_row row;

    TRY(q_pec_mail_row(r, a, journal_id, &row, err));
    *ret = SEEN(row, row.outbox_id);
    return OK;
}

enum rc pec_seen_about(struct dbr *r, struct arena *a, int64_t outbox_id, struct pec_seen **ret, size_t *ret_n, struct err *err)
{
    struct q_pec_receipts *rows;
    struct pec_seen *list;
    size_t n;

    TRY(q_pec_receipts(r, a, outbox_id, &rows, &n, err));
    list = arena_array(a, n, struct pec_seen);
    for (size_t i = 0; i < n; i++)
        list[i] = SEEN(rows[i], outbox_id);
    *ret = list;
    *ret_n = n;
    return OK;
}

enum pec_fate pec_fate_from(const char *way, const char *effect)
{
    enum pec_fate without = str_eq(way, "pec") ? PEC_FATE_SENT : str_eq(way, "pec-by-mail") ? PEC_FATE_BY_MAIL : PEC_FATE_NONE;
    enum pec_effect e;

    if (!pec_effect_parse(effect, &e))
        return without;
    switch (e) {
    case PEC_ACCEPTED: return PEC_FATE_ACCEPTED;
    case PEC_DELAYED: return PEC_FATE_DELAYED;
    case PEC_DELIVERED: return PEC_FATE_DELIVERED;
    case PEC_NOTHING: case PEC_FAILED: break;
    }
    return without;
}

enum rc pec_fate_of(struct dbr *r, struct arena *a, int64_t outbox_id, enum pec_fate *ret, struct err *err)
{
    struct q_pec_fate row;

    TRY(q_pec_fate(r, a, outbox_id, &row, err));
    *ret = pec_fate_from(row.way, row.effect);
    return OK;
}

static void auto_WORKER(struct worker **w)
{
    worker_free(*w);
}

enum rc pec_daticert(struct arena *a, const char *path, struct sv *ret, struct err *err)
{
    AUTO(WORKER) struct worker *w = worker_new(PARSE_TIMEOUT_MS);
    AUTO(FD) int parts = -1;
    struct mime_mail m;

    TRY(worker_parse(w, a, path, &m, &parts, err));
    for (size_t i = 0; i < m.n_files; i++)
        if (sv_eq_nocase(sv_trim(sv_from(m.files[i].declared)), SV("daticert.xml")))
            return mime_file_read(parts, &m.files[i], DATICERT_BYTES_MAX, a, ret, err);
    FAIL(err, E_NOTFOUND, "", "Questo messaggio non contiene dati di certificazione.");
}
