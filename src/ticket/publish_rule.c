/* SPDX-License-Identifier: EUPL-1.2 */
/* What may be published, and how precisely. */
#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "ticket/ente.h"
#include "ticket/publish.h"

/* Read at each page of everybody's: without a copy. */
static const char *value_of(struct dbr *r, const char *key)
{
    const struct q_ente_all *rows;
    size_t n;

    if (q_ente_all(r, &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (str_eq(rows[i].key, key))
                return rows[i].value;
    return "";
}

bool publish_is_on(struct dbr *r)
{
    return str_eq(value_of(r, "public_reports"), "1");
}

/* ---- how precisely ------------------------------------------------------------------------------- */

static const char *const precisions[] = { [PUBLISH_AREA] = "area", [PUBLISH_STREET] = "street", [PUBLISH_EXACT] = "exact" };

const char *publish_precision_id(enum publish_precision p)
{
    return precisions[p];
}

bool publish_precision_parse(const char *id, enum publish_precision *ret)
{
    for (size_t i = 0; i < sizeof precisions / sizeof precisions[0]; i++)
        if (str_eq(precisions[i], id)) {
            *ret = (enum publish_precision)i;
            return true;
        }
    return false;
}

enum publish_precision publish_precision_of(struct dbr *r)
{
    enum publish_precision p = PUBLISH_STREET;

    (void)publish_precision_parse(value_of(r, "public_place"), &p);
    return p;
}

static bool tells_number(struct sv word)
{
    static const char *const signs[] = { "n", "n.", "nr", "nr.", "num.", "numero", "civico", "civ.", "snc", "int.", "interno", "scala", "piano" };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (sv_eq_nocase(word, sv_from(signs[i])))
            return true;
    return word.n > 0 && g_ascii_isdigit(word.p[0]);
}

/* "Via 4 Novembre": a number with a name behind it, right after the kind of street, is no door. */
static bool is_of_name(size_t i, struct sv rest)
{
    struct sv next = sv_trim(rest);

    return i == 1 && next.n > 2 && !g_ascii_isdigit(next.p[0]) && !g_ascii_ispunct(next.p[0]);
}

const char *publish_place(struct arena *a, const char *place, enum publish_precision p)
{
    struct sv rest = sv_trim(sv_from(place)), word;
    size_t keep = 0;

    if (p == PUBLISH_AREA)
        return "";
    if (p == PUBLISH_EXACT)
        return text_short(a, place, PUBLISH_PLACE_MAX);
    rest.n = strcspn(rest.p ? rest.p : "", ",;(\n") < rest.n ? strcspn(rest.p, ",;(\n") : rest.n;
    const char *begin = rest.p;
    for (size_t i = 0; sv_next(&rest, ' ', &word); i++) {
        if (i > 0 && tells_number(word) && !is_of_name(i, rest))
            break;
        keep = (size_t)(word.p + word.n - begin);
    }
    return text_short(a, arena_sv(a, sv_trim(sv_of(begin, keep))), PUBLISH_PLACE_MAX);
}

/* The middle of a square of a thousandth of a degree. */
static int64_t coarse(int64_t v)
{
    return v / 1000 * 1000 + (v < 0 ? -500 : 500);
}

struct point publish_point(struct point at, enum publish_precision p)
{
    if (!point_is_set(at) || p == PUBLISH_AREA)
        return (struct point){ 0 };
    return p == PUBLISH_EXACT ? at : (struct point){ coarse(at.lat), coarse(at.lon) };
}

/* ---- what may be --------------------------------------------------------------------------------- */

static bool in_charge(enum state s)
{
    switch (s) {
    case STATE_TAKEN: case STATE_ASSIGNED: case STATE_IN_PROGRESS: case STATE_WAITING_CITIZEN: case STATE_SUSPENDED: case STATE_ANSWERED: case STATE_CLOSED:
    case STATE_REOPENED:
        return true;
    case STATE_RECEIVED: case STATE_REGISTERED: case STATE_ARCHIVED: case STATE_TRANSFERRED:
        return false;
    }
    assume(!"state out of range");
}

const char *publish_bar(const struct publish_case *c)
{
    if (!c->is_on)
        return "L'ente non pubblica le segnalazioni: si decide nelle impostazioni.";
    if (c->type != TYPE_REPORT)
        return "Si pubblicano soltanto le segnalazioni.";
    if (c->flags & TICKET_CONFIDENTIAL)
        return "La richiesta è riservata: non si pubblica mai.";
    if (c->flags & TICKET_NOT_PUBLIC)
        return "Chi l'ha scritta non vuole che sia pubblica.";
    if (!c->category_public)
        return "Le segnalazioni di questo argomento non si pubblicano.";
    if (c->state == STATE_RECEIVED || c->state == STATE_REGISTERED)
        return "Si pubblica soltanto dopo la presa in carico.";
    if (!in_charge(c->state))
        return "È stata archiviata o passata a un altro ente: non si pubblica.";
    return NULL;
}

enum rc publish_bar_of(struct dbr *r, const struct ticket *t, const char **ret, struct err *err)
{
    struct publish_case c = { .is_on = publish_is_on(r), .type = t->type, .state = t->state, .outcome = t->outcome, .flags = t->flags };
    struct category cat;

    if (t->category_id) {
        TRY(category_by_id(r, t->category_id, &cat, err));
        c.category_public = cat.public;
    }
    *ret = publish_bar(&c);
    return OK;
}

enum publish_phase publish_phase(const struct ticket *t)
{
    return t->open ? PHASE_WORKED : t->outcome == OUTCOME_SOLVED ? PHASE_SOLVED : PHASE_ENDED;
}
