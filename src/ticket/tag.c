/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/tag.h"

#include <glib.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/list.h"

#define TAG_MAX_CHARS 40 /* beside the subject, on a telephone */

enum rc tag_named(struct dbw *w, const char *name, int64_t *ret_id, struct err *err)
{
    struct sv word = sv_trim(sv_from(name));
    const char *clean = arena_sv(dbw_arena(w), word), *folded = text_fold(dbw_arena(w), clean);
    struct q_tag_by_folded row;
    enum rc rc;

    if (!word.n || !*folded)
        FAIL(err, E_INPUT, "tag", "Scrivi l'etichetta.");
    if (g_utf8_strlen(clean, -1) > TAG_MAX_CHARS)
        FAIL(err, E_INPUT, "tag", "Usa un'etichetta più corta: al massimo %d caratteri.", TAG_MAX_CHARS);
    rc = q_tag_by_folded(dbw_reader(w), dbw_arena(w), folded, &row, err);
    if (rc == E_NOTFOUND)
        return q_tag_add(w, clean, folded, clock_now_at(), ret_id, err);
    TRY(rc);
    *ret_id = row.id;
    return OK;
}

enum rc tag_put(struct dbw *w, struct ticket *t, struct actor who, int64_t tag_id, bool on, struct err *err)
{
    int64_t changes;

    if (on)
        TRY(q_ticket_tag_put(w, tag_id, t->id, &changes, err));
    else
        TRY(q_ticket_tag_drop(w, tag_id, t->id, &changes, err));
    if (!changes)
        return OK;
    return ticket_event(w, t, on ? EVENT_ETICHETTATA : EVENT_ETICHETTA_TOLTA, who, json_pack("{s:I}", "tag", (json_int_t)tag_id), NULL, err);
}
