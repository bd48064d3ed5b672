/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/uidset.h"

#include <stdlib.h>
#include <string.h>

static int by_low(const void *a, const void *b)
{
    const struct uid_range *x = a, *y = b;

    return x->low < y->low ? -1 : x->low > y->low;
}

struct uidset uidset_of(struct uid_range *list, size_t n)
{
    size_t kept = 0;

    if (n)
        qsort(list, n, sizeof *list, by_low);
    for (size_t i = 0; i < n; i++) {
        if (kept && list[i].low <= (uint64_t)list[kept - 1].high + 1) {
            if (list[i].high > list[kept - 1].high)
                list[kept - 1].high = list[i].high;
        } else {
            list[kept++] = list[i];
        }
    }
    return (struct uidset){ list, kept };
}

int64_t uidset_count(struct uidset s)
{
    int64_t count = 0;

    for (size_t i = 0; i < s.n; i++)
        count += (int64_t)s.list[i].high - s.list[i].low + 1;
    return count;
}

struct uidset uidset_minus(struct arena *a, struct uidset s, struct uidset out)
{
    struct uid_range *list = arena_array(a, s.n + out.n + 1, struct uid_range);
    size_t n = 0, k = 0;

    for (size_t i = 0; i < s.n; i++) {
        uint64_t from = s.list[i].low, to = s.list[i].high;

        while (k < out.n && out.list[k].high < from)
            k++;
        for (size_t j = k; j < out.n && out.list[j].low <= to; j++) {
            if (out.list[j].low > from)
                list[n++] = (struct uid_range){ (uint32_t)from, out.list[j].low - 1 };
            from = (uint64_t)out.list[j].high + 1;
        }
        if (from <= to)
            list[n++] = (struct uid_range){ (uint32_t)from, (uint32_t)to };
    }
    return (struct uidset){ list, n };
}

struct uidset uidset_both(struct arena *a, struct uidset s, struct uidset t)
{
    struct uid_range *list = arena_array(a, s.n + t.n + 1, struct uid_range);
    size_t n = 0;

    for (size_t i = 0, k = 0; i < s.n && k < t.n;) {
        uint32_t low = s.list[i].low > t.list[k].low ? s.list[i].low : t.list[k].low;
        uint32_t high = s.list[i].high < t.list[k].high ? s.list[i].high : t.list[k].high;

        if (low <= high)
            list[n++] = (struct uid_range){ low, high };
        if (s.list[i].high < t.list[k].high)
            i++;
        else
            k++;
    }
    return (struct uidset){ list, n };
}

struct uidset uidset_with(struct arena *a, struct uidset s, struct uidset more)
{
    struct uid_range *list = arena_array(a, s.n + more.n + 1, struct uid_range);

    if (s.n)
        memcpy(list, s.list, s.n * sizeof *list);
    if (more.n)
        memcpy(list + s.n, more.list, more.n * sizeof *list);
    return uidset_of(list, s.n + more.n);
}

struct uidset uidset_within(struct arena *a, struct uidset s, uint32_t low, uint32_t high)
{
    struct uid_range only = { low, high };

    return low <= high ? uidset_both(a, s, (struct uidset){ &only, 1 }) : (struct uidset){ 0 };
}

uint32_t *uidset_take(struct arena *a, struct uidset s, enum uid_order order, size_t max, size_t *ret_n)
{
    int64_t count = uidset_count(s);
    uint32_t *uids = arena_array(a, (size_t)count < max ? (size_t)count : max, uint32_t);
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < max; i++) {
        const struct uid_range *r = order == UID_OLDEST ? &s.list[i] : &s.list[s.n - 1 - i];
        for (uint64_t k = 0; k <= (uint64_t)r->high - r->low && n < max; k++)
            uids[n++] = order == UID_OLDEST ? (uint32_t)(r->low + k) : (uint32_t)(r->high - k);
    }
    *ret_n = n;
    return uids;
}
