/* SPDX-License-Identifier: EUPL-1.2 */
#include "list_bulk.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "q/list.h"
#include "web/access.h"

/* Each looks at what a page of the list looks at: LIST_LOOK_MAX requests, or those of SEARCH_WINDOW documents. */
#define PICK_STEPS 20
#define STEP_ARENA_BYTES ((size_t)16 << 20) /* BULK_MAX rows at most: one or two MB */

static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct bulk_form, csrf) },
    { .name = "vista", .kind = FIELD_HIDDEN, .max = 2000, .label = "Elenco", .offset = FORM_MEMBER(struct bulk_form, list) },
    { .name = "azione", .kind = FIELD_HIDDEN, .max = 40, .label = "Azione", .offset = FORM_MEMBER(struct bulk_form, action) },
    { .name = "tutte", .kind = FIELD_HIDDEN, .max = 1, .label = "Tutte", .offset = FORM_MEMBER(struct bulk_form, all) },
    { .name = "r", .kind = FIELD_MANY, .max = 4000, .label = "Richieste", .offset = FORM_MEMBER(struct bulk_form, ticked) },
    { .name = "nonce", .kind = FIELD_HIDDEN, .max = 60, .label = "nonce", .offset = FORM_MEMBER(struct bulk_form, nonce) },
    { .name = "scelte", .kind = FIELD_HIDDEN, .max = 60000, .label = "Richieste scelte", .offset = FORM_MEMBER(struct bulk_form, picked) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 20, .label = "do", .offset = FORM_MEMBER(struct bulk_form, doing) },
    { .name = "settore", .kind = FIELD_TEXT, .max = 20, .label = "Settore", .offset = FORM_MEMBER(struct bulk_form, settore) },
    { .name = "etichetta", .kind = FIELD_TEXT, .max = 20, .label = "Etichetta", .offset = FORM_MEMBER(struct bulk_form, tag) },
    { .name = "nuova_etichetta", .kind = FIELD_TEXT, .max = 40, .label = "Nuova etichetta", .offset = FORM_MEMBER(struct bulk_form, new_tag) },
    { .name = "altra", .kind = FIELD_TEXT, .max = 40, .label = "Numero della richiesta", .offset = FORM_MEMBER(struct bulk_form, other) },
    { .name = "esito", .kind = FIELD_TEXT, .max = 40, .label = "Esito", .offset = FORM_MEMBER(struct bulk_form, outcome) },
    { .name = "modello", .kind = FIELD_TEXT, .max = 60, .label = "Testo pronto", .offset = FORM_MEMBER(struct bulk_form, template) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Risposta", .offset = FORM_MEMBER(struct bulk_form, text) },
};

const struct view_option *bulk_options(size_t *ret_n)
{
    static const struct view_option options[] = {
        { .value = "assegna", .label = "Assegna a un settore" }, { .value = "etichetta", .label = "Aggiungi un'etichetta" },
        { .value = "togli-etichetta", .label = "Togli un'etichetta" }, { .value = "sollecita", .label = "Sollecita il settore" },
        { .value = "collega", .label = "Collega a una richiesta" }, { .value = "concludi", .label = "Rispondi e concludi" },
    };

    *ret_n = sizeof options / sizeof options[0];
    return options;
}

/* ---- which requests ----------------------------------------------------------------------------- */

/* On the way through a list from its beginning. */
struct picking {
    struct ask ask;
    struct list_pos from; /* of a list */
    int64_t cursor;       /* of a search */
    int64_t most;         /* so many are in the list, as far as that is known; else -1 */
    int64_t found;
    bool more;
};

/* The next of them, at most n: as many as one page looks at. */
static enum rc find_some(struct req *rq, struct arena *a, struct picking *k, size_t n, struct list_page *ret, struct err *err)
{
    struct search_result found;

