/* SPDX-License-Identifier: EUPL-1.2 */
#include <glib.h>
#include <string.h>
#include <time.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/text.h"
#include "q/dispatch.h"
#include "suggest_current.h"
#include "ticket/type.h"

/* More texts of the past teach little and want memory: of one some 2 kB while it is learnt. */
#define HISTORY_MAX 8000
#define HISTORY_PAGE 500
#define HISTORY_PAGES_MAX 200
#define PAGE_PAUSE_NS 2000000
#define TEXT_KEPT_CHARS 2000
#define SEED_MAX 20000
/* So many texts of its own weigh as much as the whole seed. */
#define SEED_HALF 1000.0f
#define SEED_LEAST 0.1f
/* Once, or twice, may be a mistake, or a favour. */
#define OFFICE_TIMES_MIN 5
#define OWN_FOLDS 5
#define OWN_FOLDS_MIN 400 /* fewer, and the voices of the seed tell better how sure a guess may be */
#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define PAGE_ARENA_BYTES ((size_t)64 * 1024 * 1024)

struct decided {
    int64_t id;
    const char *category, *settore; /* codes; NULL: no category; none but the usual office */
    const char *text;
};

struct history {
    struct arena *a;
    struct decided *list;
    size_t n;
    GHashTable *times; /* label -> how often */
};

static bool told_to_stop(const struct suggest_lesson *l)
{
    return l->stop && __atomic_load_n(l->stop, __ATOMIC_RELAXED);
}

/* These go where their kind goes, whatever they are about. */
static bool kind_decides(const char *type_id_)
{
    enum ticket_type type;

    if (!type_parse(type_id_, &type))
        return true;
    switch (type) {
    case TYPE_REPORT: case TYPE_COMPLAINT: case TYPE_INFO: return false;
    case TYPE_SUGGESTION: case TYPE_PRAISE: case TYPE_ACCESS_DOC: case TYPE_ACCESS_CIVIC: case TYPE_ACCESS_FOIA: case TYPE_MAYOR: case TYPE_ACCESSIBILITY: return true;
    }
    return true;
}

static const char *label_of(struct arena *a, const struct decided *d, bool with_office)
{
    return arena_fmt(a, "%s%s%s", d->category ? d->category : "", with_office && d->settore ? ">" : "", with_office && d->settore ? d->settore : "");
}

static void keep_row(struct history *h, const struct q_suggest_history *row)
{
    bool elsewhere = !kind_decides(row->type) && row->settore_id != row->usual_settore_id;
    struct decided d = { .id = row->id, .category = arena_str(h->a, row->category_code), .settore = elsewhere ? arena_str(h->a, row->settore_code) : NULL };
    const char *label;

    if (!d.category && !d.settore)
        return;
    d.text = arena_fmt(h->a, "%s\n%s", row->subject, text_short(h->a, row->body, TEXT_KEPT_CHARS));
    label = label_of(h->a, &d, true);
    g_hash_table_insert(h->times, (gpointer)(uintptr_t)label, GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(h->times, label)) + 1));
    h->list[h->n++] = d;
}

static enum rc read_history(struct suggest_lesson *l, struct history *h, struct err *err)
{
    struct timespec pause = { 0, PAGE_PAUSE_NS };
    struct q_suggest_newest newest;
    int64_t before;

    TRY(q_suggest_newest(db_reader(l->db), h->a, &newest, err));
    before = newest.id + 1;
    for (int page = 0; page < HISTORY_PAGES_MAX && before > 1 && h->n < HISTORY_MAX; page++) {
        AUTO(ARENA) struct arena *a = arena_new(PAGE_ARENA_BYTES);
        struct q_suggest_history *rows;
        size_t n;
        if (told_to_stop(l))
            FAIL(err, E_AGAIN, "", "told to stop");
        TRY(q_suggest_history(db_reader(l->db), a, before - HISTORY_PAGE, before, &rows, &n, err));
        for (size_t i = 0; i < n && h->n < HISTORY_MAX; i++)
            keep_row(h, &rows[i]);
        before -= HISTORY_PAGE;
        (void)nanosleep(&pause, NULL);
    }
    return OK;
}

static enum rc add_history(const struct history *h, struct examples *ex, struct err *err)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct decided *d = &h->list[i];
        const char *label = label_of(h->a, d, true);
        if (d->settore && GPOINTER_TO_INT(g_hash_table_lookup(h->times, label)) < OFFICE_TIMES_MIN)
            label = label_of(h->a, d, false);
        if (!*label || strlen(label) >= SUGGEST_LABEL_BYTES)
            continue;
        TRY(examples_add(ex, sv_from(label), sv_from(d->text), (uint8_t)(d->id % OWN_FOLDS), 1, err));
    }
    return OK;
}

/* The seed speaks the codes of the body; what the body has no category for stays, so that it is told from the rest. */
static enum rc add_seed(struct suggest_lesson *l, struct arena *a, size_t n_own, struct training *t, struct examples *ex, struct err *err)
{
    const struct model *m = suggest_seed();
    float weight = SEED_HALF / (SEED_HALF + (float)n_own);
    struct sv rest = sv_of(suggest_seed_text, suggest_seed_text_n), label = { 0 };
    struct label_place *places;
    struct seed_line line;

    TRY(suggest_places(db_reader(l->db), a, m, &places, err));
    for (size_t n = 0; n < SEED_MAX && seed_next(&rest, &label, &line); n++) {
        const char *code = LABEL_NONE;
        for (size_t k = 0; k < m->n_labels; k++)
            if (sv_eq(sv_from(m->labels[k]), line.label) && places[k].category)
                code = places[k].category->code;
        uint8_t fold = seed_fold(line.voice);
        TRY(examples_add(ex, sv_from(code), line.text, fold, weight > SEED_LEAST ? weight : SEED_LEAST, err));
        if (n_own < OWN_FOLDS_MIN && line.voice != SEED_WORDS && !memchr(t->folds, fold, t->n_folds) && t->n_folds < sizeof t->folds)
            t->folds[t->n_folds++] = fold;
    }
    return OK;
}

static enum rc learn(struct suggest_lesson *l, struct history *h, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct examples ex;
    struct training t = { .examples = &ex, .now_at = l->now_at, .n_own = (int64_t)h->n, .stop = l->stop };
    struct sv bytes;

    examples_init(&ex, a, HISTORY_MAX + SEED_MAX);
    for (uint8_t i = 0; i < OWN_FOLDS && h->n >= OWN_FOLDS_MIN; i++)
        t.folds[t.n_folds++] = i;
    TRY(add_history(h, &ex, err));
    TRY(add_seed(l, a, h->n, &t, &ex, err));
    TRY(suggest_train(&t, a, &bytes, err));
    l->held_back_first = (double)t.held_back_first;
    return file_write_durable(suggest_path(a, l->data_dir), bytes.p, bytes.n, 0600, err);
}

enum rc suggest_learn(struct suggest_lesson *l, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    AUTO(GHASH) GHashTable *times = g_hash_table_new(g_str_hash, g_str_equal);
    struct history h = { .a = a, .list = arena_array(a, HISTORY_MAX, struct decided), .times = times };

    TRY(read_history(l, &h, err));
    l->n_own = (int64_t)h.n;
    if (h.n < SUGGEST_HISTORY_MIN)
        FAIL(err, E_NOTFOUND, "", "%zu decided requests are too few to learn from", h.n);
    TRY(learn(l, &h, err));
    suggest_open(l->data_dir);
    return OK;
}
