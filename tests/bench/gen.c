/* SPDX-License-Identifier: EUPL-1.2 */
#include "gen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

#define COUNT(a_) (sizeof(a_) / sizeof((a_)[0]))

enum { VOCABULARY = 30000, WORD_MAX = 24, SUBJECT_MAX = 110 /* forms take 120 characters */ };

static char (*words)[WORD_MAX];
static double *cumulative; /* probability of word i or an earlier one */

uint64_t gen_u64(struct gen_rng *r)
{
    uint64_t z = (r->state += 0x9E3779B97F4A7C15u); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint32_t gen_below(struct gen_rng *r, uint32_t n)
{
    return (uint32_t)(((gen_u64(r) >> 32) * n) >> 32);
}

double gen_unit(struct gen_rng *r)
{
    return (double)(gen_u64(r) >> 11) * (1.0 / 9007199254740992.0);
}

static const char *pick(struct gen_rng *r, const char *const *list, size_t n)
{
    return list[gen_below(r, (uint32_t)n)];
}
#define PICK(r_, list_) pick((r_), (list_), COUNT(list_))

static void made_up_word(struct gen_rng *r, char out[WORD_MAX])
{
    char w[64] = "";
    size_t at = 0;
    uint32_t syllables = 1 + gen_below(r, 3);
    for (uint32_t i = 0; i < syllables; i++) {
        const char *onset = PICK(r, word_onsets), *nucleus = PICK(r, word_nuclei);
        at += (size_t)snprintf(w + at, sizeof w - at, "%s%s%s", onset, nucleus, gen_below(r, 4) == 0 ? "n" : "");
    }
    const char *onset = PICK(r, word_onsets), *ending = PICK(r, word_endings);
    snprintf(w + at, sizeof w - at, "%s%s", onset, ending);
    snprintf(out, WORD_MAX, "%.22s", w);
}

static void make_vocabulary(void)
{
    if (words)
        return;
    words = calloc(VOCABULARY, sizeof *words);
    cumulative = calloc(VOCABULARY, sizeof *cumulative);
    if (!words || !cumulative)
        abort();
    struct gen_rng r = { 20240131 };
    double total = 0;
    for (int i = 0; i < VOCABULARY; i++) {
        if ((size_t)i < COUNT(word_core))
            snprintf(words[i], WORD_MAX, "%s", word_core[i]);
        else
            made_up_word(&r, words[i]);
        total += 1.0 / pow(i + 2.7, 1.05);
        cumulative[i] = total;
    }
    for (int i = 0; i < VOCABULARY; i++)
        cumulative[i] /= total;
}

const char *gen_word(struct gen_rng *r)
{
    make_vocabulary();
    double u = gen_unit(r);
    int lo = 0, hi = VOCABULARY - 1;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (cumulative[mid] < u)
            lo = mid + 1;
        else
            hi = mid;
    }
    return words[lo];
}

const char *gen_middle_word(struct gen_rng *r)
{
    make_vocabulary();
    return words[60 + gen_below(r, 300)];
}

static size_t put(char *buf, size_t at, size_t size, const char *s)
{
    size_t n = strlen(s);
    if (at + n + 1 >= size)
        return at;
    memcpy(buf + at, s, n + 1);
    return at + n;
}

static void capital(char *s)
{
    if (*s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
}

static void write_subject(struct gen_rng *r, struct gen_ticket *t)
{
    size_t at = 0;
    uint32_t n = 4 + gen_below(r, 6);
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            at = put(t->subject, at, SUBJECT_MAX, " ");
        at = put(t->subject, at, SUBJECT_MAX, gen_word(r));
    }
    capital(t->subject);
}

static void write_text(struct gen_rng *r, struct gen_ticket *t)
{
    size_t at = 0;
    uint32_t n = 40 + gen_below(r, 110), left = 0, sentences = 0;
    for (uint32_t i = 0; i < n; i++, left--) {
        if (left == 0) {
            if (sentences)
                at = put(t->text, at, sizeof t->text, sentences % 4 == 0 ? ".\n" : ". ");
            sentences++;
            left = 6 + gen_below(r, 14);
            size_t start = at;
            at = put(t->text, at, sizeof t->text, gen_word(r));
            capital(t->text + start);
        } else {
            at = put(t->text, at, sizeof t->text, gen_below(r, 12) ? " " : ", ");
            at = put(t->text, at, sizeof t->text, gen_word(r));
        }
    }
    char tail[200];
    snprintf(tail, sizeof tail, ". %s. Rif zq%llu.", t->place, (unsigned long long)t->n);
    put(t->text, at, sizeof t->text, tail);
}

void gen_ticket(uint64_t seed, uint64_t n, struct gen_ticket *ret)
{
    struct gen_rng r = { seed * 0x2545F4914F6CDD1Du + n * 0xD6E8FEB86659FD93u };
    gen_u64(&r);
    memset(ret, 0, sizeof *ret);
    ret->n = n;
    ret->settore = (int)gen_below(&r, GEN_SETTORI);
    ret->category = (int)gen_below(&r, 1000);
    ret->open = gen_below(&r, 100) < 12;
    ret->created_at = 1700000000 + (int64_t)n * 37;
    snprintf(ret->name, sizeof ret->name, "%s", PICK(&r, word_names));
    snprintf(ret->surname, sizeof ret->surname, "%s", PICK(&r, word_surnames));
    snprintf(ret->email, sizeof ret->email, "cittadino%u@bench.test", gen_below(&r, 50000));
    const char *street = PICK(&r, word_streets);
    snprintf(ret->place, sizeof ret->place, "Via %s %u", street, 1 + gen_below(&r, 180));
    write_subject(&r, ret);
    write_text(&r, ret);
}
