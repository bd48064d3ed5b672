/* SPDX-License-Identifier: EUPL-1.2 */
/* Multinomial logistic regression by stochastic gradient descent with a step of its own for each weight (AdaGrad), in a fixed
 * order: the same examples give the same model. The probabilities of a model are too sure of themselves on voices that it has
 * not read; so folds are held back in turn, and one factor for all scores is chosen that fits them best. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "suggest_model.h"

#define EPOCHS 12
#define STEP 0.35f
#define DECAY 1e-3f
/* A label with ten times the texts of another is not ten times as likely in the next body. */
#define BALANCE 0.7f
#define SHARPNESS_MIN 0.2f
#define SHARPNESS_MAX 3.0f
#define NOBODY 255

void examples_init(struct examples *ex, struct arena *a, size_t room)
{
    *ex = (struct examples){ .a = a, .labels = (char (*)[SUGGEST_LABEL_BYTES])arena_alloc(a, SUGGEST_LABELS_MAX * SUGGEST_LABEL_BYTES),
                             .list = arena_array(a, room, struct example), .room = room };
}

static enum rc label_index(struct examples *ex, struct sv label, uint16_t *ret, struct err *err)
{
    for (size_t i = 0; i < ex->n_labels; i++)
        if (sv_eq(sv_from(ex->labels[i]), label)) {
            *ret = (uint16_t)i;
            return OK;
        }
    if (ex->n_labels == SUGGEST_LABELS_MAX || label.n >= SUGGEST_LABEL_BYTES)
        FAIL(err, E_LIMIT, "", "too many labels, or too long a one");
    memcpy(ex->labels[ex->n_labels], label.p, label.n);
    *ret = (uint16_t)ex->n_labels++;
    return OK;
}

enum rc examples_add(struct examples *ex, struct sv label, struct sv text, uint8_t fold, float weight, struct err *err)
{
    AUTO(ARENA) struct arena *scratch = arena_new((size_t)4 * 1024 * 1024);
    struct example e = { .fold = fold, .weight = weight };
    struct features f;

    if (ex->n == ex->room)
        FAIL(err, E_LIMIT, "", "no room for another example");
    suggest_features(scratch, text, &f);
    if (!f.n)
        return OK;
    TRY(label_index(ex, label, &e.label, err));
    e.list = arena_dup(ex->a, f.list, f.n * sizeof f.list[0]);
    e.n = (uint32_t)f.n;
    ex->list[ex->n++] = e;
    return OK;
}

/* ---- one run ------------------------------------------------------------------------------------ */

struct run {
    const struct examples *ex;
    size_t n_labels;
    float *w, *g2;           /* SUGGEST_ROWS x n_labels: weights, sums of squared gradients */
    float *bias, *bias_g2;
    float *idf;              /* SUGGEST_ROWS */
    float *class_weight;
    uint32_t *order;
    size_t n_order;
    const bool *stop;
};

static bool told_to_stop(const bool *stop)
{
    return stop && __atomic_load_n(stop, __ATOMIC_RELAXED);
}

static void run_done(struct run *r)
{
    free(r->w);
    free(r->g2);
    free(r->bias);
    free(r->bias_g2);
    free(r->idf);
    free(r->class_weight);
    free(r->order);
}

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);

    assume(p != NULL);
    return p;
}

static void run_init(struct run *r, const struct training *t)
{
    *r = (struct run){ .ex = t->examples, .n_labels = t->examples->n_labels, .stop = t->stop };
    r->w = zeroed(SUGGEST_ROWS * r->n_labels, sizeof *r->w);
    r->g2 = zeroed(SUGGEST_ROWS * r->n_labels, sizeof *r->g2);
    r->bias = zeroed(r->n_labels, sizeof *r->bias);
    r->bias_g2 = zeroed(r->n_labels, sizeof *r->bias_g2);
    r->idf = zeroed(SUGGEST_ROWS, sizeof *r->idf);
    r->class_weight = zeroed(r->n_labels, sizeof *r->class_weight);
    r->order = zeroed(r->ex->n + 1, sizeof *r->order);
}

