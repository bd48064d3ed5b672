/* SPDX-License-Identifier: EUPL-1.2 */
/* How good a model is, on texts whose category somebody decided. The file names its own labels: a label of the model counts as
 * the label of the file with its code, or the code of its group ("strade-buche" for "strade"), or "altro". A line
 * {"map": {"uffici": "altro", ...}} says otherwise. */
#include "dispatch/suggest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/auto.h"
#include "suggest_current.h"

#define FILE_LABELS_MAX 250
#define BINS 10
#define REST "altro"
#define NO_CLASS SIZE_MAX
#define TEXT_ARENA_BYTES ((size_t)8 * 1024 * 1024)
#define CONFUSIONS_MAX 20

struct tally {
    const char *label;
    size_t support, named, right, third; /* third: within the first three */
};

struct bin {
    size_t n, right;
    double said;
};

struct sheet {
    struct arena *a;
    const struct model *m;
    json_t *map; /* of the file; may be NULL */
    struct tally classes[FILE_LABELS_MAX];
    size_t n_classes, n, right, third;
    size_t *class_of; /* label of the model -> class */
    struct bin bins[BINS];
    size_t *confused; /* n_classes x n_classes */
    int64_t ns;
};

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static size_t class_named(const struct sheet *s, struct sv label)
{
    for (size_t i = 0; i < s->n_classes; i++)
        if (sv_eq(sv_from(s->classes[i].label), label))
            return i;
    return NO_CLASS;
}

/* One line, or NULL at the end. */
static enum rc next_line(FILE *f, size_t *line_no, char **buf, size_t *room, json_t **ret, struct err *err)
{
    json_error_t where;

    *ret = NULL;
    while (getline(buf, room, f) >= 0) {
        ++*line_no;
        if (sv_trim(sv_from(*buf)).n == 0)
            continue;
        *ret = json_loads(*buf, JSON_REJECT_DUPLICATES, &where);
        if (!json_is_object(*ret))
            FAIL(err, E_INPUT, "", "riga %zu: ogni riga deve essere un oggetto JSON", *line_no);
        return OK;
    }
    return OK;
}

typedef enum rc line_fn(struct sheet *s, const json_t *o, size_t line_no, struct err *err);

static enum rc each_line(struct sheet *s, const char *path, line_fn *fn, struct err *err)
{
    AUTO(FILE) FILE *f = fopen(path, "re");
    AUTO(FREE) char *buf = NULL;
    size_t room = 0, line_no = 0;

    if (!f)
        FAIL(err, E_INPUT, "", "%.120s: non si può leggere", path);
    for (;;) {
        AUTO(JSON) json_t *o = NULL;
        TRY(next_line(f, &line_no, &buf, &room, &o, err));
        if (!o)
            return OK;
        TRY(fn(s, o, line_no, err));
    }
}

static enum rc note_label(struct sheet *s, const json_t *o, size_t line_no, struct err *err)
{
    const char *label = text_of(o, "category");
    json_t *map = json_object_get(o, "map");

    if (json_is_object(map)) {
        json_decref(s->map);
        s->map = json_incref(map);
        return OK;
    }
    if (!*label || !json_is_string(json_object_get(o, "text")))
        FAIL(err, E_INPUT, "", "riga %zu: servono «text» e «category»", line_no);
    if (class_named(s, sv_from(label)) != NO_CLASS)
        return OK;
    if (s->n_classes == FILE_LABELS_MAX)
        FAIL(err, E_LIMIT, "", "riga %zu: troppe categorie diverse", line_no);
    s->classes[s->n_classes++] = (struct tally){ .label = arena_str(s->a, label) };
    return OK;
}

static size_t class_for(const struct sheet *s, const char *label)
{
    struct sv all = sv_from(label), rest = all, group;
    const char *told = json_string_value(json_object_get(s->map, label));
    size_t i = class_named(s, told ? sv_from(told) : all);

    if (i == NO_CLASS && sv_next(&rest, '-', &group))
        i = class_named(s, group);
    return i == NO_CLASS ? class_named(s, SV(REST)) : i;
}

static int64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Probabilities of the classes of the file. What the model says that no class stands for is left out. */
static void classify(struct sheet *s, struct arena *a, const char *text, double *ret)
{
    float *p = arena_array(a, s->m->n_labels, float);
    struct features f;
    double sum = 0;
    int64_t from = now_ns();

    suggest_features(a, sv_from(text), &f);
    model_score(s->m, &f, p);
    s->ns += now_ns() - from;
    for (size_t k = 0; k < s->m->n_labels; k++)
        if (s->class_of[k] != NO_CLASS) {
            ret[s->class_of[k]] += (double)p[k];
            sum += (double)p[k];
        }
    for (size_t i = 0; i < s->n_classes && sum > 0; i++)
        ret[i] /= sum;
}

