/* SPDX-License-Identifier: EUPL-1.2 */
/* The bytes of a model. Written and read on the same machine or built into the program, so in its own byte order. */
#include <math.h>
#include <string.h>

#include "base/rnd.h"
#include "suggest_model.h"

static size_t round_up(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

size_t model_bytes(size_t n_labels)
{
    return round_up(sizeof(struct model_head)) + round_up(n_labels * SUGGEST_LABEL_BYTES) + round_up(n_labels * sizeof(float)) +
           SUGGEST_ROWS * sizeof(struct model_row) + round_up(SUGGEST_ROWS * n_labels);
}

struct model_parts model_parts(char *bytes, size_t n_labels)
{
    struct model_parts p = { .head = (struct model_head *)(void *)bytes };
    char *at = bytes + round_up(sizeof *p.head);

    p.labels = (char (*)[SUGGEST_LABEL_BYTES])(void *)at;
    at += round_up(n_labels * SUGGEST_LABEL_BYTES);
    p.bias = (float *)(void *)at;
    at += round_up(n_labels * sizeof(float));
    p.rows = (struct model_row *)(void *)at;
    at += SUGGEST_ROWS * sizeof(struct model_row);
    p.weights = (int8_t *)(void *)at;
    return p;
}

void model_hash(const char *bytes, size_t n, uint8_t out[SHA256_BYTES])
{
    size_t from = offsetof(struct model_head, hashed_from);

    sha256_of(bytes + from, n - from, out);
}

enum rc model_open(struct sv bytes, struct arena *a, struct model *ret, struct err *err)
{
    const struct model_head *h = (const struct model_head *)(const void *)bytes.p;
    uint8_t hash[SHA256_BYTES];
    struct model_parts p;

    if (bytes.n < sizeof *h || memcmp(h->magic, MODEL_MAGIC, sizeof h->magic) != 0)
        FAIL(err, E_INPUT, NULL, "not a model of this program");
    if (h->n_labels < 1 || h->n_labels > SUGGEST_LABELS_MAX || bytes.n != model_bytes(h->n_labels))
        FAIL(err, E_INPUT, NULL, "the model has the wrong size");
    model_hash(bytes.p, bytes.n, hash);
    if (memcmp(hash, h->hash, sizeof hash) != 0)
        FAIL(err, E_INPUT, NULL, "the model is damaged");
    p = model_parts((char *)(uintptr_t)bytes.p, h->n_labels);
    *ret = (struct model){ .labels = (const char (*)[SUGGEST_LABEL_BYTES])p.labels, .n_labels = h->n_labels, .bias = p.bias, .rows = p.rows,
                           .weights = p.weights, .sharpness = h->sharpness, .trained_at = h->trained_at, .n_own = h->n_own,
                           .id = hex_text(a, hash, 6) };
    return OK;
}

/* The norm of what the model knows of the text; 0 when it knows nothing of it. */
static float norm_of(const struct model *m, const struct features *f)
{
    float sum = 0;

    for (size_t i = 0; i < f->n; i++) {
        float v = f->list[i].value * m->rows[f->list[i].row].idf;
        sum += v * v;
    }
    return sqrtf(sum);
}

void model_softmax(float *p, size_t n, float sharpness)
{
    float top = p[0], sum = 0;

    for (size_t k = 1; k < n; k++)
        top = p[k] > top ? p[k] : top;
    for (size_t k = 0; k < n; k++)
        sum += p[k] = expf((p[k] - top) * sharpness);
    for (size_t k = 0; k < n; k++)
        p[k] /= sum;
}

void model_score(const struct model *m, const struct features *f, float *p)
{
    float norm = norm_of(m, f);

    memcpy(p, m->bias, m->n_labels * sizeof *p);
    for (size_t i = 0; i < f->n && norm > 0; i++) {
        const struct model_row *row = &m->rows[f->list[i].row];
        const int8_t *w = m->weights + (size_t)f->list[i].row * m->n_labels;
        float v = f->list[i].value * row->idf / norm * row->scale;
        if (v != 0)
            for (size_t k = 0; k < m->n_labels; k++)
                p[k] += v * w[k];
    }
    model_softmax(p, m->n_labels, m->sharpness);
}

void model_words(const struct model *m, const struct features *f, size_t label, float *ret)
{
    float norm = norm_of(m, f);

    memset(ret, 0, f->n_words * sizeof *ret);
    for (size_t i = 0; i < f->n_seen && norm > 0; i++) {
        const struct feature *x = &f->list[f->seen[i].feature];
        const struct model_row *row = &m->rows[x->row];
        const int8_t *w = m->weights + (size_t)x->row * m->n_labels;
        int sum = 0; /* of whole numbers: exact in any order, so the compiler takes many at a time */
        if (row->idf <= 0)
            continue;
        for (size_t k = 0; k < m->n_labels; k++)
            sum += w[k];
        ret[f->seen[i].word] += x->value * row->idf / norm * row->scale * (w[label] - (float)sum / (float)m->n_labels);
    }
}
