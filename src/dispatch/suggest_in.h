/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the classifier share: features of a text, the trained model, examples to train it from. */
#ifndef URP_DISPATCH_SUGGEST_IN_H
#define URP_DISPATCH_SUGGEST_IN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

/* Rows of the weight table. Features are hashed into it; two that meet in one row cost less than a larger table would. */
#define SUGGEST_ROWS 65536u
/* Beyond this a request tells how it came to be, not what it is. Bounds the time of one text, too. */
#define SUGGEST_TEXT_MAX_BYTES 6000
#define SUGGEST_LABELS_MAX 250
#define SUGGEST_LABEL_BYTES 64 /* with its NUL; codes of categories are shorter */

/* ---- a text ------------------------------------------------------------------------------------- */

struct feature {
    uint32_t row;
    float value; /* before idf and norm */
};

/* A feature as it stood in the text, so that a weight can be told by the word it came from. */
struct occurrence {
    uint32_t feature; /* index */
    uint32_t word;
};

struct features {
    struct feature *list;
    size_t n;
    struct occurrence *seen;
    size_t n_seen;
    struct sv *words; /* as written */
    size_t n_words;
};

/* Words, their stems, pairs of neighbours and n-grams of characters, all folded. text is valid UTF-8; what is longer than
 * SUGGEST_TEXT_MAX_BYTES is not looked at. */
void suggest_features(struct arena *a, struct sv text, struct features *ret);

/* ---- a model ------------------------------------------------------------------------------------ */

struct model_row {
    float idf;   /* 0: never seen */
    float scale; /* of its weights */
};

/* Views into the bytes of a file or of the program. */
struct model {
    const char (*labels)[SUGGEST_LABEL_BYTES];
    size_t n_labels;
    const float *bias;
    const struct model_row *rows; /* SUGGEST_ROWS */
    const int8_t *weights;        /* SUGGEST_ROWS x n_labels */
    float sharpness;              /* found on texts that were held back: makes a score a probability */
    int64_t trained_at, n_own;    /* n_own: texts of the body's own history among the examples */
    const char *id;               /* hex of the first bytes of its hash */
};

/* E_INPUT: not a model of this program, or damaged. bytes outlive the model; aligned to 8. */
MUST_USE enum rc model_open(struct sv bytes, struct arena *a, struct model *ret, struct err *err);
/* p: n_labels probabilities that sum up to 1. */
void model_score(const struct model *m, const struct features *f, float *p);
/* How much each word of the text spoke for the label rather than for the others: n_words values. */
void model_words(const struct model *m, const struct features *f, size_t label, float *ret);

/* ---- training ----------------------------------------------------------------------------------- */

struct example {
    struct feature *list;
    uint32_t n;
    uint16_t label;
    uint8_t fold; /* those of one fold are held back together: a voice, a month */
    float weight;
};

struct examples {
    struct arena *a; /* features live here */
    char (*labels)[SUGGEST_LABEL_BYTES];
    size_t n_labels;
    struct example *list;
    size_t n, room;
};

void examples_init(struct examples *ex, struct arena *a, size_t room);
/* E_LIMIT when the room or the labels are used up. */
MUST_USE enum rc examples_add(struct examples *ex, struct sv label, struct sv text, uint8_t fold, float weight, struct err *err);

/* *stop, when it is set meanwhile, ends the work with E_AGAIN. May be NULL. */
struct training {
    const struct examples *examples;
    uint8_t folds[32]; /* those to hold back in turn while sharpness is looked for */
    size_t n_folds;
    int64_t now_at, n_own;
    const bool *stop;
    float held_back_first; /* result: share of held back texts whose first label was right */
};
/* The bytes of a model (model_open), in a. The same examples give the same bytes. */
MUST_USE enum rc suggest_train(struct training *t, struct arena *a, struct sv *ret_bytes, struct err *err);

/* ---- the seed ----------------------------------------------------------------------------------- */

extern const char suggest_seed_text[];
extern const size_t suggest_seed_text_n;
extern const char suggest_seed_model[];
extern const size_t suggest_seed_model_n;

struct seed_line {
    struct sv label, text;
    char voice;
};
/* One after the other out of *rest; false at the end. Lines: "= label", "voice text", "# comment". */
bool seed_next(struct sv *rest, struct sv *label, struct seed_line *ret);
uint8_t seed_fold(char voice);
#define SEED_WORDS 'k' /* the voice of lists of words */

#endif
