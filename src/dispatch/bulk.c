/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/bulk.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "bulk_steps.h"
#include "dispatch/work.h"
#include "q/bulk.h"
#include "q/dossier.h"
#include "ticket/ente.h"
#include "ticket/tag.h"
#include "ticket/template.h"

/* A minute to change one's mind once the last of them is done, at the slowest pace that is likely. */
#define UNDO_S 60
#define ROWS_PER_S 20
/* Once it is to be taken back, its mails wait for that, however busy the store is; a row that cannot go back lets go of its own. */
#define BACK_S 3600

static const char *const names[BULK_ACTIONS] = {
    [BULK_ASSIGN] = "assegna", [BULK_TAG] = "etichetta", [BULK_UNTAG] = "togli-etichetta", [BULK_REMIND] = "sollecita", [BULK_LINK] = "collega",
    [BULK_CLOSE] = "concludi",
};

const char *bulk_name(enum bulk_action a)
{
    assume((unsigned)a < BULK_ACTIONS);
    return names[a];
}

bool bulk_parse(const char *name, enum bulk_action *ret)
{
    for (int i = 0; i < BULK_ACTIONS; i++)
        if (str_eq(names[i], name)) {
            *ret = (enum bulk_action)i;
            return true;
        }
    return false;
}

/* ---- what is in the way ------------------------------------------------------------------------- */

static bool possible(const struct ticket *t, enum work_action a)
{
    return work_possible(t, ACTOR_URP) & 1u << a;
}

static const char *remind_obstacle(struct dbr *r, const struct ticket *t)
{
    struct settore office;

    if (!t->open)
        return "È già conclusa.";
    if (!t->settore_id)
        return "Non è assegnata a nessun settore.";
    if (t->clock == CLOCK_SUSPENDED)
        return "I tempi sono sospesi: il settore non può procedere.";
    if (settore_by_id(r, t->settore_id, &office, NULL) == OK && str_eq(office.role, "urp"))
        return "È all'URP: non c'è nessuno da sollecitare.";
    return t->reminded_at > clock_now_at() - 86400 ? "Il settore è stato sollecitato nelle ultime 24 ore." : NULL;
}

static bool has_tag(struct dbr *r, struct arena *a, const struct ticket *t, int64_t tag_id)
{
    struct q_bulk_tag row;

    return tag_id && q_bulk_tag(r, a, tag_id, t->id, &row, NULL) == OK && row.n;
}

static bool is_linked(struct dbr *r, struct arena *a, const struct ticket *t, int64_t other_id)
{
    struct q_link_between row;

    return other_id && q_link_between(r, a, t->id, other_id, &row, NULL) == OK && row.n;
}

const char *bulk_obstacle(struct dbr *r, struct arena *a, const struct bulk_plan *p, const struct ticket *t)
{
    switch (p->action) {
    case BULK_ASSIGN:
        if (!possible(t, WORK_ASSIGN))
            return arena_fmt(a, "È nello stato «%s»: non si assegna.", state_label(t->state));
        return p->settore_id && t->settore_id == p->settore_id && t->state != STATE_REOPENED ? "È già di questo settore." : NULL;
    case BULK_TAG: return has_tag(r, a, t, p->tag_id) ? "Ha già questa etichetta." : NULL;
    case BULK_UNTAG: return p->tag_id && !has_tag(r, a, t, p->tag_id) ? "Non ha questa etichetta." : NULL;
    case BULK_REMIND: return remind_obstacle(r, t);
    case BULK_LINK:
        if (p->other_id == t->id)
            return "È la richiesta stessa.";
        return is_linked(r, a, t, p->other_id) ? "È già collegata." : NULL;
    case BULK_CLOSE:
        if (!t->open)
            return "È già conclusa, o ha già la risposta.";
        return p->outcome != OUTCOME_NONE && !outcome_fits(p->outcome, t->type)
                   ? arena_fmt(a, "L'esito «%s» non vale per il tipo «%s».", outcome_label(p->outcome), type_info(t->type)->name) : NULL;
    }
    assume(!"bulk action out of range");
}