    if (k->ask.filter.words) {
        TRY(list_search(reader_of(rq), a, &k->ask.filter, k->cursor, n < SEARCH_WINDOW ? n : SEARCH_WINDOW, &found, err));
        *ret = (struct list_page){ .ids = arena_array(a, found.n + 1, int64_t), .n = found.n };
        for (size_t i = 0; i < found.n; i++)
            ret->ids[i] = found.hits[i].ticket_id;
        k->cursor = found.cursor;
        k->more = found.cursor != 0;
        return OK;
    }
    TRY(list_find(reader_of(rq), a, &k->ask.filter, k->ask.order, k->from, false, n, k->most, ret, err));
    k->from = ret->last;
    k->found += (int64_t)ret->n;
    k->more = ret->more && (k->most < 0 || k->found < k->most);
    return OK;
}

static enum rc pick_some(struct req *rq, struct arena *a, struct bulk_ask *b, struct picking *k, struct bulk_pick *picks, struct err *err)
{
    struct columns none = { .n = 0 };
    struct list_drawn *drawn;
    struct list_page p;
    size_t n;

    TRY(find_some(rq, a, k, BULK_MAX - b->new.n, &p, err));
    TRY(list_drawn(rq, reader_of(rq), a, &none, p.ids, p.n, &drawn, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct queue_row q = office_row(rq, &drawn[i].row);
        if (list_tells(rq, &drawn[i], &q, k->ask.filter.words || ask_tells_hidden(&k->ask)))
            picks[b->new.n++] = (struct bulk_pick){ drawn[i].row.id, drawn[i].version };
    }
    return OK;
}

/* Those of the whole list as it is now, in its order. A rare kind in a large store lies far apart: somebody waits for this page, so
 * it ends after PICK_STEPS and says that it did. */
static enum rc pick_all(struct req *rq, struct bulk_ask *b, struct bulk_pick *picks, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(STEP_ARENA_BYTES);
    struct picking k = { .ask = ask_of_query(rq, b->form.list), .most = -1, .more = true };
    struct list_total total;

    if (!k.ask.filter.words) {
        TRY(list_count(reader_of(rq), a, &k.ask.filter, k.ask.order, &total, err));
        k.most = total.over || k.ask.hides_total ? -1 : total.n;
    }
    for (int step = 0; step < PICK_STEPS && k.more && b->new.n < BULK_MAX; step++) {
        arena_reset(a);
        TRY(pick_some(rq, a, b, &k, picks, err));
    }
    b->cut = k.more && b->new.n == BULK_MAX;
    b->unseen = k.more && b->new.n < BULK_MAX;
    return OK;
}

static void pick_one(struct bulk_ask *b, struct bulk_pick *picks, struct sv text)
{
    struct sv id;
    struct bulk_pick p;

    if (b->new.n == BULK_MAX) {
        b->cut = true;
        return;
    }
    if (sv_next(&text, '.', &id) && sv_int(id, 1, INT64_MAX, &p.ticket_id) && sv_int(text, 1, INT64_MAX, &p.version))
        picks[b->new.n++] = p;
}

static enum rc pick(struct req *rq, struct bulk_ask *b, struct err *err)
{
    struct bulk_pick *picks = arena_array(req_arena(rq), BULK_MAX, struct bulk_pick);
    struct sv rest = sv_from(str_empty(b->form.picked) ? b->form.ticked : b->form.picked), one;