static enum rc try_one(struct sheet *s, const json_t *o, size_t line_no, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(TEXT_ARENA_BYTES);
    double *p = arena_array(a, s->n_classes, double);
    size_t truth, first = 0, above = 0;
    struct bin *bin;

    (void)line_no;
    (void)err;
    if (json_is_object(json_object_get(o, "map")))
        return OK;
    truth = class_named(s, sv_from(text_of(o, "category")));
    classify(s, a, arena_fmt(a, "%s\n%s", text_of(o, "subject"), text_of(o, "text")), p);
    for (size_t i = 0; i < s->n_classes; i++) {
        first = p[i] > p[first] ? i : first;
        above += p[i] > p[truth] || (i < truth && p[i] >= p[truth]);
    }
    bin = &s->bins[p[first] >= 1 ? BINS - 1 : (size_t)(p[first] * BINS)];
    bin->n++;
    bin->said += p[first];
    bin->right += first == truth;
    s->n++;
    s->classes[truth].support++;
    s->classes[first].named++;
    s->classes[truth].right += first == truth;
    s->classes[truth].third += above < 3;
    s->right += first == truth;
    s->third += above < 3;
    s->confused[truth * s->n_classes + first]++;
    return OK;
}

/* ---- the sheet ---------------------------------------------------------------------------------- */

static double share(size_t part, size_t whole)
{
    return whole ? round(10000.0 * (double)part / (double)whole) / 10000 : 0;
}

static json_t *classes_json(const struct sheet *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_classes; i++) {
        const struct tally *t = &s->classes[i];
        json_array_append_new(list, json_pack("{s:s, s:I, s:f, s:f, s:f}", "category", t->label, "texts", (json_int_t)t->support, "precision",
                                              share(t->right, t->named), "recall", share(t->right, t->support), "within_three",
                                              share(t->third, t->support)));
    }
    return list;
}

static json_t *calibration_json(const struct sheet *s)
{
    json_t *bins = json_array();
    double ece = 0;

    for (size_t i = 0; i < BINS; i++) {
        const struct bin *b = &s->bins[i];
        double said = b->n ? b->said / (double)b->n : 0;
        if (!b->n)
            continue;
        ece += fabs(said - (double)b->right / (double)b->n) * (double)b->n / (double)s->n;
        json_array_append_new(bins, json_pack("{s:f, s:f, s:I, s:f, s:f}", "from", (double)i / BINS, "to", (double)(i + 1) / BINS, "texts",
                                              (json_int_t)b->n, "said", round(said * 10000) / 10000, "right", share(b->right, b->n)));
    }
    return json_pack("{s:f, s:o}", "expected_error", round(ece * 10000) / 10000, "bins", bins);
}

/* What is most often taken for what. */
static json_t *confusions_json(struct sheet *s)
{
    json_t *list = json_array();
    size_t n = s->n_classes;

    for (size_t i = 0; i < n; i++)
        s->confused[i * n + i] = 0;
    while (json_array_size(list) < CONFUSIONS_MAX) {
        size_t most = 0;
        for (size_t i = 1; i < n * n; i++)
            most = s->confused[i] > s->confused[most] ? i : most;
        if (!s->confused[most])
            break;
        json_array_append_new(list, json_pack("{s:s, s:s, s:I}", "category", s->classes[most / n].label, "taken_for", s->classes[most % n].label,
                                              "texts", (json_int_t)s->confused[most]));
        s->confused[most] = 0;
    }
    return list;
}

enum rc suggest_measure(struct arena *a, const char *path, json_t **ret, struct err *err)
{
    struct sheet s = { .a = a };
    AUTO(JSON) json_t *map = NULL;

    s.m = suggest_model();
    TRY(each_line(&s, path, note_label, err));
    map = s.map;
    if (!s.n_classes)
        FAIL(err, E_INPUT, "", "%.120s: nessun testo", path);
    s.class_of = arena_array(a, s.m->n_labels, size_t);
    s.confused = arena_array(a, s.n_classes * s.n_classes, size_t);
    for (size_t k = 0; k < s.m->n_labels; k++)
        s.class_of[k] = class_for(&s, s.m->labels[k]);
    TRY(each_line(&s, path, try_one, err));
    *ret = json_pack("{s:{s:s, s:I, s:I}, s:I, s:f, s:f, s:I, s:o, s:o, s:o}", "model", "id", s.m->id, "trained_at", (json_int_t)s.m->trained_at,
                     "own_texts", (json_int_t)s.m->n_own, "texts", (json_int_t)s.n, "first", share(s.right, s.n), "within_three",
                     share(s.third, s.n), "ns_per_text", (json_int_t)(s.ns / (int64_t)s.n), "categories", classes_json(&s), "calibration",
                     calibration_json(&s), "confusions", confusions_json(&s));
    assume(*ret != NULL);
    return OK;
}