/* ---- a new one ---------------------------------------------------------------------------------- */

/* It is sent to many: no sentence may have a hole for some of them. */
static enum rc text_fits(const char *text, struct err *err)
{
    struct err e = { 0 };

    if (template_check(text, &e) != OK)
        FAIL(err, E_INPUT, "testo", "%s", e.text);
    return OK;
}

static enum rc check_plan(struct dbw *w, struct bulk_plan *p, struct err *err)
{
    struct settore office;

    switch (p->action) {
    case BULK_ASSIGN:
        if (settore_by_id(dbw_reader(w), p->settore_id, &office, err) != OK || !office.active)
            FAIL(err, E_INPUT, "settore", "Scegli il settore.");
        return OK;
    case BULK_TAG: return tag_named(w, p->tag, &p->tag_id, err);
    case BULK_UNTAG:
        if (!p->tag_id)
            FAIL(err, E_INPUT, "etichetta", "Scegli l'etichetta.");
        return OK;
    case BULK_REMIND: return OK;
    case BULK_LINK:
        if (!p->other_id)
            FAIL(err, E_INPUT, "altra", "Scrivi il numero della richiesta a cui collegarle.");
        return OK;
    case BULK_CLOSE:
        if (sv_trim(sv_from(p->text)).n == 0)
            FAIL(err, E_INPUT, "testo", "Scrivi la risposta per i cittadini.");
        if (p->outcome == OUTCOME_NONE)
            FAIL(err, E_INPUT, "esito", "Scegli l'esito.");
        return text_fits(p->text, err);
    }
    assume(!"bulk action out of range");
}

enum rc bulk_new_op(struct dbw *w, void *arg, struct err *err)
{
    struct bulk_new *b = arg;
    struct bulk_plan p = b->plan;
    struct q_bulk_by_nonce known;
    int64_t now_at = clock_now_at();

    if (q_bulk_by_nonce(dbw_reader(w), dbw_arena(w), b->nonce, &known, err) == OK) {
        b->id = known.id;
        return known.user_id == b->user_id ? OK : err_set(err, E_DENIED, ERR_WHERE, NULL, "a nonce of somebody else");
    }
    if (!b->n || b->n > BULK_MAX)
        FAIL(err, E_INPUT, "r", "Scegli da 1 a %d richieste.", BULK_MAX);
    TRY(check_plan(w, &p, err));
    TRY(q_bulk_add(w, b->nonce, b->user_id, bulk_name(p.action), p.settore_id, p.tag_id, p.other_id, p.outcome == OUTCOME_NONE ? "" : outcome_id(p.outcome),
                   p.text ? p.text : "", now_at, now_at + UNDO_S + (int64_t)b->n / ROWS_PER_S, &b->id, err));
    for (size_t i = 0; i < b->n; i++)
        TRY(q_bulk_row_add(w, b->id, b->picks[i].ticket_id, b->picks[i].version, err));
    return OK;
}

enum rc bulk_undo_op(struct dbw *w, void *arg, struct err *err)
{
    const struct bulk_undo *u = arg;
    struct q_bulk_of b;
    int64_t now_at = clock_now_at(), changes;

    TRY(q_bulk_of(dbw_reader(w), dbw_arena(w), u->id, &b, err));
    if (b.user_id != u->user_id)
        FAIL(err, E_DENIED, "", "a bulk action of somebody else");
    if (b.undone_at)
        FAIL(err, E_CONFLICT, "", "L'hai già annullata: non serve farlo di nuovo.");
    if (now_at >= b.undo_until_at)
        FAIL(err, E_CONFLICT, "", "È passato troppo tempo: ormai non si può più annullare tutto insieme.");
    TRY(q_bulk_hold_all(w, now_at + BACK_S, u->id, err));
    return q_bulk_undone(w, now_at, u->id, &changes, err);
}
