/* SPDX-License-Identifier: EUPL-1.2 */
/* How a model lies in its bytes: for those who write and read them. */
#ifndef URP_DISPATCH_SUGGEST_MODEL_H
#define URP_DISPATCH_SUGGEST_MODEL_H

#include "base/rnd.h"
#include "suggest_in.h"

/* Changes with the features and with this layout: a model of another kind is not read, and made anew. */
#define MODEL_MAGIC "urpmod1"

struct model_head {
    char magic[8];
    uint8_t hash[SHA256_BYTES]; /* of all that follows */
    uint32_t hashed_from, n_labels;
    float sharpness;
    uint32_t reserved;
    int64_t trained_at, n_own;
};

struct model_parts {
    struct model_head *head;
    char (*labels)[SUGGEST_LABEL_BYTES];
    float *bias;
    struct model_row *rows;
    int8_t *weights;
};

size_t model_bytes(size_t n_labels);
struct model_parts model_parts(char *bytes, size_t n_labels);
void model_hash(const char *bytes, size_t n, uint8_t out[SHA256_BYTES]);
void model_softmax(float *p, size_t n, float sharpness);

#endif
