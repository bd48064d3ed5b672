/* SPDX-License-Identifier: EUPL-1.2 */
/* Deterministic Italian-like tickets for the benchmarks: gen_ticket(seed, n, &t) gives the same ticket for the
 * same (seed, n), in any order, so that whoever fills a store, whoever loads it and whoever checks it agree.
 * Words follow a Zipf-like law over 30,000 types (a core of real Italian words, then pronounceable made-up ones),
 * so that posting lists of a full-text index have the shape of real text. One thread at a time for gen_word's
 * table is built at the first use. */
#ifndef BENCH_GEN_H
#define BENCH_GEN_H

#include <stddef.h>
#include <stdint.h>

struct gen_rng {
    uint64_t state;
};

uint64_t gen_u64(struct gen_rng *r);
uint32_t gen_below(struct gen_rng *r, uint32_t n); /* 0 .. n-1 */
double gen_unit(struct gen_rng *r);                /* [0, 1) */
const char *gen_word(struct gen_rng *r);
/* A word of middle frequency, as people search: hits in some percent of the tickets. */
const char *gen_middle_word(struct gen_rng *r);

enum { GEN_SETTORI = 8 };

struct gen_ticket {
    uint64_t n;
    char subject[200];
    char text[4000];   /* ends in "Rif zq<n>.", a token that only this ticket has */
    char name[40];
    char surname[40];
    char email[80];
    char place[120];
    int settore;       /* 0 .. GEN_SETTORI-1 */
    int category;      /* any number; the filler takes it modulo the categories of the body */
    int open;          /* 12 % are */
    int64_t created_at;
};
void gen_ticket(uint64_t seed, uint64_t n, struct gen_ticket *ret);

#endif
