/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests made from a template file: request line, header lines, empty line, body (LF or CRLF). Host, Connection
 * and Content-Length are added. Placeholders, filled anew for every request:
 *   {{n}} counter   {{subject}} {{text}} {{name}} {{surname}} {{email}} {{place}}   of the generated ticket n
 *   {{rand:A:B}} number in [A, B), B may be "max"   {{word}} word of middle frequency
 *   {{rare}} the token of one random ticket below max   {{KEY}} value given with -D KEY=VALUE
 *   {{line:KEY}} the next line (round and round) of the file given with -D KEY=FILE
 * A suffix encodes: |url form-encoding, |json inside a JSON string. */
#ifndef BENCH_TEMPLATE_H
#define BENCH_TEMPLATE_H

#include <stddef.h>
#include <stdint.h>

#include "gen.h"

struct buf {
    char *p;
    size_t n, cap;
};
void buf_put(struct buf *b, const char *s, size_t n);
void buf_text(struct buf *b, const char *s);

struct template;
struct fill_state {
    uint64_t seed, counter;
    int64_t max;
    struct gen_rng rng;
    struct gen_ticket ticket;
};

void template_define(const char *key_is_value); /* before template_load */
struct template *template_load(const char *path); /* exits with a message when it cannot */
/* Appends a whole request. extra: header lines that end in CRLF each, or "". */
void template_fill(struct template *t, struct fill_state *s, const char *host, const char *extra, struct buf *out);

#endif
