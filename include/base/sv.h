/* SPDX-License-Identifier: EUPL-1.2 */
/* Text that we look at and do not own. Bytes, not characters; not ended by NUL. */
#ifndef URP_BASE_SV_H
#define URP_BASE_SV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sv {
    const char *p;
    size_t n;
};

#define SV(lit_) ((struct sv){ "" lit_, sizeof(lit_) - 1 })

struct sv sv_from(const char *s); /* NULL gives an empty view */
struct sv sv_of(const char *p, size_t n);
bool sv_eq(struct sv a, struct sv b);
bool sv_eq_nocase(struct sv a, struct sv b);   /* ASCII letters only */
bool sv_starts(struct sv s, struct sv prefix);
bool sv_starts_nocase(struct sv s, struct sv prefix);
bool sv_ends(struct sv s, struct sv suffix);
struct sv sv_trim(struct sv s);                /* ASCII white space at both ends */
struct sv sv_drop(struct sv s, size_t n);      /* without the first n bytes */
ptrdiff_t sv_find(struct sv s, struct sv what); /* offset, or -1 */
ptrdiff_t sv_chr(struct sv s, char c);

/* Cuts the next piece up to sep out of *rest; false when *rest was exhausted before the call.
 * "a,,b" gives "a", "", "b". */
bool sv_next(struct sv *rest, char sep, struct sv *ret_piece);

/* Whole view as decimal number within [min, max]; no sign but a leading '-', no spaces. */
bool sv_int(struct sv s, int64_t min, int64_t max, int64_t *ret_n);
/* The digits of n, written backwards from end (at least 20 bytes lie before it); where they begin. */
char *int_digits(int64_t n, char *end);

/* How much a choice of an Accept header is wanted (RFC 9110 12.4.2), in thousandths: of "; q=0.25" 250. Not said: 1000; what is none of 0,
 * 0.25 or 1 is never, 0. */
int sv_quality(struct sv params);

/* C string equality that takes NULL: two NULLs are equal. */
bool str_eq(const char *a, const char *b);
bool str_empty(const char *s); /* NULL or "" */

#endif
