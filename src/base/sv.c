/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sv.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

struct sv sv_from(const char *s)
{
    return s ? (struct sv){ s, strlen(s) } : SV("");
}

struct sv sv_of(const char *p, size_t n)
{
    return n ? (struct sv){ p, n } : SV("");
}

bool sv_eq(struct sv a, struct sv b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool sv_eq_nocase(struct sv a, struct sv b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool sv_starts(struct sv s, struct sv prefix)
{
    return s.n >= prefix.n && sv_eq(sv_of(s.p, prefix.n), prefix);
}

bool sv_starts_nocase(struct sv s, struct sv prefix)
{
    return s.n >= prefix.n && sv_eq_nocase(sv_of(s.p, prefix.n), prefix);
}

bool sv_ends(struct sv s, struct sv suffix)
{
    return s.n >= suffix.n && sv_eq(sv_drop(s, s.n - suffix.n), suffix);
}

struct sv sv_trim(struct sv s)
{
    while (s.n > 0 && is_blank(s.p[0]))
        s = sv_drop(s, 1);
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct sv sv_drop(struct sv s, size_t n)
{
    return n >= s.n ? sv_of(s.n ? s.p + s.n : s.p, 0) : (struct sv){ s.p + n, s.n - n };
}

ptrdiff_t sv_find(struct sv s, struct sv what)
{
    if (what.n == 0)
        return 0;
    if (s.n < what.n)
        return -1;
    const char *hit = memmem(s.p, s.n, what.p, what.n);
    return hit ? hit - s.p : -1;
}

ptrdiff_t sv_chr(struct sv s, char c)
{
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

    return hit ? hit - s.p : -1;
}

bool sv_next(struct sv *rest, char sep, struct sv *ret_piece)
{
    if (!rest->p)
        return false;
    ptrdiff_t at = sv_chr(*rest, sep);
    if (at < 0) {
        *ret_piece = *rest;
        *rest = (struct sv){ NULL, 0 };
        return true;
    }
    *ret_piece = (struct sv){ rest->p, (size_t)at };
    *rest = (struct sv){ rest->p + at + 1, rest->n - (size_t)at - 1 };
    return true;
}

bool sv_int(struct sv s, int64_t min, int64_t max, int64_t *ret_n)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    uint64_t n = 0;

    if (minus)
        s = sv_drop(s, 1);
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        if (__builtin_mul_overflow(n, (uint64_t)10, &n) ||
            __builtin_add_overflow(n, (uint64_t)(s.p[i] - '0'), &n))
            return false;
    }
    if (n > (uint64_t)INT64_MAX + (minus ? 1 : 0))
        return false;
    int64_t v = minus ? (int64_t)(0 - n) : (int64_t)n;
    if (v < min || v > max)
        return false;
    *ret_n = v;
    return true;
}

int sv_quality(struct sv params)
{
    struct sv one;

    while (sv_next(&params, ';', &one)) {
        int q = 0, weight = 100;
        one = sv_trim(one);
        if (!sv_starts_nocase(one, SV("q=")))
            continue;
        one = sv_drop(one, 2);
        if (one.n && one.p[0] == '1')
            return 1000;
        for (size_t i = 2; i < one.n && one.p[i] >= '0' && one.p[i] <= '9'; i++, weight /= 10)
            q += (one.p[i] - '0') * weight;
        return sv_starts(one, SV("0.")) ? q : 0;
    }
    return 1000;
}

bool str_eq(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_empty(const char *s)
{
    return !s || !*s;
}

char *int_digits(int64_t n, char *end)
{
    uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

    do
        *--end = (char)('0' + left % 10);
    while (left /= 10);
    if (n < 0)
        *--end = '-';
    return end;
}