/* Which examples, how rare each feature is among them, and how much each label is to count. */
static void run_begin(struct run *r, uint8_t held_back)
{
    float total = 0;

    memset(r->w, 0, SUGGEST_ROWS * r->n_labels * sizeof *r->w);
    memset(r->g2, 0, SUGGEST_ROWS * r->n_labels * sizeof *r->g2);
    memset(r->bias, 0, r->n_labels * sizeof *r->bias);
    memset(r->bias_g2, 0, r->n_labels * sizeof *r->bias_g2);
    memset(r->idf, 0, SUGGEST_ROWS * sizeof *r->idf);
    memset(r->class_weight, 0, r->n_labels * sizeof *r->class_weight);
    r->n_order = 0;
    for (size_t i = 0; i < r->ex->n; i++) {
        const struct example *e = &r->ex->list[i];
        if (e->fold == held_back)
            continue;
        r->order[r->n_order++] = (uint32_t)i;
        r->class_weight[e->label] += e->weight;
        total += e->weight;
        for (uint32_t k = 0; k < e->n; k++)
            r->idf[e->list[k].row] += 1;
    }
    for (size_t i = 0; i < SUGGEST_ROWS; i++)
        if (r->idf[i] > 0)
            r->idf[i] = logf(1 + (float)r->n_order / r->idf[i]);
    for (size_t k = 0; k < r->n_labels; k++)
        if (r->class_weight[k] > 0)
            r->class_weight[k] = powf(total / (float)r->n_labels / r->class_weight[k], BALANCE);
}

static void shuffle(uint32_t *list, size_t n, uint64_t *state)
{
    for (size_t i = n; i > 1; i--) {
        *state = *state * 6364136223846793005ull + 1442695040888963407ull;
        size_t j = (size_t)((*state >> 33) % i);
        uint32_t t = list[i - 1];
        list[i - 1] = list[j];
        list[j] = t;
    }
}

static float example_norm(const struct run *r, const struct example *e)
{
    float sum = 0;

    for (uint32_t i = 0; i < e->n; i++) {
        float v = e->list[i].value * r->idf[e->list[i].row];
        sum += v * v;
    }
    return sum > 0 ? sqrtf(sum) : 1;
}

static void scores(const struct run *r, const struct example *e, float norm, float *p)
{
    memcpy(p, r->bias, r->n_labels * sizeof *p);
    for (uint32_t i = 0; i < e->n; i++) {
        const float *w = r->w + (size_t)e->list[i].row * r->n_labels;
        float v = e->list[i].value * r->idf[e->list[i].row] / norm;
        if (v > 0)
            for (size_t k = 0; k < r->n_labels; k++)
                p[k] += v * w[k];
    }
}

static void learn(struct run *r, const struct example *e, float *p)
{
    float norm = example_norm(r, e), much = e->weight * r->class_weight[e->label];

    scores(r, e, norm, p);
    model_softmax(p, r->n_labels, 1);
    p[e->label] -= 1;
    for (size_t k = 0; k < r->n_labels; k++)
        p[k] *= much;
    for (uint32_t i = 0; i < e->n; i++) {
        float v = e->list[i].value * r->idf[e->list[i].row] / norm;
        float *w = r->w + (size_t)e->list[i].row * r->n_labels, *g2 = r->g2 + (size_t)e->list[i].row * r->n_labels;
        if (v <= 0)
            continue;
        for (size_t k = 0; k < r->n_labels; k++) {
            float g = v * p[k] + DECAY * w[k];
            g2[k] += g * g;
            w[k] -= STEP * g / (sqrtf(g2[k]) + 1e-4f);
        }
    }
    for (size_t k = 0; k < r->n_labels; k++) {
        r->bias_g2[k] += p[k] * p[k];
        r->bias[k] -= 0.1f * STEP * p[k] / (sqrtf(r->bias_g2[k]) + 1e-2f);
    }
}

static enum rc run_all(struct run *r, uint8_t held_back, struct err *err)
{
    uint64_t state = 20260204;
    float p[SUGGEST_LABELS_MAX];

    run_begin(r, held_back);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(r->order, r->n_order, &state);
        for (size_t i = 0; i < r->n_order; i++) {
            if (i % 64 == 0 && told_to_stop(r->stop))
                FAIL(err, E_AGAIN, "", "told to stop");
            learn(r, &r->ex->list[r->order[i]], p);
        }
    }
    return OK;
}

/* ---- how sure it may be ------------------------------------------------------------------------- */