    b->new.picks = picks;
    if (str_empty(b->form.picked) && !str_empty(b->form.all))
        return pick_all(rq, b, picks, err);
    while (rest.n && sv_next(&rest, ',', &one))
        pick_one(b, picks, one);
    return OK;
}

/* ---- what is to be done ------------------------------------------------------------------------- */

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

static bool may_read(struct req *rq, const struct ticket *t)
{
    return access_of_row(rq, t->id, t->flags) >= ACCESS_READ;
}

/* A prepared text comes into the field once; what was written there stays. */
static void read_text(struct req *rq, struct bulk_ask *b)
{
    struct q_bulk_template row;

    if (sv_trim(sv_from(b->form.text)).n == 0 && !str_empty(b->form.template) &&
        q_bulk_template(reader_of(rq), req_arena(rq), b->form.template, &row, NULL) == OK)
        b->form.text = row.body;
    b->new.plan.text = b->form.text;
}

static void read_plan(struct req *rq, struct bulk_ask *b)
{
    struct bulk_plan *p = &b->new.plan;
    const struct bulk_form *f = &b->form;
    struct ticket other;

    switch (p->action) {
    case BULK_ASSIGN:
        p->settore_id = id_of(f->settore);
        b->ready = p->settore_id;
        break;
    case BULK_TAG: case BULK_UNTAG: {
        struct q_tag_by_id tag;
        p->tag = f->new_tag;
        p->tag_id = id_of(f->tag);
        if (sv_trim(sv_from(p->tag)).n == 0 && p->tag_id && q_tag_by_id(reader_of(rq), req_arena(rq), p->tag_id, &tag, NULL) == OK)
            p->tag = tag.name;
        b->ready = sv_trim(sv_from(p->tag)).n > 0 && (p->action == BULK_TAG || p->tag_id);
        break;
    }
    case BULK_REMIND: b->ready = true; break;
    case BULK_LINK:
        if (!str_empty(f->other) && ticket_by_code(reader_of(rq), req_arena(rq), f->other, &other, &(struct err){ 0 }) == OK && may_read(rq, &other))
            p->other_id = other.id;
        else if (!str_empty(f->other))
            form_error_add(&b->errors, "altra", "Non c'è nessuna richiesta con questo numero.");
        b->ready = p->other_id;
        break;
    case BULK_CLOSE:
        (void)outcome_parse(f->outcome, &p->outcome);
        read_text(rq, b);
        b->ready = p->outcome != OUTCOME_NONE && sv_trim(sv_from(p->text)).n > 0;
        break;
    }
}

/* ---- doing it ----------------------------------------------------------------------------------- */

static enum rc new_op(struct dbw *w, void *arg, struct err *err)
{
    return bulk_new_op(w, &OF(struct bulk_ask, arg)->new, err);
}

static struct reply started(struct req *rq, void *arg, const struct err *err)
{
    struct bulk_ask *b = arg;

    if (err->rc == E_INPUT) {
        AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
        form_error_add(&b->errors, str_eq(err->field, "tag") ? "nuova_etichetta" : err->field, arena_str(req_arena(rq), err->text));
        return bulk_preview_show(rq, b, 422);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    bulk_go_on(app_of(rq));
    return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/elenco/azioni/%lld", (long long)b->new.id));
}

/* Only what may be worked on by this person goes in; the preview said so. */
static enum rc keep_allowed(struct req *rq, struct bulk_ask *b, struct err *err)
{
    struct bulk_pick *kept = arena_array(req_arena(rq), b->new.n + 1, struct bulk_pick);
    size_t n = 0;

    for (size_t i = 0; i < b->new.n; i++) {
        struct ticket t;
        enum access level;
        TRY(ticket_by_id(reader_of(rq), req_arena(rq), b->new.picks[i].ticket_id, &t, err));
        TRY(access_of(rq, &t, &level, NULL, NULL, err));
        if (level == ACCESS_WORK && !bulk_obstacle(reader_of(rq), req_arena(rq), &b->new.plan, &t))
            kept[n++] = b->new.picks[i];
    }
    b->new.picks = kept;
    b->new.n = n;
    return OK;
}

struct reply post_bulk(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct bulk_ask *b = arena_one(req_arena(rq), struct bulk_ask);
    struct err err = { 0 };

    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &b->form, &b->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!bulk_parse(b->form.action, &b->new.plan.action))
        return reply_status(rq, 404);
    if (pick(rq, b, &err) != OK)
        return reply_err(rq, &err);
    if (str_empty(b->form.nonce))
        b->form.nonce = rnd_token(req_arena(rq), TOKEN_BYTES);
    read_plan(rq, b);
    b->new.nonce = arena_fmt(req_arena(rq), "%lld:%s", (long long)req_identity(rq)->user_id, b->form.nonce);
    b->new.user_id = req_identity(rq)->user_id;
    if (!str_eq(b->form.doing, "esegui") || !b->ready || b->errors.n)
        return bulk_preview_show(rq, b, b->errors.n ? 422 : 200);
    if (keep_allowed(rq, b, &err) != OK)
        return reply_err(rq, &err);
    return reply_after_write(rq, new_op, b, started);
}
