/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

/* Under ASan every allocation is followed by a poisoned zone, so an over-read inside the arena is
 * found as it would be in the heap. */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p_, n_) ASAN_POISON_MEMORY_REGION((p_), (n_))
#define UNPOISON(p_, n_) ASAN_UNPOISON_MEMORY_REGION((p_), (n_))
#define RED_ZONE ((size_t)16)
#else
#define POISON(p_, n_) ((void)0)
#define UNPOISON(p_, n_) ((void)0)
#define RED_ZONE ((size_t)0)
#endif

#define ALIGN alignof(max_align_t)
#define BLOCK_FIRST ((size_t)8 * 1024)  /* most requests need no second block */
#define BLOCK_MAX ((size_t)256 * 1024) /* blocks double up to here */

struct block {
    struct block *next; /* older */
    size_t size, used;  /* of data */
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *top;
    size_t limit, used;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *b = malloc(sizeof *b + size);

    assume(b != NULL);
    b->next = next;
    b->size = size;
    b->used = 0;
    POISON(b->data, size);
    return b;
}

static void block_free(struct block *b)
{
    UNPOISON(b->data, b->size);
    free(b);
}

struct arena *arena_new(size_t limit_bytes)
{
    struct arena *a = malloc(sizeof *a);

    assume(a != NULL);
    *a = (struct arena){ .top = block_new(BLOCK_FIRST, NULL), .limit = limit_bytes };
    return a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    for (struct block *b = a->top, *next; b; b = next) {
        next = b->next;
        block_free(b);
    }
    free(a);
}

void arena_reset(struct arena *a)
{
    while (a->top->next) {
        struct block *b = a->top;

        a->top = b->next;
        block_free(b);
    }
    a->top->used = 0;
    a->used = 0;
    POISON(a->top->data, a->top->size);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

static void grow(struct arena *a, size_t need)
{
    size_t size = a->top->size < BLOCK_MAX ? a->top->size * 2 : BLOCK_MAX;

    a->top = block_new(need > size ? need : size, a->top);
}

/* Whoever takes it writes all of it. */
static void *take(struct arena *a, size_t n_bytes)
{
    assume(n_bytes <= a->limit && a->used <= a->limit - n_bytes);
    size_t need = (n_bytes + RED_ZONE + ALIGN - 1) & ~(ALIGN - 1);

    if (need == 0)
        need = ALIGN;
    if (a->top->size - a->top->used < need)
        grow(a, need);
    void *p = a->top->data + a->top->used;
    a->top->used += need;
    a->used += n_bytes;
    UNPOISON(p, n_bytes);
    return p;
}

void *arena_alloc(struct arena *a, size_t n_bytes)
{
    return memset(take(a, n_bytes), 0, n_bytes);
}

void *arena_array_(struct arena *a, size_t n, size_t size)
{
    size_t bytes;

    assume(!__builtin_mul_overflow(n, size, &bytes));
    return arena_alloc(a, bytes);
}

char *arena_strn(struct arena *a, const char *p, size_t n)
{
    char *s = take(a, n + 1);

    if (n)
        memcpy(s, p, n);
    s[n] = '\0';
    return s;
}

char *arena_str(struct arena *a, const char *s)
{
    return s ? arena_strn(a, s, strlen(s)) : NULL;
}

char *arena_sv(struct arena *a, struct sv s)
{
    return arena_strn(a, s.p, s.n);
}

void *arena_dup(struct arena *a, const void *p, size_t n)
{
    void *q = take(a, n);

    if (n)
        memcpy(q, p, n);
    return q;
}

/* What stands at *fmt, a '%', *fmt behind it afterwards: %s, %lld, %d, and %02d of dates and clocks. digits has room for a number.
 * False: something else is asked for. */
static bool next_value(const char **fmt, va_list *ap, char digits[24], struct sv *ret)
{
    const char *p = *fmt;
    size_t width = 0;

    if (p[1] == 's') {
        const char *s = va_arg(*ap, const char *);
        *fmt = p + 2;
        *ret = sv_from(s);
        return s != NULL;
    }
    if (p[1] == '0' && (p[2] == '2' || p[2] == '4')) {
        width = (size_t)(p[2] - '0');
        p += 2;
    }
    bool is_long = !width && p[1] == 'l' && p[2] == 'l' && p[3] == 'd';
    if (!is_long && p[1] != 'd')
        return false;
    int64_t n = is_long ? va_arg(*ap, long long) : va_arg(*ap, int);
    char *from = int_digits(n, digits + 24);
    while (n >= 0 && (size_t)(digits + 24 - from) < width)
        *--from = '0';
    *fmt = p + (is_long ? 4 : 2);
    *ret = sv_of(from, (size_t)(digits + 24 - from));
    return n >= 0 || !width;
}

/* A page has some hundred texts that are words and numbers put together: vsnprintf takes five times as long for them. -1: it is
 * needed. */
static int put_plain(char *out, size_t size, const char *fmt, va_list ap)
{
    char digits[24], *to = out, *const end = out + size;
    struct sv value;
    va_list rest;
    bool ok = true;

    va_copy(rest, ap);
    while (ok && *fmt) {
        if (*fmt != '%') {
            *to++ = *fmt++;
        } else if ((ok = next_value(&fmt, &rest, digits, &value) && value.n < (size_t)(end - to))) {
            memcpy(to, value.p, value.n);
            to += value.n;
        }
        ok = ok && to < end;
    }
    va_end(rest);
    return ok ? (int)(to - out) : -1;
}

/* Most texts are short: written once, then copied. */
char *arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
    char brief[256];
    va_list again;
    int n;

    assume(fmt != NULL);
    n = put_plain(brief, sizeof brief, fmt, ap);
    if (n < 0) {
        va_copy(again, ap);
        n = vsnprintf(brief, sizeof brief, fmt, again);
        va_end(again);
    }
    assume(n >= 0);
    if ((size_t)n < sizeof brief)
        return arena_strn(a, brief, (size_t)n);
    char *s = arena_alloc(a, (size_t)n + 1);
    (void)vsnprintf(s, (size_t)n + 1, fmt, ap);
    return s;
}

char *arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *s = arena_vfmt(a, fmt, ap);
    va_end(ap);
    return s;
}