struct held_back {
    float *scores; /* n x n_labels */
    const struct example **examples;
    size_t n, right;
};

static void hold_against(const struct run *r, uint8_t fold, struct held_back *h)
{
    for (size_t i = 0; i < r->ex->n; i++) {
        const struct example *e = &r->ex->list[i];
        float *p = h->scores + h->n * r->n_labels;
        size_t top = 0;

        if (e->fold != fold)
            continue;
        scores(r, e, example_norm(r, e), p);
        for (size_t k = 1; k < r->n_labels; k++)
            top = p[k] > p[top] ? k : top;
        h->right += top == e->label;
        h->examples[h->n++] = e;
    }
}

static float loss_at(const struct held_back *h, size_t n_labels, float sharpness)
{
    float p[SUGGEST_LABELS_MAX], sum = 0;

    for (size_t i = 0; i < h->n; i++) {
        memcpy(p, h->scores + i * n_labels, n_labels * sizeof *p);
        model_softmax(p, n_labels, sharpness);
        sum -= logf(p[h->examples[i]->label] + 1e-9f);
    }
    return sum;
}

static float best_sharpness(const struct held_back *h, size_t n_labels)
{
    float best = 1, least = loss_at(h, n_labels, 1);

    for (float s = SHARPNESS_MIN; s <= SHARPNESS_MAX; s *= 1.05f) {
        float loss = loss_at(h, n_labels, s);
        if (loss < least) {
            least = loss;
            best = s;
        }
    }
    return best;
}

static enum rc find_sharpness(struct training *t, struct run *r, float *ret, struct err *err)
{
    AUTO(FREE) float *all = zeroed((t->examples->n + 1) * r->n_labels, sizeof *all);
    AUTO(FREE) const struct example **examples = zeroed(t->examples->n + 1, sizeof *examples);
    struct held_back h = { .scores = all, .examples = examples };

    for (size_t i = 0; i < t->n_folds; i++) {
        TRY(run_all(r, t->folds[i], err));
        hold_against(r, t->folds[i], &h);
    }
    t->held_back_first = h.n ? (float)h.right / (float)h.n : 0;
    *ret = h.n ? best_sharpness(&h, r->n_labels) : 1;
    return OK;
}

/* ---- into bytes --------------------------------------------------------------------------------- */

static void write_row(const struct run *r, size_t row, struct model_parts *p)
{
    const float *w = r->w + row * r->n_labels;
    float most = 0;

    for (size_t k = 0; k < r->n_labels; k++)
        most = fabsf(w[k]) > most ? fabsf(w[k]) : most;
    p->rows[row] = (struct model_row){ .idf = r->idf[row], .scale = most / 127 };
    for (size_t k = 0; k < r->n_labels && most > 0; k++)
        p->weights[row * r->n_labels + k] = (int8_t)lrintf(w[k] / most * 127);
}

static struct sv write_model(const struct training *t, const struct run *r, float sharpness, struct arena *a)
{
    size_t n = model_bytes(r->n_labels);
    char *bytes = arena_alloc(a, n);
    struct model_parts p = model_parts(bytes, r->n_labels);

    *p.head = (struct model_head){ .magic = MODEL_MAGIC, .n_labels = (uint32_t)r->n_labels, .sharpness = sharpness,
                                   .trained_at = t->now_at, .n_own = t->n_own };
    memcpy(p.labels, t->examples->labels, r->n_labels * SUGGEST_LABEL_BYTES);
    memcpy(p.bias, r->bias, r->n_labels * sizeof *p.bias);
    for (size_t i = 0; i < SUGGEST_ROWS; i++)
        write_row(r, i, &p);
    model_hash(bytes, n, p.head->hash);
    return sv_of(bytes, n);
}

enum rc suggest_train(struct training *t, struct arena *a, struct sv *ret_bytes, struct err *err)
{
    struct run r;
    float sharpness;
    enum rc rc;

    if (t->examples->n_labels < 2)
        FAIL(err, E_INPUT, "", "nothing to tell apart");
    run_init(&r, t);
    rc = find_sharpness(t, &r, &sharpness, err);
    if (rc == OK)
        rc = run_all(&r, NOBODY, err);
    if (rc == OK)
        *ret_bytes = write_model(t, &r, sharpness, a);
    run_done(&r);
    return rc;
}
